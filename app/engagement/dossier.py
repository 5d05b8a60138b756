"""An engagement as its page shows it to one person: frozen, complete, and without what is not theirs to read.

The owner does not see the body's working papers before the report is issued, nor findings that were not sent yet.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.engagement.fieldwork import Heard, Shot, Site
from app.engagement.independence import Cleared
from app.engagement.items import Item
from app.engagement.recalculated import Recalculation
from app.papers.history import Happened
from app.papers.queries import Attached
from app.papers.waiting import Due
from app.parties.queries import Named
from app.rooms import Offer
from workflows.documents import Slot
from workflows.engagement import CONTRACT, DESK, PLAN, VISIT
from workflows.engine import Actor, Ask, Move, State
from workflows.findings import Keeping, ReportClock
from workflows.independence import Tie
from workflows.risks import Risk
from workflows.sampling import Draw

OWNER = frozenset({Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER})
OUTSIDE = OWNER | {Actor.AGENT}                         # the client's side: not told what the body keeps back
BODY = frozenset({Actor.BODY_TEAM, Actor.BODY_REVIEWER, Actor.BODY_DECIDER})
STEPS = (("签约", "Contract", ("requested",)), ("计划", "Plan", ("contracted",)),
         ("文件审核", "Desk review", ("planned",)), ("现场审核", "Site visit", ("desk_done",)),
         ("整改", "Findings", ("site_done", "findings_open")),
         ("复核与结论", "Review and decision", ("findings_closed", "drafted", "reviewed", "decided")))
AT_WORK = ("planned", "desk_done", "site_done", "findings_open", "findings_closed")
DESK_KEY = "R-49-"                                      # checklist items about a piece of evidence
Stored = Mapping[str, Any] | None
SIDES = {"owner": ("业主", "Owner"), "team": ("审核组", "Team")}


@dataclass(frozen=True)
class Member:
    """A person of the body; the duties that the person has there, and those in this engagement."""
    sign_in: str
    name: str
    may: frozenset[str]
    in_team: bool = False
    competent: bool = False
    reviewer: bool = False
    decider: bool = False


@dataclass(frozen=True)
class Said:
    """What a move asked for, and what was answered."""
    ask: Ask
    value: str

    @property
    def words(self) -> tuple[str, str]:
        return next(((zh, en) for value, zh, en in self.ask.choices if value == self.value), (self.value, self.value))


@dataclass(frozen=True)
class Point:
    """A key point with its verdict; answer: "", yes, no, not_applicable."""
    key: str
    zh: str
    en: str
    answer: str
    note: str


@dataclass(frozen=True)
class Todo:
    """Work that is no move: where it stands on the page."""
    zh: str
    en: str
    href: str


@dataclass(frozen=True)
class Report:
    """The frozen report; n counts the versions of the application it speaks of."""
    n: int
    digest: str
    made_on: date


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the page needs. `me`: what the reader is to this engagement."""
    ref: str
    kind: str
    state: State
    name: str
    code: str
    methodology: str
    subject: str
    subject_href: str
    subject_state: State
    body: Named
    client: Named
    opened_on: date
    issued_on: date | None
    keeping: Keeping | None
    me: frozenset[Actor]
    members: tuple[Member, ...]
    people: tuple[Member, ...]
    contract: tuple[Said, ...]
    plan: tuple[Said, ...]
    visit: tuple[Said, ...]
    draw: Draw | None
    risks: tuple[Risk, ...]
    materiality: tuple[int, int] | None         # percent of the claim, tonnes
    sites: tuple[Site, ...]
    shots: tuple[Shot, ...]
    heard: tuple[Heard, ...]
    notes: tuple[Mapping[str, Any], ...]
    points: tuple[Point, ...]
    ties: tuple[Tie, ...]
    overrides: tuple[Cleared, ...]
    findings: tuple[Item, ...]
    clock: ReportClock | None
    answer_by: str
    conclusion: str
    report: Report | None
    recalculation: Recalculation | None
    deadlines: tuple[Due, ...]
    papers: tuple[Attached, ...]
    slots: tuple[Slot, ...]
    history: tuple[Happened, ...]
    offers: tuple[Offer, ...]
    waits: tuple[tuple[Move, Actor], ...]

    @property
    def is_team(self) -> bool:
        return Actor.BODY_TEAM in self.me

    @property
    def of_body(self) -> bool:
        return bool(BODY & self.me)

    @property
    def is_owner(self) -> bool:
        return bool(OWNER & self.me)

    @property
    def inside(self) -> bool:
        """Whether the reader sees the body's working papers: everybody but the owner, and the owner after issue."""
        return bool(self.me - OUTSIDE) or self.state.key == "issued"

    @property
    def may_name(self) -> bool:
        return bool({Actor.BODY_TEAM, Actor.BODY_DECIDER} & self.me) and self.state.key in ("requested", "contracted")

    @property
    def may_clear(self) -> bool:
        return Actor.BODY_DECIDER in self.me and self.state.key not in ("issued", "declined", "body_lost")

    @property
    def may_work(self) -> bool:
        """Whether the reader fills in key points and raises findings now."""
        return self.is_team and self.state.key in AT_WORK

    @property
    def may_plan(self) -> bool:
        """Whether the reader writes the risk assessment now."""
        return self.is_team and self.kind == "verification" and self.state.key in ("requested", "contracted")

    @property
    def may_record(self) -> bool:
        """Whether the reader enters what was seen at the sites now."""
        return self.is_team and self.state.key == "desk_done"

    @property
    def may_hear(self) -> bool:
        return self.is_team and self.state.key in ("desk_done", "site_done", "findings_open", "findings_closed")

    @property
    def sites_unseen(self) -> tuple[str, ...]:
        """Chosen sites of which there is no record yet."""
        seen = {site.site for site in self.sites}
        return tuple(name for name in self.draw.chosen if name not in seen) if self.draw else ()

    @property
    def step(self) -> int:
        """How many of STEPS lie behind; all of them when it is over."""
        return next((n for n, (_, _, keys) in enumerate(STEPS) if self.state.key in keys), len(STEPS))

    @property
    def over(self) -> bool:
        return self.state.key in ("declined", "body_lost")

    def waiting(self, state: str) -> tuple[Item, ...]:
        return tuple(item for item in self.findings if item.sent and item.state == state)

    @property
    def points_open(self) -> int:
        return sum(not point.answer for point in self.points)

    @property
    def todo(self) -> tuple[Todo, ...]:
        """What this person may do now besides the moves."""
        found = []
        if self.may_name and not self.members:
            found.append(Todo("选定审核组、复核和批准人员", "Name team, reviewer and decider", "#team"))
        if self.state.key == "findings_open":
            asked, said = len(self.waiting("open")), len(self.waiting("answered"))
            if self.is_owner and asked:
                found.append(Todo(f"答复 {asked} 项整改要求或观察项", f"Answer {_many(asked, 'finding')}", "#findings"))
            if self.is_team and said:
                found.append(Todo(f"判定 {said} 项已答复的内容", f"Judge {_many(said, 'answered finding')}",
                                  "#findings"))
        if self.may_plan and not self.risks:
            found.append(Todo("填写风险评估", "Write the risk assessment", "#risks"))
        return (*found, *(self._work() if self.may_work else ()))

    def _work(self) -> Iterator[Todo]:
        if self.may_record and self.sites_unseen:
            n = len(self.sites_unseen)
            yield Todo(f"记录现场：还有 {n} 处", f"Record the sites: {n} to go", f"/engagements/{self.ref}/visit")
        elif self.may_hear and not (self.heard and all(each.scan_href for each in self.heard)):
            yield Todo("访谈记录及签字扫描", "Interviews and signed sheets",
                       f"/engagements/{self.ref}/visit#heard")
        yield Todo("阅读文件，逐处提出整改要求", "Read the document, raise findings",
                   f"/engagements/{self.ref}/document")
        if self.points_open:
            yield Todo(f"判断 {self.points_open} 项审核要点", f"Answer {_many(self.points_open, 'key point')}",
                       "#checklist")
        working = self.recalculation
        if working and (working.recalculated is None or working.outdated):
            yield Todo("重新计算减排量", "Recalculate the reductions", "#recalculation")

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """Whose turn it is, in words, each once; the owner's too while findings wait for an answer."""
        found = [(actor.zh, actor.en) for _, actor in self.waits]
        if self.state.key == "findings_open" and self.waiting("open"):
            asked = ("项目业主（答复整改）", "the owner, to answer findings")
            found = [asked, *(found if self.waiting("answered") else ())]
        return tuple(dict.fromkeys(found))


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def said(asks: Iterable[Ask], stored: Mapping[str, str]) -> tuple[Said, ...]:
    """What of these was answered."""
    return tuple(Said(ask, str(stored[ask.name])) for ask in asks if stored.get(ask.name))


def parts(contract: Stored, plan: Stored, visit: Stored) -> dict[str, tuple[Said, ...]]:
    """Contract, plan with desk review, visit: what each move was told."""
    return {"contract": said(CONTRACT, contract or {}), "plan": said((*PLAN, *DESK), plan or {}),
            "visit": said(VISIT, visit or {})}
