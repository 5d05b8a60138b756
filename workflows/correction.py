"""Correction 更正 of an act that moved credits to the wrong account: by a compensating entry. Nothing of the first act
is edited; what is retired or cancelled stays so.
"""
from __future__ import annotations

from dataclasses import dataclass

from methodologies.kernel.rules import HOUSE, SURE, Verdict, cite, rule
from workflows import holdings
from workflows.application import REASON
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.holdings import credits_are_alive, credits_are_available, quantity_is_whole


class State(Base):
    """One correction, of some or all of the serials of one act."""
    DRAFT = "draft", "拟办", "Being written"
    CORRECTED = "corrected", "已更正", "Corrected"
    DROPPED = "dropped", "不予更正", "Dropped"


@dataclass(frozen=True, kw_only=True)
class Facts(holdings.Facts):
    """A correction, of credits where they are now."""
    act_brought_them: bool              # the act named moved them all into this account, from one other
    origin_active: bool                 # whose account is usable


@rule("H-61", zh="这些减排量最近一次是由所指业务从另一个账户记入本账户的。",
      en="The act named is the last that moved these credits into this account, from another one.",
      source=cite(HOUSE, "ledger", SURE))
def act_brought_them(facts: Facts) -> Verdict:
    return facts.act_brought_them or ("/act",)


@rule("H-62", zh="原账户可用。", en="The account they came from is usable.", source=cite(HOUSE, "ledger", SURE))
def origin_is_active(facts: Facts) -> Verdict:
    return not facts.act_brought_them or facts.origin_active or ("/origin",)


ACT = Ask("act", "被更正业务的编号", "Number of the act that was wrong", "text")
REGISTRY, CHIEF = Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR

CORRECTION = Stage("correction", State, (
    Move("correct", State.DRAFT, State.CORRECTED, REGISTRY,
         (quantity_is_whole, credits_are_alive, credits_are_available, act_brought_them, origin_is_active),
         confirm=CHIEF, zh="冲正", en="Enter the compensating act", asks=(ACT, REASON)),
    Move("drop", State.DRAFT, State.DROPPED, REGISTRY, zh="不予更正", en="Drop it", asks=(REASON,)),
), zh="更正", en="Correction")
