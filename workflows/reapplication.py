"""Applying again 重新申请: an application may end without its project. Law: M31 15, 16, 43; R-45, R-69, R-128."""
from __future__ import annotations

from dataclasses import dataclass

from methodologies.kernel.rules import HOUSE, SURE, Verdict, cite, rule
from workflows.application import account_is_active, owner_is_not_barred
from workflows.registration import State
from workflows.texts import M31, RECORDS

ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.TERMINATED})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An application from which a new one is to be made. project_state: "" while it became no project."""
    state: State
    project_state: str
    made_anew: bool                     # a later application was made from it already
    account_active: bool
    owner_barred: bool


@rule("R-69a", zh="项目未被注销；注销后不得再申请登记。",
      en="The project was not deregistered: a deregistered one never applies again.", source=cite(M31, "第16条"))
def project_was_not_deregistered(facts: Facts) -> Verdict:
    return facts.project_state != "deregistered" or ("/project",)


@rule("R-69b", zh="原申请未获登记、已撤回或已终止，可随时重新申请，无须等待。",
      en="The earlier application was refused, withdrawn or terminated; there is no waiting time.",
      source=cite(RECORDS, "重新申请"))
def earlier_came_to_nothing(facts: Facts) -> Verdict:
    return facts.state in ENDED or ("/state",)


@rule("H-41", zh="原申请尚未用于重新申请。", en="No later application was made from the earlier one yet.",
      source=cite(HOUSE, "re-application", SURE))
def made_anew_once(facts: Facts) -> Verdict:
    return not facts.made_anew or ("/later",)


AGAIN = (project_was_not_deregistered, earlier_came_to_nothing, made_anew_once, account_is_active, owner_is_not_barred)
