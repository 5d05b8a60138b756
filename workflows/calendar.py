"""Working days 工作日, trading days 交易日, notice windows 公示期, due days: the one place that counts days (R-05…).

The State Council announces the holidays of a year, with make-up working days, late in the year before. A day of a
year whose notice is not loaded is judged by the statutory holidays only, and what is counted across it is provisional.
"""
from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
class Pause:
    """A time in which a term stands still 停止计算: from the day it stopped to the day it goes on; None = not yet."""
    stopped_on: date
    resumed_on: date | None = None
    zh: str = ""                                        # why
    en: str = ""


@dataclass(frozen=True)
class Term:
    """A length of time 期限 with what stopped it: all that is needed to count it, or to count it again (R-07).

    kind: notice, working days of a public notice; review, working days from receipt; calendar, calendar days after
    `starts_on`. first_counts: whether working day 1 may be the first day itself, and again the day a pause ends.
    """
    starts_on: date
    days: int
    kind: str = "review"
    first_counts: bool = False
    pauses: tuple[Pause, ...] = ()

    @property
    def in_working_days(self) -> bool:
        return self.kind != "calendar"

    def stands_still(self, day: date) -> bool:
        """Whether a pause takes this day out: the day the clock stops does not count; the day it goes on again counts
        in calendar days, and in working days as the first day of the term does (R-08)."""
        return any(pause.stopped_on <= day <= self._last_day(pause) for pause in self.pauses)

    def _last_day(self, pause: Pause) -> date:
        end = pause.resumed_on or pause.stopped_on      # while it stands, the day it stopped is all that is known
        return end if self.in_working_days and not self.first_counts else end - DAY


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

    def due(self, term: Term) -> Due:
        """The last day of a term: its n-th day that counts. A pause that began after it changes nothing."""
        if term.days < 1:
            raise ValueError("days are counted from 1")
        day, left = (term.starts_on if term.first_counts else term.starts_on + DAY), term.days
        while (left := left - self._counts(term, day)) > 0:
            day += DAY
        told = tuple(p for p in term.pauses if p.stopped_on <= day and (p.resumed_on or day) >= term.starts_on)
        zh, en = _counted(replace(term, pauses=told), self.left(term))
        # by the last day alone: the years before it are loaded whenever its own is
        return Due(day, term.in_working_days and day.year > self.loaded_until, self.version, zh, en)

    def left(self, term: Term) -> int | None:
        """Days still to run while the term stands still; None while it runs, or had run out before it stopped."""
        since = next((pause.stopped_on for pause in term.pauses if pause.resumed_on is None), None)
        if since is None:
            return None
        first = term.starts_on if term.first_counts else term.starts_on + DAY
        run = sum(self._counts(term, first + DAY * n) for n in range((since - first).days))
        return term.days - run if run < term.days else None

    def _counts(self, term: Term, day: date) -> bool:
        return not term.stands_still(day) and (not term.in_working_days or self.is_workday(day))

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
        return Window(start, self.due(Term(start, days, "notice", first_counts)))

    def notice_after(self, released_on: date, days: int = 20, *, first_counts: bool = True) -> Window:
        """The notice of a request released on this day: it begins on the next working day (R-40)."""
        return self.notice_window(self.next_workday(released_on), days, first_counts=first_counts)

    def review_due(self, received: date, n: int, *, from_next_day: bool = True) -> Due:
        """"Within n working days of receipt": the next working day is day 1 (R-08)."""
        return self.due(Term(received, n, first_counts=not from_next_day))

    def add_calendar_days(self, start: date, n: int) -> Due:
        """n calendar days after `start`; a holiday neither counts double nor postpones. Never provisional."""
        return self.due(Term(start, n, "calendar"))


def never_earlier(published: Due, again: Due) -> Due:
    """What holds after a recount under a newer calendar: a published last day is never brought forward (R-07)."""
    if again.on >= published.on:
        return again
    return Due(published.on, again.provisional, again.calendar_version,
               again.zh + "；已公布的截止日不提前", again.en + "; a published last day is not brought forward")


def _counted(term: Term, left: int | None) -> tuple[str, str]:
    """How a term is counted, with each pause, in both languages."""
    start, n, zh_day = term.starts_on, term.days, _zh(term.starts_on)
    if term.kind == "notice":
        first = (("首日计入", "the first day counts") if term.first_counts else
                 ("首日不计", "the first day does not count"))
        zh, en = f"自{zh_day}起第{n}个工作日，{first[0]}", f"working day {n} from {start}, {first[1]}"
    elif term.kind == "review":
        zh, en = f"自{zh_day}收到之日起{n}个工作日内", f"within {n} working days of receipt on {start}"
    else:
        zh, en = f"自{zh_day}起{n}日内", f"within {n} calendar days of {start}"
    for pause in sorted(term.pauses, key=lambda each: (each.stopped_on, each.resumed_on or date.max)):
        why_zh, why_en = (f"（{pause.zh}）" if pause.zh else ""), (f" ({pause.en})" if pause.en else "")
        if pause.resumed_on:
            zh += f"；{_zh(pause.stopped_on)}至{_zh(pause.resumed_on)}停止计算{why_zh}"
            en += f"; stopped from {pause.stopped_on} to {pause.resumed_on}{why_en}"
        elif left is not None:
            unit = ("个工作日", "working") if term.in_working_days else ("日", "calendar")
            zh += f"；自{_zh(pause.stopped_on)}起停止计算{why_zh}，还剩{left}{unit[0]}"
            en += f"; stopped since {pause.stopped_on}{why_en}, {left} {unit[1]} days left"
    return zh, en


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
