"""The credit side as its tables tell it: whole lives, and the figures that must come out."""
from datetime import date, time
from decimal import Decimal

import pytest

from methodologies.kernel.rules import NotOpen, Refusal
from tests.law.credit_builders import (
    freeze_facts,
    market_facts,
    order_facts,
    pledge_facts,
    ranges,
    retirement_facts,
    settlement_facts,
    surrender_facts,
)
from workflows import fees, freeze, holdings, market, orders, pledge, retirement, settings, settlement
from workflows.engine import Actor
from workflows.retirement import offset_cap

D, A = Decimal, Actor
OFFICE = frozenset({A.REGISTRY_OPERATOR, A.OWNER_INITIATOR, A.COUNTERPARTY_INITIATOR, A.EXCHANGE, A.CLOCK, A.PROVINCE})


def broken(stage, trigger, state, facts):
    """Rule ids that refuse the move; none when it may be taken."""
    try:
        stage.fire(trigger, state=state, actors=OFFICE, facts=facts)
    except Refusal as refusal:
        return [each.rule.id for each in refusal.broken]
    return []


def lived(stage, *steps):
    """The last state of a life: (trigger, facts) by (trigger, facts) from the first state on."""
    state = stage.first
    for trigger, facts in steps:
        move, _ = stage.fire(trigger, state=state, actors=OFFICE, facts=facts)
        state = move.dest
    return state


# --- states and liens

def test_the_liens_stand_in_their_order_and_the_first_gives_the_state():
    every = ("transfer", "order", "surrender", "pledge", "administrative", "court")

    assert holdings.in_order(every) == every[::-1]
    assert holdings.state_of(("pledge", "court")) == "judicial_frozen"
    assert holdings.state_of(("order",), "at_exchange") == "order_locked"
    assert (holdings.state_of(()), holdings.state_of((), "at_exchange")) == ("available", "at_exchange")
    assert holdings.outranking("pledge") == {"court", "administrative"}
    assert holdings.outranking("court") == frozenset()


def test_every_state_of_a_credit_counts_towards_what_was_issued_and_no_other():
    assert len(holdings.STATES) == 10
    assert holdings.issued(dict.fromkeys(holdings.STATES, 1)) == 10
    with pytest.raises(ValueError, match="lost"):
        holdings.issued({"available": 1, "lost": 1})


# --- can_sell

@pytest.mark.parametrize(("day", "ids"), [("2025-04-02", ["R-107"]), ("2025-04-03", [])])
def test_bought_on_thursday_27_march_2025_it_may_be_sold_on_3_april(day, ids):
    today = date.fromisoformat(day)
    facts = order_facts(today=today, listed_from=date(2025, 3, 7), bought_on=date(2025, 3, 27))

    assert broken(orders.ORDER, "place", orders.State.DRAFT, facts) == ids


def test_the_first_day_of_sale_is_told():
    assert orders.first_sale_day(date(2025, 3, 27)) == date(2025, 4, 3)
    assert orders.first_sale_day(date(2025, 3, 28)) == date(2025, 4, 7)         # 4 April is the Qingming holiday
    shorter = {**settings.DEFAULTS, "trade.reverse_gap_td": 4}
    assert orders.first_sale_day(date(2025, 3, 27), shorter) == date(2025, 4, 2)


def test_a_new_instrument_is_traded_the_trading_day_after_it_was_admitted():
    assert orders.listing_day(date(2025, 3, 6)) == date(2025, 3, 7)         # the first day of the new credits
    assert orders.listing_day(date(2025, 4, 3)) == date(2025, 4, 7)


def test_more_than_is_there_is_not_sold():
    assert broken(orders.ORDER, "place", orders.State.DRAFT, order_facts(tonnes=101)) == ["R-105"]


def test_an_order_that_breaks_everything_hears_of_everything():
    facts = order_facts(today=date(2026, 2, 14), price=D("99.999"), tonnes=101, suspended=True, halted=True,
                        bought_on=date(2026, 2, 13), listed_from=None)

    assert broken(orders.ORDER, "place", orders.State.DRAFT, facts) == [
        "R-104", "R-103", "R-101", "R-114", "R-118b", "R-102", "R-105", "R-107"]


def test_the_one_who_takes_must_pay_and_have_waited_too():
    taker = order_facts(side="buy", cash=D("8093.27"), sold_on=date(2026, 5, 29))

    assert broken(orders.ORDER, "take_all", orders.State.OPEN, taker) == ["R-107"]


def test_a_watched_order_is_warned_of_and_goes_on():
    _, warnings = orders.ORDER.fire("take_all", state=orders.State.OPEN, actors=OFFICE, facts=order_facts(linked=True))

    assert [each.rule.id for each in warnings] == ["R-113"]


