"""配额登记账户绑定与各省申请表截止日: entered by one of the registry's people, checked by another."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock
from app.access import Who
from app.database import Db, reading, transaction
from app.evidence import events
from app.models.allowance import AllowanceBinding, FormLastDay
from app.models.ledger import Account
from app.models.party import Organisation
from app.models.work import Proposal
from app.parties.queries import Named, organisation_of
from app.proposals import open_proposal, propose
from app.rooms import SamePerson
from methodologies.kernel.rules import INPUT, Broken, NotFound, NotOpen, Refusal

STAFF = {"operator", "national_administrator"}
BINDING, LAST_DAY = "AB:", "LD:"                        # what the subjects of the two kinds begin with


@dataclass(frozen=True)
class Bound:
    account: str
    holder: Named
    number: str
    province: Named
    on: date


@dataclass(frozen=True)
class LastDay:
    province: Named
    year: int
    day: date
    source: str


@dataclass(frozen=True)
class Asked:
    """What waits for its second person. mine: the reader entered it, and may only take it back."""
    subject: str
    said: dict[str, str]
    mine: bool


@dataclass(frozen=True)
class Page:
    """Newest first. provinces: whom an entry may name; may_enter: the reader may enter and check."""
    bound: tuple[Bound, ...]
    days: tuple[LastDay, ...]
    waiting: tuple[Asked, ...]
    provinces: tuple[Named, ...]
    may_enter: bool


def bind(account: str, number: str, province: str, bound_on: str, *, by: Who, today: date) -> None:
    """Propose the binding of a registry account. Refusal with all that is wrong."""
    said = {"account": account.strip(), "number": number.strip(), "province": province.strip(),
            "bound_on": bound_on.strip()}
    with transaction() as db:
        _staff(db, by)
        on = _day(said["bound_on"])
        _refuse(
            (_account(db, said["account"]) is not None, "/account", "没有这个登记账户。", "There is no such account."),
            (1 <= len(said["number"]) <= 40, "/number", "请填写配额登记账户号，不超过40字。",
             "The allowance account's number, 40 characters at most."),
            (organisation_of(db, said["province"], "province") is not None, "/province", "没有这个省级主管部门。",
             "There is no such provincial department."),
            (on is not None and on <= today, "/bound_on", "应为不晚于当日的日期。", "A date, today or earlier."))
        _propose(db, BINDING + said["account"], "bind", said, by, today)


def announce(province: str, year: str, last_day: str, source: str, *, by: Who, today: date) -> None:
    """Propose a province's last day for the form of an obligation year. Refusal with all that is wrong."""
    said = {"province": province.strip(), "year": year.strip(), "last_day": last_day.strip(), "source": source.strip()}
    with transaction() as db:
        _staff(db, by)
        known = said["year"].isascii() and said["year"].isdigit() and 2019 <= int(said["year"]) <= today.year
        day = _day(said["last_day"])
        _refuse(
            (organisation_of(db, said["province"], "province") is not None, "/province", "没有这个省级主管部门。",
             "There is no such provincial department."),
            (known, "/year", "应为2019年至今的年度。", "A year from 2019 to the present one."),
            (day is not None and (not known or day.year == int(said["year"]) + 1), "/last_day",
             "应为履约年度次年的日期。", "A date in the year after."),
            (1 <= len(said["source"]) <= 200, "/source", "请填写公布的出处，不超过200字。",
             "Where it was announced, 200 characters at most."))
        _propose(db, f"{LAST_DAY}{said['province']}:{said['year']}", "announce", said, by, today)


def answer(subject: str, yes: bool, *, by: Who, today: date) -> None:
    """The second person's yes or no; who entered it may only take it back."""
    with transaction() as db:
        _staff(db, by)
        proposal = open_proposal(db, subject) if subject.startswith((BINDING, LAST_DAY)) else None
        if proposal is None:
            raise NotOpen(subject)
        if yes:
            if proposal.proposed_by == by.id:
                raise SamePerson(subject)
            db.add(_row(db, proposal, by))
        proposal.state, proposal.closed_at = "confirmed" if yes else "declined", clock.now()
        proposal.confirmed_by = by.id if yes else None
        db.flush()
        events.write(db, subject=subject, kind=proposal.state, on=today, at=clock.now(),
                     facts={"by": by.id, "proposed_by": proposal.proposed_by, "payload": proposal.digest})


def _row(db: Db, proposal: Proposal, by: Who) -> AllowanceBinding | FormLastDay:
    said: dict[str, Any] = json.loads(proposal.payload)
    province = organisation_of(db, said["province"], "province")
    people = {"entered_by": proposal.proposed_by, "checked_by": by.id}
    if province is None:
        raise NotFound(said["province"])
    if proposal.trigger == "announce":
        return FormLastDay(province_id=province.id, year=int(said["year"]), source=said["source"],
                           last_day=date.fromisoformat(said["last_day"]), **people)
    account = _account(db, said["account"])
    if account is None:
        raise NotFound(said["account"])
    return AllowanceBinding(account_id=account.id, number=said["number"], province_id=province.id,
                            bound_on=date.fromisoformat(said["bound_on"]), **people)


def page(by: Who) -> Page:
    """For the registry's people and the auditor. NotFound for everybody else."""
    with reading() as db:
        if not {duty for _, duty in access.duties_of(db, by)} & {*STAFF, "auditor"}:
            raise NotFound("allowance-accounts")
        bound = db.scalars(select(AllowanceBinding).order_by(AllowanceBinding.id.desc()))
        days = db.scalars(select(FormLastDay).order_by(FormLastDay.year.desc(), FormLastDay.id.desc()))
        waiting = db.scalars(select(Proposal).where(
            Proposal.state == "open", Proposal.trigger.in_(("bind", "announce"))).order_by(Proposal.id))
        provinces = db.scalars(select(Organisation).where(Organisation.kind == "province").order_by(Organisation.id))
        return Page(tuple(Bound(b.account.number, _words(db.get_one(Organisation, b.account.organisation_id)), b.number,
                                _words(b.province), b.bound_on) for b in bound),
                    tuple(LastDay(_words(d.province), d.year, d.last_day, d.source) for d in days),
                    tuple(Asked(p.subject, json.loads(p.payload), p.proposed_by == by.id) for p in waiting),
                    tuple(_words(each) for each in provinces), _keeps(db, by))


def _words(home: Organisation) -> Named:
    return Named(home.name_zh, home.name_en, home.credit_code)


def _propose(db: Db, subject: str, trigger: str, said: Mapping[str, str], by: Who, today: date) -> None:
    if open_proposal(db, subject):
        raise NotOpen(subject)
    propose(db, subject, trigger, said, by, today)


def _refuse(*checks: tuple[bool, str, str, str]) -> None:
    broken: list[Broken] = [INPUT.at(where, zh, en) for good, where, zh, en in checks if not good]
    if broken:
        raise Refusal(*broken)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _account(db: Db, number: str) -> Account | None:
    return db.scalar(select(Account).where(Account.number == number, Account.organisation_id.is_not(None)))


def _staff(db: Db, by: Who) -> None:
    """Whoever is not of the registry does not learn that there is such a page."""
    if not _keeps(db, by):
        raise NotFound("allowance-accounts")


def _keeps(db: Db, by: Who) -> bool:
    kinds = access.kinds_of(db, duties := access.duties_of(db, by))
    return any(kinds.get(home or 0) == "registry" and duty in STAFF for home, duty in duties)
