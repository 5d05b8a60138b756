"""What a verifier asks of a worksheet: which inputs move it, how rows share a total, what another one changed."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.monitoring.worksheets import worked_again
from methodologies.kernel.comparison import Change, Comparison, compare
from methodologies.kernel.levels import SideBySide, side_by_side
from methodologies.kernel.sensitivity import SHARE, Effect, sensitivity
from methodologies.kernel.worksheet import Worksheet

HALF = 50                                               # of a bar: the axis stands in the middle of 100
MOST_BESIDE = 60                                        # rows of a level beside each other on the page


@dataclass(frozen=True)
class Bar:
    """A move to the left or right of the axis, as the picture draws it: from x, so wide, of 100."""
    x: float
    width: float

    @classmethod
    def of(cls, move: Decimal | None, largest: Decimal) -> Bar:
        width = float(abs(move) / largest) * HALF if move and largest else 0.0
        return cls(round(HALF - width if move and move < 0 else HALF, 2), round(width, 2))


@dataclass(frozen=True)
class Checks:
    """effects: each with its two bars, lower and higher. share: of each value, a step down and up."""
    effects: tuple[tuple[Effect, Bar, Bar], ...]
    share: Decimal
    beside: tuple[SideBySide, ...]
    most: int = MOST_BESIDE


def checks_of(sheet: Worksheet | None) -> Checks | None:
    """None for a worksheet that can't be worked again, or is too large for a page."""
    if sheet is None:
        return None
    effects = sensitivity(sheet)
    largest = max((each.reach for each in effects if each.reach.is_finite()), default=Decimal(0))
    bars = tuple((each, Bar.of(each.lower, largest), Bar.of(each.higher, largest)) for each in effects)
    return Checks(bars, SHARE, side_by_side(sheet))


@dataclass(frozen=True)
class Compared:
    """worked: whether both were worked again, so that effects are known."""
    comparison: Comparison
    bars: tuple[Bar, ...]
    worked: bool


def compared_with(was: Mapping[str, Any], now: Mapping[str, Any]) -> Compared:
    old, new = worked_again(was), worked_again(now)
    found = compare(was, now, old, new)
    return Compared(found, bars_of(found.changes), old is not None and new is not None)


def bars_of(changes: Sequence[Change]) -> tuple[Bar, ...]:
    """One for each change, to the scale of the largest."""
    largest = max((abs(each.effect) for each in changes if each.effect is not None), default=Decimal(0))
    return tuple(Bar.of(each.effect, largest) for each in changes)
