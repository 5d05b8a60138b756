"""What administrators do: create people, give and end duties by two, disable, end sessions, let a person begin anew.

None of it touches a dossier, and none of the three does what is another's.
"""
from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app import clock, secrecy
from app.access import Who
from app.database import Db, transaction
from app.evidence import events
from app.models.party import Membership, Organisation, Person
from app.models.personal import Correction
from app.models.work import Proposal
from app.parties import factors, personal
from app.parties import service as parties
from app.parties.queries import organisation_of
from app.people.queries import SECURITY, SYSTEM, administers, duty_facts, named
from app.proposals import open_proposal, propose
from methodologies.kernel.rules import INPUT, NotFound, NotOpen, NotYours, Refusal, refuse_if_broken
from workflows.duties import DUTY_RULES, FITTING

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"              # nothing that looks like something else


class SamePerson(NotYours):
    zh, en = "提出与确认不得为同一人，也不得确认自己的职责。", "Another person confirms, and nobody their own duty."


def create(said: Mapping[str, str], *, by: Who, today: date) -> tuple[str, str]:
    """A person with a password for the first sign-in; gives (sign-in name, password), this once. Refusal."""
    number, telephone = said.get("id_number", "").strip().upper(), said.get("phone", "").strip()
    with transaction() as db:
        administers(db, by, SYSTEM)
    broken = [b for field, text in (("id_number", number), ("phone", telephone)) if text
              for b in personal.problems(field, text, today)]
    password = "".join(secrets.choice(ALPHABET) for _ in range(14))
    parties.add_person(name=said.get("name", ""), sign_in=said.get("sign_in", ""), password=password, must_change=True,
                       phone=secrecy.seal(telephone, "phone"), id_number=secrecy.seal(number, "id_number"),
                       besides=tuple(broken))
    sign_in = said["sign_in"].strip().lower()
    with transaction() as db:
        _log(db, sign_in, "created", by, today)
    return sign_in, password


def propose_duty(sign_in: str, duty: str, organisation: str, *, reported: bool, by: Who, today: date) -> None:
    """The first of two: a duty in an organisation (credit code, "" for a commenter). Refusal with every broken rule."""
    with transaction() as db:
        administers(db, by, SYSTEM, SECURITY)
        row, home = named(db, sign_in), organisation_of(db, organisation)
        if duty not in FITTING or (home is None) != (duty == "commenter"):
            raise Refusal(INPUT.at("/duty", "请选择职责和机构。", "Choose the duty and the organisation."))
        if _membership(db, row, duty, home):
            raise Refusal(INPUT.at("/duty", "该人员已有这一职责。", "The person has this duty already."))
        refuse_if_broken(DUTY_RULES, duty_facts(db, row, duty, home, reported))
        _propose(db, row, "give", duty, home, by, today, reported)


def propose_end(sign_in: str, membership: int, *, by: Who, today: date) -> None:
    """The first of two: a duty ends."""
    with transaction() as db:
        administers(db, by, SYSTEM, SECURITY)
        row = named(db, sign_in)
        held = next((m for m in row.memberships if m.id == membership and m.ended_on is None), None)
        if held is None:
            raise NotFound(f"{sign_in} {membership}")
        _propose(db, row, "end", held.duty, held.organisation, by, today, True)


def confirm(ref: str, *, by: Who, today: date) -> None:
    """A security administrator's yes; the rules are judged again. The person's sessions end: a new role, a new one."""
    with transaction() as db:
        administers(db, by, SECURITY)
        proposal = _open(db, ref)
        said = json.loads(proposal.payload)
        row, home = named(db, said["sign_in"], lock=True), organisation_of(db, said["organisation"])
        if by.id in (proposal.proposed_by, row.id):
            raise SamePerson(ref)
        if proposal.trigger == "give":
            refuse_if_broken(DUTY_RULES, duty_facts(db, row, said["duty"], home, said["reported"] == "yes"))
            parties.hold_duty(db, row, said["duty"], home)
        elif held := _membership(db, row, said["duty"], home):
            held.ended_on = today
        parties.end_sessions(row)
        proposal.state, proposal.confirmed_by, proposal.closed_at = "confirmed", by.id, clock.now()
        db.flush()
        events.write(db, subject=ref, kind="confirmed", on=today, at=clock.now(), facts={
            "by": by.id, "proposed_by": proposal.proposed_by, "payload": proposal.digest, "trigger": proposal.trigger})


