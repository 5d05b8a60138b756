"""What the rules of an approval need to know, and what its pages show."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, true

from app import access, moves
from app.access import Who
from app.database import Db, reading
from app.models.approval import BEFORE, OVER, Approval, ApprovalNeed
from app.models.engagement import Engagement
from app.papers.history import Happened, history_of
from app.papers.waiting import Waiting, waiting_of
from app.parties.queries import Named, is_flagged, named
from app.published.queries import settings
from app.rooms import Offer
from workflows.approval import CONDITIONS, SECTORS, Facts, State
from workflows.engine import Actor

HAPPENED = {"opened": ("按需求信息开始申请", "Application begun under a published need")}
ROWS = 50


@dataclass(frozen=True)
class Need:
    """A published need that still takes applications; may_answer: the reader decides for a body that has none yet."""
    ref: str
    sector: tuple[str, str]
    words: str
    closes_on: date
    may_answer: bool


@dataclass(frozen=True)
class Line:
    ref: str
    state: State
    body: Named
    sector_no: str
    sector: tuple[str, str]
    number: str
    approved_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class Listing:
    needs: tuple[Need, ...]
    lines: tuple[Line, ...]
    may_publish: bool
    later: str


@dataclass(frozen=True)
class Work:
    """An engagement of the body in the sector: lost with the approval, or reported and perhaps flagged (R-137)."""
    ref: str
    subject: str
    state: str
    flagged: bool


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The page of one approval. staff, declared: as applied for; spans: days in force, first and last."""
    line: Line
    need: str
    begun_on: date
    staff: tuple[str, str]
    declared: tuple[tuple[str, str, bool], ...]
    experience_years: int
    consented_on: date | None
    valid_to: date | None
    suspended_on: date | None
    spans: tuple[tuple[date, date | None], ...]
    reports: tuple[tuple[str, date], ...]
    works: tuple[Work, ...]
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    turn: tuple[Actor, ...]
    history: tuple[Happened, ...]


def approval_facts(db: Db, row: Approval, today: date, payload: Mapping[str, str]) -> Facts:
    """The facts of `workflows.approval`."""
    said = {**row.said, **payload}
    applies = "staff" in payload
    other = db.scalar(select(Approval.id).where(
        Approval.body_id == row.body_id, Approval.sector == row.sector, Approval.id != row.id,
        Approval.state.not_in(("need_published", *OVER))))
    valid_to = date.fromisoformat(payload["valid_to"]) if payload.get("valid_to") else row.valid_to
    return Facts(
        today=today, need_open=row.need is not None and row.need.published_on <= today <= row.need.closes_on,
        other_live=other is not None, staff=int(said["staff"]) if said.get("staff") else None,
        experienced=int(said["experienced"]) if said.get("experienced") else None,
        declared=frozenset(key for key, _, _ in CONDITIONS if payload.get(key) == "declared") if applies else None,
        consented_on=row.consented_on, valid_to=valid_to,
        report_year=int(payload["year"]) if payload.get("year") else None, settings=settings(db, today))


# --- pages

def listing(by: Who, today: date, after: str = "") -> Listing:
    """Needs that take applications, and the approvals that `by` may see, newest first."""
    with reading() as db:
        duties = access.duties_of(db, by)
        wanted = select(Approval).where(_visible(db, duties)).order_by(Approval.id.desc()).limit(ROWS + 1)
        if after:
            wanted = wanted.where(Approval.id < (db.scalar(select(Approval.id).where(Approval.ref == after)) or 0))
        rows = list(db.scalars(wanted))
        bodies = [home for home, duty in duties if duty == "decider" and home]
        needs = db.scalars(select(ApprovalNeed).where(ApprovalNeed.closes_on >= today).order_by(ApprovalNeed.id))
        return Listing(tuple(_need(db, need, bodies) for need in needs), tuple(map(_line, rows[:ROWS])),
                       supervises(db, duties), rows[ROWS - 1].ref if len(rows) > ROWS else "")


def supervises(db: Db, duties: list[tuple[int | None, str]]) -> bool:
    """Whether the person is an officer of market supervision."""
    kinds = access.kinds_of(db, duties)
    return any(duty == "officer" and kinds.get(home or 0) == "market_supervision" for home, duty in duties)


def _visible(db: Db, duties: list[tuple[int | None, str]]) -> ColumnElement[bool]:
    """`access.actors_of` as one condition."""
    kinds = access.kinds_of(db, duties)
    looks = any(duty == "auditor" or (duty in access.REGISTRY_DUTIES and kinds.get(home or 0) == "registry")
                or (duty in ("officer", "expert") and kinds.get(home or 0) in Approval.offices)
                for home, duty in duties)
    serves = [home for home, duty in duties if duty in access.BODY_DUTIES]
    return or_(Approval.body_id.in_(serves), true() if looks else false())


def _need(db: Db, need: ApprovalNeed, bodies: list[int]) -> Need:
    live = db.scalars(select(Approval.body_id).where(Approval.sector == need.sector, Approval.body_id.in_(bodies),
                                                     Approval.state.not_in(OVER)))
    return Need(need.ref, _sector(need.sector), need.words, need.closes_on, bool(set(bodies) - set(live)))


def _sector(number: str) -> tuple[str, str]:
    return SECTORS.get(number, (number, number))


def _line(row: Approval) -> Line:
    return Line(row.ref, moves.state_of(row), named(row.body), row.sector, _sector(row.sector), row.number,
                row.approved_on, row.ended_on)


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """The page of an approval. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, Approval, ref, by)
        said = row.said
        return Dossier(
            line=_line(row), need=row.need.ref if row.need else "", begun_on=row.begun_on,
            staff=(said.get("staff", ""), said.get("experienced", "")),
            declared=tuple((zh, en, said.get(key) == "declared") for key, zh, en in CONDITIONS) if said else (),
            experience_years=settings(db, today)["vvb.staff_exp_years"], consented_on=row.consented_on,
            valid_to=row.valid_to, suspended_on=row.suspended_on,
            spans=tuple(span for span in row.in_force() if span[1] is None or span[0] <= span[1]),
            reports=tuple((year, date.fromisoformat(on)) for year, on in row.reports), works=_works(db, row),
            offers=moves.offers(db, row, by, today), waiting=waiting_of(db, row, by),
            turn=tuple(dict.fromkeys(actor for _, actor in moves.waited_for(row)))
            if row.state in BEFORE else (), history=history_of(db, row, HAPPENED))


def _works(db: Db, row: Approval) -> tuple[Work, ...]:
    """The body's work, the newest first; a report is flagged where an approval was revoked for a false one."""
    flagged = is_flagged(db, row.body_id)
    found = db.scalars(select(Engagement).where(Engagement.body_id == row.body_id).order_by(Engagement.id.desc())
                       .limit(ROWS))
    return tuple(Work(each.ref, each.subject, moves.state_of(each), flagged and each.state == "issued")
                 for each in found) if row.approved_on else ()
