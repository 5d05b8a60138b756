"""The market as others publish it, month by month, drawn; and where applications stood. Reference data: nothing here is
traded or counted in this registry's own figures."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from app.imports import reference
from app.imports.reference import Month
from workflows.engine import State
from workflows.lifecycle import STAGES

WIDTH, HEIGHT, SLOT = 760, 220, 36                      # of the drawing, in its own units; a month's column
PRICE_TOP = 110                                         # CNY: the top of the price scale
KINDS = {"project": "registration", "reduction": "issuance"}


@dataclass(frozen=True)
class Traded:
    """A month with its running totals, and where it stands in the drawing (x: left edge; y grows downwards)."""
    month: Month
    volume_t: int                       # since the first month
    turnover_cny: Decimal
    x: int
    bar: int                            # height of the volume's column
    dot: int                            # y of the average price


@dataclass(frozen=True)
class Standing:
    """So many applications in a state; share: in percent of its kind."""
    state: State
    count: int
    share: int


@dataclass(frozen=True)
class Market:
    """until: last month shown, as 2025-07. months: the oldest first. known: all that were published."""
    until: str
    known: tuple[str, ...]
    months: tuple[Traded, ...]
    standing: dict[str, tuple[Standing, ...]]
    standing_on: date
    width: int = WIDTH
    height: int = HEIGHT
    slot: int = SLOT

    @property
    def last(self) -> Traded:
        return self.months[-1]

    @property
    def line(self) -> str:
        """The average prices as points of a polyline; the first month traded units of the former scheme."""
        return " ".join(f"{each.x + self.slot // 2},{each.dot}" for each in self.months[1:])


def market(until: str = "") -> Market:
    """Up to and including a month such as 2025-07; anything that names no published month shows all."""
    known = tuple(month.month for month in reference.market())
    if until not in known:
        until = known[-1]
    shown = [month for month in reference.market() if month.month <= until]
    top = max(month.volume_t for month in shown)
    volumes, turnovers = accumulate(m.volume_t for m in shown), accumulate(m.turnover_cny for m in shown)
    months = tuple(
        Traded(month, volume, turnover, n * SLOT + 4, max(1, month.volume_t * (HEIGHT - 20) // top),
               int(HEIGHT - month.average_cny * HEIGHT / PRICE_TOP))
        for n, (month, volume, turnover) in enumerate(zip(shown, volumes, turnovers, strict=True)))
    return Market(until, known, months, {kind: _standing(kind) for kind in KINDS}, reference.funnel()[0].on)


def _standing(kind: str) -> tuple[Standing, ...]:
    rows = [row for row in reference.funnel() if row.kind == kind]
    total = sum(row.count for row in rows)
    states = STAGES[KINDS[kind]].states
    return tuple(Standing(states.of(row.state), row.count, row.count * 100 // total) for row in rows)
