"""待复核: what waits for a second person, and the words that people write when they take a step."""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app import clock
from app.access import Who
from app.database import Db
from app.evidence import events
from app.evidence.canonical import canonical, sha256
from app.models.work import Proposal, Said

_OPEN = select(Proposal).where(Proposal.subject == bindparam("subject"), Proposal.state == "open")


def open_proposal(db: Db, ref: str) -> Proposal | None:
    return db.scalar(_OPEN, {"subject": ref})


def propose(db: Db, subject: str, trigger: str, payload: Mapping[str, str], by: Who, today: date,
            signed: Mapping[str, Any] | None = None) -> None:
    """The first of two people: what is proposed stands fixed until the second one answers."""
    body = canonical(dict(payload))
    keep_words(db, body)
    db.add(Proposal(subject=subject, trigger=trigger, payload=body, digest=sha256(body), proposed_by=by.id,
                    proposed_at=clock.now()))
    events.write(db, subject=subject, kind="proposed", on=today, at=clock.now(),
                 facts={"trigger": trigger, "by": by.id, "payload": sha256(body), **(signed or {})})


def words_of(db: Db, digest: str | None) -> dict[str, str]:
    """What somebody wrote when taking a move, by the digest that its event holds: {"reason": …}."""
    row = db.get(Said, digest) if digest else None
    return json.loads(row.body) if row else {}


def keep_words(db: Db, body: str) -> str:
    """Store canonical words once; gives the digest that the event holds."""
    digest = sha256(body)
    if db.get(Said, digest) is None:
        db.add(Said(digest=digest, body=body))
        db.flush()
    return digest
