"""Deadlines that stand still, are counted again, are reminded of, escalated and run out; on both engines, run twice."""
from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app import deadlines, mail, worker
from app.api import queries as api
from app.database import reading, transaction
from app.engagement import service as engagement
from app.engagement.queries import work_on
from app.engagement.rounds import days_stopped
from app.inbox import service as timers
from app.inbox.queries import inbox
from app.models.engagement import Engagement
from app.models.evidence import Event
from app.models.notice import Notice
from app.models.project import Application
from app.models.published import Setting
from app.models.work import Deadline, Mail
from app.notices import service as notices
from app.notices.queries import notice_ref
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post
from workflows.calendar import CALENDAR, Calendar
from workflows.registration import REGISTRATION, State

WD = CALENDAR.nth_workday


@pytest.fixture(params=ENGINES)
def noticed(request, told):
    """The story on its notice; letters that it wrote before are the reminder of the registry's five days."""
    story = told("noticed", request.param)
    assert written() == [("soon", "registry1")]
    mail.send_waiting()
    return story


def put(ref: str, state: str) -> None:
    """Where a test about deadlines begins; how a dossier comes there is told elsewhere."""
    with transaction() as db:
        db.execute(update(Application).where(Application.ref == ref).values(state=state))


def begin(ref: str, trigger: str, source: State, on: date) -> None:
    with transaction() as db:
        deadlines.renew(db, ref, REGISTRATION.move(trigger, source), on)
    put(ref, REGISTRATION.move(trigger, source).dest.key)


def due(ref: str, setting: str) -> Deadline:
    with reading() as db:
        return next(row for row in deadlines.running(db, ref) if row.setting == setting)


def written() -> list[tuple[str, str]]:
    with reading() as db:
        return sorted((row.key.split(":")[0], row.person.sign_in) for row in db.scalars(select(Mail)))


def test_a_supplement_stops_the_review_and_its_answer_lets_it_go_on(noticed):
    ref, received = noticed.refs["application"], date(2026, 7, 3)
    begin(ref, "apply", State.BODY_DONE, received)

    begin(ref, "ask_supplement", State.UNDER_REVIEW, date(2026, 7, 10))
    stopped, page = due(ref, "review.project_wd"), client_of(noticed.who["owner1"]).get(f"/applications/{ref}").text
    asked = due(ref, "review.supplement_wd")
    begin(ref, "answer_supplement", State.SUPPLEMENT_ASKED, date(2026, 7, 20))
    going = due(ref, "review.project_wd")

    assert (stopped.stopped_on, asked.due_on) == (date(2026, 7, 10), WD(date(2026, 7, 10), 10, first_counts=False))
    assert "还剩11个工作日" in stopped.counted_zh and "停止计算中" in page
    assert (going.stopped_on, going.due_on) == (None, WD(date(2026, 7, 20), 11, first_counts=False))
    assert "stopped from 2026-07-10 to 2026-07-20 (Ask for a supplement)" in going.counted_en
    with reading() as db:
        assert [row.setting for row in deadlines.running(db, ref)] == ["review.project_wd"]


def test_a_program_reads_how_a_day_was_counted_with_its_pauses(noticed):
    ref = noticed.refs["application"]
    begin(ref, "apply", State.BODY_DONE, date(2026, 7, 3))
    begin(ref, "ask_supplement", State.UNDER_REVIEW, date(2026, 7, 10))

    told = api.dossier("applications", ref, noticed.who["owner1"], date(2026, 7, 13))["deadlines"]
    review = next(each for each in told if each["setting"] == "review.project_wd")

    assert (review["stopped_on"], review["days_left"], review["days"], review["unit"]) == (
        "2026-07-10", 11, 15, "working days")
    assert review["pauses"] == [{"stopped_on": "2026-07-10", "resumed_on": None, "zh": "一次性告知补正",
                                 "en": "Ask for a supplement"}]


