"""The state of a meter on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.electricity.meters import Calibration, History

D = date


def history(
    *calibrations: tuple[date, str] | tuple[date, str, date],
    verified: date = D(2022, 1, 10),
    out_from: str = "finding",
    faults: tuple = (),
) -> History:
    known = tuple(Calibration(c[0], Decimal(c[1]), c[2] if len(c) > 2 else None) for c in calibrations)
    return History("M1", "0.2S", verified, known, faults, out_from)


def state(known: History, day: date) -> str:
    found = known.state_on(day)
    return f"{found.state} {found.error}" if found.error else "LATE" if found.late else found.state


@pytest.mark.parametrize(
    "day, expected",
    [
        (D(2022, 1, 9), "NONE"),
        (D(2022, 1, 10), "OK"),
        (D(2023, 1, 9), "OK"),
        (D(2023, 1, 10), "LATE"),
        (D(2023, 3, 1), "LATE"),
        (D(2023, 3, 2), "OK"),
        (D(2024, 3, 1), "OK"),
        (D(2024, 3, 2), "LATE"),
    ],
)
def test_a_calibration_is_good_until_the_day_before_its_anniversary(day, expected):
    assert state(history((D(2023, 3, 2), "0.0005")), day) == expected


@pytest.mark.parametrize("day, expected", [(D(2025, 2, 27), "OK"), (D(2025, 2, 28), "LATE")])
def test_a_calibration_of_29_february_is_due_on_28_february(day, expected):
    assert state(history(verified=D(2024, 2, 29)), day) == expected


@pytest.mark.parametrize(
    "error, expected", [("0.002", "OK"), ("-0.002", "OK"), ("0.0021", "OUT 0.0021"), ("-0.0021", "OUT 0.0021")]
)
def test_the_error_of_the_class_itself_is_in_class_and_its_sign_does_not_matter(error, expected):
    assert state(history((D(2022, 12, 1), error)), D(2022, 12, 1)) == expected


@pytest.mark.parametrize(
    "out_from, day, expected",
    [
        ("finding", D(2022, 11, 30), "OK"),
        ("previous_calibration", D(2022, 11, 30), "OUT 0.003"),
        ("previous_calibration", D(2022, 1, 10), "OUT 0.003"),
        ("previous_calibration", D(2022, 1, 9), "NONE"),
        ("finding", D(2022, 12, 20), "OUT 0.003"),
        ("finding", D(2022, 12, 21), "OK"),
    ],
)
def test_a_meter_is_out_from_the_finding_or_from_the_calibration_before(out_from, day, expected):
    assert state(history((D(2022, 12, 1), "0.003", D(2022, 12, 20)), out_from=out_from), day) == expected


def test_out_of_class_beats_a_late_calibration():
    late = history((D(2023, 3, 1), "0.003"), out_from="previous_calibration")

    assert state(late, D(2023, 2, 1)) == "OUT 0.003"
    assert state(history((D(2023, 3, 1), "0.001")), D(2023, 2, 1)) == "LATE"


def test_the_larger_of_two_errors_counts():
    twice = history((D(2022, 6, 1), "0.003"), (D(2022, 9, 1), "0.004"), out_from="previous_calibration")

    assert [state(twice, D(2022, month, 15)) for month in (5, 7, 10)] == ["OUT 0.003", "OUT 0.004", "OUT 0.004"]


@pytest.mark.parametrize("calibrated, expected", [(D(2022, 6, 30), "OK"), (D(2022, 7, 1), "NONE")])
def test_a_fault_without_calibration_within_30_days_is_a_meter_without_calibration(calibrated, expected):
    known = history((calibrated, "0.001"), faults=((D(2022, 5, 31), None),))

    assert [state(known, day) for day in (D(2022, 5, 30), D(2022, 6, 1))] == ["OK", expected]
    assert state(known, calibrated) == "OK"
