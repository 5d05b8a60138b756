"""Orders 委托 and prices of the market. Law: rules of trading and settlement art. 10-30.

An instrument is a project and a year. A listed order 挂牌 waits until somebody takes the best of them 摘牌, whole or in
part; whatever is left dies with the close. Prices move inside limits around the base price 基准价 of the day.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from methodologies.kernel.rules import SURE, UNSURE, WARN, Verdict, cite, rule
from workflows.calendar import CALENDAR, Calendar
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.fees import tariff_on
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31, TM, TR

CENT = Decimal("0.01")


class State(Base):
    """OR."""
    DRAFT = "draft", "录入", "Being entered"
    OPEN = "open", "未成交", "Open"
    PARTIAL = "partial", "部分成交", "Partly filled"
    FILLED = "filled", "全部成交", "Filled"
    CANCELLED = "cancelled", "已撤单", "Cancelled"
    EXPIRED = "expired", "收市失效", "Expired at the close"


FORMS = (("listed", "挂牌协议", "Listed"), ("block", "大宗协议", "Block"), ("auction", "单向竞价", "One-way auction"))
SIDES = (("sell", "卖出", "Sell"), ("buy", "买入", "Buy"))
OPENED_BY = {"block": "trade.block_open", "auction": "trade.auction_open"}
LIMITED_BY = {"listed": "trade.limit_listed", "block": "trade.limit_block"}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An order, as whoever acts on it sees it: the one who places it, or the one who takes it."""
    today: date
    at: time                            # by the clock of the exchange
    form: str                           # of FORMS
    side: str                           # of SIDES: what the one who acts does
    tonnes: int                         # ordered, or taken
    price: Decimal
    base: Decimal | None                # base price of the day; None = the instrument has none yet
    listed_from: date | None            # since when the instrument is traded
    sellable_t: int                     # credits of the instrument at the exchange, not locked by another order
    cash: Decimal                       # not locked by another order
    bought_on: date | None              # last day on which this account bought this instrument
    sold_on: date | None
    held_t: int                         # position in the instrument
    halted: bool                        # trading is halted for the market or the instrument
    account_active: bool                # the registry account: neither restricted nor closed
    suspended: bool                     # trading of the account is suspended
    left_t: int                         # not yet taken of the order
    own: bool                           # the one who takes has placed it
    best: bool                          # no better price, and no earlier order at this price
    linked: bool                        # both sides belong to one group of accounts
    cancels_today: int                  # of this account, before this one
    placed_on: date
    day_closed: bool = False            # the day of the trade that is reported has been closed
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)
    calendar: Calendar = CALENDAR


def base_price(trades: Iterable[tuple[Decimal, int]], before: Decimal | None) -> Decimal | None:
    """From (price, tonnes) of the listed trades of the trading day before: their average by volume, half up to 0.01;
    without trades the base price stays (R-104)."""
    trades = tuple(trades)
    volume = sum(tonnes for _, tonnes in trades)
    if not volume:
        return before
    return (sum((price * tonnes for price, tonnes in trades), Decimal(0)) / volume).quantize(CENT, ROUND_HALF_UP)


def price_limits(base: Decimal, share: Decimal) -> tuple[Decimal, Decimal]:
    """Lowest and highest price of the day, both half up to 0.01 (R-103)."""
    return ((base * (1 - share)).quantize(CENT, ROUND_HALF_UP), (base * (1 + share)).quantize(CENT, ROUND_HALF_UP))


def sessions(text: str) -> tuple[tuple[time, time], ...]:
    """The hours of a setting, "09:30-11:30, 13:00-15:00"."""
    hours = (span.split("-") for span in text.split(", "))
    return tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in hours)


def inside(text: str, at: time) -> bool:
    """Whether the moment lies in these hours; both ends belong to them (R-04)."""
    return any(first <= at <= last for first, last in sessions(text))


def first_sale_day(bought_on: date, settings: Mapping[str, Value] = DEFAULTS, calendar: Calendar = CALENDAR) -> date:
    """The first trading day on which what was bought may be sold, and the other way round (R-107)."""
    day = bought_on
    for _ in range(settings["trade.reverse_gap_td"]):
        day = calendar.next_trading_day(day)
    return day


def listing_day(admitted_on: date, calendar: Calendar = CALENDAR) -> date:
    """Since when a new instrument is traded: the trading day after the exchange admitted it, T+1 (R-104)."""
    return calendar.next_trading_day(admitted_on)


@rule("R-100", zh="交易方式已由交易机构开放。", en="The exchange has opened this form of trading.",
      source=cite(TR, "第12至15条", SURE))
