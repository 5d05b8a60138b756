"""Builders for certificate tests: one content, one real worksheet, one small log, one set of demonstration keys."""
from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from app.certificates import content as contents
from app.certificates import sheet
from app.certificates.content import (
    Block,
    Bodies,
    Content,
    HolderNamed,
    Kind,
    MethodologyNamed,
    PeriodNamed,
    ProjectNamed,
)
from app.certificates.keys import Keys, make_demonstration_keys
from app.certificates.parts import Certified
from app.certificates.signer import FileSigner
from app.certificates.trust import Trust
from app.evidence.note import Head, sign_checkpoint, write_proof
from app.evidence.tree import Tree, fold, leaf_hash
from app.ledger.serials import serial_text
from methodologies.kernel.catalogue import find

PYTHON = sys.executable
ROOT = Path(__file__).parents[2]
CODE = "CCER-01-002-V01"
ORIGIN = "demo.ccer.localhost/log"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@lru_cache
def worksheet(case: int = 0) -> dict:
    """A worked case of the offshore wind methodology, as it is stored."""
    methodology = find(CODE)
    accounting = [c for c in methodology.cases if c.chapter == "accounting"]
    return methodology.work("accounting", dict(accounting[case].inputs)).to_json()


def content(worked: dict | None = None, **known) -> Content:
    """A valid content of this worksheet; a test states only what it is about."""
    worked = worked or worksheet()
    code, years = "A210001", {int(y): t for y, t in worked["by_year"].items() if t}
    valid = {
        "kind": Kind.ISSUANCE, "number": "QF-2026-000001", "demonstration": True,
        "project": ProjectNamed(code, "东澜海上风电场一期工程项目", "Donglan Offshore Wind Farm Phase I"),
        "holder": HolderNamed("东澜海上风电有限公司", "Donglan Offshore Wind Power Co., Ltd.", "91330900MA2XXXXX1K",
                              "CN00000001"),
        "methodology": MethodologyNamed(CODE, "并网海上风力发电", "Grid-connected offshore wind power"),
        "period": PeriodNamed(1, date(min(years), 1, 1), date(max(years), 12, 31)),
        "blocks": tuple(Block(y, 1, t, t, serial_text(code, y, 1, 1, t)) for y, t in years.items()),
        "tonnes": sum(years.values()), "issued_on": date(2026, 11, 23),
        "bodies": Bodies("青岩审定核查认证有限公司", "远岫质量认证有限公司"), "registration": "RA-2026-0001",
        "worksheet_sha256": contents.digest(rfc8785.dumps(worked)), "base_url": "http://localhost:8000"}
    return Content(**(valid | known))


def with_years(years: dict[int, int], **known) -> Content:
    """A content of these yearly tonnes, whatever a worksheet says."""
    return content({"by_year": {str(year): tonnes for year, tonnes in years.items()}}, **known)


def event(said: Certified, **known) -> bytes:
    """The leaf that an issue of `said` writes."""
    body = {"act": "0b7c7a52-8f3e-4c55-9a3e-5d3f5a4c1d10", "at": "2026-11-23T02:00:00.000000Z", "kind": "issue",
            "on": "2026-11-23", "previous": None, "subject": "A210001", "subject_seq": 1,
            "facts": contents.facts_of(said) | {"postings": []}}
    return rfc8785.dumps(body | known)


