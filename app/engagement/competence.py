"""Who of a body is competent in which sector, by record and on which day; R-48 counts nobody else. Law: VR 4.3.2."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app import access, clock
from app.access import Who
from app.database import Db, reading, transaction
from app.evidence import events
from app.evidence.canonical import sha256
from app.models.approval import Approval
from app.models.engagement import Qualification
from app.models.party import Membership, Organisation, Person
from app.parties.queries import Named
from methodologies.kernel.rules import INPUT, Broken, NotFound, NotYours, Refusal

SHORTEST, LONGEST = 5, 300                              # characters of the evidence


@dataclass(frozen=True)
class Line:
    """A record. now: it holds today."""
    id: int
    sign_in: str
    name: str
    sector: str
    evidence: str
    starts_on: date
    ends_on: date | None
    now: bool


@dataclass(frozen=True)
class Register:
    """The records of one body. people: (sign-in name, name); may_write: the reader is a decision maker there."""
    body: Named
    lines: tuple[Line, ...]
    people: tuple[tuple[str, str], ...]
    sectors: tuple[str, ...]
    may_write: bool


def competent(db: Db, body_id: int, sector: str, on: date) -> frozenset[int]:
    """The people whom the body's records call competent in that sector on that day."""
    return frozenset(db.scalars(select(Qualification.person_id).where(
        Qualification.body_id == body_id, Qualification.sector == sector, Qualification.starts_on <= on,
        Qualification.ends_on.is_(None) | (Qualification.ends_on >= on))))


def register(*, by: Who, today: date) -> Register:
    """The records of the body that `by` serves. NotFound for whoever serves none."""
    with reading() as db:
        home, duties = _home(db, by)
        rows = db.execute(select(Qualification, Person).join(Person, Person.id == Qualification.person_id).where(
            Qualification.body_id == home.id).order_by(Qualification.sector, Person.id, Qualification.starts_on))
        lines = tuple(Line(q.id, p.sign_in, p.name, q.sector, q.evidence, q.starts_on, q.ends_on,
                           q.starts_on <= today and (q.ends_on is None or q.ends_on >= today)) for q, p in rows)
        sectors = db.scalars(select(Approval.sector).where(Approval.body_id == home.id).distinct())
        people = tuple((p.sign_in, p.name) for p in _people(db, home.id))
        return Register(Named(home.name_zh, home.name_en, home.credit_code), lines, people, tuple(sorted(sectors)),
                        "decider" in duties)


def record(sign_in: str, sector: str, evidence: str, starts_on: date | None, ends_on: date | None = None, *, by: Who,
           today: date) -> int:
    """A decision maker of the body records that somebody of it is competent in a sector. Gives back the record's id."""
    evidence = evidence.strip()
    with transaction() as db:
        home, duties = _home(db, by)
        if "decider" not in duties:
            raise NotYours("record")
        person = next((p for p in _people(db, home.id) if p.sign_in == sign_in), None)
        if broken := _problems(db, home, person, sector, evidence, starts_on, ends_on):
            raise Refusal(*broken)
        row = Qualification(body_id=home.id, person_id=person.id, sector=sector, evidence=evidence,
                            starts_on=starts_on, ends_on=ends_on, recorded_by=by.id, recorded_on=today)
        db.add(row)
        db.flush()
        events.write(db, subject=f"BODY-{home.credit_code}", kind="competence", on=today, at=clock.now(), facts={
            "by": by.id, "person": person.id, "sector": sector, "evidence": sha256(evidence),
            "from": starts_on.isoformat(), "to": ends_on.isoformat() if ends_on else ""})
        return row.id


def end(number: int, on: date | None, *, by: Who, today: date) -> None:
    """A record holds no longer than that day; it is never deleted."""
    with transaction() as db:
        home, duties = _home(db, by)
        row = db.get(Qualification, number)
        if row is None or row.body_id != home.id:
            raise NotFound(str(number))
        if "decider" not in duties:
            raise NotYours("end")
        if on is None or on < row.starts_on or (row.ends_on and on > row.ends_on):
            raise Refusal(INPUT.at("/ends_on", "终止日须在开始日之后、原终止日之前。",
                                   "The last day lies after the first and not after the present last day."))
        row.ends_on = on
        events.write(db, subject=f"BODY-{home.credit_code}", kind="competence_ended", on=today, at=clock.now(),
                     facts={"by": by.id, "record": row.id, "to": on.isoformat()})


def _home(db: Db, by: Who) -> tuple[Organisation, set[str]]:
    """The body that a person serves, and the duties there. NotFound for whoever serves none."""
    duties = access.duties_of(db, by)
    kinds = access.kinds_of(db, duties)
    mine = {home for home, _ in duties if home is not None and kinds.get(home) == "body"}
    if not mine:
        raise NotFound("body")
    home = min(mine)
    return db.get_one(Organisation, home), {duty for where, duty in duties if where == home}


def _people(db: Db, body_id: int) -> list[Person]:
    return list(db.scalars(select(Person).join(Membership).where(
        Membership.organisation_id == body_id, Membership.ended_on.is_(None), Person.disabled.is_(False))
        .order_by(Person.id).distinct()))


def _problems(db: Db, home: Organisation, person: Person | None, sector: str, evidence: str, starts_on: date | None,
              ends_on: date | None) -> list[Broken]:
    broken = []
    if person is None:
        broken.append(INPUT.at("/person", "请选择本机构的人员。", "Choose somebody who serves the body."))
    if db.scalar(select(Approval.id).where(Approval.body_id == home.id, Approval.sector == sector)) is None:
        broken.append(INPUT.at("/sector", "请选择本机构获批的领域。", "Choose a sector of the body's approvals."))
    if not SHORTEST <= len(evidence) <= LONGEST:
        broken.append(INPUT.at("/evidence", f"能力依据为 {SHORTEST} 至 {LONGEST} 字。",
                               f"The evidence has {SHORTEST} to {LONGEST} characters."))
    if starts_on is None:
        broken.append(INPUT.at("/starts_on", "请填写开始日期，如 2026-11-23。",
                               "A first day is asked for, as 2026-11-23."))
    elif ends_on and ends_on < starts_on:
        broken.append(INPUT.at("/ends_on", "终止日早于开始日。", "The last day lies before the first."))
    if person and starts_on and db.scalar(select(Qualification.id).where(
            Qualification.body_id == home.id, Qualification.person_id == person.id, Qualification.sector == sector,
            Qualification.starts_on == starts_on)):
        broken.append(INPUT.at("/starts_on", "该人员该领域已有同日起的记录。",
                               "A record from that day is there already."))
    return broken
