"""What a dossier waits for, as the pages of every stage show it: its deadlines, and the step for a second person."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app import deadlines, moves
from app.access import Who
from app.parties.personal import masked
from workflows.engine import Actor
from workflows.settings import SETTINGS

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Due:
    """A running deadline, and how it was counted."""
    zh: str
    en: str
    starts_on: date
    due_on: date
    met_on: date | None
    provisional: bool
    calendar_version: str
    counted_zh: str
    counted_en: str


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
    return tuple(Due(SETTINGS[d.setting].zh, SETTINGS[d.setting].en, d.starts_on, d.due_on, d.met_on, d.provisional,
                     d.calendar_version, d.counted_zh, d.counted_en) for d in deadlines.running(db, ref))


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
