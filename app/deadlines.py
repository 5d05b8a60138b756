"""期限: a last day and how it was counted. A move ends the running ones of its dossier and may start another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from app.database import Db
from app.models.notice import NEWEST, Notice
from app.models.work import Deadline
from app.published.queries import settings
from workflows import lifecycle
from workflows.calendar import CALENDAR, Window
from workflows.engine import Move


def renew(db: Db, subject: str, move: Move, today: date) -> None:
    """After a move: what ran is met; where the new state may last only so long, a deadline starts."""
    db.execute(update(Deadline).where(Deadline.subject == subject, Deadline.met_on.is_(None)).values(met_on=today))
    notice = db.scalar(select(Notice).where(Notice.subject == subject, NEWEST))
    due = lifecycle.deadline(move, today, notice=notice and window_of(notice), settings=settings(db, today))
    if due:
        db.add(Deadline(subject=subject, setting=move.due, starts_on=today, due_on=due.on, provisional=due.provisional,
                        calendar_version=due.calendar_version, counted_zh=due.zh, counted_en=due.en))


def window_of(notice: Notice) -> Window:
    """A stored notice as the calendar counted it."""
    days = CALENDAR.workdays_between(notice.starts_on, notice.ends_on)
    again = CALENDAR.notice_window(notice.starts_on, days).ends
    return Window(notice.starts_on, replace(again, on=notice.ends_on, provisional=notice.provisional,
                                            calendar_version=notice.calendar_version))


def running(db: Db, subject: str) -> list[Deadline]:
    return list(db.scalars(select(Deadline).where(Deadline.subject == subject, Deadline.met_on.is_(None))
                           .order_by(Deadline.due_on)))
