"""Certificates as pages show them. The present state of the credits comes from the ledger, through the caller."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.certificates import content as contents
from app.certificates.content import Content
from app.database import Db, reading
from app.evidence.documents import store
from app.models.certificate import Certificate, CertificateContent
from methodologies.kernel.rules import NotFound


@dataclass(frozen=True)
class Shown:
    """What was certified by which act; the PDF's sha256 and the time of sealing once the worker has made it."""
    content: Content
    act_id: str
    pdf_sha256: str | None
    made_at: datetime | None

    @property
    def is_made(self) -> bool:
        return self.pdf_sha256 is not None


def certificate(number: str) -> Shown:
    """NotFound for a number that was never given."""
    with reading() as db:
        return shown(db, _content_row(db, number))


def certificates_of_act(db: Db, act_id: str) -> list[Shown]:
    rows = db.scalars(select(CertificateContent).where(CertificateContent.act_id == act_id))
    return [shown(db, row) for row in rows]


def shown(db: Db, row: CertificateContent) -> Shown:
    made = db.get(Certificate, row.number)
    return Shown(contents.read(row.content.encode()), row.act_id, made.pdf_sha256 if made else None,
                 made.made_at if made else None)


def pdf_of(number: str) -> bytes:
    """The sealed bytes, as they were made once. NotFound while the worker has not made them."""
    with reading() as db:
        made = db.get(Certificate, number)
    if made is None:
        raise NotFound(f"certificate {number}")
    return store().get(made.pdf_sha256)


def worksheet_of(number: str) -> bytes:
    """worksheet.json, byte for byte."""
    with reading() as db:
        return _content_row(db, number).worksheet.encode()


def documents_referred(db: Db) -> list[str]:
    """sha256 of every sealed PDF: what a sweep of the document store must keep."""
    return list(db.scalars(select(Certificate.pdf_sha256)))


def _content_row(db: Db, number: str) -> CertificateContent:
    row = db.get(CertificateContent, number)
    if row is None:
        raise NotFound(f"certificate {number}")
    return row
