"""What was monitored, as the checks of the ledger and the windows see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from methodologies.electricity.meters import History, history
from methodologies.kernel.rules import Broken, Verdict

TEXT = "CCER-01-002-V01, CCER-01-001-V01"  # the texts that share these chapters


@dataclass(frozen=True)
class Monitored:
    """All that a check of the ledger may know: clean design data, clean monitored data, the period, the settings.
    `prefix`: how the records of this ledger begin, "fuel_" for that of fuel."""

    design: Mapping[str, Any]
    data: Mapping[str, Any]
    first: date
    last: date
    out_from: str = "previous_calibration"
    prefix: str = ""

    @cached_property
    def meters(self) -> dict[str, Mapping[str, Any]]:
        return {meter["m"]: meter for meter in self.data["meters"] if "m" in meter}

    @cached_property
    def histories(self) -> dict[str, History]:
        return {
            m: history(meter, self.data["calibrations"], self.data["faults"], self.out_from)
            for m, meter in self.meters.items()
        }

    def rows(self, record: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((f"/{self.prefix}{record}/{n}", row) for n, row in enumerate(self.data[record]))

    def main_meters(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((place, meter) for place, meter in self.rows("meters") if meter["role"] == "main")

    def serves(self, meter: Mapping[str, Any]) -> tuple[date, date]:
        """First and last day of the period on which this meter was in place."""
        removed = day(meter["removed_on"]) if meter.get("removed_on") else self.last
        return max(self.first, day(meter["installed_on"])), min(self.last, removed)

    def readings_of(self, m: str, side: str) -> list[tuple[str, Mapping[str, Any]]]:
        some = [(place, row) for place, row in self.rows("readings") if row["m"] == m and row["side"] == side]
        return sorted(some, key=lambda pair: pair[1]["from"])


def day(text: str) -> date:
    return date.fromisoformat(text)


def sides(meter: Mapping[str, Any]) -> tuple[str, ...]:
    return ("export", "import") if meter["side"] == "both" else (meter["side"],)


def found(places: Iterable[str | Broken]) -> Verdict:
    return tuple(places) or True


def counted(seen: Monitored, m: str) -> bool:
    """Whether this meter's readings can enter the account: a main meter, or its substitute."""
    return m in seen.meters and (seen.meters[m]["role"] == "main" or bool(seen.meters[m].get("substitute_for")))
