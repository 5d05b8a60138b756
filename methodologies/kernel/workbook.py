"""The worksheet as XLSX with live formulas: a sheet per level, a column per symbol, a row per row; sums are ranges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from .formulas import Formula
from .identity import RECONSTRUCTED
from .parameters import PROJECT, Level, Quantity, Table
from .readings import NO_ROWS, excel
from .worksheet import Worksheet

HEAD = 7  # rows above the data
AGREEMENT, SEALED = "agreement", "sha256 "              # the last sheet; what stands before the digest there
TITLES = ("symbol 符号", "meaning", "含义", "unit 单位", "number 式号", "source 出处", "expression 算式")
HEAD_LINES = (1, 2, 2, 1, 1, 2, 4)                      # lines of text in each row of a head
A4 = 9                                                  # the format's number of the paper
LOOKS = {
    "head": {"bold": True, "bg_color": "#eef2f5", "text_wrap": True, "valign": "top"},
    "given": {"font_color": "#0b3d91"},
    "worked": {},
    "taint": {"bg_color": "#fff1cc"},
    "edge": {"bg_color": "#ffd9d9"},
    "banner": {"bold": True, "bg_color": "#ffd9d9", "text_wrap": True, "valign": "top"},
}
LEGEND = (
    "blue 蓝: given 输入",
    "amber 黄: touched by a provisional value 用到暂定值",
    "red 红: edge 临界, binary arithmetic may fall on the other side of a whole number or limit 二进制舍入可能越界",
    "The account is the decimal result; this workbook computes in binary floating point. A line agrees if it "
    "differs by less "
    "than 10⁻⁹ of its largest operand; whole tonnes agree exactly except on lines marked edge.",
    "以十进制核算结果为准；本工作簿以二进制浮点计算。差值小于最大操作数的 10⁻⁹ 即为一致；除临界行外整吨数完全相同。",
)


def write(
    worksheet: Worksheet, path: str | Path, cached: Callable[[Decimal], float] = float, digest: str = ""
) -> None:
    """Write the workbook. `cached` is what a viewer that does not calculate shows in a live cell; `digest` that of the
    stored worksheet which was worked again for it, by files that may have changed since."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    )
    Writer(worksheet, book, cached, digest).write()
    book.close()


