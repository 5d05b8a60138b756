"""A project application as its page shows it to one person: frozen, so that a template never asks the database."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import deadlines, moves
from app.access import engagement_of
from app.evidence import events
from app.models.document import Draft, Version
from app.models.party import Organisation, Person
from app.models.project import Application
from app.moves import Offer
from app.notices.comments import Said, Window
from app.papers.queries import Attached, attached, evidence_slots, versions_of
from methodologies.kernel.rules import INPUT, Broken
from workflows.documents import PAPERS, Paper, Slot, slots_of
from workflows.engine import Actor
from workflows.lifecycle import STAGES
from workflows.registration import REGISTRATION, State
from workflows.settings import SETTINGS

if TYPE_CHECKING:
    from app.access import Who
    from app.database import Db
    from app.papers.designs import Estimate

STEPS = {"awaiting_body": "validation", "terminated": "validation", "body_done": "registration",
         "under_review": "registration", "supplement_asked": "registration", "refused": "registration",
         "registered": "monitoring"}
SIDEWAYS = ("ask_withdrawal", "terminate")              # possible all the time; nobody waits for them
MOST_RULES = 4                                          # reasons beside a grey button
LABELS = {"published": ("提交公示的版本", "Handed in for public notice"), "revised": ("按整改要求修改", "Revised on a finding"),
          "validated_design": ("经审定的项目设计文件", "Validated design document"),
          "validation_report": ("项目审定报告", "Validation report")}
HAPPENED = {"opened": ("新建申请", "Application opened"), "revised": ("修改设计文件", "Design document revised"),
            "attached": ("上传文件", "Document uploaded"), "commented": ("收到公众意见", "Public comment received"),
            "replied": ("答复公众意见", "Comment answered"), "body_named": ("选定审定机构", "Validation body named")}


@dataclass(frozen=True)
class Named:
    """An organisation by its names."""
    name_zh: str
    name_en: str
    credit_code: str


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
class Due:
    """A running deadline."""
    zh: str
    en: str
    starts_on: date
    due_on: date
    met_on: date | None
    provisional: bool
    calendar_version: str
    counted_zh: str
    counted_en: str


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


@dataclass(frozen=True)
class Happened:
    at: datetime
    zh: str
    en: str
    who: str
    digest: str
    note: str = ""


@dataclass(frozen=True)
class Waiting:
    """A step that was proposed and waits for its second person."""
    zh: str
    en: str
    proposed_by: str
    proposed_at: datetime
    digest: str
    rows: tuple[tuple[str, str], ...]
    second: Actor
    may_confirm: bool
    may_decline: bool


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


def named(home: Organisation | None) -> Named | None:
    return home and Named(home.name_zh, home.name_en, home.credit_code)


def line_of(db: Db, row: Application) -> Line:
    running = deadlines.running(db, row.ref)
    return Line(row.ref, row.name, moves.state_of(row), named(row.owner), row.methodology, row.opened_on, turn_of(row),
                running[0].due_on if running else None)


def turn_of(row: Application) -> tuple[tuple[Any, Actor], ...]:
    return tuple((move, actor) for move, actor in moves.waited_for(row) if move.trigger not in SIDEWAYS)


def open_slots(row: Application, filled: frozenset[str], targets: tuple[str, ...]) -> frozenset[str]:
    """The slots that take a file now. What was published is replaced only where a finding points or a supplement was asked."""
    every = {each.key for each in (*slots_of("registration"), *evidence_slots(row, "design")) if each.made == "upload"}
    printed = {each.key for each in slots_of("registration") if each.made == "printed"}
    match row.state:
        case "draft":
            return frozenset(every)
        case "on_notice" | "awaiting_body":
            pointed = {pointer.removeprefix("/documents/") for pointer in targets}
            return frozenset((every - filled) | (every & (pointed | {"comment_evidence", "withdrawal_request"})))
        case "body_done":
            return frozenset(printed)
        case "supplement_asked":
            return frozenset(every | printed)
    return frozenset()


def places_of(db: Db, row: Application, targets: tuple[str, ...], *, may_upload: bool) -> tuple[Place, ...]:
    files = {each.slot.key: each for each in attached(db, row)}
    open_now = open_slots(row, frozenset(files), targets) if may_upload else frozenset()
    slots = [each for each in (*slots_of("registration"), *evidence_slots(row, "design")) if each.made == "upload"]
    return tuple(Place(each, files.get(each.key), each.needed_for == "submit", each.key in open_now) for each in slots)


def sheets_of(db: Db, row: Application) -> tuple[Sheet, ...]:
    files = {each.slot.key: each for each in attached(db, row)}
    return tuple(Sheet(paper, files.get(paper.key)) for paper in PAPERS.values() if paper.stage == "registration")


def editions_of(db: Db, row: Application) -> tuple[Edition, ...]:
    return tuple(Edition(v.n, *LABELS.get(v.label, (v.label, v.label)), v.made_on, _name(db, v.made_by), v.digest)
                 for v in reversed(versions_of(db, row.ref)))


def deadlines_of(db: Db, row: Application) -> tuple[Due, ...]:
    return tuple(Due(SETTINGS[d.setting].zh, SETTINGS[d.setting].en, d.starts_on, d.due_on, d.met_on, d.provisional,
                     d.calendar_version, d.counted_zh, d.counted_en) for d in deadlines.running(db, row.ref))


def engagement_link(db: Db, row: Application) -> tuple[str, Any] | None:
    """(ref, state) of the body's work on it."""
    work = engagement_of(db, row)
    return work and (work.ref, STAGES[work.kind].states.of(work.state))


