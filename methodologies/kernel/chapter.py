"""A chapter 核算: formulas in the order of the text, proven complete before any data is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .expressions import EXACT, GUARD, structure
from .formulas import Formula, Symbols
from .parameters import PROJECT, WORD, Keys, Kind, Level, Quantity, Table
from .reader import CONFIRMED, FACT, PURPOSES
from .rules import Rule
from .worksheet import Worksheet

NUMBER = {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,18})?$"}
KEY_PATTERNS = {
    Keys.CALENDAR: r"^20[0-9]{2}$",
    Keys.CREDITING: r"^[1-9][0-9]?$",
    Keys.DAYS: r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}\.\.([0-9]{4}-)?[0-9]{2}-[0-9]{2}$",
    Keys.NAME: r"\S",
}


@dataclass(frozen=True)
class Result:
    """Which symbols are the outcome: the total in whole tonnes, the unrounded total, the unrounded line of a year,
    and either the whole-tonne line of a calendar year or the average of a crediting year."""

    total: str
    unrounded: str
    line: str
    whole: str = ""
    average: str = ""


class Chapter:
    """A tuple of formulas, read from top to bottom. The inputs it asks for are its free symbols.

    `given`: symbols that this chapter is told, though another chapter works them out.
    `rules`: predicates over the input as read, beyond what the reader judges.
    """

    def __init__(
        self,
        name: str,
        symbols: Symbols,
        formulas: tuple[Formula, ...],
        *,
        result: Result,
        given: tuple[str, ...] = (),
        rules: tuple[Rule, ...] = (),
    ):
        self.name, self.symbols, self.formulas, self.result, self.rules = name, symbols, formulas, result, rules
        self.given = {symbols[symbol] for symbol in given}
        self._check_order()
        self.needs: tuple[Quantity, ...] = tuple({q.name: q for q in self._free()}.values())
        levels = {level for f in formulas for q in (*f.needs, f.gives) for level in q.level.above}
        self.levels = sorted(levels - {PROJECT}, key=lambda level: (len(level.above), level.name))
        self._asks = {
            level: [q for q in self.needs if q.level is level and q.kind is not Kind.FIXED]
            for level in (PROJECT, *self.levels)
        }
        self._inner = {level: self._inside(level) for level in (PROJECT, *self.levels)}

    def _check_order(self) -> None:
        worked = {q.name for q in self.given}
        for f in self.formulas:
            where = f"{self.symbols.text} {self.name}"
            for q in f.needs:
                if q.kind is Kind.WORKED and q.name not in worked:
                    raise ValueError(f"{where}: {f.number} needs {q.symbol} before it is worked out")
            if f.gives.name in worked:
                raise ValueError(f"{where}: {f.gives.symbol} is worked out twice")
            worked.add(f.gives.name)
        for symbol in filter(None, vars(self.result).values()):
            if self.symbols[symbol].name not in worked:
                raise ValueError(f"{self.symbols.text} {self.name}: the result {symbol} is not worked out")

    def _free(self) -> Iterator[Quantity]:
        return (q for f in self.formulas for q in f.needs if q.kind is not Kind.WORKED or q in self.given)

    def _inside(self, level: Level) -> list[Level]:
        """The levels nested in this one; those that others refer to come first, since their keys must be known."""
        inside = [each for each in self.levels if (each.inside or PROJECT) is level]
        return sorted(inside, key=lambda each: not any(each in other.refers for other in self.levels))

    def asks(self, level: Level) -> list[Quantity]:
        """The symbols of one level that the input must supply."""
        return self._asks.get(level, [])

    def inner(self, level: Level) -> list[Level]:
        return self._inner.get(level, [])

    @cached_property
    def open_values(self) -> dict[str, Quantity | Table]:
        """What the chapter uses although its text leaves it open: fixed values by symbol, tables by title."""
        values = {q.symbol: q for q in self.needs if q.provisional and q.kind is Kind.FIXED}
        return {**values, **{table.title: table for f in self.formulas for table in f.tables if table.provisional}}

    def work(self, inputs: dict[str, Any]) -> Worksheet:
        return Worksheet(self, inputs)

    @cached_property
    def law(self) -> str:
        """sha256 over the law as recorded: symbols, values, units, sources, trees, tables, order, precision.
        Comments and layout do not move it. The same law and kernel give the same tonnes."""
        import rfc8785

        said: list[Any] = [["decimal", EXACT.prec, str(EXACT.rounding), f"{GUARD:f}"]]
        said += [[self.name, *vars(self.result).values()]]
        said += [law_of_level(level, self.name) for level in self.levels]
        said += [law_of_symbol(q) for q in self.needs]
        said += [
            [f.number, f.gives.symbol, f.gives.unit, f.gives.level.name, str(f.source), structure(f.expression)]
            for f in self.formulas
        ]
        said += [law_of_table(table) for f in self.formulas for table in f.tables]
        said += [[rule.id, str(rule.source)] for rule in self.rules]
        return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def law_of_level(level: Level, chapter: str) -> list[Any]:
    above = [each.name for each in level.above]
    return [level.name, level.index, above, str(level.keys_in(chapter)), level.may_be_empty]


def law_of_symbol(q: Quantity) -> list[Any]:
    numbers = [f"{number}" for number in (q.value, q.minimum, q.maximum)]
    return [q.symbol, q.unit, str(q.kind), str(q.source), q.level.name, *numbers, list(q.words), q.provisional,
            q.stated_from]


def law_of_table(table: Table) -> list[Any]:
    rows = [[str(cell) for cell in row] for row in table.rows]
    return [table.title, list(table.columns), rows, table.provisional, str(table.source)]


def schema(chapter: Chapter) -> dict[str, Any]:
    """JSON Schema 2020-12 of the inputs, from the free symbols: what a form and a program must supply."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{chapter.symbols.text} {chapter.name}",
    }
    shape = _schema_of(chapter, PROJECT)
    if open_values := chapter.open_values:
        facts = {name: _fact_schema({"type": "string"} if isinstance(thing, Table) else dict(NUMBER))
                 for name, thing in open_values.items()}
        shape["properties"][CONFIRMED] = {"type": "object", "properties": facts, "additionalProperties": False}
    return head | shape


