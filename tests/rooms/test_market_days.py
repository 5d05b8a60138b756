"""The daily reconciliation: the exchange's file beside the ledger, each difference explained before a day is closed."""
from __future__ import annotations

import json
import uuid
from datetime import date

import pytest

from app.database import reading
from app.market import days
from app.models.market import MarketDay, Settlement
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.floor import Floor

HEAD = "kind,account,project,year,tonnes,locked,record_no,order_no,buyer,price\n"


@pytest.fixture(params=ENGINES)
def floor(request, told):
    return Floor(told("issued", request.param))


@pytest.fixture
def lite(told):
    floor = Floor(told("issued"))
    floor.admitted("100")
    return floor


def file_of(floor: Floor, tonnes: int = 100, locked: int = 0, trades: str = "") -> bytes:
    project, year = floor.instrument()
    return (HEAD + f"position,{floor.seller},{project},{year},{tonnes},{locked},,,,\n" + trades).encode()


def sent(floor: Floor, data: bytes, name: str = "day.csv", who: str = "exchange1", day: date | None = None) -> str:
    return floor.market.receive(day or floor.today, name, data, by=floor.who[who], today=floor.day,
                                key=uuid.uuid4().hex)


def found(ref: str) -> list[days.Difference]:
    with reading() as db:
        return days.differences(db, db.query(MarketDay).filter_by(ref=ref).one())


def broken(refusal) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def state(ref: str) -> str:
    with reading() as db:
        return db.query(MarketDay).filter_by(ref=ref).one().state


def test_a_day_on_which_both_say_the_same_is_closed_by_two_institutions(floor):
    floor.admitted("100")
    floor.order(tonnes="60", on=floor.today)

    ref = sent(floor, file_of(floor, 100, 60))
    differ = found(ref)
    floor.two(floor.market, ref, "close", "registry1", "exchange1", on=floor.day)

    assert differ == [] and state(ref) == "closed"
    with pytest.raises(NotOpen):
        sent(floor, file_of(floor))


def test_a_day_stays_open_until_each_difference_is_explained(floor):
    floor.admitted("100")
    ref = sent(floor, file_of(floor, 90, 5))
    with pytest.raises(Refusal) as refusal:
        floor.move(floor.market, ref, "close", "registry1", on=floor.day)
    for each in found(ref):
        floor.market.explain(ref, each.key, "交易系统截至15:00，登记系统截至24:00。", by=floor.who["exchange1"],
                             today=floor.day)

    floor.two(floor.market, ref, "close", "registry1", "exchange1", on=floor.day)

    assert broken(refusal) == [("H-RC3", "/differences/0"), ("H-RC3", "/differences/1")]
    assert [(d.kind, d.exchange, d.registry, d.explained[0][:4]) for d in found(ref)] == [
        ("held", "90", "100", "交易系统"), ("locked", "5", "0", "交易系统")]


def test_an_explanation_holds_for_its_two_figures_alone(lite):
    ref = sent(lite, file_of(lite, 90))
    lite.market.explain(ref, found(ref)[0].key, "在途。", by=lite.who["registry1"], today=lite.day)

    sent(lite, file_of(lite, 80))
    other = found(ref)
    sent(lite, file_of(lite, 100))

    assert [(d.exchange, d.explained) for d in other] == [("80", None)] and found(ref) == []


def test_a_trade_that_one_side_has_alone_is_a_difference(lite):
    lite.order(on=lite.today)
    lite.trade(tonnes="40", traded_on=lite.today.isoformat())
    project, year = lite.instrument()
    body = {"positions": [{"account": lite.seller, "project": project, "year": year, "tonnes": 100, "locked": 60}],
            "trades": [{"record_no": "C-9", "order_no": "W-1", "buyer": lite.buyer, "tonnes": 5, "price": "80.45"}]}

    ref = sent(lite, json.dumps(body).encode(), "day.json")

    assert [(d.of, d.registry if d.exchange == days.NOTHING else d.exchange) for d in found(ref)] == [
        (("C-1",), f"W-1 → {lite.buyer} · 40 t · 80.45 CNY/t"), (("C-9",), f"W-1 → {lite.buyer} · 5 t · 80.45 CNY/t")]


