"""A project's metering points, who else is on them, and the shares that were stated: for its page and its steps."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.desk.screen import ENDED, footprint_of, others, share_of
from app.models.project import Application
from app.models.review import MeterShare
from workflows.metering import Share, Window, windows
from workflows.uniqueness import Asset, Footprint, plain

if TYPE_CHECKING:
    from app.access import Who
    from app.database import Db

Words = tuple[str, str]
HIDDEN = ("另一在办申请", "another application")


@dataclass(frozen=True)
class Stated:
    """A statement of a share. whose: the project in words; may_confirm: whether this reader may."""
    id: int
    whose: Words
    mine: bool
    starts_on: date
    ends_on: date | None
    percent: Decimal
    stated_on: date
    confirmed_on: date | None
    may_confirm: bool


@dataclass(frozen=True)
class Point:
    """A metering point. beside: the other projects on it; windows: confirmed shares over time, by project in words."""
    number: str
    where: str
    beside: tuple[Words, ...]
    stated: tuple[Stated, ...]
    windows: tuple[tuple[Window, tuple[tuple[Words, Decimal], ...]], ...]

    @property
    def key(self) -> str:
        return plain(self.number)


def points_of(db: Db, row: Application, by: Who, today: date, *, owns: bool, names_all: bool) -> tuple[Point, ...]:
    """Each meter of the project once, by its number; owns: the reader acts for its owner; names_all: reads all names.

    Beside a project stand those that were handed in, and drafts whose owner has stated a share: both must be declared
    before either is handed in."""
    mine, rest, told = footprint_of(db, row, today), list(others(db, row, today)), _statements(db)
    drafts = {share.application.id: share.application for share, _ in told if share.application.state == "draft"}
    rest += [footprint_of(db, draft, today) for draft in drafts.values() if draft.id != row.id]
    return tuple(_point(meter, mine, [o for o in rest if _on(o, meter)], told, by, owns, names_all)
                 for meter in {plain(each.number): each for each in mine.meters}.values())


def _on(other: Footprint, meter: Asset) -> bool:
    return any(meter.same(each) for each in other.meters)


def _statements(db: Db) -> list[tuple[MeterShare, str]]:
    """Every statement of a live application or a project, oldest first, with the name of its footprint."""
    rows = db.scalars(select(MeterShare).join(Application).where(Application.state.not_in(ENDED))
                      .order_by(MeterShare.id))
    return [(row, row.application.project.code if row.application.project else row.application.ref) for row in rows]


def _point(meter: Asset, mine: Footprint, beside: list[Footprint], told: list[tuple[MeterShare, str]], by: Who,
           owns: bool, names_all: bool) -> Point:
    words = {each.ref: (each.name, each.name) if names_all or each.public else HIDDEN for each in beside}
    words[mine.ref] = (mine.name, mine.name)
    here = [(row, ref) for row, ref in told if row.meter == plain(meter.number) and ref in words]
    confirmed: list[Share] = [share_of(row, ref) for row, ref in here if row.confirmed_by]
    stated = [Stated(row.id, words[ref], ref == mine.ref, row.starts_on, row.ends_on, Decimal(row.hundredths) / 100,
                     row.stated_on, row.confirmed_on,
                     owns and ref != mine.ref and row.confirmed_by is None and row.stated_by != by.id)
              for row, ref in here]
    told_windows = tuple((window, tuple((words[ref], percent) for ref, percent in window.parts))
                         for window in windows(confirmed))
    return Point(meter.number, meter.where, tuple(words[each.ref] for each in beside), tuple(stated), told_windows)
