"""What a dossier waits for, as the pages of every stage show it: its deadlines, and the step for a second person."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app import deadlines, moves
from app.access import Who
from app.parties.personal import masked
from workflows.calendar import CALENDAR
from workflows.engine import Actor
from workflows.settings import SETTINGS

if TYPE_CHECKING:
    from app.database import Db
    from app.models.work import Deadline


@dataclass(frozen=True)
class Due:
    """A running deadline, and how it was counted. stopped_on: since when it stands still, with `left` days to run."""
    zh: str
    en: str
    starts_on: date
    due_on: date
    met_on: date | None
    provisional: bool
    calendar_version: str
    counted_zh: str
    counted_en: str
    stopped_on: date | None = None
    left: int | None = None
    in_working_days: bool = True


@dataclass(frozen=True)
class Waiting:
    """A step that was proposed: rows, what was said with it; second, who confirms it; what this reader may do."""
    zh: str
    en: str
    proposed_by: str
    proposed_at: datetime
    digest: str
    rows: tuple[tuple[tuple[str, str], str], ...]
    second: Actor | None
    may_confirm: bool
    may_decline: bool


def deadlines_of(db: Db, ref: str) -> tuple[Due, ...]:
    return tuple(_due(db, row) for row in deadlines.running(db, ref))


def _due(db: Db, row: Deadline) -> Due:
    term, name = deadlines.term_of(db, row), SETTINGS[row.setting]
    return Due(name.zh, name.en, row.starts_on, row.due_on, row.met_on, row.provisional, row.calendar_version,
               row.counted_zh, row.counted_en, row.stopped_on, CALENDAR.left(term), term.in_working_days)


def waiting_of(db: Db, row: Any, by: Who) -> Waiting | None:
    """The open proposal on a dossier, None where nothing waits for a second person."""
    proposal, may_confirm, may_decline = moves.may_confirm(db, row, by)
    if proposal is None:
        return None
    move = moves.ROOMS[row.stage].stage.move(proposal.trigger, moves.state_of(row))
    said = json.loads(proposal.payload)
    rows = tuple(((ask.zh, ask.en), masked(said["phone"], "phone") if ask.name == "phone" else said[ask.name])
                 for ask in move.asks if said.get(ask.name))
    return Waiting(move.zh, move.en, proposal.proposer.name, proposal.proposed_at, proposal.digest, rows, move.confirm,
                   may_confirm, may_decline)