def decline(ref: str, *, by: Who, today: date) -> None:
    """A security administrator's no, or the first one's change of mind."""
    with transaction() as db:
        me, proposal = administers(db, by), _open(db, ref)
        if me != SECURITY and proposal.proposed_by != by.id:
            raise NotYours(ref)
        proposal.state, proposal.closed_at = "declined", clock.now()
        events.write(db, subject=ref, kind="declined", on=today, at=clock.now(),
                     facts={"by": by.id, "payload": proposal.digest})


def act(sign_in: str, what: str, *, by: Who, today: date) -> None:
    """disable, enable, end-sessions, reset-factor: a security administrator's, at once, never on oneself."""
    with transaction() as db:
        administers(db, by, SECURITY)
        row = named(db, sign_in, lock=True)
        if row.id == by.id:
            raise SamePerson(sign_in)
        if what in ("disable", "enable"):
            row.disabled = what == "disable"
        elif what == "reset-factor":
            factors.forget(db, row.id)
        parties.end_sessions(row)
        _log(db, sign_in, what, by, today)


def reveal(sign_in: str, field: str, reason: str, *, by: Who) -> str:
    """A number in full, for a system administrator with a reason; the person is told."""
    with transaction() as db:
        administers(db, by, SYSTEM)
        row = named(db, sign_in)
        if field not in personal.MASKS:
            raise NotFound(field)
        return personal.reveal(db, getattr(row, field), field, person_id=row.id, by=by, reason=reason)


def decide_correction(number: int, verdict: str, *, by: Who, today: date) -> None:
    """A system administrator puts a person's data right, or does not; never one's own."""
    with transaction() as db:
        administers(db, by, SYSTEM)
        row = db.get(Correction, number, with_for_update=True)
        if row is None or row.state != "open":
            raise NotOpen(str(number))
        if row.person_id == by.id:
            raise SamePerson(str(number))
        if verdict not in ("done", "refused"):
            raise Refusal(INPUT.at("/verdict", "应为更正或不予更正。", "Put right, or not."))
        row.state, row.decided_by, row.decided_at = verdict, by.id, clock.now()
        if verdict == "done":
            text = secrecy.unseal(row.wanted, row.field)
            setattr(row.person, row.field, text if row.field == "name" else secrecy.seal(text, row.field))
        _log(db, row.person.sign_in, f"correction {verdict}", by, today)


def _propose(db: Db, row: Person, trigger: str, duty: str, home: Organisation | None, by: Who, today: date,
             reported: bool) -> None:
    code = home.credit_code if home else ""
    ref = f"D:{row.id}:{duty}"[:40]
    if open_proposal(db, ref):
        raise NotOpen(ref)
    propose(db, ref, trigger, {"sign_in": row.sign_in, "duty": duty, "organisation": code,
                               "reported": "yes" if reported else "no"}, by, today)


def _open(db: Db, ref: str) -> Proposal:
    wanted = select(Proposal).where(Proposal.subject == ref, Proposal.state == "open").with_for_update()
    proposal = db.scalar(wanted) if ref.startswith("D:") else None
    if proposal is None:
        raise NotFound(ref)
    return proposal



def _membership(db: Db, row: Person, duty: str, home: Organisation | None) -> Membership | None:
    return next((m for m in row.memberships if m.duty == duty and m.ended_on is None
                 and m.organisation_id == (home.id if home else None)), None)


def _log(db: Db, sign_in: str, what: str, by: Who, today: date) -> None:
    """In the log of events by number alone: names are personal data."""
    number = db.scalar(select(Person.id).where(Person.sign_in == sign_in))
    events.write(db, subject=f"person:{number}", kind=what, on=today, at=clock.now(), facts={"by": by.id})
