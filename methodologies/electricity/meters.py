"""The state of a meter on a day, from its verification, calibrations and faults: a reading of documents, not a
formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from methodologies.kernel.dates import DAY, years_after

CLASSES = ("0.2S", "0.2", "0.5S", "0.5", "1", "2")
ALLOWED_CLASSES = ("0.2S", "0.2", "0.5S", "0.5")
QUALIFIED = ("CNAS", "CMA")
FAULT_TERM = timedelta(days=30)  # a calibration is due within 30 days of a fault


def largest_error(accuracy_class: str) -> Decimal:
    """Of a class, as a part of 1: its number read as per cent [likely: JJG 596 has wider limits at low load]."""
    return Decimal(accuracy_class.rstrip("S")) / 100


@dataclass(frozen=True)
class Calibration:
    """on: day of the calibration; error: actual basic error, as a part of 1, with its sign;
    restored_on: last day on which the meter still measured out of class."""

    on: date
    error: Decimal
    restored_on: date | None = None


@dataclass(frozen=True)
class State:
    """state: OK | OUT | NONE; error: as a part of 1 when OUT; late: the NONE is an overdue calibration."""

    state: str
    error: Decimal = Decimal(0)
    late: bool = field(default=False, compare=False)


OK, NONE, LATE = State("OK"), State("NONE"), State("NONE", late=True)


@dataclass(frozen=True)
class History:
    """All that decides the state of one meter. The initial verification counts as the first calibration in class."""

    id: str
    accuracy_class: str
    verified_on: date
    calibrations: tuple[Calibration, ...]
    faults: tuple[tuple[date, date | None], ...] = ()
    out_from: str = "previous_calibration"

    @property
    def limit(self) -> Decimal:
        return largest_error(self.accuracy_class)

    def in_class(self, calibration: Calibration) -> bool:
        return abs(calibration.error) <= self.limit

    def checks(self) -> list[Calibration]:
        """Initial verification and calibrations, oldest first."""
        return sorted((Calibration(self.verified_on, Decimal(0)), *self.calibrations), key=lambda c: c.on)

    def state_on(self, day: date) -> State:
        """Out of class beats everything else: its error is the larger one. A fault without calibration in time is
        NONE."""
        out = [abs(c.error) for c, first, last in self.out_of_class() if first <= day and (last is None or day <= last)]
        if out:
            return State("OUT", max(out))
        if any(first <= day and (last is None or day <= last) for first, last in self.uncalibrated_faults()):
            return NONE
        past = [c for c in self.checks() if c.on <= day]
        if not past:
            return NONE
        return OK if day < years_after(past[-1].on, 1) else LATE

    def out_of_class(self) -> Iterator[tuple[Calibration, date, date | None]]:
        """(calibration, first day, last day) of each stretch out of class. The setting meter.out_from says where it
        begins:
        on the day of the calibration that found it, or, as the text says "that period", on the one before."""
        checks = self.checks()
        for place, found in enumerate(checks):
            if self.in_class(found):
                continue
            start = checks[place - 1].on if place and self.out_from == "previous_calibration" else found.on
            after = next((c.on for c in checks[place + 1 :] if self.in_class(c)), None)
            ends = [day for day in (found.restored_on, after - DAY if after else None) if day]
            yield found, start, min(ends, default=None)

    def uncalibrated_faults(self) -> Iterator[tuple[date, date | None]]:
        """(first day, last day) of each fault that no calibration followed within 30 days."""
        for start, _ in self.faults:
            after = [c.on for c in self.checks() if c.on >= start]
            if not after or after[0] > start + FAULT_TERM:
                yield start, after[0] - DAY if after else None

    def overdue(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """(day due, last day overdue) of each calibration that was late within these days."""
        checks = self.checks()
        for place, check in enumerate(checks):
            due = years_after(check.on, 1)
            after = checks[place + 1].on if place + 1 < len(checks) else last + DAY
            if due < after and due <= last and after > first:
                yield due, after - DAY

    def changes(self, first: date, last: date) -> date | None:
        """The first day on which the state is another than on the day before, or None."""
        state, day = self.state_on(first), first + DAY
        while day <= last:
            if self.state_on(day) != state:
                return day
            day += DAY
        return None


def history(
    meter: Mapping[str, Any],
    calibrations: Sequence[Mapping[str, Any]],
    faults: Sequence[Mapping[str, Any]],
    out_from: str,
) -> History:
    """From the rows of the meter ledger. Only yearly calibrations by a body of CNAS or CMA standing count."""

    def day(text: str) -> date:
        return date.fromisoformat(text)

    def day_or_none(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    own = [row for row in calibrations if row["m"] == meter["m"] and counts(row)]
    counted = tuple(
        Calibration(day(row["on"]), Decimal(row["error_percent"]) / 100, day_or_none(row.get("restored_on")))
        for row in own
    )
    broken = tuple((day(row["from"]), day_or_none(row.get("to"))) for row in faults if row["m"] == meter["m"])
    return History(meter["m"], meter["accuracy_class"], day(meter["verified_on"]), counted, broken, out_from)


def counts(row: Mapping[str, Any]) -> bool:
    return row["kind"] == "calibration" and row["qualification"] in QUALIFIED
