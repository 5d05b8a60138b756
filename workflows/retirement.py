"""Retirement 注销: for good, in two ways. Law: Measures (Trial) art. 28, rules of registration art. 15.

A voluntary one 自愿注销 is confirmed by two people of the holder and carried out by the registry. For a surrender under
the national allowance market 全国履约抵销 the credits wait as 履约待抵销 until the province confirms or refuses.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows import holdings
from workflows.application import REASON, papers
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import SPENDING, outranking, quantity_is_whole, stays_inside_the_country
from workflows.settings import Value
from workflows.texts import EM, M31, N237, PLAN, RR


class State(Base):
    """RT, the voluntary way."""
    DRAFT = "draft", "草稿", "Draft"
    HOLDER_CONFIRMED = "holder_confirmed", "持有人已确认", "Confirmed by the holder"
    REGISTRY_REVIEW = "registry_review", "抵消及注销审批", "Under review by the registry"
    RETIRED = "retired", "已注销", "Retired"
    REJECTED = "rejected", "未予注销", "Not retired"


class SurrenderState(Base):
    """RT, by national surrender."""
    DRAFT = "draft", "草稿", "Draft"
    PENDING = "pending", "履约待抵销", "Awaiting surrender, frozen"
    SENT = "sent", "已发送配额登记机构", "Sent to the allowance registry"
    RECEIPTED = "receipted", "配额登记机构已回执", "Receipted by the allowance registry"
    WITH_PROVINCE = "with_province", "省级主管部门确认中", "With the province"
    CONFIRMED = "confirmed", "抵销已确认，待注销", "Surrender confirmed, to be retired"
    RETIRED = "retired", "已注销", "Retired"
    RELEASED = "released", "已全部解冻", "Released whole"


PURPOSES = (
    ("event", "大型活动碳中和", "Carbon neutrality of an event"), ("company", "企业自愿抵销", "Offset of a company"),
    ("product", "产品碳中和", "Carbon neutrality of a product"), ("public_good", "公益性注销", "For the public good"),
    ("supply_chain", "绿色供应链", "Green supply chain"), ("social", "社会责任", "Social responsibility"),
    ("low_carbon_life", "绿色低碳生活", "Green and low-carbon living"),
    ("local_ets", "地方碳市场履约", "Surrender in a local allowance market"),
    ("national_ets", "全国碳市场履约抵销", "Surrender in the national allowance market"))
USERS = (("public_body", "党政机关", "Party or government body"), ("state_owned", "国有企业", "State-owned company"),
         ("other", "其他", "Other"))


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A voluntary retirement."""
    beneficiary: str
    purpose: str                        # of PURPOSES
    use_year: int | None                # the year for which the credits are used
    local_left_t: int | None            # what the local market still admits that year; None = no cap is entered


@dataclass(frozen=True, kw_only=True)
class SurrenderFacts(holdings.Facts):
    """A surrender under the national allowance market."""
    obligation_year: int
    obligation_t: int | None            # verified emissions to be covered, of that year; None = not stated yet
    used_t: int                         # credits already used or waiting for that year, without these
    allowance_account: bool             # bound with the allowance registry
    form_last_day: date | None          # of the province for that year; None = not announced
    documents: frozenset[str]
    receipted_t: int | None             # what the allowance registry's receipt says; None = no receipt


def offset_cap(obligation_t: int, settings: Mapping[str, Value]) -> int:
    """The most that credits may cover of an obligation: whole tonnes, rounded down (R-125)."""
    return int((Decimal(obligation_t) * settings["offset.national_cap"]).to_integral_value(ROUND_FLOOR))


def surrender_day(obligation_year: int) -> date:
    """The last day on which the obligation of a year is met: 31 December of the year after."""
    return date(obligation_year + 1, 12, 31)


def last_day(facts: SurrenderFacts) -> date:
    """Until when the province takes the form."""
    return min(facts.form_last_day or date.max, surrender_day(facts.obligation_year))


@rule("R-122", zh="全国碳市场履约通过履约抵销程序办理，不作自愿注销。",
      en="Surrender in the national market goes through its own procedure, not as a voluntary retirement.",
      source=cite(M31, "第28条", SURE))
def purpose_is_voluntary(facts: Facts) -> Verdict:
    return facts.purpose != "national_ets" or ("/purpose",)


@rule("R-123", zh="受益人、用途和使用年份填写完整，使用年份不晚于当年。",
      en="Beneficiary, purpose and year of use are given; the year has begun.", source=cite(RR, "第15条", SURE))
def use_is_stated(facts: Facts) -> Verdict:
    known = facts.purpose in {key for key, _, _ in PURPOSES}
    begun = facts.use_year is not None and facts.use_year <= facts.today.year
    holds = (("/beneficiary", bool(facts.beneficiary.strip())), ("/purpose", known), ("/use_year", begun))
    return tuple(where for where, good in holds if not good) or True


