"""Certificates as pages show them. The present state of the credits comes from the ledger, through the caller."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import and_, select

import config
from app.certificates import content as contents
from app.certificates.content import AnyContent
from app.certificates.parts import Kind
from app.database import Db, reading
from app.evidence import events
from app.evidence.documents import store
from app.models.certificate import Certificate, CertificateContent
from app.models.evidence import Event
from app.proposals import words_of
from methodologies.kernel.rules import NotFound

REVOKED = "certificate revoked"                         # kind of the event, of the certificate's number


@dataclass(frozen=True)
class Shown:
    """What was certified by which act, None for another event; the PDF's sha256 and the time of sealing once the worker
    has made it."""
    content: AnyContent
    act_id: str | None
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


def event_of(db: Db, row: CertificateContent) -> Event | None:
    """The event that the certificate rests on."""
    which = Event.act_id == row.act_id if row.act_id else and_(Event.subject == row.number, Event.subject_seq == 1)
    return db.scalar(select(Event).where(which))


@dataclass(frozen=True)
class Revoked:
    """By whom is in the log; here when, why, and which certificate stands in its place, if one does."""
    on: date
    reason: str
    replaced_by: str


def revocation_of(db: Db, number: str) -> Revoked | None:
    """The log says it, and nothing else does."""
    for event in events.history(db, number):
        if event.kind == REVOKED:
            return Revoked(event.on, words_of(db, event.facts["payload"]).get("reason", ""),
                           event.facts["replaced_by"])
    return None


def in_its_place(db: Db, revoked: Revoked) -> str:
    """The certificate that counts instead now: what replaced it may be replaced itself, or revoked; empty then."""
    number, later = revoked.replaced_by, revocation_of(db, revoked.replaced_by)
    while later and later.replaced_by:
        number, later = later.replaced_by, revocation_of(db, later.replaced_by)
    return "" if later else number


def registration_of(db: Db, project_code: str) -> str | None:
    """Number of the certificate of a project's registration; None for one registered before there were any."""
    return db.scalar(select(CertificateContent.number).where(
        CertificateContent.kind == Kind.REGISTRATION,
        CertificateContent.content.contains(f'"project":{{"code":"{project_code}",', autoescape=True)))


def pdf_of(number: str) -> bytes:
    """The sealed bytes, as they were made once. NotFound while the worker has not made them."""
    with reading() as db:
        made = db.get(Certificate, number)
    if made is None:
        raise NotFound(f"certificate {number}")
    return store().get(made.pdf_sha256)


def worksheet_of(number: str) -> bytes:
    """worksheet.json, byte for byte. NotFound for a kind that rests on none."""
    with reading() as db:
        if body := _content_row(db, number).worksheet:
            return body.encode()
    raise NotFound(f"worksheet of {number}")


def verifier() -> bytes:
    """The offline check in one file that needs nothing of ours."""
    return Path(__file__).with_name("verify_ccer.py").read_bytes()


def trust() -> bytes:
    """trust.json of this registry. NotFound while it has no keys."""
    path = config.home() / "trust.json"
    if not path.exists():
        raise NotFound("trust.json")
    return path.read_bytes()


def documents_referred(db: Db) -> list[str]:
    """sha256 of every sealed PDF: what a sweep of the document store must keep."""
    return list(db.scalars(select(Certificate.pdf_sha256)))


def _content_row(db: Db, number: str) -> CertificateContent:
    row = db.get(CertificateContent, number)
    if row is None:
        raise NotFound(f"certificate {number}")
    return row
