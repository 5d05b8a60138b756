"""What a retirement certificate and an account statement say, from rows; frozen from there on.

A retirement: `certify_retirement` before the act, which takes what it gives as facts. A statement: `state_account`,
alone in its transaction.
"""
from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select

import config
from app.certificates import service
from app.certificates.parts import HolderNamed, Kind, MethodologyNamed, Named, ProjectNamed
from app.certificates.retirement import Lot, Retirement, Use
from app.certificates.statement import HeldRange, Statement
from app.clock import BEIJING
from app.ledger.queries import Held
from app.ledger.serials import Block
from app.models.certificate import CertificateContent
from app.models.ledger import Account, Batch
from app.models.party import Organisation
from app.models.project import Project
from app.published.queries import is_demonstration
from methodologies.kernel import catalogue
from workflows.retirement import PURPOSES, USERS

if TYPE_CHECKING:
    from app.database import Db


class Serials(Protocol):
    """First and last serial within a batch: a span or a piece of the ledger, or a range of a dossier."""
    batch_id: int
    lo: int
    hi: int


def use_of(*, beneficiary: str, purpose: str, user: str = "", year: int = 0, credit_code: str = "",
           statement: str = "") -> Use:
    """purpose: a key of PURPOSES; user: a key of USERS, empty where nobody said it; year: for which the credits are
    used, 0 for none."""
    named = {key: Named(key, zh, en) for key, zh, en in (*PURPOSES, *USERS, ("", "", ""))}
    return Use(beneficiary.strip(), credit_code, named[user], named[purpose], year, statement.strip())


def certify_retirement(db: Db, *, act_id: str, account_no: str, serials: Iterable[Serials], use: Use, application: str,
                       on: date) -> dict[str, Any]:
    """Fix the certificate of the act `act_id` that is about to retire these serials, whole or part of their batches, of
    one account; gives what the act's event must hold in `facts`.

    Call it in the act's transaction before the act is sealed. application: ref of the dossier. Refusal when the serials
    overlap or a name can't be printed; nothing is kept then.
    """
    lots = tuple(_lot(db, each) for each in serials)
    said = Retirement(kind=Kind.RETIREMENT, number=service.next_number(db, Kind.RETIREMENT, on.year),
                      demonstration=is_demonstration(db), issued_on=on, base_url=config.base_url(),
                      holder=_holder(db, account_no)[0], use=use, lots=lots, tonnes=sum(lot.tonnes for lot in lots),
                      application=application)
    return service.prepare(db, said, b"", act_id)


def state_account(db: Db, *, account_no: str, held: Iterable[Held], at: datetime, today: date, now: datetime,
                  asked_by: int) -> Statement:
    """Certify what the account held at a second, as the caller has read it from the ledger; gives what it says."""
    holder, restricted = _holder(db, account_no)
    ranges = tuple(_range(each) for each in held)
    said = Statement(
        kind=Kind.STATEMENT, number=service.next_number(db, Kind.STATEMENT, today.year),
        demonstration=is_demonstration(db), issued_on=today, base_url=config.base_url(),
        code=b32encode(secrets.token_bytes(10)).decode(), holder=holder,
        as_of=at.astimezone(BEIJING).replace(microsecond=0).isoformat(), restricted=restricted, ranges=ranges,
        tonnes=sum(each.tonnes for each in ranges))
    service.certify(db, said, on=today, at=now, facts={"by": asked_by})
    return said


def _holder(db: Db, account_no: str) -> tuple[HolderNamed, bool]:
    home = db.scalars(select(Organisation).join(Account, Account.organisation_id == Organisation.id)
                      .where(Account.number == account_no)).one()
    return HolderNamed(home.name_zh, home.name_en, home.credit_code, account_no), home.restricted


def _lot(db: Db, serials: Serials) -> Lot:
    batch = db.get_one(Batch, serials.batch_id)
    block = Block(batch.project_code, batch.year, batch.period_no, serials.lo, serials.hi)
    project = db.scalars(select(Project).where(Project.code == block.project_code)).one()
    module = catalogue.find(project.methodology)
    issue = db.scalar(select(CertificateContent.number).where(CertificateContent.act_id == batch.act_id))
    return Lot(ProjectNamed(project.code, project.name, project.name_en),
               MethodologyNamed(module.code, module.zh, module.en), block.year, block.period_no, block.lo, block.hi,
               block.tonnes, str(block), issue or "")


def _range(each: Held) -> HeldRange:
    at = each.block
    return HeldRange(at.project_code, at.year, at.period_no, at.lo, at.hi, at.tonnes, str(at), each.state,
                     tuple(lien["kind"] for lien in each.liens))
