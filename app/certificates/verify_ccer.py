"""Is this PDF a certificate of the registry?  离线查验一份 CCER 证书：只需本文件。

    pip install cryptography
    python verify_ccer.py trust.json certificate.pdf

One file, to be read before it is run: no server, no database, no network, no PDF library. trust.json holds the root
certificate of the registry and the key of its log: get it from the registry, never from whoever sent you the PDF.
What it asks, each a line:
    signature    one signature over every byte, alone in its place, by a seal under that root, not revoked at that time
    attachments  the files in the PDF agree with each other, and the serial numbers add up to the tonnes
    log          the event that the certificate rests on stands in the registry's log
    figures      issue and registration: the tonnes are those of the worksheet; retirement: serials of the logged act
It does not work the tonnes out again from the readings, as `ccer certificate verify` does, nor tell what became of the
credits since: the page behind the QR code does.
"""
import json
import re
import sys
import zlib
from base64 import b64decode
from collections import Counter
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SEQUENCE, SET, OCTETS, ONE, THREE = 0x30, 0x31, 0x04, b"\2\1\1", b"\2\1\3"                  # DER
SIGNED, DATA, TIME, DIGEST, TIME_STAMP = map(bytes.fromhex, (          # CMS: three contents, two attributes
    "06092a864886f70d010702", "06092a864886f70d010701", "060b2a864886f70d0109100104", "06092a864886f70d010904",
    "060b2a864886f70d010910020e"))
SHA256 = "300b0609608648016503040201", "300d06096086480165030402010500"         # what an algorithm may be called
ECDSA, RSA = ("300a06082a8648ce3d040302",), ("300d06092a864886f70d01010b0500", "300d06092a864886f70d0101010500")
SEAL = x509.KeyUsage, lambda said: said.content_commitment              # what a certificate must say to be one
CLOCK = x509.ExtendedKeyUsage, lambda said: x509.ExtendedKeyUsageOID.TIME_STAMPING in said
LETTERS = {"issuance": "QF", "retirement": "ZX", "registration": "DJ", "statement": "CY"}
PARTS = {                                               # where serials stand; of what project, year and period each is
    "issuance": ("blocks", lambda c, part: (c["project"]["code"], part["year"], c["period"]["no"])),
    "retirement": ("lots", lambda c, part: (part["project"]["code"], part["year"], part["period_no"])),
    "statement": ("ranges", lambda c, part: (part["project_code"], part["year"], part["period_no"]))}
ZEROS = ("零[拾佰仟]", "零"), ("万零+亿", "万亿零"), ("零+([万亿])", r"\1"), ("亿万", "亿零"), ("零+", "零")
EVENTS = {"registration": "registration certified", "statement": "statement certified"}

def need(holds, why):
    if not holds:
        raise ValueError(why)

# --- the file: its one signature, and the streams in it
def signed_parts(pdf):
    """(the signed bytes, the signature): one, and it covers all but itself, to the last byte."""
    found = re.findall(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) ?\]", pdf)
    need(len(found) == 1 and pdf.count(b"/ByteRange") == 1, "没有签名或不止一个 not exactly one signature")
    start, length, end, rest = map(int, found[0])
    gap = pdf[length:end]
    need(start == 0 and end + rest == len(pdf) and re.fullmatch(rb"<[0-9A-F]+>", gap),
         "签名未覆盖整个文件 the signature does not cover the whole file")
    place = bytes.fromhex(gap[1:-1].decode())
    size = 4 + int.from_bytes(place[2:4], "big")
    need(place[:2] == b"\x30\x82" and not any(place[size:]), "签名之外另有内容 more than a signature in its place")
    return pdf[:length] + pdf[end:], place[:size]

def streams(pdf):
    """(number, dictionary, data) of each stream, in order; what lies within one is never taken for another."""
    place, head = 0, re.compile(rb"\b(\d+) 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n", re.S)
    while found := head.search(pdf, place):
        length = re.search(rb"/Length (\d+)(?! \d+ R)", found[2])
        need(length, "流无长度 a stream without length")
        place = found.end() + int(length[1])
        data = pdf[found.end():place]
        yield found[1], found[2], zlib.decompressobj().decompress(data, 2**25) if b"/FlateDecode" in found[2] else data

# --- DER and CMS, as much as a signature needs
def der(data):
    """[(contents, whole)] of the elements that lie one after the other."""
    found, at = [], 0
    while at < len(data):
        size, body = data[at + 1], at + 2
        if size & 0x80:
            body += size & 0x7F
            size = int.from_bytes(data[at + 2:body], "big")
        need(body + size <= len(data), "签名不可读 the signature can't be read")
        found.append((data[body:body + size], data[at:body + size]))
        at = body + size
    return found

