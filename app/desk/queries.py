"""What the registry's desk knows of an application: its list, what it asked for, whom it asked."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, deadlines, moves
from app.access import Who
from app.database import Db, reading
from app.desk import experts
from app.desk.metering import Point, points_of
from app.desk.screen import ENDED, matches_of
from app.evidence import events
from app.models.project import Application
from app.models.review import Evaluation, ReviewItem, UniquenessScreen
from app.papers.queries import HOMES, dossier
from methodologies.kernel.rules import NotFound
from workflows.completeness import GAP, ITEMS, Judged, Judgement, standing
from workflows.engine import Actor

VIEWS = (("supports", "支持", "Supports"), ("doubts", "有疑问", "Has doubts"), ("objects", "不支持", "Objects"))
INSIDE = ("judged", "opined")                           # events told to others when the desk asks or decides
DESK = frozenset({Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR, Actor.AUDITOR})


@dataclass(frozen=True)
class Supplement:
    """A list of gaps as it was sent and published. items: (item, words)."""
    asked_on: date
    items: tuple[Judged, ...]


@dataclass(frozen=True)
class Seat:
    """An expert who was drawn; who: the name, for the registry and the expert alone."""
    n: int
    who: str
    mine: bool
    view: tuple[str, str] | None
    opinion: str
    said_on: date | None


@dataclass(frozen=True)
class Asked:
    """A technical evaluation. ranks, left_out: the draw, for the registry alone."""
    n: int
    question: str
    asked_on: date
    seed: str
    seats: tuple[Seat, ...]
    ranks: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Review:
    """The desk's side of a dossier as one person sees it."""
    ref: str
    home: str
    name: str
    items: tuple[Judged, ...]
    may_judge: bool
    is_desk: bool
    with_owner: bool                                    # asked for a supplement and not answered yet
    may_opine: bool
    supplements: tuple[Supplement, ...]
    evaluations: tuple[Asked, ...]
    screens: tuple[Screened, ...]

    @property
    def open(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.items if not each.verdict)

    @property
    def gaps(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.items if each.verdict == GAP)


@dataclass(frozen=True)
class Metering:
    """The metering points of an application's project, as one person sees them."""
    ref: str
    name: str
    home: str
    points: tuple[Point, ...]
    may_state: bool


@dataclass(frozen=True)
class Screened:
    """What the screen of uniqueness found: when a step was taken (trigger), or today. matches: as they were found."""
    trigger: str
    on: date
    matches: tuple[Mapping[str, Any], ...]


def screens_of(db: Db, subject: Any, today: date) -> tuple[Screened, ...]:
    """The screens kept with decisions, oldest first; of an application under review today's too."""
    kept = [Screened(row.trigger, row.made_on, tuple(json.loads(row.body)["matches"])) for row in db.scalars(
        select(UniquenessScreen).where(UniquenessScreen.subject == subject.ref).order_by(UniquenessScreen.id))]
    if subject.state in ("under_review", "under_evaluation", "pub_review"):
        kept.append(Screened("", today, tuple(vars(match) for match in matches_of(db, subject, today))))
    return tuple(kept)


def review_facts(db: Db, subject: Any, today: date) -> dict[str, Any]:
    """The fields of `workflows.application.Facts` that the desk fills."""
    under_review = subject.state in ("under_review", "under_evaluation")
    items = items_of(db, subject) if under_review else ()
    return {"items_open": tuple(each.where for each in items if not each.verdict),
            "gaps": tuple(each.where for each in items if each.verdict == GAP),
            "evaluation_count": len(experts.evaluations_of(db, subject.ref)) if under_review else 0,
            "panel_free": len(experts.panel_of(db, subject, today).free) if under_review else 0,
            "opinions_open": experts.opinions_open(db, subject.ref) if under_review else 0,
            "evaluation_due": _due(db, subject)}


def _due(db: Db, subject: Any) -> date | None:
    running = [d.due_on for d in deadlines.running(db, subject.ref) if d.setting == "review.evaluation_wd"]
    return running[0] if running else None


