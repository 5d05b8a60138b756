"""A body's approval from the published need to its end, and what its end does to the body's work and its client."""
from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.approvals import queries, service
from app.database import reading, transaction
from app.engagement import queries as works
from app.engagement import service as engagement
from app.inbox.queries import inbox
from app.models.approval import Approval
from app.models.engagement import Engagement
from app.models.project import Application
from app.models.published import Setting
from app.parties.queries import bodies_in_scope
from app.registration import service as registration
from methodologies.kernel.rules import NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.approving import APPLIES, approval_of, begun, code, finish, state
from tests.rooms.clients import client_of, post
from tests.rooms.offices import Offices

FALSE_REPORT = {"ground": "R-132", "reason": "出具虚假审定报告。"}


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Offices(told("noticed", request.param))


@pytest.fixture
def lite(told):
    """Where the engine makes no difference."""
    return Offices(told("noticed"))


def broken(call) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        call()
    return {b.rule.id for b in refusal.value.broken if b.rule.grade == "refuse"}


def test_a_body_is_approved_for_a_sector_after_experts_and_the_ministry(office):
    ref = begun(office)

    office.move(service, ref, "apply", "val4", **APPLIES)
    office.move(service, ref, "send_to_experts", "samr1", panel="张某、李某、王某")
    office.move(service, ref, "give_opinion", "expert1", opinion="具备条件。")
    early = broken(lambda: office.move(service, ref, "approve", "samr1", number="CNCA-DEMO-9"))
    office.move(service, ref, "consent", "mee1")
    office.move(service, ref, "approve", "samr1", number="CNCA-DEMO-9",
                valid_to=(office.today + timedelta(days=30)).isoformat())

    assert early == {"R-22d"}
    assert [b.number for b in bodies_in_scope("14", office.today)] == ["CNCA-DEMO-9"]
    assert bodies_in_scope("14", office.today + timedelta(days=31)) == ()
    assert "CNCA-DEMO-9" in client_of().get("/bodies").text


def test_an_application_for_approval_tells_every_condition_that_fails(lite):
    ref = begun(lite)

    assert broken(lambda: lite.move(service, ref, "apply", "val4", staff="9", experienced="4")) == {"R-22a", "R-22b"}
    assert broken(lambda: lite.move(service, ref, "apply", "val4", on=lite.today + timedelta(days=1), **APPLIES)) == {
        "R-22"}


def test_a_need_is_published_by_market_supervision_alone_and_all_that_is_wrong_is_told(lite):
    with pytest.raises(NotYours):
        service.publish_need("14", "x", "2027-01-01", by=lite.who["registry1"], today=lite.today, key="key-of-a-need")
    with pytest.raises(Refusal) as refusal:
        service.publish_need("99", " ", "soon", by=lite.who["samr1"], today=lite.today, key="key-of-a-need")

    assert {b.where for b in refusal.value.broken} == {"/sector", "/words", "/closes_on"}


def test_each_office_finds_its_step_of_an_approval_in_its_inbox(lite):
    ref = begun(lite)

    def waits_for() -> set[str]:
        boxes = {name: inbox(lite.who[name], lite.today) for name in ("val4", "samr1", "mee1", "owner1")}
        return {name for name, box in boxes.items()
                if ref in {t.ref for t in (*box.today, *box.soon, *box.later)}}

    told = [waits_for()]
    for trigger, who, said in (("apply", "val4", APPLIES), ("send_to_experts", "samr1", {"panel": "甲"}),
                               ("give_opinion", "samr1", {"opinion": "可"}), ("consent", "mee1", {})):
        lite.move(service, ref, trigger, who, **said)
        told.append(waits_for())

    assert told == [{"val4"}, {"samr1"}, {"samr1"}, {"mee1"}, {"samr1"}]


def test_the_report_on_a_year_waits_until_it_is_handed_in(lite):
    ref, year = approval_of("validator"), str(lite.today.year - 1)
    due = lambda: [t.due for t in inbox(lite.who["val4"], lite.today).later + inbox(lite.who["val4"], lite.today).today
                   if t.ref == ref]
    before = due()

    lite.move(service, ref, "report_year", "val4", year=year, compliance="守法。", activity="3项。", people="无变动。")

    assert before == [date(lite.today.year, 3, 31)] and due() == []
    assert queries.show(ref, by=lite.who["samr1"], today=lite.today).reports == ((year, lite.today),)


def test_a_suspended_body_contracts_nothing_until_it_is_restored(office):
    ref, work = approval_of("validator"), works.work_on(office.story.refs["application"])
    contract = {"contract_no": "1", "contracted_on": office.today.isoformat(), "independence": "declared"}

    office.move(service, ref, "suspend", "samr1", ground="R-131", reason="遗漏程序。")
    stopped = broken(lambda: office.move(engagement, work, "accept", "val4", **contract))
    office.move(service, ref, "restore", "samr1", cure="已补办。")
    office.move(engagement, work, "accept", "val4", **contract)

    assert stopped == {"R-23"}
    assert state(Engagement, work) == "contracted"


def lost(office: Offices) -> tuple[str, str]:
    """The validator's approval is revoked; gives the application and the work that was lost."""
    ref = office.story.refs["application"]
    work = works.work_on(ref)
    office.move(service, approval_of("validator"), "revoke", "samr1", **FALSE_REPORT)
    return ref, work


