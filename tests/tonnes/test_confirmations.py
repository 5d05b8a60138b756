"""A value that the text leaves open computes and taints until two people have compared it with a document."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from methodologies.kernel.chapter import Chapter, Result, schema
from methodologies.kernel.confirmations import confirmed_facts, table_of
from methodologies.kernel.expressions import band, floor_tonnes
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Table
from methodologies.kernel.published import PublishedRow, digest_of_row
from methodologies.kernel.recompute import recompute
from methodologies.kernel.rules import Refusal, cite
from methodologies.kernel.worksheet import Worksheet
from tests.tonnes.builders import WIND

OPEN = Table("DR", ("up to", "DR"), ((Decimal("0.1"), Decimal(0)), (Decimal("0.2"), Decimal("0.06"))),
             cite("A text", "table 2"), provisional=True)


def chapter() -> Chapter:
    """Z = X × (1 − K) × (1 − DR(u)); the text leaves K and the table open."""
    law = Symbols("A text")
    law.fixed("K", zh="扣减率", en="deduction", unit="1", source="1", value="0.05", provisional=True, minimum="0",
              maximum="1")
    law.monitored("X", zh="数量", en="amount", unit="tCO2", source="1")
    law.monitored("u", zh="不确定度", en="uncertainty", unit="1", source="1")
    law.worked("Y", zh="净量", en="net", unit="tCO2")
    law.worked("Z", zh="整吨", en="whole tonnes", unit="tCO2")
    net = law.formula("(1)", "Y", "1")(lambda X, K, u: X * (1 - K) * (1 - band(u, OPEN)))
    whole = law.formula("(2)", "Z", "1")(lambda Y: floor_tonnes(Y))
    return Chapter("accounting", law, (net, whole), result=Result(total="Z", unrounded="Y", line="Y"))


def fact(value: str, **said) -> dict:
    return {"value": value, "table": "parameter/x", "published_on": "2026-11-01", "sha256": "a" * 64} | said


def work(**confirmed) -> Worksheet:
    return Worksheet(chapter(), {"X": "100", "u": "0.15"} | ({"confirmed": confirmed} if confirmed else {}))


def broken(**confirmed) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        work(**confirmed)
    return [b.where for b in refusal.value.broken]


def test_an_open_value_computes_and_taints():
    assert (work().tonnes, work().provisional) == (89, ["DR", "K"])


def test_a_confirmed_value_counts_and_taints_no_more():
    sheet = work(K=fact("0.10"))

    assert (sheet.tonnes, sheet.provisional) == (84, ["DR"])
    assert sheet.to_json()["inputs"]["confirmed"]["K"]["sha256"] == "a" * 64


def test_a_table_is_confirmed_as_it_is_shipped():
    assert work(K=fact("0.05"), DR=fact(OPEN.digest)).provisional == []
    assert broken(DR=fact("0" * 64)) == ["/confirmed/DR/value"]


def test_a_value_that_is_confirmed_provisionally_counts_and_taints():
    assert (work(K=fact("0.10", purpose="provisional")).tonnes, work(K=fact("0.1", purpose="provisional")).provisional
            ) == (84, ["DR", "K"])


@pytest.mark.parametrize("said, where", [
    ({"K": "0.10"}, ["/confirmed/K"]),
    ({"K": fact("1.5")}, ["/confirmed/K/value"]),
    ({"K": fact("0.1", sha256="x")}, ["/confirmed/K/sha256"]),
    ({"X": fact("3")}, ["/confirmed/X"]),
])
def test_what_is_wrong_with_a_confirmation_is_refused_at_its_place(said, where):
    assert broken(**said) == where


def test_a_worksheet_with_a_confirmed_value_is_recomputed_from_itself():
    module = replace(WIND, code="A text", accounting=chapter(), estimate=None, status="draft")

    assert recompute(module, work(K=fact("0.10")).to_json()) == []


def test_the_schema_asks_for_a_confirmation_with_its_provenance():
    shape = schema(chapter())

    assert sorted(shape["properties"]["confirmed"]["properties"]) == ["DR", "K"]
    assert "confirmed" not in shape["required"] and "confirmed" not in schema(WIND.accounting)["properties"]


def row(value: str, edition: str, on: date, **said) -> PublishedRow:
    return PublishedRow(id=f"parameter/A text:K/{edition}", table="parameter", values={"value": value}, published_on=on,
                        key={"parameter": "A text:K", "edition": edition}, source="正文", sha256="b" * 64, **said)


def test_the_newest_confirmation_of_the_day_is_taken():
    module = replace(WIND, code="A text", accounting=chapter(), estimate=None, status="draft")
    rows = (row("0.10", "1", date(2026, 1, 5)), row("0.08", "2", date(2026, 6, 1)))

    def value(on: date) -> str:
        return confirmed_facts(module, module.accounting, rows, on).get("K", {}).get("value", "")

    assert [value(date(2026, 1, 4)), value(date(2026, 1, 5)), value(date(2026, 6, 1))] == ["", "0.10", "0.08"]


def test_an_official_confirmation_needs_the_document_itself():
    module = replace(WIND, code="A text", accounting=chapter(), estimate=None, status="draft")
    table = table_of([module])
    said = {"key": {"parameter": "A text:K", "edition": "1"}, "values": {"value": "0.10"}, "source": "正文"}
    alone = digest_of_row("parameter", said["key"], said["values"], said["source"])

    def reasons(**more) -> list[str]:
        return [b.where for b in table.judge(replace(row("0.10", "1", date(2026, 1, 5)), **more))]

    assert [value for value, _, _ in table.key[0].choices] == ["A text:DR", "A text:K"]
    assert reasons() == [] and reasons(sha256=alone) == ["/sha256"]
    assert reasons(sha256=alone, purpose="provisional") == []
    assert reasons(values={"value": "2"}) == ["/value"]
    assert reasons(key={"parameter": "A text:X", "edition": "1"}) == ["/parameter"]
