"""Two workings of one thing: which inputs differ and what each does to the tonnes, and every line that came out
otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, localcontext
from itertools import zip_longest
from typing import Any

from .expressions import EXACT
from .parameters import Kind, Quantity
from .published import changed_facts
from .reader import decimal_text
from .recompute import Difference
from .rules import Refusal
from .worksheet import Worksheet

MOST_ALONE = 200  # values whose own effect is worked; the effect of their symbol always is
NOTHING = "—"


@dataclass(frozen=True)
class Value:
    """One input value that differs; row: "" for the project; at: its cell, in a workbook. effect: unrounded tonnes more
    when it alone changes; None where that cannot be worked."""

    row: str
    was: str
    now: str
    effect: Decimal | None
    at: str = ""


@dataclass(frozen=True)
class Change:
    """A symbol whose values differ. effect: unrounded tonnes more when all of them change and nothing else."""

    symbol: str
    zh: str
    en: str
    unit: str
    kind: Kind
    values: tuple[Value, ...]
    effect: Decimal | None


@dataclass(frozen=True)
class Comparison:
    """by_year: (year, whole tonnes before, now), None where a side has no such year. tables: (place, table before,
    now). by_the_text: unrounded tonnes that another text gives on the inputs of before; None for the same text, and
    where it asks for other inputs."""

    was: int
    now: int
    effect: Decimal
    by_year: tuple[tuple[str, int | None, int | None], ...]
    changes: tuple[Change, ...]
    tables: tuple[tuple[str, str, str], ...]
    lines: tuple[Difference, ...]
    by_the_text: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """Decimals as text, as in a worksheet."""
        return as_texts(asdict(self))


def as_texts(x: Any) -> Any:
    if isinstance(x, dict):
        return {name: as_texts(each) for name, each in x.items()}
    if isinstance(x, (list, tuple)):
        return [as_texts(each) for each in x]
    return decimal_text(x) if isinstance(x, Decimal) else x


def compare(was: Mapping[str, Any], now: Mapping[str, Any], old: Worksheet | None, new: Worksheet | None) -> Comparison:
    """Two stored worksheets, and the same worked again where that is possible: without them no effects are told."""
    years = sorted({*was["by_year"], *now["by_year"]})
    with localcontext(EXACT):
        effect = Decimal(now["unrounded"]) - Decimal(was["unrounded"])
    return Comparison(
        was["tonnes"],
        now["tonnes"],
        effect,
        tuple((year, was["by_year"].get(year), now["by_year"].get(year)) for year in years),
        inputs_between(old, new) if old and new else (),
        tuple(changed_facts(was["inputs"], now["inputs"])),
        tuple(lines_between(was, now)),
        text_alone(old, new) if old and new and was["methodology"] != now["methodology"] else None,
    )


def text_alone(old: Worksheet, new: Worksheet) -> Decimal | None:
    try:
        return EXACT.subtract(Worksheet(new.chapter, old.inputs).unrounded, old.unrounded)
    except Refusal:
        return None


# --- inputs


def inputs_between(old: Worksheet, new: Worksheet) -> tuple[Change, ...]:
    """Symbols by their name, rows by their key; a row on one side only is a difference without an effect of its own."""
    theirs = {q.symbol: q for q in new.chapter.needs}
    found = []
    for q in old.chapter.needs:
        other = theirs.pop(q.symbol, None)
        before, after = by_row(old, q), by_row(new, other) if other else {}
        moved = {row: after[row] for row in before if row in after and after[row] != before[row]}
        alone = [row for row in (*before, *after) if (row in before) != (row in after)]
        if moved or alone:
            found.append(change(old, q, moved, {}, tuple(Value(row, shown(before.get(row)), shown(after.get(row)), None)
                                                         for row in alone)))
    for q in theirs.values():
        values = tuple(Value(row, NOTHING, shown(value), None) for row, value in by_row(new, q).items())
        found.append(Change(q.symbol, q.zh, q.en, q.unit, q.kind, values, None))
    return tuple(found)


def by_row(sheet: Worksheet, q: Quantity) -> dict[str, Any]:
    return dict(zip(sheet.rows[q.level].names, sheet.columns[q.name], strict=True))


def change(sheet: Worksheet, q: Quantity, moved: Mapping[str, Any], cells: Mapping[str, str] | None = None,
           alone: tuple[Value, ...] = ()) -> Change:
    """What the new values of one symbol, by row, do to the sheet: each alone, and all of them."""
    before = by_row(sheet, q)
    values = tuple(
        Value(row, shown(before[row]), shown(value), effect(sheet, {q: {row: value}}) if n < MOST_ALONE else None,
              (cells or {}).get(row, ""))
        for n, (row, value) in enumerate(moved.items())
    )
    together = None if alone else effect(sheet, {q: moved})
    return Change(q.symbol, q.zh, q.en, q.unit, q.kind, values + alone, together)


def effect(sheet: Worksheet, moved: Mapping[Quantity, Mapping[str, Any]]) -> Decimal | None:
    try:
        return EXACT.subtract(with_values(sheet, moved).unrounded, sheet.unrounded)
    except Refusal:
        return None


def with_values(sheet: Worksheet, moved: Mapping[Quantity, Mapping[str, Any]]) -> Worksheet:
    """The working with some input values changed, by row. Refusal where a formula now fails."""
    return sheet.with_columns({q.name: list((by_row(sheet, q) | dict(rows)).values()) for q, rows in moved.items()})


def shown(value: Any) -> str:
    return NOTHING if value is None else decimal_text(value) if isinstance(value, Decimal) else str(value)


# --- lines


def lines_between(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """Lines by their symbol, rows by their key, in the order of the newer working."""
    old = {line["symbol"]: line for line in was["lines"]}
    for line in now["lines"]:
        symbol = line["symbol"]
        before = old.pop(symbol, None)
        if before is None:
            yield Difference("line", f"新增一行：{symbol}", f"{symbol}: new line", symbol, now=line["expression"])
            before = {"keys": (), "values": (), **{part: line[part] for part in ("expression", "unit", "clause")}}
        for part in ("expression", "unit", "clause"):
            if before[part] != line[part]:
                yield Difference("expression", f"{symbol} 的 {part} 不同", f"{symbol}: {part} differs", symbol,
                                 was=before[part], now=line[part])
        yield from values_between(symbol, before, line)
    for symbol, line in old.items():
        yield Difference("line", f"不再计算：{symbol}", f"{symbol}: line no longer worked", symbol,
                         was=line["expression"])


def values_between(symbol: str, before: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[Difference]:
    a, b = (dict(zip_longest(each["keys"], each["values"])) for each in (before, line))
    for row in (*b, *(row for row in a if row not in b)):
        if a.get(row) != b.get(row):
            name = f"{symbol}[{row}]" if row else symbol
            one, other = a.get(row, NOTHING), b.get(row, NOTHING)
            yield Difference("value", f"{name}：{one} → {other}", f"{name}: {one} → {other}", symbol, row or "", one,
                             other)
