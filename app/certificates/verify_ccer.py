"""Is this PDF a certificate of the registry?  离线查验一份 CCER 证书：只需本文件。

    pip install cryptography
    python verify_ccer.py trust.json certificate.pdf

One file, to be read before it is run: no server, no database, no network, no PDF library. trust.json holds the root
certificate of the registry and the key of its log: get it from the registry, never from whoever sent you the PDF.
What it asks, each a line:
    signature    one signature, over every byte of the file, by a seal under that root, not revoked when it was stamped
    attachments  the files in the PDF agree with each other, and the serial numbers add up to the tonnes
    log          the event that the certificate rests on stands in the registry's log
    figures      issue and registration: the tonnes are those of the worksheet; retirement: of the logged act
What it does not do: work the tonnes out again from the readings (`ccer certificate verify` does), and tell what became
of the credits since: the page behind the QR code does.
"""
import json
import re
import sys
import zlib
from base64 import b64decode
from datetime import datetime
from hashlib import new, sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASHES = {"608648016503040201": hashes.SHA256(), "608648016503040202": hashes.SHA384(),
          "608648016503040203": hashes.SHA512()}
MESSAGE_DIGEST, TIME_STAMP, SIGNED = "2a864886f70d010904", "2a864886f70d010910020e", "2a864886f70d010702"
LETTERS = {"issuance": "QF", "retirement": "ZX", "registration": "DJ", "statement": "CY"}
PARTS = {"issuance": "blocks", "retirement": "lots", "statement": "ranges"}
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
    return pdf[:length] + pdf[end:], bytes.fromhex(gap[1:-1].decode())


def streams(pdf):
    """(dictionary, data) of each stream, in order; what lies within a stream is never taken for another."""
    place, head = 0, re.compile(rb"\d+ 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n", re.S)
    while found := head.search(pdf, place):
        length = re.search(rb"/Length (\d+)(?! \d+ R)", found[1])
        need(length, "流无长度 a stream without length")
        place = found.end() + int(length[1])
        data = pdf[found.end():place]
        yield found[1], zlib.decompressobj().decompress(data, 2**25) if b"/FlateDecode" in found[1] else data


# --- DER and CMS, as much as a signature needs

def der(data):
    """[(tag, contents, whole)] of the elements that lie one after the other; zeros at the end are padding."""
    found, at = [], 0
    while at < len(data) and data[at]:
        tag, size, body = data[at], data[at + 1], at + 2
        if size & 0x80:
            body += size & 0x7F
            size = int.from_bytes(data[at + 2:body], "big")
        need(body + size <= len(data), "签名不可读 the signature can't be read")
        found.append((tag, data[body:body + size], data[at:body + size]))
        at = body + size
    need(not any(data[at:]), "签名不可读 the signature can't be read")
    return found


def attributes(data):
    pairs = [der(item[1]) for item in der(data)]
    return {oid[1].hex(): values[1] for oid, values in pairs}


def signed_by_root(message, data, root, may_sign):
    """(certificate, contents, signature, unsigned attributes) of a CMS message; data: None where it holds its own."""
    kind, body = der(der(message)[0][1])
    need(kind[1].hex() == SIGNED, "不是签名 not a signature")
    parts = der(der(body[1])[0][1])
    inner = der(parts[2][1])
    content = der(inner[1][1])[0][1] if len(inner) > 1 else b""
    signers = der(parts[-1][1])
    need(len(signers) == 1, "签名人不止一个 more than one signer")
    _, _, algorithm, attrs, _, signature, *unsigned = der(signers[0][1])
    digest = HASHES[der(algorithm[1])[0][1].hex()]
    said = der(attributes(attrs[1])[MESSAGE_DIGEST])[0][1]
    need(said == new(digest.name, data or content).digest(), "内容被改动 the contents were changed")
    for each in next((der(part[1]) for part in parts if part[0] == 0xA0), []):
        certificate = x509.load_der_x509_certificate(each[2])
        if may_sign(certificate) and is_signed(certificate, signature[1], b"\x31" + attrs[2][1:], digest):
            certificate.verify_directly_issued_by(root)
            return certificate, content, signature[1], attributes(unsigned[0][1]) if unsigned else {}
    raise ValueError("不是该根证书下的签章 not sealed under this root")


def is_signed(certificate, signature, data, digest):
    key = certificate.public_key()
    scheme = (ec.ECDSA(digest),) if isinstance(key, ec.EllipticCurvePublicKey) else (padding.PKCS1v15(), digest)
    try:
        key.verify(signature, data, *scheme)
        return True
    except InvalidSignature:
        return False


def is_seal(certificate):
    return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment


def is_clock(certificate):
    usage = [e.value for e in certificate.extensions if isinstance(e.value, x509.ExtendedKeyUsage)]
    return bool(usage) and x509.ExtendedKeyUsageOID.TIME_STAMPING in usage[0]


