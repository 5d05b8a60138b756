"""An engagement as its page shows it to one person: frozen, complete, and without what is not theirs to read.

The owner does not see the body's working papers before the report is issued, nor findings that were not sent yet.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.engagement.independence import Cleared
from app.engagement.places import Target
from app.engagement.recalculated import Recalculation
from app.models.engagement import Engagement, Finding
from app.moves import Offer
from app.papers.history import Happened
from app.papers.queries import Attached
from app.papers.waiting import Due
from app.parties.queries import Named
from workflows.documents import Slot
from workflows.engagement import CONTRACT, DESK, PLAN, VISIT
from workflows.engine import Actor, Ask, Move, State
from workflows.independence import Tie
from workflows.sampling import Draw
from workflows.verification import RISK

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
class Answer:
    side: str
    who: str
    body: str
    said_on: date


@dataclass(frozen=True)
class Item:
    """A finding with its thread."""
    n: int
    kind: str
    state: str
    body: str
    targets: tuple[Target, ...]
    raised_on: date
    due_period: int | None
    sent: bool
    tag: str
    carried: bool
    answers: tuple[Answer, ...]


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
    keep_until: date | None
    me: frozenset[Actor]
    members: tuple[Member, ...]
    people: tuple[Member, ...]
    contract: tuple[Said, ...]
    plan: tuple[Said, ...]
    visit: tuple[Said, ...]
    draw: Draw | None
    notes: tuple[Mapping[str, Any], ...]
    points: tuple[Point, ...]
    ties: tuple[Tie, ...]
    overrides: tuple[Cleared, ...]
    findings: tuple[Item, ...]
    days_stopped: int
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
                found.append(Todo(f"答复 {asked} 项整改要求或观察项", f"Answer {asked} finding(s)", "#findings"))
            if self.is_team and said:
                found.append(Todo(f"判定 {said} 项已答复的内容", f"Judge {said} answered finding(s)", "#findings"))
        return (*found, *(self._work() if self.may_work else ()))

    def _work(self) -> Iterator[Todo]:
        yield Todo("阅读文件，逐处提出整改要求", "Read the document, raise findings",
                   f"/engagements/{self.ref}/document")
        if self.points_open:
            yield Todo(f"判断 {self.points_open} 项审核要点", f"Answer {self.points_open} key point(s)", "#checklist")
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


def said(asks: Iterable[Ask], stored: Mapping[str, str]) -> tuple[Said, ...]:
    """What of these was answered."""
    return tuple(Said(ask, str(stored[ask.name])) for ask in asks if stored.get(ask.name))


def parts(kind: str, contract: Stored, plan: Stored, visit: Stored) -> dict[str, tuple[Said, ...]]:
    """Contract, plan with desk review, visit: what each move was told."""
    risk = RISK if kind == "verification" else ()
    return {"contract": said(CONTRACT, contract or {}), "plan": said((*PLAN, *risk, *DESK), plan or {}),
            "visit": said(VISIT, visit or {})}


def items(row: Engagement, rows: Iterable[Finding], targets: Mapping[str, Target], *,
          all_of_them: bool, tags: bool = False) -> tuple[Item, ...]:
    """The findings, for the owner without those that were not sent, for all but the body without its tags.

    A finding that is open elsewhere than in the state "findings open" was never sent.
    """
    found = tuple(
        Item(f.n, f.kind, f.state, f.body, tuple(targets.get(t) or Target(t, t, t) for t in f.targets), f.raised_on,
             f.due_period, row.state == "findings_open" or f.state != "open", f.tag if tags else "",
             f.carried_from is not None,
             tuple(Answer(a.side, a.person.name, a.body, a.said_on) for a in f.answers)) for f in rows)
    return found if all_of_them else tuple(item for item in found if item.sent)