def form_is_open(facts: Facts) -> Verdict:
    opened = facts.form == "listed" or (facts.form in OPENED_BY and facts.settings[OPENED_BY[facts.form]])
    return opened or ("/form",)


@rule("R-101", zh="在交易日的交易时段之内；调休上班的周末不是交易日。",
      en="Inside the sessions of a trading day; a working weekend is none.", source=cite(TR, "第21至23条", SURE))
def market_is_open(facts: Facts) -> Verdict:
    if not facts.calendar.is_trading_day(facts.today):
        return ("/today",)
    return inside(facts.settings["trade.sessions"], facts.at) or ("/at",)


@rule("R-102", zh="数量为最小变动单位的整数倍，报价为最小变动单位的整数倍。",
      en="Quantity and price are positive multiples of their steps.", source=cite(TR, "第11条", SURE))
def steps_are_kept(facts: Facts) -> Verdict:
    steps = (("/tonnes", facts.tonnes, facts.settings["trade.qty_step"]),
             ("/price", facts.price, facts.settings["trade.price_step"]))
    return tuple(where for where, number, step in steps if number <= 0 or number % step) or True


@rule("R-103", zh="报价在当日涨跌幅限制之内。", en="The price lies inside the limits of the day.",
      source=cite(TR, "第16条", SURE))
def price_is_inside_the_limits(facts: Facts) -> Verdict:
    if facts.base is None or facts.form not in LIMITED_BY:
        return True
    lowest, highest = price_limits(facts.base, facts.settings[LIMITED_BY[facts.form]])
    return lowest <= facts.price <= highest or ("/price",)


@rule("R-104", zh="该品种已挂牌，并有基准价。", en="The instrument is listed and has a base price.",
      source=cite(TR, "第17条", SURE))
def instrument_is_listed(facts: Facts) -> Verdict:
    begun = facts.listed_from is not None and facts.listed_from <= facts.today
    return tuple(where for where, good in (("/listed_from", begun), ("/base", facts.base is not None))
                 if not good) or True


@rule("R-105", zh="不得卖空或者透支：卖出不超过可用数量，买入金额与手续费不超过可用资金。",
      en="No short sale, no credit: sell what is there, buy and pay the charge with cash that is there.",
      source=cite(TR, "第18条", SURE))
def it_is_covered(facts: Facts) -> Verdict:
    if facts.side == "sell":
        return facts.tonnes <= facts.sellable_t or ("/tonnes",)
    tariff = tariff_on(facts.today, facts.settings)
    charge = tariff.of_trade(facts.price, facts.tonnes, facts.form) if tariff else Decimal(0)
    return facts.price * facts.tonnes + charge <= facts.cash or ("/cash",)


@rule("R-106", zh="摘牌只能选择最优价格；同价时先申报者优先。",
      en="Only the best price can be taken; at one price the earliest order.", source=cite(TR, "第13条", SURE))
def best_is_taken(facts: Facts) -> Verdict:
    return facts.best or ("/order",)


@rule("R-106a", zh="不得摘取自己的挂牌。", en="Nobody takes an order of their own.", source=cite(TM, "挂牌交易", SURE))
def order_is_of_another(facts: Facts) -> Verdict:
    return not facts.own or ("/order",)


@rule("R-106b", zh="部分摘牌的数量少于剩余数量。", en="Taken in part: less than what is left.",
      source=cite(TR, "第13条", SURE))
def something_is_left(facts: Facts) -> Verdict:
    return facts.tonnes < facts.left_t or ("/tonnes",)


@rule("R-106c", zh="全部摘牌的数量等于剩余数量。", en="Taken whole: exactly what is left.",
      source=cite(TR, "第13条", SURE))
def nothing_is_left(facts: Facts) -> Verdict:
    return facts.tonnes == facts.left_t or ("/tonnes",)


@rule("R-106d", zh="当日收市后，未成交的申报失效。", en="Open orders die when their day has closed.",
      source=cite(TM, "挂牌交易", SURE))
def day_has_closed(facts: Facts) -> Verdict:
    closes = max(last for _, last in sessions(facts.settings["trade.sessions"]))
    return (facts.today, facts.at) > (facts.placed_on, closes) or ("/at",)


@rule("R-107", zh="买入后五个交易日内不得卖出，卖出后五个交易日内不得买入同一品种。",
      en="Five trading days lie between buying an instrument and selling it, and the other way round.",
      source=cite(TR, "第29条", SURE))
