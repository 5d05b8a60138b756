"""R-143: every retirement of credits, public at once, and what they were for. Read from the postings, so that nothing
retired can be left out; whom it served is what its dossier says.

Serials and what else an account holds are not public (R-151); a line says who retired how much of which project's year.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Subquery, case, func, select

from app.ledger.statements import numbers_of
from app.models.credit import CreditDossier
from app.models.evidence import Event
from app.models.ledger import Account, Act, Batch, Posting
from app.models.party import Organisation
from app.models.project import Project
from app.parties.queries import Named, named
from workflows.retirement import PURPOSES, USERS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from app.database import Db

ROWS = 50
UNSAID = ("", "未填写", "Not stated")
NATIONAL = "national_ets"                               # what a surrender is for
_SAID = CreditDossier.said
_SURRENDERS = CreditDossier.stage == "surrender"
USE: Mapping[str, ColumnElement[str]] = {               # what a retirement was for, as its dossier says; "" = not said
    "purpose": case((_SURRENDERS, NATIONAL), else_=func.coalesce(_SAID["purpose"].as_string(), "")),
    "user": func.coalesce(_SAID["user"].as_string(), ""),
    "year": func.coalesce(_SAID["use_year"].as_string(), _SAID["obligation_year"].as_string(), "")}


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; empty: not at all."""
    purpose: str = ""
    user: str = ""
    year: str = ""


@dataclass(frozen=True)
class Retirement:
    """What one act retired of one project's calendar year; tonnes are whole tCO2e. used_in: year of the use."""
    on: date
    holder: Named | None
    code: str
    project: str
    year: int
    tonnes: int
    beneficiary: str
    purpose: tuple[str, str]
    user: tuple[str, str]
    used_in: str
    statement: str
    certificates: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """What was retired for one purpose, by one kind of user, or for one year."""
    key: str
    zh: str
    en: str
    retirements: int
    tonnes: int


@dataclass(frozen=True)
class Retirements:
    """A page of them, the newest first. total_t, purposes, users, years: of all that was ever retired, whatever the
    list is narrowed to; more: whether older ones follow."""
    rows: tuple[Retirement, ...]
    total_t: int
    purposes: tuple[Share, ...]
    users: tuple[Share, ...]
    years: tuple[Share, ...]
    narrowed: Narrowed
    page: int
    more: bool


def retirements(db: Db, page: int, narrowed: Narrowed = Narrowed()) -> Retirements:
    sums = db.execute(_sums()).all()
    found = db.execute(_lines(narrowed).limit(ROWS + 1).offset((page - 1) * ROWS)).all()
    certified = numbers_of(db, {row.act_id for row in found[:ROWS]})
    return Retirements(
        tuple(_retirement(row, certified) for row in found[:ROWS]), sum(int(tonnes) for *_, tonnes in sums),
        _shares(sums, 0, PURPOSES), _shares(sums, 1, USERS), _shares(sums, 2, ()), narrowed, page, len(found) > ROWS)


def _retirement(row: Any, certified: Mapping[str, tuple[str, ...]]) -> Retirement:
    said = row.said or {}
    words = lambda key, choices: next((choice[1:] for choice in (*choices, UNSAID) if choice[0] == key), UNSAID[1:])
    return Retirement(
        row.on, row.Organisation and named(row.Organisation), row.project_code, row.name or row.project_code, row.year,
        int(row.tonnes), said.get("beneficiary", ""), words(row.purpose, PURPOSES), words(row.user, USERS), row.used_in,
        said.get("statement", ""), certified.get(row.act_id, ()))


def _shares(sums: Sequence[tuple], column: int, choices: Sequence[tuple[str, str, str]]) -> tuple[Share, ...]:
    """In the order of the choices, or the newest year first; what nobody said comes last."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in sums:
        found[row[column]] = [old + int(new) for old, new in zip(found[row[column]], row[3:])]
    order = [*choices] or [(year, year, year) for year in sorted(found, reverse=True) if year]
    return tuple(Share(key, zh, en, *found[key]) for key, zh, en in (*order, UNSAID) if key in found)


def _retired() -> Subquery:
    """(act, batch, account, tonnes) of each retirement."""
    tonnes = func.sum(Posting.delta)
    return (select(Posting.act_id, Posting.batch_id, Posting.account_id, tonnes.label("tonnes"))
            .where(Posting.state == "retired").group_by(Posting.act_id, Posting.batch_id, Posting.account_id)
            .having(tonnes > 0).subquery())


def _told(query: Select, retired: Subquery) -> Select:
    """With the dossier of each act, where it has one."""
    return (query.select_from(retired).join(Event, Event.act_id == retired.c.act_id)
            .outerjoin(CreditDossier, CreditDossier.ref == Event.subject))


def _sums() -> Select:
    """(purpose, user, year, how many acts, tonnes) of all that was ever retired."""
    retired = _retired()
    keys = (each.label(name) for name, each in USE.items())
    uses = _told(select(*keys, retired.c.act_id, retired.c.tonnes), retired).subquery()
    by = (uses.c.purpose, uses.c.user, uses.c.year)
    return select(*by, func.count(uses.c.act_id.distinct()), func.sum(uses.c.tonnes)).group_by(*by)


def _lines(narrowed: Narrowed) -> Select:
    retired = _retired()
    query = select(
        Act.on, Organisation, Batch.project_code, Project.name, Batch.year, retired.c.tonnes, retired.c.act_id, _SAID,
        USE["purpose"].label("purpose"), USE["user"].label("user"), USE["year"].label("used_in"))
    return (_told(query, retired).join(Act, Act.id == retired.c.act_id).join(Batch, Batch.id == retired.c.batch_id)
            .join(Account, Account.id == retired.c.account_id)
            .outerjoin(Organisation, Organisation.id == Account.organisation_id)
            .outerjoin(Project, Project.code == Batch.project_code)
            .where(*(USE[name] == wanted for name, wanted in vars(narrowed).items() if wanted))
            .order_by(Act.at.desc(), Batch.id))
