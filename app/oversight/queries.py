"""Published tables and settings as the registry's staff and the auditor see them."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access import Who
from app.certificates import queries as certificates
from app.database import Db, reading
from app.evidence.documents import store
from app.models.party import Membership, Organisation, Person
from app.models.project import Application
from app.models.published import PublishedTable as Row
from app.models.published import Setting as Stored
from app.models.reduction import Period
from app.models.work import Proposal
from app.papers.designs import design_document, estimate
from app.papers.periods import worked
from app.published.queries import is_demonstration, kinds, row_as_read, rows_waiting, settings, shipped_rows
from methodologies.kernel.published import PublishedRow, PublishedTable
from methodologies.kernel.rules import NotFound, NotYours, Refusal
from methodologies.kernel.worksheet import Worksheet
from workflows.registration import REGISTRATION
from workflows.settings import OFF, SETTINGS, Setting

ENTERS = {"operator", "national_administrator"}
LOOKS = {"auditor"}


@dataclass(frozen=True)
class Reader:
    """What the signed-in person may do here."""
    id: int
    enters: bool


@dataclass(frozen=True)
class Open:
    """What waits for a second person. name: the row's ref or the setting's key; said: what was proposed."""
    name: str
    said: Mapping[str, Any]
    by_id: int
    by: str
    at: datetime
    kept: bool = False                                  # the document that it names is on file


@dataclass(frozen=True)
class RowSeen:
    """A loaded row. key: words of the row's key, (zh, en) each; values: texts in the order of the table's fields."""
    ref: str
    key: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    published_on: date
    source: str
    sha256: str
    purpose: str
    confidence: str
    absent: bool
    entered_by: str
    checked_by: str
    kept: bool


@dataclass(frozen=True)
class TableSeen:
    """shipped: rows that the program brings and nobody loaded; waiting: rows that the reader may check."""
    table: PublishedTable
    rows: tuple[RowSeen, ...]
    shipped: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Tables:
    reader: Reader
    tables: tuple[TableSeen, ...]
    open: tuple[Open, ...]
    demonstration: bool


@dataclass(frozen=True)
class Effect:
    """What a row that waits would do to one dossier: whole tonnes before and after; None where nothing comes out."""
    ref: str
    href: str
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Impact:
    """What a row that waits would change; `same`: how many dossiers that are not decided yet it leaves as they are."""
    row: Open
    effects: tuple[Effect, ...]
    same: int


@dataclass(frozen=True)
class Change:
    """A dated value of a setting."""
    value: str
    from_on: date
    proposed_by: str
    confirmed_by: str


@dataclass(frozen=True)
class SettingSeen:
    setting: Setting
    now: str
    changes: tuple[Change, ...]
    open: Open | None

    @property
    def is_default(self) -> bool:
        return self.now == self.setting.text

    @property
    def choices(self) -> tuple[tuple[str, str, str], ...]:
        """(value, zh, en) where the value is one of a few; none where it is typed."""
        if isinstance(self.setting.value, bool):
            return (("true", "是", "yes"), ("false", "否", "no"))
        return self.setting.choices


@dataclass(frozen=True)
class Settings:
    reader: Reader
    rows: tuple[SettingSeen, ...]


def tables(by: Who) -> Tables:
    """NotFound for anybody but the registry's staff and the auditor."""
    with reading() as db:
        reader, people = _reader(db, by), _names(db)
        stored = list(db.scalars(select(Row).order_by(Row.published_on.desc(), Row.ref.desc())))
        seen = tuple(TableSeen(table, tuple(_row(table, row, people) for row in stored if row.name == table.id),
                               len(shipped_rows(db, table.id)),
                               sum(proposer != by.id for _, proposer in rows_waiting(db, table.id)))
                     for table in kinds().values())
        return Tables(reader, seen, _open(db, "T:"), is_demonstration(db))


def impact(name: str, by: Who, today: date) -> Impact:
    """Every dossier that is not decided yet, worked with and without the row that waits. NotFound as above."""
    with reading() as db:
        _reader(db, by)
        waiting = next((each for each in _open(db, "T:") if each.name == name), None)
        if waiting is None:
            raise NotFound(name)
        row = row_as_read(waiting.said)
        on = max(today, row.published_on)
        found = [*_estimates(db, row, on), *_accountings(db, row, on)]
        touched = tuple(each for each in found if each.before != each.after)
        return Impact(waiting, touched, len(found) - len(touched))


def _estimates(db: Db, row: PublishedRow, on: date) -> Iterator[Effect]:
    ended = {state.key for state in REGISTRATION.finals()}
    for each in db.scalars(select(Application).where(Application.state.not_in(ended)).order_by(Application.id)):
        document = design_document(db, each)
        before, after = (_tonnes(estimate, db, each, document, on, more) for more in ((), (row,)))
        yield Effect(each.ref, f"/applications/{each.ref}", each.name, before, after)


