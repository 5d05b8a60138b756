"""What the exchange reports: orders that lock, trades that are settled, and calls that are sent twice."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries as account_queries
from app.accounts import service as accounts
from app.credits import service as credit_service
from app.database import reading, transaction
from app.ledger import proof
from app.market import queries
from app.models.ledger import Account
from app.models.market import MarketOrder, MarketTrade, Settlement
from app.models.party import Organisation
from app.models.work import Mail
from methodologies.kernel.rules import Conflict, NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.courts import pieces, with_court
from tests.rooms.floor import Floor


@pytest.fixture(params=ENGINES)
def floor(request, told):
    return Floor(told("issued", request.param))


@pytest.fixture
def lite(told):
    floor = Floor(told("issued"))
    floor.admitted("100")
    return floor


def broken(refusal) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def only(model):
    with reading() as db:
        return db.query(model).one()


def test_a_trade_is_cleared_confirmed_by_both_and_delivered_against_payment(floor):
    floor.admitted("100")
    before = floor.balance(floor.seller)["available"]
    order = floor.order(tonnes="60")
    bound = floor.balance(floor.seller)
    floor.trade(tonnes="40")

    floor.settled(only(Settlement).ref, "40")
    floor.move(floor.market, order, "cancel", "exchange1")

    assert bound == {"available": before, "at_exchange": 40, "order_locked": 60}
    assert floor.balance(floor.seller) == {"available": before, "at_exchange": 60}
    assert floor.balance(floor.buyer)["at_exchange"] == 40
    with reading() as db:
        assert [c for c in proof.check_ledger(db) if c.broken] == []


def test_an_order_that_is_sent_twice_locks_once(lite):
    key = uuid.uuid4().hex

    first, again = lite.order(key=key), lite.order(key=key)
    with pytest.raises(NotOpen):
        lite.order()

    assert first == again and lite.balance(lite.seller)["order_locked"] == 60


def test_a_trade_that_is_sent_twice_is_settled_once(lite):
    lite.order()
    key = uuid.uuid4().hex

    first, again = lite.trade(key=key), lite.trade(key=key)
    with pytest.raises(Conflict):
        lite.trade(tonnes="10")                         # another call with the same number

    assert first == again and first.state == "partial" and only(MarketTrade).tonnes == 40


def test_no_more_is_locked_than_lies_free_at_the_exchange(lite):
    lite.order(tonnes="60")

    with pytest.raises(Refusal) as refusal:
        lite.order("W-2", tonnes="41", price="80.455")

    assert broken(refusal) == [("INPUT", "/price")]
    with pytest.raises(Refusal) as refusal:
        lite.order("W-2", tonnes="41")
    assert broken(refusal) == [("R-105", "/tonnes")]


def test_a_report_that_can_not_be_stored_says_every_reason(lite):
    lite.order()

    with pytest.raises(Refusal) as order:
        lite.order("W-2", account="CN99999999", tonnes="many")
    with pytest.raises(Refusal) as trade:
        lite.trade(buyer=lite.seller, traded_on=(lite.today + timedelta(days=1)).isoformat(), buyer_cash="-1")

    assert {where for _, where in broken(order)} == {"/account", "/tonnes"}
    assert {where for _, where in broken(trade)} == {"/buyer", "/traded_on", "/buyer_cash"}


def test_more_than_an_order_has_left_is_not_traded(lite):
    lite.order(tonnes="60")
    lite.trade(tonnes="40")

    with pytest.raises(Refusal) as refusal:
        lite.trade("C-2", tonnes="21")

    assert broken(refusal) == [("R-105", "/tonnes"), ("R-106c", "/tonnes")]


def test_what_is_traded_stays_locked_when_the_rest_is_cancelled(lite):
    order = lite.order(tonnes="60")
    lite.trade(tonnes="40")

    lite.move(lite.market, order, "cancel", "exchange1")

    assert lite.balance(lite.seller)["order_locked"] == 40


def test_the_exchange_alone_reports_and_the_registry_delivers(lite):
    order = lite.order()
    lite.trade()
    ref = only(Settlement).ref
    lite.move(lite.market, ref, "clear", "exchange1")

    for who, left in (("owner1", NotYours), ("registry1", NotYours), ("stranger", NotFound)):
        with pytest.raises(left):
            lite.move(lite.market, order, "cancel", who)
    with pytest.raises(NotYours):
        lite.move(lite.market, ref, "agree", "registry1", exchange_t="40")


def test_a_trade_is_reported_with_the_tariff_s_charges_and_enough_cash_or_not_at_all(lite):
    lite.order()

    with pytest.raises(Refusal) as refusal:
        lite.trade(tonnes="40", seller_charge="0", buyer_cash="3218")

    assert broken(refusal) == [("R-109a", "/buyer_cash"), ("R-111", "/seller_charge")]
    with reading() as db:
        assert db.query(MarketTrade).count() == 0


def test_the_two_institutions_agree_on_the_tonnes_or_nothing_is_delivered(lite):
    lite.order()
    lite.trade(tonnes="40")
    ref = only(Settlement).ref
    lite.move(lite.market, ref, "clear", "exchange1")

    with pytest.raises(Refusal) as refusal:
        lite.move(lite.market, ref, "agree", "exchange1", exchange_t="41")

    assert broken(refusal) == [("R-109b", "/exchange_t")]


def test_without_an_objection_the_clock_counts_a_settlement_accepted(lite):
    lite.order()
    lite.trade()
    ref = only(Settlement).ref
    lite.settled(ref, "40")

    done = lite.market.end_due(lite.day), lite.market.end_due(lite.day)

    assert done == (1, 0) and only(Settlement).state == "accepted" and only(MarketOrder).state == "partial"


def closing(floor, number):
    with pytest.raises(Refusal) as refusal:
        floor.move(accounts, account_queries.dossier_of_account(number), "close", "registry1", ending="dissolution",
                   reason="x")
    return [where for rule, where in broken(refusal) if rule == "R-17"]


def test_neither_side_of_a_trade_closes_its_account_before_the_delivery(lite):
    order = lite.order(tonnes="60")
    lite.trade(tonnes="40")
    ref = only(Settlement).ref

    assert closing(lite, lite.buyer) == [f"/business/{ref}"]
    assert closing(lite, lite.seller) == [f"/business/{order}", f"/business/{ref}"]


def test_nothing_is_cleared_for_a_buyer_whose_account_was_closed(lite):
    lite.order(tonnes="60")
    lite.trade(tonnes="40")
    with transaction() as db:                           # no way leads here any more; the rule stands by itself
        home = db.get_one(Organisation, db.query(Account).filter_by(number=lite.buyer).one().organisation_id)
        home.closed_on = lite.today

    with pytest.raises(Refusal) as refusal:
        lite.move(lite.market, only(Settlement).ref, "clear", "exchange1")

    assert broken(refusal) == [("R-17b", "/buyer")]


def restricted(floor, number):
    floor.two(accounts, account_queries.dossier_of_account(number), "restrict", "registry1", "registry2",
              ground="breach", reason="违规")


def test_a_restricted_account_neither_buys_nor_sells(lite):
    lite.order(tonnes="60")
    restricted(lite, lite.buyer)
    restricted(lite, lite.seller)

    with pytest.raises(Refusal) as buys:
        lite.trade(tonnes="40")
    with pytest.raises(Refusal) as sells:
        lite.order("W-2", tonnes="10")

    assert broken(buys) == [("H-60", "/buyer")] and broken(sells) == [("H-60", "/account")]


def test_an_account_whose_trading_is_suspended_does_not_buy(lite):
    lite.order(tonnes="60")
    lite.trade("C-1", tonnes="10")
    lite.settled(only(Settlement).ref, "10")
    ref = credit_service.begin("suspension", lite.buyer, [], by=lite.who["exchange1"], today=lite.today,
                               key=uuid.uuid4().hex)
    lite.two(credit_service, ref, "suspend", "exchange1", "registry2", ground="breach", authority="exchange",
             clause="交易规则第10条", reason="未按期补正。")

    with pytest.raises(Refusal) as refusal:
        lite.trade("C-2", tonnes="10")

    assert broken(refusal) == [("R-118b", "/buyer")]


def court_takes(floor):
    """All that the seller has goes to the buyer by a ruling."""
    with_court(floor)
    everything = sum(piece.tonnes for piece in pieces(floor))
    ref = credit_service.begin("freeze", floor.seller, [], total=str(everything), by=floor.who["court1"],
                               today=floor.today, key=uuid.uuid4().hex)
    floor.move(credit_service, ref, "ask", "court1", organ="court", document_no="（2026）密字1号",
               expires_on=floor.day.isoformat())
    floor.two(credit_service, ref, "freeze", "registry1", "registry2")
    floor.two(credit_service, ref, "transfer", "registry1", "registry2", ruling_no="（2025）鲁01民初3号",
              ruling_from=floor.today.isoformat(), recipient=floor.buyer)


def test_what_a_court_took_is_traded_no_more_and_the_exchange_is_told(lite):
    order = lite.order(tonnes="60")
    lite.trade("C-1", tonnes="20")
    court_takes(lite)

    with pytest.raises(Refusal) as refusal:
        lite.trade("C-2", tonnes="20")

    assert broken(refusal) == [("R-105", "/tonnes")]
    page = queries.show("market-orders", order, by=lite.who["exchange1"], today=lite.today)
    assert page.history[0].kind == "lien_fell"
    with reading() as db:
        assert lite.who["exchange1"].id in set(db.scalars(select(Mail.person_id).where(Mail.subject == order)))


def test_a_report_that_was_taken_back_by_both_institutions_is_made_again_under_its_number(floor):
    floor.admitted("100")
    floor.order(tonnes="60")
    floor.trade(tonnes="60", price="80.00", seller_charge="28.80", buyer_charge="28.80")
    first = only(Settlement).ref
    floor.two(floor.market, first, "void", "exchange1", "registry1", reason="成交价格报错。")
    freed = only(MarketOrder)

    floor.trade(tonnes="60")

    with reading() as db:
        trades = db.query(MarketTrade).order_by(MarketTrade.id).all()
        assert [(t.attempt, t.price, t.stands) for t in trades] == [(1, "80.00", False), (2, "80.45", True)]
        second = trades[1].settlement.ref
    assert freed.state == "partial" and only(MarketOrder).state == "filled"
    floor.settled(second, "60")
    assert floor.balance(floor.buyer)["at_exchange"] == 60
    with pytest.raises(NotOpen):
        floor.move(floor.market, second, "void", "exchange1", reason="x")


def test_a_settlement_whose_credits_were_taken_is_taken_back_and_leaves_no_lock(lite):
    order = lite.order(tonnes="60")
    lite.trade(tonnes="40")
    lite.move(lite.market, order, "cancel", "exchange1")
    court_takes(lite)
    ref = only(Settlement).ref
    with pytest.raises(Refusal):
        lite.move(lite.market, ref, "clear", "exchange1")

    lite.two(lite.market, ref, "void", "exchange1", "registry1", reason="减排量已被司法扣划。")
    lite.move(lite.market, order, "cancel", "exchange1")

    assert (only(Settlement).state, only(MarketOrder).state) == ("void", "cancelled")
    assert "order_locked" not in lite.balance(lite.seller)