def test_a_file_of_more_trades_than_one_question_may_name_is_compared_whole(told):
    floor = Floor(told("issued", "postgresql"))
    floor.admitted("100")
    trades = "".join(f"trade,,,,1,,C-{n},W-1,{floor.seller},80.45\n" for n in range(66_000))

    ref = sent(floor, file_of(floor, trades=trades))

    assert sum(each.kind == "trade" for each in found(ref)) == 66_000


@pytest.mark.parametrize("data, where", [
    (b"\xff\xfe", ["/file"]), (b"kind,account\n", ["/file"]), (b"[1]", ["/file"]),
    ((HEAD + "position,,P,2024,-1,x,,,,\n").encode(),
     ["/positions/0/account", "/positions/0/tonnes", "/positions/0/locked"]),
    ((HEAD + "position,A,P,2024,1,0,,,,\n" * 2).encode(), ["/positions/1"]),
    ((HEAD + "trade,,,,3,,C-1,W-1,B,80.455\n").encode(), ["/trades/0/price"])])
def test_a_file_that_can_not_be_read_says_each_place(lite, data, where):
    with pytest.raises(Refusal) as refusal:
        sent(lite, data)

    assert [b.where for b in refusal.value.broken] == where


def test_only_a_trading_day_that_has_closed_has_a_file(lite):
    for day in (lite.day, date(2026, 11, 22)):
        with pytest.raises(Refusal) as refusal:
            lite.market.receive(day, "day.csv", file_of(lite), by=lite.who["exchange1"], today=lite.today,
                                key=uuid.uuid4().hex)
        assert broken(refusal) == [("H-RC1", "/day")]


def test_nobody_else_sends_explains_or_sees(lite):
    ref = sent(lite, file_of(lite, 90), who="registry1")
    key = found(ref)[0].key

    with pytest.raises(NotYours):
        sent(lite, file_of(lite), who="owner1")
    with pytest.raises(NotFound):
        lite.market.explain(ref, key, "x", by=lite.who["owner1"], today=lite.day)
    with pytest.raises(NotYours):
        lite.market.explain(ref, key, "x", by=lite.who["auditor"], today=lite.day)
    with pytest.raises(NotFound):
        lite.market.explain(ref, "0" * 64, "x", by=lite.who["exchange1"], today=lite.day)
    with pytest.raises(Refusal):
        lite.market.explain(ref, key, " ", by=lite.who["exchange1"], today=lite.day)


def test_a_closed_day_lifts_the_locks_that_the_exchange_forgot(lite):
    lite.order(tonnes="60", on=lite.today)
    ref = sent(lite, file_of(lite, 100, 60))
    before = lite.market.end_due(lite.day)
    lite.two(lite.market, ref, "close", "registry1", "exchange1", on=lite.day)

    assert (before, lite.market.end_due(lite.day)) == (0, 1)
    assert lite.balance(lite.seller)["at_exchange"] == 100


def test_a_closed_day_takes_no_further_trade(lite):
    lite.order(tonnes="60", on=lite.today)
    ref = sent(lite, file_of(lite, 100, 60))
    lite.two(lite.market, ref, "close", "registry1", "exchange1", on=lite.day)

    with pytest.raises(Refusal) as refusal:
        lite.trade(tonnes="40", traded_on=lite.today.isoformat())

    assert broken(refusal) == [("H-RC4", "/traded_on")]


def test_what_was_reported_on_a_closed_day_and_taken_back_is_reported_again(lite):
    lite.order(tonnes="60", on=lite.today)
    lite.trade(tonnes="60", traded_on=lite.today.isoformat())
    ref = sent(lite, file_of(lite, 100, 60, f"trade,,,,60,,C-1,W-1,{lite.buyer},80.45\n"))
    lite.two(lite.market, ref, "close", "registry1", "exchange1", on=lite.day)
    with reading() as db:
        settlement = db.query(Settlement).one().ref
    lite.two(lite.market, settlement, "void", "exchange1", "registry1", reason="手续费报错。")
    between = [each.of for each in found(ref)], lite.market.end_due(lite.day)

    lite.trade(tonnes="60", traded_on=lite.today.isoformat())

    assert between == ([("C-1",)], 0) and found(ref) == []
