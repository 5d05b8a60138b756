"""Sanctions and what they do: a revocation with its bar, a bar without end, fines in their range, a body stopped."""
from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.database import reading, transaction
from app.demo.story import CODE, NAME, SECTIONS, design
from app.inbox.queries import inbox
from app.models.approval import Approval
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.sanction import Bar, SanctionCase, SanctionMeasure
from app.parties.queries import is_barred, trading_is_suspended
from app.projects import service as projects
from app.registration import service as registration
from app.sanctions import queries, service
from methodologies.kernel.rules import NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post
from tests.rooms.offices import Offices
from workflows.breaches import CODE_FROM, FINES, barred, fine_range
from workflows.breaches import Bar as Span


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Offices(told("project", request.param))


@pytest.fixture
def lite(told):
    """Where the engine makes no difference."""
    return Offices(told("project"))


def broken(call) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        call()
    return {b.rule.id for b in refusal.value.broken if b.rule.grade == "refuse"}


def owner_of(office: Offices) -> tuple[int, str]:
    with reading() as db:
        home = db.scalar(select(Project).where(Project.code == office.story.refs["project"])).owner
        return home.id, home.credit_code


def opened(office: Offices, ground: str, who: str = "province1", respondent: str = "") -> str:
    ref = service.open_case(respondent or owner_of(office)[1], ground, office.today.isoformat(), "监测数据系伪造。",
                            by=office.who[who], today=office.today, key=uuid.uuid4().hex)
    office.move(service, ref, "investigate", who)
    office.move(service, ref, "hear", who, statement="当事人未提出异议。")
    return ref


def decided(office: Offices, ground: str, *measures: dict, who: str = "province1", respondent: str = "") -> list[str]:
    """Opens and decides a case with these measures; gives back their refs."""
    ref = opened(office, ground, who, respondent)
    for said in measures:
        office.move(service, ref, "propose_measure", who, **said)
    office.move(service, ref, "decide", who, number="演示罚〔2026〕1号", reason="事实清楚。")
    with reading() as db:
        return list(db.scalars(select(SanctionMeasure.ref).join(SanctionCase).where(SanctionCase.ref == ref)
                               .order_by(SanctionMeasure.n)))


class Measures:
    """The moves of measures, as `Offices` takes them."""
    move = staticmethod(service.move_measure)


def state(model, ref: str) -> str:
    with reading() as db:
        return db.scalar(select(model.state).where(model.ref == ref))


def revoked(office: Offices) -> str:
    code = office.story.refs["project"]
    (measure,) = decided(office, "R-128", {"kind": "revoke_project", "target": code})
    office.two(Measures, measure, "carry_out", "registry1", "registry2", note="已撤销。")
    return measure


def test_an_order_revokes_the_registration_and_bars_the_owner_for_three_years(office):
    home, _ = owner_of(office)
    before = state(Project, office.story.refs["project"])

    revoked(office)

    today = office.today
    back = today.replace(year=today.year + 3)
    assert (before, state(Project, office.story.refs["project"])) == ("registered", "revoked")
    with reading() as db:
        held = [is_barred(db, home, day) for day in (today - timedelta(days=1), today, back - timedelta(days=1), back)]
    assert held == [False, True, True, False]


def test_a_barred_owner_applies_for_nothing_until_the_bar_is_over(office):
    revoked(office)
    owner, today = office.who["owner1"], office.today
    ref = registration.open_application(owner_of(office)[1], CODE, f"{NAME}二", by=owner, today=today,
                                        key=uuid.uuid4().hex)
    inputs = {**design(), "project_name": f"{NAME}二"}
    registration.save(ref, {"template": "design_avoid_1_0", "sections": SECTIONS, "inputs": inputs}, 1, by=owner,
                      today=today)
    back = today.replace(year=today.year + 3)

    barred_now = broken(lambda: office.move(registration, ref, "submit", "owner1", today))
    on_the_day = broken(lambda: office.move(registration, ref, "submit", "owner1", back))

    assert "R-128" in barred_now and "R-128" not in on_the_day
    assert "R-30" not in on_the_day                     # a revoked project's place is free again


