"""Amounts in CNY as people and programs write them: decimal text, never a float."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation

UNKNOWN = Decimal("NaN")                                # equal to nothing


def amount(text: str) -> Decimal:
    """The amount; UNKNOWN for what is none."""
    try:
        found = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return UNKNOWN
    return found if found.is_finite() and abs(found) < Decimal(10) ** 15 else UNKNOWN


def is_amount(text: str) -> bool:
    """Whether it is an amount of zero or more, to the cent."""
    found = amount(text)
    return not found.is_nan() and found >= 0 and found % Decimal("0.01") == 0


def plain(text: str) -> str:
    """As it is stored and compared: two decimals."""
    return f"{amount(text):.2f}"
