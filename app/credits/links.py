"""给贷款人的核查链接: a holder makes one for a range and some days, and takes it back; whoever has it reads on."""
from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

import config
from app import access, clock, secrecy
from app.access import Who
from app.credits.ranges import Pick, chosen
from app.credits.statement import Statement, serial_of, statement_of
from app.database import Db, reading, transaction
from app.evidence import calls, events
from app.evidence.refs import next_ref
from app.ledger.pieces import Span
from app.ledger.queries import Held, holdings_of
from app.models.ledger import FINAL, Account
from app.models.lender import LenderLink
from app.models.party import Organisation
from app.parties.queries import Named
from methodologies.kernel.rules import INPUT, Broken, NotFound, NotOpen, Refusal

MOST_DAYS = 90
ROWS = 100                                              # links of one's accounts that are listed, newest first
MARK = 32                                               # hex digits of an address that only its holder can make


@dataclass(frozen=True)
class Line:
    """A link as its holder sees it; address: empty once it no longer opens."""
    ref: str
    serial: str
    tonnes: int
    account: str
    lender: str
    opened_on: date
    ends_on: date
    revoked_on: date | None
    address: str


@dataclass(frozen=True)
class Page:
    """accounts: from which the reader may make a link, each with its holder and what it holds."""
    lines: tuple[Line, ...]
    accounts: tuple[tuple[str, Named, tuple[Held, ...]], ...]


def open_link(account_no: str, serial: str, lender: str, days: str, *, by: Who, today: date, key: str) -> str:
    """Make a link to a range of an account; gives back its ref. NotFound; Refusal with all that is wrong."""
    with transaction() as db:
        said = ["lender-link", account_no, serial, lender, days, by.id]
        if (done := calls.earlier(db, key, said)) is not None:
            return done
        account = db.scalar(select(Account).where(Account.number == account_no))
        if account is None or account.organisation_id not in _homes(db, by, {"initiator"}):
            raise NotFound(account_no)
        span, broken = _span(db, account, serial)
        broken += _problems(lender.strip(), days.strip())
        if span is None or broken:
            raise Refusal(*broken)
        row = LenderLink(ref=next_ref(db, LenderLink, "LL", today.year), account_id=account.id, batch_id=span.batch_id,
                         lo=span.lo, hi=span.hi, lender=lender.strip(), opened_on=today, opened_by=by.id,
                         ends_on=today + timedelta(days=int(days.strip()) - 1))
        db.add(row)
        db.flush()
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={
            "by": by.id, "account": account.number, "serial": serial.strip(), "ends_on": row.ends_on.isoformat()})
        calls.keep(db, key, said, row.ref, clock.now())
        return row.ref


def revoke(ref: str, *, by: Who, today: date) -> None:
    """Take a link back; from now on its address opens nothing. NotFound, NotOpen."""
    with transaction() as db:
        row = db.scalar(select(LenderLink).where(LenderLink.ref == ref).with_for_update())
        if row is None or row.account.organisation_id not in _homes(db, by, {"initiator", "confirmer"}):
            raise NotFound(ref)
        if not row.is_open(today):
            raise NotOpen(ref)
        row.revoked_on, row.revoked_by = today, by.id
        events.write(db, subject=ref, kind="revoked", on=today, at=clock.now(), facts={"by": by.id})


def page(by: Who, today: date) -> Page:
    """The links of one's organisations, newest first."""
    with reading() as db:
        homes, makes = _homes(db, by, {"initiator", "confirmer"}), _homes(db, by, {"initiator"})
        rows = db.scalars(select(LenderLink).join(Account).where(Account.organisation_id.in_(homes))
                          .order_by(LenderLink.id.desc()).limit(ROWS))
        own = db.execute(select(Account, Organisation).join(Organisation, Organisation.id == Account.organisation_id)
                         .where(Organisation.id.in_(makes)).order_by(Account.number))
        return Page(tuple(_line(db, row, today) for row in rows),
                    tuple((account.number, Named(home.name_zh, home.name_en, home.credit_code),
                           tuple(each for each in holdings_of(db, account.id) if each.state not in FINAL))
                          for account, home in own))


def read(ref: str, mark: str, *, today: date) -> Statement:
    """What the link shows now. NotFound for one that never was, that has ended, whose address is not whole, or whose
    account is closed."""
    at = clock.now()                                    # before the snapshot: no second is named that it has not seen
    with reading() as db:
        row = db.scalar(select(LenderLink).join(Account)
                        .join(Organisation, Organisation.id == Account.organisation_id)
                        .where(LenderLink.ref == ref, Organisation.closed_on.is_(None)))
        if row is None or not hmac.compare_digest(mark.encode(), _mark(ref).encode()) or not row.is_open(today):
            raise NotFound("lender")
        return statement_of(db, row, at)


def _mark(ref: str) -> str:
    return secrecy.digest(ref, "lender-link")[:MARK]


def _line(db: Db, row: LenderLink, today: date) -> Line:
    address = f"{config.base_url()}/lender/{row.ref}/{_mark(row.ref)}" if row.is_open(today) else ""
    return Line(row.ref, serial_of(db, row), row.hi - row.lo + 1, row.account.number, row.lender, row.opened_on,
                row.ends_on, row.revoked_on, address)


def _homes(db: Db, by: Who, duties: set[str]) -> set[int]:
    """The organisations that one serves so, without those whose account is closed (R-17: nobody there queries it)."""
    homes = {home for home, duty in access.duties_of(db, by) if home and duty in duties}
    return set(db.scalars(select(Organisation.id).where(Organisation.id.in_(homes), Organisation.closed_on.is_(None))))


def _span(db: Db, account: Account, serial: str) -> tuple[Span | None, list[Broken]]:
    """The range that the serial names, or why it names none."""
    try:
        (span,) = chosen(db, account, [Pick(serial)])
    except Refusal as refusal:
        return None, [b.rule.at("/serial", b.zh, b.en) for b in refusal.broken]
    return span, []


def _problems(lender: str, days: str) -> Iterator[Broken]:
    if not 1 <= len(lender) <= 120:
        yield INPUT.at("/lender", "请写明给谁看，不超过120字。", "Say for whom, 120 characters at most.")
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= MOST_DAYS):
        yield INPUT.at("/days", f"天数应为1至{MOST_DAYS}的整数。", f"A whole number of days from 1 to {MOST_DAYS}.")
