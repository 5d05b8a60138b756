"""Conservation 守恒: what was issued is what there is, in every batch, methodology and vintage; its last proof.

The sums are those of the ranges as they stand; a proof run reads the postings besides. R-151: where fewer than three
accounts hold what a line counts, the public sees its living credits as one figure, since the parts would be theirs; so
it does where lines that are shown, added and subtracted, would tell those parts.
"""
from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Row, and_, func, select

from app.ledger.serials import batch_text
from app.models.ledger import FINAL, Batch, Holding
from app.models.project import Project
from app.models.proof import ProofRun
from app.models.work import Job

if TYPE_CHECKING:
    from app.database import Db

KINDS = (                                               # column → the states that it counts
    ("held", "持有", "Held", ("available",)), ("market", "在市场", "At the market", ("at_exchange",)),
    ("locked", "交易锁定", "Locked", ("order_locked", "transferring")), ("pledged", "质押", "Pledged", ("pledged",)),
    ("frozen", "冻结", "Frozen", ("judicial_frozen", "admin_frozen")),
    ("pending", "履约待抵销", "Pending surrender", ("surrender_pending",)),
    ("retired", "已注销", "Retired", ("retired",)),
    ("cancelled", "强制注销", "Cancelled by force", ("force_cancelled",)))
COLUMN = {state: key for key, _, _, states in KINDS for state in states}
LIVING = tuple(key for key, _, _, states in KINDS if not set(states) & set(FINAL))
MANY = 3                                                # accounts among which none can be told apart
EVERY, LATE = timedelta(hours=1), timedelta(hours=3)    # between two proofs; after which one is missed
JOB = "proof"
ROWS = 50                                               # batches on one page


@dataclass(frozen=True)
class Line:
    """tonnes: by the keys of KINDS; of a line that is not `split`, its living credits together under "alive"."""
    name: str
    issued: int
    tonnes: dict[str, int]
    split: bool

    @property
    def difference(self) -> int:
        """What is there and was not issued (+), or was issued and is not there (−)."""
        return sum(self.tonnes.values()) - self.issued


@dataclass(frozen=True)
class Promise:
    """A promise of the ledger in a proof: broken: how often; places: where, for those who may look."""
    name: str
    counted: int
    broken: int
    places: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    at: datetime
    took_ms: int
    batches: int
    issued: int
    whole: bool
    late: bool
    promises: tuple[Promise, ...]


@dataclass(frozen=True, kw_only=True)
class Conservation:
    """off: batches that don't add up, all of them; batches: one page, the newest first; asked: a proof waits to be run;
    may_ask: the reader may ask for one."""
    total: Line
    methodologies: tuple[Line, ...]
    vintages: tuple[Line, ...]
    batches: tuple[Line, ...]
    off: tuple[Line, ...]
    proof: Proof | None
    page: int
    more: bool
    asked: bool
    may_ask: bool

    @property
    def verdict(self) -> str:
        """off: it does not add up; broken: the last proof found something; late: none was run in time; else whole."""
        lines = (self.total, *self.methodologies, *self.vintages, *self.off)
        if any(line.difference for line in lines):
            return "off"
        return "late" if self.proof is None else "broken" if not self.proof.whole else (
            "late" if self.proof.late else "whole")


@dataclass
class _Sum:
    issued: int = 0
    tonnes: Counter[str] = field(default_factory=Counter)
    holders: set[int] = field(default_factory=set)

    def add(self, other: _Sum) -> None:
        self.issued += other.issued
        self.tonnes += other.tonnes
        self.holders |= other.holders

    def line(self, name: str, split: bool) -> Line:
        tonnes = {key: self.tonnes[key] for key, *_ in KINDS}
        if not split:
            tonnes = {"alive": sum(tonnes.pop(key) for key in LIVING)} | tonnes
        return Line(name, self.issued, tonnes, split)


@dataclass(frozen=True)
class Kept:
    """Sums that the public sees unsplit."""
    vintages: Set[str] = frozenset()
    methodologies: Set[str] = frozenset()
    total: bool = False


def few(holders: Set[int]) -> bool:
    """Whether these accounts could be told apart by what they hold together."""
    return 0 < len(holders) < MANY


