"""Freezes 冻结: by judicial organs, with a waiting list 轮候; and the suspension of trading 暂停交易 by the registry or
the exchange. Law: rules of registration art. 16, Measures (Trial) art. 27 and 43, rules of trading art. 48.

A freeze needs no consent and no usable account. It is the first of all liens; a later one on the same credits waits.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from methodologies.kernel.rules import LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows import holdings
from workflows.application import REASON
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import credits_are_alive, quantity_is_whole
from workflows.texts import M31, RR, TR


class State(Base):
    """A judicial freeze, one row per assistance document 协助执行文书."""
    DRAFT = "draft", "文书录入", "Document being entered"
    RECEIVED = "received", "已收到协助执行文书", "Document received"
    WAITING = "waiting", "轮候冻结", "Waiting in line"
    FROZEN = "frozen", "司法冻结", "Frozen"
    RETURNED = "returned", "已退回补正", "Sent back"
    LIFTED = "lifted", "已解除冻结", "Lifted"
    EXPIRED = "expired", "期满失效", "Expired"
    TRANSFERRED = "transferred", "已扣划", "Transferred by the court"


class SuspensionState(Base):
    """A suspension of one account's trading."""
    DRAFT = "draft", "拟办", "Being written"
    SUSPENDED = "suspended", "暂停交易", "Trading suspended"
    LIFTING_ASKED = "lifting_asked", "申请恢复交易", "Lifting asked for"
    LIFTED = "lifted", "已恢复交易", "Lifted"


ORGANS = (("court", "人民法院", "Court"), ("procuratorate", "人民检察院", "Procuratorate"),
          ("public_security", "公安机关", "Public security"), ("supervision", "国家监察机关", "Supervision organ"))
GROUNDS = (("breach", "违反登记、交易或结算规则", "Breach of the rules of registration, trading or settlement"),
           ("investigation", "涉嫌重大违规，正在调查", "Under investigation for a grave breach"),
           ("sanction", "主管部门责令暂停（虚假减排量）", "Ordered by an authority: false credits"))
AUTHORITIES = (("registry", "注册登记机构", "Registry"), ("exchange", "交易机构", "Exchange"),
               ("province", "省级生态环境主管部门", "Provincial department"), ("ministry", "生态环境部", "Ministry"))
