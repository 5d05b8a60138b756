"""Buttons of the registry's people: the demonstration's clock, by which days pass; the log, signed at once."""
from __future__ import annotations

from datetime import date

from app.access import Who
from app.evidence import sequencer
from app.notices import service as notices
from app.oversight.queries import insist_on_demonstration, insist_on_entering
from app.published import service as published
from methodologies.kernel.rules import INPUT, Unreadable
from workflows.calendar import CALENDAR

STEPS = {"1wd": ("过1个工作日", "+1 working day"), "5wd": ("5个", "+5"), "20wd": ("20个", "+20")}


def advance(step: str, *, today: date) -> date:
    """Move the clock on by one of STEPS and end the notices that are over; gives back the new day.

    NotFound in a production database; Unreadable for another step.
    """
    insist_on_demonstration()
    if step not in STEPS:
        raise Unreadable(INPUT.at("/step", "没有这个选项。", "There is no such step."))
    then = CALENDAR.nth_workday(today, int(step.removesuffix("wd")), first_counts=False)
    published.advance_clock((then - today).days)
    notices.end_due(then)
    return then


def sign_checkpoint(*, by: Who) -> None:
    """Give every waiting event its leaf and sign the head. NotYours for anybody but the registry's people."""
    insist_on_entering(by)
    sequencer.sequence()
    sequencer.checkpoint(force=True)
