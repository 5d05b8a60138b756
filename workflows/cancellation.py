"""Forced cancellation 强制注销: by the registry, of what was ordered to be cancelled and was not; what the account no
longer holds stays owed 差额 until credits bought later are cancelled for it. Law: Measures (Trial) art. 43.
"""
from __future__ import annotations

from dataclasses import dataclass

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows import holdings
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import credits_are_alive
from workflows.texts import M31


class State(Base):
    """One forced cancellation, from the registry's draft until nothing is owed."""
    DRAFT = "draft", "拟办", "Being written"
    OWING = "owing", "已强制注销，差额待退回", "Cancelled by force, a shortage is owed"
    CANCELLED = "cancelled", "已强制注销", "Cancelled by force"


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A forced cancellation: `tonnes` and `ranges` are what is to be taken."""
    ordered_t: int                      # that the draft speaks of
    measure_t: int | None               # of the measure named: one of this holder's, decided and not carried out
    takeable_t: int                     # in the account, neither at an end nor under a court's freeze
    owed_t: int                         # ordered and not cancelled yet
    part_t: int                         # returned now


@rule("R-129b", zh="所列强制注销措施已决定、尚未执行，对象和数量与本件一致。",
      en="The measure named orders this holder's forced cancellation, of this quantity, and is not carried out yet.",
      source=cite(M31, "第43条", SURE))
def measure_orders_it(facts: Facts) -> Verdict:
    return (facts.measure_t is not None and facts.measure_t == facts.ordered_t) or ("/measure",)


@rule("R-129c", zh="司法冻结的减排量不作强制注销。", en="What a court has frozen is not cancelled by force.",
      source=cite(HOUSE, "§5.1", UNSURE))
def no_court_lies_on_them(facts: Facts) -> Verdict:
    return tuple(each.where for each in facts.ranges if "court" in each.liens) or True


@rule("R-129d", zh="所列编号区段合计等于责令注销的数量。", en="The serials listed make up the quantity ordered.",
      source=cite(M31, "第43条", SURE))
def nothing_is_short(facts: Facts) -> Verdict:
    return facts.tonnes == facts.ordered_t or ("/tonnes",)


@rule("R-129e", zh="账户内可注销的减排量不足责令注销的数量，且已全部列入。",
      en="The account has less than was ordered, and all of that is listed.", source=cite(M31, "第43条", SURE))
def all_there_is_is_taken(facts: Facts) -> Verdict:
    return facts.takeable_t == facts.tonnes < facts.ordered_t or ("/tonnes",)


@rule("R-129f", zh="退回数量为正整数，小于差额，不超过账户可用量。",
      en="A part returned is at least 1 t, less than what is owed and no more than the account has available.",
      source=cite(M31, "第43条", LIKELY))
def part_is_there(facts: Facts) -> Verdict:
    return 1 <= facts.part_t < facts.owed_t and facts.part_t <= facts.available_t or ("/part_t",)


@rule("R-129g", zh="账户可用量不少于全部差额。", en="The account has all that is owed available.",
      source=cite(M31, "第43条", LIKELY))
def rest_is_there(facts: Facts) -> Verdict:
    return facts.available_t >= facts.owed_t or ("/owed_t",)


MEASURE = Ask("measure", "强制注销措施编号", "No. of the measure", "text")
PART = Ask("part_t", "退回数量（吨）", "Tonnes returned", "integer")

S = State
REGISTRY, CHIEF, HOLDER = Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR, Actor.OWNER_INITIATOR
TAKING = (measure_orders_it, no_court_lies_on_them, credits_are_alive)

CANCELLATION = Stage("cancellation", State, (
    Move("cancel", S.DRAFT, S.CANCELLED, REGISTRY, (*TAKING, nothing_is_short), confirm=CHIEF, zh="强制注销",
         en="Cancel by force", asks=(MEASURE,)),
    Move("cancel_short", S.DRAFT, S.OWING, REGISTRY, (*TAKING, all_there_is_is_taken), confirm=CHIEF,
         zh="强制注销现有部分，差额责令退回", en="Cancel what there is, the rest is owed", asks=(MEASURE,)),
    Move("return_part", S.OWING, S.OWING, (HOLDER, REGISTRY), (part_is_there,), confirm=CHIEF,
         zh="退回部分差额", en="Return a part of what is owed", asks=(PART,)),
    Move("return_rest", S.OWING, S.CANCELLED, (HOLDER, REGISTRY), (rest_is_there,), confirm=CHIEF,
         zh="退回全部差额", en="Return all that is owed"),
), zh="强制注销", en="Forced cancellation")