def inside(data, *path):
    """The contents of the n-th element, of the m-th in that, and so on."""
    for n in path:
        data = der(data)[n][0]
    return data

def wrap(tag, *parts):
    """One element around the parts, its length written in the only way of DER."""
    data = b"".join(parts)
    size = len(data).to_bytes((len(data).bit_length() + 7) // 8, "big") if len(data) > 0x7F else b""
    return bytes([tag, 0x80 + len(size) if size else len(data)]) + size + data

def signed_by_root(message, root, usage, suits, data=None):
    """(certificate, all certificates, contents, signature, time stamp) of a CMS message by one signer. data: what it
    signs outside, and then it bears a time stamp. Its parts make the whole of it again: so nothing else lies in it."""
    _, _, holder, enclosed, signers = (contents for contents, _ in der(inside(message, 0, 1, 0)))
    _, (_, signer), (_, digest), (said, _), (_, scheme), (signature, _), *more = der(inside(signers, 0))
    if data is None:
        version, held, stamp, bears = THREE, inside(holder, 1, 0), b"", b""
        holder = wrap(SEQUENCE, TIME, wrap(0xA0, wrap(OCTETS, held)))
    else:
        version, held, stamp, holder = ONE, data, inside(more[0][0], 0, 1), wrap(SEQUENCE, DATA)
        bears = wrap(0xA1, wrap(SEQUENCE, TIME_STAMP, wrap(SET, stamp)))
    signed = wrap(SEQUENCE, ONE, signer, digest, wrap(0xA0, said), scheme, wrap(OCTETS, signature), bears)
    again = wrap(SEQUENCE, version, wrap(SET, digest), holder, wrap(0xA0, enclosed), wrap(SET, signed))
    need(message == wrap(SEQUENCE, SIGNED, wrap(0xA0, again)), "签名中另有内容 more than a signature in the signature")
    attributes = {der(each)[0][1]: inside(each, 1, 0) for each, _ in der(said)}
    need(attributes[DIGEST] == sha256(held).digest(), "内容被改动 the contents were changed")
    every = [whole for _, whole in der(enclosed)]
    named = {wrap(SEQUENCE, of[3][1], of[1][1]): each for each in every for of in [der(inside(each, 0, 0))]}
    certificate = x509.load_der_x509_certificate(named.get(signer, b""))    # by its issuer and its serial number
    suited = [suits(e.value) for e in certificate.extensions if isinstance(e.value, usage)]
    need(suited == [True], "不是签章证书 not the certificate of a seal")
    certificate.verify_directly_issued_by(root)
    curve = isinstance(key := certificate.public_key(), ec.EllipticCurvePublicKey)
    need(digest.hex() in SHA256 and scheme.hex() in (ECDSA if curve else RSA), "签名算法不符 another way of signing")
    how = (ec.ECDSA(hashes.SHA256()),) if curve else (padding.PKCS1v15(), hashes.SHA256())
    key.verify(signature, wrap(SET, said), *how)
    return certificate, every, held, signature, stamp

def check_signature(papers):
    root = papers["root"]
    data, message = signed_parts(papers["pdf"])
    seal, enclosed, _, signature, token = signed_by_root(message, root, *SEAL, data)
    clock, others, stamp, _, _ = signed_by_root(token, root, *CLOCK)
    fields = [contents for contents, _ in der(inside(stamp, 0))]
    need(inside(fields[2], 1) == sha256(signature).digest(), "时间戳属于别的签名 the time stamp of another signature")
    at = datetime.strptime(fields[4].decode()[:14] + "+0000", "%Y%m%d%H%M%S%z")
    for certificate in (seal, clock, root):
        need(certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc, "当时证书无效 not valid then")
    papers["streams"] = list(streams(papers["pdf"]))
    need({*enclosed, *others} <= {data for *_, data in papers["streams"]}, "证书未经签署 a certificate nobody signed")
    lists = [crl for *_, data in papers["streams"] for crl in revocations(data, root) if crl.last_update_utc <= at
             and (crl.next_update_utc is None or at <= crl.next_update_utc)]
    need(lists, "没有当时的吊销列表 no list of revocations of that time")
    gone = [crl.get_revoked_certificate_by_serial_number(c.serial_number) for crl in lists for c in (seal, clock)]
    need(not any(g and g.revocation_date_utc <= at for g in gone), "签章证书已吊销 the seal had been revoked")
    return f"{seal.subject.rfc4514_string()}  {at:%Y-%m-%d %H:%M:%S} UTC"

def revocations(data, root):
    """The list of revocations that these bytes are, if they are one and the root signed it."""
    try:
        crl = x509.load_der_x509_crl(data)
        return [crl] if crl.is_signature_valid(root.public_key()) else []
    except ValueError:
        return []

# --- what the file says
def strict(data):
    """JSON that is written in the one way of RFC 8785, no name twice."""
    said = json.loads(data)
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    need(plain.encode() == data, "不是规范 JSON not canonical JSON")
    return said

def attached(streams):
    """{name: data} of the files in the PDF; the streams of objects tell which name is that of which stream."""
    files = [(number, data) for number, head, data in streams if re.search(rb"/Type ?/EmbeddedFile\b", head)]
    named = [each for _, head, data in streams if re.search(rb"/Type ?/ObjStm\b", head) for each in re.findall(
        rb"/Type ?/Filespec ?/F ?\(([\w.-]+)\) ?/UF ?\(\1\) ?/EF ?<< ?/F (\d+) 0 R", data)]
    found = {name.decode(): dict(files)[number] for name, number in named}
    need(len(found) == len(named) == len(files), "附件名不符 an attachment without a name of its own")
    return found

def check_attachments(papers):
    files = attached(papers["streams"])
    data, leaf, working = files["certificate.json"], files["event.json"], files.get("worksheet.json")
    c, e = strict(data), strict(leaf)
    papers.update(c=c, e=e, leaf=leaf, proof=files["event.tlog-proof"].decode(), working=working and strict(working))
    works = c["kind"] in ("issuance", "registration")
    need(c["format"] == "ccer-certificate/1" and len(files) == 3 + works and bool(working) is works,
         f"附件 {len(files)} 个，不是应有的几个 not the files that belong to it")
    facts = e["facts"]["certificate"]
    need(c["number"].startswith(LETTERS[c["kind"]] + "-") and facts["number"] == c["number"], "编号不符 another number")
    need(facts["certificate_sha256"] == sha256(data).hexdigest(), "证书内容不是事件所记 not what the event names")
    need(e["act"] is None and e["kind"] == EVENTS[c["kind"]] if c["kind"] in EVENTS else isinstance(e["act"], str),
         "事件种类不对 an event of another kind")
    need(not working or facts["worksheet_sha256"] == c["worksheet_sha256"] == sha256(working).hexdigest(),
         "核算表不是事件所记 another worksheet")
    real = "DEMONSTRATION" not in papers["root"].subject.rfc4514_string()
    need(c["demonstration"] is not real, "演示与正式不符 a demonstration under a real root, or the reverse")
    if c["kind"] in PARTS:
        papers["spans"] = add_up(c, *PARTS[c["kind"]])
        need(facts.get("tonnes", c["tonnes"]) == c["tonnes"], "数量不是事件所记 another quantity in the event")
    return f"{len(files)} 个附件彼此一致 attachments agree"

def add_up(c, listed, batch_of):
    """[(batch, first, last)] of the serials, which are of as many tonnes as it says, in figures and in words."""
    spans = []
    for part in c[listed]:
        code, year, period = batch_of(c, part)
        batch, first, last = f"CN-CCER-{code}-{year:04d}-{period:02d}", part["first"], part["last"]
        need(part["tonnes"] == last - first + 1 > 0 < first, "区间与数量不符 a block of other tonnes")
        need(part["serial"] == f"{batch}-{first}-{last}", "序列号与项目或区间不符 a serial of another project or block")
        spans.append((batch, first, last))
    spans.sort()
    need(all(a[0] != b[0] or a[2] < b[1] for a, b in zip(spans, spans[1:])), "区间重叠 blocks overlap")
    need(c["tonnes"] == sum(part["tonnes"] for part in c[listed]), "数量不等于各区间之和 the tonnes are not the sum")
    need(c.get("tonnes_capital", "") == ("" if listed == "ranges" else capital(c["tonnes"])), "大写不符 other words")
    return spans

def capital(tonnes):
    """10020000 → 壹仟零贰万吨."""
    places = [*"拾佰仟万拾佰仟亿拾佰仟万拾佰仟"][:len(str(tonnes)) - 1]
    words = "".join("零壹贰叁肆伍陆柒捌玖"[int(d)] + place for d, place in zip(str(tonnes), [*places[::-1], ""]))
    for long, short in ZEROS:
        words = re.sub(long, short, words)
    return words.rstrip("零") + "吨"

# --- the log: C2SP tlog-proof, signed note, RFC 9162 section 2.1.3.2
def check_log(papers):
    trust = papers["trust"]
    top, note = papers["proof"].split("\n\n", 1)
    first, index, *path = top.split("\n")
    text, lines = note.rsplit("\n\n", 1)
    origin, size, root = (text + "\n").split("\n")[:3]
    need(first == "c2sp.org/tlog-proof@v1" and origin == trust["log_origin"], "不是该日志的证明 of another log")
    key = b64decode(trust["log_public_key"])
    name = sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
    ours = [raw for raw in (b64decode(line.split(" ")[2]) for line in lines.splitlines()) if raw[:4] == name]
    need(ours, "检查点未由该日志签名 the checkpoint is not signed by this log")
    for raw in ours:
        Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], (text + "\n").encode())
    n, last = int(index[6:]), int(size) - 1
    need(0 <= n <= last, "序号在日志之外 the index is outside the log")
    node, at = sha256(b"\0" + papers["leaf"]).digest(), n
    for step in map(b64decode, path):
        need(last, "证明过长 the path is too long")
        left = at & 1 or at == last
        node = sha256(b"\1" + (step + node if left else node + step)).digest()
        while left and not at & 1 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    need(not last and node == b64decode(root), "事件不在该日志中 the event is not in this log")
    return f"第 {n} 号，共 {size} 条 entry {n} of {size}"

