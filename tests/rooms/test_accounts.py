"""Registry accounts end to end: opened, changed, restricted, closed; and what a shut account may no longer do."""
from __future__ import annotations

import re
import uuid
from datetime import date

import pytest

from app.access import Who
from app.accounts import queries, service
from app.inbox.queries import inbox
from app.ledger import queries as ledger
from app.parties.credit_code import check_character
from app.parties.queries import me
from app.registration import service as registration
from methodologies.kernel.rules import NotFound, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of
from tests.rooms.newcomers import STEMS, House, broken
from workflows.calendar import CALENDAR


def inbox_of(who: Who, today: date):
    found = inbox(who, today)
    return (*found.today, *found.soon, *found.later)


@pytest.fixture(params=ENGINES)
def house(request, told):
    return House(told("noticed", request.param))


@pytest.fixture
def lite(told):
    """Where the engine makes no difference."""
    return House(told("noticed"))


def test_a_joint_opening_is_reviewed_by_the_exchange_and_then_by_the_registry(house):
    ref = house.begin()

    house.act(ref, "apply_joint", "newcomer")
    first = house.show(ref)
    house.act(ref, "pass_first", "exchange1", trading_no="JY-0007")
    between = house.show(ref)
    house.two(ref, "approve")

    done = house.show(ref, "newcomer")
    assert first.deadlines == () and first.state.key == "first_review"
    assert between.deadlines[0].due_on == CALENDAR.review_due(house.today, 15).on
    assert (done.state.key, done.first_reviewed_on, done.decided_on) == ("active", house.today, house.today)
    assert (done.account_no, done.trading_no) == ("CN00000003", "JY-0007")
    assert {(d.key, d.name_zh) for d in me(house.new.id).duties} == {("initiator", "新源风电有限公司")}
    assert {d.key for d in me(house.second.id).duties} == {"confirmer"}
    assert ledger.account("CN00000003", house.new).dossier == ref


def test_an_independent_opening_goes_to_the_registry_alone(lite):
    ref = lite.begin()
    lite.act(ref, "apply", "newcomer")

    with pytest.raises(NotFound):
        lite.show(ref, "exchange1")
    lite.two(ref, "approve")

    assert (lite.show(ref).mode, lite.show(ref).trading_no) == ("independent", "")
    lite.act(ref, "open_trading", "exchange1", trading_no="JY-0008")
    assert lite.show(ref).trading_no == "JY-0008"


def test_an_application_waits_in_the_inbox_of_whoever_reviews_it_and_of_nobody_else(lite):
    ref = lite.begin()

    def waits_for():
        names = ("newcomer", "exchange1", "registry1", "owner1", "province1")
        return {name for name in names if ref in {t.ref for t in inbox_of(lite.who(name), lite.today)}}

    drafted = waits_for()
    lite.act(ref, "apply_joint", "newcomer")
    first = waits_for()
    lite.act(ref, "pass_first", "exchange1", trading_no="JY-0007")
    second = waits_for()
    lite.two(ref, "approve")

    assert (drafted, first, second, waits_for()) == ({"newcomer"}, {"exchange1"}, {"registry1"}, set())


def test_an_application_is_refused_with_its_reason_and_opens_nothing(lite):
    ref = lite.begin()
    lite.act(ref, "apply", "newcomer")

    lite.two(ref, "refuse", reason="授权书未盖章")

    assert lite.show(ref, "newcomer").state.key == "refused"
    assert "授权书未盖章" in client_of(lite.new).get(f"/account-applications/{ref}").text
    assert me(lite.new.id).duties == ()


@pytest.mark.parametrize("word", STEMS)
def test_an_account_opens_for_a_company_an_authority_an_institution_an_association_and_a_village(lite, word):
    code = STEMS[word] + check_character(STEMS[word])
    ref = lite.begin(code, name_zh=f"演示{word}")

    lite.act(ref, "apply", "newcomer")
    lite.two(ref, "approve")

    assert ledger.accounts(lite.new).rows[0].credit_code == code


@pytest.mark.parametrize("word", STEMS)
def test_a_wrong_check_character_is_refused_whatever_the_kind_of_entity(lite, word):
    right = check_character(STEMS[word])

    with pytest.raises(Refusal) as refusal:
        lite.begin(STEMS[word] + ("1" if right != "1" else "2"))

    assert [b.rule.id for b in refusal.value.broken] == ["CC-3"]


