"""Is this PDF a certificate of this registry? Up to four questions, each its own line, no server, no network.

    signature     sealed under the pinned root, once, over the whole file, with a trusted time
    attachments   exactly the files of its kind, in agreement with each other
    log           the event that it speaks of stands in the pinned log
    tonnes        issue and registration: the worksheet gives these tonnes again, by the methodology's own module
    serials       retirement: the logged act retired exactly these serials

What is trusted comes from a `Trust`, never from the PDF nor from beside it. A line that refuses ends the examination:
what was not signed is not read.
"""
from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.certificates import content as contents
from app.certificates.parts import EVENTS, Certified, Kind
from app.certificates.postings import same_serials
from app.certificates.recomputed import same_tonnes
from app.certificates.tight import plain, tight
from app.certificates.trust import Trust
from app.certificates.verdict import Forged, need, quiet
from methodologies.kernel.rules import Refused

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

FIELD = "Registry"                                      # the signature field
_ALWAYS = ("signature", "attachments", "log")
LINES = {Kind.ISSUANCE: (*_ALWAYS, "tonnes"), Kind.RETIREMENT: (*_ALWAYS, "serials"),
         Kind.REGISTRATION: (*_ALWAYS, "tonnes"), Kind.STATEMENT: _ALWAYS}
_WITH_WORKING = ("certificate.json", "worksheet.json", "event.json", "event.tlog-proof")
_WITHOUT = ("certificate.json", "event.json", "event.tlog-proof")
ATTACHMENTS = {Kind.ISSUANCE: _WITH_WORKING, Kind.RETIREMENT: _WITHOUT,
               Kind.REGISTRATION: _WITH_WORKING, Kind.STATEMENT: _WITHOUT}
LARGEST_FILE = 64 * 2**20                               # bytes
LARGEST_ATTACHMENT = 24 * 2**20                         # bytes, unpacked
DEEPEST = 8                                             # levels of the tree of attachment names


@dataclass(frozen=True)
class Line:
    """One question, its answer, and in two languages why."""
    name: str
    ok: bool
    zh: str
    en: str

    @property
    def said(self) -> str:
        return f"{self.zh} {self.en}"


def verify(pdf: bytes, trust: Trust) -> list[Line]:
    """The lines examined, in order, up to the first that refuses. `genuine()` of them is the answer."""
    import pyhanko.sign.validation  # noqa: F401  outside the steps: a broken installation must not look like a forgery

    papers = _Papers(pdf, trust)
    lines = [_answer("signature", papers.signature)]
    while lines[-1].ok and (name := next(iter(papers.lines[len(lines):]), "")):
        lines.append(_answer(name, getattr(papers, name)))
    return lines


def genuine(lines: list[Line]) -> bool:
    """Each question of one kind was asked, and each answer was yes."""
    return all(line.ok for line in lines) and tuple(line.name for line in lines) in LINES.values()


def sealed(pdf: bytes, trust: Trust) -> Line:
    """The first question alone, for whatever else the registry seals."""
    return _answer("signature", _Papers(pdf, trust).signature)


