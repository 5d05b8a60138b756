"""The checks of the meter ledger on both sides of their edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.kernel.rules import Refusal
from tests.tonnes.builders import (
    ONLY_2019,
    PREVIOUS,
    WIND,
    account,
    calibration,
    design,
    meter,
    monitored,
    months,
    readings,
    vouchers,
)

# --- the ledger


def found(**known) -> list[tuple[str, str]]:
    """(rule, place) of every broken rule, warnings and notes with them."""
    determined = WIND.determine_accounting(design(), monitored(**known), ONLY_2019, date(2024, 1, 31), PREVIOUS)
    return [(b.rule.id, b.where) for b in determined.broken]


def edited(rows: list[dict], number: int, **changes: str) -> list[dict]:
    return [row | changes if n == number else row for n, row in enumerate(rows)]


SPANS = months(2023)


def test_a_ledger_in_order_breaks_nothing():
    assert found() == []


@pytest.mark.parametrize(
    "accuracy_class, rules", [("0.5S", []), ("0.5", []), ("1", [("M1", "/meters/0/accuracy_class")])]
)
def test_the_class_of_a_meter_is_at_most_a_half(accuracy_class, rules):
    assert found(meters=[meter(accuracy_class=accuracy_class)]) == rules


@pytest.mark.parametrize(
    "known, rules",
    [
        ({"verified_on": "2021-09-01"}, []),
        ({"verified_on": "2021-09-02"}, [("M2", "/meters/0/verified_on")]),
        ({"verification_by": "authorised"}, []),
        ({"verification_by": "other"}, [("M2", "/meters/0/verified_on")]),
    ],
)
def test_a_meter_is_verified_before_it_is_installed(known, rules):
    assert found(meters=[meter(**known)]) == rules


@pytest.mark.parametrize("second, rules", [("2023-08-10", set()), ("2023-09-01", {"M3"})])
def test_a_late_calibration_is_told_and_corrected(second, rules):
    spans = [*SPANS[:7], ("2023-08-01", "2023-08-09"), ("2023-08-10", "2023-08-31"), *SPANS[8:]]
    known = {
        "calibrations": [calibration("2022-08-10"), calibration(second)],
        "readings": readings(spans),
        "vouchers": vouchers([*SPANS[:7], *SPANS[8:]]) + vouchers([("2023-08-01", "2023-08-31")], "120000", "200"),
    }

    assert {rule for rule, _ in found(**known)} - {"M7b"} == rules
    assert account(monitored(**known))["rate_w"].count(Decimal("0.002")) == len(rules)


@pytest.mark.parametrize("known", [{"qualification": "none"}, {"kind": "field_test"}])
def test_only_a_qualified_yearly_calibration_counts(known):
    calibrations = [calibration("2022-08-10"), calibration("2023-08-01", **known)]

    assert ("M3", "/meters/0") in found(
        calibrations=calibrations,
        readings=readings([*SPANS[:7], ("2023-08-01", "2023-08-09"), ("2023-08-10", "2023-08-31"), *SPANS[8:]]),
    )


@pytest.mark.parametrize("fault, rules", [("2023-07-02", []), ("2023-07-01", [("M4", "/faults/0")])])
def test_a_fault_is_followed_by_a_calibration_within_30_days(fault, rules):
    spans = [*SPANS[:6], ("2023-07-01", "2023-07-01"), ("2023-07-02", "2023-07-31"), *SPANS[7:]]
    faults = [{"m": "M1", "from": fault, "cause": "电压断相", "action": "检修"}]

    papers = [*vouchers([*SPANS[:6], *SPANS[7:]]), *vouchers([("2023-07-01", "2023-07-31")], "120000", "200")]

    assert found(faults=faults, readings=readings(spans), vouchers=papers) == rules


@pytest.mark.parametrize(
    "number, changes, where",
    [
        (4, {"from": "2023-03-02"}, "/readings/4/from"),
        (4, {"from": "2023-02-28"}, "/readings/4/from"),
        (0, {"from": "2023-01-02"}, "/readings/0/from"),
        (22, {"to": "2023-12-30"}, "/readings/22/to"),
    ],
)
def test_readings_follow_each_other_day_by_day(number, changes, where):
    rows = edited(edited(readings(SPANS), number, **changes), number + 1, **changes)

    assert ("M5", where) in found(readings=rows)


@pytest.mark.parametrize(
    "spans, fine",
    [
        ([*SPANS[:2], ("2023-03-01", "2023-03-31"), *SPANS[3:]], True),
        ([*SPANS[:2], ("2023-03-01", "2023-04-01"), ("2023-04-02", "2023-04-30"), *SPANS[4:]], False),
    ],
)
def test_there_is_a_reading_every_month(spans, fine):
    assert ([rule for rule, _ in found(readings=readings(spans)) if rule == "M5"] == []) == fine


@pytest.mark.parametrize(
    "changes, where",
    [
        ({"start": "160", "end": "220"}, None),
        ({"start": "160.001", "end": "220.001"}, "/readings/2/start"),
        ({"start": "160", "end": "220.1"}, "/readings/2/energy_mwh"),
        ({"start": "160", "end": "220.000001"}, None),
    ],
)
def test_registers_run_on_and_give_the_energy(changes, where):
    rows = edited(edited(readings(SPANS), 0, start="100", end="160"), 2, **changes)
    known = {"readings": rows, "meters": [meter(multiplier="1000000")]}

    assert found(**known) == ([("M5", where)] if where else [])


def test_both_directions_of_a_meter_are_read_on_the_same_days():
    rows = [row for row in readings(SPANS) if not (row["side"] == "import" and row["from"] == "2023-03-01")]
    rows += [
        row for row in readings([("2023-03-01", "2023-03-15"), ("2023-03-16", "2023-03-31")]) if row["side"] == "import"
    ]

    assert {rule for rule, _ in found(readings=rows)} == {"M5"}


@pytest.mark.parametrize("installed, fine", [("2023-07-01", True), ("2023-07-02", False)])
def test_a_replaced_meter_leaves_no_day_without_one(installed, fine):
    meters = [meter(removed_on="2023-06-30"), meter("M2", installed_on=installed, verified_on="2023-06-01")]
    later = [(installed, "2023-07-31"), *SPANS[7:]]
    rows = [*readings(SPANS[:6]), *readings(later, m="M2")]

    assert ("M5" in {rule for rule, _ in found(meters=meters, readings=rows)}) != fine


@pytest.mark.parametrize(
    "first, last, where", [("2022-12-15", "2023-01-14", "/readings/0/to"), ("2023-01-01", "2023-01-31", None)]
)
def test_a_reading_does_not_pass_new_year(first, last, where):
    rest = [("2023-01-15", "2023-01-31")] if where else []
    spans = [
        *months(2022)[6:11],
        *([("2022-12-01", "2022-12-14")] if where else months(2022)[11:]),
        (first, last),
        *rest,
        *SPANS[1:],
    ]
    rows = readings(spans, "60000")
    broken = found(
        period={"from": "2022-07-01", "to": "2023-12-31"},
        readings=rows,
        calibrations=[calibration("2022-07-01"), calibration("2023-07-01")],
    )

    assert [rule for rule, _ in broken if rule == "CUT"] == (["CUT"] * 2 if where else [])


def test_a_reading_in_which_the_state_changes_names_the_day():
    calibrations = [calibration("2022-10-01"), calibration("2023-11-15")]

    with pytest.raises(Refusal) as refusal:
        account(monitored(calibrations=calibrations))

    said = {b.en for b in refusal.value.broken if b.rule.id == "CUT"}
    assert said == {"The state of M1 changes on 2023-11-15: the reading must be cut before that day."}


@pytest.mark.parametrize("sides, rules", [(("export", "import"), []), (("export",), [("M7", "/meters/0/side")])])
def test_import_is_never_left_out(sides, rules):
    assert [f for f in found(readings=readings(SPANS, sides=sides)) if f[0] == "M7"] == rules


def test_import_needs_a_meter_at_all():
    known = {
        "meters": [meter(side="export")],
        "readings": readings(SPANS, sides=("export",)),
        "vouchers": vouchers(SPANS)[::2],
    }

    assert ("M7", "/readings") in found(**known)


@pytest.mark.parametrize(
    "tests, rules", [(("2023-04-02", "2023-07-03", "2023-10-02"), []), (("2023-04-04",), [("M7b", "/meters/0")])]
)
def test_a_large_plant_is_tested_in_the_field_every_three_months(tests, rules):
    known = [
        calibration("2022-08-10"),
        calibration("2023-08-01"),
        *(calibration(on, kind="field_test") for on in tests),
    ]

    assert found(calibrations=known) == rules


@pytest.mark.parametrize("export, rules", [("143109", []), ("143110", [("M8", "/readings")])])
def test_a_capacity_factor_above_65_per_cent_is_a_warning(export, rules):
    """301.6 MW × 8,760 h × 0.65 = 1,717,310.4 MWh."""
    assert found(readings=readings(SPANS, export), vouchers=vouchers(SPANS, export)) == rules


@pytest.mark.parametrize(
    "known, where",
    [
        ({"readings": edited(readings(SPANS), 3, m="M9")}, "/readings/3/m"),
        ({"calibrations": [calibration("2023-05-01", m="M9")]}, "/calibrations/0/m"),
        ({"meters": [meter(side="export")]}, "/readings/1/side"),
        ({"meters": [meter(substitute_for="M1")]}, "/meters/0/substitute_for"),
        ({"vouchers": edited(vouchers(SPANS), 22, to="2024-01-01")}, "/vouchers/22/to"),
        ({"readings": readings([*SPANS, ("2024-01-01", "2024-01-31")])}, "/readings/24/from"),
        ({"calibrations": [calibration("2023-05-01", "0.5", restored_on="2023-04-30")]}, "/calibrations/0/restored_on"),
        ({"green": [{"month": "2024-01", "traded_mwh": "0", "statement_no": "1"}]}, "/green/0/month"),
        ({"green": [{"month": "Jan", "traded_mwh": "0", "statement_no": "1"}]}, "/green/0/month"),
    ],
)
def test_rows_name_what_is_there(known, where):
    assert ("LEDGER", where) in found(**known)


@pytest.mark.parametrize(
    "last, stated, rules",
    [("2024-09-30", [], []), ("2024-10-31", [], [("GEC", "/green")]), ("2024-10-31", ["2024-10"], [])],
)
def test_traded_certificates_are_stated_from_october_2024(last, stated, rules):
    spans = [span for span in months(2024) if span[1] <= last]
    data = monitored(
        period={"from": "2024-01-01", "to": last},
        readings=readings(spans),
        vouchers=vouchers(spans),
        calibrations=[calibration("2023-12-01"), calibration("2024-06-01")],
        green=[{"month": month, "traded_mwh": "5", "statement_no": "1"} for month in stated],
    )
    determined = WIND.determine_accounting(design(), data, ONLY_2019, date(2025, 1, 1), PREVIOUS)

    assert [(b.rule.id, b.where) for b in determined.broken if b.rule.id == "GEC"] == rules


@pytest.mark.parametrize("last, rules", [("2026-09-30", []), ("2026-10-31", ["GEC_RULE_UNCONFIRMED"])])
def test_generation_after_the_transition_is_a_warning(last, rules):
    spans = [span for span in months(2026) if "2026-07" <= span[0] and span[1] <= last]
    data = monitored(
        period={"from": "2026-07-01", "to": last},
        readings=readings(spans),
        vouchers=vouchers(spans),
        calibrations=[calibration("2026-06-01")],
        green=[{"month": span[0][:7], "traded_mwh": "5", "statement_no": "1"} for span in spans],
    )
    determined = WIND.determine_accounting(design(), data, ONLY_2019, date(2026, 11, 20), PREVIOUS)

    assert [b.rule.id for b in determined.broken if b.rule.id.startswith("GEC")] == rules


def test_green_certificates_are_taken_off_by_calendar_year():
    data = monitored(
        green=[
            {"month": "2023-01", "traded_mwh": "5", "statement_no": "1"},
            {"month": "2023-02", "traded_mwh": "2.5", "statement_no": "1"},
        ]
    )

    assert account(data)["EG_claim,y"] == [Decimal(720000) - Decimal("7.5")]
