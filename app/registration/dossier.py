"""A project application as its page shows it to one person: frozen, so that a template never asks the database."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import deadlines, moves
from app.access import engagement_of
from app.desk.queries import Review
from app.models.document import Draft, Version
from app.models.project import Application
from app.notices.comments import Said, Window
from app.papers.designs import design_slots
from app.papers.history import Happened
from app.papers.queries import Attached, attached, versions_of
from app.papers.waiting import Due, Waiting
from app.parties.queries import Named, named, names_of
from app.rooms import Offer
from workflows.documents import PAPERS, Paper, Slot, slots_of
from workflows.engine import Actor
from workflows.lifecycle import STAGES
from workflows.registration import State

if TYPE_CHECKING:
    from app.database import Db
    from app.papers.designs import Estimate

STEPS = {"awaiting_body": "validation", "terminated": "validation", "body_done": "registration",
         "under_review": "registration", "supplement_asked": "registration", "refused": "registration",
         "under_evaluation": "registration",
         "registered": "monitoring"}
SIDEWAYS = ("ask_withdrawal", "terminate")              # possible all the time; nobody waits for them
LABELS = {"published": ("提交公示的版本", "Handed in for public notice"),
          "revised": ("按整改要求修改", "Revised on a finding"),
          "validated_design": ("经审定的项目设计文件", "Validated design document"),
          "validation_report": ("项目审定报告", "Validation report")}


@dataclass(frozen=True)
class Line:
    """One application in a list; `turn`: who has to do what next."""
    ref: str
    name: str
    state: State
    owner: Named
    methodology: str
    opened_on: date
    turn: tuple[tuple[Any, Actor], ...]
    due_on: date | None


@dataclass(frozen=True)
class Place:
    """A document's place in the dossier, with what lies there."""
    slot: Slot
    file: Attached | None
    required: bool
    open: bool

    @property
    def matters(self) -> bool:
        """Whether it is shown at once: it is asked for, or something lies there."""
        return self.required or self.file is not None


@dataclass(frozen=True)
class Sheet:
    """A paper to be printed, signed and scanned."""
    paper: Paper
    scan: Attached | None


@dataclass(frozen=True)
class Edition:
    """A frozen version."""
    n: int
    zh: str
    en: str
    made_on: date
    who: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the page needs. `me`: what the reader is to it."""
    ref: str
    name: str
    state: State
    owner: Named
    methodology: Any
    body: Named | None
    me: frozenset[Actor]
    opened_on: date
    registered_on: date | None
    project: str
    conclusion: str
    notice: Window | None
    comments: tuple[Said, ...]
    engagement: tuple[str, Any] | None
    estimate: Estimate | None
    editions: tuple[Edition, ...]
    places: tuple[Place, ...]
    sheets: tuple[Sheet, ...]
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    turn: tuple[tuple[Any, Actor], ...]
    deadlines: tuple[Due, ...]
    history: tuple[Happened, ...]
    targets: tuple[str, ...]
    to_do: int
    review: Review | None
    attempts: tuple[tuple[str, State, date], ...]
    may_begin_again: bool

    @property
    def is_initiator(self) -> bool:
        return Actor.OWNER_INITIATOR in self.me

    @property
    def may_edit(self) -> bool:
        """Whether this person may change the document now: all of a draft, later what an open finding points at."""
        return self.is_initiator and self.waiting is None and (self.state is State.DRAFT or bool(self.targets))

    @property
    def may_name_body(self) -> bool:
        return self.is_initiator and self.waiting is None and self.state is State.DRAFT

    @property
    def step(self) -> str:
        return STEPS.get(self.state.key, "application")

    @property
    def mine(self) -> bool:
        """Whether something here waits for this very person."""
        return bool((self.waiting and self.waiting.may_confirm)
                    or any(o.trigger not in SIDEWAYS for o in self.offers) and not self.waiting)


def line_of(db: Db, row: Application) -> Line:
    running = deadlines.running(db, row.ref)
    return Line(row.ref, row.name, moves.state_of(row), named(row.owner), row.methodology, row.opened_on, turn_of(row),
                running[0].due_on if running else None)


def turn_of(row: Application) -> tuple[tuple[Any, Actor], ...]:
    return tuple((move, actor) for move, actor in moves.waited_for(row) if move.trigger not in SIDEWAYS)


def open_slots(row: Application, filled: frozenset[str], targets: tuple[str, ...]) -> frozenset[str]:
    """The slots that take a file now. What is published is replaced where a finding or a supplement asks for it."""
    every = {each.key for each in design_slots(row) if each.made == "upload"}
    printed = {each.key for each in slots_of("registration") if each.made == "printed"}
    match row.state:
        case "draft":
            return frozenset(every)
        case "on_notice" | "awaiting_body":
            pointed = {pointer.split("/")[2] for pointer in targets if pointer.startswith("/documents/")}
            return frozenset((every - filled) | (every & (pointed | {"comment_evidence", "withdrawal_request"})))
        case "body_done":
            return frozenset(printed)
        case "supplement_asked":
            return frozenset(every | printed)
    return frozenset()


def places_of(db: Db, row: Application, targets: tuple[str, ...], *, may_upload: bool) -> tuple[Place, ...]:
    files = {each.slot.key: each for each in attached(db, row)}
    open_now = open_slots(row, frozenset(files), targets) if may_upload else frozenset()
    slots = [each for each in design_slots(row) if each.made == "upload"]
    return tuple(Place(each, files.get(each.key), each.needed_for == "submit", each.key in open_now) for each in slots)


def sheets_of(db: Db, row: Application) -> tuple[Sheet, ...]:
    files = {each.slot.key: each for each in attached(db, row)}
    return tuple(Sheet(paper, files.get(paper.key)) for paper in PAPERS.values() if paper.stage == "registration")


def editions_of(db: Db, row: Application) -> tuple[Edition, ...]:
    versions = versions_of(db, row.ref)
    names = names_of(db, (v.made_by for v in versions))
    return tuple(Edition(v.n, *LABELS.get(v.label, (v.label, v.label)), v.made_on, names.get(v.made_by, ""), v.digest)
                 for v in reversed(versions))


def engagement_link(db: Db, row: Application) -> tuple[str, Any] | None:
    """(ref, state) of the body's work on it."""
    work = engagement_of(db, row)
    return work and (work.ref, STAGES[work.kind].states.of(work.state))


def draft_of(db: Db, ref: str) -> tuple[Mapping[str, Any], int, datetime, str]:
    """(document, revision, saved at, by whom)"""
    row = db.scalar(select(Draft).where(Draft.subject == ref))
    return row.document, row.revision, row.saved_at, names_of(db, (row.saved_by,)).get(row.saved_by, "")


def attempts_of(row: Application) -> tuple[tuple[str, State, date], ...]:
    """(ref, state, begun on) of this application and of those it was made from, the first one first."""
    chain: list[tuple[str, State, date]] = []
    each: Application | None = row
    while each is not None:
        chain.append((each.ref, moves.state_of(each), each.opened_on))
        each = each.earlier
    return tuple(reversed(chain))


def edition(db: Db, ref: str, n: int) -> Version | None:
    return db.scalar(select(Version).where(Version.subject == ref, Version.n == n))