def check_figures(papers):
    c, working = papers["c"], papers["working"]
    if c["kind"] == "issuance":
        years = Counter()
        for block in c["blocks"]:
            years[str(block["year"])] += block["tonnes"]
        need(years == Counter(working["by_year"]), "与核算表的年度数量不符 other yearly tonnes")
    if working:
        tonnes = c.get("tonnes", c.get("expected_t"))
        need(working["tonnes"] == tonnes, "与核算表的数量不符 other tonnes than the worksheet")
        need(c["kind"] == "issuance" or working["average"] == c["yearly_t"], "年均数量不符 another yearly average")
        need(working["methodology"] == c["methodology"]["code"], "核算表属于另一方法学 another methodology")
        return f"与核算表相符 as in the worksheet: {tonnes:,} t"
    if c["kind"] == "retirement":
        retired = [each for each in papers["e"]["facts"]["postings"] if each[2] == "retired" and each[5] > 0]
        need({account for _, account, *_ in retired} == {c["holder"]["account"]}, "日志所记为另一账户 another account")
        logged = [(batch, first, last) for batch, _, _, first, last, _ in retired]
        need(edges(logged) == edges(papers["spans"]), "日志所记注销的序列号不同 the log retires other serials")
        return f"日志所记恰为所列序列号 the log retires exactly these: {c['tonnes']:,} t"
    return "持有证明无此项 nothing to compare in a statement"

