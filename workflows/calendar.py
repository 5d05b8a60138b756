"""Working days 工作日, trading days 交易日, notice windows 公示期, due days: the one place that counts days (R-05…).

The State Council announces the holidays of a year, with make-up working days, late in the year before. A day of a
year whose notice is not loaded is judged by the statutory holidays only, and what is counted across it is provisional.
"""
from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import holidays

DAY = timedelta(days=1)
_BY_EXCHANGE = "调休"                                   # how the library names a day off paid for by a working weekend


@dataclass(frozen=True)
class Due:
    """A last day, good until its midnight, and how it was counted."""
    on: date
    provisional: bool                                   # it rests on a year whose notice is not loaded
    calendar_version: str
    zh: str
    en: str


@dataclass(frozen=True)
class Window:
    """A public notice: both days belong to it."""
    starts_on: date
    ends: Due

    @property
    def ends_on(self) -> date:
        return self.ends.on


@dataclass(frozen=True)
class Calendar:
    """Working days by one state of the notices. `off` and `work` overrule the library, day by day."""
    version: str
    loaded_until: int                                   # the last year whose notice is loaded
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()               # days on which the exchange announced that it stays shut

    def is_workday(self, day: date) -> bool:
        if day in self.off or day in self.work:
            return day in self.work
        days_off, makeup_days = _year(day.year, day.year <= self.loaded_until)
        return day in makeup_days or (day.weekday() < 5 and day not in days_off)

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        day += DAY
        while not self.is_workday(day):
            day += DAY
        return day

    def nth_workday(self, start: date, n: int, *, first_counts: bool = True) -> date:
        """The n-th working day from `start` on, or after it; n ≥ 1."""
        if n < 1:
            raise ValueError("working days are counted from 1")
        day = start if first_counts and self.is_workday(start) else self.next_workday(start)
        for _ in range(n - 1):
            day = self.next_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days from `first` to `last`, both included."""
        return sum(self.is_workday(first + DAY * n) for n in range((last - first).days + 1))

    def is_trading_day(self, day: date) -> bool:
        """Monday to Friday, no holiday, no announced closure; a working weekend is none (R-101)."""
        return day.weekday() < 5 and self.is_workday(day) and day not in self.closed

    def next_trading_day(self, day: date) -> date:
        """The first trading day after `day`."""
        day += DAY
        while not self.is_trading_day(day):
            day += DAY
        return day

    def trading_days_between(self, first: date, last: date) -> int:
        """How many trading days after `first` up to and with `last`: the next trading day is 1 (R-107)."""
        return sum(self.is_trading_day(first + DAY * n) for n in range(1, (last - first).days + 1))

    def notice_window(self, start: date, days: int = 20, *, first_counts: bool = True) -> Window:
        """The notice that begins on `start` and ends with its 20th working day (R-05, R-06)."""
        end = self.nth_workday(start, days, first_counts=first_counts)
        zh, en = ("首日计入", "the first day counts") if first_counts else ("首日不计", "the first day does not count")
        return Window(start, self._due(end, f"自{_zh(start)}起第{days}个工作日，{zh}",
                                       f"working day {days} from {start}, {en}"))

    def notice_after(self, released_on: date, days: int = 20, *, first_counts: bool = True) -> Window:
        """The notice of a request released on this day: it begins on the next working day (R-40)."""
        return self.notice_window(self.next_workday(released_on), days, first_counts=first_counts)

    def review_due(self, received: date, n: int, *, from_next_day: bool = True) -> Due:
        """"Within n working days of receipt": the next working day is day 1 (R-08)."""
        on = self.nth_workday(received, n, first_counts=not from_next_day)
        return self._due(on, f"自{_zh(received)}收到之日起{n}个工作日内",
                         f"within {n} working days of receipt on {received}")

    def add_calendar_days(self, start: date, n: int) -> Due:
        """n calendar days after `start`; a holiday neither counts double nor postpones. Never provisional."""
        return Due(start + DAY * n, False, self.version, f"自{_zh(start)}起{n}日内",
                   f"within {n} calendar days of {start}")

    def _due(self, on: date, zh: str, en: str) -> Due:
        """Provisional by the last day alone: the years before it are loaded whenever its own is."""
        return Due(on, on.year > self.loaded_until, self.version, zh, en)


def never_earlier(published: Due, again: Due) -> Due:
    """What holds after a recount under a newer calendar: a published last day is never brought forward (R-07)."""
    if again.on >= published.on:
        return again
    return Due(published.on, again.provisional, again.calendar_version,
               again.zh + "；已公布的截止日不提前", again.en + "; a published last day is not brought forward")


def minus_years(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February goes to the 28th where the year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def load(text: str | None = None) -> Calendar:
    """The calendar of `calendar.toml`, or of another text of its form."""
    data = tomllib.loads(text if text is not None else files(__package__).joinpath("calendar.toml").read_text("utf-8"))
    overrides = data.get("override", [])
    return Calendar(data["version"], data["loaded_until"], _days(overrides, "off"), _days(overrides, "work"),
                    _days(overrides, "closed"))


def _days(overrides: Iterable[dict], kind: str) -> frozenset[date]:
    return frozenset(day for each in overrides for day in each.get(kind, ()))


@cache
def _year(year: int, loaded: bool) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and working weekends of a year; of an unloaded one only what statute fixes, so nothing by exchange."""
    china = holidays.country_holidays("CN", years=year, language="zh_CN")
    if loaded:
        return frozenset(china), frozenset(china.weekend_workdays)
    return frozenset(day for day, name in china.items() if _BY_EXCHANGE not in name), frozenset()


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


CALENDAR = load()
