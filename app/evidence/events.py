"""Writing an event, in the transaction of what it records. No event, no act.

Events are public and for ever: ids and digests only, never personal data. A value that could be guessed goes in as a
salted digest.
"""
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from app.evidence.canonical import canonical, sha256
from app.models.evidence import Event, Pending

if TYPE_CHECKING:
    from app.database import Db

_WRITE = insert(Event.__table__).returning(Event.__table__.c.id)
_WAIT = insert(Pending.__table__)
_LAST = (select(Event.subject_seq, Event.body).where(Event.subject == bindparam("subject"))
         .order_by(Event.subject_seq.desc()).limit(1))
LARGEST_BODY = 65_535                                   # bytes; C2SP entry bundles count them in 16 bits


def write(db: Db, *, subject: str, kind: str, on: date, at: datetime, facts: dict[str, Any],
          act_id: str | None = None) -> None:
    """Append to the log what happened to `subject`; it gets its leaf index after the commit.

    facts: plain JSON data of ids and digests. ValueError for floats, integers of 2^53 or more, lone surrogates, dates
    that are not text, and bodies above 65,535 bytes.
    """
    last = _last(db, subject)
    place = (last[0] + 1, sha256(last[1])) if last else (1, None)
    body = body_of(subject=subject, subject_seq=place[0], previous=place[1], kind=kind, on=on, at=at, facts=facts,
                   act_id=act_id)
    number = db.direct(_WRITE, {
        "act_id": act_id, "subject": subject, "subject_seq": place[0], "previous": place[1], "on": on, "at": at,
        "body": body}).scalar_one()
    db.direct(_WAIT, {"event_id": number})


def body_of(*, subject: str, subject_seq: int, previous: str | None, kind: str, on: date, at: datetime,
            facts: dict[str, Any], act_id: str | None) -> str:
    """The bytes of the leaf, as text."""
    body = canonical({"act": act_id, "at": instant_text(at), "facts": facts, "kind": kind, "on": on.isoformat(),
                      "previous": previous, "subject": subject, "subject_seq": subject_seq})
    if len(body.encode()) > LARGEST_BODY:
        raise ValueError(f"an event holds at most {LARGEST_BODY} bytes: log the digest, store the rest")
    return body


def instant_text(at: datetime) -> str:
    """2026-11-23T08:15:30.123456Z"""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def receipt(event: Event) -> str:
    """What the actor keeps: the sha256 of the event's bytes."""
    return sha256(event.body)


def history(db: Db, subject: str) -> list[Event]:
    """Everything that happened to it, oldest first."""
    return list(db.scalars(select(Event).where(Event.subject == subject).order_by(Event.subject_seq)))


def _last(db: Db, subject: str) -> tuple[int, str] | None:
    """(subject_seq, body) of the subject's newest event. A second writer of the same subject waits here for the
    first's end."""
    db.alone(f"event:{subject}")
    found = db.direct(_LAST, {"subject": subject}).first()
    return (found.subject_seq, found.body) if found else None
