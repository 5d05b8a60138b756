"""The inbox shows what waits for a person, and nothing that waits for another; accounts are their owners' alone."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event

from app import database
from app.access import Who
from app.database import transaction
from app.engagement import service as engagement
from app.engagement.queries import work_on
from app.inbox.queries import inbox
from app.issuance import service as issuance
from app.models.published import Installation
from app.notices import service as notices
from app.notices.queries import notice_ref
from app.parties import service as parties
from app.published import service as published
from app.registration import service as registration
from tests.rooms.clients import client_of, post


@pytest.fixture
def visit():
    """visit(story, "owner1") → a browser in which this person is signed in."""
    return lambda story, name: client_of(story.who[name])


def waiting(story, name: str) -> list[tuple[str, str]]:
    box = inbox(story.who[name], story.today)
    return [(task.ref, task.en) for group in (box.today, box.soon, box.later) for task in group
            if not task.ref.startswith("VB-")]          # a body's yearly report: see test_approvals


def test_a_step_of_two_people_waits_for_the_second_and_for_nobody_else(told):
    story = told("registered")
    ref = story.refs["reduction"]
    before = {name: waiting(story, name) for name in ("registry1", "registry2")}

    issuance.move(ref, "issue", by=story.who["registry1"], today=story.today, key=uuid.uuid4().hex)
    after = {name: waiting(story, name) for name in ("registry1", "registry2", "owner2", "stranger", "auditor")}

    assert before == {"registry1": [(ref, "Issue")], "registry2": []}
    assert after == {
        "registry1": [],
        "registry2": [(ref, "Confirm: Issue")],
        "owner2": [],
        "stranger": [],
        "auditor": [],
    }


def test_a_comment_waits_for_the_owner_until_it_is_answered(told):
    story = told("noticed")
    ref, then = story.refs["application"], story.today + timedelta(days=9)
    said = notices.comment(notice_ref(ref), "请说明。", by=story.who["public1"], today=then)

    asked = waiting(story, "owner1")
    notices.reply(said, "已说明。", by=story.who["owner1"], today=then)

    assert asked == [(ref, "Reply to the public's comments (1)")]
    assert waiting(story, "owner1") == [] and waiting(story, "owner2") == []


def test_before_a_team_is_named_the_body_is_asked_and_afterwards_only_who_is_named(told):
    story = told("noticed")
    work = work_on(story.refs["application"])
    by = {"by": story.who["val4"], "today": story.today}
    first = {name: waiting(story, name) for name in ("val1", "val4", "ver4")}

    engagement.move(work, "accept", **by, key=uuid.uuid4().hex, payload={
        "contract_no": "1", "contracted_on": story.today.isoformat(), "independence": "declared"})
    engagement.name_team(work, ("val1", "val2"), "val3", "val4", **by)
    then = {name: waiting(story, name) for name in ("val1", "val4")}

    assert first == {"val1": [], "val4": [(work, "Accept and contract")], "ver4": []}
    assert then == {"val1": [(work, "Fix the plan")], "val4": []}


def test_tasks_are_sorted_by_the_days_that_are_left(told):
    story = told("noticed")
    registration.move(
        story.refs["application"],
        "ask_withdrawal",
        by=story.who["owner1"],
        today=story.today + timedelta(days=9),
        key=uuid.uuid4().hex,
        payload={"reason": "重新选址"},
    )
    box = inbox(story.who["registry1"], story.today)

    assert [task.en for task in box.later] == ["Grant the withdrawal"] and not box.today + box.soon
    assert inbox(story.who["owner1"], story.today).waiting[0].for_en == "registry operator"


def test_an_inbox_costs_a_dozen_statements_whatever_it_holds(told):
    story = told("claimed")
    asked: list[str] = []
    event.listen(database.engine(), "before_cursor_execute", lambda *a: asked.append(a[2]))

    inbox(story.who["owner1"], story.today)

    assert len([each for each in asked if each.startswith("SELECT")]) <= 20


def test_the_page_of_each_person_opens(told, visit):
    story = told("issued")

    pages = {name: visit(story, name).get("/inbox") for name in story.who}

    assert {page.status_code for page in pages.values()} == {200}
    assert "开始下一核算期" in pages["owner1"].text and "目前没有等您办理的事项" in pages["public1"].text


def test_an_account_is_seen_by_its_owner_and_the_registry_and_by_nobody_else(told, visit):
    story = told("issued")
    people = ("owner1", "registry1", "auditor", "stranger", "val1")
    seen = {name: visit(story, name).get("/accounts/CN00000001") for name in people}
    absent = visit(story, "stranger").get("/accounts/CN00000099")

    assert {name: page.status_code for name, page in seen.items()} == {
        "owner1": 200, "registry1": 200, "auditor": 200, "stranger": 404, "val1": 404}
    assert seen["stranger"].text.replace("CN00000001", "") == absent.text.replace("CN00000099", "")
    assert (
        "CN-CCER-A210001-2025-01-1-462517" in seen["owner1"].text and story.refs["certificate"] in seen["owner1"].text
    )
    assert "CN00000001" not in visit(story, "stranger").get("/accounts").text


def test_a_row_of_a_published_table_counts_once_a_second_person_has_checked_it(told, visit):
    story = told("issued")
    first, second, row = (
        visit(story, "registry1"),
        visit(story, "registry2"),
        {
            "table": "grid_ef",
            "grid_ef-table_year": "2025",
            "grid_ef-region": "E",
            "grid_ef-om": "0.71",
            "grid_ef-bm": "0.33",
            "grid_ef-published_on": "2026-08-31",
            "grid_ef-source": "演示",
            "grid_ef-purpose": "illustration",
            "grid_ef-confidence": "unsure",
        },
    )

    entered = post(first, "/tables", "/tables", **row)
    own = post(first, "/tables/grid_ef/2025/E/check", "/tables")
    checked = post(second, "/tables/grid_ef/2025/E/check", "/tables")

    assert (entered.status_code, own.status_code, checked.status_code) == (303, 403, 303)
    assert "华东区域电网" in second.get("/tables").text
    assert (
        visit(story, "owner1").get("/tables").status_code == 404
        and visit(story, "auditor").get("/tables").status_code == 200
    )


def test_a_refused_row_comes_back_with_what_was_typed_and_everything_that_is_wrong(told, visit):
    story = told("issued")

    answer = post(visit(story, "registry1"), "/tables", "/tables", table="grid_ef", **{
        "grid_ef-table_year": "2025", "grid_ef-region": "E", "grid_ef-om": "much", "grid_ef-source": "手抄本第7页",
        "grid_ef-sha256": "XYZ", "grid_ef-purpose": "official", "grid_ef-confidence": "sure"})

    assert answer.status_code == 422 and "手抄本第7页" in answer.text and 'value="much"' in answer.text
    assert all(f'id="at-{name}"' in answer.text for name in ("om", "bm", "published_on", "sha256"))
    assert answer.text.count("wrong-why") >= 4


def test_a_setting_needs_two_people_and_never_reaches_back(told, visit):
    story = told("issued")
    first, second = visit(story, "registry1"), visit(story, "registry2")

    late = post(first, "/settings/pub.review_wd/propose", "/settings", value="4", from_on="2020-01-01")
    said = post(first, "/settings/pub.review_wd/propose", "/settings", value="4", from_on=story.today.isoformat())
    done = post(second, "/settings/pub.review_wd/confirm", "/settings")

    assert (late.status_code, said.status_code, done.status_code) == (422, 303, 303)
    assert "H-SET" in late.text and 'value="2020-01-01"' in late.text
    assert "4 工作日" in first.get("/settings").text


def test_the_clock_of_a_demonstration_moves_forward_and_ends_what_is_due(told, visit):
    story = told("noticed")
    before = story.today

    answer = post(visit(story, "owner1"), "/demo/advance", "/inbox", step="20wd", back="//elsewhere.example")
    again = post(visit(story, "owner1"), "/demo/advance", "/inbox", step="5wd", back="/applications")

    assert (answer.location, again.location) == ("/inbox", "/applications")
    assert story.today - before > timedelta(days=33)
    assert "待审定机构上传审定附件" in visit(story, "owner1").get(f"/applications/{story.refs['application']}").text


def test_a_production_database_has_no_clock_to_move(db_url):
    published.establish("production")
    with transaction() as db:
        db.get(Installation, 1).kind = "production"
    person = parties.add_person(name="甲", sign_in="jia", password="a long enough password")
    client = client_of(Who(person, "甲", "jia"))

    answer = post(client, "/demo/advance", "/me", step="1wd")

    assert answer.status_code == 404
    assert "demo-clock" not in client.get("/inbox").text
