"""How old documents came to their factor: one table at validation, sometimes rounded to four decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from methodologies.cm_001_v01_legacy.parameters import WEIGHTS
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text


def fixed_at_validation(row: PublishedRow, technology: str, cm_round: int | None = None) -> dict[str, Any]:
    """Input of every year: both margins of the one table, and under r_CM what rounding the combined margin to
    `cm_round` decimals adds, which only old documents did."""
    label = "/".join(row.key.values())
    facts = {symbol: row.fact(name, label) for symbol, name in (("EF_grid,OM,y", "om"), ("EF_grid,BM,y", "bm"))}
    return facts | {"r_CM": decimal_text(rounding(row, technology, cm_round))}


def rounding(row: PublishedRow, technology: str, cm_round: int | None) -> Decimal:
    if cm_round is None:
        return Decimal(0)
    weights = (WEIGHTS.value(technology, name) for name in ("w_OM", "w_BM"))
    margin = sum((Decimal(row.values[name]) * weight for name, weight in zip(("om", "bm"), weights)), Decimal(0))
    return margin.quantize(Decimal(1).scaleb(-cm_round), ROUND_HALF_UP) - margin
