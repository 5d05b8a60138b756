"""机构批准: a need is published, a body applies, market supervision decides; what ends it ends the body's open work."""
from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from app import access, clock, moves
from app.access import CLOCK, Who
from app.approvals.queries import approval_facts, supervises
from app.database import Db, reading, transaction
from app.evidence import calls, events
from app.evidence.canonical import sha256
from app.evidence.refs import next_ref
from app.models.approval import OVER, Approval, ApprovalNeed
from app.models.engagement import Engagement
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.published.queries import settings
from app.rooms import Outcome, Room, Taken
from methodologies.kernel import catalogue
from methodologies.kernel.rules import INPUT, NotFound, NotOpen, NotYours, Refusal, Refused
from workflows.approval import APPROVAL, SECTORS, last_day_is_over
from workflows.engagement import LIVING

LOG = logging.getLogger(__name__)
LONGEST = 2000
DAY = timedelta(days=1)
OPEN_WORK = tuple(state.key for state in LIVING)


def publish_need(sector: str, words: str, closes_on: str, *, by: Who, today: date, key: str) -> str:
    """Market supervision says that a sector needs bodies (R-22). Gives back the need's ref. NotYours, Refusal."""
    with transaction() as db:
        if not supervises(db, access.duties_of(db, by)):
            raise NotYours("need")
        asked = ["need", sector, words, closes_on, by.id]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        last = _day(closes_on)
        broken = []
        if sector not in SECTORS:
            broken.append(INPUT.at("/sector", "请选择领域。", "Choose the sector."))
        if not 1 <= len(words.strip()) <= LONGEST:
            broken.append(INPUT.at("/words", "需求内容为 1 至 2000 字。", "What is needed: 1 to 2000 characters."))
        if last is None or last < today:
            broken.append(INPUT.at("/closes_on", "截止日期应为当日或以后的日期。", "The last day is today or later."))
        if broken or last is None:
            raise Refusal(*broken)
        row = ApprovalNeed(ref=next_ref(db, ApprovalNeed, "VN", today.year), sector=sector, words=words.strip(),
                           published_on=today, closes_on=last, published_by=by.id)
        db.add(row)
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(),
                     facts={"by": by.id, "sector": sector, "words": sha256(row.words)})
        return row.ref


def answer_need(ref: str, *, by: Who, today: date, key: str) -> str:
    """A body's decision maker begins an application under a need; gives back its ref. NotFound, NotYours, NotOpen."""
    with transaction() as db:
        need = db.scalar(select(ApprovalNeed).where(ApprovalNeed.ref == ref))
        if need is None:
            raise NotFound(ref)
        bodies = [home for home, duty in access.duties_of(db, by) if duty == "decider" and home]
        if not bodies:
            raise NotYours(ref)
        if (done := calls.earlier(db, key, [ref, by.id])) is not None:
            return done["ref"]
        live = set(db.scalars(select(Approval.body_id).where(Approval.sector == need.sector,
                                                             Approval.state.not_in(OVER))))
        body = next((home for home in bodies if home not in live), None)
        if body is None or today > need.closes_on:
            raise NotOpen(ref)
        row = Approval(ref=next_ref(db, Approval, "VB", today.year), state="need_published", body_id=body,
                       sector=need.sector, need_id=need.id, begun_on=today)
        db.add(row)
        db.flush()
        calls.keep(db, key, [ref, by.id], {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={"by": by.id, "need": ref})
        return row.ref


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, Approval, ref, by)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def expire_due(today: date) -> int:
    """The clock's own move: approvals whose last day is over come to their end. Gives back how many."""
    with reading() as db:
        due = list(db.scalars(select(Approval.ref).where(Approval.state.in_(("approved", "suspended")),
                                                         Approval.valid_to < today)))
    done = 0
    for ref in due:
        try:
            with transaction() as db:
                row = db.lock(Approval, ref)
                if not last_day_is_over.broken_by(approval_facts(db, row, today, {})):
                    moves.perform(db, row, "expire", by=CLOCK, today=today, key=f"expire:{ref}")
                    done += 1
        except Refused:                                 # one that may not move holds up none of the others
            LOG.exception("approval %s could not expire", ref)
    return done


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- what a move leaves behind

def _applied(db: Db, row: Approval, taken: Taken) -> None:
    row.said = dict(taken.payload)


def _consented(db: Db, row: Approval, taken: Taken) -> None:
    row.consented_on = taken.today


def _approved(db: Db, row: Approval, taken: Taken) -> dict:
    row.number, row.approved_on = taken.payload["number"][:40], taken.today
    row.valid_to = date.fromisoformat(taken.payload["valid_to"]) if taken.payload.get("valid_to") else None
    return {"number": row.number, "sector": row.sector, "body": row.body_id}


def _reported(db: Db, row: Approval, taken: Taken) -> dict:
    said = {**dict(row.reports), taken.payload["year"]: taken.today.isoformat()}
    row.reports = [list(pair) for pair in sorted(said.items())]
    return {"year": taken.payload["year"]}


def _suspended(db: Db, row: Approval, taken: Taken) -> dict:
    row.suspended_on, row.ground = taken.today, taken.payload["ground"]
    lost = _lose_work(db, row, taken) if settings(db, taken.today)["vvb.suspension_is_exit"] else []
    return {"ground": row.ground, "lost": lost}


def _resumed(row: Approval, today: date) -> None:
    if row.suspended_on is not None:
        row.pauses = [*row.pauses, [row.suspended_on.isoformat(), (today - DAY).isoformat()]]
    row.suspended_on = None


def _restored(db: Db, row: Approval, taken: Taken) -> None:
    _resumed(row, taken.today)
    row.ground = ""


def _ended(last: Callable[[Approval, date], date | None]) -> Callable[[Db, Approval, Taken], dict]:
    def effect(db: Db, row: Approval, taken: Taken) -> dict:
        _resumed(row, taken.today)
        row.ended_on, row.ground = last(row, taken.today), taken.payload.get("ground", "")
        return {"ground": row.ground, "lost": _lose_work(db, row, taken)}
    return effect


def _lose_work(db: Db, row: Approval, taken: Taken) -> list[str]:
    """R-26: the body's open engagements in this sector are lost; what was issued stays."""
    reason = f"{row.body.name_zh}的批准不再有效（{row.ref}） The body's approval is no longer in force"
    db.flush()
    refs = db.scalars(select(Engagement.ref).where(Engagement.body_id == row.body_id,
                                                   Engagement.state.in_(OPEN_WORK)).order_by(Engagement.id)).all()
    lost = []
    for ref in refs:
        work = db.lock(Engagement, ref)
        if _sector_of(db, work) == row.sector:
            moves.cause(db, work, "lose_body", taken, {"reason": reason})
            lost.append(ref)
    return lost


def _sector_of(db: Db, work: Engagement) -> str:
    if work.kind == "validation":
        code = db.scalars(select(Application.methodology).where(Application.ref == work.subject)).one()
    else:
        code = db.scalars(select(ReductionApplication).where(
            ReductionApplication.ref == work.subject)).one().project.methodology
    return catalogue.find(code).sector


_today = _ended(lambda row, today: today - DAY)
moves.serve("approval", Room(APPROVAL, approval_facts, {
    "apply": _applied, "consent": _consented, "approve": _approved, "report_year": _reported, "suspend": _suspended,
    "restore": _restored, "revoke": _today, "surrender": _today, "expire": _ended(lambda row, today: row.valid_to)}))