def test_everything_wrong_with_an_application_is_told_at_once(lite):
    with pytest.raises(Refusal) as refusal:
        service.begin({"confirmer": "newcomer"}, by=lite.new, today=lite.today, key=uuid.uuid4().hex)

    assert {b.where for b in refusal.value.broken} == {
        "/credit_code", "/kind", "/name_zh", "/address", "/representative", "/phone", "/confirmer",
        "/initiator/employer", "/confirmer/employer"}


def test_an_entity_with_an_account_gets_no_second_one(lite):
    ref = lite.begin(me(lite.who("owner1").id).homes("initiator")[0].credit_code)

    assert broken(lambda: lite.act(ref, "apply", "newcomer")) == {"R-13"}


def test_a_natural_person_is_refused_while_the_switch_is_off(lite):
    ref = lite.begin(kind="natural_person", id_number="370202199001011237")

    assert broken(lambda: lite.act(ref, "apply", "newcomer")) == {"R-24"}


@pytest.mark.parametrize("said", [{"initiator_employer": "it_contractor"}, {"confirmer_employer": "exchange"},
                                  {"initiator_employer": "other", "initiator_employer_name": "演示注册登记机构"}])
def test_staff_of_barred_institutions_are_refused_by_what_they_declare(lite, said):
    ref = lite.begin(**said)

    assert broken(lambda: lite.act(ref, "apply", "newcomer")) == {"R-11"}


def test_staff_of_the_registry_are_refused_by_identity_whatever_they_declare(lite):
    ref = lite.begin(confirmer="registry2")

    assert broken(lambda: lite.act(ref, "apply", "newcomer")) == {"R-11"}


def test_papers_that_are_missing_stop_the_application(lite):
    ref = service.begin(lite.said(), by=lite.new, today=lite.today, key="a-key-of-its-own")

    assert broken(lambda: lite.act(ref, "apply", "newcomer")) == {"R-14"}


def test_a_change_leaves_the_account_usable_and_is_made_within_15_working_days(house):
    ref = house.opened()

    house.two(ref, "report_change", "newcomer", "colleague", changed_on=house.today.isoformat(), name_zh="新源二号公司")
    under_review = house.show(ref)
    house.act(ref, "accept_change", "registry1")

    assert under_review.state.key == "change_review"
    assert under_review.deadlines[0].due_on == CALENDAR.review_due(house.today, 15).on
    assert ledger.account("CN00000003", house.new).line.restricted is False
    assert house.show(ref).name_zh == ledger.account("CN00000003", house.new).line.name_zh == "新源二号公司"


def test_a_restricted_account_is_restored_once_the_cause_is_cured(house):
    ref = house.opened()

    house.two(ref, "restrict", ground="licence", reason="执照与实际不符")
    shut = ledger.account("CN00000003", house.new).line.restricted
    house.two(ref, "ask_restore", "newcomer", "colleague", cure="已换发执照", address="杭州市新址2号")
    house.two(ref, "restore", cured_on=house.today.isoformat())

    assert shut and not ledger.account("CN00000003", house.new).line.restricted
    assert house.show(ref).data[2][1] == "杭州市新址2号"


def test_an_owner_takes_steps_until_the_account_is_restricted_and_again_after(house):
    owner, code = house.who("owner1"), me(house.who("owner1").id).homes("initiator")[0].credit_code
    number = next(a.number for a in ledger.accounts(owner).rows)
    ref, application = queries.dossier_of_account(number), house.story.refs["application"]

    def ask():
        return registration.move(application, "ask_withdrawal", by=owner, today=house.today, key=uuid.uuid4().hex,
                                 payload={"reason": "改变计划"})
    house.two(ref, "restrict", ground="breach", reason="违规")
    refused = broken(ask)
    house.two(ref, "ask_restore", "owner1", "owner2", cure="已整改")
    house.two(ref, "restore", cured_on=house.today.isoformat())

    assert refused == {"H-01"} and code
    assert ask().state == "withdrawal_asked"


def test_the_pages_take_an_application_from_its_form_to_the_list(lite):
    browser = client_of(lite.new)

    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/account-applications/new").text)[1]
    wrong, right = (browser.post("/account-applications", data={"csrf_token": token, "key": uuid.uuid4().hex, **said})
                    for said in (lite.said(name_zh=""), lite.said()))
    page = right.headers["Location"]

    assert wrong.status_code == 422 and "请填写单位名称" in wrong.text
    assert right.status_code == 303 and "申请联合开户" in browser.get(page).text
    assert "新源风电有限公司" in browser.get("/account-applications").text
    assert client_of(lite.who("stranger")).get(page).status_code == 404
