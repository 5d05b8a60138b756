"""未来减排量质押备注: entered by two of the project's owner, lifted by two of the pledgee; both are read by both."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app import access, clock, mail
from app.access import Who
from app.credits.pledge import MAY_LEND
from app.database import Db, reading, transaction
from app.evidence import events
from app.evidence.refs import next_ref
from app.ledger.telling import LENDERS, note_on
from app.mail import Letter
from app.models.future import FutureNote
from app.models.party import Organisation
from app.models.project import Project
from app.models.work import Proposal
from app.parties.queries import Named, organisation_of
from app.proposals import open_proposal, propose
from app.published.queries import settings
from app.rooms import SamePerson
from methodologies.kernel.rules import Broken, NotFound, NotOpen, NotYours, Refusal, judge
from workflows.engine import Actor
from workflows.future import NOTING, NoteFacts, future_notes_are_taken
from workflows.projects import LIVING

ASKS = ("pledgee", "contract_no", "pboc_no")
OWNERS = (Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER)
LOOKS = {"operator", "national_administrator", "auditor"}


@dataclass(frozen=True)
class Line:
    """A note. may_lift: the reader may propose that; waits: it is proposed; may_confirm, may_decline: of that."""
    ref: str
    project: tuple[str, str]
    owner: Named
    pledgee: Named
    contract_no: str
    pboc_no: str
    noted_on: date
    lifted_on: date | None
    may_lift: bool
    waits: bool
    may_confirm: bool
    may_decline: bool


@dataclass(frozen=True)
class Asked:
    """A note that waits for the owner's second person."""
    project: tuple[str, str]
    said: dict[str, str]
    may_confirm: bool
    may_decline: bool


@dataclass(frozen=True)
class Page:
    """projects: on which the reader may enter a note; shut: why none is taken now."""
    lines: tuple[Line, ...]
    waiting: tuple[Asked, ...]
    projects: tuple[tuple[str, str], ...]
    shut: tuple[Broken, ...]


def enter(code: str, said: dict[str, str], *, by: Who, today: date) -> None:
    """Propose a note on a project. NotFound, NotOpen; Refusal with all that is wrong."""
    with transaction() as db:
        row = _project(db, code, by, "initiator")
        words = {name: said.get(name, "").strip() for name in ASKS}
        _insist(db, row, words, today)
        if open_proposal(db, _subject(code)):
            raise NotOpen(code)
        propose(db, _subject(code), "note", words, by, today)


def lift(ref: str, *, by: Who, today: date) -> None:
    """Propose, for the pledgee, that a note be lifted. NotFound, NotOpen, NotYours."""
    with transaction() as db:
        row = _note(db, ref, by)
        if Actor.COUNTERPARTY_INITIATOR not in access.actors_of(db, by, row):
            raise NotYours(ref)
        if row.lifted_on or open_proposal(db, ref):
            raise NotOpen(ref)
        propose(db, ref, "lift", {}, by, today)


def answer(of: str, yes: bool, *, by: Who, today: date) -> None:
    """The second person's yes or no about a project's note, or about the lifting of a note; the first one's no."""
    with transaction() as db:
        if of.startswith("FN-"):
            row: FutureNote | Project = _note(db, of, by)
            actors, second, subject = access.actors_of(db, by, row), Actor.COUNTERPARTY_CONFIRMER, of
        else:
            row = _project(db, of, by)
            actors, second, subject = access.actors_of(db, by, row), Actor.OWNER_CONFIRMER, _subject(of)
        proposal = open_proposal(db, subject)
        if proposal is None:
            raise NotOpen(of)
        if yes and proposal.proposed_by == by.id:
            raise SamePerson(of)
        if second not in actors and (yes or proposal.proposed_by != by.id):
            raise NotYours(of)
        proposal.state, proposal.closed_at = "confirmed" if yes else "declined", clock.now()
        proposal.confirmed_by = by.id if yes else None
        db.flush()
        events.write(db, subject=subject, kind=proposal.state, on=today, at=clock.now(),
                     facts={"by": by.id, "proposed_by": proposal.proposed_by, "payload": proposal.digest})
        if yes:
            _carry_out(db, row, proposal, by, today)


