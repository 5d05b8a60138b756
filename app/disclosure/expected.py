"""What a project's design expects in each crediting year, as its estimate has it."""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.document import Worksheet
from methodologies.kernel.methodology import Methodology

if TYPE_CHECKING:
    from app.database import Db


def estimate(db: Db, ref: str) -> dict[str, Any]:
    body = db.scalar(select(Worksheet.body).where(Worksheet.subject == ref, Worksheet.purpose == "estimate")
                     .order_by(Worksheet.n.desc()).limit(1))
    return json.loads(body) if body else {}


def expected(sheet: Mapping[str, Any], module: Methodology, begins: date | None) -> tuple[tuple[int, date, int], ...]:
    """Tonnes expected in each crediting year, as the estimate's line has them, cut to whole tonnes for reading."""
    symbol = module.estimate.result.line
    line = next((each for each in sheet.get("lines", ()) if each["symbol"] == symbol), None)
    if line is None or begins is None:
        return ()
    return tuple((n, _years_on(begins, n - 1), int(Decimal(value)))
                 for n, value in enumerate(line["values"], start=1) if _is_number(value))


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:                                  # 29 February
        return date(day.year + years, 3, 1)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