def items_of(db: Db, subject: Any, round: int | None = None) -> tuple[Judged, ...]:
    """The list in a round of the review, by default the present one."""
    said = db.scalars(select(ReviewItem).where(ReviewItem.subject == subject.ref))
    return standing(subject.stage, [Judgement(s.key, s.round, s.verdict, s.words) for s in said],
                    subject.supplements if round is None else round)


def supplements_of(db: Db, subject: Any) -> tuple[Supplement, ...]:
    """Every list of gaps that was sent, oldest first: it is public as soon as it is sent."""
    asked = [event.on for event in events.history(db, subject.ref)
             if event.kind == "moved" and event.facts.get("trigger") == "ask_supplement"]
    return tuple(Supplement(on, tuple(each for each in items_of(db, subject, n) if each.verdict == GAP))
                 for n, on in enumerate(asked))


def review_of(db: Db, subject: Any, by: Who | None, today: date) -> Review | None:
    """The desk's side of a dossier; None before anything was applied for."""
    if subject.stage not in ITEMS or subject.received_on is None:
        return None
    me = access.actors_of(db, by, subject)
    is_desk = bool(DESK & me)
    asked = tuple(_asked(each, by, is_desk) for each in experts.evaluations_of(db, subject.ref))
    name = subject.name if subject.stage == "registration" else subject.project.name
    return Review(
        ref=subject.ref, home=f"{HOMES[subject.stage]}/{subject.ref}", name=name,
        items=items_of(db, subject) if is_desk else (),
        may_judge=Actor.REGISTRY_OPERATOR in me and subject.state in ("under_review", "under_evaluation")
        and moves.open_proposal(db, subject.ref) is None,
        is_desk=is_desk, with_owner=subject.state == "supplement_asked",
        may_opine=subject.state == "under_evaluation" and bool(asked)
        and any(seat.mine and not seat.said_on for seat in asked[-1].seats),
        supplements=supplements_of(db, subject), evaluations=asked if is_desk or Actor.EXPERT in me else (),
        screens=screens_of(db, subject, today) if is_desk else ())


def _asked(row: Evaluation, by: Who | None, is_desk: bool) -> Asked:
    words = {value: (zh, en) for value, zh, en in VIEWS}
    seats = [Seat(n, seat.person.name if is_desk or _is(seat.person_id, by) else "", _is(seat.person_id, by),
                  words.get(seat.view) if is_desk or _is(seat.person_id, by) else None,
                  seat.opinion if is_desk or _is(seat.person_id, by) else "", seat.said_on)
             for n, seat in enumerate(row.seats, 1)]
    return Asked(row.n, row.question, row.asked_on, row.seed, tuple(seats),
                 tuple((rank, name) for rank, name in row.ranks) if is_desk else (),
                 tuple((name, zh, en) for name, zh, en in row.left_out) if is_desk else ())


def _is(person: int, by: Who | None) -> bool:
    return by is not None and by.id == person


def review(ref: str, *, by: Who, today: date) -> Review:
    """The desk's page of an application. NotFound when it is absent, not theirs to see, or not applied for yet."""
    with reading() as db:
        subject = dossier(db, ref)
        if not access.actors_of(db, by, subject) or (found := review_of(db, subject, by, today)) is None:
            raise NotFound(ref)
        return found


def metering(ref: str, *, by: Who, today: date) -> Metering:
    """A project's metering points, for whoever is something to its application. NotFound."""
    with reading() as db:
        row = db.scalar(select(Application).where(Application.ref == ref))
        if row is None or not (me := access.actors_of(db, by, row)):
            raise NotFound(ref)
        owns = bool({Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER} & me)
        points = points_of(db, row, by, today, owns=owns, names_all=bool(DESK & me))
        return Metering(row.ref, row.name, f"{HOMES[row.stage]}/{row.ref}", points,
                        Actor.OWNER_INITIATOR in me and row.state not in ENDED)


def items_for(ref: str) -> tuple[str, ...]:
    """The keys of an application's list: for programs that go through it from outside."""
    with reading() as db:
        return tuple(item.key for item in ITEMS[dossier(db, ref).stage])
