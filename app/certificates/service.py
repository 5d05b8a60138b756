"""Fixing what a certificate says, inside the transaction of the act that it speaks of. No PDF here."""
from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app import jobs
from app.certificates import content as contents
from app.certificates.content import Content, Kind
from app.certificates.glyphs import unprintable
from app.models.certificate import CertificateContent
from methodologies.kernel.rules import INPUT, Broken, Refusal

if TYPE_CHECKING:
    from app.database import Db

LOCK = 0x63657274                                       # PostgreSQL advisory lock: "cert"


def next_number(db: Db, kind: Kind, year: int) -> str:
    """QF-2026-000001, …: the next of this kind and Beijing year; nobody else's until this transaction ends."""
    if db.is_postgresql:                                # on SQLite every write transaction is alone already
        db.execute(select(func.pg_advisory_xact_lock(LOCK)))
    start = f"{kind.letters}-{year:04d}-"
    last = db.scalar(select(func.max(CertificateContent.number)).where(CertificateContent.number.startswith(start)))
    return f"{start}{int(last[-6:]) + 1 if last else 1:06d}"


def prepare(db: Db, content: Content, worksheet: bytes, act_id: str) -> dict[str, Any]:
    """Store certificate.json and worksheet.json and ask for the PDF; gives what the act's event must hold in `facts`.

    Call it before the act is sealed. worksheet: canonical JSON. Refusal when it is not the worksheet that `content`
    names, or when a name in it can't be printed.
    """
    broken = [*_worksheet_broken(content, worksheet), *_unprintable(content, "")]
    if broken:
        raise Refusal(*broken)
    said = contents.to_bytes(content)
    db.add(CertificateContent(number=content.number, act_id=act_id, kind=content.kind.value, content=said.decode(),
                              worksheet=worksheet.decode()))
    db.flush()
    jobs.enqueue(db, "certificate", number=content.number)
    return contents.facts_of(content)


def _worksheet_broken(content: Content, worksheet: bytes) -> tuple[Broken, ...]:
    contents.strict_json(worksheet)
    if contents.digest(worksheet) == content.worksheet_sha256:
        return ()
    return (INPUT.at("/worksheet_sha256", "不是证书所指的核算表。", "Not the worksheet that the certificate names."),)


def _unprintable(part: Any, where: str):
    """Every text of the content that our fonts lack a character of, with its place."""
    for name, value in ((f.name, getattr(part, f.name)) for f in fields(part)):
        if isinstance(value, str):
            yield from unprintable(value, f"{where}/{name}")
        elif is_dataclass(value):
            yield from _unprintable(value, f"{where}/{name}")