def test_the_hundred_days_stand_still_while_the_owner_answers_and_no_longer(noticed):
    ref, day = noticed.refs["application"], noticed.today + timedelta(days=20)
    work, team = work_on(ref), {"by": noticed.who["val1"]}
    begin(ref, "end", State.ON_NOTICE, day)
    first = due(ref, "vvb.report_limit_cd")
    with transaction() as db:
        db.execute(update(Engagement).where(Engagement.ref == work).values(state="site_done"))
    n = engagement.raise_finding(work, "correction", "请补充依据。", ground="information", today=day, **team)
    engagement.move(work, "send_findings", key=uuid.uuid4().hex, today=day, **team,
                    payload={"answer_by": (day + timedelta(days=30)).isoformat()})
    stopped = due(ref, "vvb.report_limit_cd")

    engagement.answer_finding(work, n, "已补充。", by=noticed.who["owner1"], today=day + timedelta(days=9))
    going = due(ref, "vvb.report_limit_cd")
    engagement.judge_finding(work, n, "reopen", "仍不足。", today=day + timedelta(days=12), **team)
    again = due(ref, "vvb.report_limit_cd")
    engagement.answer_finding(work, n, "再补充。", by=noticed.who["owner1"], today=day + timedelta(days=14))
    engagement.judge_finding(work, n, "close", "可以。", today=day + timedelta(days=20), **team)
    last = due(ref, "vvb.report_limit_cd")

    assert (first.stopped_on, stopped.stopped_on, going.stopped_on, again.stopped_on) == (
        None, day, None, day + timedelta(days=12))
    assert going.due_on == first.due_on + timedelta(days=9) and last.due_on == first.due_on + timedelta(days=11)
    assert last.counted_zh.count("停止计算（业主答复整改要求）") == 2
    with reading() as db:
        row = db.scalar(select(Engagement).where(Engagement.ref == work))
        assert days_stopped(db, row, day + timedelta(days=50)) == 11


def test_a_last_day_beyond_the_loaded_year_is_counted_again_once_and_never_earlier(noticed):
    ref = noticed.refs["application"]
    with transaction() as db:                           # published by a calendar that knew nothing of 2027
        db.execute(update(Notice).values(starts_on=date(2026, 12, 7), ends_on=date(2027, 1, 4), provisional=True))
        db.execute(update(Deadline).where(Deadline.subject == ref, Deadline.met_on.is_(None)).values(
            starts_on=date(2026, 12, 7), due_on=date(2027, 1, 4), provisional=True))
    later = Calendar("CN-2027.1", 2027, off=frozenset({date(2027, 1, 4), date(2027, 1, 5)}), work=frozenset())
    earlier = Calendar("CN-2027.2", 2027, work=frozenset({date(2026, 12, 12), date(2026, 12, 13)}))

    first, twice = (deadlines.recount_all(noticed.today, later) for _ in range(2))
    moved = due(ref, "pub.days_wd").due_on
    deadlines.recount_all(noticed.today, earlier)

    assert (first, twice) == (1, 0)
    assert moved == later.due(deadlines.Term(date(2026, 12, 7), 20, "notice", True)).on > date(2027, 1, 4)
    with reading() as db:
        notice = db.scalar(select(Notice).where(Notice.subject == ref))
        told = [e for e in db.scalars(select(Event).where(Event.subject == ref)) if '"kind":"recounted"' in e.body]
    assert (notice.ends_on, notice.provisional, notice.calendar_version) == (moved, False, "CN-2027.2")
    assert "不提前" in due(ref, "pub.days_wd").counted_zh and len(told) == 1


def test_whose_turn_it_is_hears_once_that_a_day_is_near_and_once_that_it_is_over(noticed):
    ref, asked = noticed.refs["application"], date(2026, 7, 3)
    begin(ref, "submit", State.DRAFT, asked)
    last = due(ref, "pub.review_wd").due_on
    near = max(d for n in range(10) if CALENDAR.workdays_between(d := last - timedelta(days=n), last) == 4)

    before = timers.remind(near - timedelta(days=1))
    soon = [timers.remind(near), timers.remind(near), timers.remind(last)]
    late = [timers.remind(last + timedelta(days=1)), timers.remind(last + timedelta(days=2))]

    assert (before, soon, late) == (0, [1, 0, 0], [2, 0])
    assert written() == [("escalated", "registry2"), ("late", "registry1"), *[("soon", "registry1")] * 2]