def _schema_of(chapter: Chapter, level: Level) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if level.index:
        kind = level.keys_in(chapter.name)
        fields[level.index] = {"type": "string", "pattern": KEY_PATTERNS[kind], "description": str(kind)}
    for other in level.refers:
        fields[other.index] = {"type": "string", "description": f"one of {other.name}"}
    for q in chapter.asks(level):
        fields[q.symbol] = _schema_of_symbol(q)
    required = sorted(fields.keys() - {q.symbol for q in chapter.asks(level) if q.stated_from})
    for each in chapter.inner(level):
        fields[each.name] = {
            "type": "array",
            "title": each.zh,
            "description": each.en,
            "items": _schema_of(chapter, each),
        }
        if not each.may_be_empty:
            fields[each.name]["minItems"] = 1
            required.append(each.name)
    fields["note"] = {"type": "string"}
    return {"type": "object", "properties": fields, "required": sorted(required), "additionalProperties": False}


def _schema_of_symbol(q: Quantity) -> dict[str, Any]:
    shape: dict[str, Any] = {"enum": list(q.words)} if q.unit == WORD else dict(NUMBER)
    if q.kind is Kind.PUBLISHED:
        shape = _fact_schema(dict(NUMBER))
    shape |= {"title": q.zh, "description": q.en, "x-unit": q.unit, "x-kind": str(q.kind), "x-source": str(q.source)}
    for name, bound in (("x-minimum", q.minimum), ("x-maximum", q.maximum)):
        if bound is not None:
            shape[name] = f"{bound:f}"
    return shape


def _fact_schema(value: dict[str, Any]) -> dict[str, Any]:
    """A value with its provenance."""
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(FACT),
        "properties": {
            "value": value,
            "table": text,
            "published_on": {"type": "string", "format": "date"},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "source": text,
            "purpose": {"enum": list(PURPOSES)},
            "confidence": {"type": "string"},
            "fallback": {"type": "boolean"},
        },
    }
