"""行政处罚与处理: a case from its opening to its close; what a measure does is done by the dossier that it hits."""
from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock, moves
from app.access import CLOCK, Who
from app.database import Db, reading, transaction
from app.evidence import calls, events
from app.evidence.canonical import sha256
from app.evidence.refs import next_ref
from app.models.approval import Approval
from app.models.project import Project
from app.models.sanction import DUE, Bar, SanctionCase, SanctionMeasure
from app.models.work import Deadline
from app.parties.queries import organisation_of
from app.published.queries import settings
from app.rooms import Outcome, Room, Taken
from app.sanctions.queries import case_facts, measure_facts, office_of, project_named
from methodologies.kernel.rules import INPUT, NotYours, Refusal, Refused
from workflows.breaches import GROUNDS, bar_of
from workflows.sanctions import MEASURE, SANCTION, office_is_competent

LOG = logging.getLogger(__name__)
LONGEST = 5000
KINDS = {"R-128": "owner", "R-129": "owner", "R-131": "body", "R-132": "body", "R-133": "body"}     # of the respondent


def open_case(respondent: str, ground: str, committed_on: str, summary: str, *, by: Who, today: date, key: str) -> str:
    """An office opens a case against an organisation (credit code). Gives back its ref. NotYours, Refusal."""
    with transaction() as db:
        office = office_of(db, by)
        if office is None:
            raise NotYours("case")
        asked = ["case", respondent, ground, committed_on, summary, by.id]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        home = organisation_of(db, respondent)
        day, broken = _day(committed_on), []
        if home is None or KINDS.get(ground, home.kind) != home.kind:
            broken.append(INPUT.at("/respondent", "没有这个单位，或该事由不适用于它。",
                                   "There is no such entity, or the ground does not fit it."))
        if ground not in GROUNDS:
            broken.append(INPUT.at("/ground", "请选择事由。", "Choose the ground."))
        elif office.kind not in GROUNDS[ground].offices:
            broken.append(office_is_competent.at("/ground"))
        if day is None or day > today:
            broken.append(INPUT.at("/committed_on", "违法日期应为不晚于当日的日期。",
                                   "The day of the breach is a day, today at the latest."))
        if not 1 <= len(summary.strip()) <= LONGEST:
            broken.append(INPUT.at("/summary", "案情为 1 至 5000 字。", "The case in 1 to 5000 characters."))
        if broken:
            raise Refusal(*broken)
        row = SanctionCase(ref=next_ref(db, SanctionCase, "SA", today.year), state="opened", ground=ground,
                           office_id=office.id, respondent_id=home.id, committed_on=day, opened_on=today,
                           summary=summary.strip())
        db.add(row)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(),
                     facts={"by": by.id, "ground": ground, "respondent": home.id, "summary": sha256(row.summary)})
        return row.ref


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take a move of a case. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, SanctionCase, ref, by)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def move_measure(ref: str, trigger: str, *, by: Who, today: date, key: str,
                 payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move of a measure. Raises as above."""
    with transaction() as db:
        row = moves.find(db, SanctionMeasure, ref, by)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def run_out(today: date) -> int:
    """The clock's own moves: measures whose time for execution is over lapse, those that end come to their end."""
    late = select(Deadline.subject).where(Deadline.met_on.is_(None), Deadline.due_on < today)
    with reading() as db:
        due = [(ref, "lapse") for ref in db.scalars(select(SanctionMeasure.ref).where(
            SanctionMeasure.state == "ordered", SanctionMeasure.ref.in_(late)))]
        due += [(ref, "end") for ref in db.scalars(select(SanctionMeasure.ref).where(
            SanctionMeasure.state == "in_force", SanctionMeasure.ends_on <= today))]
    return sum(_run(ref, trigger, today) for ref, trigger in due)


def _run(ref: str, trigger: str, today: date) -> bool:
    try:
        with transaction() as db:
            row = db.lock(SanctionMeasure, ref)
            if row.state != {"lapse": "ordered", "end": "in_force"}[trigger]:
                return False
            moves.perform(db, row, trigger, by=CLOCK, today=today, key=f"{trigger}:{ref}")
            return True
    except Refused:                                     # one that may not move holds up none of the others
        LOG.exception("measure %s could not %s", ref, trigger)
        return False


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- what a move of a case leaves behind

def _heard(db: Db, row: SanctionCase, taken: Taken) -> None:
    row.heard_on, row.statement = taken.today, taken.payload["statement"]


def _proposed(db: Db, row: SanctionCase, taken: Taken) -> dict:
    said = taken.payload
    target = said.get("target", "")[:200]
    project = project_named(db, row, target) if said["kind"] == "revoke_project" else None
    measure = SanctionMeasure(
        ref=next_ref(db, SanctionMeasure, "SM", taken.today.year), state="proposed", n=1 + len(row.measures),
        kind=said["kind"], amount=int(said["amount"]) if said.get("amount") else None,
        quantity=int(said["quantity"]) if said.get("quantity") else None, target=target,
        project_id=project.id if project else None,
        ends_on=date.fromisoformat(said["ends_on"]) if said.get("ends_on") else None)
    row.measures.append(measure)
    db.flush()
    return {"measure": measure.ref, "kind": measure.kind}


def _decided(db: Db, row: SanctionCase, taken: Taken) -> dict:
    row.decided_on, row.number, row.reason = taken.today, taken.payload["number"][:80], taken.payload["reason"]
    ordered = [each for each in row.measures if each.state == "proposed"]
    for measure in ordered:
        moves.cause(db, measure, "order", taken, {})
    return {"number": row.number, "measures": [each.ref for each in ordered]}


def _dismissed(db: Db, row: SanctionCase, taken: Taken) -> None:
    row.reason = taken.payload["reason"]


# --- and of a measure

def _begun(db: Db, row: SanctionMeasure, taken: Taken) -> dict:
    row.starts_on = taken.today
    if row.kind == "bar":
        bar = bar_of(row.case.ground, taken.today, settings(db, taken.today))
        row.ends_on = bar.ends_on
        db.add(Bar(organisation_id=row.case.respondent_id, starts_on=bar.starts_on, ends_on=bar.ends_on,
                   ground=row.case.ground, measure_id=row.id))
    if row.kind == "stop_body":
        _of_body(db, row, "suspend", ("approved",), taken)
    return {"kind": row.kind, "until": row.ends_on and row.ends_on.isoformat()}


def _done(db: Db, row: SanctionMeasure, taken: Taken) -> dict:
    row.done_on, row.act = taken.today, taken.payload.get("act", "")[:80]
    db.flush()
    if row.kind == "revoke_project":
        moves.cause(db, db.lock(Project, row.project.code), "revoke", taken, {})
    if row.kind == "revoke_body":
        _of_body(db, row, "revoke", ("approved", "suspended"), taken)
    if (ordered := row.order) and ordered.state in DUE:                # what was not obeyed is done by this
        moves.cause(db, db.lock(SanctionMeasure, ordered.ref), "carry_out", taken, dict(taken.payload))
    return {"kind": row.kind, "act": row.act}


def _of_body(db: Db, row: SanctionMeasure, trigger: str, states: tuple[str, ...], taken: Taken) -> None:
    """What the measure does to each approval of the body."""
    said = {"ground": row.case.ground, "reason": f"{row.case.number}：{row.case.reason}", "cure": row.ref}
    for approval in db.scalars(select(Approval.ref).where(Approval.body_id == row.case.respondent_id,
                                                          Approval.state.in_(states)).order_by(Approval.id)).all():
        moves.cause(db, db.lock(Approval, approval), trigger, taken, said)


def _lapsed(db: Db, row: SanctionMeasure, taken: Taken) -> dict:
    """R-129: what was not cancelled in time is cancelled by force, each order by a measure of its own; the ledger's
    part waits as a due item."""
    if row.kind != "order_cancel" or any(each.order is row for each in row.case.measures):
        return {}
    return {"forced": _follow(db, row, "force_cancel", row.quantity, taken).ref}


def _follow(db: Db, after: SanctionMeasure, kind: str, quantity: int | None, taken: Taken) -> SanctionMeasure:
    """A measure that the law itself attaches to one that was not obeyed, or could not be carried out whole."""
    case = after.case
    measure = SanctionMeasure(ref=next_ref(db, SanctionMeasure, "SM", taken.today.year), state="proposed",
                              n=1 + len(case.measures), kind=kind, quantity=quantity, target=after.ref)
    case.measures.append(measure)
    db.flush()
    moves.cause(db, measure, "order", taken, {})
    return measure


def _shortage(db: Db, cancellation: Any, taken: Taken) -> SanctionMeasure:
    """R-129: what a forced cancellation found too little of is to be returned."""
    forced = db.lock(SanctionMeasure, cancellation.said["measure"])
    owed = int(cancellation.said["ordered_t"]) - sum(each.hi - each.lo + 1 for each in cancellation.ranges)
    return _follow(db, forced, "return_shortage", owed, taken)


def _over(db: Db, row: SanctionMeasure, taken: Taken) -> None:
    """A bar that is lifted ends today; a body that was stopped may work again."""
    if taken.move.trigger == "end":
        row.done_on = taken.today
    else:
        row.ends_on = taken.today
    for bar in db.scalars(select(Bar).where(Bar.measure_id == row.id)):
        bar.ends_on = min(bar.ends_on or taken.today, taken.today)
    if row.kind == "stop_body":
        _of_body(db, row, "restore", ("suspended",), taken)


moves.serve("sanction", Room(SANCTION, case_facts, {
    "hear": _heard, "propose_measure": _proposed, "decide": _decided, "dismiss": _dismissed}))
moves.serve("measure", Room(MEASURE, measure_facts, {
    "begin": _begun, "impose": _begun, "carry_out": _done, "record": _done, "lapse": _lapsed, "end": _over,
    "lift": _over}, open=_shortage))