def attachments_of(pdf: bytes) -> dict[str, bytes]:
    """The attached files by name, of a PDF that has been found genuine."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return _attached(PdfFileReader(io.BytesIO(pdf)))


def _answer(name: str, question: Callable[[], tuple[str, str]]) -> Line:
    try:
        return Line(name, True, *question())
    except Forged as forged:
        return Line(name, False, forged.zh, forged.en)
    except Refused as refused:
        return Line(name, False, "内容不符合证书格式。", f"Not of a certificate's form: {refused}")
    except Exception as error:                          # a hostile file may break any parser anywhere
        what = f"{type(error).__name__}: {str(error)[:120]}"
        return Line(name, False, f"无法读取（{what}）。", f"Can't be read ({what}).")


class _Papers:
    """The file on the table, and what the questions before have taken out of it."""

    def __init__(self, pdf: bytes, trust: Trust):
        self.pdf, self.trust = pdf, trust
        self.files: dict[str, bytes] = {}
        self.content: Certified | None = None
        self.event: dict[str, Any] = {}
        self.reader: PdfFileReader | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The questions to ask, as far as they are known: the last depends on the kind."""
        return LINES[self.content.kind] if self.content else _ALWAYS[:2]

    def signature(self) -> tuple[str, str]:
        from pyhanko.pdf_utils.reader import PdfFileReader

        need(len(self.pdf) <= LARGEST_FILE, "文件过大。", "The file is too large.")
        self.reader = PdfFileReader(io.BytesIO(self.pdf))
        status = _seal(self.pdf, self.reader, self.trust)
        signer = status.signing_cert.subject.native.get("organization_name", "")
        at = f"{status.timestamp_validity.timestamp:%Y-%m-%d %H:%M:%S} UTC"
        demo = ("（演示专用）", " (demonstration)") if self.trust.demonstration else ("", "")
        return (f"由{signer}{demo[0]}于 {at} 签章，此后未作改动。",
                f"Sealed by {signer}{demo[1]} at {at}, unchanged since.")

    def attachments(self) -> tuple[str, str]:
        assert self.reader is not None
        self.files = _attached(self.reader)
        need("certificate.json" in self.files, f"附件为 {sorted(self.files)}。",
             f"The attachments are {sorted(self.files)}.")
        self.content = contents.read(self.files["certificate.json"])
        need(set(self.files) == set(ATTACHMENTS[self.content.kind]), f"附件为 {sorted(self.files)}。",
             f"The attachments are {sorted(self.files)}.")
        self.event = contents.strict_json(self.files["event.json"])
        _agree(self.files, self.content, self.event)
        need(self.content.demonstration is self.trust.demonstration, "演示证书与正式信任根不相配，或相反。",
             "A demonstration under a real root, or the reverse.")
        number = self.content.number
        count = len(self.files)
        return f"{number}：{count} 个附件齐全且彼此一致。", f"{number}: {count} attachments, in agreement."

    def log(self) -> tuple[str, str]:
        index, size = _logged(self.files, self.trust)
        return (f"所依据的事件为日志第 {index} 号（检查点大小 {size}）。",
                f"The event is entry {index} of the log (checkpoint of size {size}).")

    def tonnes(self) -> tuple[str, str]:
        assert isinstance(self.content, (contents.Content, contents.Registration))
        return same_tonnes(self.content, contents.strict_json(self.files["worksheet.json"]))

    def serials(self) -> tuple[str, str]:
        assert isinstance(self.content, contents.Retirement)
        return same_serials(self.content, self.event)


def _seal(pdf: bytes, reader: PdfFileReader, trust: Trust) -> Any:
    """One certifying signature of our field, over the whole file, under the pinned root, at a trusted time."""
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    found = reader.embedded_signatures
    need(len(found) == 1 and len(reader.embedded_regular_signatures) == 1, f"有 {len(found)} 个签名，应为 1 个。",
         f"{len(found)} signatures, one expected.")
    signature = found[0]
    need(signature.field_name == FIELD and signature.docmdp_level == MDPPerm.NO_CHANGES,
         "不是登记机构的认证签章。", "Not certified in the registry's field.")
    security = DocumentSecurityStore.read_dss(reader)
    token = _time_stamp(signature)
    at = token["encap_content_info"]["content"].parsed["gen_time"].native   # believed once the stamp is, below
    root = _root(trust)
    need(root.not_valid_before <= at <= root.not_valid_after, "签章时根证书无效。", "The root was not valid then.")
    signed = {certificate.dump() for certificate in security.load_certs()}
    need(tight(signature, pdf) and plain(signature.signed_data, signed) and plain(token, signed),
         "签章之处另有未经签署的内容。", "The signature's place holds something that nobody signed.")

    def context():
        return security.as_validation_context({"trust_roots": [root], "moment": at, "allow_fetching": False,
                                               "revocation_mode": "hard-fail"})

    with quiet():
        status = validate_pdf_signature(signature, context(), context())
    need(status.intact and status.valid, "内容与所签不同。", "The bytes differ from what was signed.")
    need(status.trusted, "签章证书不在所信任的根之下。", "The signer is not under the pinned root.")
    need(status.coverage == SignatureCoverageLevel.ENTIRE_FILE and status.bottom_line, "签章后被改动。",
         "Changed after signing.")
    need(status.timestamp_validity is not None and status.timestamp_validity.trusted, "没有可信时间。",
         "No trusted time.")
    return status


