"""What stands beside a reduction application: deadlines, the open proposal, papers, and what happened, in words."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import deadlines, moves
from app.access import Who
from app.evidence import events
from app.models.party import Person
from app.models.reduction import ReductionApplication
from app.papers.queries import attachments_of
from workflows.documents import SLOTS
from workflows.issuance import ISSUANCE
from workflows.settings import SETTINGS

if TYPE_CHECKING:
    from app.database import Db

TOLD = {
    "opened": ("开始编制核算报告", "Accounting report begun"),
    "adopted": ("采用核查量", "Verified amounts adopted"),
    "commented": ("收到公众意见", "Comment received"),
    "replied": ("答复公众意见", "Comment answered"),
}
ABOUT = {"proposed": ("提出，待复核：", "Proposed: "), "declined": ("未通过复核或撤回：", "Declined or taken back: ")}
MOVED = {move.trigger: (move.zh, move.en) for move in ISSUANCE.moves}


@dataclass(frozen=True)
class Due:
    """A running deadline, and how it was counted."""
    zh: str
    en: str
    starts_on: date
    due_on: date
    provisional: bool
    counted_zh: str
    counted_en: str
    calendar_version: str
    met_on: None = None


@dataclass(frozen=True)
class Waiting:
    """The open proposal: what was proposed, by whom; whether this person may confirm it, or decline it."""
    zh: str
    en: str
    proposed_by: str
    proposed_at: datetime
    digest: str
    rows: tuple[tuple[tuple[str, str], str], ...]
    may_confirm: bool
    may_decline: bool


@dataclass(frozen=True)
class Paper:
    """An attachment as the pages list it; key, zh and en are of its slot."""
    ref: str
    key: str
    zh: str
    en: str
    name: str
    href: str
    level: str
    reason: str
    sha256: str
    size: int
    uploaded_on: date
    who: str


@dataclass(frozen=True)
class Happened:
    """One event in words."""
    at: datetime
    zh: str
    en: str
    who: str
    digest: str


def due_of(db: Db, ref: str) -> tuple[Due, ...]:
    return tuple(Due(SETTINGS[d.setting].zh, SETTINGS[d.setting].en, d.starts_on, d.due_on, d.provisional, d.counted_zh,
                     d.counted_en, d.calendar_version) for d in deadlines.running(db, ref))


def waiting_of(db: Db, row: ReductionApplication, by: Who) -> Waiting | None:
    proposal, may_confirm, may_decline = moves.may_confirm(db, row, by)
    if proposal is None:
        return None
    move = ISSUANCE.move(proposal.trigger, moves.state_of(row))
    said = json.loads(proposal.payload)
    rows = tuple(((ask.zh, ask.en), said[ask.name]) for ask in move.asks if said.get(ask.name))
    return Waiting(move.zh, move.en, proposal.proposer.name, proposal.proposed_at, proposal.digest, rows, may_confirm,
                   may_decline)


def papers_of(db: Db, ref: str) -> tuple[Paper, ...]:
    return tuple(Paper(a.ref, a.slot, *_slot_words(a.slot), a.name, f"/documents/{a.ref}", a.level, a.reason, a.sha256,
                       a.document.size, a.uploaded_on, a.uploader.name) for a in attachments_of(db, ref))


def _slot_words(key: str) -> tuple[str, str]:
    slot = SLOTS.get(key)
    return (slot.zh, slot.en) if slot else (key, key)


def history_of(db: Db, ref: str) -> tuple[Happened, ...]:
    """Newest first."""
    rows = events.history(db, ref)
    ids = {row.facts.get("by") for row in rows} - {None, 0}
    people = {n: name for n, name in db.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
    found = []
    for row in reversed(rows):
        said, before = row.facts, ABOUT.get(row.kind, ("", ""))
        zh, en = MOVED.get(said.get("trigger", ""), TOLD.get(row.kind, (row.kind, row.kind)))
        digest = said.get("version") or said.get("worksheet") or said.get("body") or ""
        found.append(Happened(row.at, before[0] + zh, before[1] + en, people.get(said.get("by", 0), ""), digest))
    return tuple(found)
