"""What the rules of a sanction case and of its measures need to know, and what their pages show."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app import access, deadlines, moves
from app.access import Who
from app.database import Db, reading
from app.models.credit import CreditDossier
from app.models.evidence import Event
from app.models.ledger import FINAL, Account, Act, Posting
from app.models.party import Membership, Organisation
from app.models.project import Project
from app.models.sanction import Bar, SanctionCase, SanctionMeasure
from app.papers.history import Happened, history_of
from app.papers.waiting import Due, Waiting, deadlines_of, waiting_of
from app.parties.queries import Named, named
from app.published.queries import settings
from app.rooms import Offer
from workflows.breaches import CARRIED_BY, GROUNDS, LEDGER, MEASURES, FineRange, fine_range
from workflows.engine import Actor, State
from workflows.sanctions import CaseFacts, MeasureFacts, Ordered

SETTLED = ("done", "in_force", "lifted")
HAPPENED = {"opened": ("立案", "Case opened")}
OFFICES = ("province", "market_supervision", "regulator")
ROWS = 50


@dataclass(frozen=True)
class Line:
    ref: str
    state: State
    respondent: Named
    office: Named
    ground: tuple[str, str]
    opened_on: date
    decided_on: date | None


@dataclass(frozen=True)
class Listing:
    """office: kind of office for which the reader may open a case; empty for the others."""
    lines: tuple[Line, ...]
    office: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    ref: str
    n: int
    state: State
    kind: tuple[str, str]
    amount: int | None
    quantity: int | None
    target: str
    starts_on: date | None
    ends_on: date | None
    done_on: date | None
    open_ended: bool
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    deadlines: tuple[Due, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """The page of a case. range: of the fine on the day of the breach; near: other entities with a person in common."""
    line: Line
    ground_key: str
    committed_on: date
    summary: str
    statement: str
    heard_on: date | None
    number: str
    reason: str
    range: FineRange | None
    measures: tuple[Measure, ...]
    bars: tuple[tuple[date, date | None], ...]
    near: tuple[Named, ...]
    offers: tuple[Offer, ...]
    turn: tuple[Actor, ...]
    history: tuple[Happened, ...]


def case_facts(db: Db, row: SanctionCase, today: date, payload: Mapping[str, str]) -> CaseFacts:
    """The facts of a case."""
    proposed: tuple[Ordered, ...] = ()
    if payload.get("kind"):
        amount, quantity = (int(payload[name]) if payload.get(name) else None for name in ("amount", "quantity"))
        proposed = (Ordered("/kind", payload["kind"], amount, quantity,
                            _target_known(db, row, payload["kind"], payload.get("target", ""))),)
    return CaseFacts(
        today=today, ground=row.ground, office=row.office.kind, committed_on=row.committed_on,
        heard=row.heard_on is not None, settings=settings(db, today),
        measures=(*(_ordered(each) for each in row.measures if each.state != "dropped"), *proposed))


def _ordered(row: SanctionMeasure) -> Ordered:
    known = row.project_id is not None if row.kind == "revoke_project" else bool(row.target)
    return Ordered(f"/measures/{row.n}", row.kind, row.amount, row.quantity, known, row.state in SETTLED)


def _target_known(db: Db, row: SanctionCase, kind: str, target: str) -> bool:
    return project_named(db, row, target) is not None if kind == "revoke_project" else bool(target)


def project_named(db: Db, row: SanctionCase, code: str) -> Project | None:
    """The respondent's project of this code."""
    return db.scalar(select(Project).where(Project.code == code, Project.owner_id == row.respondent_id))


def measure_facts(db: Db, row: SanctionMeasure, today: date, payload: Mapping[str, str]) -> MeasureFacts:
    """The facts of a measure. The ledger act is asked for when a person records by hand that it was carried out; what
    a dossier of the ledger carries out names its own act."""
    running = deadlines.running(db, row.ref)
    known = "note" not in payload or row.kind not in LEDGER or _carries_out(db, row, payload.get("act", ""))
    return MeasureFacts(today=today, kind=row.kind, case_decided=row.case.decided_on is not None,
                        due_on=running[0].due_on if running else None, ends_on=row.ends_on, act_known=known,
                        settings=settings(db, today))


