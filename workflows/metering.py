"""A metering point that projects share 共用计量点: lawful with declared shares of at most 100 % in every window. R-157.

Each owner states the share of their own project; a statement counts once another owner on the same meter has confirmed
it. The newest confirmed statement that covers a day holds on that day; a project that has stated a share and has none
on a day takes nothing there.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

WHOLE = Decimal(100)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """A confirmed statement. n: the later of two has the greater; ends_on None: until another one."""
    n: int
    project: str
    meter: str
    starts_on: date
    ends_on: date | None
    percent: Decimal

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Window:
    """A time in which nothing changes; both days belong to it, ends_on None: open. parts: project → percent."""
    starts_on: date
    ends_on: date | None
    parts: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return sum((percent for _, percent in self.parts), Decimal(0))

    @property
    def fits(self) -> bool:
        return self.total <= WHOLE


def windows(shares: Iterable[Share]) -> tuple[Window, ...]:
    """The windows of one meter, in order; times in which nobody has a share are left out, equal neighbours are one."""
    known = sorted(shares, key=lambda share: share.n)
    marks = sorted({share.starts_on for share in known} | {s.ends_on + DAY for s in known if s.ends_on})
    found: list[Window] = []
    for first, following in zip(marks, (*marks[1:], None)):
        parts = tuple(sorted(_on(known, first).items()))
        last = following - DAY if following else None
        if found and found[-1].parts == parts and found[-1].ends_on == first - DAY:
            found[-1] = Window(found[-1].starts_on, last, parts)
        elif parts:
            found.append(Window(first, last, parts))
    return tuple(found)


def _on(shares: list[Share], day: date) -> dict[str, Decimal]:
    return {share.project: share.percent for share in shares if share.covers(day)}


def undeclared(meter: str, projects: Iterable[str], shares: Iterable[Share]) -> tuple[str, ...]:
    """Those of the projects on a meter that have no confirmed share of it."""
    told = {share.project for share in shares if share.meter == meter}
    return tuple(project for project in projects if project not in told)


def too_much(meter: str, shares: Iterable[Share]) -> Iterator[Window]:
    """The windows of a meter in which the shares add up to more than the whole."""
    return (window for window in windows(s for s in shares if s.meter == meter) if not window.fits)
