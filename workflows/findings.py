"""整改要求 and 观察项: on which ground one is raised, when it is settled, and how long the owner has had the word.

Law: VR 4.5.3, 4.6, 5.5.3; R-51, R-52, R-84. A finding goes in rounds: it is sent, answered, judged, and sent back or
closed. From the day it is sent until the day it is answered the owner has the word, and the body's time stands still.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from methodologies.kernel.rules import Broken, Verdict, cite, rule
from workflows.texts import VR


@dataclass(frozen=True)
class Ground:
    """Why a correction request is mandatory."""
    key: str
    zh: str
    en: str


INFORMATION = Ground("information", "信息不准确、不充分或不清晰", "information inaccurate, insufficient or unclear")
GROUNDS: Mapping[str, tuple[Ground, ...]] = {
    "validation": (
        Ground("substance", "触及真实性、唯一性或额外性", "truth, uniqueness or additionality is touched"),
        Ground("condition", "不符合登记条件", "a condition of registration is not met"),
        Ground("plan", "监测计划不合理或不完整", "the monitoring plan is unreasonable or incomplete"), INFORMATION),
    "verification": (
        Ground("monitoring", "监测与监测计划不一致", "monitoring differs from the plan"),
        Ground("accounting", "核算有误", "the accounting is wrong"),
        Ground("observation", "以前提出、应于本期落实的观察项未解决", "an earlier observation, due now, is unsolved"),
        INFORMATION)}


@dataclass(frozen=True)
class Request:
    """A correction request as its conclusion sees it. edited: None where it points at nothing that could be changed."""
    where: str
    closed: bool
    explained: bool
    evidence: bool
    edited: bool | None

    @property
    def lacks(self) -> Iterator[tuple[str, str, str]]:
        """(place, zh, en) of each part of its settlement that is missing."""
        if not self.explained:
            yield f"{self.where}/explanation", "缺少业主的书面说明。", "The owner's explanation is missing."
        if not self.evidence:
            yield f"{self.where}/evidence", "缺少证明文件。", "Evidence is missing."
        if self.edited is False:
            yield f"{self.where}/edit", "所指内容没有修改。", "What it points at was not changed."


class Concluded(Protocol):
    @property
    def requests(self) -> tuple[Request, ...]: ...


@rule("R-51b", zh="已关闭的整改要求均有说明、证明文件和对所指内容的修改。",
      en="Each correction request that is closed has an explanation, evidence, and the edit that it asked for.",
      source=cite(VR, "4.5.3, 4.6"))
def requests_are_settled(facts: Concluded) -> Verdict:
    return tuple(Broken(requests_are_settled, where, zh, en) for request in facts.requests if request.closed
                 for where, zh, en in request.lacks) or True


@dataclass(frozen=True)
class Wait:
    """One round of one finding while the owner has the word; ends_on: the day of the answer, None while it is awaited.

    The day it was sent counts, the day of the answer does not."""
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Stop:
    """Days, on which the body's time stood still; the last one is not part of it. open: it goes on."""
    starts_on: date
    ends_on: date
    open: bool = False

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days


def owner_delays(waits: Iterable[Wait], since: date, today: date) -> tuple[Stop, ...]:
    """When the body waited for the owner, from a day on: overlapping rounds count once."""
    found: list[Stop] = []
    for wait in sorted(waits, key=lambda each: each.starts_on):
        ends, starts = wait.ends_on or today, max(wait.starts_on, since)
        if ends < starts:
            continue
        stop = Stop(starts, ends, wait.ends_on is None)
        if found and stop.starts_on <= found[-1].ends_on:
            last = found.pop()
            stop = Stop(last.starts_on, max(last.ends_on, stop.ends_on), last.open or stop.open)
        found.append(stop)
    return tuple(found)


@dataclass(frozen=True)
class ReportClock:
    """R-52 on one day: how many of the limit's calendar days are used, and how many stood still."""
    starts_on: date
    limit: int
    used: int
    stops: tuple[Stop, ...]

    @property
    def stopped(self) -> int:
        return sum(stop.days for stop in self.stops)

    @property
    def over(self) -> bool:
        return self.used > self.limit


def report_clock(starts_on: date, stops: tuple[Stop, ...], limit: int, on: date) -> ReportClock:
    """on: today, or the day of the report."""
    stopped = sum(stop.days for stop in stops)
    return ReportClock(starts_on, limit, max(0, (on - starts_on).days - stopped), stops)


@dataclass(frozen=True)
class Keeping:
    """R-55, R-149: until when a file is kept at least, why, and what would move that day. until: None = not known."""
    until: date | None
    zh: str
    en: str
    moves_zh: str
    moves_en: str


def keeping(kind: str, issued_on: date | None, last_registered_on: date | None, years: int) -> Keeping | None:
    """What is kept of a body's work, from its report on; None before it."""
    if issued_on is None:
        return None
    if kind == "validation":
        return Keeping(kept_until(issued_on, years), f"自出具审定报告之日（{issued_on}）起{years}年",
                       f"{years} years from the validation report ({issued_on})",
                       "此日期不再变动，只会因规定的年限延长而推后。",
                       "Nothing moves this day but a longer term in the rules.")
    term = f"{years} years from the project's"
    moves = ("项目每次减排量登记后重新起算。", "Each registration of reductions of the project starts it anew.")
    if last_registered_on is None:
        return Keeping(None, f"项目最后一次减排量登记后{years}年，登记前不能确定",
                       f"{term} last registration of reductions, not known before one", *moves)
    return Keeping(kept_until(last_registered_on, years),
                   f"自项目最近一次减排量登记之日（{last_registered_on}）起{years}年",
                   f"{term} latest registration of reductions ({last_registered_on})", *moves)


def kept_until(from_day: date, years: int) -> date:
    """The last day of a term of years."""
    try:
        return from_day.replace(year=from_day.year + years)
    except ValueError:                                  # 29 February
        return date(from_day.year + years, 3, 1)
