"""The way of credits into the market and back, and what a trading account is bound to. Law: rules of trading;
handbook of the trading client. Orders stand in `orders.py`, settlement in `settlement.py`, charges in `fees.py`.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from methodologies.kernel.rules import LIKELY, SURE, Verdict, cite, rule
from workflows import holdings
from workflows.application import REASON
from workflows.calendar import CALENDAR, Calendar
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import (
    SPENDING,
    account_is_active,
    account_is_not_suspended,
    quantity_is_whole,
    stays_inside_the_country,
)
from workflows.orders import inside
from workflows.settings import DEFAULTS, Value
from workflows.texts import TM


class State(Base):
    """MV."""
    DRAFT = "draft", "草稿", "Draft"
    REQUESTED = "requested", "申请转移至交易账户", "Asked for the trading account"
    TO_TRADING_ACCOUNT = "to_trading_account", "已转移至交易账户", "In the trading account"
    TO_PLATFORM = "to_platform", "申请转移至交易平台", "Asked for the platform"
    AT_EXCHANGE = "at_exchange", "在交易平台", "At the exchange"
    WITHDRAW_REQUESTED = "withdraw_requested", "申请转回登记账户", "Return asked for"
    AVAILABLE = "available", "已转回，可用", "Back and available"
    REFUSED = "refused", "不予转移", "Refused"


class BindingState(Base):
    """What a trading account is bound to."""
    UNBOUND = "unbound", "未绑定银行账户", "No bank account bound"
    BOUND = "bound", "已绑定银行账户", "Bank account bound"
    ENDED = "ended", "已解除与登记账户的绑定", "No longer bound to the registry account"


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A move to market or back."""
    at: time                            # by the clock of the exchange
    trading_no: str                     # of the bound trading account; "" = none
    bank_bound: bool
    instrument_known: bool              # the project and year are traded already
    new_instruments: int                # that these credits would bring
    first_price: Decimal | None         # of an instrument that is new
    calendar: Calendar = CALENDAR


@dataclass(frozen=True, kw_only=True)
class BindingFacts:
    """A trading account."""
    holder: str                         # names, as the licence and the bank print them
    bank_holder: str
    cash: Decimal
    held_t: int                         # credits in the trading account
    flow_today: bool                    # cash or credits moved today
    operators: int                      # as named in the move
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-110", zh="登记账户已绑定交易账户和银行账户。",
      en="The registry account is bound to a trading and a bank account.", source=cite(TM, "持仓转移", SURE))
def accounts_are_bound(facts: Facts) -> Verdict:
    return tuple(where for where, good in (("/trading_no", bool(facts.trading_no)), ("/bank", facts.bank_bound))
                 if not good) or True


@rule("R-110a", zh="在交易日9:30至15:00之间申请转回。", en="The return is asked for on a trading day, 09:30 to 15:00.",
      source=cite(TM, "持仓转移", SURE))
def return_is_in_hours(facts: Facts) -> Verdict:
    if not facts.calendar.is_trading_day(facts.today):
        return ("/today",)
    return inside(facts.settings["trade.return_hours"], facts.at) or ("/at",)


@rule("R-110b", zh="转回的减排量在交易平台，且没有委托冻结或其他冻结。",
      en="What returns is at the exchange and locked by no order or other lien.", source=cite(TM, "持仓转移", LIKELY))
def credits_are_free_at_the_exchange(facts: Facts) -> Verdict:
    return tuple(each.where for each in facts.ranges if each.state != "at_exchange") or True


@rule("R-110c", zh="转入交易平台的减排量没有司法冻结、质押等其他冻结。",
      en="What is admitted lies under no lien but that of its own way into the market.",
      source=cite(TM, "持仓转移", LIKELY))
def nothing_else_binds_what_enters(facts: Facts) -> Verdict:
    return tuple(each.where for each in facts.ranges if each.state != "available") or True


@rule("R-104a", zh="新品种由首个转入的持有人确定首日价格。",
      en="The first holder to move a new instrument in names its price.", source=cite(TM, "首日价格", SURE))
def first_price_is_named(facts: Facts) -> Verdict:
    price, step = facts.first_price, facts.settings["trade.price_step"]
    return facts.instrument_known or (price is not None and price > 0 and price % step == 0) or ("/first_price",)


@rule("R-104b", zh="一件申请至多含一个新品种，每个新品种各有首日价格；多个新品种请分件办理。",
      en="One dossier brings one new instrument at most, since each has a price of its own: move the others apart.",
      source=cite(TM, "首日价格", LIKELY))
def new_instrument_is_one(facts: Facts) -> Verdict:
    return facts.new_instruments <= 1 or ("/ranges",)


@rule("R-20", zh="交易账户只能绑定一个户名相同的银行账户。",
      en="A trading account is bound to one bank account, of the same name.", source=cite(TM, "银行账户", SURE))
def bank_account_has_the_same_name(facts: BindingFacts) -> Verdict:
    return bool(facts.holder) and facts.holder == facts.bank_holder or ("/bank_holder",)


@rule("R-20a", zh="资金为零且当日无资金变动，方可变更或解除银行账户绑定。",
      en="The bank account changes with no cash and no flow that day.", source=cite(TM, "银行账户", SURE))
def cash_is_out(facts: BindingFacts) -> Verdict:
    holds = (("/cash", facts.cash == 0), ("/flow_today", not facts.flow_today))
    return tuple(where for where, good in holds if not good) or True