@rule("R-126", zh="用于地方碳市场履约的，该市场该年度的抵销上限已载入且未超过。",
      en="For a local market its cap of that year is entered and is not exceeded.", source=cite(M31, "第28条", UNSURE))
def local_cap_is_kept(facts: Facts) -> Verdict:
    if facts.purpose != "local_ets":
        return True
    return (facts.local_left_t is not None and facts.tonnes <= facts.local_left_t) or ("/tonnes",)


@rule("R-125", zh="抵销量不超过该年度应清缴配额量的5%（向下取整到吨）。",
      en="No more than 5 % of the year's obligation, rounded down to the tonne.", source=cite(EM, "第29条", SURE))
def cap_is_kept(facts: SurrenderFacts) -> Verdict:
    if facts.obligation_t is None:
        return ("/obligation_t",)
    return facts.tonnes + facts.used_t <= offset_cap(facts.obligation_t, facts.settings) or ("/tonnes",)


@rule("R-125a", zh="所用减排量在2024年1月22日全国市场启动以后登记。",
      en="The credits were registered since the market began on 22 January 2024.", source=cite(PLAN, "抵销", LIKELY))
def registered_since_the_start(facts: SurrenderFacts) -> Verdict:
    start = facts.settings["offset.registered_after"]
    return tuple(each.where for each in facts.ranges if each.registered_on < start) or True


@rule("R-125b", zh="所用减排量不来自纳入全国碳市场配额管理的项目。",
      en="The credits are not of a project under the quota management of the national market.",
      source=cite(EM, "第29条", SURE))
def origin_is_outside_the_quota(facts: SurrenderFacts) -> Verdict:
    return tuple(each.where for each in facts.ranges if each.in_ets is not False) or True


@rule("R-125c", zh="账户已与全国碳排放权注册登记系统的账户绑定。",
      en="The account is bound with one of the allowance registry.", source=cite(N237, "附件", LIKELY))
def allowance_account_is_bound(facts: SurrenderFacts) -> Verdict:
    return facts.allowance_account or ("/allowance_account",)


@rule("R-125d", zh="履约年度已结束，且未过次年12月31日。",
      en="The year of the obligation is over, and 31 December of the next is not past.",
      source=cite(EM, "第29条", LIKELY))
def obligation_is_open(facts: SurrenderFacts) -> Verdict:
    return facts.obligation_year < facts.today.year and facts.today <= surrender_day(facts.obligation_year) or (
        "/obligation_year",)


@rule("R-125e", zh="配额登记机构的回执已收到，数量与申请一致。",
      en="The allowance registry's receipt is there and says the same quantity.", source=cite(N237, "附件", LIKELY))
def receipt_agrees(facts: SurrenderFacts) -> Verdict:
    return facts.receipted_t == facts.tonnes or ("/receipted_t",)


@rule("R-125j", zh="冻结的减排量与回执所载数量已不一致，方可由登记机构退回。",
      en="The registry gives it back only where what is held is no longer what the receipt says.",
      source=cite(HOUSE, "§5.1", UNSURE))
def receipt_no_longer_agrees(facts: SurrenderFacts) -> Verdict:
    return facts.receipted_t != facts.tonnes or ("/receipted_t",)


@rule("R-125f", zh="抵销申请表已附，且未过省级主管部门公布的截止日。",
      en="The province's form is attached, and its last day is not past.", source=cite(N237, "附件", LIKELY))
def form_is_in_time(facts: SurrenderFacts) -> Verdict:
    late = () if facts.today <= last_day(facts) else ("/form_last_day",)
    return papers(*sorted({"surrender_form"} - facts.documents)) + late or True


@rule("R-125g", zh="截止日已过仍未提交省级主管部门的，申请失效，全部解冻。",
      en="The last day is past and the province has no form: the application lapses, all is released.",
      source=cite(N237, "附件", LIKELY))
def time_for_the_form_is_over(facts: SurrenderFacts) -> Verdict:
    return facts.today > last_day(facts) or ("/form_last_day",)


@rule("R-125h", zh="清缴截止日已过仍未确认的，申请失效，全部解冻。",
      en="The day of surrender is past without confirmation: the application lapses, all is released.",
      source=cite(N237, "附件", UNSURE))
def surrender_day_is_past(facts: SurrenderFacts) -> Verdict:
    return facts.today > surrender_day(facts.obligation_year) or ("/obligation_year",)


@rule("R-125i", zh="顺位在履约待抵销之前的冻结、质押解除之前，不得注销。",
      en="They are not retired while a lien that outranks the pending surrender lies on them.",
      source=cite(HOUSE, "§5.1", UNSURE))
def nothing_outranks_the_surrender(facts: SurrenderFacts) -> Verdict:
    return tuple(each.where for each in facts.ranges if outranking("surrender") & set(each.liens)) or True


