"""Published tables and settings, as they stand on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.database import Db
from app.models.published import Installation, PublishedTable, Setting
from app.models.work import Proposal
from methodologies.kernel import catalogue
from methodologies.kernel.confirmations import PARAMETER, table_of
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.published import PublishedTable as PublishedKind
from methodologies.kernel.rules import Confidence
from workflows.international import AUTHORISATIONS
from workflows.settings import DEFAULTS, SETTINGS, Value

_SETTINGS = (select(Setting.key, Setting.value).where(Setting.from_on <= bindparam("on"))
             .order_by(Setting.from_on, Setting.id))


def tables(db: Db, name: str | None = None) -> tuple[PublishedRow, ...]:
    """Every loaded row, as the methodologies read it."""
    wanted = select(PublishedTable).order_by(PublishedTable.id)
    rows = db.scalars(wanted.where(PublishedTable.name == name) if name else wanted)
    return tuple(
        PublishedRow(
            id=r.ref,
            table=r.name,
            key=r.key,
            values=r.values,
            published_on=r.published_on,
            source=r.source,
            sha256=r.sha256,
            purpose=r.purpose,
            confidence=Confidence(r.confidence),
            absent=r.absent,
        )
        for r in rows
    )


def row_as_read(said: Mapping[str, Any]) -> PublishedRow:
    """A row as somebody proposed it, as the methodologies would read it."""
    return PublishedRow(id=said["ref"], table=said["name"], absent=bool(said.get("absent")),
                        confidence=Confidence(said["confidence"]),
                        published_on=date.fromisoformat(said["published_on"]),
                        **{name: said[name] for name in ("key", "values", "source", "sha256", "purpose")})


def as_proposed(row: PublishedRow) -> dict[str, Any]:
    """The other way round: a shipped row as somebody proposes it."""
    return {"ref": row.id, "name": row.table, "key": dict(row.key), "values": dict(row.values),
            "published_on": row.published_on.isoformat(), "source": row.source, "sha256": row.sha256,
            "purpose": row.purpose, "confidence": str(row.confidence), "absent": row.absent}


def shipped_rows(db: Db, table: str) -> tuple[PublishedRow, ...]:
    """The rows of a table that are shipped with the program and neither loaded nor waiting to be."""
    kind = kinds().get(table)
    rows = [row for row in (kind.shipped() if kind else ()) if row.values or row.absent]
    known = set(db.scalars(select(PublishedTable.ref).where(PublishedTable.name == table)))
    known |= {row["ref"] for row, _ in rows_waiting(db, table)}
    return tuple(row for row in rows if row.id not in known)


def rows_waiting(db: Db, table: str) -> list[tuple[dict[str, Any], int]]:
    """(row, who proposed it) of every row of a table that waits for its second person."""
    open_ = select(Proposal.payload, Proposal.proposed_by).where(
        Proposal.subject.startswith("T:"), Proposal.state == "open").order_by(Proposal.id)
    said = ((json.loads(payload), by) for payload, by in db.execute(open_))
    return [(row, by) for row, by in said if row["name"] == table]


def settings(db: Db, on: date) -> dict[str, Value]:
    """Each setting's value on a day: the newest row that had begun, else the default."""
    values = dict(DEFAULTS)
    for key, value in db.execute(_SETTINGS, {"on": on}):
        values[key] = SETTINGS[key].read(value)
    return values


def setting(db: Db, key: str, on: date) -> Value:
    return settings(db, on)[key]


def choices(db: Db, on: date) -> dict[str, str]:
    """Settings as words, as a methodology reads them: `meter.out_from`."""
    return {key: str(value) for key, value in settings(db, on).items()}


def kinds() -> dict[str, PublishedKind]:
    """Every kind of published table that a methodology or the procedure reads, by id."""
    every = catalogue.catalogue().values()
    found = {table.id: table for m in every for table in m.tables}
    return found | {PARAMETER: table_of(every), AUTHORISATIONS.id: AUTHORISATIONS}


def installation(db: Db) -> Installation:
    """The one row that says what kind of database this is."""
    return db.get(Installation, 1)


def is_demonstration(db: Db) -> bool:
    return installation(db).kind in ("demo", "test")
