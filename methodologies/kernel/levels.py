"""The worked symbols of one level side by side, each row with its share of the total that the text takes: strata with
their variance, years with their tonnes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from .expressions import EXACT
from .formulas import Formula
from .parameters import PROJECT, Level, Quantity
from .worksheet import Worksheet


@dataclass(frozen=True)
class Column:
    """A worked symbol. shares: of each row, a number between the rows under one total; empty where none is taken."""

    quantity: Quantity
    values: tuple[Decimal, ...]
    shares: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class SideBySide:
    level: Level
    keys: tuple[str, ...]
    columns: tuple[Column, ...]


def side_by_side(sheet: Worksheet) -> tuple[SideBySide, ...]:
    """Every level that has more than one row and something worked out on it, in the order of the chapter."""
    found = []
    for level in sheet.chapter.levels:
        worked = [f.gives for f in sheet.chapter.formulas if f.gives.level is level]
        keys = tuple(sheet.rows[level].names) if level in sheet.rows else ()
        if worked and len(keys) > 1:
            columns = tuple(Column(q, tuple(sheet.columns[q.name]), shares(sheet, q)) for q in worked)
            found.append(SideBySide(level, keys, columns))
    return tuple(found)


def shares(sheet: Worksheet, q: Quantity) -> tuple[Decimal | None, ...]:
    """Of each row in the total over q that the text takes first; None where that total is 0."""
    f = next((f for f in sheet.chapter.formulas if q in totalled(f)), None)
    if f is None:
        return ()
    column, found = sheet.columns[q.name], []
    rows = 1 if f.gives.level is PROJECT else len(sheet.rows[f.gives.level].keys)
    with localcontext(EXACT):
        for row in range(rows):
            start, end = sheet.operand(q, f.gives.level, row)
            whole = sum(column[start:end], Decimal(0))
            found += [value / whole if whole else None for value in column[start:end]]
    return tuple(found)


def totalled(f: Formula) -> set[Quantity]:
    """The symbols whose plain total stands in the formula; a total of a product is no share of one symbol."""
    nodes = [node.args[0] for node in f.expression.walk() if node.op == "total"]
    return {node.args[0] for node in nodes if node.op == "symbol"}