def _carry_out(db: Db, row: FutureNote | Project, proposal: Proposal, by: Who, today: date) -> None:
    if isinstance(row, FutureNote):
        row.lifted_on, row.lifted_by = today, by.id
        _tell(db, row, "lifted", OWNERS, f"项目 {row.project.code} 的未来减排量质押备注已解除。",
              f"The note on future credits of {row.project.code} was lifted.", today)
        return
    said = json.loads(proposal.payload)
    _insist(db, row, said, today)
    note = FutureNote(
        ref=next_ref(db, FutureNote, "FN", today.year), project=row, counterparty=organisation_of(db, said["pledgee"]),
        contract_no=said["contract_no"], pboc_no=said["pboc_no"], noted_on=today, entered_by=proposal.proposed_by,
        checked_by=by.id)
    db.add(note)
    db.flush()
    events.write(db, subject=note.ref, kind="noted", on=today, at=clock.now(),
                 facts={"by": by.id, "proposed_by": proposal.proposed_by, "project": row.code,
                        "pledgee": note.counterparty_id, "payload": proposal.digest})
    _tell(db, note, "noted", LENDERS, f"项目 {row.code} 已加注未来减排量质押备注，解除前不予签发。",
          f"Future credits of {row.code} bear your note; nothing is issued until you lift it.", today)


def _tell(db: Db, row: FutureNote, what: str, whom: tuple[Actor, ...], zh: str, en: str, on: date) -> None:
    mail.write(db, [Letter(who.id, f"{what}:{row.ref}:{who.id}", row.ref, "/future-notes", zh, en)
                    for who in access.people_of(db, row, whom)], on)


def _insist(db: Db, row: Project, said: dict[str, str], today: date) -> None:
    lender = organisation_of(db, said["pledgee"])
    broken = judge(NOTING, NoteFacts(
        contract_no=said["contract_no"][:80], pboc_no=said["pboc_no"][:80], holder_code=row.owner.credit_code,
        pledgee_code=lender.credit_code if lender else said["pledgee"], living=row.state in LIVING,
        pledgee_known=lender is not None and lender.kind in MAY_LEND and lender.closed_on is None,
        noted=note_on(db, row.id) is not None, settings=settings(db, today)))
    if broken:
        raise Refusal(*broken)


def page(by: Who, today: date) -> Page:
    """The notes of one's projects, and those in one's favour; all of them for the registry and the auditor."""
    with reading() as db:
        duties = access.duties_of(db, by)
        homes = [home for home, duty in duties if duty in ("initiator", "confirmer")]
        query = select(FutureNote).join(Project, Project.id == FutureNote.project_id)
        if not {duty for _, duty in duties} & LOOKS:
            query = query.where(or_(Project.owner_id.in_(homes), FutureNote.counterparty_id.in_(homes)))
        own = list(db.scalars(select(Project).where(Project.owner_id.in_(homes)).order_by(Project.code)))
        makes = {home for home, duty in duties if duty == "initiator"}
        taken = settings(db, today)["pledge.future_notes"]
        return Page(tuple(_line(db, row, by) for row in db.scalars(query.order_by(FutureNote.id.desc()))),
                    tuple(_asked(db, row, by) for row in own if open_proposal(db, _subject(row.code))),
                    tuple((p.code, p.name) for p in own if p.owner_id in makes and p.state in LIVING),
                    () if taken else (future_notes_are_taken.at("/settings/pledge.future_notes"),))


def _line(db: Db, row: FutureNote, by: Who) -> Line:
    actors, proposal = access.actors_of(db, by, row), open_proposal(db, row.ref)
    second = Actor.COUNTERPARTY_CONFIRMER in actors and proposal is not None and proposal.proposed_by != by.id
    return Line(row.ref, (row.project.code, row.project.name), _named(row.project.owner), _named(row.counterparty),
                row.contract_no, row.pboc_no, row.noted_on, row.lifted_on,
                Actor.COUNTERPARTY_INITIATOR in actors and row.lifted_on is None and proposal is None,
                proposal is not None, second, second or (proposal is not None and proposal.proposed_by == by.id))


def _asked(db: Db, row: Project, by: Who) -> Asked:
    proposal = open_proposal(db, _subject(row.code))
    assert proposal is not None
    mine = proposal.proposed_by == by.id
    second = Actor.OWNER_CONFIRMER in access.actors_of(db, by, row) and not mine
    return Asked((row.code, row.name), json.loads(proposal.payload), second, second or mine)


def _named(home: Organisation) -> Named:
    return Named(home.name_zh, home.name_en, home.credit_code)


def _subject(code: str) -> str:
    return f"FN:{code}"


def _project(db: Db, code: str, by: Who, duty: str = "") -> Project:
    """A project of one's organisation, locked. NotFound, NotYours."""
    row = db.scalar(select(Project).where(Project.code == code).with_for_update())
    mine = {each for home, each in access.duties_of(db, by) if row is not None and home == row.owner_id}
    if row is None or not mine & {"initiator", "confirmer"}:
        raise NotFound(code)
    if duty and duty not in mine:
        raise NotYours(code)
    return row


def _note(db: Db, ref: str, by: Who) -> FutureNote:
    """A note in favour of one's organisation, locked. NotFound."""
    row = db.scalar(select(FutureNote).where(FutureNote.ref == ref).with_for_update())
    if row is None or not {*LENDERS} & access.actors_of(db, by, row):
        raise NotFound(ref)
    return row
