"""Which inputs move the result: each numeric input alone, all its rows together, a little down and a little up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from .expressions import EXACT
from .parameters import WORD, Kind, Quantity
from .reader import decimal_text
from .rules import Refusal
from .worksheet import Worksheet

SHARE = Decimal("0.10")  # of the value, down and up; a text that fixes another step says so where it asks


@dataclass(frozen=True)
class Effect:
    """What a step of one symbol does to the result. `rows`: how many values were moved together.

    lower, higher: unrounded tonnes more (or less) than now; lower_t, higher_t: the same in whole tonnes, as credited.
    None where a formula cannot be worked with the value; then `why_zh`, `why_en` say which.
    """

    symbol: str
    zh: str
    en: str
    unit: str
    kind: Kind
    rows: int
    lower: Decimal | None
    higher: Decimal | None
    lower_t: int | None
    higher_t: int | None
    why_zh: str = ""
    why_en: str = ""

    @property
    def reach(self) -> Decimal:
        """The larger of both moves, whatever its sign; what cannot be worked counts most."""
        moves = (self.lower, self.higher)
        return max(Decimal("Infinity") if move is None else abs(move) for move in moves)

    def to_json(self) -> dict[str, Any]:
        """Decimals as text, as in a worksheet."""
        return {name: decimal_text(each) if isinstance(each, Decimal) else each for name, each in vars(self).items()}


def sensitivity(sheet: Worksheet, share: Decimal = SHARE) -> tuple[Effect, ...]:
    """The effect of ±share on every numeric input, the largest first. Values of the text itself stay."""
    asked = [q for q in sheet.chapter.needs if q.kind is not Kind.FIXED and q.unit != WORD]
    found = [effect(sheet, q, share) for q in asked if sheet.columns[q.name]]
    return tuple(sorted(found, key=lambda each: (-each.reach, each.symbol)))


def effect(sheet: Worksheet, q: Quantity, share: Decimal) -> Effect:
    moves: list[tuple[Decimal | None, int | None]] = []
    why = ("", "")
    for factor in (1 - share, 1 + share):
        try:
            with localcontext(EXACT):
                other = sheet.with_columns({q.name: [value * factor for value in sheet.columns[q.name]]})
                moves.append((other.unrounded - sheet.unrounded, other.tonnes - sheet.tonnes))
        except Refusal as refusal:
            moves.append((None, None))
            why = refusal.broken[0].zh, refusal.broken[0].en
    (lower, lower_t), (higher, higher_t) = moves
    rows = len(sheet.columns[q.name])
    return Effect(q.symbol, q.zh, q.en, q.unit, q.kind, rows, lower, higher, lower_t, higher_t, *why)