def test_an_order_lives_until_it_is_filled_or_the_day_closes():
    part, rest = order_facts(tonnes=40), order_facts(tonnes=60, left_t=60)

    assert lived(orders.ORDER, ("place", order_facts()), ("take_part", part), ("take_all", rest)) is orders.State.FILLED
    late = order_facts(at=time(15, 1))
    assert lived(orders.ORDER, ("place", order_facts()), ("take_part", part), ("expire", late)) is orders.State.EXPIRED
    with pytest.raises(NotOpen):
        orders.ORDER.fire("cancel", state=orders.State.FILLED, actors=OFFICE, facts=order_facts())


# --- prices

@pytest.mark.parametrize(("trades", "before", "price"), [
    ([("80.00", 1), ("80.01", 1)], None, "80.01"),                  # 80.005, half up
    ([("80.00", 3), ("80.01", 2)], None, "80.00"),                  # 80.004
    ([("80.45", 748_800)], "70.00", "80.45"),
    ([], "80.45", "80.45")])
def test_the_base_price_is_the_average_by_volume_half_up(trades, before, price):
    found = orders.base_price([(D(each), tonnes) for each, tonnes in trades], before and D(before))

    assert found == D(price)


def test_without_trades_and_without_a_price_before_there_is_none():
    assert orders.base_price([], None) is None


@pytest.mark.parametrize(("base", "share", "limits"), [
    ("80.45", "0.10", ("72.41", "88.50")), ("80.00", "0.10", ("72.00", "88.00")),
    ("80.45", "0.30", ("56.32", "104.59")), ("0.05", "0.10", ("0.05", "0.06"))])
def test_price_limits_are_half_up(base, share, limits):
    assert orders.price_limits(D(base), D(share)) == tuple(map(D, limits))


@pytest.mark.parametrize(("at", "open"), [
    ("09:29:59", False), ("09:30", True), ("11:30", True), ("11:30:01", False), ("12:59:59", False), ("13:00", True),
    ("15:00", True), ("15:00:01", False)])
def test_the_sessions_include_both_their_ends(at, open):
    assert orders.inside(settings.DEFAULTS["trade.sessions"], time.fromisoformat(at)) is open


# --- charges

def test_a_listed_trade_costs_both_sides_six_per_mille():
    tariff = fees.tariff_on(date(2026, 6, 1), settings.DEFAULTS)

    assert tariff.of_trade(D("80.45"), 100) == D("48.27")
    assert tariff.of_trade(D("80.45"), 100, "block") == 0           # not announced
    assert (tariff.opening("trading_entity"), tariff.yearly("trading_entity")) == (2000, 1000)
    assert (tariff.opening("key_emitter"), tariff.yearly("key_emitter")) == (0, 0)


def test_a_charge_counts_from_its_day_and_a_setting_overrules_only_the_newest_row():
    entered = {**settings.DEFAULTS, "fee.listed": D("0.003")}

    assert fees.tariff_on(date(2025, 1, 1), entered) is None
    assert fees.tariff_on(date(2025, 1, 2), settings.DEFAULTS).listed == D("0.006")
    assert fees.tariff_on(date(2026, 6, 1), entered).of_trade(D("80.45"), 100) == D("24.14")


# --- can_retire, can_offset

@pytest.mark.parametrize(("lien", "ids"), [((), []), *(((lien,), ["R-124"]) for lien in holdings.LIENS)])
def test_nothing_under_any_lien_is_retired(lien, ids):
    facts = retirement_facts(**ranges(liens=lien))

    assert broken(retirement.RETIREMENT, "request", retirement.State.DRAFT, facts) == ids


def test_retired_is_retired():
    final = lived(retirement.RETIREMENT, ("request", retirement_facts()), ("take_up", None),
                  ("retire", retirement_facts()))

    assert final is retirement.State.RETIRED
    assert retirement.RETIREMENT.moves_from(final) == ()


@pytest.mark.parametrize(("obligation", "cap"), [(100_019, 5_000), (100_000, 5_000), (99_999, 4_999), (20, 1), (19, 0)])
def test_five_per_cent_of_an_obligation_are_rounded_down_to_the_tonne(obligation, cap):
    assert offset_cap(obligation, settings.DEFAULTS) == cap


@pytest.mark.parametrize(("known", "ids"), [
    (dict(used_t=4900), []), (dict(used_t=4901), ["R-125"]),
    (ranges(registered_on=date(2024, 1, 22)), []), (ranges(registered_on=date(2024, 1, 21)), ["R-125a"]),
    (ranges(in_ets=True), ["R-125b"]), (dict(abroad=True), ["R-127"]),
    (dict(today=date(2025, 12, 31)), ["R-125d"])])