def check_signature(papers):
    root = papers["root"]
    data, message = signed_parts(papers["pdf"])
    seal, _, signature, unsigned = signed_by_root(message, data, root, is_seal)
    need(TIME_STAMP in unsigned, "没有时间戳 no time stamp")
    clock, stamp, _, _ = signed_by_root(unsigned[TIME_STAMP], None, root, is_clock)
    fields = [part[1] for part in der(der(stamp)[0][1])]
    algorithm, imprint = (part[1] for part in der(fields[2]))
    stamped = new(HASHES[der(algorithm)[0][1].hex()].name, signature).digest()
    need(imprint == stamped, "时间戳属于别的签名 the time stamp of another signature")
    at = datetime.strptime(fields[4].decode()[:14] + "+0000", "%Y%m%d%H%M%S%z")
    for certificate in (seal, clock, root):
        need(certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc, "当时证书无效 not valid then")
    papers["streams"] = list(streams(papers["pdf"]))
    lists = [crl for _, data in papers["streams"] for crl in revocations(data, root) if crl.last_update_utc <= at
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


def check_attachments(papers):
    files = [data for head, data in papers["streams"] if re.search(rb"/Type ?/EmbeddedFile\b", head)]
    proofs = [data for data in files if data.startswith(b"c2sp.org/")]
    plain = [(data, strict(data)) for data in files if data not in proofs]
    said = [(data, each) for data, each in plain if each.get("format") == "ccer-certificate/1"]
    event = [(data, each) for data, each in plain if "facts" in each]
    working = [(data, each) for data, each in plain if "chapter" in each]
    need(len(said) == len(event) == len(proofs) == 1 and len(files) == 3 + len(working) and len(working) < 2,
         f"附件 {len(files)} 个，不是应有的几个 not the files that belong to it")
    (data, c), (leaf, e) = said[0], event[0]
    papers.update(c=c, e=e, leaf=leaf, proof=proofs[0].decode(), working=working[0][1] if working else None)
    facts = e["facts"]["certificate"]
    need(c["number"].startswith(LETTERS[c["kind"]] + "-") and facts["number"] == c["number"], "编号不符 another number")
    need(facts["certificate_sha256"] == sha256(data).hexdigest(), "证书内容不是事件所记 not what the event names")
    need(e["act"] is None and e["kind"] == EVENTS[c["kind"]] if c["kind"] in EVENTS else isinstance(e["act"], str),
         "事件种类不对 an event of another kind")
    need(bool(working) is (c["kind"] in ("issuance", "registration")), "核算表缺失或多余 worksheet missing or too many")
    if working:
        need(facts["worksheet_sha256"] == c["worksheet_sha256"] == sha256(working[0][0]).hexdigest(),
             "核算表不是事件所记 another worksheet")
    real = "DEMONSTRATION" not in papers["root"].subject.rfc4514_string()
    need(c["demonstration"] is not real, "演示与正式不符 a demonstration under a real root, or the reverse")
    if c["kind"] in PARTS:
        add_up(c, c[PARTS[c["kind"]]])
        need(facts.get("tonnes", c["tonnes"]) == c["tonnes"], "数量不是事件所记 another quantity in the event")
    return f"{len(files)} 个附件彼此一致 attachments agree"


def add_up(c, parts):
    need(c["tonnes"] == sum(p["tonnes"] for p in parts), "数量不等于各区间之和 the tonnes are not the sum")
    for p in parts:
        need(p["tonnes"] == p["last"] - p["first"] + 1 > 0, "区间与数量不符 a block of other tonnes")
        need(p["serial"].endswith(f"-{p['first']}-{p['last']}"), "序列号与区间不符 a serial of another block")
    spans = sorted(spans_of(parts))
    need(all(a[0] != b[0] or a[2] < b[1] for a, b in zip(spans, spans[1:])), "区间重叠 blocks overlap")


def spans_of(parts):
    return [(p["serial"].rsplit("-", 2)[0], p["first"], p["last"]) for p in parts]


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
        years = {}
        for block in c["blocks"]:
            years[str(block["year"])] = years.get(str(block["year"]), 0) + block["tonnes"]
        need(years == {y: t for y, t in working["by_year"].items() if t}, "与核算表的年度数量不符 other yearly tonnes")
    if working:
        tonnes = c.get("tonnes", c.get("expected_t"))
        need(working["tonnes"] == tonnes, "与核算表的数量不符 other tonnes than the worksheet")
        need(working["methodology"] == c["methodology"]["code"], "核算表属于另一方法学 another methodology")
        return f"与核算表相符 as in the worksheet: {tonnes:,} t"
    if c["kind"] == "retirement":
        logged = [(batch, lo, hi) for batch, account, state, lo, hi, delta in papers["e"]["facts"]["postings"]
                  if state == "retired" and delta > 0 and account == c["holder"]["account"]]
        need(joined(logged) == joined(spans_of(c["lots"])), "日志所记注销的序列号不同 the log retires other serials")
        return f"日志所记恰为所列序列号 the log retires exactly these: {c['tonnes']:,} t"
    return "持有证明无此项 nothing to compare in a statement"


def joined(spans):
    found = []
    for batch, lo, hi in sorted(spans):
        if found and found[-1][0] == batch and found[-1][2] == lo - 1:
            found[-1] = (batch, found[-1][1], hi)
        else:
            found.append((batch, lo, hi))
    return found


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
        print(f"  {'✓' if ok else '✗'} {line:12} {words}")
    if genuine:
        c = papers["c"]
        whose = c.get("holder", c.get("owner"))["name_zh"]
        print(f"  {c['number']}  {whose}  {c.get('tonnes', c.get('expected_t')):,} tCO2e  {c['issued_on']}")
        print(f"  现状 present state: {c['base_url']}/verify/{c['number']}")
    return 0 if genuine else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
