"""Which statement is asked for, read from an address."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.clock import BEIJING
from app.ledger.held import Until
from methodologies.kernel.dates import read_day
from methodologies.kernel.rules import INPUT, Broken, Unreadable


def period_of(asked: Mapping[str, str], today: date, now: datetime) -> tuple[date, Until]:
    """(first day, last day or instant): `first`, and `on` (a day of Beijing) or `at` (an instant with its zone).

    Without them from the first day of the year to today. Unreadable with every part that can't be.
    """
    said = {name: asked.get(name, "").strip()[:40] for name in ("first", "on", "at")}
    until = _instant(said["at"]) if said["at"] else read_day(said["on"]) if said["on"] else today
    last = until.astimezone(BEIJING).date() if isinstance(until, datetime) else until
    first = read_day(said["first"]) if said["first"] else last and last.replace(month=1, day=1)
    broken = tuple(_broken(said, first, last, until, today, now))
    if broken or first is None or until is None:
        raise Unreadable(*broken)
    return first, until


def _broken(said: Mapping[str, str], first: date | None, last: date | None, until: Until | None, today: date,
            now: datetime) -> Iterator[Broken]:
    where = "/at" if said["at"] else "/on"
    if said["at"] and said["on"]:
        yield INPUT.at("/at", "截止日和截止时刻只填一个。", "Name a last day or an instant, not both.")
    if until is None:
        yield INPUT.at(where, "截止日写作 2026-11-23，时刻写作 2026-11-23T10:00:00+08:00。",
                       "A day is 2026-11-23, an instant 2026-11-23T10:00:00+08:00.")
    elif until > now if isinstance(until, datetime) else until > today:
        yield INPUT.at(where, "截止日不得晚于现在。", "The statement can't reach beyond the present.")
    if first is None and last is not None:
        yield INPUT.at("/first", "起始日写作 2026-01-01。", "The first day is written 2026-01-01.")
    elif first and last and first > last:
        yield INPUT.at("/first", "起始日不得晚于截止日。", "The first day is not after the last.")


def _instant(text: str) -> datetime | None:
    """With its zone; a "+" that an address turned into a space is taken as it was meant."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
        return at if at.tzinfo and 1900 <= at.astimezone(BEIJING).year < 2200 else None
    except (ValueError, OverflowError):
        return None