@rule("R-20b", zh="持有量为零且当日无变动，方可解除与登记账户的绑定。",
      en="The bond with the registry account ends with no credits and no flow that day.",
      source=cite(TM, "登记账户", SURE))
def credits_are_out(facts: BindingFacts) -> Verdict:
    holds = (("/held_t", facts.held_t == 0), ("/flow_today", not facts.flow_today))
    return tuple(where for where, good in holds if not good) or True


@rule("R-19a", zh="交易账户的操作员不超过五人。", en="A trading account has at most five operators.",
      source=cite(TM, "操作员", SURE))
def operators_are_few(facts: BindingFacts) -> Verdict:
    return facts.operators <= facts.settings["trade.operators_max"] or ("/operators",)


BANK = (Ask("bank_holder", "银行账户户名", "Holder of the bank account", "text"),
        Ask("bank_no", "银行账号", "No. of the bank account", "text"))
PRICE = Ask("first_price", "新品种首日价格（元/吨）", "Price of a new instrument, CNY/t", "text", required=False)
OUT = (Ask("cash", "资金余额（元）", "Cash in the account, CNY", "text"),
       Ask("flow_today", "当日有无资金变动", "Cash moved today", "choice", (("no", "无", "No"), ("yes", "有", "Yes"))))
OPERATORS = Ask("operators", "操作员名单，每行一人", "Operators, one a line")

S, B, A = State, BindingState, Actor
FIRST, SECOND, REGISTRY, EXCHANGE = A.OWNER_INITIATOR, A.OWNER_CONFIRMER, A.REGISTRY_OPERATOR, A.EXCHANGE
BOUND = (accounts_are_bound, stays_inside_the_country)
ENTERING = (account_is_active, account_is_not_suspended, quantity_is_whole, *BOUND)
RETURNING = (quantity_is_whole, credits_are_free_at_the_exchange, return_is_in_hours)

MARKET_MOVE = Stage("market_move", State, (
    Move("request", S.DRAFT, S.REQUESTED, FIRST, (*SPENDING, *BOUND, new_instrument_is_one), confirm=SECOND,
         zh="申请转移至交易账户", en="Ask to move to the trading account"),
    Move("approve", S.REQUESTED, S.TO_TRADING_ACCOUNT, REGISTRY, ENTERING, zh="准予转移至交易账户",
         en="Let it move to the trading account"),
    Move("refuse", S.REQUESTED, S.REFUSED, REGISTRY, zh="不予转移", en="Refuse", asks=(REASON,)),
    Move("forward", S.TO_TRADING_ACCOUNT, S.TO_PLATFORM, FIRST, (*ENTERING, first_price_is_named), confirm=SECOND,
         zh="申请转移至交易平台", en="Ask to move to the platform", asks=(PRICE,)),
    Move("take_back", S.TO_TRADING_ACCOUNT, S.AVAILABLE, FIRST, confirm=SECOND, rare=True, zh="由交易账户转回",
         en="Take back from the trading account"),
    Move("admit", S.TO_PLATFORM, S.AT_EXCHANGE, EXCHANGE,
         (*ENTERING, first_price_is_named, nothing_else_binds_what_enters), zh="准予转移至交易平台",
         en="Admit to the platform"),
    Move("send_back", S.TO_PLATFORM, S.TO_TRADING_ACCOUNT, EXCHANGE, zh="退回交易账户", en="Send back to the account",
         asks=(REASON,)),
    Move("ask_back", S.AT_EXCHANGE, S.WITHDRAW_REQUESTED, FIRST, RETURNING, confirm=SECOND,
         zh="申请转回登记账户", en="Ask for the return"),
    Move("ask_back", S.DRAFT, S.WITHDRAW_REQUESTED, FIRST, RETURNING, confirm=SECOND, rare=True,
         zh="申请转回登记账户", en="Ask for the return"),           # of what was bought, or is left of a sale
    Move("give_back", S.WITHDRAW_REQUESTED, S.AVAILABLE, EXCHANGE,
         (quantity_is_whole, credits_are_free_at_the_exchange), confirm=REGISTRY, zh="转回登记账户",
         en="Return to the registry account"),
    Move("keep", S.WITHDRAW_REQUESTED, S.AT_EXCHANGE, EXCHANGE, zh="不予转回", en="Keep at the exchange",
         asks=(REASON,)),
), zh="转入和转出市场", en="To market and back")

BINDING = Stage("binding", BindingState, (
    Move("bind_bank", B.UNBOUND, B.BOUND, EXCHANGE, (bank_account_has_the_same_name,), zh="绑定银行账户",
         en="Bind a bank account", asks=BANK),
    Move("change_bank", B.BOUND, B.BOUND, EXCHANGE, (bank_account_has_the_same_name, cash_is_out),
         zh="变更银行账户", en="Change the bank account", asks=(*BANK, *OUT)),
    Move("name_operators", B.BOUND, B.BOUND, FIRST, (operators_are_few,), zh="指定操作员", en="Name the operators",
         asks=(OPERATORS,)),
    Move("unbind_bank", B.BOUND, B.UNBOUND, EXCHANGE, (cash_is_out,), zh="解除银行账户绑定",
         en="Unbind the bank account", asks=OUT),
    Move("end", B.UNBOUND, B.ENDED, REGISTRY, (credits_are_out,), zh="解除与登记账户的绑定",
         en="End the bond with the registry account"),
), zh="交易账户绑定", en="Bindings of a trading account")
