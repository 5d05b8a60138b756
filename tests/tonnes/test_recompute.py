"""What a recomputation finds in a stored worksheet."""

from __future__ import annotations

import copy

import pytest

from methodologies.kernel.recompute import recompute
from methodologies.kernel.rules import NOTE
from methodologies.kernel.worksheet import seal
from tests.tonnes.builders import FINDING, WIND, account, accounting, case_input, estimate, example_3_9, window, year


def resealed(stored: dict) -> dict:
    return stored | {"digest": seal({key: value for key, value in stored.items() if key != "digest"})}


@pytest.fixture
def stored() -> dict:
    return WIND.work("accounting", case_input("example_3_9")).to_json()


# --- recomputation


def test_the_same_worksheet_comes_out_again(stored):
    assert recompute(WIND, stored) == []


def test_a_worksheet_with_findings_and_notes_comes_out_again():
    stored = account(example_3_9(), FINDING).to_json()
    negative = WIND.work("accounting", accounting(year("2023", window(export="1", taken="2")))).to_json()

    assert stored["findings"] and stored["notes"] and negative["findings"]
    assert recompute(WIND, stored) == recompute(WIND, negative) == []


def test_an_estimate_comes_out_again():
    assert recompute(WIND, WIND.work("estimate", estimate(("1000.9", "0"))).to_json()) == []


def test_what_was_changed_after_sealing_is_said(stored):
    stored["tonnes"] = 576846

    assert {d.kind for d in recompute(WIND, stored)} == {"sealed", "result"}


def test_a_figure_that_was_tampered_with_and_sealed_again_is_found(stored):
    tampered = copy.deepcopy(stored)
    tampered["lines"][-1]["values"] = ["576846"]
    tampered |= {"tonnes": 576846, "by_year": {"2023": 576846}}

    found = recompute(WIND, resealed(tampered))

    assert {(d.kind, d.symbol, d.was, d.now) for d in found if d.kind == "value"} == {
        ("value", "ER", "576846", "576845")
    }
    assert {d.symbol for d in found if d.kind == "result"} == {"tonnes", "by_year"}


@pytest.mark.parametrize(
    "part, value",
    [
        ("expression", "ER = 1"),
        ("unit", "kg"),
        ("clause", "9.9"),
        ("provisional", ["x"]),
        ("edge", [""]),
        ("zh", "别的"),
        ("keys", ["a"]),
    ],
)
def test_every_part_of_a_line_is_compared(stored, part, value):
    stored["lines"][-1][part] = value

    assert ("expression", "ER") in {(d.kind, d.symbol) for d in recompute(WIND, resealed(stored))}


def test_a_changed_input_moves_every_line_that_follows(stored):
    stored["inputs"]["years"][0]["windows"][0]["X_export,w"] = "612345.679"

    found = recompute(WIND, resealed(stored))

    assert {d.symbol for d in found if d.kind == "value"} == {
        "EG_export,w",
        "EG_export,y",
        "EG_claim,y",
        "EG_PJ,y",
        "BE_y",
        "ER_y",
        "ER_sum",
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["lines"].pop(),
        lambda s: s["lines"].append(dict(s["lines"][0], symbol="extra")),
        lambda s: s["lines"].append(s["lines"][0]),
        lambda s: s["lines"][0]["values"].pop(),
        lambda s: s.pop("inputs"),
        lambda s: s.update(lines=5),
        lambda s: s.update(findings=[{"rule": "NEGATIVE_ER"}]),
        lambda s: s.update(methodology="X"),
        lambda s: s.update(chapter="other"),
        lambda s: s.update(law="0" * 64),
        lambda s: s.update(inputs=[]),
        lambda s: s.update(odd=1),
    ],
)
def test_nothing_can_be_left_out_or_added(stored, change):
    change(stored)

    assert [d for d in recompute(WIND, resealed(stored)) if d.grade is not NOTE]


def test_other_files_alone_are_only_a_note(stored):
    found = recompute(WIND, resealed(stored | {"code": "0" * 64}))

    assert [(d.kind, d.grade) for d in found] == [("code", NOTE)]


def test_another_text_of_the_same_number_is_found(stored):
    stored["lines"][-1]["values"] = ["576845.0"]

    assert [d.kind for d in recompute(WIND, resealed(stored))] == ["value"]