def _accountings(db: Db, row: PublishedRow, on: date) -> Iterator[Effect]:
    for each in db.scalars(select(Period).where(Period.state.not_in(("open", "verified"))).order_by(Period.id)):
        before, after = (_tonnes(worked, db, each, on, None, more) for more in ((), (row,)))
        yield Effect(each.ref, f"/periods/{each.ref}", each.project.name, before, after)


def _tonnes(work: Callable[..., Worksheet], *words: Any) -> int | None:
    try:
        return work(*words).tonnes
    except Refusal:
        return None


def document_of(digest: str, by: Who) -> str:
    """The file name under which the document of a row is handed out. NotFound as above, and where no row names it."""
    with reading() as db:
        _reader(db, by)
        waiting = any(each.said.get("sha256") == digest for each in _open(db, "T:"))
        if not waiting and not db.scalar(select(Row.id).where(Row.sha256 == digest).limit(1)):
            raise NotFound(digest)
        return f"{digest[:12]}.pdf"


def all_settings(by: Who, today: date) -> Settings:
    """NotFound as above."""
    with reading() as db:
        reader, values = _reader(db, by), settings(db, today)
        waiting, changes = {each.name: each for each in _open(db, "S:")}, _changes(db)
        return Settings(reader, tuple(SettingSeen(each, _text(values[key]), changes.get(key, ()), waiting.get(key))
                                      for key, each in SETTINGS.items()))


def insist_on_demonstration() -> None:
    """NotFound in a production database: there is no clock to move."""
    with reading() as db:
        if not is_demonstration(db):
            raise NotFound("clock")


def insist_on_entering(by: Who) -> None:
    """NotFound for strangers, NotYours for those who only look."""
    with reading() as db:
        if not _reader(db, by).enters:
            raise NotYours("registry")


@dataclass(frozen=True)
class Revoking:
    """A certificate that staff may revoke, what was proposed, and what became of it."""
    number: str
    reader: Reader
    open: Open | None
    revoked: certificates.Revoked | None


def revocation(number: str, by: Who) -> Revoking:
    """NotFound for anybody but the registry's staff and the auditor, and for a number that was never given."""
    shown = certificates.certificate(number)
    with reading() as db:
        waiting = {each.name: each for each in _open(db, "C:")}
        return Revoking(shown.content.number, _reader(db, by), waiting.get(number),
                        certificates.revocation_of(db, number))


def _reader(db: Db, by: Who) -> Reader:
    rows = db.execute(select(Membership.duty, Organisation.kind).outerjoin(Organisation)
                      .where(Membership.person_id == by.id, Membership.ended_on.is_(None))).all()
    enters = any(duty in ENTERS and kind == "registry" for duty, kind in rows)
    if not enters and not any(duty in LOOKS for duty, _ in rows):
        raise NotFound("oversight")
    return Reader(by.id, enters)


def _names(db: Db) -> dict[int, str]:
    people = select(Row.entered_by).union(select(Row.checked_by))
    return dict(db.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())


def _row(table: PublishedTable, row: Row, people: Mapping[int, str]) -> RowSeen:
    key = tuple(
        next(((zh, en) for v, zh, en in f.words if v == row.key.get(f.name)), (str(row.key.get(f.name, "")),) * 2)
        for f in table.key
    )
    return RowSeen(
        row.ref,
        key,
        tuple(str(row.values.get(f.name, "")) for f in table.values),
        row.published_on,
        row.source,
        row.sha256,
        row.purpose,
        row.confidence,
        row.absent,
        people.get(row.entered_by, ""),
        people.get(row.checked_by, ""),
        store().has(row.sha256),
    )


def _open(db: Db, prefix: str) -> tuple[Open, ...]:
    rows = db.execute(select(Proposal, Person.name).join(Person, Person.id == Proposal.proposed_by)
                      .where(Proposal.subject.startswith(prefix), Proposal.state == "open").order_by(Proposal.id))
    said = [(p, name, json.loads(p.payload)) for p, name in rows]
    return tuple(Open(p.subject.removeprefix(prefix), each, p.proposed_by, name, p.proposed_at,
                      store().has(each.get("sha256", ""))) for p, name, each in said)


def _changes(db: Db) -> dict[str, tuple[Change, ...]]:
    first, second = aliased(Person), aliased(Person)
    rows = db.execute(select(Stored, first.name, second.name).join(first, first.id == Stored.proposed_by)
                      .join(second, second.id == Stored.confirmed_by).order_by(Stored.from_on.desc(), Stored.id.desc()))
    found: dict[str, tuple[Change, ...]] = {}
    for row, proposed, confirmed in rows:
        found[row.key] = (*found.get(row.key, ()), Change(row.value, row.from_on, proposed, confirmed))
    return found


def _text(value: Any) -> str:
    if value is None:
        return OFF
    return str(value).lower() if isinstance(value, bool) else str(value)
