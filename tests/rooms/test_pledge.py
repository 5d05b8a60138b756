"""Pledge: agreed to by the pledgee, recorded by the registry, released in parts, enforced, stopped by a court."""
from __future__ import annotations

from datetime import date

import pytest

from app.credits import queries, service
from app.ledger.pieces import lay, lift
from app.published import service as published
from methodologies.kernel.rules import Conflict, NotFound, Refusal
from tests.databases import ENGINES
from tests.rooms.lenders import (
    CODE,
    DEBT,
    account_no,
    balance,
    begun,
    code_of,
    laid_over,
    letters,
    open_account,
    pledged,
    with_bank,
)
from tests.rooms.offices import Offices

RULING = {"case": "ruling", "ruling_no": "（2026）演01执1号"}


@pytest.fixture(params=ENGINES)
def office(request, told):
    return with_bank(Offices(told("issued", request.param)))


@pytest.fixture
def lite(told):
    return with_bank(Offices(told("issued")))


def broken(refusal) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def state(office: Offices, ref: str, who: str = "owner1") -> str:
    return queries.show(ref, by=office.who[who], today=office.today).line.state.key


def test_a_pledge_is_recorded_released_in_part_from_the_lowest_serial_and_then_whole(office):
    before = balance(account_no(office))["available"]
    ref = pledged(office)
    held = balance(account_no(office))

    office.two(service, ref, "release_part", "bank1", "bank2", part_t="30")
    part = queries.show(ref, by=office.who["bank1"], today=office.today)
    office.two(service, ref, "release", "bank1", "bank2")

    assert held == {"available": before - 100, "pledged": 100}
    assert [(r.tonnes, r.state_key, r.mine) for r in part.ranges] == [(70, "pledged", True)]
    assert part.ranges[0].serial.endswith("-31-100")
    assert balance(account_no(office)) == {"available": before} and state(office, ref) == "released"


def test_a_second_pledge_on_the_same_credits_can_not_be(lite):
    second = begun(lite)
    pledged(lite)

    with pytest.raises(Refusal) as refusal:
        lite.move(service, second, "apply", "owner1", **DEBT)

    assert broken(refusal) == [("R-124", "/ranges/0")]


@pytest.mark.parametrize("known, where", [
    (dict(pledgee="91110000NOBODY0001"), [("R-120e", "/pledgee")]),
    (dict(kind="repo", principal="NaN", pboc_no="?", contract_no="-"), [("R-121", "/kind"), ("R-120a", "/principal")]),
    (dict(matures_on="2026-01-01"), [("R-120a", "/matures_on")])])
def test_what_can_not_secure_a_debt_is_refused_at_its_field(lite, known, where):
    with pytest.raises(Refusal) as refusal:
        lite.move(service, begun(lite), "apply", "owner1", **{**DEBT, **known})

    assert broken(refusal) == where


@pytest.mark.parametrize("name", ["Demonstration Registry", "Mingjian Inspection"])
def test_an_office_or_a_body_can_not_be_pledgee(lite, name):
    code = code_of(name)

    with pytest.raises(Refusal) as refusal:
        lite.move(service, begun(lite), "apply", "owner1", **{**DEBT, "pledgee": code})

    assert broken(refusal) == [("R-120e", "/pledgee")]


def test_where_pledges_are_switched_off_the_page_says_so_before_anything_is_filled_in(lite):
    published.propose_setting("pledge.enabled", "false", lite.today, by=lite.who["registry1"], today=lite.today)
    published.confirm_setting("pledge.enabled", by=lite.who["registry2"], today=lite.today)

    page = queries.show(begun(lite), by=lite.who["owner1"], today=lite.today)

    (offer,) = [o for o in page.offers if o.trigger == "apply"]
    assert not offer.open and [b.rule.id for b in offer.why] == ["R-120"]


def test_the_pledgee_sees_the_pledge_once_it_is_applied_for_and_may_decline(lite):
    ref = begun(lite)
    with pytest.raises(NotFound):
        queries.show(ref, by=lite.who["bank1"], today=lite.today)

    lite.two(service, ref, "apply", "owner1", "owner2", **DEBT)
    lite.move(service, ref, "turn_down", "bank1", reason="金额不符")

    assert state(lite, ref, "bank1") == "refused"
    with pytest.raises(NotFound):
        queries.show(ref, by=lite.who["stranger"], today=lite.today)