def letter(column: int) -> str:
    """0 -> A, 26 -> AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


class Layout:
    """Where each value of a worksheet stands: a sheet per level, a column per symbol in the order of the chapter."""

    def __init__(self, worksheet: Worksheet):
        self.sheet = worksheet
        chapter = worksheet.chapter
        self.formulas = {f.gives.name: f for f in chapter.formulas}
        self.columns: dict[Level, list[Quantity]] = {}
        for q in (*chapter.needs, *(f.gives for f in chapter.formulas)):
            self.columns.setdefault(q.level, []).append(q)
        self.where = {
            q.name: (level, place + 1) for level, some in self.columns.items() for place, q in enumerate(some)
        }
        self.tables = {table.title: table for f in chapter.formulas for table in f.tables}
        self.levels = [level for level in (PROJECT, *chapter.levels) if level in self.columns]

    def keys(self, level: Level) -> list[str]:
        """What stands in the first column beside the data."""
        return self.sheet.rows[level].names if level is not PROJECT else ["project 项目"]

    def cell(self, q: Quantity, row: int) -> str:
        return f"{letter(self.where[q.name][1])}{HEAD + row + 1}"

    def live(self, f: Formula, row: int) -> str:
        """The formula of a cell, without its sign of equality."""
        level = f.gives.level
        return excel(f.expression, lambda q, shift=0: self._reference(q, level, row, shift))

    def _reference(self, q: Quantity, level: Level, row: int, shift: int = 0) -> str | None:
        """The cell, or the range, that q has seen from one row; None for the row before the first."""
        if row + shift < 0:
            return None
        home, column = self.where[q.name]
        start, end = self.sheet.operand(q, level, row)
        if start == end:
            return NO_ROWS
        page = "" if home is level else f"'{home.name}'!"
        if home in level.above:
            lock = "$" if page else ""
            return f"{page}{lock}{letter(column)}{lock}{start + shift + HEAD + 1}"
        return f"{page}${letter(column)}${start + HEAD + 1}:${letter(column)}${end + HEAD}"


class Writer(Layout):
    """One workbook in the making."""

    def __init__(self, worksheet: Worksheet, book: Any, cached: Callable[[Decimal], float], digest: str = ""):
        super().__init__(worksheet)
        self.book, self.cached, self.digest = book, cached, digest or worksheet.to_json()["digest"]
        self.looks = {name: book.add_format(look) for name, look in LOOKS.items()}

    def write(self) -> None:
        banner = next((said for said in self.sheet.findings if said["rule"] == RECONSTRUCTED.id), None)
        if banner:
            self._banner(self.book.add_worksheet("reconstructed 重建"), banner)
        pages = {level: self.book.add_worksheet(level.name) for level in self.levels}
        for table in self.tables.values():
            self._table(self.book.add_worksheet(table.title), table)
        for level, page in pages.items():
            self._level(page, level)
        self._agreement(self.book.add_worksheet(AGREEMENT))
        for page in self.book.worksheets():
            page.set_landscape()
            page.set_paper(A4)
            page.fit_to_pages(1, 0)
            if banner:
                page.set_header(f"&C&B重建 {RECONSTRUCTED.id}")

    def _banner(self, page: Any, said: dict[str, str]) -> None:
        """Before all figures: they are no more than a reconstruction, and why."""
        page.set_column(0, 0, 100)
        for row, text in enumerate((f"重建 {RECONSTRUCTED.id}", said["zh"], said["en"])):
            page.set_row(row, 15 if row == 0 else 60)
            page.write_string(row, 0, text, self.looks["banner"])

    def _level(self, page: Any, level: Level) -> None:
        page.freeze_panes(HEAD, 1)
        page.set_column(0, 0, 24)
        page.set_column(1, len(self.columns[level]), 26)
        page.repeat_rows(0, HEAD - 1)
        for row, lines in enumerate(HEAD_LINES):
            page.set_row(row, 15 * lines)
        keys = self.keys(level)
        for row, text in enumerate((*TITLES, *keys)):
            page.write_string(row, 0, text, self.looks["head"])
        for q in self.columns[level]:
            self._column(page, level, q, keys)

    def _column(self, page: Any, level: Level, q: Quantity, keys: list[str]) -> None:
        column, f = self.where[q.name][1], self.formulas.get(q.name)
        head = (q.symbol, q.en, q.zh, q.unit, f.number if f else str(q.kind), str((f or q).source), str(f) if f else "")
        for row, text in enumerate(head):
            page.write_string(row, column, text, self.looks["head"])
        for row, value in enumerate(self.sheet.columns[q.name]):
            look = self.looks[self._look(q, f, keys[row] if level is not PROJECT else "")]
            if f:
                page.write_formula(HEAD + row, column, f"={self.live(f, row)}", look, self.cached(value))
            elif isinstance(value, str):
                page.write_string(HEAD + row, column, value, look)
            else:
                page.write_number(HEAD + row, column, float(value), look)
        if level is PROJECT:
            self.book.define_name(f"ccer_{q.name}", f"='{level.name}'!${letter(column)}${HEAD + 1}")

    def _look(self, q: Quantity, f: Formula | None, key: str) -> str:
        if f and key in self.sheet.edges[q.name]:
            return "edge"
        return "taint" if self.sheet.taint.get(q.name) else "worked" if f else "given"

    def _table(self, page: Any, table: Table) -> None:
        page.write_string(0, 0, f"{table.title}: {table.source}")
        page.set_column(0, len(table.columns) - 1, 20)
        for row, cells in enumerate((table.columns, *table.rows)):
            for column, cell in enumerate(cells):
                if isinstance(cell, Decimal):
                    page.write_number(row + 1, column, float(cell))
                else:
                    page.write_string(row + 1, column, str(cell), self.looks["head"] if row == 0 else None)

    def _agreement(self, page: Any) -> None:
        """The decimal result as text beside the live cell: the workbook says itself how far floats are from the
        account."""
        page.set_column(0, 3, 28)
        for column, text in enumerate(
            ("symbol 符号", "decimal result 十进制结果", "live cell 公式单元格", "difference 差", "edge 临界")
        ):
            page.write_string(0, column, text, self.looks["head"])
        results = [f for f in self.sheet.chapter.formulas if f.gives.level is PROJECT]
        for row, f in enumerate(results, start=1):
            value = self.sheet.columns[f.gives.name][0]
            page.write_string(row, 0, f.gives.symbol)
            page.write_string(row, 1, f"{value:f}")
            live = f"='{PROJECT.name}'!{letter(self.where[f.gives.name][1])}{HEAD + 1}"
            page.write_formula(row, 2, live, None, self.cached(value))
            page.write_formula(row, 3, f"=ABS(C{row + 1}-VALUE(B{row + 1}))", None, self.cached(Decimal(0)))
            page.write_string(row, 4, "edge" if self.sheet.edges[f.gives.name] else "")
        for row, text in enumerate((*LEGEND, f"{SEALED}{self.digest}"), start=len(results) + 3):
            page.write_string(row, 0, text)
