"""What the pages of a project's periods show, as frozen values: built inside a reading of the database."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import access, moves
from app.access import Who
from app.models.evidence import Event
from app.models.party import Person
from app.models.project import Project
from app.models.reduction import Dataset, Period
from app.monitoring.corrections import open_places
from app.monitoring.determined import Check, Reading, reading_of
from app.monitoring.facts import worksheet_of_locked
from app.papers.history import Happened, history_of
from app.papers.periods import determine, module_of
from app.papers.queries import Attached, attached, sheet_of
from app.rooms import Offer
from methodologies.kernel.methodology import Determined, Methodology
from methodologies.kernel.records import Record
from methodologies.kernel.rules import Broken, NotFound, Refusal
from workflows import lifecycle
from workflows.engine import Actor, Move, State
from workflows.issuance import ISSUANCE

if TYPE_CHECKING:
    from app.database import Db

HAPPENED = {"opened": ("开立核算期", "Period opened"), "data": ("保存数据表", "Data table saved"),
            "calculated": ("完成核算计算", "Accounting worked")}


# --- the periods of a project

@dataclass(frozen=True)
class Line:
    """A period in a list."""
    ref: str
    n: int
    starts_on: date
    ends_on: date
    state: State
    tonnes: int | None


@dataclass(frozen=True)
class ProjectPeriods:
    """may_open: this person may begin the next one."""
    code: str
    name: str
    crediting_from: date
    crediting_to: date
    periods: tuple[Line, ...]
    may_open: bool
    next_from: date


def project_periods(db: Db, code: str, by: Who) -> ProjectPeriods:
    """The periods of a project that this person may see. NotFound for strangers to the project."""
    project = db.scalar(select(Project).where(Project.code == code))
    if project is None:
        raise NotFound(code)
    duties = access.duties_of(db, by)
    mine = {duty for home, duty in duties if home == project.owner_id and duty in ("initiator", "confirmer")}
    rows = db.scalars(select(Period).where(Period.project_id == project.id).order_by(Period.n.desc())).all()
    seen = tuple(_line(db, row) for row in rows if access.actors_of(db, by, row))
    if not mine and not seen:
        raise NotFound(code)
    ends = max((row.ends_on for row in rows), default=None)
    first = date.fromordinal(ends.toordinal() + 1) if ends else project.crediting_from
    return ProjectPeriods(code, project.name, project.crediting_from, project.crediting_to, seen,
                          "initiator" in mine, first)


def _line(db: Db, row: Period) -> Line:
    sheet = worksheet_of_locked(db, row)
    return Line(row.ref, row.n, row.starts_on, row.ends_on, moves.state_of(row), sheet.tonnes if sheet else None)


# --- one period

@dataclass(frozen=True)
class Table:
    """A data table in the list of a period: how full it is, where its rows came from."""
    record: Record
    rows: int
    revision: int
    digest: str
    source: str
    source_name: str
    saved_at: datetime | None
    saved_by: str

    @property
    def wanting(self) -> bool:
        return self.rows < self.record.min_rows


@dataclass(frozen=True)
class Claim:
    ref: str
    state: State


@dataclass(frozen=True)
class PeriodPage:
    """A period as its actors see it. as_of: the day taken for the upload of the verification report."""
    ref: str
    n: int
    starts_on: date
    ends_on: date
    opened_on: date
    state: State
    project_code: str
    project_name: str
    owner_zh: str
    owner_en: str
    methodology: Methodology
    tables: tuple[Table, ...]
    checks: tuple[Check, ...]
    judged: bool
    as_of: date
    reading: Reading
    sheet: Mapping[str, Any] | None
    sheet_n: int
    claims: tuple[Claim, ...]
    papers: tuple[Attached, ...]
    history: tuple[Happened, ...]
    offers: tuple[Offer, ...]
    waits: tuple[tuple[Move, Actor], ...]
    may_edit: bool
    may_attach: bool
    may_calculate: bool
    may_claim: bool


def period_page(db: Db, ref: str, by: Who, today: date) -> PeriodPage:
    """NotFound when absent or not this person's to see."""
    row = moves.look(db, Period, ref, by)
    initiator = Actor.OWNER_INITIATOR in access.actors_of(db, by, row, "data")
    project, module, state = row.project, module_of(row.project), row.state
    tables = tables_of(db, row, module)
    stored = worksheet_of_locked(db, row)
    sheet = sheet_of(stored)
    seen = _determined(db, row, today) if state in ("open", "closed") and not any(t.wanting for t in tables) else None
    inputs, notes = (seen.inputs, seen.notes) if seen else (sheet["inputs"], sheet["notes"]) if sheet else ({}, ())
    claims = tuple(Claim(c.ref, ISSUANCE.states.of(c.state)) for c in row.claims if access.actors_of(db, by, c))
    live = any(c.state not in ("refused", "withdrawn", "terminated") for c in row.claims)
    return PeriodPage(
        ref, row.n, row.starts_on, row.ends_on, row.opened_on, moves.state_of(row), project.code, project.name,
        project.owner.name_zh, project.owner.name_en, module, tables,
        tuple(_check(ref, module, b, n) for n, b in enumerate(seen.broken if seen else ())), seen is not None,
        today if seen or stored is None else stored.made_on, reading_of(module.accounting, inputs, notes), sheet,
        stored.n if stored else 0, claims, attached(db, row),
        history_of(db, row, HAPPENED, more=partial(_more, module)), moves.offers(db, row, by, today), _waits(row),
        initiator and state == "open",
        initiator and state in ("open", "closed", "accounted"), initiator and state == "closed" and sheet is None,
        initiator and state == "accounted" and not live)


