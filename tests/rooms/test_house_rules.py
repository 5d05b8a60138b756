"""Rules that services raise themselves: each of them where it breaks, and what it leaves alone."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import deadlines
from app.database import reading, transaction
from app.monitoring import worksheets
from app.notices import service as notices
from app.notices.queries import notice_of
from app.papers import service as papers
from app.papers.queries import newest_worksheet, sheet_of
from app.published import queries, service
from app.verification import service as verification
from methodologies.kernel.rules import Refusal
from tests.tonnes.builders import WIND, case_input
from workflows.registration import REGISTRATION


def broken_by(call) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refusal:
        call()
    return [(broken.rule.id, broken.where) for broken in refusal.value.broken]


@pytest.mark.parametrize("body, fine", [("好", True), ("好" * 5000, True), ("好" * 5001, False), (" ", False)])
def test_a_comment_has_one_to_five_thousand_characters(told, body, fine):
    story = told("noticed")
    with reading() as db:
        notice = notice_of(db, story.refs["application"])
    say = lambda: notices.comment(notice.ref, body, by=story.who["public1"], today=notice.starts_on)

    assert fine and say() or broken_by(say) == [("H-COMMENT", "/body")]


def test_a_row_of_invention_is_refused_where_credits_are_real(told):
    story = told("issued")
    today = story.today
    with transaction() as db:
        db.execute(text("update installation set kind = 'production', offset_days = 0"))
    row = {"ref": "grid_ef/2018/N", "name": "grid_ef", "key": {"table_year": "2018", "region": "N"},
           "values": {"om": "0.9455", "bm": "0.4706"}, "published_on": "2020-12-29", "source": "虚构",
           "sha256": "a" * 64, "purpose": "illustration", "confidence": "likely", "absent": False}

    enter = lambda **known: service.enter_row(row | known, by=story.who["registry1"], today=today)

    assert broken_by(enter) == [("H-ILL", "/purpose")]
    assert enter(purpose="official") == "grid_ef/2018/N"


def test_no_workbook_is_made_of_a_worksheet_that_does_not_come_out_again():
    stored = WIND.work("estimate", case_input("first_registered_project")).to_json()

    assert worksheets.workbook_of(stored)
    assert {rule for rule, _ in broken_by(lambda: worksheets.workbook_of(stored | {"tonnes": 1}))} == {"H-WORKBOOK"}


def test_a_claim_that_does_not_come_out_again_stops_the_verification(told):
    story = told("claimed")
    ref, work = story.refs["reduction"], story.refs["verification"]
    verification.recalculate(work, by=story.who["ver1"], today=story.today)

    def differences():
        with reading() as db:
            row = verification._at_work(db, work, story.who["ver1"])
            return {broken.rule.id for broken in verification.facts(db, row, story.today, {}).recalculation}

    before = differences()
    with transaction() as db:
        claimed = sheet_of(newest_worksheet(db, ref, "accounting"))
        papers.keep_worksheet(db, ref, "accounting", claimed | {"tonnes": int(claimed["tonnes"]) + 1}, story.today)

    assert (before, differences()) == (set(), {"R-83b"})


def test_a_setting_whose_first_day_went_by_while_it_waited_is_not_confirmed(told):
    story = told("issued")
    tomorrow = story.today + timedelta(days=1)
    service.propose_setting("pub.days_wd", "30", tomorrow, by=story.who["registry1"], today=story.today)
    confirm = lambda day: service.confirm_setting("pub.days_wd", by=story.who["registry2"], today=day)

    assert broken_by(lambda: confirm(tomorrow + timedelta(days=1))) == [("H-SET", "/from_on")]
    confirm(tomorrow)

    with reading() as db:
        assert [queries.setting(db, "pub.days_wd", day) for day in (story.today, tomorrow)] == [20, 30]


def test_a_running_term_keeps_the_setting_it_was_counted_with(told):
    story = told("noticed")
    ref = story.refs["application"]
    tomorrow = story.today + timedelta(days=1)
    with transaction() as db:
        deadlines.renew(db, ref, REGISTRATION.move("apply", REGISTRATION.states.BODY_DONE), story.today)
    with reading() as db:
        before = [(d.setting, d.due_on) for d in deadlines.running(db, ref)]
    service.propose_setting("review.project_wd", "30", tomorrow, by=story.who["registry1"], today=story.today)
    service.confirm_setting("review.project_wd", by=story.who["registry2"], today=story.today)

    with reading() as db:
        assert [(d.setting, d.due_on) for d in deadlines.running(db, ref)] == before
    with transaction() as db:
        deadlines.renew(db, ref, REGISTRATION.move("apply", REGISTRATION.states.BODY_DONE), tomorrow)
    with reading() as db:
        later = [(d.setting, d.due_on) for d in deadlines.running(db, ref)]
    assert before[0][0] == later[0][0] == "review.project_wd"
    assert (later[0][1] - before[0][1]).days > 14