def waiting_of(db: Db, row: Application, by: Who) -> Waiting | None:
    proposal, may_confirm, may_decline = moves.may_confirm(db, row, by)
    if proposal is None:
        return None
    move = REGISTRATION.move(proposal.trigger, moves.state_of(row))
    said = json.loads(proposal.payload)
    rows = tuple((f"{ask.zh} {ask.en}", said[ask.name]) for ask in move.asks if said.get(ask.name))
    return Waiting(move.zh, move.en, proposal.proposer.name, proposal.proposed_at, proposal.digest, rows, move.confirm,
                   may_confirm, may_decline)


def history_of(db: Db, row: Application) -> tuple[Happened, ...]:
    """What happened to it, newest first, in words; uploads in a row are told once."""
    told = [_happened(db, event) for event in reversed(events.history(db, row.ref))]
    return tuple(_together(list(some)) for _, some in groupby(told, key=_alike))


def _alike(one: Happened) -> Any:
    return (one.zh, one.who) if one.zh == HAPPENED["attached"][0] else one.digest


def _together(some: list[Happened]) -> Happened:
    if len(some) == 1:
        return some[0]
    n, newest = len(some), some[0]
    return replace(newest, zh=f"{newest.zh}（{n} 份）", en=f"{newest.en} ({n})", note=f"{some[-1].note} – {newest.note}")


def _happened(db: Db, event: Any) -> Happened:
    said = event.facts
    zh, en = HAPPENED.get(event.kind, (event.kind, event.kind))
    move = next((m for m in REGISTRATION.moves if m.trigger == said.get("trigger")), None)
    if move:
        before = {"proposed": ("提出：", "Proposed: "), "declined": ("未通过：", "Declined: ")}.get(event.kind, ("", ""))
        zh, en = before[0] + move.zh, before[1] + move.en
    who = _name(db, said["by"]) if isinstance(said.get("by"), int) and said["by"] else ""
    if said.get("proposed_by"):
        who = f"{_name(db, said['proposed_by'])} → {who}"
    note = ", ".join(str(said[name]) for name in ("project", "notice", "attachment", "comment") if said.get(name))
    return Happened(event.at, zh, en, who, events.receipt(event), note)


def _name(db: Db, person: int) -> str:
    return db.scalar(select(Person.name).where(Person.id == person)) or ""


def short(offer: Offer, to_do: int) -> Offer:
    """Many reasons are told as one line for each rule, and many rules as their number: the page of checks has them all."""
    why = _once(offer.why) if len(offer.why) > 3 else list(offer.why)
    if len(why) > MOST_RULES:
        why = [INPUT.at("", f"还有 {to_do or len(why)} 处须填写或改正。",
                        f"{to_do or len(why)} places are still to be filled in or put right.")]
    return replace(offer, why=tuple(why), warnings=tuple(_once(offer.warnings)))


def _once(broken: tuple[Broken, ...]) -> list[Broken]:
    counted: dict[str, list[Broken]] = {}
    for each in broken:
        counted.setdefault(each.rule.id, []).append(each)
    return [some[0] if len(some) == 1 else _counted(some) for some in counted.values()]


def _counted(some: list[Broken]) -> Broken:
    rule, n = some[0].rule, len(some)
    zh, en = ("有内容未填写或填写有误", "Something is missing or not written as asked for") if rule is INPUT else (
        rule.zh.rstrip("。"), rule.en.rstrip("."))
    return rule.at("", f"{zh}（{n} 处）。", f"{en} ({n} places).")


def draft_of(db: Db, ref: str) -> tuple[Mapping[str, Any], int, datetime, str]:
    """(document, revision, saved at, by whom)"""
    row = db.scalar(select(Draft).where(Draft.subject == ref))
    return row.document, row.revision, row.saved_at, _name(db, row.saved_by)


def edition(db: Db, ref: str, n: int) -> Version | None:
    return db.scalar(select(Version).where(Version.subject == ref, Version.n == n))
