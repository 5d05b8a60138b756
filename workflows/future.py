"""A note of a pledge on credits that a project has not been issued yet 未来减排量质押备注.

No text of the market knows it, and whether a pledge on what does not exist yet holds is unsure. It is switched off
unless the registry switches it on, and it pledges nothing: it makes the issuance stop until the pledgee lifts it.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from methodologies.kernel.rules import HOUSE, UNSURE, Verdict, cite, rule
from workflows.pledge import pledge_rests_on_the_general_law, pledgee_is_another, pledgee_is_known
from workflows.settings import DEFAULTS, Value


@dataclass(frozen=True, kw_only=True)
class NoteFacts:
    """A note, as it is entered; the fields that a pledge has too are named like its own."""
    contract_no: str
    pboc_no: str
    holder_code: str                    # credit codes of the project's owner and of the pledgee
    pledgee_code: str
    pledgee_known: bool
    living: bool                        # the project is registered and not ended
    noted: bool                         # a note lies on it already
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-120h", zh="未来减排量质押备注已启用。", en="Notes of a pledge on future credits are switched on.",
      source=cite(HOUSE, "pledge.future_notes", UNSURE))
def future_notes_are_taken(facts: NoteFacts) -> Verdict:
    return facts.settings["pledge.future_notes"] or ("/settings/pledge.future_notes",)


@rule("R-120j", zh="项目已登记且未终止，尚无未解除的备注。",
      en="The project is registered, has not ended, and bears no other note.", source=cite(HOUSE, "FN", UNSURE))
def project_can_be_noted(facts: NoteFacts) -> Verdict:
    return (facts.living and not facts.noted) or ("/project",)


NOTING = (future_notes_are_taken, project_can_be_noted, pledge_rests_on_the_general_law, pledgee_is_another,
          pledgee_is_known)
