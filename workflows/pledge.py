"""Pledge 质押: a mark of the registry on credits that secure a debt. No rule of the market knows it yet (R-119); it
rests on the Civil Code and the register of movable finance 动产融资统一登记公示系统, and can be switched off.
Repurchase 回购 stays closed.

A court's freeze may lie over a pledge at any time: it is a lien of higher rank and stops the disposal, not the release.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from methodologies.kernel.rules import HOUSE, UNSURE, Verdict, cite, rule
from workflows import holdings
from workflows.application import REASON
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import SPENDING, nothing_outranks_the_pledge, quantity_is_whole
from workflows.texts import OP


class State(Base):
    """PL."""
    DRAFT = "draft", "草稿", "Draft"
    APPLIED = "applied", "已申请，待质权人确认", "Applied for, to be confirmed by the pledgee"
    PLEDGEE_CONFIRMED = "pledgee_confirmed", "质权人已确认", "Confirmed by the pledgee"
    REGISTERED = "registered", "已登记质押", "Pledged"
    ENFORCING = "enforcing", "质权实现中", "Being enforced"
    RELEASED = "released", "已解除质押", "Released"
    TRANSFERRED = "transferred", "已转移给质权人或受让人", "Transferred"
    SOLD = "sold", "已通过交易机构卖出", "Sold at the exchange"
    REFUSED = "refused", "未予登记", "Not recorded"


KINDS = (("pledge", "质押", "Pledge"), ("repo", "回购", "Repurchase"))
CASES = (("agreement", "到期未偿，依合同约定", "Not repaid when due, by the contract"),
         ("ruling", "依生效裁判文书", "By an effective ruling"))


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A pledge. What a move asks for is None or "" until it is given."""
    kind: str                           # of KINDS
    contract_no: str
    pboc_no: str                        # of the register of movable finance
    holder_code: str                    # credit codes of pledgor and pledgee
    pledgee_code: str
    principal: Decimal | None
    currency: str
    matures_on: date | None
    part_t: int                         # what a part release gives free
    case: str                           # of CASES, when it is enforced
    ruling_no: str
    pledgee_known: bool                 # an organisation of this registry that may take a pledge
    pledgee_active: bool                # … and has a usable registry account
    buyer_active: bool                  # whom the exchange names, another than the pledgor, has one


@rule("R-120", zh="质押登记业务已启用。", en="The recording of pledges is switched on.",
      source=cite(HOUSE, "pledge.enabled", UNSURE))
def pledges_are_recorded(facts: Facts) -> Verdict:
    return facts.settings["pledge.enabled"] or ("/settings/pledge.enabled",)


@rule("R-121", zh="回购尚无交易规则，暂不办理。", en="There is no rule for repurchase yet: it is not open.",
      source=cite(HOUSE, "repo.enabled", UNSURE))
def it_is_no_repurchase(facts: Facts) -> Verdict:
    return facts.kind != "repo" or facts.settings["repo.enabled"] or ("/kind",)


@rule("R-119", zh="质押合同编号和动产融资统一登记编号齐全。",
      en="The numbers of the contract and of the register of movable finance are given.",
      source=cite(OP, "六、七", UNSURE))
def pledge_rests_on_the_general_law(facts: Facts) -> Verdict:
    given = (("/contract_no", facts.contract_no), ("/pboc_no", facts.pboc_no))
    return tuple(where for where, number in given if not number.strip()) or True


@rule("R-120a", zh="主债权金额、币种填写完整，到期日晚于当日。",
      en="Principal and currency are given, and the debt falls due later than today.",
      source=cite(HOUSE, "PL", UNSURE))
def debt_is_stated(facts: Facts) -> Verdict:
    holds = (("/principal", facts.principal is not None and facts.principal > 0), ("/currency", bool(facts.currency)),
             ("/matures_on", facts.matures_on is not None and facts.matures_on > facts.today))
    return tuple(where for where, good in holds if not good) or True


@rule("R-120b", zh="质权人不是出质人自己。", en="The pledgee is somebody else than the pledgor.",
      source=cite(HOUSE, "PL", UNSURE))
def pledgee_is_another(facts: Facts) -> Verdict:
    return bool(facts.pledgee_code) and facts.pledgee_code != facts.holder_code or ("/pledgee",)


@rule("R-120c", zh="部分解除的数量为整数吨，少于质押数量。", en="A part release is whole, less than is pledged.",
      source=cite(HOUSE, "PL", UNSURE))
def part_is_less_than_the_whole(facts: Facts) -> Verdict:
    return 1 <= facts.part_t < facts.tonnes or ("/part_t",)


@rule("R-120d", zh="债务已到期，或者有生效裁判文书，方可实现质权。",
      en="To enforce, the debt is past due or there is an effective ruling.", source=cite(HOUSE, "PL", UNSURE))
def enforcement_has_a_ground(facts: Facts) -> Verdict:
    if facts.case == "ruling":
        return bool(facts.ruling_no.strip()) or ("/ruling_no",)
    if facts.case != "agreement":
        return ("/case",)
    return (facts.matures_on is not None and facts.matures_on < facts.today) or ("/matures_on",)


