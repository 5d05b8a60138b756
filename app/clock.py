"""The only clocks. `now()` is UTC; `today()` is Beijing's day. Below the views a day is an argument.

A database of kind demo or test may hold an offset in days (`set_offset`), which only grows; it moves both clocks.
"""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
_offset_days = 0


def set_offset(days: int) -> None:
    """Days by which the clock of a demo or test database is moved; read from its row by whoever opens the database."""
    global _offset_days
    _offset_days = days


def now() -> datetime:
    return wall() + timedelta(days=_offset_days)


def wall() -> datetime:
    """The machine's own clock, for the health of processes only; nothing of the law is dated by it."""
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone(BEIJING).date()


def end_of(day: date) -> datetime:
    """The midnight in Beijing with which a day ends and the next begins."""
    return datetime.combine(day + timedelta(days=1), time.min, BEIJING)


def time_of_day() -> time:
    """Beijing's; the clock of the exchange is taken to go by it."""
    return now().astimezone(BEIJING).time()
