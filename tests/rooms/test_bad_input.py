"""What the law and the forms refuse: every place at once, in both languages, and nothing stored, nothing half done."""
from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.database import reading, transaction
from app.demo import run, story
from app.issuance import service as issuance
from app.models.engagement import Engagement
from app.models.party import Organisation
from app.models.reduction import ReductionApplication
from app.monitoring import service as monitoring
from app.published import service as published
from app.registration import service as registration
from app.web import create_app
from methodologies.kernel.rules import Refusal
from tests.visiting import PROBLEM, Browser, stored, told_problems

BOTH = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


@pytest.fixture
def desk(told):
    """desk("claimed", "owner1", engine) → (the story at that chapter, this person's browser)"""
    def at(chapter: str, name: str = "owner1", engine: str = "sqlite"):
        told_story = told(chapter, engine)
        return told_story, Browser(create_app(), told_story, name)
    return at


def code_of(duty: str) -> str:
    with reading() as db:
        return db.scalar(select(Organisation.credit_code).where(Organisation.name_zh == story.ORGANISATIONS[duty][1]))


def begun(told_story, name: str = "海曜新能源黄海西一150兆瓦海上风电项目") -> str:
    return registration.open_application(code_of("owner"), story.CODE, name, by=told_story.who["owner1"],
                                         today=told_story.today, key=uuid.uuid4().hex)


# --- an application and its document

@BOTH
def test_an_application_without_name_and_methodology_is_told_both(desk, engine):
    _, owner = desk("project", engine=engine)
    before = stored()

    said = owner.problems("/applications", {"owner": code_of("owner"), "methodology": "CCER-99-999-V01", "name": " "})

    assert said == (422, [("INPUT", "/project_name"), ("INPUT", "/methodology")])
    assert stored() == before


def test_an_empty_document_is_refused_with_every_place_in_it(desk):
    told_story, owner = desk("project")
    at = f"/applications/{begun(told_story)}"
    before = stored()

    status, said = owner.problems(f"{at}/moves/submit")

    rules, places = {rule for rule, _ in said}, [where for _, where in said]
    assert status == 422 and len(places) == len(set(said)) > 60
    assert {"/turbines", "/meters", "/capacity_mw", "/sections/B.7.3", "/documents/business_licence", "/body",
            "/crediting_from"} <= set(places)
    assert {"INPUT", "R-93", "R-94", "R-95", "R-29", "R-30"} <= rules
    assert stored() == before


def test_wrong_values_stay_in_the_draft_and_each_is_refused_when_it_is_handed_in(desk):
    told_story, owner = desk("project")
    at = f"/applications/{begun(told_story)}"
    typed = {"part": "A", "revision": "1", "longitude": "NaN", "latitude": "1e999", "capacity_mw": "-300",
             "turbines-0-t": "F01", "turbines-0-lon": "191.400000", "turbines-0-depth_m": "Infinity",
             "turbines-1-t": "F01", "turbines-1-capacity_mw": "6,00"}
    wrong = {"part": "C", "revision": "2", "commencement_on": "2023-02-30", "crediting_from": "2023-2-29",
             "crediting_to": "tomorrow"}

    kept = [owner.post(f"{at}/draft", typed).status_code, owner.post(f"{at}/draft", wrong).status_code]
    shown = owner.get(f"{at}/draft?part=C&check=1").text
    _, said = owner.problems(f"{at}/moves/submit")

    assert kept == [303, 303] and "2023-02-30" in shown
    inputs = {where for rule, where in said if rule == "INPUT"}
    assert {"/longitude", "/latitude", "/capacity_mw", "/turbines/0/lon", "/turbines/0/depth_m", "/turbines/1/t",
            "/turbines/1/capacity_mw", "/commencement_on", "/crediting_from", "/crediting_to"} <= inputs


