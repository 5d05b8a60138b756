"""What the ledger says: who holds what, in which state, since when."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, select

from app import access
from app.access import Who, duties_of
from app.database import Db, reading
from app.ledger import conservation as conserved
from app.ledger import held, histories, statements, store
from app.ledger.business import UnderWay, may_begin, under_way
from app.ledger.conservation import Conservation
from app.ledger.held import Held, Until
from app.ledger.histories import History, Reader
from app.ledger.serials import Block, read_serial
from app.ledger.statements import Statement
from app.ledger.words import act_words
from app.models.account import AccountDossier
from app.models.certificate import CertificateContent
from app.models.ledger import ACCOUNTS, FINAL, WORLD, Account, Act, Batch, Holding, Posting
from app.models.party import Organisation
from app.models.project import Project
from methodologies.kernel.rules import NotFound, NotYours
from workflows.engine import Stage

_BALANCE = (select(Holding.state, func.sum(Holding.hi - Holding.lo + 1)).group_by(Holding.state).order_by(Holding.state)
            .where(Holding.account_id == bindparam("account"), Holding.closed_by.is_(None)))


@dataclass(frozen=True)
class Issued:
    """A batch as it was issued."""
    block: Block
    act_id: str
    on: date


def account_of(db: Db, organisation_id: int) -> Account | None:
    """The organisation's registry account, None before it is opened (R-13: one each)."""
    return db.scalar(select(Account).where(Account.organisation_id == organisation_id).order_by(Account.id).limit(1))


def usable_account_of(db: Db, home: Organisation | None) -> Account | None:
    """The same while nothing keeps it from taking part: neither restricted nor closed (H-01)."""
    return None if home is None or access.is_shut(home) else account_of(db, home.id)


def is_usable(db: Db, account: Account) -> bool:
    return not access.is_shut(db.get_one(Organisation, account.organisation_id))


def holdings_of(db: Db, account_id: int) -> list[Held]:
    """All that the account holds or has retired, by project, year and serial."""
    return held.read(db, held.now().where(Holding.account_id == account_id))


def balance_of(db: Db, account_id: int) -> dict[str, int]:
    """Tonnes by state."""
    rows = db.execute(_BALANCE, {"account": account_id})
    return {state: int(tonnes) for state, tonnes in rows}


def batches_of(db: Db, project_code: str) -> list[Issued]:
    """What a project was issued, by year."""
    return _issued(db, _batches().where(Batch.project_code == project_code))


def issued_by(db: Db, act_id: str) -> list[Issued]:
    """The batches that one act issued, by year."""
    return _issued(db, _batches().where(Batch.act_id == act_id))


def range_of(db: Db, serial: str) -> list[Held]:
    """How the serials of a printed block stand today, in pieces. Unreadable; NotFound when they were not issued."""
    block = read_serial(serial)
    batch = store.batch_of(db, block)
    if batch is None:
        raise NotFound(serial)
    return held.read(db, held.now().where(Holding.batch_id == batch.id, Holding.lo <= block.hi, Holding.hi >= block.lo),
                     block)


def _batches() -> Select:
    return (select(Batch, Act.on).join(Act, Act.id == Batch.act_id)
            .order_by(Batch.project_code, Batch.year, Batch.period_no))


def _issued(db: Db, query: Select) -> list[Issued]:
    return [Issued(Block(b.project_code, b.year, b.period_no, 1, b.size), b.act_id, on) for b, on in db.execute(query)]


# --- pages of accounts

OWN = {"initiator", "confirmer"}                        # duties that see their organisation's account
STAFF = {"operator", "national_administrator"}          # duties at the registry that look at every account
ROWS = 50                                               # accounts on one page
NEWEST = 100                                            # acts shown with an account