class Log:
    """A log in memory: 300 other events, then the given ones, then 20 more."""

    def __init__(self, *entries: bytes, key: Ed25519PrivateKey | None = None):
        self.key = key or Ed25519PrivateKey.generate()
        self.entries = [*(b"before %d" % n for n in range(300)), *entries, *(b"after %d" % n for n in range(20))]
        leaves = [leaf_hash(entry) for entry in self.entries]
        levels = {0: leaves, 1: [fold(leaves[n:n + 256]) for n in range(0, len(leaves) // 256 * 256, 256)]}
        self.tree = Tree(lambda level, lo, hi: levels[level][lo:hi])
        self.size = len(leaves)

    def proof(self, entry: bytes, key: Ed25519PrivateKey | None = None) -> str:
        index = self.entries.index(entry)
        head = Head(ORIGIN, self.size, self.tree.root(0, self.size))
        return write_proof(index, self.tree.inclusion(index, self.size), sign_checkpoint(head, key or self.key))


@dataclass(frozen=True)
class Desk:
    """Where certificates are made and forged: keys, a log, and the papers of one genuine certificate."""
    keys: Keys
    log: Log
    said: Certified
    event: bytes

    @classmethod
    def open(cls, folder: Path, said: Certified, *others: bytes, at: datetime = AT, entry: bytes | None = None) -> Desk:
        """entry: the event it rests on, where it is not that of an issue."""
        make_demonstration_keys(folder, at)
        entry = entry or event(said)
        return cls(Keys(folder), Log(entry, *others), said, entry)

    @property
    def trust(self) -> Trust:
        return Trust(self.keys.root.public_bytes(Encoding.PEM).decode(), ORIGIN,
                     self.log.key.public_key().public_bytes_raw())

    def files(self, said: Content | None = None, worked: dict | None = None, entry: bytes | None = None,
              proof: str | None = None) -> dict[str, bytes]:
        """The four attachments; what is not given is the genuine one."""
        return {"certificate.json": contents.to_bytes(said or self.said),
                "worksheet.json": rfc8785.dumps(worked or worksheet()), "event.json": entry or self.event,
                "event.tlog-proof": (proof or self.log.proof(self.event)).encode()}

    def page(self, said: Content | None = None, **files) -> bytes:
        """The unsigned PDF."""
        return self.page_with(said or self.said, self.files(said, **files).items())

    def page_with(self, said: Certified, files: Iterable[tuple[str, bytes]]) -> bytes:
        """The unsigned PDF with exactly these attachments."""
        return sheet.render_with(said, sheet.place_of(300, self.log.size, self.event), self.keys.registry, files)

    def sealed(self, said: Content | None = None, **files) -> bytes:
        return self.sign(self.page(said, **files))

    def sign(self, pdf: bytes, at: datetime = AT) -> bytes:
        return FileSigner(self.keys).sign(pdf, at, "签发证明")


def tampered(worked: dict, **known) -> dict:
    """The worksheet with other contents, sealed again by somebody who knows how."""
    from methodologies.kernel.worksheet import seal

    body = json.loads(json.dumps({k: v for k, v in worked.items() if k != "digest"})) | known
    return body | {"digest": seal(body)}


def text_of(pdf: bytes, page: int | None = None, how: str = "-layout") -> str:
    """What a reader can select on the pages, by poppler: "-layout" line by line, "-raw" in the order of drawing."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    told = subprocess.run(["pdftotext", how, *pages, "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode()


def opened(pdf: bytes):
    import pikepdf

    return pikepdf.open(io.BytesIO(pdf))


def flipped(data: bytes, place: int) -> bytes:
    """The file with one bit changed."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


def certified_again(folder: Path, name: str, *, usage: bool = True, since: datetime | None = None,
                    until: datetime | None = None) -> None:
    """root.pem or seal.pem of a folder again, for the same key: without its KeyUsage, or valid since or until then."""
    root_key, key = (load_pem_private_key((folder / f"{each}.key").read_bytes(), None) for each in ("root", name))
    before = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    made = (x509.CertificateBuilder().subject_name(before.subject).issuer_name(before.issuer)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(since or before.not_valid_before_utc)
            .not_valid_after(until or before.not_valid_after_utc))
    for each in before.extensions:
        if usage or not isinstance(each.value, x509.KeyUsage):
            made = made.add_extension(each.value, each.critical)
    (folder / f"{name}.pem").write_bytes(made.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM))
