"""Independence 独立性 of a body from client and project, as a screen over its people. Law: M31 31, 44; VR 4."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from methodologies.kernel.rules import Broken, Rule, Verdict, cite, rule
from workflows.texts import M31, VR

NAMED, SERVES, PAST = "named", "serves", "past"


@dataclass(frozen=True)
class Tie:
    """One hit of the screen. kind: NAMED serves a party today and works on this engagement; SERVES serves a party today
    beside the body; PAST served one lately, or did other work on the project. cleared: overridden with a reason."""
    key: str
    kind: str
    zh: str
    en: str
    cleared: bool = False

    @property
    def soft(self) -> bool:
        """Whether the body's decider may override it: what lies in the past, never what holds today."""
        return self.kind == PAST


class Screened(Protocol):
    @property
    def ties(self) -> tuple[Tie, ...]: ...


def within_years(ended_on: date | None, today: date, years: int) -> bool:
    """Whether a service still counts: it goes on, or ended no more than so many years ago, that day included."""
    if ended_on is None:
        return True
    try:
        return ended_on.replace(year=ended_on.year + years) >= today
    except ValueError:                                  # 29 February
        return date(ended_on.year + years, 3, 1) >= today


def _broken(obeyed: Rule, ties: Iterable[Tie], kind: str) -> Verdict:
    return tuple(Broken(obeyed, f"/ties/{tie.key}", tie.zh, tie.en) for tie in ties
                 if tie.kind == kind and not (tie.soft and tie.cleared)) or True


@rule("R-48a", zh="审核、复核、批准人员均不在委托方或本项目其他机构任职。",
      en="Nobody of team, review or decision serves the client or another party of the project.",
      source=cite(VR, "4.3.2, 4.7, 4.8"))
def people_are_independent(facts: Screened) -> Verdict:
    return _broken(people_are_independent, facts.ties, NAMED)


@rule("R-133a", zh="机构的人员不同时在委托方任职。", en="Nobody serves the body and its client at once.",
      source=cite(M31, "第31、44条"))
def body_has_no_ties(facts: Screened) -> Verdict:
    return _broken(body_has_no_ties, facts.ties, SERVES)


@rule("R-133b", zh="近年的任职或在本项目的其他工作，已由批准人员书面说明理由后放行。",
      en="Recent service or other work on the project was cleared by the decision maker with a written reason.",
      source=cite(VR, "4.3.2"))
def past_ties_are_cleared(facts: Screened) -> Verdict:
    return _broken(past_ties_are_cleared, facts.ties, PAST)


SCREEN = (people_are_independent, body_has_no_ties, past_ties_are_cleared)
