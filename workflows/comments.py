"""公众意见: who may comment on a notice, and what the registry may do about a comment. Law: registration rules art. 19.

A comment is never deleted: it is shown, shown under a warning, not shown, or reported as unlawful. The owner's reply
stands beside this table: a comment waits for it in every state, unless it has nothing to do with the project.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows.application import REASON
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.settings import DEFAULTS, Value
from workflows.texts import RR

GROUNDS = (("unrelated", "与项目、减排量无关", "unrelated to the project or the reductions"),
           ("uncivil", "用语不文明", "not civil"))
UNLAWFUL = ("illegal", "内容违法", "unlawful")
WORDS: Mapping[str, tuple[str, str]] = {key: (zh, en) for key, zh, en in (*GROUNDS, UNLAWFUL)}
NEEDS_NO_REPLY = frozenset({"unrelated", "illegal"})    # grounds, once a comment is not shown (decision 0018)


class State(Base):
    """What has become of a comment."""
    SHOWN = "shown", "公开显示", "Shown"
    WARNED = "warned", "已警告，仍显示", "Warned, still shown"
    HIDDEN = "hidden", "不予显示", "Not shown"
    REPORTED = "reported", "内容违法，已举报，不予显示", "Reported as unlawful, not shown"


OUT_OF_SIGHT = frozenset({State.HIDDEN.key, State.REPORTED.key})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A comment, as the registry's moves see it."""
    today: date
    warned_before: bool                 # its author was warned for an earlier comment, before this one was made
    until: date | None                  # last day of the suspension asked for
    suspended_until: date | None        # of one in force that this comment brought about


@dataclass(frozen=True, kw_only=True)
class Commenting:
    """A person about to comment."""
    today: date
    real_name: str
    suspended_until: date | None        # last day of a suspension of the right to comment
    files: int
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-37", zh="暂停意见权之前已有过警告，且本条意见在警告之后提出。",
      en="The right to comment is suspended only after a warning, and for a comment made after it.",
      source=cite(RR, "第19条"))
def a_warning_came_before(facts: Facts) -> Verdict:
    return facts.warned_before or ("/warning",)


@rule("R-37a", zh="暂停意见权有明确的截止日，且不早于当日。", en="A suspension has a last day, not before today.",
      source=cite(HOUSE, "R-37", UNSURE))
def suspension_has_an_end(facts: Facts) -> Verdict:
    return facts.until is None or facts.until >= facts.today or ("/until",)


@rule("R-37b", zh="因本条意见的暂停仍在期内。", en="A suspension that this comment brought about is in force.",
      source=cite(HOUSE, "R-37", LIKELY))
def suspension_is_in_force(facts: Facts) -> Verdict:
    return (facts.suspended_until is not None and facts.suspended_until >= facts.today) or ("/suspension",)


@rule("R-37c", zh="意见人已实名登记。", en="Who comments is known by the real name.", source=cite(RR, "第19条"))
def commenter_is_named(facts: Commenting) -> Verdict:
    return bool(facts.real_name.strip()) or ("/person/name",)


@rule("R-37d", zh="意见人的意见权未被暂停。", en="The right of the person to comment is not suspended.",
      source=cite(RR, "第19条"))
def right_is_not_suspended(facts: Commenting) -> Verdict:
    return facts.suspended_until is None or facts.suspended_until < facts.today or ("/person",)


@rule("H-92", zh="一条意见所附文件不超过规定的份数。", en="A comment has no more files than the setting allows.",
      source=cite(HOUSE, "comment.files_max", SURE))
def files_are_few(facts: Commenting) -> Verdict:
    return facts.files <= facts.settings["comment.files_max"] or ("/files",)


COMMENTING = (commenter_is_named, right_is_not_suspended, files_are_few)

S, REGISTRY, CHIEF = State, Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR
GROUND = Ask("ground", "情形", "Ground", "choice", GROUNDS)
REPORTED_TO = Ask("reported_to", "已向何机关举报", "Reported to", "text")
UNTIL = Ask("until", "暂停至（含当日）", "Suspended until, that day included", "date")


def _suspensions(state: State) -> tuple[Move, ...]:
    return (Move("suspend", state, state, REGISTRY, (a_warning_came_before, suspension_has_an_end), confirm=CHIEF,
                 zh="暂停意见权", en="Suspend the right to comment", asks=(UNTIL, REASON)),
            Move("lift", state, state, REGISTRY, (suspension_is_in_force,), zh="解除暂停", en="Lift the suspension",
                 asks=(REASON,)))


COMMENT = Stage("comment", State, (
    Move("warn", S.SHOWN, S.WARNED, REGISTRY, zh="警告", en="Warn", asks=(GROUND, REASON)),
    Move("hide", S.SHOWN, S.HIDDEN, REGISTRY, zh="不予显示", en="Do not show", asks=(GROUND, REASON)),
    Move("hide", S.WARNED, S.HIDDEN, REGISTRY, zh="不予显示", en="Do not show", asks=(GROUND, REASON)),
    Move("show", S.HIDDEN, S.SHOWN, REGISTRY, zh="恢复显示", en="Show again", asks=(REASON,)),
    *(Move("report", state, S.REPORTED, REGISTRY, zh="举报违法内容并不予显示", en="Report as unlawful and do not show",
           asks=(REPORTED_TO, REASON)) for state in (S.SHOWN, S.WARNED, S.HIDDEN)),
    *_suspensions(S.WARNED), *_suspensions(S.HIDDEN), *_suspensions(S.REPORTED),
))
