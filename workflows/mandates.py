"""授权书: an owner lets a consultant, or a company of its group, take certain steps of its dossiers for a while.

The principal signs with two people; the agent accepts; either side ends it at once. An agent never confirms: every step
of two people stays a step of the principal's own second person. A validation and verification body never is an agent.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, Verdict, cite, rule
from workflows.application import REASON, account_is_active
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31, VR


class State(Base):
    DRAFT = "draft", "填写中", "Being written"
    SIGNED = "signed", "已签署，待受托方接受", "Signed; the agent has to accept"
    IN_FORCE = "in_force", "生效中", "In force"
    REFUSED = "refused", "受托方未接受", "Not accepted"
    REVOKED = "revoked", "已撤销", "Revoked"
    EXPIRED = "expired", "已到期", "Expired"


@dataclass(frozen=True)
class Act:
    """What may be given out of hand: steps by stage. A step is a move's trigger, or the name of what a form does."""
    zh: str
    en: str
    steps: Mapping[str, frozenset[str]]


def _steps(*names: str) -> frozenset[str]:
    return frozenset(names)


ACTS: Mapping[str, Act] = {
    "write": Act("编写申请材料", "Write the papers",
                 {"registration": _steps("save", "attach"), "issuance": _steps("save", "attach")}),
    "data": Act("填报监测数据和证据", "Enter monitoring data and evidence",
                {"monitoring": _steps("data", "attach", "calculate", "close", "reopen", "account")}),
    "file": Act("提交公示和登记申请（须经委托方确认代表复核）",
                "File for notice and registration; the principal's second person confirms",
                {"registration": _steps("submit", "apply"), "issuance": _steps("submit", "apply", "adopt")}),
    "answer": Act("答复整改要求、补正要求和公众意见", "Answer findings, requests for a supplement and comments",
                  {"registration": _steps("answer_supplement", "reply"),
                   "issuance": _steps("answer_supplement", "reply"), "validation": _steps("answer"),
                   "verification": _steps("answer")}),
}
NEVER = frozenset({"confirm", "decline", "name_body", "terminate", "ask_withdrawal"})   # the principal's own
AGENTS = frozenset({"consultant", "owner", "trader", "key_emitter"})                    # kinds of organisation
EVERYTHING = "*"                                                                        # the scope "all projects"


def covers(acts: frozenset[str], stage: str, step: str) -> bool:
    """Whether these acts include a step. A confirmation is never among them, whatever is asked."""
    return step not in NEVER and any(step in ACTS[act].steps.get(stage, ()) for act in acts if act in ACTS)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A mandate as its moves see it."""
    today: date
    account_active: bool                # the principal's registry account
    agent_kind: str                     # kind of organisation; "" = not known here
    agent_is_principal: bool
    acts: frozenset[str]
    scope: frozenset[str]               # refs of applications and codes of projects, or EVERYTHING
    own: frozenset[str]                 # of these, the principal's
    starts_on: date | None
    ends_on: date | None
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("H-MA1", zh="审定与核查机构不得接受业主委托办理其项目事务。",
      en="A validation and verification body never acts for an owner.", source=cite(M31, "第32条", LIKELY))
def agent_is_no_body(facts: Facts) -> Verdict:
    return facts.agent_kind != "body" or ("/agent",)


@rule("H-MA2", zh="受托方是在本系统登记的咨询机构或同集团单位，且不是委托方本身。",
      en="The agent is a consultant or a company known here, other than the principal.",
      source=cite(VR, "2.1", LIKELY))
def agent_may_act(facts: Facts) -> Verdict:
    return (facts.agent_kind in (*AGENTS, "body") and not facts.agent_is_principal) or ("/agent",)


@rule("H-MA3", zh="至少授予一项可以授予的事项；复核确认不得授予。",
      en="At least one act is given, and only such as may be; confirming never is.",
      source=cite(HOUSE, "mandates", SURE))
def acts_may_be_given(facts: Facts) -> Verdict:
    return (bool(facts.acts) and facts.acts <= set(ACTS)) or ("/acts",)


@rule("H-MA4", zh="授权范围为全部项目，或者委托方自己的项目。",
      en="The scope is every project, or projects of the principal's own.", source=cite(HOUSE, "mandates", SURE))
def scope_is_the_principal_s(facts: Facts) -> Verdict:
    return (bool(facts.scope) and facts.scope <= facts.own | {EVERYTHING}) or ("/projects",)


@rule("H-MA5", zh="授权期限自当日或以后起算，终止日不早于起始日，且不超过三年。",
      en="The term ends on or after its first day, is not over yet, and lasts three years at most.",
      source=cite(HOUSE, "mandates", LIKELY))
def term_is_ahead(facts: Facts) -> Verdict:
    if facts.starts_on is None or facts.ends_on is None:
        return "/starts_on", "/ends_on"
    leap = (facts.starts_on.month, facts.starts_on.day) == (2, 29)
    longest = facts.starts_on.replace(year=facts.starts_on.year + 3, day=28 if leap else facts.starts_on.day)
    return (max(facts.starts_on, facts.today) <= facts.ends_on <= longest) or ("/ends_on",)


@rule("H-MA6", zh="授权期限已届满。", en="The term has run out.", source=cite(HOUSE, "mandates", SURE))
def term_is_over(facts: Facts) -> Verdict:
    return (facts.ends_on is not None and facts.ends_on < facts.today) or ("/ends_on",)


S, PRINCIPAL = State, (Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER)
AGENT = Actor.COUNTERPARTY_INITIATOR
WHY = Ask("reason", "撤销理由", "Why", required=False)
GOOD = (account_is_active, agent_is_no_body, agent_may_act, acts_may_be_given, scope_is_the_principal_s, term_is_ahead)

MANDATE = Stage("mandate", State, (
    Move("sign", S.DRAFT, S.SIGNED, Actor.OWNER_INITIATOR, GOOD, confirm=Actor.OWNER_CONFIRMER,
         zh="签署授权书", en="Sign the mandate"),
    Move("accept", S.SIGNED, S.IN_FORCE, AGENT, (agent_is_no_body, agent_may_act, term_is_ahead), zh="接受授权",
         en="Accept"),
    Move("refuse", S.SIGNED, S.REFUSED, AGENT, zh="不接受", en="Do not accept", asks=(REASON,)),
    Move("revoke", S.SIGNED, S.REVOKED, PRINCIPAL, zh="撤销授权", en="Revoke", asks=(WHY,)),
    Move("revoke", S.IN_FORCE, S.REVOKED, PRINCIPAL, zh="撤销授权（立即生效）", en="Revoke, at once", asks=(WHY,)),
    Move("give_back", S.IN_FORCE, S.REVOKED, AGENT, zh="辞去委托", en="Give it back", asks=(REASON,)),
    Move("expire", S.SIGNED, S.EXPIRED, Actor.CLOCK, (term_is_over,), zh="期满失效", en="Expire"),
    Move("expire", S.IN_FORCE, S.EXPIRED, Actor.CLOCK, (term_is_over,), zh="期满失效", en="Expire"),
))
