"""Voluntary retirement: chosen serials, confirmed by two of the holder, reviewed and carried out by the registry."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from app import clock, jobs
from app.certificates import check
from app.certificates import trust as trusts
from app.certificates.keys import trust_file
from app.credits import queries, service
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.disclosure import queries as disclosure
from app.evidence import calls
from app.ledger import acts
from app.ledger import queries as ledger
from app.ledger.pieces import Span, end
from app.models.ledger import Account
from app.published import service as published
from methodologies.kernel.rules import NotFound, Refusal
from tests.databases import ENGINES
from tests.promises.certificates import text_of
from tests.rooms.offices import Offices

USE = {"beneficiary": "示范会议组委会", "purpose": "event", "user": "public_body", "use_year": "2026", "abroad": "no",
       "statement": "会议碳中和"}


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Offices(told("issued", request.param))


@pytest.fixture
def lite(told):
    return Offices(told("issued"))


def account_no(office: Offices) -> str:
    return ledger.accounts(office.who["owner1"]).rows[0].number


def serials_of(office: Offices) -> list:
    return list(queries.choice("retirement", account_no(office), office.who["owner1"]).held)


def begun(office: Offices, tonnes: str = "100", kind: str = "retirement", who: str = "owner1") -> str:
    first = serials_of(office)[0]
    return service.begin(kind, account_no(office), [Pick(str(first.block), tonnes)], by=office.who[who],
                         today=office.today, key=uuid.uuid4().hex)


def balance(office: Offices) -> dict[str, int]:
    with reading() as db:
        account = db.query(Account).filter_by(number=account_no(office)).one()
        return ledger.balance_of(db, account.id)


def test_a_retirement_is_confirmed_by_two_reviewed_and_final(office):
    before = balance(office)["available"]
    ref = begun(office)

    office.two(service, ref, "request", "owner1", "owner2", **USE)
    shown = queries.show(ref, by=office.who["registry1"], today=office.today)
    office.move(service, ref, "take_up", "registry1")
    office.move(service, ref, "retire", "registry1")

    after = queries.show(ref, by=office.who["owner1"], today=office.today)
    assert shown.line.state.key == "holder_confirmed" and balance(office) == {"available": before - 100, "retired": 100}
    assert after.line.state.key == "retired" and after.line.ended_on == office.today
    assert [(r.tonnes, r.state_key) for r in after.ranges] == [(100, "retired")]


def test_the_step_says_before_it_is_taken_what_it_does(lite):
    ref = begun(lite)
    lite.two(service, ref, "request", "owner1", "owner2", **USE)
    lite.move(service, ref, "take_up", "registry1")

    page = queries.show(ref, by=lite.who["registry1"], today=lite.today)

    (line,) = page.effects["retire"]
    assert (line.ranges, line.tonnes, line.before[0], line.then[0], line.ends) == (1, 100, "可用", "已注销", True)


def test_a_purpose_of_the_national_market_is_refused_with_every_other_broken_rule(lite):
    ref = begun(lite)

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "request", "owner1",
                  **{**USE, "purpose": "national_ets", "use_year": "2099", "abroad": "yes"})

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-122", "/purpose"), ("R-123", "/use_year"),
                                                                   ("R-127", "/abroad")]


def test_credits_promised_twice_are_retired_once(lite):
    refs = [begun(lite), begun(lite)]
    for ref in refs:
        lite.two(service, ref, "request", "owner1", "owner2", **USE)
        lite.move(service, ref, "take_up", "registry1")
    lite.move(service, refs[0], "retire", "registry1")

    with pytest.raises(Refusal) as refusal:
        lite.move(service, refs[1], "retire", "registry1")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-124", "/ranges/0")]
    assert balance(lite)["retired"] == 100


@pytest.mark.parametrize("picked, tonnes, where", [
    ("CN-CCER-NOSUCH-2024-01-1-10", "10", "/picks/0/serial"), ("?", "1", "/picks/0/serial")])
def test_what_the_account_does_not_hold_can_not_be_chosen(lite, picked, tonnes, where):
    with pytest.raises(Refusal) as refusal:
        service.begin("retirement", account_no(lite), [Pick(picked, tonnes)], by=lite.who["owner1"], today=lite.today,
                      key=uuid.uuid4().hex)

    assert [b.where for b in refusal.value.broken] == [where]


def test_strangers_begin_nothing_with_the_credits_of_others(lite):
    with pytest.raises(NotFound):
        begun(lite, who="val1")


def test_a_retirement_leaves_a_certificate_of_exactly_its_serials(office):
    ref = begun(office)
    office.two(service, ref, "request", "owner1", "owner2", **USE)
    office.move(service, ref, "take_up", "registry1")
    office.move(service, ref, "retire", "registry1")
    jobs.work_until_idle()

    (number,) = queries.show(ref, by=office.who["owner2"], today=office.today).certificates
    found = disclosure.certificate(number)

    assert found.shown.is_made and found.content.application == ref and found.content.tonnes == 100
    assert found.content.use.beneficiary == USE["beneficiary"] and found.content.use.purpose.zh == "大型活动碳中和"
    assert [lot.serial for lot in found.content.lots] == [
        r.serial for r in queries.show(ref, by=office.who["registry1"], today=office.today).ranges]
    assert check.genuine(check.verify(disclosure.pdf(number), trusts.read(trust_file())))


def test_a_holding_is_certified_once_per_key_and_by_nobody_elses_wish(office):
    today, owner, key = office.today, office.who["owner2"], uuid.uuid4().hex

    made = [service.certify_holding(account_no(office), today, by=owner, today=today, key=key) for _ in range(2)]
    jobs.work_until_idle()
    with pytest.raises(NotFound):
        service.certify_holding(account_no(office), today, by=office.who["stranger"], today=today, key=uuid.uuid4().hex)

    said = disclosure.certificate(made[0][0]).content
    assert made[0] == made[1] and made[0] == (said.number, said.code)
    assert said.by_state() == balance(office)


def test_a_holding_at_the_end_of_a_day_is_what_the_statement_of_that_day_says_to_its_last_second(lite):
    day, number, owner = lite.today, account_no(lite), lite.who["owner1"]
    last = clock.end_of(day) - timedelta(milliseconds=500)
    published.advance_clock(1)
    with transaction() as db:
        calls.keep(db, "last-second", [], {}, last)
        acts.reshape(db, key="last-second", kind="retire", subject="A210001", spans=[Span(1, 1, 50)],
                     change=end("retired"), on=day, at=last)

    made, _ = service.certify_holding(number, day, by=owner, today=lite.today, key=uuid.uuid4().hex)

    said = disclosure.certificate(made).content
    assert said.tonnes == ledger.statement(number, day, day, by=owner, now=clock.now()).in_hand
    jobs.work_until_idle()
    assert f"{day} 24:00:00" in text_of(disclosure.pdf(made))


def test_a_certified_holding_counts_what_is_retired_no_more_and_stands_until_the_next_act(lite):
    ref = begun(lite)
    lite.two(service, ref, "request", "owner1", "owner2", **USE)
    lite.move(service, ref, "take_up", "registry1")
    lite.move(service, ref, "retire", "registry1")
    published.advance_clock(1)
    number, _ = service.certify_holding(account_no(lite), lite.today, by=lite.who["owner1"], today=lite.today,
                                        key=uuid.uuid4().hex)

    made = disclosure.certificate(number)
    second = begun(lite, "50")
    lite.two(service, second, "request", "owner1", "owner2", **USE)
    lite.move(service, second, "take_up", "registry1")
    lite.move(service, second, "retire", "registry1")

    assert made.content.tonnes == balance(lite)["available"] + 50 and set(made.content.by_state()) == {"available"}
    assert (made.standing.key, disclosure.certificate(number).standing.key) == ("valid", "superseded")
