"""The workbook that came back: which inputs differ and what that does to the tonnes, which formulas were touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .comparison import Change, as_texts, change, with_values
from .expressions import EXACT
from .parameters import WORD, Level, Quantity, Table
from .reader import decimal_text
from .rules import INPUT, Broken, Refusal
from .workbook import AGREEMENT, HEAD, SEALED, Layout, letter
from .worksheet import Worksheet

QUOTED = re.compile(r'("(?:[^"]|"")*")')


@dataclass(frozen=True)
class Cell:
    """kind: number, text, error. formula: as written, without its sign of equality; "" for a plain value."""

    kind: str = "text"
    text: str = ""
    formula: str = ""


Cells = Mapping[str, Mapping[str, Cell]]  # by sheet, then by place: {"windows": {"B8": …}}
EMPTY = Cell()
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Touched:
    """A cell that a reader of the workbook may take for ours and is not. kind: overwritten (a value instead of the
    formula), formula (another formula), input (a formula instead of an input: its value counts), table (a figure of
    the text)."""

    kind: str
    at: str
    symbol: str
    row: str
    was: str
    now: str


@dataclass(frozen=True)
class Returned:
    """now, now_by_year: whole tonnes on the inputs of the workbook, worked by the methodology and not by its cells."""

    was: int
    now: int
    effect: Decimal
    by_year: tuple[tuple[str, int, int], ...]
    changes: tuple[Change, ...]
    touched: tuple[Touched, ...]

    def to_json(self) -> dict[str, Any]:
        """Decimals as text, as in a worksheet."""
        return as_texts(asdict(self))


def read_back(sheet: Worksheet, cells: Cells, digest: str = "") -> Returned:
    """Hold a returned workbook against the worksheet that it was made of; `digest` as it was written.

    Refusal with every reason at once: another worksheet's, sheets, columns or rows moved, no value of its symbol,
    nothing that a formula can take.
    """
    return Reader(Layout(sheet), cells, digest or sheet.to_json()["digest"]).read()


class Reader:
    """One returned workbook."""

    def __init__(self, layout: Layout, cells: Cells, digest: str):
        self.layout, self.sheet, self.cells, self.digest = layout, layout.sheet, cells, digest
        self.broken: list[Broken] = []
        self.touched: list[Touched] = []

    def read(self) -> Returned:
        self.broken += self._misplaced()
        if self.broken:
            raise Refusal(*self.broken)
        moved = {q: new for level in self.layout.levels for q in self.layout.columns[level] if (new := self._column(q))}
        for table in self.layout.tables.values():
            self.touched += self._table(table)
        if self.broken:
            raise Refusal(*self.broken)
        now = with_values(self.sheet, moved)
        return Returned(
            self.sheet.tonnes,
            now.tonnes,
            EXACT.subtract(now.unrounded, self.sheet.unrounded),
            tuple((year, tonnes, now.by_year[year]) for year, tonnes in self.sheet.by_year.items()),
            tuple(change(self.sheet, q, new, self._places(q)) for q, new in moved.items()),
            tuple(self.touched),
        )

    # --- is it ours, and does everything stand where it stood

    def _misplaced(self) -> Iterator[Broken]:
        sealed = {cell.text for cell in self.cells.get(AGREEMENT, {}).values() if cell.text.startswith(SEALED)}
        if not sealed:
            yield self._says(
                "/file",
                "文件中没有封存摘要（agreement 页），不是由计算书导出的工作簿。",
                "It has no seal on its sheet “agreement”: it was not made of a worksheet.",
            )
        elif f"{SEALED}{self.digest}" not in sealed:
            yield self._says("/file", "这是另一份计算书的工作簿。", "This is the workbook of another worksheet.")
        else:
            for level in self.layout.levels:
                yield from self._misplaced_in(level)

    def _misplaced_in(self, level: Level) -> Iterator[Broken]:
        if level.name not in self.cells:
            yield self._says(f"/{level.name}", f"缺少工作表“{level.name}”。", f"The sheet {level.name!r} is missing.")
            return
        for q in self.layout.columns[level]:
            at = f"{letter(self.layout.where[q.name][1])}1"
            yield from self._expect(level, at, q.symbol)
        keys = self.layout.keys(level)
        for row, key in enumerate(keys):
            yield from self._expect(level, f"A{HEAD + row + 1}", key)
        last = HEAD + len(keys)
        rows = {int(at.lstrip(LETTERS)) for at, cell in self.cells[level.name].items() if cell != EMPTY}
        for row in sorted(row for row in rows if row > last):
            zh, en = f"第 {row} 行不属于该计算书。", f"Row {row} is not of the worksheet."
            yield self._says(f"/{level.name}/A{row}", zh, en)

    def _expect(self, level: Level, at: str, text: str) -> Iterator[Broken]:
        found = self._cell(level, at).text
        if found.strip() != text.strip():
            yield self._says(
                f"/{level.name}/{at}",
                f"此处应为“{text}”，而不是“{found[:60]}”：行或列被移动、增删或改名。",
                f"{text!r} stood here, not {found[:60]!r}: rows or columns were moved, added or renamed.",
            )

    # --- what differs

    def _column(self, q: Quantity) -> dict[str, Any]:
        """New values by row; a touched formula is only told: the methodology works the column itself."""
        names, new = self.sheet.rows[q.level].names, {}
        f = self.layout.formulas.get(q.name)
        for row, (name, value) in enumerate(zip(names, self.sheet.columns[q.name], strict=True)):
            at, cell = self.layout.cell(q, row), self._cell(q.level, self.layout.cell(q, row))
            if f:
                self._touch_live(q, name, at, cell, self.layout.live(f, row))
                continue
            if cell.formula:
                self._touch("input", q.level, at, q.symbol, name, shown(value), f"={cell.formula}")
            found = self._value(q, at, cell)
            if found is not None and not same(found, value):
                new[name] = found
        return new

    def _touch_live(self, q: Quantity, name: str, at: str, cell: Cell, live: str) -> None:
        if not cell.formula:
            self._touch("overwritten", q.level, at, q.symbol, name, f"={live}", cell.text)
        elif plain(cell.formula) != plain(live):
            self._touch("formula", q.level, at, q.symbol, name, f"={live}", f"={cell.formula}")

    def _touch(self, kind: str, level: Level, at: str, symbol: str, row: str, was: str, now: str) -> None:
        self.touched.append(Touched(kind, f"{level.name}!{at}", symbol, row, was, now))

    def _value(self, q: Quantity, at: str, cell: Cell) -> Decimal | str | None:
        where = f"/{q.level.name}/{at}"
        if q.unit == WORD:
            if cell.text in q.words:
                return cell.text
            zh = en = ", ".join(q.words)
        else:
            value = number(cell)
            if value is not None and q.admits(value):
                return value
            low, high = ("…" if x is None else decimal_text(x) for x in (q.minimum, q.maximum))
            zh, en = (f"{low} 至 {high} {q.unit} 之间的数", f"a number within {low} to {high} {q.unit}")
        told = cell.text[:60]
        self.broken.append(self._says(where, f"{q.zh} {q.symbol}：应为 {zh}，而不是“{told}”。",
                                      f"{q.en} {q.symbol}: {en} is asked for, not {told!r}."))
        return None

    def _table(self, table: Table) -> Iterator[Touched]:
        page = self.cells.get(table.title, {})
        for row, figures in enumerate(table.rows):
            for column, figure in enumerate(figures):
                at = f"{letter(column)}{row + 3}"
                cell = page.get(at, EMPTY)
                found = number(cell) if isinstance(figure, Decimal) else cell.text
                if not same(found, figure):
                    yield Touched("table", f"{table.title}!{at}", table.columns[column], str(figures[0]),
                                  shown(figure), cell.text)

    def _places(self, q: Quantity) -> dict[str, str]:
        names = self.sheet.rows[q.level].names
        return {name: f"{q.level.name}!{self.layout.cell(q, row)}" for row, name in enumerate(names)}

    def _cell(self, level: Level, at: str) -> Cell:
        return self.cells[level.name].get(at, EMPTY)

    @staticmethod
    def _says(where: str, zh: str, en: str) -> Broken:
        return INPUT.at(where, zh, en)


def number(cell: Cell) -> Decimal | None:
    """A sheet keeps binary numbers: the shortest decimal that is the same one."""
    try:
        value = Decimal(repr(float(cell.text))) if cell.kind == "number" else None
    except (ValueError, InvalidOperation):
        return None
    return value if value is not None and value.is_finite() else None


def same(found: Any, kept: Any) -> bool:
    """Numbers as the workbook held them: it could not keep more digits than a float has."""
    if isinstance(found, Decimal) and isinstance(kept, Decimal):
        return float(found) == float(kept)
    return found == kept


def plain(formula: str) -> str:
    """Programs write quotes, locks, spaces and capitals differently; what is computed is the same."""
    parts = QUOTED.split(formula)
    return "".join(part if n % 2 else re.sub(r"[\s$']|_xlfn\.", "", part).upper() for n, part in enumerate(parts))


def shown(value: Any) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else str(value)