@dataclass(frozen=True)
class AccountLine:
    """An account in a list, with tonnes by state."""
    number: str
    kind_zh: str
    kind_en: str
    name_zh: str
    name_en: str
    credit_code: str
    restricted: bool
    closed: bool
    balance: dict[str, int]

    @property
    def in_hand(self) -> int:
        """Tonnes that are neither retired nor cancelled."""
        return sum(tonnes for state, tonnes in self.balance.items() if state not in FINAL)

    @property
    def final(self) -> int:
        return sum(self.balance.values()) - self.in_hand


@dataclass(frozen=True)
class ActLine:
    """An act as an account saw it: tonnes in (+) and out (−)."""
    act_id: str
    zh: str
    en: str
    project_code: str
    tonnes: int
    on: date


@dataclass(frozen=True)
class AccountPage:
    """holdings: (project code, its name, its ranges), in order; certificates: numbers with their kind and day;
    dossier: ref of the account's opening, data and closure; under_way: business with its credits that is not at an end;
    may_begin: what the reader may begin, with the page where it begins."""
    line: AccountLine
    holdings: tuple[tuple[str, str, tuple[Held, ...]], ...]
    acts: tuple[ActLine, ...]
    certificates: tuple[tuple[str, str, date], ...]
    dossier: str
    under_way: tuple[UnderWay, ...]
    may_begin: tuple[tuple[Stage, str], ...]


@dataclass(frozen=True)
class AccountList:
    """next: the number to go on after; empty on the last page."""
    rows: tuple[AccountLine, ...]
    next: str


def accounts(by: Who, after: str = "") -> AccountList:
    """The accounts that `by` may see, by number: those of one's organisations, all for the registry and the auditor."""
    with reading() as db:
        query = _visible(db, by).where(Account.number > after) if after else _visible(db, by)
        found = db.execute(query.order_by(Account.number).limit(ROWS + 1)).all()
        balances = _balances(db, [account.id for account, _ in found[:ROWS]])
        rows = tuple(_line(account, home, balances.get(account.id, {})) for account, home in found[:ROWS])
        return AccountList(rows, rows[-1].number if len(found) > ROWS else "")


