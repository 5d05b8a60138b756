"""What the exchange reports 交易机构报送: orders that lock credits there, the trades that took them, and the daily
reconciliation 日终对账. Law: rules of trading and settlement. Sessions, prices and matching are the exchange's own to
judge (`orders.py` has its whole table); here stands what a registry can know of an order.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows import orders
from workflows.calendar import CALENDAR
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import account_is_active
from workflows.texts import TR


class DayState(Base):
    """日终对账."""
    OPEN = "open", "未结账", "Not closed"
    CLOSED = "closed", "已结账", "Closed"


@dataclass(frozen=True, kw_only=True)
class DayFacts:
    """A trading day as the registry closes it."""
    today: date
    at: time                            # by the clock of the exchange
    day: date                           # the trading day
    received: bool                      # the exchange's file of positions and trades is there
    unexplained: tuple[str, ...]        # pointers to differences that nobody has explained
    sessions: str                       # hours of trading


@rule("H-RC1", zh="对账文件所属日期为已收市的交易日。", en="The file is of a trading day that has closed.",
      source=cite(TR, "第27至32条", LIKELY))
def trading_day_has_closed(facts: DayFacts) -> Verdict:
    closes = max(last for _, last in orders.sessions(facts.sessions))
    over = CALENDAR.is_trading_day(facts.day) and (facts.today, facts.at) > (facts.day, closes)
    return over or ("/day",)


@rule("H-RC2", zh="已收到交易机构当日的持仓和成交文件。", en="The exchange's file of positions and trades is there.",
      source=cite(TR, "第27至32条", SURE))
def file_is_there(facts: DayFacts) -> Verdict:
    return facts.received or ("/file",)


@rule("H-RC3", zh="每一项差异均已说明，或已由后来的文件消除。",
      en="Each difference is explained, or gone with a later file.", source=cite(HOUSE, "reconciliation", UNSURE))
def differences_are_explained(facts: DayFacts) -> Verdict:
    return facts.unexplained or True


@rule("H-RC4", zh="成交所属交易日尚未结账。请核对成交日期；确属漏报的，以未结账的交易日报送，并在该日对账中说明差异。",
      en="The day of the trade is not closed. Check the date; report what was left out under a day that is still open, "
         "and explain the difference in the reconciliation of that day.", source=cite(HOUSE, "reconciliation", UNSURE))
def day_of_trade_is_open(facts: orders.Facts) -> Verdict:
    return not facts.day_closed or ("/traded_on",)


LOCKED = (Ask("order_no", "委托编号", "No. of the order", "text"),
          Ask("account", "卖方登记账户", "Seller's registry account", "text"),
          Ask("project", "项目编码", "Code of the project", "text"), Ask("year", "年度", "Year", "integer"),
          Ask("form", "交易方式", "Form", "choice", orders.FORMS), Ask("tonnes", "数量（吨）", "Tonnes", "integer"),
          Ask("price", "价格（元/吨）", "Price, CNY/t", "text"), Ask("placed_on", "申报日期", "Placed on", "date"))
TRADED = (Ask("record_no", "成交记录编号", "No. of the trade record", "text"),
          Ask("buyer", "买方登记账户", "Buyer's registry account", "text"),
          Ask("tonnes", "成交数量（吨）", "Tonnes traded", "integer"),
          Ask("price", "成交价格（元/吨）", "Price, CNY/t", "text"), Ask("traded_on", "成交日期", "Traded on", "date"),
          Ask("seller_charge", "卖方手续费（元）", "Seller's charge, CNY", "text"),
          Ask("buyer_charge", "买方手续费（元）", "Buyer's charge, CNY", "text"),
          Ask("buyer_cash", "买方已冻结资金（元）", "Buyer's cash locked, CNY", "text"))

S, D, A = orders.State, DayState, Actor
LIVE = (S.OPEN, S.PARTIAL)
TAKING = (orders.steps_are_kept, orders.it_is_covered, day_of_trade_is_open)

MARKET_ORDER = Stage("market_order", orders.State, (
    Move("report", S.DRAFT, S.OPEN, A.EXCHANGE, (account_is_active, orders.steps_are_kept, orders.it_is_covered,
         orders.account_may_trade, orders.reverse_trade_has_waited), zh="报送卖出委托，冻结减排量",
         en="Report a sell order: lock its credits", asks=LOCKED),
    *(Move("take_part", state, S.PARTIAL, A.EXCHANGE, (*TAKING, orders.something_is_left),
           zh="报送部分成交", en="Report a trade of a part", asks=TRADED) for state in LIVE),
    *(Move("take_all", state, S.FILLED, A.EXCHANGE, (*TAKING, orders.nothing_is_left),
           zh="报送全部成交", en="Report a trade of all that is left", asks=TRADED) for state in LIVE),
    *(Move("cancel", state, S.CANCELLED, A.EXCHANGE, zh="报送撤单，解除冻结", en="Report the cancelling: lift the lock")
      for state in LIVE),
    *(Move("expire", state, S.EXPIRED, (A.EXCHANGE, A.CLOCK), (orders.day_has_closed,), zh="收市失效，解除冻结",
           en="End at the close: lift the lock") for state in LIVE),
    *(Move("reopen", state, S.PARTIAL, A.EXCHANGE, rare=True, zh="成交报送已撤回，恢复委托",
           en="Take up again: the report of a trade was taken back")
      for state in (S.PARTIAL, S.FILLED, S.CANCELLED, S.EXPIRED)),
), zh="交易机构报送的委托", en="Orders as the exchange reports them")

MARKET_DAY = Stage("market_day", DayState, (
    Move("close", D.OPEN, D.CLOSED, A.REGISTRY_OPERATOR,
         (trading_day_has_closed, file_is_there, differences_are_explained), confirm=A.EXCHANGE,
         zh="结账", en="Close the day"),
), zh="日终对账", en="Daily reconciliation")
