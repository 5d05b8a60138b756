"""Settlement 结算 of a trade: on its day, after the close, trade by trade, delivery versus payment 货银对付; the
exchange and the registry both confirm. Law: rules of trading and settlement art. 19-20, 27-32.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from methodologies.kernel.rules import LIKELY, SURE, WARN, Verdict, cite, rule
from workflows.application import REASON
from workflows.calendar import CALENDAR, Calendar
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.fees import tariff_on
from workflows.orders import sessions
from workflows.settings import DEFAULTS, Value
from workflows.texts import FEE, RR, TR


class State(Base):
    """ST. A trade that is matched is binding (R-108): an objection corrects it by a further entry. Before the delivery
    both institutions may take back its report, where that was wrong or can't be settled, to report it again."""
    MATCHED = "matched", "已成交", "Matched"
    CLEARED = "cleared", "已清算", "Cleared"
    CONFIRMED_BOTH = "confirmed_both", "双方机构已确认", "Confirmed by both institutions"
    DELIVERED = "delivered", "已交收", "Delivered"
    DISPUTED = "disputed", "有异议", "Disputed"
    ACCEPTED = "accepted", "结算结果已认可", "Accepted"
    CORRECTED = "corrected", "已更正", "Corrected by a further entry"
    VOID = "void", "已撤回报送", "Report taken back"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One trade."""
    today: date
    at: time                            # by the clock of the exchange
    matched_on: date
    record_no: str                      # of the trading system's record
    form: str                           # of orders.FORMS
    tonnes: int
    price: Decimal
    charges: tuple[Decimal, Decimal]    # what the exchange charges seller and buyer
    buyer_closed: bool                  # the buyer's registry account
    seller_locked_t: int                # locked for this trade in the seller's account
    buyer_cash: Decimal                 # locked for this trade
    exchange_t: int | None              # tonnes of this trade in the file of each institution
    registry_t: int | None
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)
    calendar: Calendar = CALENDAR

    @property
    def owed(self) -> Decimal:
        """What the buyer pays, with the charge."""
        return self.price * self.tonnes + self.charges[1]


def next_opening(facts: Facts) -> tuple[date, time]:
    """The first moment of trading after the day of the trade."""
    return facts.calendar.next_trading_day(facts.matched_on), sessions(facts.settings["trade.sessions"])[0][0]


@rule("R-108", zh="成交以交易系统记录为准，记录编号齐全。", en="The trading system has a record with its number.",
      source=cite(TR, "第19、20条", SURE))
def record_is_there(facts: Facts) -> Verdict:
    return bool(facts.record_no.strip()) or ("/record_no",)


@rule("R-109", zh="当日收市后结算。", en="Settlement follows the close of the day.",
      source=cite(TR, "第27至32条", SURE))
def day_has_closed(facts: Facts) -> Verdict:
    closes = max(last for _, last in sessions(facts.settings["trade.sessions"]))
    return (facts.today, facts.at) > (facts.matched_on, closes) or ("/at",)


@rule("R-109a", zh="逐笔全额、货银对付：卖方减排量与买方资金均已足额冻结。",
      en="Trade by trade and in full: the seller's credits and the buyer's cash are both locked.",
      source=cite(TR, "第27至32条", SURE))
def both_sides_are_covered(facts: Facts) -> Verdict:
    holds = (("/seller_locked_t", facts.seller_locked_t >= facts.tonnes),
             ("/buyer_cash", facts.buyer_cash >= facts.owed))
    return tuple(where for where, good in holds if not good) or True


@rule("R-17b", zh="买方登记账户未销户。", en="The buyer's registry account has not been closed.",
      source=cite(RR, "第11条", LIKELY))
def buyer_has_an_account(facts: Facts) -> Verdict:
    return not facts.buyer_closed or ("/buyer",)


@rule("R-111", zh="买卖双方的手续费按成交当日公布的收费标准计算。",
      en="Both sides are charged by the tariff of the day of the trade.", source=cite(FEE, "2025-01-02", SURE))
def charges_are_by_the_tariff(facts: Facts) -> Verdict:
    tariff = tariff_on(facts.matched_on, facts.settings)
    due = tariff.of_trade(facts.price, facts.tonnes, facts.form) if tariff else Decimal(0)
    return tuple(f"/charges/{side}" for side, said in zip(("seller", "buyer"), facts.charges, strict=True)
                 if said != due) or True


@rule("R-109b", zh="交易机构与登记机构的数据一致。", en="The files of the exchange and of the registry agree.",
      source=cite(TR, "第27至32条", SURE))
def institutions_agree(facts: Facts) -> Verdict:
    return tuple(where for where, said in (("/exchange_t", facts.exchange_t), ("/registry_t", facts.registry_t))
                 if said != facts.tonnes) or True


@rule("R-109c", zh="减排量与资金在成交当日交收。", en="Credits and cash move on the day of the trade.",
      source=cite(TR, "第27至32条", SURE), grade=WARN)
def delivery_is_on_the_day(facts: Facts) -> Verdict:
    return facts.today == facts.matched_on or ("/today",)


@rule("R-109d", zh="对结算结果有异议的，在下一交易日开市前书面提出。",
      en="An objection is made in writing before the next opening.", source=cite(TR, "第27至32条", SURE))
def objection_is_in_time(facts: Facts) -> Verdict:
    return (facts.today, facts.at) < next_opening(facts) or ("/at",)


@rule("R-109e", zh="下一交易日开市前未提出异议的，视为认可结算结果。",
      en="Without an objection by the next opening the result is accepted.", source=cite(TR, "第27至32条", SURE))
def time_for_objections_is_over(facts: Facts) -> Verdict:
    return (facts.today, facts.at) >= next_opening(facts) or ("/at",)


CLEARED = (Ask("exchange_t", "交易机构清算数量（吨）", "Tonnes in the exchange's clearing", "integer"),)
OBJECTION = Ask("objection", "书面异议", "Objection in writing")

S, A = State, Actor
EXCHANGE, REGISTRY = A.EXCHANGE, A.REGISTRY_OPERATOR
SIDES = (A.OWNER_INITIATOR, A.COUNTERPARTY_INITIATOR)

SETTLEMENT = Stage("settlement", State, (
    Move("clear", S.MATCHED, S.CLEARED, EXCHANGE, (record_is_there, day_has_closed, buyer_has_an_account,
         both_sides_are_covered, charges_are_by_the_tariff), zh="清算", en="Clear"),
    Move("agree", S.CLEARED, S.CONFIRMED_BOTH, EXCHANGE, (institutions_agree,), confirm=REGISTRY,
         zh="交易机构与登记机构确认", en="Confirm, exchange and registry", asks=CLEARED),
    Move("deliver", S.CONFIRMED_BOTH, S.DELIVERED, REGISTRY,
         (buyer_has_an_account, both_sides_are_covered, institutions_agree, delivery_is_on_the_day), zh="交收",
         en="Deliver against payment"),
    *(Move("void", state, S.VOID, EXCHANGE, confirm=REGISTRY, rare=True, zh="撤回成交报送",
           en="Take back the report of the trade", asks=(REASON,))
      for state in (S.MATCHED, S.CLEARED, S.CONFIRMED_BOTH)),
    Move("object", S.DELIVERED, S.DISPUTED, SIDES, (objection_is_in_time,), zh="提出异议", en="Object",
         asks=(OBJECTION,)),
    Move("accept", S.DELIVERED, S.ACCEPTED, A.CLOCK, (time_for_objections_is_over,), zh="视为认可",
         en="Count it accepted"),
    Move("dismiss", S.DISPUTED, S.ACCEPTED, EXCHANGE, confirm=REGISTRY, zh="异议不成立", en="Dismiss the objection",
         asks=(REASON,)),
    Move("correct", S.DISPUTED, S.CORRECTED, EXCHANGE, confirm=REGISTRY, zh="异议成立，更正结算",
         en="Uphold the objection, correct the settlement", asks=(REASON,)),
), zh="结算", en="Settlement")