ORDERING = frozenset({"province", "ministry"})


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A judicial freeze. What a move asks for is None or "" until it is given."""
    organ: str                          # of ORGANS
    document_no: str                    # of the document that asks for the freeze, or for longer
    expires_on: date | None             # last day of the freeze
    ends_on: date | None                # … as it was stated before
    ahead: tuple[str, ...]              # pointers to earlier judicial freezes that still lie on these credits
    free_t: int                         # tonnes of them, not under this freeze yet, on which no earlier one has a claim
    lifting_no: str                     # of the document that ends it
    ruling_no: str                      # of the effective ruling
    ruling_from: date | None            # since when it is effective
    recipient_active: bool              # the account that the ruling names is usable


@dataclass(frozen=True, kw_only=True)
class SuspensionFacts:
    """A suspension of trading."""
    ground: str                         # of GROUNDS
    authority: str                      # of AUTHORITIES, that orders it
    document_no: str                    # of the order or of the case
    clause: str                         # of the rules that were broken
    case_open: bool                     # the investigation or the breach is not settled
    cancel_left_t: int                  # tonnes of an ordered cancellation that are still due


@rule("R-117", zh="由司法机关或者国家监察机关提出，协助执行文书编号齐全。",
      en="A judicial or supervision organ asks, and the number of its document is given.",
      source=cite(RR, "第16条", SURE))
def judicial_organ_asks(facts: Facts) -> Verdict:
    known = facts.organ in {key for key, _, _ in ORGANS}
    return tuple(where for where, good in (("/organ", known), ("/document_no", bool(facts.document_no.strip())))
                 if not good) or True


@rule("R-117a", zh="冻结期限届满日已载明，且不早于当日。", en="The last day of the freeze is stated and not past.",
      source=cite(RR, "第16条", LIKELY))
def freeze_has_an_end(facts: Facts) -> Verdict:
    return (facts.expires_on is not None and facts.expires_on >= facts.today) or ("/expires_on",)


@rule("R-117b", zh="所涉减排量上没有在先的司法冻结；仅部分有在先冻结的，其余部分即予冻结，该部分轮候。",
      en="No earlier judicial freeze lies on these credits; where one lies on a part, the rest is frozen at once and "
         "the part waits.",
      source=cite(RR, "第16条", LIKELY))
def something_is_free(facts: Facts) -> Verdict:
    return facts.free_t > 0 or facts.ahead or ("/tonnes",)


@rule("R-117d", zh="所涉减排量上均有在先的司法冻结，方作轮候登记。",
      en="To wait in line, an earlier judicial freeze lies on all of them.", source=cite(RR, "第16条", LIKELY))
def nothing_is_free(facts: Facts) -> Verdict:
    return (bool(facts.ahead) and facts.free_t == 0) or ("/ahead",)


@rule("R-117e", zh="扣划依据的裁判文书已生效，接收账户可用。",
      en="The ruling that transfers is effective, and the account it names is usable.",
      source=cite(RR, "第16条", SURE))
def ruling_is_effective(facts: Facts) -> Verdict:
    begun = facts.ruling_from is not None and facts.ruling_from <= facts.today
    return tuple(where for where, good in (("/ruling_no", bool(facts.ruling_no.strip())), ("/ruling_from", begun),
                                           ("/recipient", facts.recipient_active)) if not good) or True


@rule("R-117f", zh="解除冻结有原机关的文书。", en="The organ's own document ends the freeze.",
      source=cite(RR, "第16条", LIKELY))
def organ_lifts_it(facts: Facts) -> Verdict:
    return bool(facts.lifting_no.strip()) or ("/lifting_no",)


@rule("R-117g", zh="冻结期限已届满且未续行冻结。", en="The last day of the freeze is past and it was not prolonged.",
      source=cite(RR, "第16条", LIKELY))
def freeze_has_expired(facts: Facts) -> Verdict:
    return (facts.expires_on is not None and facts.expires_on < facts.today) or ("/expires_on",)


@rule("R-117h", zh="续行冻结的届满日晚于原届满日。", en="A freeze is prolonged to a later day than the one it had.",
      source=cite(RR, "第16条", LIKELY))
def freeze_ends_later(facts: Facts) -> Verdict:
    longer = facts.expires_on is not None and (facts.ends_on is None or facts.expires_on > facts.ends_on)
    return longer or ("/expires_on",)


@rule("R-115", zh="因调查暂停交易的，有立案或调查文书，且案件尚未结案。",
      en="To suspend for an investigation there is a document of the case, and the case is open.",
      source=cite(TR, "第48条", SURE))
def investigation_is_open(facts: SuspensionFacts) -> Verdict:
    if facts.ground != "investigation":
        return True
    return tuple(where for where, good in (("/document_no", bool(facts.document_no.strip())),
                                           ("/case", facts.case_open)) if not good) or True


@rule("R-118", zh="因违规限制交易的，写明所违反的条款。", en="To suspend for a breach, the broken clause is named.",
      source=cite(M31, "第27条", SURE))
def broken_clause_is_named(facts: SuspensionFacts) -> Verdict:
    return facts.ground != "breach" or bool(facts.clause.strip()) or ("/clause",)


@rule("R-129s", zh="因虚假减排量暂停交易的，有省级以上生态环境主管部门的文书。",
      en="To suspend over false credits there is an order of a provincial or higher department.",
      source=cite(M31, "第43条", SURE))
def authority_has_ordered_it(facts: SuspensionFacts) -> Verdict:
    if facts.ground != "sanction":
        return True
    return tuple(where for where, good in (("/authority", facts.authority in ORDERING),
                                           ("/document_no", bool(facts.document_no.strip()))) if not good) or True


@rule("R-118a", zh="暂停交易的原因消除、责令注销的数量已注销后，方可恢复交易。",
      en="Trading resumes once the case is settled and what was ordered to be cancelled is cancelled.",
      source=cite(M31, "第27、43条", UNSURE))
def cause_is_over(facts: SuspensionFacts) -> Verdict:
    holds = (("/case", not facts.case_open), ("/cancel_left_t", facts.cancel_left_t == 0))
    return tuple(where for where, good in holds if not good) or True


UNTIL = Ask("expires_on", "冻结期限届满日", "Last day of the freeze", "date")
DOCUMENT = Ask("document_no", "协助执行文书编号", "No. of the document", "text")
ASKED = (Ask("organ", "提出机关", "Organ", "choice", ORGANS), DOCUMENT, UNTIL)
RULING = (Ask("ruling_no", "生效裁判文书编号", "No. of the effective ruling", "text"),
          Ask("ruling_from", "裁判文书生效日期", "Effective since", "date"),
          Ask("recipient", "接收账户", "Account of the receiver", "text"))
LIFTING = Ask("lifting_no", "解除冻结文书编号", "No. of the document that lifts it", "text")
ORDER = (Ask("ground", "暂停交易的情形", "Ground", "choice", GROUNDS),
         Ask("authority", "作出机关", "Ordered by", "choice", AUTHORITIES),
         Ask("document_no", "文书编号", "No. of the document", "text", required=False),
         Ask("clause", "所违反的条款", "Clause that was broken", "text", required=False), REASON)

S, P, A = State, SuspensionState, Actor
REGISTRY, CHIEF, COURT = A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR, A.COURT_DESK
ASKING = (judicial_organ_asks, freeze_has_an_end, quantity_is_whole, credits_are_alive)
MARKET = (REGISTRY, A.EXCHANGE)

FREEZE = Stage("freeze", State, (
    Move("ask", S.DRAFT, S.RECEIVED, (COURT, REGISTRY), ASKING, zh="登记协助执行文书", en="Enter the document",
         asks=ASKED),
    Move("freeze", S.RECEIVED, S.FROZEN, REGISTRY, (*ASKING, something_is_free), confirm=CHIEF, zh="冻结", en="Freeze"),
    Move("queue", S.RECEIVED, S.WAITING, REGISTRY, (*ASKING, nothing_is_free), confirm=CHIEF, zh="轮候登记",
         en="Put in line"),
    Move("send_back", S.RECEIVED, S.RETURNED, REGISTRY, zh="退回补正", en="Send back", asks=(REASON,)),
    *(Move("advance", state, S.FROZEN, A.CLOCK, (*ASKING, something_is_free), zh="轮候冻结生效",
           en="The next in line takes effect") for state in (S.WAITING, S.FROZEN)),
    *(Move("prolong", state, state, (COURT, REGISTRY), (judicial_organ_asks, freeze_has_an_end, freeze_ends_later),
           zh="续行冻结", en="Prolong the freeze", asks=(DOCUMENT, UNTIL)) for state in (S.WAITING, S.FROZEN)),
    *(Move("lift", state, S.LIFTED, REGISTRY, (organ_lifts_it,), confirm=CHIEF, zh="解除冻结", en="Lift the freeze",
           asks=(LIFTING,)) for state in (S.WAITING, S.FROZEN)),
    *(Move("expire", state, S.EXPIRED, A.CLOCK, (freeze_has_expired,), zh="期满失效", en="The freeze expires")
      for state in (S.WAITING, S.FROZEN)),
    Move("transfer", S.FROZEN, S.TRANSFERRED, REGISTRY, (quantity_is_whole, credits_are_alive, ruling_is_effective),
         confirm=CHIEF, zh="扣划", en="Transfer by the ruling", asks=RULING),
), zh="司法冻结", en="Judicial freeze")

SUSPENSION = Stage("suspension", SuspensionState, (
    Move("suspend", P.DRAFT, P.SUSPENDED, MARKET,
         (investigation_is_open, broken_clause_is_named, authority_has_ordered_it), confirm=CHIEF,
         zh="暂停交易", en="Suspend trading", asks=ORDER),
    Move("ask_lifting", P.SUSPENDED, P.LIFTING_ASKED, A.OWNER_INITIATOR, confirm=A.OWNER_CONFIRMER,
         zh="申请恢复交易", en="Ask for trading to resume", asks=(REASON,)),
    Move("keep", P.LIFTING_ASKED, P.SUSPENDED, MARKET, zh="不予恢复", en="Keep the suspension", asks=(REASON,)),
    *(Move("lift", state, P.LIFTED, MARKET, (cause_is_over,), confirm=CHIEF, zh="恢复交易", en="Let trading resume",
           asks=(REASON,)) for state in (P.SUSPENDED, P.LIFTING_ASKED)),
), zh="暂停交易", en="Suspension of trading")