def test_a_surrender_is_judged_by_cap_date_and_origin(known, ids):
    assert broken(retirement.SURRENDER, "apply", retirement.SurrenderState.DRAFT, surrender_facts(**known)) == ids


def test_a_surrender_ends_retired_or_is_released_whole():
    way = [(trigger, surrender_facts()) for trigger in ("apply", "send", "receipt", "file")]
    good = [(trigger, surrender_facts()) for trigger in ("acknowledge", "retire")]
    past, end = surrender_facts(today=date(2026, 6, 2)), retirement.SurrenderState

    assert lived(retirement.SURRENDER, *way, *good) is end.RETIRED
    assert lived(retirement.SURRENDER, *way, ("refuse", None)) is end.RELEASED
    assert lived(retirement.SURRENDER, *way[:2], ("lapse", past)) is end.RELEASED
    assert broken(retirement.SURRENDER, "lapse", end.WITH_PROVINCE, past) == ["R-125h"]


# --- pledge and freeze

def test_a_repurchase_is_refused_with_its_reason():
    with pytest.raises(Refusal) as refusal:
        pledge.PLEDGE.fire("apply", state=pledge.State.DRAFT, actors=OFFICE, facts=pledge_facts(kind="repo"))

    assert [(each.rule.id, each.en) for each in refusal.value.broken] == [
        ("R-121", "There is no rule for repurchase yet: it is not open.")]


def test_a_court_stops_the_disposal_of_a_pledge_and_not_its_release():
    frozen = pledge_facts(**ranges(liens=("court", "pledge")))

    assert broken(pledge.PLEDGE, "transfer", pledge.State.ENFORCING, frozen) == ["R-117c"]
    assert broken(pledge.PLEDGE, "sell", pledge.State.ENFORCING, frozen) == ["R-117c"]
    assert broken(pledge.PLEDGE, "release", pledge.State.REGISTERED, frozen) == []


def test_a_second_freeze_waits_until_the_first_is_gone():
    second = freeze_facts(ahead=("/freezes/1",), free_t=0)

    assert broken(freeze.FREEZE, "freeze", freeze.State.RECEIVED, second) == ["R-117b"]
    assert broken(freeze.FREEZE, "advance", freeze.State.WAITING, second) == ["R-117b"]
    assert lived(freeze.FREEZE, ("ask", second), ("queue", second), ("advance", freeze_facts())) is freeze.State.FROZEN


# --- to market, settlement

def test_credits_go_to_the_market_and_come_back():
    there = market_facts(**ranges(unbound="at_exchange"))
    way = [(trigger, market_facts()) for trigger in ("request", "approve", "forward", "admit")]

    assert lived(market.MARKET_MOVE, *way) is market.State.AT_EXCHANGE
    assert lived(market.MARKET_MOVE, *way, ("ask_back", there), ("give_back", there)) is market.State.AVAILABLE


def test_a_trade_is_settled_on_its_day_and_accepted_at_the_next_opening():
    today, opening = settlement_facts(), settlement_facts(today=date(2026, 6, 2), at=time(9, 30))
    way = [(trigger, today) for trigger in ("clear", "agree", "deliver")]

    assert lived(settlement.SETTLEMENT, *way, ("accept", opening)) is settlement.State.ACCEPTED
    assert lived(settlement.SETTLEMENT, *way, ("object", today), ("correct", None)) is settlement.State.CORRECTED
    assert broken(settlement.SETTLEMENT, "object", settlement.State.DELIVERED, opening) == ["R-109d"]


def test_before_a_long_holiday_the_next_opening_is_far():
    assert settlement.next_opening(settlement_facts(matched_on=date(2026, 9, 30))) == (date(2026, 10, 8), time(9, 30))


# --- settings of the market

def test_numbers_nobody_announced_are_off_until_they_are():
    assert settings.DEFAULTS["trade.position_max_t"] is None
    assert settings.read({"trade.position_max_t": "1000"})["trade.position_max_t"] == 1000
    assert settings.read({"trade.position_max_t": "off"})["trade.position_max_t"] is None


def test_decimals_shares_and_hours_are_read_strictly():
    good = settings.read({"trade.limit_listed": "0.05", "fee.open": "1500.50", "trade.sessions": "09:15-11:30"})
    bad = {"trade.limit_listed": "1.01", "fee.open": "-1", "offset.national_cap": "5%", "trade.price_step": "NaN",
           "trade.sessions": "9-11", "trade.return_hours": "15:00-25:00", "trade.report_from_t": "many"}

    assert (good["trade.limit_listed"], good["fee.open"]) == (D("0.05"), D("1500.50"))
    with pytest.raises(Refusal) as refusal:
        settings.read(bad)
    assert [each.where for each in refusal.value.broken] == [f"/settings/{key}" for key in bad]