def edges(spans):
    """Where serials begin and end: the same of ranges that touch, however they are cut."""
    found = Counter((batch, first) for batch, first, _ in spans)
    found.subtract((batch, last + 1) for batch, _, last in spans)
    return {place: n for place, n in found.items() if n}

STEPS = {"signature": check_signature, "attachments": check_attachments, "log": check_log, "figures": check_figures}

def verify(pdf, trust):
    """[(line, whether it holds, words)] up to the first that refuses, and the papers that were read."""
    root = x509.load_pem_x509_certificate(trust["root_certificate"].encode())
    papers, lines = {"pdf": pdf, "trust": trust, "root": root}, []
    for name, ask in STEPS.items():
        try:
            lines.append((name, True, ask(papers)))
        except Exception as why:                        # whatever a hostile file breaks, the answer is no
            return [*lines, (name, False, str(why) or type(why).__name__)], papers
    return lines, papers

def main(trust_file, pdf_file):
    with open(trust_file, encoding="utf-8") as trust, open(pdf_file, "rb") as pdf:
        lines, papers = verify(pdf.read(), json.load(trust))
    genuine = all(ok for _, ok, _ in lines)
    print(f"{pdf_file}: {'属实 GENUINE' if genuine else '不予认可 REFUSED'}")
    for line, ok, words in lines:
        print(f"  {'√' if ok else '×'} {line:12} {words}")
    if genuine:
        c = papers["c"]
        whose = c.get("holder", c.get("owner"))["name_zh"]
        print(f"  {c['number']}  {whose}  {c.get('tonnes', c.get('expected_t')):,} tCO2e  {c['issued_on']}")
        print(f"  现状 present state: {c['base_url']}/verify/{c['number']}")
    return 0 if genuine else 1

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")            # a console may lack a sign: that is no verdict
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