def test_a_revoked_body_loses_its_open_work_and_the_owner_is_told(office):
    ref, work = lost(office)
    box = inbox(office.who["owner1"], office.today)

    assert state(Engagement, work) == "body_lost"
    assert state(Application, ref) == "on_notice"
    assert "另行委托审定与核查机构" in {t.zh for t in (*box.today, *box.soon, *box.later) if t.ref == ref}
    assert "另行委托机构，重新公示" in client_of(office.who["owner1"]).get(f"/applications/{ref}").text


def test_after_a_loss_another_body_validates_under_a_new_notice_up_to_registration(office):
    ref, work = lost(office)
    first_notice = notice_refs(ref)

    office.move(registration, ref, "restart", "owner1")
    nobody = broken(lambda: office.move(registration, ref, "submit", "owner1"))
    registration.name_body(ref, code("verifier"), by=office.who["owner1"])
    office.two(registration, ref, "submit", "owner1", "owner2")
    office.move(registration, ref, "release", "registry1")
    again = works.work_on(ref)
    finish(office, ref, again, "ver")

    assert nobody == {"R-23"}
    assert len(notice_refs(ref)) == len(first_notice) + 1
    assert (state(Engagement, work), state(Engagement, again)) == ("body_lost", "issued")
    assert state(Application, ref) == "registered"


def notice_refs(ref: str) -> list[str]:
    from app.models.notice import Notice

    with reading() as db:
        return list(db.scalars(select(Notice.ref).where(Notice.subject == ref)))


def test_where_the_setting_says_so_another_body_goes_on_under_the_same_notice(office):
    ref, work = lost(office)
    with transaction() as db:
        db.add(Setting(key="pub.new_body_restarts", value="false", from_on=office.today,
                       proposed_by=office.who["registry1"].id, confirmed_by=office.who["registry2"].id))

    shut = broken(lambda: office.move(registration, ref, "restart", "owner1"))
    unfit = broken(lambda: office.move(registration, ref, "recommission", "owner1", body=code("validator")))
    office.two(registration, ref, "recommission", "owner1", "owner2", body=code("verifier"))

    assert (shut, unfit) == ({"R-184"}, {"R-26c"})
    assert state(Application, ref) == "on_notice" and len(notice_refs(ref)) == 1
    assert works.work_on(ref) != work and state(Engagement, works.work_on(ref)) == "requested"


def test_a_body_that_works_is_not_replaced(lite):
    ref = lite.story.refs["application"]

    assert broken(lambda: lite.move(registration, ref, "restart", "owner1")) == {"R-26b"}
    assert "另行委托机构" not in client_of(lite.who["owner1"]).get(f"/applications/{ref}").text


def test_a_lost_verification_frees_the_period_for_another_claim_under_a_new_notice(told):
    from app.issuance import service as issuance
    from app.models.reduction import Period, ReductionApplication

    office = Offices(told("claimed"))
    ref = office.story.refs["reduction"]

    office.move(service, approval_of("verifier"), "surrender", "ver4", reason="业务调整。")
    office.move(issuance, ref, "restart", "owner1")

    assert state(ReductionApplication, ref) == "draft"
    with reading() as db:
        assert set(db.scalars(select(Period.state))) == {"accounted"}


def test_a_report_of_a_body_revoked_for_a_false_report_is_flagged_and_registers_nothing(told):
    from app.issuance import service as issuance

    office = Offices(told("claimed"))
    ref, work = office.story.refs["application"], office.story.refs["validation"]

    office.move(service, approval_of("validator"), "revoke", "samr1", **FALSE_REPORT)
    shown = queries.show(approval_of("validator"), by=office.who["samr1"], today=office.today)

    assert state(Engagement, work) == "issued" and state(Application, ref) == "registered"
    assert [w.ref for w in shown.works if w.flagged] == [work]
    assert issuance is not None


def test_an_approval_expires_after_its_last_day_by_the_clock(office):
    ref = approval_of("validator")
    with transaction() as db:
        db.scalar(select(Approval).where(Approval.ref == ref)).valid_to = office.today

    same_day, next_day = service.expire_due(office.today), service.expire_due(office.today + timedelta(days=1))

    assert (same_day, next_day, service.expire_due(office.today + timedelta(days=2))) == (0, 1, 0)
    assert state(Approval, ref) == "expired"
    with pytest.raises(NotOpen):
        office.move(service, ref, "restore", "samr1", cure="x")


def test_the_pages_take_a_need_to_an_application_for_approval(lite):
    samr, body = client_of(lite.who["samr1"]), client_of(lite.who["val4"])

    wrong = post(samr, "/approvals/needs", "/approvals", sector="", words="", closes_on="")
    post(samr, "/approvals/needs", "/approvals", sector="14", words="林业碳汇。", closes_on=lite.today.isoformat())
    need = re.search(r"VN-\d{4}-\d{4}", body.get("/approvals").text)[0]
    begun = post(body, f"/approvals/needs/{need}", "/approvals")
    page = begun.headers["Location"]
    refused = post(body, f"{page}/moves/apply", page, staff="3", experienced="1")
    done = post(body, f"{page}/moves/apply", page, **APPLIES)

    assert wrong.status_code == 422 and "请选择领域" in wrong.text
    assert refused.status_code == 422 and "R-22a" in refused.text
    assert done.status_code == 303 and "专家" in samr.get(page).text
    assert client_of(lite.who["owner1"]).get(page).status_code == 404