def _more(module: Methodology, event: Event) -> tuple[str, str]:
    """Which table was saved with how many rows, or how many tonnes were worked."""
    said = event.facts
    if "table" in said:
        zh, en = next(((r.zh, r.en) for r in module.records if r.name == said["table"]), (said["table"],) * 2)
        return f"：{zh}，{said['rows']} 行", f": {en}, {said['rows']} rows"
    return (f"：{said['tonnes']:,} 吨", f": {said['tonnes']:,} t") if "tonnes" in said else ("", "")


def _waits(row: Period) -> tuple[tuple[Move, Actor], ...]:
    return tuple(pair for pair in moves.waited_for(row) if not lifecycle.caused(row.stage, pair[0].trigger))


def _determined(db: Db, row: Period, today: date) -> Determined:
    try:
        return determine(db, row, today)
    except Refusal as refusal:
        return Determined({}, refusal.broken)


def _check(ref: str, module: Methodology, broken: Broken, n: int) -> Check:
    """Where a rule speaks of a whole row, its first cell is shown."""
    parts = broken.where.strip("/").split("/")
    record = next((r for r in module.records if r.name == parts[0]), None)
    if record is None:
        return Check(broken, "", f"check-{n}")
    cell = "-".join([*parts, record.fields[0].name] if len(parts) == 2 else parts)
    return Check(broken, f"/periods/{ref}/tables/{record.name}#at-{cell}", f"check-{n}")


def tables_of(db: Db, row: Period, module: Methodology) -> tuple[Table, ...]:
    stored = {d.name: (d, who) for d, who in db.execute(select(Dataset, Person.name).join(
        Person, Person.id == Dataset.saved_by).where(Dataset.period_id == row.id))}
    return tuple(_table(record, *stored.get(record.name, (None, ""))) for record in module.records)


def _table(record: Record, row: Dataset | None, who: str) -> Table:
    if row is None:
        return Table(record, 0, 0, "", "", "", None, "")
    return Table(record, len(row.rows), row.revision, row.digest, row.source or "", row.source_name, row.saved_at, who)


# --- one table of a period

@dataclass(frozen=True)
class TablePage:
    """rows: as stored. open: pointers below which this person may change them now; "" is all of an open period."""
    period: str
    n: int
    starts_on: date
    ends_on: date
    state: State
    project_code: str
    project_name: str
    table: Table
    rows: tuple[Mapping[str, str], ...]
    checks: tuple[Check, ...]
    open: frozenset[str]
    others: tuple[Table, ...]

    @property
    def may_edit(self) -> bool:
        return bool(self.open)

    @property
    def whole(self) -> bool:
        """Whether rows may be added, removed, imported."""
        return "" in self.open


def table_page(db: Db, ref: str, name: str, by: Who, today: date) -> TablePage:
    """NotFound for a period that is not this person's to see, and for a table that its methodology lacks."""
    row = moves.look(db, Period, ref, by)
    tables = tables_of(db, row, module_of(row.project))
    table = next((t for t in tables if t.record.name == name), None)
    if table is None:
        raise NotFound(name)
    rows = db.scalar(select(Dataset.rows).where(Dataset.period_id == row.id, Dataset.name == name)) or []
    full = row.state in ("open", "closed") and not any(t.wanting for t in tables)
    checks = _determined(db, row, today).broken if full else ()
    module = module_of(row.project)
    here = tuple(_check(ref, module, b, n) for n, b in enumerate(checks)
                 if b.where == f"/{name}" or b.where.startswith(f"/{name}/"))
    mine = Actor.OWNER_INITIATOR in access.actors_of(db, by, row, "data")
    return TablePage(ref, row.n, row.starts_on, row.ends_on, moves.state_of(row), row.project.code, row.project.name,
                     table, tuple(rows), here, _open(db, row, name) if mine else frozenset(), tables)


def _open(db: Db, row: Period, name: str) -> frozenset[str]:
    """All of an open period; of a claimed one the places in this table that a correction request points at."""
    if row.state != "claimed":
        return frozenset({""} if row.state == "open" else ())
    places = (place.removeprefix("/data") for place in open_places(db, row))
    return frozenset(place for place in places if place.split("/")[1] == name)
