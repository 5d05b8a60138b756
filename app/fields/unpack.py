"""Run as a process of its own: a workbook comes in, the text of its first sheet goes out as JSON, a list of rows.

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
NO_WORKBOOK = 3


def main() -> int:
    """argv: how many rows and how many columns are wanted at most."""
    most_rows, most_columns = map(int, sys.argv[1:])
    _limit()
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError):
        return NO_WORKBOOK
    json.dump([[cell_text(cell) for cell in row[:most_columns]] for row in rows[:most_rows]], sys.stdout)
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


if __name__ == "__main__":
    sys.exit(main())
