"""Transfer outside the market 非交易过户: by succession 继承 or compulsory enforcement 强制执行, on proof, and in no
other case: a gift or a sale across the counter has no rule.

Law: Measures (Trial) art. 25, rules of registration art. 14.
"""
from __future__ import annotations

from dataclasses import dataclass

from methodologies.kernel.rules import LIKELY, SURE, Verdict, cite, rule
from workflows import holdings
from workflows.application import REASON, papers
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import account_is_not_suspended, quantity_is_whole, stays_inside_the_country
from workflows.texts import M31, RR


class State(Base):
    """While it is under review the credits are being transferred: nothing else can be done with them. A claim by
    another than the holder binds nothing before the registry has looked at it, and tells nothing of the holding."""
    DRAFT = "draft", "草稿", "Draft"
    CLAIMED = "claimed", "承继人已申请，待登记机构受理", "Claimed, not taken up yet"
    UNDER_REVIEW = "under_review", "转移中，登记机构审核", "Under review, being transferred"
    TRANSFERRED = "transferred", "已过户", "Transferred"
    REFUSED = "refused", "不予过户", "Refused"


GROUNDS = (("succession", "继承、合并、分立等承继", "Succession"), ("enforcement", "强制执行", "Enforcement"),
           ("gift", "赠与", "Gift"), ("sale", "场外买卖", "Sale outside the market"))
PROOF = {"succession": "transfer_proof", "enforcement": "enforcement_notice"}
SUFFERED = {"succession": frozenset(), "enforcement": frozenset({"court"})}     # liens of the organ that orders it


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A transfer outside the market."""
    ground: str                         # of GROUNDS
    documents: frozenset[str]
    holder_code: str                    # credit codes of both sides
    receiver_code: str
    receiver_active: bool               # whose registry account is usable
    own_freezes: frozenset[str]         # pointers to the ranges under a freeze of the very organ that orders it


@rule("R-116a", zh="除继承、强制执行等情形外，减排量只能通过交易系统交易。",
      en="Outside the trading system credits change hands by succession or enforcement alone.",
      source=cite(M31, "第25条", SURE))
def ground_is_lawful(facts: Facts) -> Verdict:
    return facts.ground in PROOF or ("/ground",)


@rule("R-116b", zh="附有承继证明或者执行文书。", en="Proof of the succession, or the enforcement notice, is attached.",
      source=cite(RR, "第14条", SURE))
def ground_is_proved(facts: Facts) -> Verdict:
    wanted = {PROOF[facts.ground]} if facts.ground in PROOF else set()
    return papers(*sorted(wanted - facts.documents)) or True


@rule("R-116c", zh="接收方是另一主体，登记账户可用。", en="The receiver is another entity with a usable account.",
      source=cite(RR, "第14条", LIKELY))
def receiver_can_hold(facts: Facts) -> Verdict:
    return (facts.receiver_active and facts.receiver_code != facts.holder_code) or ("/receiver",)


@rule("R-116d", zh="所涉减排量在登记账户内，未被冻结、质押；作出冻结的机关要求强制执行的，不受其自身冻结的限制。",
      en="The credits are in the registry account and under no lien; an organ that orders enforcement passes its own "
         "freeze, and nobody else's.", source=cite(RR, "第14、16条", LIKELY))
def no_other_lien_lies_on_them(facts: Facts) -> Verdict:
    suffered = {where: SUFFERED.get(facts.ground, frozenset()) for where in facts.own_freezes}
    return tuple(each.where for each in facts.ranges
                 if each.unbound != "available" or set(each.liens) - suffered.get(each.where, frozenset())) or True


STATED = (Ask("ground", "过户情形", "Ground", "choice", GROUNDS),
          Ask("receiver", "接收方统一社会信用代码", "Credit code of the receiver", "text"))

S, A = State, Actor
REGISTRY, CHIEF = A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR
CLAIMING = (ground_is_lawful, ground_is_proved, receiver_can_hold, quantity_is_whole, stays_inside_the_country)
PASSING = (account_is_not_suspended, ground_is_lawful, ground_is_proved, receiver_can_hold, quantity_is_whole,
           no_other_lien_lies_on_them, stays_inside_the_country)

TRANSFER = Stage("transfer", State, (
    Move("apply", S.DRAFT, S.UNDER_REVIEW, A.OWNER_INITIATOR, PASSING, confirm=A.OWNER_CONFIRMER,
         zh="申请过户", en="Apply, as holder", asks=STATED),
    Move("claim", S.DRAFT, S.CLAIMED, A.COUNTERPARTY_INITIATOR, CLAIMING, confirm=A.COUNTERPARTY_CONFIRMER,
         zh="承继人申请过户", en="Apply, as successor", asks=STATED),
    Move("take_up", S.CLAIMED, S.UNDER_REVIEW, REGISTRY, PASSING, zh="受理承继人的申请", en="Take up the claim"),
    Move("order", S.DRAFT, S.UNDER_REVIEW, A.COURT_DESK, PASSING, zh="司法机关要求过户", en="Order, as judicial organ",
         asks=STATED),
    Move("transfer", S.UNDER_REVIEW, S.TRANSFERRED, REGISTRY, PASSING, confirm=CHIEF, zh="办理过户",
         en="Transfer"),
    *(Move("refuse", state, S.REFUSED, REGISTRY, confirm=CHIEF, zh="不予过户", en="Refuse", asks=(REASON,))
      for state in (S.CLAIMED, S.UNDER_REVIEW)),
), zh="非交易过户", en="Transfer outside the market")
