"""To the market and back: what binds the credits on the way, and who may send whom."""
from __future__ import annotations

import uuid

import pytest

from app.credits import queries, service
from app.credits.ranges import Pick
from app.market import service as market
from methodologies.kernel.rules import NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.floor import Floor


@pytest.fixture(params=ENGINES)
def floor(request, told):
    return Floor(told("issued", request.param))


@pytest.fixture
def lite(told):
    return Floor(told("issued"))


def broken(refusal) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def test_credits_go_to_the_exchange_and_come_back(floor):
    before = floor.balance(floor.seller)["available"]
    floor.open_hours()
    ref = floor.begin("100")
    floor.two(service, ref, "request", "owner1", "owner2")
    on_the_way = floor.balance(floor.seller)
    floor.move(service, ref, "approve", "registry1")
    floor.two(service, ref, "forward", "owner1", "owner2", first_price="80.45")
    floor.move(service, ref, "admit", "exchange1")
    there = floor.balance(floor.seller)

    floor.two(service, ref, "ask_back", "owner1", "owner2", on=floor.day)
    asked = floor.balance(floor.seller)
    floor.two(service, ref, "give_back", "exchange1", "registry1", on=floor.day)

    assert on_the_way == {"available": before - 100, "transferring": 100}
    assert there == {"available": before - 100, "at_exchange": 100} and asked["transferring"] == 100
    assert floor.balance(floor.seller) == {"available": before}
    assert queries.show(ref, by=floor.who["owner1"], today=floor.day).line.state.key == "available"


def test_what_is_on_its_way_can_be_used_for_nothing_else(lite):
    ref = lite.begin("100")
    other = service.begin("retirement", lite.seller, [Pick(
        str(queries.choice("retirement", lite.seller, lite.who["owner1"]).held[0].block), "100")],
        by=lite.who["owner1"], today=lite.today, key=uuid.uuid4().hex)
    lite.two(service, ref, "request", "owner1", "owner2")

    with pytest.raises(Refusal) as refusal:
        lite.move(service, other, "request", "owner1", beneficiary="甲", purpose="event", user="other",
                  use_year="2026", abroad="no")

    assert broken(refusal) == [("R-124", "/ranges/0")]


def test_a_refusal_gives_the_credits_back_to_the_holder(lite):
    before, ref = lite.balance(lite.seller), lite.begin("100")
    lite.two(service, ref, "request", "owner1", "owner2")

    lite.move(service, ref, "refuse", "registry1", reason="材料不符")

    assert lite.balance(lite.seller) == before


def test_an_account_that_is_bound_to_nothing_moves_nothing_in(told):
    floor = Floor(told("issued"), ready=False)
    ref = floor.begin("10")

    with pytest.raises(Refusal) as refusal:
        floor.move(service, ref, "request", "owner1")

    assert broken(refusal) == [("R-110", "/trading_no"), ("R-110", "/bank")]


def test_the_first_of_an_instrument_names_its_price_and_the_next_need_not(lite):
    ref = lite.begin("10")
    lite.two(service, ref, "request", "owner1", "owner2")
    lite.move(service, ref, "approve", "registry1")

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "forward", "owner1")
    lite.two(service, ref, "forward", "owner1", "owner2", first_price="80.45")
    lite.move(service, ref, "admit", "exchange1")
    second = lite.begin("10")
    lite.two(service, second, "request", "owner1", "owner2")
    lite.move(service, second, "approve", "registry1")
    lite.two(service, second, "forward", "owner1", "owner2")

    assert broken(refusal) == [("R-104a", "/first_price")]


def test_what_is_left_at_the_exchange_returns_by_a_dossier_of_its_own(lite):
    lite.admitted("100")
    lite.open_hours()
    ref = lite.begin("30", state="at_exchange")

    lite.two(service, ref, "ask_back", "owner1", "owner2", on=lite.day)
    lite.move(service, ref, "keep", "exchange1", on=lite.day, reason="当日有成交")

    assert lite.balance(lite.seller)["at_exchange"] == 100


def test_locked_credits_do_not_return(lite):
    ref = lite.admitted("100")
    lite.open_hours()
    lite.order(tonnes="60")

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "ask_back", "owner1", on=lite.day)

    assert broken(refusal) == [("R-110b", "/ranges/0")]


def test_a_bank_account_changes_with_no_cash_and_of_one_name(lite):
    ref = market.open_binding(lite.seller, by=lite.who["exchange1"], today=lite.today, key=uuid.uuid4().hex)

    with pytest.raises(Refusal) as refusal:
        lite.move(market, ref, "change_bank", "exchange1", bank_holder="别的公司", bank_no="1", cash="0.01",
                  flow_today="yes")

    assert broken(refusal) == [("R-20", "/bank_holder"), ("R-20a", "/cash"), ("R-20a", "/flow_today")]
    with pytest.raises(NotYours):
        lite.move(market, ref, "change_bank", "owner1", bank_holder="x", bank_no="1", cash="0", flow_today="no")


def test_the_bond_ends_when_nothing_is_left_in_trading_and_frees_the_account(lite):
    ref = market.open_binding(lite.buyer, by=lite.who["exchange1"], today=lite.today, key=uuid.uuid4().hex)
    lite.move(market, ref, "unbind_bank", "exchange1", cash="0", flow_today="no")
    lite.move(market, ref, "end", "registry1")

    assert lite.bind(lite.buyer) != ref


def test_nobody_moves_in_what_another_holds(lite):
    held = queries.choice("market_move", lite.seller, lite.who["owner1"]).held

    with pytest.raises(Refusal) as refusal:
        service.begin("market_move", lite.buyer, [Pick(str(held[0].block), "1")], by=lite.who["stranger"],
                      today=lite.today, key=uuid.uuid4().hex)

    assert broken(refusal) == [("LEDGER-CHOSEN", "/picks/0/serial")]


def test_two_new_instruments_go_by_two_dossiers(lite):
    held = queries.choice("market_move", lite.seller, lite.who["owner1"]).held
    ref = service.begin("market_move", lite.seller, [Pick(str(each.block)) for each in held[:2]],
                        by=lite.who["owner1"], today=lite.today, key=uuid.uuid4().hex)

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "request", "owner1")

    assert broken(refusal) == [("R-104b", "/ranges")]


def test_what_came_no_further_than_the_trading_account_is_taken_back_by_two_people(lite):
    before, ref = lite.balance(lite.seller), lite.begin("100")
    lite.two(service, ref, "request", "owner1", "owner2")
    lite.move(service, ref, "approve", "registry1")

    lite.two(service, ref, "take_back", "owner1", "owner2")

    assert lite.balance(lite.seller) == before
    assert queries.show(ref, by=lite.who["owner1"], today=lite.today).line.state.key == "available"
