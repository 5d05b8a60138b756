"""Run as a process of its own: a workbook comes in, the text of one of its sheets goes out as JSON.

A hostile workbook of some kilobytes may ask for more memory than any machine has, and then the library ends its
process: so the process is this one, with little to lose. Exit 3: no workbook. All but 0 and 3: it asked for too much.
"""
from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

MOST_MEMORY = 1024 * 1024 * 1024                            # bytes
MOST_SECONDS = 20
NO_WORKBOOK, TOO_MUCH = 3, 4


def main() -> int:
    """argv: how many rows and columns are wanted at most; then `rows`, the first sheet as a list of rows, or
    `sheet N most`, the N-th visible one (from 0) as `whole` tells it, of at most so many cells."""
    most_rows, most_columns = map(int, sys.argv[1:3])
    _limit()
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        if sys.argv[3:4] == ["sheet"]:
            return whole(book, int(sys.argv[4]), most_rows, most_columns, int(sys.argv[5]))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError):
        return NO_WORKBOOK
    json.dump([[cell_text(cell) for cell in row[:most_columns]] for row in rows[:most_rows]], sys.stdout)
    return 0


def whole(book: Any, number: int, most_rows: int, most_columns: int, most_cells: int) -> int:
    """Names of the visible sheets; of one of them the texts, a sign for what each cell is, and the merged ranges."""
    names = [each.name for each in book.sheets_metadata if "Visible" in str(each.visible) and "WorkSheet" in str(each)]
    if not names:
        return NO_WORKBOOK
    number = number if number < len(names) else 0
    sheet = book.get_sheet_by_name(names[number])
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(map(cell_text, rows[-1])):
        rows.pop()
    if len(rows) > most_rows or sum(map(len, rows)) > most_cells or any(len(row) > most_columns for row in rows[:1]):
        return TOO_MUCH
    json.dump({"names": names, "index": number, "rows": [[cell_text(cell) for cell in row] for row in rows],
               "kinds": ["".join(map(cell_kind, row)) for row in rows],
               "merged": [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]}, sys.stdout)
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:                                     # Windows: the caller's clock alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cell_text(cell: Any) -> str:
    """A cell as a person would have typed it: no exponent, no .0, dates in ISO form."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float() if cell == cell and abs(cell) != float("inf"):
            text = f"{Decimal(repr(cell)):f}"
            return text.removesuffix(".0")
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case timedelta() | None:
            return "" if cell is None else str(cell)
    return str(cell).strip()


def cell_kind(cell: Any) -> str:
    """t: text or nothing, n: number, d: day, b: true or false."""
    match cell:
        case bool():
            return "b"
        case int() | float():
            return "n"
        case date():
            return "d"
    return "t"


if __name__ == "__main__":
    sys.exit(main())
