"""Charges of the exchange 交易收费 (R-111): a dated table of what was announced, and what a trade costs by it.

An announced row counts from its day on, never backwards. The settings fee.* start from the newest row and overrule it
once two people have entered another value; days before that row keep the tariff of their time.
"""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from methodologies.kernel.rules import Confidence, Source

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Tariff:
    """What one announcement says. block: None = not announced yet."""
    from_on: date
    open_cny: Decimal
    year_cny: Decimal
    listed: Decimal
    block: Decimal | None
    waived_for: frozenset[str]          # kinds of account that pay neither for opening nor for a year
    source: Source

    def opening(self, kind: str) -> Decimal:
        return Decimal(0) if kind in self.waived_for else self.open_cny

    def yearly(self, kind: str) -> Decimal:
        return Decimal(0) if kind in self.waived_for else self.year_cny

    def of_trade(self, price: Decimal, tonnes: int, form: str = "listed") -> Decimal:
        """What each of both sides pays for a trade, to the cent, half up. A rate not announced is no charge."""
        rate = self.listed if form == "listed" else self.block or Decimal(0)
        return (price * tonnes * rate).quantize(CENT, ROUND_HALF_UP)


@cache
def announced() -> tuple[Tariff, ...]:
    """Every row of `fees.toml`, newest first."""
    rows = tomllib.loads(files(__package__).joinpath("fees.toml").read_text("utf-8"))["tariff"]
    return tuple(sorted((_tariff(row) for row in rows), key=lambda each: each.from_on, reverse=True))


def _tariff(row: Mapping[str, Any]) -> Tariff:
    return Tariff(row["from_on"], Decimal(row["open"]), Decimal(row["year"]), Decimal(row["listed"]),
                  Decimal(row["block"]) if "block" in row else None, frozenset(row["waived_for"]),
                  Source(row["source"], row["from_on"].isoformat(), Confidence(row["confidence"])))


def tariff_on(day: date, settings: Mapping[str, Any]) -> Tariff | None:
    """What is charged on this day; None before anything was announced. `settings`: those in force on the day."""
    known = next((each for each in announced() if each.from_on <= day), None)
    if known is not announced()[0]:
        return known
    return replace(known, open_cny=settings["fee.open"], year_cny=settings["fee.year"], listed=settings["fee.listed"])
