"""The pages of a body's work: what each person sees, and that a refused form comes back with what was typed."""
from __future__ import annotations

import re

import pytest

from app.engagement.queries import dossier, work_on
from tests.rooms.clients import client_of, post
from tests.rooms.commission import PLAN
from tests.stories import Told


@pytest.fixture
def story(told) -> Told:
    return told("noticed")


@pytest.fixture
def visit(story):
    """visit("owner1") → a browser in which this person is signed in; visit("") → a stranger's."""
    return lambda name: client_of(story.who.get(name))


@pytest.fixture
def at(story: Told) -> str:
    return f"/engagements/{work_on(story.refs['application'])}"


TEAM = {"side--val1": "team", "side--val2": "team", "side--val3": "reviewer",
        "side--val4": "decider"}


def test_a_body_accepts_names_its_team_and_sees_what_comes_next(story, visit, at):
    decider = visit("val4")
    named = post(decider, f"{at}/team", at, **TEAM)
    accepted = post(decider, f"{at}/moves/accept", at, contract_no="HT-7", contracted_on=story.today.isoformat(),
                    independence="declared")

    page = visit("val1").get(at).text

    assert (named.status_code, accepted.status_code) == (303, 303)
    assert "HT-7" in page and "已签约" in page
    assert f'action="{at}/moves/plan"' in page


def test_a_refused_form_comes_back_with_what_was_typed_and_every_problem(story, visit, at):
    decider = visit("val4")

    two_reviewers = post(decider, f"{at}/team", at, **TEAM | {"side--val4": "reviewer"})
    contract = post(decider, f"{at}/moves/accept", at, contract_no="HT-typed", contracted_on="tomorrow")

    assert (two_reviewers.status_code, contract.status_code) == (422, 422)
    assert re.search(r'value="reviewer" selected', two_reviewers.text)
    assert 'href="#at-reviewer"' in two_reviewers.text and 'href="#at-decider"' in two_reviewers.text
    assert 'value="HT-typed"' in contract.text
    assert 'href="#at-contracted_on"' in contract.text and 'href="#at-independence"' in contract.text


def test_every_field_of_the_document_takes_a_finding(story, visit, at):
    begun(story, visit, at)
    team = visit("val1")

    picked = team.get(f"{at}/document?at=/sections/A.3&at=/inputs/turbines/1/depth_m").text
    raised = post(team, f"{at}/findings", at, kind="correction", body="两处不一致。", ground="information",
                  at=["/sections/A.3", "/inputs/turbines/1/depth_m"])
    nowhere = post(team, f"{at}/findings", at, kind="correction", body="写好的字。", at=["/sections/Z"])

    assert "已选 2 处" in picked
    assert (raised.status_code, nowhere.status_code) == (303, 422)
    assert "H-TARGET" in nowhere.text and "写好的字。" in nowhere.text
    assert "风电机组第2行 水深" in team.get(at).text
    assert "两处不一致。" not in visit("owner1").get(at).text
    assert "在此提出" not in visit("owner1").get(f"{at}/document").text


def test_a_stranger_gets_the_page_that_an_absent_engagement_gives(story, visit, at):
    stranger, owner = visit("stranger"), visit("owner1")

    for place in ("", "/document", "/visit", "/report"):
        other, absent = stranger.get(at + place), stranger.get(f"/engagements/VA-1999-0001{place}")
        assert (other.status_code, absent.status_code) == (404, 404)
        assert other.text.replace(at, "") == absent.text.replace("/engagements/VA-1999-0001", "")
    for place in ("", "/document", "/visit"):
        assert owner.get(at + place).status_code == 200
    assert [work.status_code for work in (owner.get(f"{at}/report"), owner.get("/engagements"))] == [404, 200]
    assert at not in stranger.get("/engagements").text and at in owner.get("/engagements").text


def test_the_report_and_the_recalculation_are_read_at_the_end(told):
    story = told("registered")

    def page(name: str, address: str) -> str:
        return client_of(story.who[name]).get(address).text

    work = f"/engagements/{story.refs['verification']}"
    shown = dossier(story.refs["verification"], story.who["ver1"], story.today)

    assert [(y.year, y.difference) for y in shown.recalculation.years] == [(2024, 0), (2025, -11962)]
    assert "EF_grid,CM,y" in page("ver1", work) and "950,570" in page("ver1", work)
    assert "938,608" in page("owner1", f"{work}/report") and "证据充分" in page("owner1", f"{work}/report")


def begun(story, visit, at) -> None:
    decider = visit("val4")
    post(decider, f"{at}/moves/accept", at, contract_no="HT-7", contracted_on=story.today.isoformat(),
         independence="declared")
    post(decider, f"{at}/team", at, **TEAM)
    done = post(visit("val1"), f"{at}/moves/plan", at, **PLAN, sites="升压站",
                visit_on=story.today.isoformat())
    assert done.status_code == 303
