"""The pages and the programs of the market: a day from its file to its close, and the key of the exchange's program."""
from __future__ import annotations

import io
import uuid

import pytest
from click.testing import CliRunner

from app.cli.exchange_key import exchange_key
from app.inbox import queries as inbox
from app.market import queries
from app.models.market import Settlement
from methodologies.kernel.rules import NotFound, Refusal
from tests.rooms.clients import client_of, post
from tests.rooms.floor import Floor
from tests.rooms.test_exchange import only
from tests.rooms.test_market_days import file_of, found, sent


@pytest.fixture
def lite(told):
    floor = Floor(told("issued"))
    floor.admitted("100")
    return floor


def program(key: str):
    """A client that has a key and no session."""
    client = client_of()

    def send(method: str, path: str, json=None, once: str = "", **headers: str):
        return client.open(f"/api/v1{path}", method=method, json=json, headers={
            "Authorization": f"Bearer {key}", "Idempotency-Key": once or uuid.uuid4().hex, **headers})
    return send


def key_of(who: str, *options: str) -> str:
    return CliRunner().invoke(exchange_key, [who, *options], standalone_mode=False, catch_exceptions=True)


def test_a_day_goes_from_its_file_to_its_close_on_the_pages(lite):
    exchange, registry = client_of(lite.who["exchange1"]), client_of(lite.who["registry1"])
    friday = {"day": lite.friday.isoformat()}

    empty = post(exchange, "/market-days", "/market-days", day="soon")
    made = post(exchange, "/market-days", "/market-days", **friday, file=(io.BytesIO(file_of(lite, 7)), "day.csv"))
    page = made.headers["Location"]
    shown, seen = registry.get(page).text, exchange.get(page).text
    (each,) = found(f"MD-{lite.friday}")
    short = post(registry, f"{page}/explanations", page, difference=each.key, words=" ")
    post(registry, f"{page}/explanations", page, difference=each.key, words="上午转入，下午冲回。")
    proposed = post(registry, f"{page}/moves/close", page)
    closed = post(exchange, f"{page}/moves/confirm", page)

    assert (empty.status_code, made.status_code, short.status_code) == (422, 303, 422)
    assert "H-RC3" in shown and lite.seller in shown and "填写说明" in shown
    assert "说明 1 项差异" in seen and "目前没有需要您办理的事项" not in seen
    assert "项差异" not in exchange.get(page).text
    assert (proposed.status_code, closed.status_code) == (303, 303)
    assert "已结账" in exchange.get(page).text and "上午转入" in exchange.get(page).text


def test_each_difference_is_a_due_item_of_both_institutions_until_it_is_explained(lite):
    ref = sent(lite, file_of(lite, 90, 5))
    waits = lambda who: [(t.zh, t.due) for day in (lambda b: (b.today, b.soon, b.later))(
        inbox.inbox(lite.who[who], lite.day)) for t in day if t.ref == ref]

    before = waits("exchange1")
    for each in found(ref):
        lite.market.explain(ref, each.key, "口径不同。", by=lite.who["exchange1"], today=lite.day)

    assert before == [("说明差异：在交易平台的数量（吨）", lite.day), ("说明差异：委托冻结（吨）", lite.day)]
    assert (waits("exchange1"), waits("registry1"), waits("owner1")) == ([], [("结账", lite.day)], [])


def test_the_exchange_s_program_reports_with_its_key_and_nothing_else_opens(lite):
    send = program(key_of("exchange1").output.strip())
    project, year = lite.instrument()
    order = {"order_no": "W-1", "account": lite.seller, "project": project, "year": str(year), "form": "listed",
             "tonnes": "60", "price": "80.45", "placed_on": lite.friday.isoformat()}
    once = uuid.uuid4().hex

    first, again = (send("POST", "/market-orders", order, once) for _ in range(2))
    bad = send("POST", "/market-orders", order | {"order_no": "W-2", "tonnes": "1000000"})
    trade = send("POST", "/market-trades", {
        "order_no": "W-1", "record_no": "C-1", "buyer": lite.buyer, "tonnes": "40", "price": "80.45",
        "traded_on": lite.friday.isoformat(), "seller_charge": "19.31", "buyer_charge": "19.31", "buyer_cash": "4000"})
    day = send("POST", "/market-days", {"day": lite.friday.isoformat(), "positions": [], "trades": []})
    cancelled = send("POST", f"/market-orders/{first.json['ref']}/moves/cancel", {})

    assert (first.status_code, again.json) == (200, first.json) and lite.balance(lite.seller)["order_locked"] == 40
    assert (bad.status_code, [p["rule"] for p in bad.json["problems"]]) == (422, ["R-105"])
    assert (trade.json["state"], day.status_code, cancelled.json["state"]) == ("partial", 200, "cancelled")
    assert send("GET", day.json["href"].removeprefix("/api/v1")).json["differences"] == [{
        "kind": "trade", "of": ["C-1"], "exchange": "—", "registry": f"W-1 → {lite.buyer} · 40 t · 80.45 CNY/t",
        "explained": None}]
    assert [send("GET", path).status_code for path in ("/settlements", "/applications", "/me")] == [200, 401, 401]


def test_a_key_that_is_ended_or_replaced_opens_nothing(lite):
    first, second = key_of("exchange1").output.strip(), key_of("exchange1").output.strip()
    replaced, good = program(first)("GET", "/settlements"), program(second)("GET", "/settlements")
    key_of("exchange1", "--end")

    assert (replaced.status_code, good.status_code) == (401, 200)
    assert program(second)("POST", "/market-orders", {}).status_code in (400, 401)
    assert isinstance(key_of("owner1").exception, Refusal)


def test_each_side_reads_its_own_charge_and_strangers_nothing(lite):
    lite.order()
    lite.trade(tonnes="40")
    ref = only(Settlement).ref
    reads = lambda who: {fact.name for fact in queries.show("settlements", ref, by=lite.who[who],
                                                             today=lite.today).says}

    assert {"seller_charge"} == reads("owner1") & {"seller_charge", "buyer_charge", "buyer_cash"}
    assert {"buyer_charge"} == reads("stranger") & {"seller_charge", "buyer_charge", "buyer_cash"}
    assert {"seller_charge", "buyer_charge", "buyer_cash"} <= reads("exchange1")
    with pytest.raises(NotFound):
        reads("val1")


def test_pages_list_what_is_the_readers_and_keep_the_bank_s_number_short(lite):
    lite.order()
    owner, exchange = client_of(lite.who["owner1"]), client_of(lite.who["exchange1"])
    binding = queries.listing("trading-bindings", lite.who["owner1"]).lines[0]

    pages = [owner.get("/exchange", follow_redirects=True), owner.get("/market-orders"), owner.get("/trading-bindings"),
             owner.get(binding.href), exchange.get("/market-orders"), exchange.get("/exchange", follow_redirects=True)]

    assert {page.status_code for page in pages} == {200}
    assert "**** 2222" in pages[3].text and "6222000011112222" not in pages[3].text
    assert lite.seller in pages[1].text and "报送卖出委托" not in pages[1].text and "报送卖出委托" in pages[4].text
    assert queries.listing("market-orders", lite.who["stranger"]).lines == ()
