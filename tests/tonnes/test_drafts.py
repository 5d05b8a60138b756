"""Drafts: what is known of their texts computes and is refused at filing; no figure stands without its confidence."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from app.cli import calculate as command
from methodologies.kernel.catalogue import catalogue, collect, find
from methodologies.kernel.parameters import Kind
from methodologies.kernel.recompute import recompute
from methodologies.kernel.rules import REFUSE, UNSURE, Refusal
from methodologies.kernel.workbook import write
from methodologies.kernel.worksheet import seal

CODES = ("CCER-01-003-V01", "CCER-01-004-V01", "CCER-06-001-V01", "CCER-07-001-V01", "CCER-10-001-V01",
         "CCER-10-002-V01", "CCER-10-003-V01", "CCER-10-004-V01", "CCER-11-001-V01", "CCER-15-001-V01",
         "CCER-15-002-V01")
DRAFTS = tuple(find(code) for code in CODES)
RECONSTRUCTED = tuple(draft for draft in DRAFTS if draft.chapters)
ON = date(2026, 12, 31)
each_draft = pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.code)
each_reconstruction = pytest.mark.parametrize("draft", RECONSTRUCTED, ids=lambda draft: draft.code)


def worked(code: str, **known: str):
    """The sheet of a draft's case, with other values for the year."""
    draft = find(code)
    inputs = json.loads(json.dumps(draft.cases[0].inputs))
    inputs["years"][0].update(known)
    return draft.work("accounting", inputs)


# --- what they are


def test_all_later_methodologies_of_the_market_but_the_sinks_are_known():
    assert set(CODES) <= catalogue().keys()
    assert [draft.code for draft in DRAFTS if not draft.chapters] == [
        "CCER-06-001-V01", "CCER-15-001-V01", "CCER-15-002-V01"]


@each_draft
def test_a_draft_is_whole_and_in_force_from_no_day(draft):
    collect([draft])

    assert (draft.status, draft.in_force_from) == ("draft", None)
    assert draft.identity.issued[:4] == "2025"
    assert draft.type_code[0] == chr(ord("A") + int(draft.sector) - 1) and draft.type_code[1:3] == draft.code[9:11]
    assert draft.about and all(said.zh and said.en and said.source.confidence for said in draft.about)


@each_draft
def test_what_is_not_sure_of_a_draft_never_refuses_a_project(draft):
    said = draft.rules
    assert all(rule.grade is not REFUSE for rule in said if rule.source.confidence is UNSURE)


@each_reconstruction
def test_a_reconstructed_formula_is_never_sure_and_taints_what_it_gives(draft):
    figures = [q for chapter in draft.chapters for q in chapter.needs if q.source.clause == "重建"]

    assert all(f.source.confidence != "sure" for chapter in draft.chapters for f in chapter.formulas)
    assert all(q.source.confidence != "sure" for q in figures)
    assert all(q.provisional for q in figures if q.kind is Kind.FIXED)
    assert draft.work("accounting", dict(draft.cases[0].inputs)).provisional


# --- what they give: regression values of reconstructed formulas, not figures of the texts


@each_reconstruction
def test_the_regression_values_come_out(draft):
    assert draft.proven


@pytest.mark.parametrize("code, tonnes, unrounded", [
    ("CCER-10-001-V01", 440618, "440618.1768"),
    ("CCER-07-001-V01", 643, "643.89421035"),
    ("CCER-11-001-V01", 28346, "28346.875"),
    ("CCER-10-002-V01", 18520, "18520.71669091"),
])
def test_the_printed_figures_of_the_reconstructions(code, tonnes, unrounded):
    sheet = worked(code)

    assert sheet.tonnes == tonnes and f"{sheet.unrounded:f}".startswith(unrounded)


def test_the_coal_mine_balance_comes_out_line_by_line():
    sheet = worked("CCER-10-001-V01")

    assert f"{sheet['BE_HT,y'][0]:f}".startswith("6355.5555") and f"{sheet['BE_y'][0]:f}".startswith("502125.8655")
    assert sheet["PE_y"] == [Decimal("61507.6886863872")]
    assert sheet["CH4_in,y"][0] - sheet["CH4_out,y"][0] == Decimal("16234.2072")


def test_burnt_whole_the_gas_of_the_check_gives_18898_tonnes():
    burnt = worked("CCER-10-003-V01")["BE_y"][0] / Decimal("0.98")

    assert f"{burnt:f}".startswith("18898.69050093")


def test_carbon_dioxide_that_is_in_the_gas_already_counts_nothing():
    sheet = worked("CCER-10-004-V01")

    assert dict(zip(("C1", "C2", "C3", "C4", "CO2", "N2"), map(str, sheet["n_c"])))["CO2"] == "0.00"


