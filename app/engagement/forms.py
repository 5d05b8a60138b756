"""What the forms of an engagement send, brought to the shape its service takes. Shape only: the service decides."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from methodologies.kernel.rules import INPUT, Refusal
from workflows.risks import NAMES

LONGEST_NUMBER = 3                                      # digits of an accounting period's number


@dataclass(frozen=True)
class TeamForm:
    """`side--<sign-in name>` is one of "", team, reviewer, decider, both."""
    team: tuple[str, ...]
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
    team = tuple(name for name, side in sides.items() if side == "team")
    return TeamForm(team, named["reviewer"][0], named["decider"][0])


def checklist_form(form: MultiDict[str, str]) -> dict[str, tuple[str, str]]:
    """key → (verdict, what was looked at), of the points that the form shows."""
    keys = [name.removeprefix("answer--") for name in form if name.startswith("answer--")]
    return {key: (form[f"answer--{key}"], form.get(f"note--{key}", "")) for key in keys}


def risk_form(form: MultiDict[str, str]) -> list[dict[str, str]]:
    """The rows `risk-<n>-<name>`, in their order; ticked for removal they are left out."""
    numbers = sorted({int(n) for key in form if key.startswith("risk-") and (n := key.split("-")[1]).isdecimal()
                      and len(n) <= LONGEST_NUMBER})
    return [{name: form.get(f"risk-{n}-{name}", "") for name in NAMES} for n in numbers
            if f"risk-{n}-remove" not in form]


def talk_form(form: MultiDict[str, str]) -> dict[str, Any]:
    """An interview: who was heard, and the pairs `question-<n>`, `answer-<n>`; empty pairs are left out."""
    numbers = sorted({int(n) for key in form if key.startswith("question-") and (n := key.split("-")[1]).isdecimal()
                      and len(n) <= LONGEST_NUMBER})
    pairs = [[form.get(f"question-{n}", ""), form.get(f"answer-{n}", "")] for n in numbers]
    return {**{name: form.get(name, "") for name in ("name", "role", "on", "person")},
            "talk": [pair for pair in pairs if any(text.strip() for text in pair)]}


def targets_of(form: MultiDict[str, str]) -> list[str]:
    """The places `at`, each with the page `page--<place>` where one was typed."""
    pages = {at: form.get(f"page--{at}", "").strip() for at in form.getlist("at")}
    return [f"{at}/pages/{page}" if page else at for at, page in pages.items()]


def day_of(form: MultiDict[str, str], name: str, asked: bool = False) -> date | None:
    """A day, None where none was typed. Refusal for anything else, and where one is asked for."""
    text = form.get(name, "").strip()
    if not text and not asked:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(INPUT.at(f"/{name}", "应为日期，如 2026-11-23。", "A date as 2026-11-23.")) from None


def due_period(form: MultiDict[str, str]) -> int | None:
    """The number of an accounting period, None where none was typed. Refusal for anything else."""
    text = form.get("due_period", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise Refusal(INPUT.at("/due_period", "核算期序号应为整数。", "The number of an accounting period is whole."))
    return int(text)