def test_credits_of_a_pledge_go_to_the_pledgee_that_has_an_account(lite):
    ref = pledged(lite)
    lite.two(service, ref, "enforce", "bank1", "bank2", **RULING)

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "transfer", "registry1")
    number = open_account(CODE)
    lite.two(service, ref, "transfer", "registry1", "registry2")

    assert broken(refusal) == [("R-120f", "/pledgee_account")]
    assert balance(number) == {"available": 100} and state(lite, ref) == "transferred"


def test_credits_sold_at_the_exchange_go_to_the_buyer(lite):
    ref = pledged(lite)
    lite.two(service, ref, "enforce", "bank1", "bank2", **RULING)
    owner = queries.show(ref, by=lite.who["bank1"], today=lite.today).line.holder.credit_code

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "sell", "exchange1", record_no="CJ-1", buyer=owner)
    number = open_account(CODE)
    lite.move(service, ref, "sell", "exchange1", record_no="CJ-1", buyer=CODE)

    assert broken(refusal) == [("R-120g", "/buyer")]
    assert balance(number) == {"available": 100} and state(lite, ref) == "sold"


def test_without_a_ruling_a_pledge_is_enforced_once_the_debt_is_past_due_and_may_be_stopped(lite):
    ref = pledged(lite)                                 # due on 30 November 2027

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "enforce", "bank1", on=date(2027, 11, 30), case="agreement")
    lite.two(service, ref, "enforce", "bank1", "bank2", on=date(2027, 12, 1), case="agreement")
    lite.two(service, ref, "stop", "bank1", "bank2", on=date(2027, 12, 1), reason="已清偿")

    assert broken(refusal) == [("R-120d", "/matures_on")]
    assert state(lite, ref) == "registered" and balance(account_no(lite))["pledged"] == 100


def test_a_court_over_a_pledge_stops_the_disposal_not_the_release_and_the_pledgee_is_told(lite):
    ref = pledged(lite)
    laid_over(lite, ref, lay("court", "FZ-2026-0001"), "FZ-2026-0001")
    lite.two(service, ref, "enforce", "bank1", "bank2", **RULING)
    open_account(CODE)
    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "transfer", "registry1")
    laid_over(lite, ref, lift("FZ-2026-0001"), "FZ-2026-0001")
    laid_over(lite, ref, lay("court", "FZ-2026-0002"), "FZ-2026-0002")
    lite.two(service, ref, "stop", "bank1", "bank2", reason="改为解除")
    lite.two(service, ref, "release", "bank1", "bank2")

    assert broken(refusal) == [("R-117c", "/ranges/0")]
    assert balance(account_no(lite))["judicial_frozen"] == 100
    assert letters(lite, "bank2") == letters(lite, "bank1") == [
        f"Credits pledged under {ref} have changed, by {ref}: 100 t from available to pledged.",
        f"Credits pledged under {ref} have changed, by FZ-2026-0001: 100 t from pledged to frozen by a court.",
        f"Credits pledged under {ref} have changed, by FZ-2026-0001: 100 t from frozen by a court to pledged.",
        f"Credits pledged under {ref} have changed, by FZ-2026-0002: 100 t from pledged to frozen by a court.",
        f"Credits pledged under {ref} have changed, by {ref}: 100 t stay frozen by a court, no longer pledged."]


def test_a_pledge_that_was_recorded_elsewhere_meanwhile_is_not_recorded_again(lite):
    ref = begun(lite)
    lite.two(service, ref, "apply", "owner1", "owner2", **DEBT)
    lite.two(service, ref, "accept", "bank1", "bank2")
    lite.move(service, ref, "register", "registry1")
    laid_over(lite, ref, lay("court", "FZ-2026-0001"), "FZ-2026-0001")

    with pytest.raises((Refusal, Conflict)) as refusal:
        lite.move(service, ref, "confirm", "registry2")

    assert broken(refusal) == [("R-124", "/ranges/0")]
