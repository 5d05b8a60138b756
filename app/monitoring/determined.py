"""How a period's data were read: factors with their tables, the rows of each level, and every check with its place."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from methodologies.kernel.chapter import Chapter
from methodologies.kernel.parameters import PROJECT, Level, Quantity
from methodologies.kernel.rules import Broken


@dataclass(frozen=True)
class Factor:
    """One published value as it was chosen. key: of the row that it serves, a calendar year."""
    key: str
    symbol: str
    zh: str
    en: str
    unit: str
    value: str
    table: str
    published_on: str
    source: str
    sha256: str
    purpose: str
    confidence: str
    fallback: bool


@dataclass(frozen=True)
class Column:
    symbol: str
    zh: str
    en: str
    unit: str


@dataclass(frozen=True)
class Rows:
    """All rows of one level; rows hold (key, of which row above, texts by column, remark)."""
    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...]
    notes: bool


@dataclass(frozen=True)
class Reading:
    """What the determinations gave; empty factors and levels where they were refused."""
    factors: tuple[Factor, ...]
    levels: tuple[Rows, ...]
    notes: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Check:
    """A broken rule of the data, the address of the cell that it points at, and the id of its own line."""
    broken: Broken
    href: str
    id: str


def reading_of(chapter: Chapter, inputs: Mapping[str, Any], notes: Any = ()) -> Reading:
    """The input of a chapter, level by level."""
    levels = tuple(_level(level, chapter.asks(level), inputs) for level in chapter.levels) if inputs else ()
    known = chapter.symbols.known
    factors = tuple(
        _factor(known[symbol.replace(",", "_")], key, fact) for symbol, key, fact in facts_in(chapter, inputs)
    )
    return Reading(factors, tuple(each for each in levels if each.rows and each.columns),
                   tuple(notes))


def facts_in(chapter: Chapter, inputs: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(symbol, key of its row, fact) of every value that carries where it was published."""
    return _facts({level.name: level.index for level in chapter.levels}, inputs, "")


def _facts(
    indexes: Mapping[str, str], row: Mapping[str, Any], key: str
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, value in row.items():
        if name in indexes:
            for inner in value:
                yield from _facts(indexes, inner, str(inner.get(indexes[name], "")))
        elif isinstance(value, Mapping) and "published_on" in value:
            yield name, key, value


def _factor(q: Quantity, key: str, fact: Mapping[str, Any]) -> Factor:
    return Factor(key, q.symbol, q.zh, q.en, q.unit, fact["value"], fact["table"], fact["published_on"], fact["source"],
                  fact["sha256"], fact.get("purpose", "official"), fact.get("confidence", "sure"),
                  bool(fact.get("fallback")))


def _level(level: Level, asked: list[Quantity], inputs: Mapping[str, Any]) -> Rows:
    plain = [q for q in asked if q.kind != "published"]
    rows = tuple((row.get(level.index, ""), above, tuple(_text(row.get(q.symbol)) for q in plain), row.get("note", ""))
                 for above, row in _rows(level, inputs))
    columns = tuple(Column(q.symbol, q.zh, q.en, q.unit) for q in plain)
    return Rows(level.name, level.zh or level.name, level.en or level.name, columns, rows, any(row[3] for row in rows))


def _rows(level: Level, inputs: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(key of the row above, row) of a level, wherever it is nested."""
    if level.inside is None or level.inside is PROJECT:
        yield from (("", row) for row in inputs.get(level.name, ()))
        return
    for _, above in _rows(level.inside, inputs):
        yield from ((str(above.get(level.inside.index, "")), row) for row in above.get(level.name, ()))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def compared(rows: Rows) -> tuple[int, int] | None:
    """Places of the two columns that say the same thing twice: the only two numbers of a level, in one unit."""
    numbers = [n for n, column in enumerate(rows.columns) if column.unit != "word"]
    same = len(numbers) == 2 and len({rows.columns[n].unit for n in numbers}) == 1
    return (numbers[0], numbers[1]) if same else None


def share_apart(a: str, b: str) -> str:
    """How far two amounts are apart, of the larger one: 0.12%"""
    one, other = Decimal(a or 0), Decimal(b or 0)
    larger = max(one, other)
    return f"{abs(one - other) / larger:.2%}" if larger else "0.00%"
