"""The demonstration's clock, moved by a button: days pass, and what is due by then is done."""
from __future__ import annotations

from datetime import date

from app.notices import service as notices
from app.oversight.queries import insist_on_demonstration
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
