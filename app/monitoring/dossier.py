"""What stands beside a period's page: its papers, and what happened to it, in words."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.evidence import events
from app.models.party import Person
from app.papers.queries import attachments_of
from workflows.documents import SLOTS
from workflows.monitoring import MONITORING

if TYPE_CHECKING:
    from app.database import Db

TOLD = {"opened": ("开立核算期", "Period opened"), "data": ("保存数据表", "Data table saved"),
        "calculated": ("完成核算计算", "Accounting worked")}
MOVED = {move.trigger: (move.zh, move.en) for move in MONITORING.moves}


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
    """One event in words; digest: of the data that it speaks of."""
    at: datetime
    zh: str
    en: str
    who: str
    digest: str


def papers_of(db: Db, ref: str) -> tuple[Paper, ...]:
    return tuple(Paper(a.ref, a.slot, *_slot_words(a.slot), a.name, f"/documents/{a.ref}", a.level, a.reason, a.sha256,
                       a.document.size, a.uploaded_on, a.uploader.name) for a in attachments_of(db, ref))


def _slot_words(key: str) -> tuple[str, str]:
    slot = SLOTS.get(key)
    return (slot.zh, slot.en) if slot else (key, key)


def history_of(db: Db, ref: str, names: Mapping[str, tuple[str, str]]) -> tuple[Happened, ...]:
    """Newest first. names: words of the data tables."""
    rows = events.history(db, ref)
    people = names_of(db, [row.facts.get("by") for row in rows])
    found = []
    for row in reversed(rows):
        said = row.facts
        words = MOVED.get(said.get("trigger", ""), TOLD.get(row.kind, (row.kind, row.kind)))
        more = _more(said, names)
        found.append(Happened(row.at, words[0] + more[0], words[1] + more[1], people.get(said.get("by", 0), ""),
                              said.get("digest") or said.get("worksheet") or ""))
    return tuple(found)


def _more(said: Mapping[str, Any], names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Which table with how many rows, or how many tonnes."""
    if "table" in said:
        zh, en = names.get(said["table"], (said["table"], said["table"]))
        return f"：{zh}，{said['rows']} 行", f": {en}, {said['rows']} rows"
    return (f"：{said['tonnes']:,} 吨", f": {said['tonnes']:,} t") if "tonnes" in said else ("", "")


def names_of(db: Db, ids: Sequence[int | None]) -> dict[int, str]:
    """Real names by person; the clock is nobody."""
    wanted = {number for number in ids if number}
    return {number: name for number, name in db.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}
