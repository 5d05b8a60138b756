"""Levels (what there is one of, or many), quantities (symbol, unit, kind, source), tables. No number travels
without them."""

from __future__ import annotations

import hashlib
import keyword
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .rules import Source
from .units import Unit, unit


class Kind(StrEnum):
    """Where a value comes from: the text, a published table, the project's own records, or a formula."""

    FIXED, PUBLISHED, MONITORED, WORKED = "fixed", "published", "monitored", "worked"


class Keys(StrEnum):
    """What the keys of a level look like."""

    NAME, CALENDAR, CREDITING, DAYS = "name", "calendar year", "crediting year", "days"


@dataclass(frozen=True)
class Level:
    """The rows over which an index of the text runs: y over years, i over strata. `refers` names rows of another
    level by key.

    `keys` says how a row is named in the accounting; `estimate_keys`, if that differs, in the estimate.
    """

    name: str
    index: str
    inside: Level | None = None
    refers: tuple[Level, ...] = ()
    may_be_empty: bool = False
    keys: Keys = Keys.NAME
    estimate_keys: Keys | None = None
    zh: str = ""
    en: str = ""

    @cached_property
    def mark(self) -> int:
        """The hash, worked out once: rows are sorted by level, and a level holds those above it."""
        return hash((self.name, self.index, self.inside, self.refers))

    def __hash__(self) -> int:
        return self.mark

    @cached_property
    def chain(self) -> tuple[Level, ...]:
        """Self, what it lies inside, and the project: the levels that can take a total over these rows."""
        return (self, *(self.inside.chain if self.inside else (PROJECT,) if self.index else ()))

    @cached_property
    def above(self) -> tuple[Level, ...]:
        """Self and every level whose value one row of this level sees as a single value."""
        seen = [self] + ([PROJECT] if self.index else [])
        for up in (*([self.inside] if self.inside else []), *self.refers):
            seen += [level for level in up.above if level not in seen]
        return tuple(seen)

    def keys_in(self, chapter: str) -> Keys:
        return self.estimate_keys if chapter == "estimate" and self.estimate_keys else self.keys


PROJECT = Level("result", "", zh="项目", en="project")
WORD = "word"  # the unit of text such as a state; it is never added or multiplied


@dataclass(frozen=True, eq=False)
class Quantity:
    """One symbol of the text. `minimum` and `maximum` bound what the reader accepts, both included.

    `stated_from`: the first calendar year in which it must be stated; before it, nothing stated counts as 0.
    """

    symbol: str
    zh: str
    en: str
    unit: str
    kind: Kind
    source: Source
    level: Level = PROJECT
    value: Decimal | None = None
    words: tuple[str, ...] = ()
    provisional: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    stated_from: str = ""
    name: str = field(init=False)
    dimension: Unit = field(init=False)

    def __post_init__(self) -> None:
        name = self.symbol.replace(",", "_")
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"{self.symbol}: a symbol is made of letters, digits, underscores and commas")
        if not (self.zh and self.en) or self.zh == self.en:
            raise ValueError(f"{self.symbol}: a meaning in both languages is asked for")
        if not self.unit:
            raise ValueError(f"{self.symbol}: a symbol without unit")
        if not (self.source.text and self.source.clause):
            raise ValueError(f"{self.symbol}: a symbol without source")
        if (self.value is not None) != (self.kind is Kind.FIXED):
            raise ValueError(f"{self.symbol}: fixed, and only fixed, has a value")
        if bool(self.words) != (self.unit == WORD):
            raise ValueError(f"{self.symbol}: a word, and only a word, has a list of words")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "dimension", unit(self.unit))

    def admits(self, value: Decimal) -> bool:
        """Whether it lies within what the reader accepts."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, eq=False)
class Table:
    """A table of the text: first column is the key. Rows in the order of the text; keys of band and at_most ascend.

    Past the end is a LookupError with the text's own words, `beyond`.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple, ...]
    source: Source
    key_unit_text: str = "1"
    unit_texts: tuple[str, ...] = ("1",)
    provisional: bool = False
    beyond: str = "no row"

    @cached_property
    def unit(self) -> Unit:
        return unit(self.unit_texts[0])

    @cached_property
    def key_unit(self) -> Unit:
        return unit(self.key_unit_text)

    @cached_property
    def units(self) -> dict[str, Unit]:
        return dict(zip(self.columns[1:], map(unit, self.unit_texts), strict=True))

    @cached_property
    def digest(self) -> str:
        """sha256 over the rows as shipped: what a confirmation of the table speaks of."""
        text = "\n".join("\t".join(map(str, row)) for row in (self.columns, *self.rows))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def keys(self) -> list:
        return [row[0] for row in self.rows]

    def band(self, x: Decimal) -> Decimal:
        """The first row whose limit is not passed; the limit itself belongs to its row."""
        place = bisect_left(self.keys, x)
        if place == len(self.rows):
            raise LookupError(f"{self.title}: {x} is past the last limit: {self.beyond}")
        return self.rows[place][1]

    def at_most(self, x: Decimal) -> Decimal:
        """The last row that is not above x."""
        place = bisect_right(self.keys, x)
        if place == 0:
            raise LookupError(f"{self.title}: {x} is before the first row")
        return self.rows[place - 1][1]

    def value(self, word: str, column: str) -> Decimal:
        for row in self.rows:
            if row[0] == word:
                return row[self.columns.index(column)]
        raise LookupError(f"{self.title} has no row {word!r}")

    def near_a_limit(self, x: Decimal) -> bool:
        """Within 10⁻⁹ of a limit, relative to it: binary arithmetic may fall on the other side."""
        return any(abs(x - limit) <= abs(limit) * Decimal("1e-9") for limit in self.keys)

    def range(self, column: int) -> str:
        """The cells of one column in the workbook: the heading takes two rows."""
        letter = chr(ord("A") + column)
        return f"'{self.title}'!${letter}$3:${letter}${len(self.rows) + 2}"
