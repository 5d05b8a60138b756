"""Tables that go out as CSV: text that no spreadsheet takes for a formula, numbers as numbers, days as 2026-11-23."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from app.fields.tables import safe


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets see it. Numbers are whole and never negative."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(heads)
    for row in rows:
        out.writerow(cell if type(cell) is int else "" if cell is None else safe(str(cell)) for cell in row)
    return text.getvalue().encode("utf-8-sig")
