"""What the sealed page of a day says: the log's newest signed head, how much happened, and that no credit is lost."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.evidence.canonical import canonical
from app.evidence.events import instant_text
from app.models.evidence import Checkpoint, Event, Node
from app.models.ledger import STATES, WORLD, Act, Batch, Posting

if TYPE_CHECKING:
    from app.database import Db

FORMAT = "ccer-log-summary-1"


@dataclass(frozen=True)
class Summary:
    """day: Beijing date. events: under the checkpoint; *_today: of the day itself. states: tonnes at the day's end in
    each state that a credit can have, by the acts up to the day; issued: by its batches, from the world's postings.
    """
    day: date
    demonstration: bool
    origin: str
    log_key: str
    checkpoint: str
    signed_at: str
    size: int
    root: str
    events_today: int
    acts: int
    acts_today: int
    batches: int
    issued: int
    states: tuple[tuple[str, int], ...]

    @property
    def accounted(self) -> int:
        return sum(tonnes for _, tonnes in self.states)

    @property
    def conserved(self) -> bool:
        return self.issued == self.accounted

    @property
    def named_states(self) -> list[tuple[str, str, int]]:
        """(中文, English, tonnes) in the order of the law."""
        return [(*STATES[state], tonnes) for state, tonnes in self.states]


def figures(db: Db, day: date, row: Checkpoint, *, demonstration: bool, origin: str, log_key: str) -> Summary:
    """Of the day that has ended, under this checkpoint."""
    count = lambda query: int(db.scalar(query) or 0)
    acts = select(func.count()).select_from(Act)
    return Summary(
        day, demonstration, origin, log_key, row.note, instant_text(row.made_at), row.size, row.note.split("\n")[2],
        events_today=count(select(func.count()).select_from(Event).join(Node, Node.event_id == Event.id)
                           .where(Event.on == day, Node.idx < row.size)),
        acts=count(acts.where(Act.on <= day)), acts_today=count(acts.where(Act.on == day)),
        batches=count(select(func.count()).select_from(Batch).join(Act, Act.id == Batch.act_id).where(Act.on <= day)),
        issued=-count(_moved(day).where(Posting.account_id == WORLD)), states=_by_state(db, day))


def _moved(day: date):
    return select(func.sum(Posting.delta)).join(Act, Act.id == Posting.act_id).where(Act.on <= day)


def _by_state(db: Db, day: date) -> tuple[tuple[str, int], ...]:
    found = {state: int(tonnes) for state, tonnes in db.execute(
        select(Posting.state, func.sum(Posting.delta)).join(Act, Act.id == Posting.act_id)
        .where(Act.on <= day, Posting.account_id != WORLD).group_by(Posting.state))}
    return tuple((state, found.get(state, 0)) for state in STATES)


def to_text(summary: Summary) -> str:
    """summary.json: canonical, the same bytes for the same day."""
    plain = asdict(summary) | {"day": summary.day.isoformat(), "states": dict(summary.states), "format": FORMAT}
    return canonical(plain)


def from_text(text: str) -> Summary:
    plain: dict[str, Any] = json.loads(text)
    plain.pop("format")
    return replace(Summary(**plain), day=date.fromisoformat(plain["day"]),
                   states=tuple((state, plain["states"].get(state, 0)) for state in STATES))


def moment(text: str) -> datetime:
    """2026-11-23T08:15:30.123456Z"""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
