"""Days of the law: anniversaries that survive 29 February, and the calendar years that a stretch of days touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)


def years_after(day: date, years: int) -> date:
    """The same day `years` later. 29 February falls on 28 February of a common year: Civil Code, art. 202, last day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def read_day(text: object) -> date | None:
    """'2023-01-31' -> date; None for anything else, also for other ISO spellings and for years outside 1900 to 2199."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None
    return day if day and day.isoformat() == text and 1900 <= day.year < 2200 else None


def days_in(first: date, last: date) -> int:
    """Number of days from first to last, both counted; 0 when last is before first."""
    return max((last - first).days + 1, 0)


def calendar_years(first: date, last: date) -> Iterator[tuple[int, date, date]]:
    """(year, first day, last day) for each calendar year that the stretch touches."""
    for year in range(first.year, last.year + 1):
        yield year, max(first, date(year, 1, 1)), min(last, date(year, 12, 31))


def crediting_years(first: date, last: date) -> Iterator[tuple[int, date, date, date]]:
    """(number, first day, last day, last day of the full twelve months): crediting years 1…n; only the last may be
    short."""
    number, start = 1, first
    while start <= last:
        full = years_after(first, number) - DAY
        yield number, start, min(full, last), full
        number, start = number + 1, full + DAY


def months_in(first: date, last: date) -> Iterator[str]:
    """'2024-10', '2024-11', … : every calendar month that the stretch touches."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
