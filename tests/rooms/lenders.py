"""A bank beside the story's owner: who lends on credits, and what a pledge says."""
from __future__ import annotations

import uuid

from sqlalchemy import select

from app import clock
from app.access import Who
from app.credits import queries, service
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.evidence import calls
from app.ledger import acts
from app.ledger import queries as ledger
from app.ledger.pieces import Change
from app.models.ledger import Account
from app.models.party import Organisation
from app.models.work import Mail
from app.parties import service as parties
from app.parties.credit_code import check_character
from tests.rooms.offices import Offices

CODE = "91110000MA6BANK01" + check_character("91110000MA6BANK01")
DEBT = {"kind": "pledge", "contract_no": "ZY-2026-001", "pboc_no": "05432100001234567890", "pledgee": CODE,
        "principal": "1,000,000.00", "currency": "CNY", "matures_on": "2027-11-30"}


def with_bank(office: Offices) -> Offices:
    """bank1 opens, bank2 confirms."""
    home = parties.add_organisation(name_zh="演示银行", name_en="Demonstration Bank", credit_code=CODE, kind="pledgee")
    for sign_in, duty in (("bank1", "initiator"), ("bank2", "confirmer")):
        number = parties.add_person(name=sign_in, sign_in=sign_in, password="water-runs-down-9")
        parties.give_duty(number, duty, home)
        office.who[sign_in] = Who(number, sign_in, sign_in)
    return office


def open_account(code: str, kind: str = "trading_entity") -> str:
    """An account for an organisation, by its credit code."""
    with transaction() as db:
        home = db.scalars(select(Organisation).where(Organisation.credit_code == code)).one()
        return acts.open_account(db, organisation_id=home.id, kind=kind).number


def code_of(name: str) -> str:
    with reading() as db:
        return db.scalars(select(Organisation.credit_code).where(Organisation.name_en.contains(name))).one()


def account_no(office: Offices) -> str:
    return ledger.accounts(office.who["owner1"]).rows[0].number


def begun(office: Offices, kind: str = "pledge", tonnes: str = "100", at: int = 0) -> str:
    """A draft about the lowest serials of one of the owner's ranges, of the first by default."""
    first = queries.choice(kind, account_no(office), office.who["owner1"]).held[at]
    return service.begin(kind, account_no(office), [Pick(str(first.block), tonnes)], by=office.who["owner1"],
                         today=office.today, key=uuid.uuid4().hex)


def pledged(office: Offices, tonnes: str = "100", **known: str) -> str:
    """A pledge that is recorded."""
    ref = begun(office, tonnes=tonnes)
    office.two(service, ref, "apply", "owner1", "owner2", **{**DEBT, **known})
    office.two(service, ref, "accept", "bank1", "bank2")
    office.two(service, ref, "register", "registry1", "registry2")
    return ref


def balance(number: str) -> dict[str, int]:
    with reading() as db:
        account = db.scalars(select(Account).where(Account.number == number)).one()
        return ledger.balance_of(db, account.id)


def laid_over(office: Offices, ref: str, change: Change, cause: str) -> None:
    """An act of another dossier on the serials of this one."""
    with transaction() as db:
        row = service.moves.find(db, service.CreditDossier, ref, office.who["registry1"])
        spans = [acts.Span(each.batch_id, each.lo, each.hi) for each in row.ranges]
        key = uuid.uuid4().hex
        calls.keep(db, key, [cause], {}, clock.now())
        acts.reshape(db, key=key, kind="freeze", subject=cause, spans=spans, change=change, on=office.today,
                     at=clock.now())


def letters(office: Offices, name: str) -> list[str]:
    with reading() as db:
        return list(db.scalars(select(Mail.en).where(Mail.person_id == office.who[name].id).order_by(Mail.id)))
