"""Every value of an accounting names the rows of the ledger that it was taken from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from methodologies.kernel.methodology import Determined
from tests.tonnes.builders import FINDING, ONLY_2019, WIND, design, example_3_9

UPLOADED = date(2024, 6, 1)


def at(data: Any, place: str) -> Any:
    for part in place.split("/")[1:]:
        data = data[int(part)] if isinstance(data, list) else data[part.replace("~1", "/").replace("~0", "~")]
    return data


@pytest.fixture
def papers() -> dict[str, Any]:
    return example_3_9() | {"green": [{"month": "2023-01", "traded_mwh": "0", "statement_no": "LZ-1"}]}


@pytest.fixture
def determined(papers) -> Determined:
    return WIND.determined("accounting", design(), papers, ONLY_2019, UPLOADED, FINDING)


def test_a_reading_is_taken_from_the_row_that_holds_its_figure(papers, determined):
    taken = {place: rows for place, rows in determined.origins.items() if "/windows/" in place and "/X_" in place}

    assert len(taken) >= 2
    for place, (row,) in taken.items():
        assert Decimal(at(determined.inputs, place)) == Decimal(at(papers, row)["energy_mwh"])


def test_a_voucher_names_its_row_and_the_readings_of_its_days(papers, determined):
    place = "/years/0/vouchers/0"
    (own,), readings = determined.origins[f"{place}/S_v"], determined.origins[f"{place}/X_v"]

    assert at(determined.inputs, f"{place}/S_v") == at(papers, own)["energy_mwh"]
    read = sum(Decimal(at(papers, row)["energy_mwh"]) for row in readings)
    assert read == Decimal(at(determined.inputs, f"{place}/X_v"))


def test_a_state_rests_on_every_calibration_of_its_meter(papers, determined):
    rows = determined.origins["/years/0/windows/0/state_w"]

    assert {at(papers, row)["m"] for row in rows} == {at(determined.inputs, "/years/0/windows/0/m")}


def test_every_value_that_was_monitored_has_an_origin(determined):
    asked = {q.symbol for level in WIND.accounting.levels for q in WIND.accounting.asks(level) if q.kind == "monitored"}

    assert {place.rpartition("/")[2] for place in determined.origins} == asked