def test_an_estimate_has_the_same_balance_by_crediting_year():
    draft = find("CCER-07-001-V01")
    years = [dict(draft.cases[0].inputs["years"][0], y=str(n)) for n in (1, 2, 3)]

    sheet = draft.work("estimate", {"years": years})

    assert (sheet.tonnes, sheet.average) == (1931, 643)


def test_a_factor_of_hydrogen_outside_what_is_usual_is_told():
    assert [f["where"] for f in worked("CCER-01-004-V01", **{"EF_BL,y": "20"}).findings] == ["", "/years/0/EF_BL,y"]


# --- what they may not


@pytest.mark.parametrize("draft", [d for d in DRAFTS if not d.chapters], ids=lambda draft: draft.code)
def test_without_a_body_nothing_is_calculated(draft):
    with pytest.raises(Refusal) as refusal:
        draft.work("accounting", {})

    assert [broken.rule.id for broken in refusal.value.broken] == ["NO_CALCULATOR"]


@each_reconstruction
def test_no_draft_makes_its_input_of_papers(draft):
    for call in (lambda: draft.estimate_of({}, (), ON), lambda: draft.accounting_of({}, {}, (), ON)):
        with pytest.raises(Refusal) as refusal:
            call()

        assert refusal.value.broken[-1].rule.id == "NO_CALCULATOR"
        assert "symbols" in refusal.value.broken[-1].en


def test_what_a_mine_monitored_is_judged_by_the_control_rules():
    design = dict(not_diluted="yes", networked="yes", flows_paired="yes", trial_from="2026-04-01",
                  trial_to="2026-05-31")
    data = {"period": {"from": "2026-05-01", "to": "2026-12-31"}, "drainage": [
        {"at": "2026-06-01 00:00", "raw_percent": "8.0", "pump_m3": "900", "inlet_m3": "901"}]}

    with pytest.raises(Refusal) as refusal:
        find("CCER-10-001-V01").accounting_of(design, data, (), ON)

    assert [(broken.rule.id, broken.where) for broken in refusal.value.broken] == [
        ("CMM-5", "/drainage/0/raw_percent"), ("CMM-6", "/period/from"), ("CMM-8", "/drainage/0/inlet_m3"),
        ("NO_CALCULATOR", "")]


@each_reconstruction
def test_a_worksheet_of_a_reconstruction_says_so_once_with_the_reason(draft):
    sheet = draft.work("accounting", dict(draft.cases[0].inputs))
    again = draft.work("accounting", dict(draft.cases[0].inputs), tuple(sheet.findings))

    for said in (sheet, again):
        (banner,) = [f for f in said.to_json()["findings"] if f["rule"] == "RECONSTRUCTED"]
        assert banner["zh"].endswith(draft.reconstructed) and banner["en"].endswith(draft.reconstructed_en)
        assert (banner["confidence"], banner["grade"]) == ("unsure", "warn")


def test_a_worksheet_from_which_the_reason_was_taken_does_not_recompute():
    draft = find("CCER-07-001-V01")
    genuine = json.loads(json.dumps(draft.work("accounting", dict(draft.cases[0].inputs)).to_json()))
    stripped = {**genuine, "findings": []}
    stripped["digest"] = seal({name: value for name, value in stripped.items() if name != "digest"})

    assert recompute(draft, genuine) == []
    assert [each.symbol for each in recompute(draft, stripped)] == ["findings"]


def test_the_command_line_says_that_a_figure_is_reconstructed(tmp_path):
    draft = find("CCER-11-001-V01")
    file = tmp_path / "input.json"
    file.write_text(json.dumps(draft.cases[0].inputs), encoding="utf-8")

    said = CliRunner().invoke(command.calculate, [draft.code, str(file)], catch_exceptions=False).output

    assert said.startswith("重建 RECONSTRUCTED: ") and "28,346" in said
    assert said.count(draft.reconstructed) == said.count(draft.reconstructed_en) == 1


def test_a_workbook_of_a_reconstruction_opens_on_the_reason(tmp_path):
    draft = find("CCER-10-001-V01")
    write(draft.work("accounting", dict(draft.cases[0].inputs)), tmp_path / "book.xlsx")

    book = CalamineWorkbook.from_path(tmp_path / "book.xlsx")
    said = [row[0] for row in book.get_sheet_by_index(0).to_python()]

    assert book.sheet_names[0] == "reconstructed 重建"
    assert said[1].endswith(draft.reconstructed) and said[2].endswith(draft.reconstructed_en)


def test_the_list_of_the_command_line_shows_drafts_as_drafts():
    listed = CliRunner().invoke(command.methodologies, [], catch_exceptions=False).output
    said = json.loads(CliRunner().invoke(command.methodologies, ["--json"], catch_exceptions=False).output)

    assert all(f"{code}  draft" in listed for code in CODES)
    assert {each["code"]: each["identity"]["issued"] for each in said}["CCER-10-003-V01"] == "2025-11"