def account(number: str, by: Who) -> AccountPage:
    """One account with all that it holds. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        account, home = seen(db, number, by)
        return AccountPage(
            _line(account, home, balance_of(db, account.id)),
            _by_project(db, holdings_of(db, account.id)),
            _acts_of(db, account.id),
            _certified(db, account.id),
            db.scalar(select(AccountDossier.ref).where(AccountDossier.account_no == number)) or "",
            under_way(db, by, account),
            may_begin(db, by, account),
        )


def statement(number: str, first: date, until: Until, *, by: Who, now: datetime) -> Statement:
    """What an account held when a day began and at the end of another, or at an instant, and every act between.

    NotFound when the account is absent or not this person's to see.
    """
    with reading() as db:
        account, home = seen(db, number, by)
        return statement_of(db, account, home, first, until, now)


def statement_of(db: Db, account: Account, home: Organisation, first: date, until: Until, now: datetime) -> Statement:
    return Statement(
        account=account.number, kind_zh=ACCOUNTS[account.kind][0], kind_en=ACCOUNTS[account.kind][1],
        name_zh=home.name_zh, name_en=home.name_en, credit_code=home.credit_code, first=first, until=until, made_at=now,
        opening=statements.opening(db, account.id, first),
        entries=tuple(statements.entries(db, account.id, first, until)),
        closing=held.balance(db, account.id, until), holdings=tuple(held.read(db, held.then(account.id, until))))


def serial(text: str, by: Who | None) -> History:
    """The life of serials, as far as the reader may know it. Unreadable; NotFound for what was never issued."""
    with reading() as db:
        return histories.history(db, text, _reader(db, by) if by else Reader())


def conservation(by: Who | None, page: int, wall: datetime) -> Conservation:
    """What was issued beside what there is; the parts of a few accounts for those alone who may look at all."""
    with reading() as db:
        return conserved.conservation(db, by is not None and looks(db, by), page, wall)


def _reader(db: Db, by: Who) -> Reader:
    if looks(db, by):
        return Reader(everything=True)
    return Reader(own=frozenset(account.number for account, _ in db.execute(_visible(db, by))))


def seen(db: Db, number: str, by: Who) -> tuple[Account, Organisation]:
    """An account that this person may look at. NotFound."""
    row = db.execute(_visible(db, by).where(Account.number == number)).first()
    if row is None:
        raise NotFound(number)
    return row


def looks(db: Db, by: Who) -> bool:
    """Whether a person may look at every account."""
    registries = set(db.scalars(select(Organisation.id).where(Organisation.kind == "registry")))
    return any(duty == "auditor" or (duty in STAFF and home in registries) for home, duty in duties_of(db, by))


def insist_on_more_than_looking(db: Db, home: Organisation, by: Who) -> None:
    """NotYours for the auditor: people of the holder and staff of the registry have papers made."""
    mine = {duty for at, duty in duties_of(db, by) if at == home.id}
    if not mine & OWN and not any(duty in STAFF for _, duty in duties_of(db, by)):
        raise NotYours("account")


def _visible(db: Db, by: Who) -> Select:
    query = select(Account, Organisation).join(Organisation, Organisation.id == Account.organisation_id)
    own = [home for home, duty in duties_of(db, by) if duty in OWN]
    return query.where(Account.id != WORLD) if looks(db, by) else query.where(
        Account.organisation_id.in_(own), Organisation.closed_on.is_(None))     # nor query a closed account


def _line(account: Account, home: Organisation, balance: dict[str, int]) -> AccountLine:
    return AccountLine(account.number, *ACCOUNTS[account.kind], home.name_zh, home.name_en, home.credit_code,
                       home.restricted, home.closed_on is not None, balance)


def _balances(db: Db, ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = db.execute(select(Holding.account_id, Holding.state, func.sum(Holding.hi - Holding.lo + 1))
                      .where(Holding.account_id.in_(ids), Holding.closed_by.is_(None))
                      .group_by(Holding.account_id, Holding.state).order_by(Holding.state))
    for account_id, state, tonnes in rows:
        found.setdefault(account_id, {})[state] = int(tonnes)
    return found


def _by_project(db: Db, ranges: list[Held]) -> tuple[tuple[str, str, tuple[Held, ...]], ...]:
    codes = list(dict.fromkeys(h.block.project_code for h in ranges))
    names = dict(db.execute(select(Project.code, Project.name).where(Project.code.in_(codes))).all())
    of = lambda code: tuple(each for each in ranges if each.block.project_code == code)
    return tuple((code, names.get(code, ""), of(code)) for code in codes)


def _acts_of(db: Db, account_id: int) -> tuple[ActLine, ...]:
    rows = db.execute(select(Act.id, Act.kind, Batch.project_code, func.sum(Posting.delta), Act.on)
                      .join(Posting, Posting.act_id == Act.id).join(Batch, Batch.id == Posting.batch_id)
                      .where(Posting.account_id == account_id)
                      .group_by(Act.id, Act.kind, Act.on, Act.at, Batch.project_code)
                      .order_by(Act.at.desc(), Batch.project_code).limit(NEWEST))
    return tuple(
        ActLine(id, *act_words(kind), code, int(tonnes), on) for id, kind, code, tonnes, on in rows
    )


def _certified(db: Db, account_id: int) -> tuple[tuple[str, str, date], ...]:
    """Certificates of the acts that touched this account; those of an issue into it, or of its retirements."""
    touched = select(Posting.act_id).where(Posting.account_id == account_id)
    rows = db.execute(select(CertificateContent.number, CertificateContent.kind, Act.on)
                      .join(Act, Act.id == CertificateContent.act_id)
                      .where(CertificateContent.act_id.in_(touched)).order_by(Act.on.desc(), CertificateContent.number))
    return tuple((number, kind, on) for number, kind, on in rows)
