"""Fixing what a certificate says, inside the transaction of what it speaks of. No PDF here."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app import jobs
from app.certificates import content as contents
from app.certificates import revoking
from app.certificates.glyphs import unprintable
from app.certificates.parts import EVENTS, Certified, Kind
from app.database import transaction
from app.evidence import events
from app.models.certificate import CertificateContent
from methodologies.kernel.rules import INPUT, Broken, Refusal

if TYPE_CHECKING:
    from app.access import Who
    from app.database import Db


def next_number(db: Db, kind: Kind, year: int) -> str:
    """QF-2026-000001, …: the next of this kind and Beijing year; nobody else's until this transaction ends."""
    start = f"{kind.letters}-{year:04d}-"
    db.alone(f"certificate:{start}")
    last = db.scalar(select(func.max(CertificateContent.number)).where(CertificateContent.number.startswith(start)))
    return f"{start}{int(last[-6:]) + 1 if last else 1:06d}"


def prepare(db: Db, content: Certified, worksheet: bytes, act_id: str) -> dict[str, Any]:
    """Store what the certificate of an act says and ask for the PDF; gives what the act's event must hold in `facts`.

    Call it before the act is sealed. worksheet: canonical JSON, empty for a kind that has none. Refusal when it is not
    the worksheet that `content` names, or when a name in it can't be printed.
    """
    _store(db, content, worksheet, act_id)
    return contents.facts_of(content)


def certify(db: Db, content: Certified, worksheet: bytes = b"", *, on: date, at: datetime,
            facts: dict[str, Any]) -> None:
    """The same for a kind that speaks of no act. What it rests on is the first event of its own number, written here
    with these `facts` beside its own."""
    _store(db, content, worksheet, None)
    events.write(db, subject=content.number, kind=EVENTS[content.kind], on=on, at=at,
                 facts={**facts, **contents.facts_of(content)})


def propose_revocation(number: str, reason: str, replaced_by: str, *, by: Who, today: date) -> None:
    """Raises NotYours for anybody but staff of the registry, NotFound, NotOpen when it waits or is revoked, Refusal."""
    with transaction() as db:
        revoking.propose_revocation(db, number, reason, replaced_by, by=by, today=today)


def confirm_revocation(number: str, *, by: Who, today: date) -> None:
    """The same, and SamePerson for whoever proposed it."""
    with transaction() as db:
        revoking.confirm_revocation(db, number, by=by, today=today)


def decline_revocation(number: str, *, by: Who, today: date) -> None:
    with transaction() as db:
        revoking.decline_revocation(db, number, by=by, today=today)


def _store(db: Db, content: Certified, worksheet: bytes, act_id: str | None) -> None:
    broken = [*_worksheet_broken(content, worksheet), *_unprintable(content, "")]
    if broken:
        raise Refusal(*broken)
    said = contents.to_bytes(content)
    db.add(CertificateContent(number=content.number, act_id=act_id, kind=content.kind.value,
                              content=said.decode(), worksheet=worksheet.decode()))
    db.flush()
    jobs.enqueue(db, "certificate", number=content.number)


def _worksheet_broken(content: Certified, worksheet: bytes) -> tuple[Broken, ...]:
    if named := contents.worksheet_digest(content):
        contents.strict_json(worksheet)
    if (contents.digest(worksheet) if worksheet else "") == named:
        return ()
    return (INPUT.at("/worksheet_sha256", "不是证书所指的核算表。", "Not the worksheet that the certificate names."),)


def _unprintable(part: Any, where: str) -> Iterator[Broken]:
    """Every text of the content that our fonts lack a character of, with its place."""
    for name, value in ((f.name, getattr(part, f.name)) for f in fields(part)):
        if isinstance(value, str):
            yield from unprintable(value, f"{where}/{name}")
        elif is_dataclass(value):
            yield from _unprintable(value, f"{where}/{name}")
        elif isinstance(value, tuple):
            for n, item in enumerate(value):
                yield from _unprintable(item, f"{where}/{name}/{n}") if is_dataclass(item) else ()