def test_what_the_registry_lets_run_out_comes_into_the_national_administrators_inbox(noticed):
    ref = noticed.refs["application"]
    begin(ref, "submit", State.DRAFT, date(2026, 7, 3))
    last = due(ref, "pub.review_wd").due_on

    def tasks(name: str, on: date) -> list[str]:
        box = inbox(noticed.who[name], on)
        return [task.en for group in (box.today, box.soon, box.later) for task in group]

    assert tasks("registry2", last) == []
    assert tasks("registry2", last + timedelta(days=1)) == ["Overdue, see to it: Release for public notice"]
    assert tasks("registry1", last + timedelta(days=1)) == ["Release for public notice"]


def test_the_owner_is_reminded_of_a_comment_after_ten_working_days_and_not_on_the_tenth(noticed):
    ref = noticed.refs["application"]
    with reading() as db:
        starts = db.scalar(select(Notice.starts_on).where(Notice.subject == ref))
    said = notices.comment(notice_ref(ref), "请说明。", by=noticed.who["public1"], today=starts)
    tenth = WD(starts, 10, first_counts=False)

    assert timers.remind(tenth) == 0
    assert timers.remind(tenth + timedelta(days=1)) == 1 and timers.remind(tenth + timedelta(days=1)) == 0
    assert written() == [("reply", "owner1"), ("soon", "registry1")]
    notices.reply(said, "已说明。", by=noticed.who["owner1"], today=tenth)
    assert timers.remind(tenth + timedelta(days=40)) == 0


def test_an_application_left_lying_ends_only_where_the_setting_says_so(noticed):
    ref = noticed.refs["application"]
    begin(ref, "end", State.ON_NOTICE, noticed.today)
    with reading() as db:
        ended = db.scalar(select(Notice.ends_on).where(Notice.subject == ref))
    never = notices.expire_stale(ended + timedelta(days=3000))
    with transaction() as db:
        db.add(Setting(key="app.stale_days", value="30", from_on=date(2026, 1, 1),
                       proposed_by=noticed.who["registry1"].id,
                       confirmed_by=noticed.who["registry2"].id))

    last, over, twice = (notices.expire_stale(ended + timedelta(days=n)) for n in (30, 31, 31))

    assert (never, last, over, twice) == (0, 0, 1, 0)
    with reading() as db:
        assert db.scalar(select(Application.state).where(Application.ref == ref)) == "terminated"


def test_a_dossier_that_fails_holds_up_no_other_and_the_timers_go_on(noticed, caplog):
    with transaction() as db:                           # a notice of a dossier that is not there
        version = db.scalar(select(Notice.version_id))
        db.add(Notice(ref="GS-2026-0000", subject="PA-2020-0001", version_id=version, starts_on=date(2026, 1, 5),
                      ends_on=date(2026, 2, 1), provisional=False, calendar_version="old"))
        db.add(Deadline(subject="PA-2020-0001", setting="pub.review_wd", starts_on=date(2026, 1, 5), days=5,
                        kind="review", first_counts=False, due_on=date(2026, 1, 12), provisional=False,
                        calendar_version="old", counted_zh="", counted_en=""))
    begin(noticed.refs["application"], "submit", State.DRAFT, date(2026, 7, 3))

    for timer in worker.TIMERS:
        timer(date(2026, 7, 31))

    assert ("late", "registry1") in written()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_letters_go_into_the_outbox_once_and_are_seen_when_their_reader_says_so(noticed):
    begin(noticed.refs["application"], "submit", State.DRAFT, date(2026, 7, 3))
    timers.remind(date(2026, 7, 31))

    sent = [mail.send_waiting(), mail.send_waiting()]
    files = sorted((noticed.home / "outbox").iterdir())
    registry = client_of(noticed.who["registry1"])
    before = registry.get("/inbox").text
    post(registry, "/inbox/seen", "/inbox")
    after = registry.get("/inbox").text

    assert (sent, len(files)) == ([2, 0], 3)
    assert noticed.refs["application"] in files[0].read_text(encoding="utf-8")
    assert "全部标为已阅" in before and "全部标为已阅" not in after and "已逾期" in after
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Mail).where(Mail.seen_at.is_not(None))) == 2