def test_a_project_is_revoked_only_by_an_order_and_never_moves_again(lite):
    code = lite.story.refs["project"]

    without = broken(lambda: lite.move(projects, code, "revoke", "registry1"))
    revoked(lite)

    assert without == {"R-70"}
    for trigger, who in (("report_change", "owner1"), ("ask_deregistration", "owner1"), ("find_ground", "registry1"),
                         ("revoke", "registry1")):
        with pytest.raises(NotOpen):
            lite.move(projects, code, trigger, who)
    shown = client_of().get("/sanctions").text
    assert "演示罚〔2026〕1号" in shown and NAME in shown
    assert "已撤销登记" in client_of().get(f"/projects/{code}").text


def test_a_bar_for_false_credits_has_no_end_until_it_is_lifted(office):
    home, _ = owner_of(office)
    (measure,) = decided(office, "R-129", {"kind": "bar"})
    office.two(Measures, measure, "begin", "registry1", "registry2", note="即日起。")
    late = date(office.today.year + 60, 1, 1)

    with reading() as db:
        permanent = is_barred(db, home, late)
    office.move(Measures, measure, "lift", "province1", reason="申诉成立。")

    with reading() as db:
        assert permanent and not is_barred(db, home, late) and not is_barred(db, home, office.today)
        assert db.scalar(select(Bar.ends_on)) == office.today


def test_bars_hold_from_their_first_day_until_the_day_before_their_end():
    bars = (Span(date(2026, 1, 1), date(2026, 2, 1)), Span(date(2027, 1, 1), None))

    held = [barred(bars, day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1),
                                          date(2099, 1, 1))]

    assert held == [False, True, True, False, True]


def test_fines_are_dated_and_their_amounts_since_the_code_are_marked_unsure():
    before, since = fine_range("R-128", date(2026, 8, 14)), fine_range("R-128", CODE_FROM)

    assert (before.low, before.high, before.source.confidence) == (10_000, 100_000, "sure")
    assert (since.low, since.high, since.source.confidence) == (10_000, 100_000, "unsure")
    assert fine_range("R-128", date(2023, 10, 18)) is None and fine_range("R-132", CODE_FROM) is None
    assert {each.ground for each in FINES} == {"R-128", "R-129", "R-130", "R-131", "R-134"}


def test_a_fine_outside_its_range_and_a_measure_that_the_ground_does_not_know_are_refused(lite):
    ref = opened(lite, "R-128")

    assert broken(lambda: lite.move(service, ref, "propose_measure", "province1", kind="fine", amount="9999")) == {
        "R-136"}
    assert broken(lambda: lite.move(service, ref, "propose_measure", "province1", kind="stop_body")) == {"H-51"}
    assert broken(lambda: lite.move(service, ref, "decide", "province1", number="1", reason="x")) == {"H-30"}


def test_everything_wrong_with_a_new_case_is_told_at_once(lite):
    with pytest.raises(Refusal) as refusal:
        service.open_case("", "R-131", "2999-01-01", " ", by=lite.who["province1"], today=lite.today, key="key-of-case")
    with pytest.raises(NotYours):
        service.open_case("", "R-131", "", "", by=lite.who["registry1"], today=lite.today, key="key-of-case")

    assert {b.where for b in refusal.value.broken} == {"/respondent", "/ground", "/committed_on", "/summary"}


def test_a_cancellation_that_is_not_made_in_time_is_ordered_by_force_and_waits_for_the_ledger(office):
    cancel, suspend = decided(office, "R-129", {"kind": "order_cancel", "quantity": "500"},
                              {"kind": "suspend_trading"})
    office.two(Measures, suspend, "begin", "registry1", "registry2", note="已通知交易机构。")
    with reading() as db:
        suspended = trading_is_suspended(db, owner_of(office)[0])

    unproved = broken(lambda: office.move(Measures, cancel, "carry_out", "registry1", note="已注销。"))
    early, late = service.run_out(office.today), service.run_out(office.today + timedelta(days=60))

    with reading() as db:
        forced = db.scalar(select(SanctionMeasure).where(SanctionMeasure.kind == "force_cancel"))
        kept = (forced.state, forced.quantity)
    assert suspended and unproved == {"R-129a"}
    assert (early, late, state(SanctionMeasure, cancel), kept) == (0, 1, "overdue", ("ordered", 500))
    box = inbox(office.who["registry1"], office.today)
    assert "执行处罚与处理措施" in {task.zh for task in (*box.today, *box.soon, *box.later)}