USE = (Ask("beneficiary", "受益人", "Beneficiary", "text"), Ask("purpose", "用途", "Purpose", "choice", PURPOSES),
       Ask("user", "使用者类型", "User", "choice", USERS), Ask("use_year", "使用年份", "Year of use", "integer"),
       Ask("abroad", "受益人是否在境外", "Is the beneficiary outside the country?", "choice",
           (("no", "否", "No"), ("yes", "是", "Yes"))),
       Ask("statement", "声明", "Statement", required=False))
MESSAGE = Ask("message_no", "报文编号", "Number of the message", "text")
RECEIPT = (Ask("receipt_no", "回执编号", "Number of the receipt", "text"),
           Ask("receipted_t", "回执所载数量（吨）", "Tonnes of the receipt", "integer"))

S, P, A = State, SurrenderState, Actor
FIRST, SECOND, REGISTRY = A.OWNER_INITIATOR, A.OWNER_CONFIRMER, A.REGISTRY_OPERATOR
USING = (*SPENDING, purpose_is_voluntary, use_is_stated, local_cap_is_kept, stays_inside_the_country)
OFFSETTING = (cap_is_kept, registered_since_the_start, origin_is_outside_the_quota, stays_inside_the_country)

RETIREMENT = Stage("retirement", State, (
    Move("request", S.DRAFT, S.HOLDER_CONFIRMED, FIRST, USING, confirm=SECOND,
         zh="抵消及注销确认", en="Confirm the retirement", asks=USE),
    Move("take_up", S.HOLDER_CONFIRMED, S.REGISTRY_REVIEW, REGISTRY, zh="受理注销", en="Take up the review"),
    Move("retire", S.REGISTRY_REVIEW, S.RETIRED, REGISTRY, USING, zh="予以注销", en="Retire, for good"),
    Move("reject", S.REGISTRY_REVIEW, S.REJECTED, REGISTRY, zh="不予注销", en="Refuse the retirement", asks=(REASON,)),
), zh="自愿注销", en="Voluntary retirement")

SURRENDER = Stage("surrender", SurrenderState, (
    Move("apply", P.DRAFT, P.PENDING, FIRST,
         (*SPENDING, *OFFSETTING, allowance_account_is_bound, obligation_is_open), confirm=SECOND,
         zh="申请履约抵销并冻结", en="Apply for surrender; the credits freeze",
         asks=(Ask("obligation_year", "履约年度", "Year of the obligation", "integer"),
               Ask("obligation_t", "应清缴配额量（吨）", "Obligation, t", "integer"))),
    Move("send", P.PENDING, P.SENT, REGISTRY, (allowance_account_is_bound,), zh="发送配额登记机构",
         en="Send to the allowance registry", asks=(MESSAGE,)),
    Move("receipt", P.SENT, P.RECEIPTED, REGISTRY, (quantity_is_whole, receipt_agrees), zh="收到配额登记机构回执",
         en="Record the allowance registry's receipt", asks=RECEIPT),
    Move("file", P.RECEIPTED, P.WITH_PROVINCE, FIRST, (receipt_agrees, form_is_in_time), confirm=SECOND,
         zh="向省级主管部门提交申请表", en="Hand the form to the province"),
    Move("acknowledge", P.WITH_PROVINCE, P.CONFIRMED, A.PROVINCE, (quantity_is_whole, *OFFSETTING, receipt_agrees),
         zh="确认抵销", en="Confirm the surrender"),
    Move("retire", P.CONFIRMED, P.RETIRED, REGISTRY,
         (quantity_is_whole, *OFFSETTING, receipt_agrees, nothing_outranks_the_surrender), zh="予以注销",
         en="Retire, for good"),
    Move("refuse", P.CONFIRMED, P.RELEASED, REGISTRY, (receipt_no_longer_agrees,), rare=True,
         zh="数量已不一致，退回并全部解冻", en="Give back: the quantity has changed; all is released", asks=(REASON,)),
    Move("refuse", P.SENT, P.RELEASED, REGISTRY, zh="配额登记机构不予受理，全部解冻",
         en="The allowance registry refused: release all", asks=(MESSAGE, REASON)),
    Move("refuse", P.WITH_PROVINCE, P.RELEASED, A.PROVINCE, zh="不予确认，全部解冻", en="Refuse: all is released",
         asks=(REASON,)),
    *(Move("lapse", state, P.RELEASED, A.CLOCK, (time_for_the_form_is_over,), zh="逾期失效，全部解冻",
           en="Lapse: all is released") for state in (P.PENDING, P.SENT, P.RECEIPTED)),
    Move("lapse", P.WITH_PROVINCE, P.RELEASED, A.CLOCK, (surrender_day_is_past,), zh="逾期未确认，全部解冻",
         en="Lapse unconfirmed: all is released"),
), zh="全国履约抵销", en="Surrender in the national market")
