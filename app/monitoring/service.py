"""监测: periods, their data, and the accounting of a locked period."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app import access, clock, moves
from app.access import Who
from app.database import Db, transaction
from app.evidence import calls, events
from app.evidence.canonical import canonical, sha256
from app.evidence.refs import next_ref
from app.fields import tables as sheets
from app.models.project import Project
from app.models.reduction import Dataset, Period, ReductionApplication
from app.monitoring import corrections
from app.monitoring.facts import facts, opening_facts
from app.papers import service as papers
from app.papers.periods import module_of, worked
from app.rooms import Outcome, Room
from methodologies.kernel.records import Record, read_rows
from methodologies.kernel.rules import INPUT, Conflict, NotFound, NotOpen, NotYours, Refusal, refuse_if_broken
from workflows.engine import Actor
from workflows.monitoring import MONITORING, PERIOD_RULES, period_is_over


class StaleData(Conflict):
    """The table was saved elsewhere since it was read."""
    zh = "该数据表已在别处保存过，请刷新后再改。"
    en = "This table was saved elsewhere since you read it. Reload before changing it."


def open_period(project_code: str, starts_on: date, ends_on: date, *, by: Who, today: date, key: str) -> str:
    """Begin an accounting period; gives back its ref. Before it is over, never outside the crediting period."""
    with transaction() as db:
        project = db.scalar(select(Project).where(Project.code == project_code).with_for_update())
        if project is None or (project.owner_id, "initiator") not in access.duties_of(db, by):
            raise NotFound(project_code)
        said = ["open_period", project_code, starts_on.isoformat(), ends_on.isoformat(), by.id]
        if (done := calls.earlier(db, key, said)) is not None:
            return done
        rules = [r for r in PERIOD_RULES if r is not period_is_over]
        refuse_if_broken(rules, opening_facts(db, project, starts_on, ends_on, today))
        n = 1 + (db.scalar(select(func.max(Period.n)).where(Period.project_id == project.id)) or 0)
        row = Period(ref=next_ref(db, Period, "MP", today.year), state="open", project_id=project.id, n=n,
                     starts_on=starts_on, ends_on=ends_on, opened_on=today)
        db.add(row)
        db.flush()
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={
            "by": by.id, "project": project_code, "from": starts_on.isoformat(), "to": ends_on.isoformat()})
        calls.keep(db, key, said, row.ref, clock.now())
        return row.ref


def save_rows(ref: str, name: str, rows: Sequence[Mapping[str, Any]], revision: int, *, by: Who, today: date,
              source: tuple[str, bytes] | None = None, also: Callable[[Db], None] | None = None) -> int:
    """Replace one table of the period; gives back its new revision. Refusal with every bad cell: nothing is stored.

    source: the file that the rows came out of. also: what happens with it, in the same transaction.

    Of a claimed period only what an open correction request points at, and the claim is worked anew.
    """
    with transaction() as db:
        period = _own(db, ref, by, "data", ("open", "claimed"))
        record = _record(period, name)
        clean, broken = read_rows(record, list(rows), f"/{name}")
        if broken:
            raise Refusal(*broken)
        was = _rows(db, period, name)
        if period.state == "claimed":
            corrections.refuse_outside(db, period, name, was, clean)
        saved = _store(db, period, record, clean, revision, by, today, source)
        if also:
            also(db)
        if period.state == "claimed" and was != clean:
            corrections.claim_again(db, period, name, was, clean, by, today)
        return saved


def replaceable(ref: str, name: str, *, by: Who) -> int:
    """The owner whose table may be replaced now by this person. Raises NotFound, NotYours, NotOpen."""
    with transaction() as db:
        period = _own(db, ref, by, "data")
        _record(period, name)
        return period.project.owner_id


def import_rows(ref: str, name: str, file_name: str, data: bytes, revision: int, *, by: Who, today: date) -> int:
    """Replace one table by a CSV or XLSX file; the raw file is kept by its hash. All row errors at once."""
    with transaction() as db:
        period = _own(db, ref, by, "data", ("open", "claimed"))
        record = _record(period, name)
    rows, broken = sheets.read_table(data, file_name, record)
    if broken:
        raise Refusal(*broken)
    return save_rows(ref, name, rows, revision, by=by, today=today, source=(file_name, data))


def attach(ref: str, slot: str, name: str, data: bytes, *, by: Who, today: date, **said: str) -> str:
    """Upload evidence of the period: vouchers, calibration reports."""
    with transaction() as db:
        row = _own(db, ref, by, "attach", ("open", "closed", "accounted"))
        file = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="attached", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, row, "attach"), "attachment": file.ref, "slot": slot,
                            "sha256": file.sha256})
        return file.ref


def calculate(ref: str, *, by: Who, today: date) -> int:
    """Work the accounting of a locked period and keep the worksheet; gives back whole tonnes. Refusal: all at once."""
    with transaction() as db:
        period = _own(db, ref, by, "calculate", ("closed",))
        row = papers.keep_worksheet(db, period.ref, "accounting", worked(db, period, today).to_json(), today)
        events.write(db, subject=ref, kind="calculated", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, period, "calculate"), "worksheet": row.digest,
                            "tonnes": row.tonnes})
        return row.tonnes


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take a move of the period. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, Period, ref, by, key)
        return moves.perform(db, row, trigger, by=by, today=today, key=key, payload=payload)


def _own(db: Db, ref: str, by: Who, step: str, states: tuple[str, ...] = ("open",)) -> Period:
    period = moves.find(db, Period, ref, by)
    if Actor.OWNER_INITIATOR not in access.actors_of(db, by, period, step):
        raise NotYours(ref)
    if period.state not in states:
        raise NotOpen(ref)
    return period


def _record(period: Period, name: str) -> Record:
    record = next((r for r in module_of(period.project).records if r.name == name), None)
    if record is None:
        raise Refusal(INPUT.at("/name", f"该方法学没有名为“{name}”的数据表。",
                               f"The methodology has no table “{name}”."))
    return record


def _rows(db: Db, period: Period, name: str) -> list:
    return db.scalar(select(Dataset.rows).where(Dataset.period_id == period.id, Dataset.name == name)) or []


def _store(db: Db, period: Period, record: Record, rows: list, revision: int, by: Who, today: date,
           source: tuple[str, bytes] | None) -> int:
    row = db.scalar(select(Dataset).where(Dataset.period_id == period.id, Dataset.name == record.name))
    if (row.revision if row else 0) != revision:
        raise StaleData(f"{period.ref} {record.name}")
    if row is None:
        row = Dataset(period_id=period.id, name=record.name, revision=0)
        db.add(row)
    row.rows, row.revision, row.digest = rows, revision + 1, sha256(canonical(rows))
    row.saved_at, row.saved_by = clock.now(), by.id
    row.source, row.source_name = None, ""
    if source:
        row.source, row.source_name = papers.store_file(db, *source, tables=True).sha256, source[0][-200:]
    db.flush()
    events.write(db, subject=period.ref, kind="data", on=today, at=clock.now(), facts={
        **access.signed(db, by.id, period, "data"), "table": record.name, "rows": len(rows),
        "digest": row.digest, "file": row.source or ""})
    return row.revision


def _closed(db: Db, period: Period, taken) -> dict:
    """Lock the data: from here on the digest is what everything rests on."""
    found = db.scalars(select(Dataset).where(Dataset.period_id == period.id).order_by(Dataset.name))
    return {"datasets": {d.name: d.digest for d in found}}


def _deposited(db: Db, period: Period, taken) -> dict:
    """R-76: the digest of all rows that name the month, table by table; the event is the receipt."""
    month = taken.payload["month"].strip()
    found = db.scalars(select(Dataset).where(Dataset.period_id == period.id).order_by(Dataset.name))
    rows = {d.name: [row for row in d.rows if any(str(said)[:7] == month for said in row.values())] for d in found}
    return {"month": month, "rows": sum(map(len, rows.values())),
            "datasets": {name: sha256(canonical(some)) for name, some in rows.items() if some}}


def _find(db: Db, other: Any) -> Period | None:
    """The period of a reduction application."""
    return db.lock(Period, other.period.ref) if isinstance(other, ReductionApplication) else None


moves.serve("monitoring", Room(MONITORING, facts, {"close": _closed, "deposit": _deposited}, find=_find))