def body_code() -> str:
    with reading() as db:
        return db.scalar(select(Organisation.credit_code).join(Approval).where(Approval.number == "DEMO-R-validator"))


def test_a_body_is_stopped_restored_and_revoked_by_measures(office):
    stop, fine = decided(office, "R-131", {"kind": "stop_body"}, {"kind": "fine", "amount": "50000"}, who="samr1",
                         respondent=body_code())
    office.move(Measures, stop, "impose", "samr1", note="停业一个月。")
    stopped = approval_states()
    office.move(Measures, stop, "lift", "samr1", reason="整改合格。")
    office.move(Measures, fine, "record", "samr1", note="已缴清。")
    restored = approval_states()
    (revoke, _) = decided(office, "R-132", {"kind": "revoke_body"}, {"kind": "staff_ban", "target": "周衡"},
                          who="samr1", respondent=body_code())
    office.move(Measures, revoke, "record", "samr1", note="已公告。")

    assert (stopped, restored, approval_states()) == ({"suspended"}, {"approved"}, {"revoked"})


def approval_states() -> set[str]:
    with reading() as db:
        return set(db.scalars(select(Approval.state).where(Approval.number == "DEMO-R-validator")))


def test_a_case_is_its_office_s_until_it_is_decided_and_then_the_respondent_s_too(lite):
    ref = opened(lite, "R-128")
    see = lambda who: client_of(lite.who[who]).get(f"/sanction-cases/{ref}").status_code
    before = {who: see(who) for who in ("province1", "registry1", "owner1", "samr1")}

    lite.move(service, ref, "propose_measure", "province1", kind="fine", amount="20000")
    lite.move(service, ref, "decide", "province1", number="1", reason="事实清楚。")

    assert before == {"province1": 200, "registry1": 200, "owner1": 404, "samr1": 404}
    assert see("owner1") == 200
    assert broken(lambda: lite.move(service, ref, "finish", "province1")) == {"H-31"}


def test_the_pages_take_a_case_from_its_opening_to_a_fine_recorded(lite):
    browser = client_of(lite.who["province1"])

    wrong = post(browser, "/sanction-cases", "/sanction-cases", respondent="", ground="", committed_on="", summary="")
    done = post(browser, "/sanction-cases", "/sanction-cases", respondent=owner_of(lite)[1], ground="R-130",
                committed_on=lite.today.isoformat(), summary="拒绝检查。")
    page = done.headers["Location"]
    for trigger, said in (("investigate", {}), ("hear", {"statement": "认可。"}),
                          ("propose_measure", {"kind": "fine", "amount": "5"}),
                          ("propose_measure", {"kind": "fine", "amount": "10000"}),
                          ("decide", {"number": "2", "reason": "清楚。"})):
        last = post(browser, f"{page}/moves/{trigger}", page, **said)
    with reading() as db:
        measure = db.scalar(select(SanctionMeasure.ref))
    post(browser, f"/sanction-measures/{measure}/moves/record", page, note="已缴。")

    assert wrong.status_code == 422 and "请选择事由" in wrong.text
    assert last.status_code == 303 and state(SanctionMeasure, measure) == "done"
    assert queries.case_of(measure) == page.rsplit("/", 1)[1]


def test_an_application_of_another_owner_is_not_hit_by_the_bar(lite):
    revoked(lite)

    with reading() as db:
        others = db.scalars(select(Organisation.id).where(Organisation.kind == "owner",
                                                          Organisation.id != owner_of(lite)[0])).all()
        assert not any(is_barred(db, home, lite.today) for home in others)
        assert db.scalar(select(Application.state)) == "registered"


def test_only_one_measure_of_a_kind_can_be_dropped_before_the_decision(lite):
    ref = opened(lite, "R-128")
    lite.move(service, ref, "propose_measure", "province1", kind="fine", amount="20000")
    with transaction() as db:
        measure = db.scalar(select(SanctionMeasure.ref))

    lite.move(Measures, measure, "drop", "province1")

    assert state(SanctionMeasure, measure) == "dropped"
    assert broken(lambda: lite.move(service, ref, "decide", "province1", number="1", reason="x")) == {"H-30"}