def test_full_width_digits_and_chinese_days_are_read_and_nothing_else_is_guessed(desk):
    told_story, owner = desk("project")
    ref = begun(told_story)

    owner.post(f"/applications/{ref}/draft", {"part": "C", "revision": "1", "commencement_on": "２０２１年３月１８日"})
    owner.post(f"/applications/{ref}/draft", {"part": "A", "revision": "2", "capacity_mw": "３００．５",
                                              "longitude": "十二"})
    inputs = owner.get(f"/api/v1/applications/{ref}/draft").json["inputs"]

    assert (inputs["commencement_on"], inputs["capacity_mw"], inputs["longitude"]) == ("2021-03-18", "300.5", "十二")


@BOTH
def test_names_that_a_document_does_not_have_are_refused_all_at_once(desk, engine):
    told_story, owner = desk("project", engine=engine)
    at = f"/api/v1/applications/{begun(told_story)}/draft"
    document = owner.get(at).json
    before = stored()

    answer = owner.send("PUT", at, document | {
        "sections": {"A.1.1": "好。", "Z.9": "?"}, "parameters": {"EF_nothing": {"source": "?"}},
        "inputs": {"project_name": [], "state": "registered", "meters": "M1",
                   "turbines": [{"t": "F01", "owner_id": "2"}]}}, If_Match='"1"')

    assert told_problems(answer) == (422, [("INPUT", where) for where in (
        "/sections/Z.9", "/inputs/state", "/parameters/EF_nothing", "/inputs/project_name",
        "/inputs/turbines/0/owner_id", "/inputs/meters")])
    assert stored() == before


# --- a period and its reductions

@BOTH
def test_reductions_of_22_september_2020_are_refused_and_of_the_day_after_they_are_not(desk, engine):
    told_story, owner = desk("project", engine=engine)
    at = f"/projects/{told_story.refs['project']}/periods"
    before = stored()

    early = owner.problems(at, {"starts_on": "2020-09-22", "ends_on": "2034-01-01"})
    later = owner.problems(at, {"starts_on": "2020-09-23", "ends_on": "2024-12-31"})

    assert early == (422, [("R-77", "/period/from"), ("R-77a", "/period/from"), ("R-77a", "/period/to")])
    assert later == (422, [("R-77a", "/period/from")])  # this project's crediting period begins in 2024
    assert stored() == before


@pytest.mark.parametrize("first, last, said", [
    ("2023-02-30", "2024-13-01", [("INPUT", "/starts_on"), ("INPUT", "/ends_on")]),
    ("", "2024-W01-1", [("INPUT", "/starts_on"), ("INPUT", "/ends_on")]),
    ("２０２４-01-01", "2024-12-31", [("INPUT", "/starts_on")]),
    ("2025-01-01", "2024-01-01", [("R-79", "/period/to")])])
def test_days_that_are_none_or_run_backwards_are_no_period(desk, first, last, said):
    told_story, owner = desk("project")
    before = stored()

    answer = owner.problems(f"/projects/{told_story.refs['project']}/periods", {"starts_on": first, "ends_on": last})

    assert answer == (422, said)
    assert stored() == before


def test_a_period_over_another_one_is_refused_with_the_other(desk):
    told_story, owner = desk("claimed")
    at, before = f"/projects/{told_story.refs['project']}/periods", stored()

    assert owner.problems(at, {"starts_on": "2025-12-31", "ends_on": "2026-01-31"}) == (422, [("R-79", "/periods/1")])
    assert stored() == before


@BOTH
def test_a_second_application_for_the_same_period_is_refused(desk, engine):
    told_story, owner = desk("claimed", engine=engine)
    with reading() as db:
        period = db.scalar(select(ReductionApplication)).period.ref
    before = stored()

    answer = owner.post("/reductions", {"period": period}, Accept=PROBLEM)

    assert told_problems(answer) == (409, []) and answer.json["type"] == "urn:ccer:already-claimed"
    assert stored() == before


