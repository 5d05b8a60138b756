"""The sheet that was sent, to be put right: bad cells coloured, the reason in a comment and in a column of its own.

Values come back where they stood; formulas come back as the values they had, so that nothing in the file runs.
"""
from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.fields.sheets.cells import CHANGES
from app.fields.sheets.grid import letter
from app.fields.sheets.heads import REASONS
from app.fields.sheets.rows import LEFT_OUT, Read
from methodologies.kernel.records import Record
from methodologies.kernel.rules import Broken

HEADS = ("类别 What", "工作表 Sheet", "行 Line", "列 Column", "原值 From", "取值 To", "说明", "Note")
WIDTHS = (24, 16, 8, 8, 28, 28, 44, 44)
EMPTY = date(1900, 3, 1)                                    # days before it differ between spreadsheets
Places = dict[tuple[int, int | None], list[Broken]]


def marked(read: Read, record: Record) -> bytes:
    """An XLSX: the sheet as it was sent, its bad cells marked, and a second sheet with everything that was done."""
    import xlsxwriter

    packed = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, settings) as book:
        looks = {"bad": book.add_format({"bg_color": "#F9D7D3", "border": 1, "border_color": "#B3261E"}),
                 "head": book.add_format({"bold": True, "bg_color": "#EEF4EF"}),
                 "reason": book.add_format({"font_color": "#B3261E", "text_wrap": True, "valign": "top"}),
                 "day": book.add_format({"num_format": "yyyy-mm-dd"}),
                 "bad day": book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#F9D7D3"})}
        places = _places(read)
        sheet = _named(book, read.sheet.name)
        _copy(sheet, read, places, looks)
        _reasons(sheet, read, places, looks)
        sheet.freeze_panes(read.line + 1, 0)
        _report(book.add_worksheet("读入报告 Report"), read, record, looks)
    return packed.getvalue()


def _named(book: Any, name: str) -> Any:
    import xlsxwriter.exceptions as wrong

    try:
        return book.add_worksheet(name if "Report" not in name else f"{name[:28]} 原")
    except (wrong.InvalidWorksheetName, wrong.DuplicateWorksheetName):
        return book.add_worksheet("表 Sheet")


def _places(read: Read) -> Places:
    """What is wrong, by (row from 0, column); a column's own problem stands at its heading."""
    places: Places = {}
    for broken in read.mapping:
        column = broken.where.removeprefix("/columns/")
        places.setdefault((read.line, int(column) if column.isdigit() else None), []).append(broken)
    for bad in read.bad:
        places.setdefault((max(bad.line - 1, 0) if bad.line else read.line, bad.column), []).append(bad.broken)
    return places


def _copy(sheet: Any, read: Read, places: Places, looks: Mapping[str, Any]) -> None:
    joined = _ranges(read, places)
    inside = {cell for cell, first in read.sheet.lent.items() if first in joined}
    for (top, left), (bottom, right) in joined.items():
        sheet.merge_range(top, left, bottom, right, "")
    for r, row in enumerate(read.sheet.rows):
        for c, text in enumerate(row):
            broken = places.get((r, c), ())
            if (text or broken) and (r, c) not in inside:
                look = "bad" if broken else "head" if r == read.line else ""
                _write(sheet, r, c, text, read.sheet.kind(r, c), look, looks)
            if broken:
                said = "\n".join(f"{b.zh}\n{b.en}" for b in broken)
                sheet.write_comment(r, c, said, {"x_scale": 2, "y_scale": 1.5})
        for c in {c for at, c in places if at == r and c is not None and c >= len(row)}:
            _write(sheet, r, c, "", "t", "bad", looks)
            sheet.write_comment(r, c, "\n".join(f"{b.zh}\n{b.en}" for b in places[r, c]), {"x_scale": 2})


def _write(sheet: Any, r: int, c: int, text: str, kind: str, look: str, looks: Mapping[str, Any]) -> None:
    if kind == "n":
        sheet.write_number(r, c, float(text), looks.get(look))
    elif kind == "b":
        sheet.write_boolean(r, c, text == "yes", looks.get(look))
    elif kind == "d" and (day := _day(text)):
        sheet.write_datetime(r, c, day, looks["bad day" if look == "bad" else "day"])
    elif text:
        sheet.write_string(r, c, text, looks.get(look))
    else:
        sheet.write_blank(r, c, None, looks.get(look))


def _day(text: str) -> date | None:
    day = date.fromisoformat(text) if len(text) == 10 else None
    return day if day and day >= EMPTY else None


def _ranges(read: Read, places: Places) -> dict[tuple[int, int], tuple[int, int]]:
    """Merged ranges that hold no bad cell and cross no other: first cell → last cell."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for (r, c), first in read.sheet.lent.items():
        bottom, right = ends.get(first, first)
        ends[first] = (max(bottom, r), max(right, c))
    found, covered = {}, {place for place in places if place[1] is not None}
    for first, last in ends.items():
        cells = {(r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1)}
        if not cells & covered:
            found[first] = last
            covered |= cells
    return found


def _reasons(sheet: Any, read: Read, places: Places, looks: Mapping[str, Any]) -> None:
    """All reasons of a row in one cell; the column of an earlier copy is used again."""
    heads = list(read.sheet.rows[read.line]) if read.line < len(read.sheet.rows) else []
    column = next((n for n, head in enumerate(heads) if head in REASONS), read.sheet.width)
    for n in range(len(read.sheet.rows)):
        if column < read.sheet.width:
            sheet.write_blank(n, column, None)
    sheet.write_string(read.line, column, REASONS[0], looks["head"])
    sheet.set_column(column, column, 60)
    rows: dict[int, list[Broken]] = {}
    for (r, _), broken in sorted(places.items(), key=lambda each: (each[0][0], each[0][1] or 0)):
        rows.setdefault(r, []).extend(broken)
    for r, broken in rows.items():
        said = "\n".join(f"{b.zh} {b.en}" for b in broken)[:30_000]
        sheet.write_string(r, column, f"{REASONS[0]}\n{said}" if r == read.line else said, looks["reason"])


def _report(sheet: Any, read: Read, record: Record, looks: Mapping[str, Any]) -> None:
    for n, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.write_string(0, n, head, looks["head"])
        sheet.set_column(n, n, width)
    for r, line in enumerate(told(read, record), 1):
        for n, cell in enumerate(line):
            sheet.write_string(r, n, cell)
    sheet.freeze_panes(1, 0)


def told(read: Read, record: Record) -> Iterator[tuple[str, ...]]:
    """The whole report in lines of eight cells: mapping, problems, totals, lines left out, every change."""
    names, sheet = {f.name: f for f in record.fields}, read.sheet.name
    for column in read.columns:
        field = names.get(column.field)
        zh, en = (f"对应“{field.zh}”", f"taken as {field.en}") if field else ("未收录", "left out")
        yield "列 column", sheet, str(read.line + 1), letter(column.n), column.head, column.unit, zh, en
    for bad in read.bad:
        place = letter(bad.column) if bad.column is not None else ""
        yield "错误 problem", sheet, str(bad.line or ""), place, _text_at(read, bad.line, bad.column), "", \
            bad.broken.zh, bad.broken.en
    for broken in read.mapping:
        yield "错误 problem", sheet, str(read.line + 1), "", "", "", broken.zh, broken.en
    for total in read.totals:
        zh, en = ("与各行之和一致", "equals the sum of its rows") if total.told == total.summed else (
            "与各行之和不符", "differs from the sum of its rows")
        yield "合计 total", sheet, str(total.line), letter(total.column), str(total.told), str(total.summed), zh, en
    for left in read.left_out:
        yield "未收录的行 left out", sheet, str(left.line), "", left.text, "", *LEFT_OUT[left.kind]
    for change in read.changes:
        yield "换算 change", sheet, str(change.line), letter(change.column), change.was, change.now, \
            *CHANGES[change.kind]


def _text_at(read: Read, line: int, column: int | None) -> str:
    if not line or column is None or column >= len(read.sheet.rows[line - 1]):
        return ""
    return read.sheet.rows[line - 1][column]
