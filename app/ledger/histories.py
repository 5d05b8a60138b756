"""The life of serials: how they stand, and every act that ever changed them, for whoever may know it.

R-151: who holds credits, and under which lien, is the holder's and the registry's to know. Everybody sees which batch a
serial belongs to, whether it is alive or at its end, and the certificates of its issue and its end.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from app.ledger import authorisations, held, store
from app.ledger.held import Held
from app.ledger.serials import Block, batch_text, read_any
from app.ledger.statements import Change, Entry, as_entries, lines, numbers_of
from app.models.ledger import FINAL, STATES, Act, Batch, Holding, Posting
from app.models.project import Project
from methodologies.kernel.rules import NotFound
from workflows.international import Authorisation

if TYPE_CHECKING:
    from app.database import Db

NEWEST = 200                                            # acts of one history
T = TypeVar("T")
ALIVE = ("alive", "有效", "alive")                       # what everybody sees of credits that are not at their end


@dataclass(frozen=True)
class Reader:
    """everything: staff of the registry and the auditor; own: numbers of the accounts that are the reader's."""
    everything: bool = False
    own: frozenset[str] = frozenset()

    def sees(self, account: str) -> bool:
        return self.everything or account in self.own


@dataclass(frozen=True)
class Part:
    """Serials that stand alike, as far as the reader may know. account: empty where it is not the reader's to know."""
    block: Block
    key: str
    zh: str
    en: str
    account: str
    liens: tuple[dict[str, str], ...]
    since: date | None
    certificates: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """block: what was asked for; batch: its printed name; entries: newest first, only the reader's own; cut: there are
    more; certificates: of the issue; abroad: what was decided of international transfer, part by part."""
    block: Block
    batch: str
    size: int
    project: str
    issued_on: date
    certificates: tuple[str, ...]
    parts: tuple[Part, ...]
    abroad: tuple[tuple[Block, Authorisation], ...]
    entries: tuple[Entry, ...]
    cut: bool


def history(db: Db, text: str, reader: Reader) -> History:
    """Unreadable for what is no serial; NotFound for serials that were never issued."""
    block, whole = read_any(text)
    batch = store.batch_of(db, block)
    if batch is None:
        raise NotFound(text[:80])
    issued_on, name = db.execute(select(Act.on, Project.name).outerjoin(Project, Project.code == batch.project_code)
                                 .where(Act.id == batch.act_id)).one()
    if whole:
        block = replace(block, hi=batch.size)
    standing = held.read(db, held.now().where(Holding.batch_id == batch.id, Holding.lo <= block.hi,
                                              Holding.hi >= block.lo), block)
    certified = numbers_of(db, {batch.act_id, *(each.act_id for each in standing if each.state in FINAL)})
    entries, cut = _entries(db, batch, block, reader)
    return History(block=block, batch=batch_text(batch.project_code, batch.year, batch.period_no), size=batch.size,
                   project=name or batch.project_code, issued_on=issued_on,
                   certificates=certified.get(batch.act_id, ()),
                   parts=tuple(joined(_part(each, reader, certified) for each in standing)),
                   abroad=tuple(authorisations.parts(block, authorisations.decided(db))),
                   entries=entries, cut=cut)


def _part(each: Held, reader: Reader, certified: dict[str, tuple[str, ...]]) -> Part:
    final = each.state in FINAL
    known = reader.sees(each.account)
    words = (each.state, *STATES[each.state]) if known or final else ALIVE
    return Part(each.block, *words, each.account if known else "", each.liens if known else (),
                each.since if known or final else None, certified.get(each.act_id, ()) if final else ())


def joined(parts: Iterable[T]) -> list[T]:
    """Neighbours that look alike are one: where a holding ends inside them is not said. parts: dataclasses with a
    `block`."""
    found: list[Any] = []
    part: Any
    for part in parts:
        if found and replace(found[-1], block=part.block) == part and found[-1].block.hi + 1 == part.block.lo:
            part = replace(part, block=replace(part.block, lo=found.pop().block.lo))
        found.append(part)
    return found


def _entries(db: Db, batch: Batch, block: Block, reader: Reader) -> tuple[tuple[Entry, ...], bool]:
    if not reader.everything and not reader.own:
        return (), False
    touches = (Posting.batch_id == batch.id, Posting.lo <= block.hi, Posting.hi >= block.lo)
    newest = (select(Act.id).join(Posting, Posting.act_id == Act.id).where(*touches).group_by(Act.id, Act.at)
              .order_by(Act.at.desc(), Act.id).limit(NEWEST + 1))
    acts = list(db.scalars(newest))
    told = as_entries(db, select(Act.id).where(Act.id.in_(acts[:NEWEST])),
                      lines().where(*touches, Posting.act_id.in_(acts[:NEWEST])))
    cut = [replace(entry, changes=tuple(_within(entry.changes, block, reader))) for entry in told]
    return tuple(entry for entry in reversed(cut) if entry.changes), len(acts) > NEWEST


def _within(changes: tuple[Change, ...], block: Block, reader: Reader) -> list[Change]:
    """The part of each change that lies in the block, of the accounts that the reader may know."""
    found = []
    for change in changes:
        lo, hi = max(change.block.lo, block.lo), min(change.block.hi, block.hi)
        if lo <= hi and reader.sees(change.account):
            tonnes = hi - lo + 1
            found.append(replace(change, block=replace(block, lo=lo, hi=hi),
                                 tonnes=tonnes if change.tonnes > 0 else -tonnes))
    return found
