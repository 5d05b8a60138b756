"""Writing an event, in the transaction of what it records. No event, no act.

Events are public and for ever: ids and digests only, never personal data. A value that could be guessed goes in as a
salted digest.
"""
from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.evidence.canonical import canonical, sha256
from app.models.evidence import Event, Pending

if TYPE_CHECKING:
    from app.database import Db

LARGEST_BODY = 65_535                                   # bytes; C2SP entry bundles count them in 16 bits


def write(db: Db, *, subject: str, kind: str, on: date, at: datetime, facts: dict[str, Any],
          act_id: str | None = None) -> Event:
    """Append to the log what happened to `subject`; it gets its leaf index after the commit.

    facts: plain JSON data of ids and digests. ValueError for floats, integers of 2^53 or more, lone surrogates, dates
    that are not text, and bodies above 65,535 bytes.
    """
    last = _last(db, subject)
    place = (last.subject_seq + 1, sha256(last.body)) if last else (1, None)
    body = body_of(subject=subject, subject_seq=place[0], previous=place[1], kind=kind, on=on, at=at, facts=facts,
                   act_id=act_id)
    event = Event(act_id=act_id, subject=subject, subject_seq=place[0], previous=place[1], on=on, at=at, body=body)
    db.add(event)
    db.flush()
    db.add(Pending(event_id=event.id))
    db.flush()
    return event


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


def _last(db: Db, subject: str) -> Event | None:
    """The subject's newest event. On PostgreSQL a second writer of the same subject waits here for the first's end."""
    if db.is_postgresql:
        number = int.from_bytes(hashlib.sha256(f"event:{subject}".encode()).digest()[:8], "big", signed=True)
        db.execute(select(func.pg_advisory_xact_lock(number)))
    return db.scalar(select(Event).where(Event.subject == subject).order_by(Event.subject_seq.desc()).limit(1))
