"""One notion of rule for procedure and for arithmetic: an id, a sentence in two languages, a source, a predicate.

A predicate answers `True`, or the places that break it: JSON Pointers, or `Broken.at(...)` where the place
needs a sentence of its own. Every refusal carries `Broken`s and is shown in one shape, `Broken.problem()`.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Confidence(StrEnum):
    SURE, LIKELY, UNSURE = "sure", "likely", "unsure"


class Grade(StrEnum):
    """REFUSE stops a move; WARN is stored and shown and never blocks; NOTE is shown."""
    REFUSE, WARN, NOTE = "refuse", "warn", "note"


SURE, LIKELY, UNSURE = Confidence.SURE, Confidence.LIKELY, Confidence.UNSURE
REFUSE, WARN, NOTE = Grade.REFUSE, Grade.WARN, Grade.NOTE


@dataclass(frozen=True)
class Source:
    """Where a sentence of the law stands, and how sure we are to have read it right."""
    text: str
    clause: str
    confidence: Confidence = SURE

    def __str__(self) -> str:
        return f"{self.text}, {self.clause}"


def cite(text: str, clause: str, confidence: Confidence = SURE) -> Source:
    return Source(text, clause, confidence)


Verdict = bool | tuple["str | Broken", ...]


@dataclass(frozen=True)
class Rule:
    """`holds(facts)` is True, or the places where the rule is broken. False means "broken, no place to point at"."""
    id: str
    zh: str
    en: str
    source: Source
    grade: Grade = REFUSE
    aka: tuple[str, ...] = ()
    holds: Callable[[Any], Verdict] = field(default=lambda facts: True, compare=False)

    def broken_by(self, facts: Any) -> tuple[Broken, ...]:
        verdict = self.holds(facts)
        if verdict is True:
            return ()
        places = verdict or ("",)
        return tuple(p if isinstance(p, Broken) else Broken(self, p) for p in places)

    def at(self, where: str, zh: str = "", en: str = "") -> Broken:
        """This rule, broken at one place; with a sentence of its own where the general one would not help."""
        return Broken(self, where, zh, en)


@dataclass(frozen=True)
class Broken:
    """A broken rule at one place. A body's finding is another thing."""
    rule: Rule
    where: str
    own_zh: str = ""
    own_en: str = ""

    @property
    def zh(self) -> str:
        return self.own_zh or self.rule.zh

    @property
    def en(self) -> str:
        return self.own_en or self.rule.en

    def problem(self) -> dict[str, str]:
        """The one shape in which pages, API and command line show a broken rule."""
        return {"rule": self.rule.id, "where": self.where, "zh": self.zh, "en": self.en,
                "source": str(self.rule.source), "confidence": self.rule.source.confidence, "grade": self.rule.grade}


def rule(id: str, *, zh: str, en: str, source: Source, grade: Grade = REFUSE,
         aka: tuple[str, ...] = ()) -> Callable[[Callable[[Any], Verdict]], Rule]:
    """Make a predicate a rule: `@rule("R-36", zh=…, en=…, source=cite(M31, "12"))`."""
    return lambda holds: Rule(id, zh, en, source, grade, aka, holds)


def judge(rules: Iterable[Rule], facts: Any) -> tuple[Broken, ...]:
    """Every broken place of every rule, in the order of the rules; all grades."""
    return tuple(broken for each in rules for broken in each.broken_by(facts))


def refuse_if_broken(rules: Iterable[Rule], facts: Any) -> tuple[Broken, ...]:
    """Judge; raise Refusal when a rule of grade REFUSE is broken, else give back the warnings and notes."""
    broken = judge(rules, facts)
    if any(b.rule.grade is REFUSE for b in broken):
        raise Refusal(*broken)
    return broken


HOUSE = "本系统"                                        # source of rules of form: no law asks for them
INPUT = Rule("INPUT", "输入不符合要求。", "The input is not what is asked for.", cite(HOUSE, "input"))


class Refused(Exception):
    """Something was not done. `status` is the HTTP status; nothing has been stored."""
    status = 422
    zh, en = "未予办理。", "Not done."


class Refusal(Refused):
    """A rule forbids it. Carries every broken rule at once."""
    status = 422
    zh, en = "不符合以下规则，未予办理。", "Not done: the rules below are broken."

    def __init__(self, *broken: Broken):
        self.broken = broken
        super().__init__("\n".join(f"{b.rule.id} {b.where}: {b.zh} {b.en}" for b in broken))


class Unreadable(Refusal):
    """The request can't be read at all."""
    status = 400
    zh, en = "无法读取所提交的内容。", "What was sent can't be read."


class NotFound(Refused):
    """Absent, or not visible to this person: the same answer."""
    status = 404
    zh, en = "没有这一页，或您无权查看。", "There is no such page, or it is not yours to see."


class NotYours(Refused):
    """Visible, but this move belongs to somebody else."""
    status = 403
    zh, en = "这一步不由您办理。", "This step is not yours to take."


class NotOpen(Refused):
    """Not possible in this state, or no longer."""
    status = 409
    zh, en = "当前状态下不能办理这一步。", "This step is not open in the present state."


class Conflict(NotOpen):
    """A lost race, a stale revision or a key used for something else."""
    zh, en = "内容已被他人更新，请刷新后再试。", "Somebody else was faster. Reload and try again."
