"""Comments as pages show them: real names for the registry alone (R-151)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.database import Db
from app.notices.queries import comments_of, notice_of
from workflows.calendar import CALENDAR
from workflows.engine import Actor

SEE_NAMES = frozenset({Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR, Actor.AUDITOR})


@dataclass(frozen=True)
class Said:
    """A comment with its reply; `who` is empty for all but the registry."""
    ref: str
    paragraph: str
    body: str
    said_on: date
    reply: str
    replied_on: date | None
    who: str


@dataclass(frozen=True)
class Window:
    """A notice's days: both ends belong to it; `left` counts working days from today to the last one."""
    ref: str
    starts_on: date
    ends_on: date
    workdays: int
    left: int
    state: str                          # ahead, running, over
    provisional: bool
    calendar_version: str


def window(db: Db, subject: str, today: date) -> Window | None:
    """The notice of a dossier; None before its release."""
    row = notice_of(db, subject)
    if row is None:
        return None
    state = "ahead" if today < row.starts_on else "running" if today <= row.ends_on else "over"
    left = CALENDAR.workdays_between(max(today, row.starts_on), row.ends_on) if state != "over" else 0
    days = CALENDAR.workdays_between(row.starts_on, row.ends_on)
    return Window(row.ref, row.starts_on, row.ends_on, days, left, state, row.provisional, row.calendar_version)


def comments(db: Db, subject: str, actors: frozenset[Actor] = frozenset()) -> tuple[Said, ...]:
    """Every comment on a dossier, oldest first, as somebody with these relations to it may read them."""
    named = bool(SEE_NAMES & actors)
    return tuple(Said(c.ref, c.paragraph, c.body, c.said_on, c.reply or "", c.replied_on,
                      c.person.name if named else "") for c in comments_of(db, subject))