@BOTH
def test_the_validator_is_refused_as_verifier_by_the_service_and_by_the_database(desk, engine):
    told_story, owner = desk("project", engine=engine)
    at = f"/reductions/{claim(told_story)}"
    before = stored()

    said = owner.problems(f"{at}/body", {"body": code_of("validator")})
    unknown = owner.problems(f"{at}/body", {"body": "91110000MA0DEM0039"})

    assert (said, unknown) == ((422, [("R-81", "/body")]), (422, [("INPUT", "/body")]))
    assert stored() == before
    owner.post(f"{at}/body", {"body": code_of("verifier")})
    with transaction() as db:
        home = {kind: db.scalar(select(Organisation.id).where(Organisation.credit_code == code_of(kind)))
                for kind in ("owner", "validator", "verifier")}
        db.add(Engagement(ref="VE-2026-0099", kind="verification", state="requested", subject=at[12:], project_id=1,
                          body_id=home["verifier"], validator_id=home["validator"], client_id=home["owner"],
                          opened_on=told_story.today))
        db.flush()
        with pytest.raises(IntegrityError, match="verifier_is_not_validator"), db.begin_nested():
            db.execute(update(Engagement).where(Engagement.ref == "VE-2026-0099").values(body_id=home["validator"]))


def claim(told_story) -> str:
    """An accounted period with an application for it, still a draft."""
    demo = run.Demo()
    demo.who, owner = told_story.who, told_story.who["owner1"]
    demo.not_published(2025)
    period = monitoring.open_period(told_story.refs["project"], *story.PERIOD, by=owner, today=told_story.today,
                                    key=uuid.uuid4().hex)
    for name, rows in story.records().items():
        monitoring.save_rows(period, name, rows, 0, by=owner, today=told_story.today)
    demo.act(monitoring, period, "close", "owner1")
    monitoring.calculate(period, by=owner, today=told_story.today)
    demo.act(monitoring, period, "account", "owner1")
    return issuance.open_application(period, by=owner, today=told_story.today, key=uuid.uuid4().hex)


def reported(told_story) -> run.Demo:
    """The verification report is there: the owner's turn."""
    demo, refs = run.Demo(), told_story.refs
    demo.who, demo.loaded = told_story.who, told_story.today
    published.advance_clock(98)
    demo.factors(demo.today)
    demo.findings_and_report(refs["verification"], refs["reduction"], "ver")
    return demo


def verified(told_story) -> run.Demo:
    """The owner has taken over the report's amounts and stamped the papers."""
    demo, ref = reported(told_story), told_story.refs["reduction"]
    issuance.adopt_verified(ref, by=demo.who["owner1"], today=demo.today)
    demo.scan(issuance, ref, "owner1", "reduction_application_form", "reduction_commitment_letter")
    return demo


def test_reductions_older_than_five_years_are_refused_on_the_day_after_and_not_before(desk):
    told_story, owner = desk("claimed")
    demo, at = verified(told_story), f"/reductions/{told_story.refs['reduction']}/moves"
    published.advance_clock((date(2029, 1, 1) - demo.today).days)
    last_day = owner.post(f"{at}/apply").status_code
    owner.post(f"{at}/decline")
    published.advance_clock(1)
    before = stored()

    said = owner.problems(f"{at}/apply")

    assert (last_day, said) == (303, (422, [("R-78", "/period/from")]))
    assert stored() == before


def test_what_the_report_did_not_fix_can_not_be_applied_for(desk):
    told_story, owner = desk("claimed")
    verified(told_story)
    with transaction() as db:
        for line in db.scalar(select(ReductionApplication)).lines:
            line.applied_t += 1
    before = stored()

    said = owner.problems(f"/reductions/{told_story.refs['reduction']}/moves/apply")

    assert said == (422, [("R-85", "/applied_by_year/2024"), ("R-85", "/applied_by_year/2025"),
                          ("R-88", "/documents/reduction_application_form"),     # the stamped scan names other amounts
                          ("R-88", "/documents/reduction_commitment_letter")])
    assert stored() == before


def test_a_refusal_below_the_pages_is_the_same(desk):
    told_story, _ = desk("project")
    before = stored()

    with pytest.raises(Refusal) as refusal:
        monitoring.open_period(told_story.refs["project"], date(2020, 9, 22), date(2020, 9, 30),
                               by=told_story.who["owner1"], today=told_story.today, key=uuid.uuid4().hex)

    assert {(b.rule.id, b.where) for b in refusal.value.broken} == {("R-77", "/period/from"), ("R-77a", "/period/from")}
    assert stored() == before
