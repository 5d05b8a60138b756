"""What the three administrators see: people and their duties, what waits for a second one, sign-ins, full views."""
from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app import access
from app.access import Who
from app.database import Db, reading
from app.ledger.queries import account_of, balance_of
from app.models.account import AccountDossier
from app.models.ledger import FINAL
from app.models.party import Membership, Organisation, Person
from app.models.personal import Correction, PersonalView
from app.models.sign_in import SecondFactor, SignIn
from app.models.work import Proposal
from app.parties import personal
from app.parties.personal import Asked, Try, Viewed
from app.parties.queries import DUTIES, Duty, duty_of, organisation_of
from methodologies.kernel.rules import NotFound, NotYours
from workflows.duties import ADMINISTRATORS, Facts

SYSTEM, SECURITY, AUDITOR = "system_administrator", "security_administrator", "auditor"
ROWS = 100


@dataclass(frozen=True)
class Line:
    sign_in: str
    name: str
    disabled: bool
    enrolled: bool
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class Waiting:
    """A duty about to be given or ended."""
    ref: str
    name: str
    sign_in: str
    ends: bool
    duty: tuple[str, str]
    organisation: tuple[str, str]
    proposed_by: str
    proposed_at: datetime
    may_confirm: bool
    may_decline: bool


@dataclass(frozen=True)
class People:
    """The list. me: which administrator the reader is; waiting and corrections: what is to be decided."""
    me: str
    lines: tuple[Line, ...]
    waiting: tuple[Waiting, ...]
    corrections: tuple[Asked, ...]
    later: str


@dataclass(frozen=True)
class Page:
    """One person, for an administrator: numbers masked."""
    me: str
    line: Line
    memberships: tuple[tuple[int, Duty], ...]
    must_change: bool
    phone: str
    id_number: str
    waiting: tuple[Waiting, ...]
    tries: tuple[Try, ...]
    views: tuple[Viewed, ...]
    itself: bool


@dataclass(frozen=True)
class Log:
    """For the auditor: who signed in or tried, and whose numbers were read in full."""
    tries: tuple[Try, ...]
    views: tuple[Viewed, ...]


def administers(db: Db, by: Who, *wanted: str) -> str:
    """Which of the three administrators this is. NotYours for everybody else."""
    duties = access.duties_of(db, by)
    kinds = access.kinds_of(db, duties)
    found = next((duty for home, duty in duties if duty in ADMINISTRATORS and kinds.get(home or 0) == "registry"), "")
    if found not in (wanted or ADMINISTRATORS):
        raise NotYours("people")
    return found


def people(*, by: Who, words: str = "", after: str = "") -> People:
    """People by sign-in name."""
    with reading() as db:
        me = administers(db, by)
        wanted = select(Person).order_by(Person.sign_in).where(Person.sign_in > after).limit(ROWS + 1)
        if words:
            wanted = wanted.where(or_(Person.sign_in.contains(words.lower(), autoescape=True),
                                      Person.name.contains(words, autoescape=True)))
        rows = list(db.scalars(wanted))
        open_ = personal.corrections(db, Correction.state == "open") if me == SYSTEM else ()
        return People(me, _lines(db, rows[:ROWS]), _waiting(db, by, me), open_,
                      rows[ROWS - 1].sign_in if len(rows) > ROWS else "")


def person(sign_in: str, *, by: Who) -> Page:
    """NotFound for a name that nobody has; NotYours for who is no administrator."""
    with reading() as db:
        me, row = administers(db, by), named(db, sign_in)
        return Page(me, _lines(db, [row])[0], tuple((m.id, duty_of(m, m.organisation)) for m in _present(row)),
                    row.must_change, personal.masked(row.phone, "phone"), personal.masked(row.id_number, "id_number"),
                    tuple(w for w in _waiting(db, by, me) if w.sign_in == sign_in),
                    personal.tries(db, SignIn.sign_in == sign_in) if me != SYSTEM else (),
                    personal.views(db, PersonalView.person_id == row.id) if me == AUDITOR else (), row.id == by.id)


def log(*, by: Who) -> Log:
    with reading() as db:
        administers(db, by, AUDITOR)
        return Log(personal.tries(db), personal.views(db))


def organisations() -> tuple[tuple[str, str, str], ...]:
    """(credit code, Chinese name, English name) of each, for a form's list."""
    with reading() as db:
        rows = db.execute(select(Organisation.credit_code, Organisation.name_zh, Organisation.name_en)
                          .order_by(Organisation.name_zh))
        return tuple((code, zh, en or zh) for code, zh, en in rows)


def named(db: Db, sign_in: str, *, lock: bool = False) -> Person:
    wanted = select(Person).where(Person.sign_in == sign_in)
    if (row := db.scalar(wanted.with_for_update() if lock else wanted)) is None:
        raise NotFound(sign_in)
    return row


def duty_facts(db: Db, row: Person, duty: str, home: Organisation | None, reported: bool) -> Facts:
    """The facts of `workflows.duties`: an own account is that of a natural person with this identity number."""
    account = db.scalar(select(AccountDossier).where(AccountDossier.kind == "natural_person",
                                                     AccountDossier.id_number == row.id_number,
                                                     AccountDossier.holder_id.is_not(None))) if row.id_number else None
    ledger = account_of(db, account.holder_id) if account else None
    held = sum(tonnes for state, tonnes in balance_of(db, ledger.id).items() if state not in FINAL) if ledger else 0
    present = frozenset((m.organisation.kind if m.organisation else "", m.duty) for m in _present(row))
    return Facts(duty=duty, kind=home.kind if home else "", present=present, own_t=held, reported=reported)


def _present(row: Person) -> list[Membership]:
    return [m for m in sorted(row.memberships, key=lambda m: m.id) if m.ended_on is None]


def _lines(db: Db, rows: Iterable[Person]) -> tuple[Line, ...]:
    rows = list(rows)
    enrolled = set(db.scalars(select(SecondFactor.person_id).where(SecondFactor.confirmed_at.is_not(None))))
    return tuple(Line(row.sign_in, row.name, row.disabled, row.id in enrolled,
                      tuple(duty_of(m, m.organisation) for m in _present(row))) for row in rows)


def _waiting(db: Db, by: Who, me: str) -> tuple[Waiting, ...]:
    rows = db.scalars(select(Proposal).where(Proposal.state == "open", Proposal.subject.startswith("D:"))
                      .order_by(Proposal.id))
    return tuple(_proposal(db, row, by, me) for row in rows)


def _proposal(db: Db, row: Proposal, by: Who, me: str) -> Waiting:
    said = json.loads(row.payload)
    home = organisation_of(db, said["organisation"])
    whose = named(db, said["sign_in"])
    second = me == SECURITY and by.id not in (row.proposed_by, whose.id)
    return Waiting(row.subject, whose.name, whose.sign_in, row.trigger == "end", DUTIES[said["duty"]],
                   (home.name_zh, home.name_en or home.name_zh) if home else ("", ""), row.proposer.name,
                   row.proposed_at, second, second or row.proposed_by == by.id)

