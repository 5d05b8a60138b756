"""What an inbox shows: tasks with their days, and dossiers under way that wait for others. Plain data, no database."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
NEVER = date.max


@dataclass(frozen=True)
class Day:
    """A last day that runs, and how it was counted."""
    on: date | None = None
    provisional: bool = False
    zh: str = ""
    en: str = ""


NO_DAY = Day()


@dataclass(frozen=True)
class Task:
    """What waits for the reader. about: the project's name; with_whom: the other party; since: waiting from."""

    zh: str
    en: str
    ref: str
    href: str
    about: str
    state_zh: str
    state_en: str
    with_whom: tuple[str, str]                          # Chinese, English; empty words for nobody
    since: date
    due: date | None = None
    provisional: bool = False
    second: bool = False                                # the reader is the second of two people
    on_behalf: tuple[str, str] = ("", "")               # the reader's organisation, where they serve several
    counted: tuple[str, str] = ("", "")                 # how the last day was counted


@dataclass(frozen=True)
class Waiting:
    """A dossier of the reader's organisation that waits for somebody else."""
    ref: str
    href: str
    about: str
    state_zh: str
    state_en: str
    for_zh: str
    for_en: str
    due: date | None


@dataclass(frozen=True)
class Inbox:
    """today: due or overdue; soon: within a week; later: after that, or without a day. Oldest first in each."""
    today: tuple[Task, ...]
    soon: tuple[Task, ...]
    later: tuple[Task, ...]
    waiting: tuple[Waiting, ...]
    cut: bool = False                                   # more wait than are shown

    @property
    def count(self) -> int:
        return len(self.today) + len(self.soon) + len(self.later)


def sorted_into_days(tasks: Iterable[Task], waiting: Iterable[Waiting], today: date, cut: bool) -> Inbox:
    ordered = sorted(tasks, key=lambda t: (t.due or NEVER, t.since, t.ref, t.zh))
    now = tuple(t for t in ordered if t.due and t.due <= today)
    soon = tuple(t for t in ordered if t.due and today < t.due <= today + WEEK)
    rest = tuple(t for t in ordered if t not in now and t not in soon)
    return Inbox(now, soon, rest, tuple(sorted(waiting, key=lambda w: (w.due or NEVER, w.ref))), cut)