def kept(batches: Iterable[tuple[str, str, Set[int]]]) -> Kept:
    """Which sums are kept unsplit: (methodology, vintage, holders) of each batch → the sums.

    Batches of many are shown and can be taken off every sum; what is left of it is of batches of few. A vintage is
    split where the rest of each methodology in it is of many or none: then a difference keeps such a rest whole,
    whatever methodologies are shown. A methodology is split where its rest in the other vintages is of many or none,
    and the total where that of the other methodologies is. So each sum or difference of lines that are shown tells of
    nothing, or of many.
    """
    rest: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for methodology, vintage, holders in batches:
        if few(holders):
            rest[methodology, vintage] |= holders
    vintages = {vintage for (_, vintage), holders in rest.items() if few(holders)}
    left: defaultdict[str, set[int]] = defaultdict(set)
    for (methodology, vintage), holders in rest.items():
        if vintage in vintages:
            left[methodology] |= holders
    methodologies = {methodology for methodology, holders in left.items() if few(holders)}
    return Kept(vintages, methodologies, few(set().union(*(left[each] for each in methodologies))))


def conservation(db: Db, everything: bool, page: int, wall: datetime) -> Conservation:
    """everything: the reader may look at every account; wall: the machine's own clock."""
    found = list(_batches(db))
    unsplit = Kept() if everything else kept((m, vintage, each.holders) for _, m, vintage, each in found)
    total = _Sum()
    methodologies: defaultdict[str, _Sum] = defaultdict(_Sum)
    vintages: defaultdict[str, _Sum] = defaultdict(_Sum)
    for _, methodology, vintage, each in found:
        for into in (total, methodologies[methodology], vintages[vintage]):
            into.add(each)
    batches = [each.line(name, everything or not few(each.holders)) for name, _, _, each in found]
    start = (page - 1) * ROWS
    asked = select(Job.id).where(Job.name == JOB, Job.state.in_(("queued", "running")))
    return Conservation(
        total=total.line("", not unsplit.total), methodologies=_lines(methodologies, unsplit.methodologies),
        vintages=_lines(vintages, unsplit.vintages), batches=tuple(batches[start:start + ROWS]),
        off=tuple(line for line in batches if line.difference), proof=newest(db, everything, wall), page=page,
        more=len(batches) > start + ROWS, asked=db.scalar(asked) is not None, may_ask=everything)


def _lines(sums: dict[str, _Sum], unsplit: Set[str]) -> tuple[Line, ...]:
    return tuple(sums[name].line(name, name not in unsplit) for name in sorted(sums))


def _batches(db: Db) -> Iterator[tuple[str, str, str, _Sum]]:
    """(printed name, methodology, vintage, what is in it) of each batch, the newest first."""
    tonnes = func.sum(Holding.hi - Holding.lo + 1)
    rows = db.execute(
        select(Batch, Project.methodology, Holding.account_id, Holding.state, tonnes)
        .outerjoin(Holding, and_(Holding.batch_id == Batch.id, Holding.closed_by.is_(None)))
        .outerjoin(Project, Project.code == Batch.project_code)
        .group_by(Batch, Project.methodology, Holding.account_id, Holding.state)
        .order_by(Batch.id.desc()))
    found: dict[int, tuple[Batch, str, list[Row]]] = {}
    for row in rows:
        found.setdefault(row[0].id, (row[0], row[1] or "—", []))[2].append(row)
    for batch, methodology, parts in found.values():
        yield (batch_text(batch.project_code, batch.year, batch.period_no), methodology, str(batch.year),
               _sum(batch.size, ((account, state, tonnes) for _, _, account, state, tonnes in parts if state)))


def _sum(size: int, parts: Iterable[tuple[int, str, int]]) -> _Sum:
    found = _Sum(size)
    for account, state, tonnes in parts:
        found.tonnes[COLUMN[state]] += int(tonnes)
        if state not in FINAL:
            found.holders.add(account)
    return found


def newest(db: Db, everything: bool, wall: datetime) -> Proof | None:
    """The last proof that was run; where it is broken is told to those who may look."""
    row = db.scalar(select(ProofRun).order_by(ProofRun.id.desc()).limit(1))
    if row is None:
        return None
    promises = tuple(Promise(name, counted, len(places), tuple(places) if everything else ())
                     for name, counted, places in json.loads(row.found))
    return Proof(row.at, row.took_ms, row.batches, row.issued_t, row.whole, wall - row.ran_at > LATE,
                 promises)
