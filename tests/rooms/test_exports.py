"""Files for other registers: every range once, in the shape of their models; and no credit leaves the country."""
from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from app.cli.export import export
from app.exports import files, queries
from app.exports.shape import misfits
from app.published import service as published
from app.web import create_app
from methodologies.kernel.rules import NotFound, Refusal, Unreadable
from tests.rooms.clients import client_of, post
from tests.rooms.offices import Offices
from tests.visiting import Browser

TOTAL = 476091 + 462517


@pytest.fixture
def office(told):
    return Offices(told("issued"))


def run(*words: str):
    return CliRunner().invoke(export, words, standalone_mode=False)


def authorise(office: Offices, number: str, lo: int, hi: int, **known: str) -> str:
    """Two people of the registry enter a decision."""
    values = {"project": office.story.refs["project"], "year": "2024", "period_no": "1", "lo": str(lo), "hi": str(hi),
              "status": "authorised", "body": "某部", "on": "2026-09-01", "use": "oimp",
              "first_transfer": "issuance", "adjustment": "none", "adjusted_year": "0", **known}
    row = {"ref": f"itmo/{number}/1", "name": "itmo", "key": {"number": number, "line": "1"}, "values": values,
           "published_on": values["on"], "source": "演示", "sha256": "0" * 64, "purpose": "illustration",
           "confidence": "unsure", "absent": False}
    ref = published.enter_row(row, by=office.who["registry1"], today=office.today)
    published.check_row(ref, by=office.who["registry2"], today=office.today)
    return ref


def test_both_files_tell_every_tonne_once_and_fit_their_models(office, tmp_path):
    cad, aef = tmp_path / "cad.json", tmp_path / "aef.json"

    said = [run(kind, "--out", str(path), "--json").output for kind, path in (("cadtrust", cad), ("aef", aef))]
    unit = json.loads(cad.read_text(encoding="utf-8"))
    below = json.loads(aef.read_text(encoding="utf-8"))

    assert [json.loads(each)["tonnes"] for each in said] == [TOTAL, TOTAL]
    assert sum(each["unitCount"] for each in unit["units"]) == TOTAL
    assert [p["projectStatus"] for p in unit["projects"]] == ["Registered"] and unit["projects"][0]["issuances"]
    assert {u["unitType"] for u in unit["units"]} == {"Reduction - technical"}
    assert {row["authorization_status"] for row in below["underlying_units"]} == {"not_authorised"}
    assert (below["actions"], below["holdings"]) == ([], [])


def test_a_file_that_does_not_fit_its_model_is_not_written(office):
    told = queries.everything(office.today)
    good = files.aef(told, "")
    wrong = json.loads(json.dumps(good))
    wrong["underlying_units"][0] |= {"purpose": "ndc", "quantity_tco2e": "1", "more": 1}
    del wrong["party"]

    assert list(misfits(files.schema("aef"), good)) == []
    assert [where for where, _ in misfits(files.schema("aef"), wrong)] == [
        "/party", "/underlying_units/0/quantity_tco2e", "/underlying_units/0/more", "/underlying_units/0/purpose"]
    with pytest.raises(ValueError, match="unknown keywords"):
        list(misfits({"maximum": 3}, 4))


def test_a_retired_unit_says_why(office):
    unit = files.schema("cadtrust")["properties"]["units"]["items"]
    good = files.cadtrust(queries.everything(office.today), "")["units"][0]

    assert [where for where, _ in misfits(unit, good | {"unitStatus": "Retired", "unitStatusReason": None})] == [
        "/unitStatusReason"]
    assert list(misfits(unit, good | {"unitStatus": "Retired", "unitStatusReason": "event"})) == []


def test_what_is_authorised_is_cut_out_of_its_range_and_a_later_decision_counts(office):
    authorise(office, "A-1", 11, 20)
    authorise(office, "A-2", 16, 20, status="revoked", on="2026-09-10")

    parts = [(u.block.lo, u.block.hi, u.authorisation.status) for u in queries.everything(office.today).units
             if u.block.year == 2024]
    below = files.aef(queries.everything(office.today), "")

    assert parts == [(1, 10, "not_authorised"), (11, 15, "authorised"), (16, 20, "revoked"),
                     (21, 476091, "not_authorised")]
    assert list(misfits(files.schema("aef"), below)) == []
    assert [row["authorization_id"] for row in below["underlying_units"]][:4] == [None, "A-1", "A-2", None]


def test_of_two_decisions_of_one_day_the_one_that_was_entered_later_counts(office):
    authorise(office, "A-9", 11, 20)
    authorise(office, "A-10", 11, 20, status="revoked")

    parts = {u.block.lo: u.authorisation.status for u in queries.everything(office.today).units if u.block.year == 2024}

    assert parts[11] == "revoked"


def test_everybody_sees_beside_a_serial_what_was_decided_of_it_and_by_default_nothing_was(office):
    authorise(office, "A-1", 11, 20, adjustment="made", adjusted_year="2027")
    browser, batch = Browser(create_app(), office.story, ""), queries.everything(office.today).units[0].block
    asked = f"/serials?q={replace(batch, lo=5, hi=15)}"

    page, told = browser.get(asked).text, browser.get(f"/api/v1{asked}").json["abroad"]

    assert [(block["lo"], block["hi"], said["status"], said["number"]) for block, said in told] == [
        (5, 10, "not_authorised", ""), (11, 15, "authorised", "A-1")]
    assert "未授权" in page and "已授权 · 其他国际减缓目的 · 已作相应调整 2027" in page and "某部 A-1" in page


def test_no_credit_leaves_the_country_and_the_answer_says_why(office):
    block = f"CN-CCER-{office.story.refs['project']}-2024-01-11-30"
    authorise(office, "A-1", 11, 20)

    with pytest.raises(Refusal) as refusal:
        queries.ask_to_export(block, office.today)
    told = run("units", block)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-127", "/abroad"), ("R-158", "/ranges/1")]
    assert isinstance(told.exception, Refusal)
    for odd, left in (("CN-1", Unreadable), (f"CN-CCER-{office.story.refs['project']}-2031-01-1-2", NotFound)):
        with pytest.raises(left):
            queries.ask_to_export(odd, office.today)


def test_a_decision_that_contradicts_itself_is_not_entered(office):
    with pytest.raises(Refusal) as refusal:
        authorise(office, "A-1", 20, 11, adjustment="made")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-158a", "/hi"), ("R-158a", "/adjusted_year")]


def test_a_decision_is_entered_and_checked_on_the_page_of_published_data(office):
    first, second = client_of(office.who["registry1"]), client_of(office.who["registry2"])
    said = {"number": "环函〔2026〕1号", "line": "1", "project": office.story.refs["project"], "year": "2024",
            "period_no": "1", "lo": "1", "hi": "9", "status": "authorised", "body": "某部", "on": "2026-09-01",
            "use": "ndc", "first_transfer": "use", "adjustment": "none", "adjusted_year": "0",
            "published_on": "2026-09-01", "source": "演示", "purpose": "illustration", "confidence": "unsure"}

    entered = post(first, "/tables", "/tables", table="itmo", **{f"itmo-{name}": text for name, text in said.items()})
    checked = post(second, "/tables/itmo/环函〔2026〕1号/1/check", "/tables")

    assert (entered.status_code, checked.status_code) == (303, 303)
    assert "用于国家自主贡献" in first.get("/tables").text
    assert queries.everything(office.today).units[0].authorisation.purpose == "ndc"