@rule("R-120e", zh="质权人已在本系统登记为单位，可以作质权人。",
      en="The pledgee is an organisation known here that may take a pledge.", source=cite(HOUSE, "PL", UNSURE))
def pledgee_is_known(facts: Facts) -> Verdict:
    return facts.pledgee_known or ("/pledgee",)


@rule("R-120f", zh="受让质押物的质权人已开立可用的登记账户。",
      en="A pledgee who takes over the credits has a usable registry account.", source=cite(HOUSE, "PL", UNSURE))
def pledgee_can_hold(facts: Facts) -> Verdict:
    return facts.pledgee_active or ("/pledgee_account",)


@rule("R-120g", zh="买方是出质人以外的主体，已开立可用的登记账户。",
      en="The buyer is somebody else than the pledgor, with a usable registry account.",
      source=cite(HOUSE, "PL", UNSURE))
def buyer_can_hold(facts: Facts) -> Verdict:
    return facts.buyer_active or ("/buyer",)


DEBT = (Ask("kind", "业务类型", "Kind", "choice", KINDS), Ask("contract_no", "质押合同编号", "Contract no.", "text"),
        Ask("pboc_no", "动产融资统一登记编号", "No. in the register of movable finance", "text"),
        Ask("pledgee", "质权人统一社会信用代码", "Credit code of the pledgee", "text"),
        Ask("principal", "主债权金额", "Principal", "text"), Ask("currency", "币种", "Currency", "text"),
        Ask("matures_on", "债务到期日", "Due on", "date"))
GROUND = (Ask("case", "实现质权的情形", "Case", "choice", CASES),
          Ask("ruling_no", "裁判文书编号", "No. of the ruling", "text", required=False))
PART = Ask("part_t", "解除数量（吨），从最小编号起", "Tonnes released, lowest serials first", "integer")
SALE = (Ask("record_no", "成交记录编号", "No. of the trade record", "text"),
        Ask("buyer", "买方统一社会信用代码", "Credit code of the buyer", "text"))

S, A = State, Actor
FIRST, SECOND, REGISTRY, CHIEF = A.OWNER_INITIATOR, A.OWNER_CONFIRMER, A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR
LENDER, LENDER_2 = A.COUNTERPARTY_INITIATOR, A.COUNTERPARTY_CONFIRMER
PLEDGING = (pledges_are_recorded, it_is_no_repurchase, pledge_rests_on_the_general_law, debt_is_stated,
            pledgee_is_another, pledgee_is_known, *SPENDING)

PLEDGE = Stage("pledge", State, (
    Move("apply", S.DRAFT, S.APPLIED, FIRST, PLEDGING, confirm=SECOND, zh="申请质押登记", en="Apply for a pledge",
         asks=DEBT),
    Move("accept", S.APPLIED, S.PLEDGEE_CONFIRMED, LENDER, (pledges_are_recorded, it_is_no_repurchase),
         confirm=LENDER_2, zh="质权人确认", en="Confirm, as pledgee"),
    Move("turn_down", S.APPLIED, S.REFUSED, LENDER, zh="质权人不同意", en="Decline, as pledgee", asks=(REASON,)),
    Move("register", S.PLEDGEE_CONFIRMED, S.REGISTERED, REGISTRY, PLEDGING, confirm=CHIEF, zh="登记质押",
         en="Record the pledge"),
    Move("refuse", S.PLEDGEE_CONFIRMED, S.REFUSED, REGISTRY, zh="不予登记", en="Refuse to record", asks=(REASON,)),
    Move("release_part", S.REGISTERED, S.REGISTERED, LENDER, (part_is_less_than_the_whole,), confirm=LENDER_2,
         zh="部分解除质押", en="Release a part", asks=(PART,)),
    Move("release", S.REGISTERED, S.RELEASED, LENDER, confirm=LENDER_2, zh="解除质押", en="Release the pledge"),
    Move("enforce", S.REGISTERED, S.ENFORCING, LENDER, (enforcement_has_a_ground,), confirm=LENDER_2,
         zh="申请实现质权", en="Enforce the pledge", asks=GROUND),
    Move("stop", S.ENFORCING, S.REGISTERED, LENDER, confirm=LENDER_2, zh="停止实现质权", en="Stop the enforcement",
         asks=(REASON,)),
    Move("transfer", S.ENFORCING, S.TRANSFERRED, REGISTRY,
         (quantity_is_whole, enforcement_has_a_ground, nothing_outranks_the_pledge, pledgee_can_hold), confirm=CHIEF,
         zh="转移质押的减排量", en="Transfer the credits"),
    Move("sell", S.ENFORCING, S.SOLD, A.EXCHANGE,
         (quantity_is_whole, enforcement_has_a_ground, nothing_outranks_the_pledge, buyer_can_hold),
         zh="通过交易机构卖出", en="Sell at the exchange", asks=SALE),
), zh="质押", en="Pledge")
