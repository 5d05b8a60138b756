"""Statement of an account 账户对账单: what it held when a period began, every act of it, what it held at its end.

Balances and acts are read from the postings, ranges from the holdings; both say the same, to the tonne.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from app.clock import BEIJING
from app.ledger import held
from app.ledger.held import Held, Until
from app.ledger.serials import Block
from app.ledger.words import act_words
from app.models.certificate import CertificateContent
from app.models.credit import place_of
from app.models.evidence import Event
from app.models.ledger import FINAL, WORLD, Account, Act, Batch, Posting

if TYPE_CHECKING:
    from app.database import Db

Line = tuple[Act, Posting, Batch, str, str]             # of `lines`

@dataclass(frozen=True)
class Change:
    """Serials that entered (tonnes > 0) or left (tonnes < 0) a state of an account."""
    account: str
    block: Block
    state: str
    tonnes: int


@dataclass(frozen=True)
class Entry:
    """An act as the account saw it. dossier, place: ref and address of the business it belongs to, or empty."""
    act_id: str
    at: datetime
    on: date
    kind: str
    zh: str
    en: str
    dossier: str
    place: str
    certificates: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def tonnes(self) -> int:
        """What the account has more or less for it; 0 when credits only changed their state."""
        return sum(change.tonnes for change in self.changes)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """first: first day of the period; until: its last day, or an instant; made_at: when this was read.
    opening, closing: tonnes by state; entries: oldest first; holdings: the ranges at the end, with their liens."""
    account: str
    kind_zh: str
    kind_en: str
    name_zh: str
    name_en: str
    credit_code: str
    first: date
    until: Until
    made_at: datetime
    opening: dict[str, int]
    entries: tuple[Entry, ...]
    closing: dict[str, int]
    holdings: tuple[Held, ...]

    @property
    def last(self) -> date:
        """The day of Beijing on which it ends."""
        return self.until.astimezone(BEIJING).date() if isinstance(self.until, datetime) else self.until

    @property
    def at(self) -> datetime | None:
        """The instant at which it ends; None when it is the end of a day."""
        return self.until if isinstance(self.until, datetime) else None

    @property
    def opening_in_hand(self) -> int:
        return in_hand(self.opening)

    @property
    def in_hand(self) -> int:
        return in_hand(self.closing)


def in_hand(balance: dict[str, int]) -> int:
    """Tonnes that are neither retired nor cancelled."""
    return sum(tonnes for state, tonnes in balance.items() if state not in FINAL)


def opening(db: Db, account_id: int, first: date) -> dict[str, int]:
    """What the account had when the day began."""
    return held.balance(db, account_id, first - timedelta(days=1))


def entries(db: Db, account_id: int, first: date, until: Until) -> list[Entry]:
    """Every act of the period that touched the account, the oldest first."""
    of_account = select(Posting.act_id).where(Posting.account_id == account_id)
    return as_entries(db, of_account, lines().where(
        Posting.account_id == account_id, Act.on >= first, held.by_then(Act, until)))


def lines() -> Select:
    """Postings with their act, batch, account and the subject of their event: to be narrowed for `as_entries`."""
    return (select(Act, Posting, Batch, Account.number, Event.subject)
            .join(Posting, Posting.act_id == Act.id).join(Batch, Batch.id == Posting.batch_id)
            .join(Account, Account.id == Posting.account_id).join(Event, Event.act_id == Act.id)
            .where(Posting.account_id != WORLD)
            .order_by(Act.at, Act.id, Batch.project_code, Batch.year, Batch.period_no, Posting.n))


def as_entries(db: Db, acts: Select, query: Select) -> list[Entry]:
    """Acts with what really changed. acts: ids of at least these acts, for their certificates."""
    numbers = numbers_of(db, acts)
    found = groupby(db.execute(query), key=lambda row: row[0])
    return [_entry(act, list(rows), numbers.get(act.id, ())) for act, rows in found]


def numbers_of(db: Db, acts: Select | Collection[str]) -> dict[str, tuple[str, ...]]:
    """The numbers of the certificates of each of these acts."""
    found: dict[str, tuple[str, ...]] = {}
    for number, act_id in db.execute(select(CertificateContent.number, CertificateContent.act_id).where(
            CertificateContent.act_id.in_(acts)).order_by(CertificateContent.number)):
        found[act_id or ""] = (*found.get(act_id or "", ()), number)
    return found


def _entry(act: Act, rows: list[Line], certificates: tuple[str, ...]) -> Entry:
    subject = rows[0][4]
    place = place_of(subject)
    return Entry(act.id, act.at, act.on, act.kind, *act_words(act.kind), subject if place else "", place,
                 tuple(certificates), tuple(changes(rows)))


def changes(rows: Iterable[Line]) -> list[Change]:
    """What really entered and left, without the parts that an act closed only to open them again."""
    found: dict[tuple[str, int, int, str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for _, posting, batch, number, _ in rows:
        found[batch.project_code, batch.year, batch.period_no, number, posting.state].append(
            (posting.lo, posting.hi, 1 if posting.delta > 0 else -1))
    net = [Change(number, Block(code, year, period, lo, hi), state, sign * (hi - lo + 1))
           for (code, year, period, number, state), spans in found.items() for lo, hi, sign in net_of(spans)]
    return sorted(net, key=lambda c: (c.block.project_code, c.block.year, c.block.period_no, c.tonnes > 0, c.block.lo))


def net_of(spans: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """(lo, hi, +1 or −1) that are left when spans that enter (+1) and leave (−1) cancel out, serial for serial."""
    steps: dict[int, int] = defaultdict(int)
    for lo, hi, sign in spans:
        steps[lo] += sign
        steps[hi + 1] -= sign
    level, since = 0, 0
    for at in sorted(at for at, step in steps.items() if step):
        if level:
            yield since, at - 1, level
        level, since = level + steps[at], at
