"""What the forms of an engagement send, brought to the shape its service takes. Shape only: the service decides."""
from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from methodologies.kernel.rules import INPUT, Refusal

LONGEST_NUMBER = 3                                      # digits of an accounting period's number


@dataclass(frozen=True)
class TeamForm:
    """`side--<sign-in name>` is one of "", team, reviewer, decider, both; `competent--<name>` is ticked or absent."""
    team: dict[str, bool]
    reviewer: str
    decider: str


def team_form(form: MultiDict[str, str]) -> TeamForm:
    """Who stands on which side. Refusal unless one reviewer and one decider are named: else none counts."""
    sides = {key.removeprefix("side--"): side for key, side in form.items() if key.startswith("side--")}
    named = {duty: [name for name, side in sides.items() if side in (duty, "both")] for duty in ("reviewer", "decider")}
    words = {"reviewer": ("复核人员", "reviewer"), "decider": ("批准人员", "decision maker")}
    broken = [INPUT.at(f"/{duty}", f"请选定一名{words[duty][0]}，不能没有，也不能多于一名。",
                       f"Choose one {words[duty][1]}: neither none nor more.")
              for duty, names in named.items() if len(names) != 1]
    if broken:
        raise Refusal(*broken)
    team = {name: f"competent--{name}" in form for name, side in sides.items() if side == "team"}
    return TeamForm(team, named["reviewer"][0], named["decider"][0])


def checklist_form(form: MultiDict[str, str]) -> dict[str, tuple[str, str]]:
    """key → (verdict, what was looked at), of the points that the form shows."""
    keys = [name.removeprefix("answer--") for name in form if name.startswith("answer--")]
    return {key: (form[f"answer--{key}"], form.get(f"note--{key}", "")) for key in keys}


def due_period(form: MultiDict[str, str]) -> int | None:
    """The number of an accounting period, None where none was typed. Refusal for anything else."""
    text = form.get("due_period", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise Refusal(INPUT.at("/due_period", "核算期序号应为整数。", "The number of an accounting period is whole."))
    return int(text)