def _time_stamp(signature: Any) -> Any:
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    token = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    need(token is not None, "没有时间戳。", "No time stamp.")
    return token


def _root(trust: Trust) -> Any:
    from asn1crypto import pem, x509

    return x509.Certificate.load(pem.unarmor(trust.root_certificate.encode())[2])


def _attached(reader: PdfFileReader) -> dict[str, bytes]:
    """The files by name; no more than any kind has."""
    found: dict[str, bytes] = {}

    def walk(node: Any, depth: int) -> None:
        need(depth < DEEPEST, "附件目录过深。", "The tree of attachments is too deep.")
        for kid in node.get("/Kids", []):
            walk(kid.get_object(), depth + 1)
        names = list(node.get("/Names", []))
        for name, spec in zip(names[::2], names[1::2]):
            spec = spec.get_object()
            shown = str(spec["/UF"])
            need(shown not in found and shown == str(name), f"附件名重复或不符：{shown}。",
                 f"Two attachments of one name, or one with two names: {shown}.")
            need(len(found) < len(_WITH_WORKING), "附件过多。", "Too many attachments.")
            found[shown] = _unpacked(spec["/EF"]["/F"].get_object(), shown)

    walk(reader.root["/Names"]["/EmbeddedFiles"], 0)
    return found


def _unpacked(stream: Any, name: str) -> bytes:
    """The stream's bytes, never more than the limit: a small file must not become a large one in memory."""
    packed, filters = stream.encoded_data, stream.get("/Filter")
    if filters is None:
        data = packed
    else:
        need(str(filters) in ("/FlateDecode", "['/FlateDecode']"), f"{name} 的压缩方式不对。",
             f"{name} is packed in another way.")
        data = zlib.decompressobj().decompress(packed, LARGEST_ATTACHMENT + 1)
    need(len(data) <= LARGEST_ATTACHMENT, f"{name} 过大。", f"{name} is too large.")
    return data


def _agree(files: dict[str, bytes], content: Certified, event: dict[str, Any]) -> None:
    """The event is of the right kind, and names these very bytes, this number and these tonnes."""
    said, working = event["facts"]["certificate"], files.get("worksheet.json")
    if content.kind in EVENTS:
        need(event["act"] is None and event["kind"] == EVENTS[content.kind], "事件不是出具该证明的事件。",
             "The event is not that of such a certificate.")
    else:
        need(isinstance(event["act"], str), "事件不属于任何登记业务。", "The event belongs to no act of the ledger.")
    need(said["certificate_sha256"] == contents.digest(files["certificate.json"]),
         "certificate.json 不是事件所记的那一份。", "certificate.json is not the one in the event.")
    if working is not None:
        need(said["worksheet_sha256"] == contents.worksheet_digest(content) == contents.digest(working),
             "worksheet.json 不是事件所记的那一份。", "worksheet.json is not the one in the event.")
    need(said == contents.facts_of(content)["certificate"], "事件与证书的编号或数量不符。",
         "Number or quantity differ between event and certificate.")


def _logged(files: dict[str, bytes], trust: Trust) -> tuple[int, int]:
    """(index, size of the tree) of the event in the pinned log."""
    from app.evidence.note import check_proof

    try:
        return check_proof(files["event.tlog-proof"].decode(), files["event.json"], trust.log_origin,
                           trust.log_public_key)
    except ValueError as error:
        raise Forged(f"日志证明不成立：{error}。", f"The log proof fails: {error}.") from error
