"""Another version of a methodology comes: who is judged by which, and what a project sees of it. The second version is
invented and known in these tests alone."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from app.database import reading
from app.models.project import Application, Project
from app.models.reduction import Period
from app.papers.periods import worked
from app.parties.queries import me
from app.registration import service as registration
from app.registration import views
from app.registration.queries import design_facts
from methodologies.kernel import catalogue
from methodologies.kernel.rules import Refusal
from tests.rooms.clients import client_of
from tests.tonnes.builders import WIND
from tests.tonnes.second_version import CODE, second_version


@pytest.fixture
def known(monkeypatch):
    """known(more, …): besides those of the catalogue, these methodologies are there."""
    before = catalogue.catalogue()

    def add(*more):
        found = MappingProxyType({**before, **{each.code: each for each in more}})
        for place in (catalogue, views):
            monkeypatch.setattr(place, "catalogue", lambda: found)

    return add


def begin(story, code: str, name: str) -> str:
    owner = me(story.who["owner1"].id).homes("initiator")[0].credit_code
    return registration.open_application(owner, code, name, by=story.who["owner1"], today=story.today, key=name * 3)


def test_a_registered_project_keeps_its_version_and_sees_what_another_would_change(told, known):
    story = told("issued")
    ref, owner = story.refs["project"], client_of(story.who["owner1"])
    before = owner.get(f"/registered-projects/{ref}").text
    ended = replace(WIND, in_force_to=date(2024, 6, 30))
    known(ended, second_version(), second_version(code="CCER-01-009-V01", replaces=""))

    dossier = owner.get(f"/registered-projects/{ref}").text
    page = owner.get(f"/registered-projects/{ref}/versions/{CODE}")

    with reading() as db:
        project = db.query(Project).filter_by(code=ref).one()
        assert project.methodology == WIND.code and not ended.admits(story.today)
        period = db.query(Period).filter_by(project_id=project.id).first()
        assert worked(db, period, story.today).to_json()["methodology"] == WIND.code
    assert "/versions/" not in before and f"/versions/{CODE}" in dossier and "CCER-01-009-V01" not in dossier
    assert page.status_code == 200
    for words in ("仅供了解", "最近一次减排量核算", "登记时的减排量估算", "水深不超过 60 m。", "最长 7 年",
                  "<code>w_OM</code>", "ER_y = BE_y − PE_y − LE_y", "不符合的规则"):
        assert words in page.text, words
    assert owner.get(f"/registered-projects/{ref}/versions/CCER-01-009-V01").status_code == 404
    assert owner.get(f"/registered-projects/{ref}/versions/{WIND.code}").status_code == 404
    assert client_of(story.who["stranger"]).get(f"/registered-projects/{ref}/versions/{CODE}").status_code == 404


def test_an_owner_begins_under_a_version_until_its_grace_is_over(told, known):
    story = told("noticed")
    day = timedelta(1)
    days = {"in_force_from": story.today - day, "in_force_to": story.today - day}
    last, over = second_version(**days, grace_until=story.today), second_version(code="CCER-01-002-V03", **days)
    ahead = second_version(code="CCER-01-002-V04", in_force_from=story.today + day)
    known(last, over, ahead)

    offered = client_of(story.who["owner1"]).get("/applications").text

    assert [f'value="{code}"' in offered for code in (CODE, over.code, ahead.code)] == [True, False, False]
    assert begin(story, CODE, "海曜宽限期海上风电项目").startswith("PA-")
    for closed in (over, ahead):
        with pytest.raises(Refusal, match="/methodology"):
            begin(story, closed.code, "海曜过期海上风电项目")


def test_an_application_is_judged_on_the_day_by_its_own_version(told, known):
    story = told("noticed")
    known(second_version(in_force_from=story.today, in_force_to=story.today,
                         grace_until=story.today + timedelta(30)))
    ref = begin(story, CODE, "海曜宽限期海上风电项目")

    def in_force(days: int) -> bool:
        with reading() as db:
            row = db.query(Application).filter_by(ref=ref).one()
            return design_facts(db, row, story.today + timedelta(days), {}).methodology_in_force

    assert [in_force(days) for days in (0, 1, 30, 31)] == [True, True, True, False]


def test_a_page_of_another_version_without_a_calculator_says_so(told, known):
    story = told("issued")
    known(second_version(estimate=None, accounting=None, determine_estimate=None, determine_accounting=None,
                         status="draft"))

    page = client_of(story.who["owner1"]).get(f"/registered-projects/{story.refs['project']}/versions/{CODE}").text

    assert "NO_CALCULATOR" in page and "水深不超过 60 m。" in page