def _carries_out(db: Db, row: SanctionMeasure, act_id: str) -> bool:
    """Whether this act, since the decision, ended what the measure asks for in the respondent's account, beside what
    it was named for by others."""
    act, decided = db.get(Act, act_id), row.case.decided_on
    if act is None or act.kind not in CARRIED_BY[row.kind] or decided is None or act.on < decided:
        return False
    dossier = select(Event.subject).where(Event.act_id == act.id)
    if db.scalar(select(CreditDossier.stage).where(CreditDossier.ref.in_(dossier))) == "surrender":
        return False                                    # what met another duty
    ended = db.scalar(select(func.sum(Posting.delta)).join(Account, Account.id == Posting.account_id).where(
        Posting.act_id == act.id, Posting.state.in_(tuple(FINAL)), Account.organisation_id == row.case.respondent_id))
    others = db.scalars(select(SanctionMeasure).where(SanctionMeasure.act == act.id, SanctionMeasure.id != row.id))
    used = sum(each.quantity or 0 for each in others if row not in (each, each.order) and each is not row.order)
    return (ended or 0) - used >= (row.quantity or 0)


# --- pages

def office_of(db: Db, by: Who) -> Organisation | None:
    """The office for which this person conducts cases."""
    return db.scalar(select(Organisation).join(Membership).where(
        Membership.person_id == by.id, Membership.ended_on.is_(None), Membership.duty == "officer",
        Organisation.kind.in_(OFFICES)).order_by(Organisation.id))


def listing(by: Who) -> Listing:
    """The cases that `by` may see, newest first."""
    with reading() as db:
        office = office_of(db, by)
        rows = db.scalars(select(SanctionCase).order_by(SanctionCase.id.desc()).limit(ROWS * 4))
        seen = tuple(_line(row) for row in rows if access.actors_of(db, by, row))
        return Listing(seen[:ROWS], office.kind if office else "")


def case_of(measure: str) -> str:
    """The ref of a measure's case."""
    with reading() as db:
        return db.scalar(select(SanctionCase.ref).join(SanctionMeasure).where(SanctionMeasure.ref == measure)) or ""


def show(ref: str, *, by: Who, today: date) -> Case:
    """The page of a case. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, SanctionCase, ref, by)
        bars = db.scalars(select(Bar).where(Bar.organisation_id == row.respondent_id).order_by(Bar.id))
        return Case(
            line=_line(row), ground_key=row.ground, committed_on=row.committed_on, summary=row.summary,
            statement=row.statement, heard_on=row.heard_on, number=row.number, reason=row.reason,
            range=fine_range(row.ground, row.committed_on),
            measures=tuple(_measure(db, each, by, today) for each in row.measures if each.state != "dropped"),
            bars=tuple((bar.starts_on, bar.ends_on) for bar in bars), near=near(db, row.respondent_id),
            offers=moves.offers(db, row, by, today),
            turn=tuple(dict.fromkeys(actor for _, actor in moves.waited_for(row)
                                     if actor.value == row.office.kind)), history=history_of(db, row, HAPPENED))


def _measure(db: Db, row: SanctionMeasure, by: Who, today: date) -> Measure:
    return Measure(
        ref=row.ref, n=row.n, state=moves.state_of(row), kind=MEASURES[row.kind], amount=row.amount,
        quantity=row.quantity, target=row.target, starts_on=row.starts_on, ends_on=row.ends_on, done_on=row.done_on,
        open_ended=row.starts_on is not None and row.ends_on is None, offers=moves.offers(db, row, by, today),
        waiting=waiting_of(db, row, by), deadlines=deadlines_of(db, row.ref))


def _line(row: SanctionCase) -> Line:
    ground = GROUNDS[row.ground]
    return Line(row.ref, moves.state_of(row), named(row.respondent), named(row.office), (ground.zh, ground.en),
                row.opened_on, row.decided_on)


def near(db: Db, organisation: int) -> tuple[Named, ...]:
    """R-204: a bar hits one credit code; entities that share a person with it are shown, no more."""
    mine, theirs = aliased(Membership), aliased(Membership)
    rows: Iterable[Organisation] = db.scalars(
        select(Organisation).join(theirs, theirs.organisation_id == Organisation.id)
        .join(mine, mine.person_id == theirs.person_id).where(
            mine.organisation_id == organisation, Organisation.id != organisation).distinct().order_by(Organisation.id))
    return tuple(Named(row.name_zh, row.name_en, row.credit_code) for row in rows)