def reverse_trade_has_waited(facts: Facts) -> Verdict:
    since = facts.bought_on if facts.side == "sell" else facts.sold_on
    gap = facts.settings["trade.reverse_gap_td"]
    return since is None or facts.calendar.trading_days_between(since, facts.today) >= gap or ("/side",)


@rule("R-112", zh="买入后的持仓不超过最大持仓量。", en="The position after buying is at most the largest admitted.",
      source=cite(TR, "第37、38条", UNSURE))
def position_is_inside_its_limit(facts: Facts) -> Verdict:
    most = facts.settings["trade.position_max_t"]
    return most is None or facts.side == "sell" or facts.held_t + facts.tonnes <= most or ("/tonnes",)


@rule("R-112a", zh="持仓达到大户报告标准的，应当报告。", en="A position at the threshold is reported as large.",
      source=cite(TR, "第37、38条", UNSURE), grade=WARN)
def position_is_not_large(facts: Facts) -> Verdict:
    large = facts.settings["trade.report_from_t"]
    return large is None or facts.side == "sell" or facts.held_t + facts.tonnes < large or ("/tonnes",)


@rule("R-113", zh="异常交易关注：关联账户之间对倒交易。", en="Watched: linked accounts trade with one another.",
      source=cite(TR, "第44至46条", SURE), grade=WARN)
def sides_are_not_linked(facts: Facts) -> Verdict:
    return not facts.linked or ("/order",)


@rule("R-113a", zh="异常交易关注：大额申报。", en="Watched: a large order.",
      source=cite(TR, "第44至46条", UNSURE), grade=WARN)
def order_is_not_large(facts: Facts) -> Verdict:
    large = facts.settings["trade.watch_order_t"]
    return large is None or facts.tonnes < large or ("/tonnes",)


@rule("R-113b", zh="异常交易关注：频繁撤单。", en="Watched: frequent cancels.",
      source=cite(TR, "第44至46条", UNSURE), grade=WARN)
def cancels_are_few(facts: Facts) -> Verdict:
    many = facts.settings["trade.watch_cancels"]
    return many is None or facts.cancels_today + 1 < many or ("/order",)


@rule("R-114", zh="市场或者该品种未停牌。", en="Neither the market nor the instrument is halted.",
      source=cite(TR, "第39至43条", SURE))
def trading_is_not_halted(facts: Facts) -> Verdict:
    return not facts.halted or ("/halt",)


@rule("R-118b", zh="账户未被暂停交易。", en="Trading of the account is not suspended.",
      source=cite(M31, "第27条", SURE))
def account_may_trade(facts: Facts) -> Verdict:
    return not facts.suspended or ("/account",)


ORDERED = (Ask("form", "交易方式", "Form", "choice", FORMS), Ask("side", "买卖方向", "Side", "choice", SIDES),
           Ask("tonnes", "数量（吨）", "Tonnes", "integer"), Ask("price", "价格（元/吨）", "Price, CNY/t", "text"))
TAKEN = (Ask("tonnes", "数量（吨）", "Tonnes", "integer"),)

S, A = State, Actor
MAKER, TAKER = A.OWNER_INITIATOR, A.COUNTERPARTY_INITIATOR
TRADING = (market_is_open, trading_is_not_halted, account_may_trade, steps_are_kept, it_is_covered,
           reverse_trade_has_waited, position_is_inside_its_limit, position_is_not_large)
TAKING = (*TRADING, best_is_taken, order_is_of_another, sides_are_not_linked)
LIVE = (S.OPEN, S.PARTIAL)

ORDER = Stage("order", State, (
    Move("place", S.DRAFT, S.OPEN, MAKER,
         (form_is_open, instrument_is_listed, price_is_inside_the_limits, order_is_not_large, *TRADING),
         zh="申报", en="Place the order", asks=ORDERED),
    *(Move("take_part", state, S.PARTIAL, TAKER, (*TAKING, something_is_left), zh="部分摘牌", en="Take a part",
           asks=TAKEN) for state in LIVE),
    *(Move("take_all", state, S.FILLED, TAKER, (*TAKING, nothing_is_left), zh="全部摘牌", en="Take all that is left")
      for state in LIVE),
    *(Move("cancel", state, S.CANCELLED, MAKER, (cancels_are_few,), zh="撤单", en="Cancel the rest") for state in LIVE),
    *(Move("expire", state, S.EXPIRED, A.CLOCK, (day_has_closed,), zh="收市失效", en="Expire at the close")
      for state in LIVE),
), zh="委托", en="Order")
