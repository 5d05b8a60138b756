"""Published tables and settings, as they stand on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import Db
from app.models.published import Installation, PublishedTable, Setting
from methodologies.kernel import catalogue
from methodologies.kernel.confirmations import PARAMETER, table_of
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.published import PublishedTable as PublishedKind
from methodologies.kernel.rules import Confidence
from workflows.settings import DEFAULTS, SETTINGS, Value


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


def settings(db: Db, on: date) -> dict[str, Value]:
    """Each setting's value on a day: the newest row that had begun, else the default."""
    values = dict(DEFAULTS)
    for row in db.scalars(select(Setting).where(Setting.from_on <= on).order_by(Setting.from_on, Setting.id)):
        values[row.key] = SETTINGS[row.key].read(row.value)
    return values


def setting(db: Db, key: str, on: date) -> Value:
    return settings(db, on)[key]


def choices(db: Db, on: date) -> dict[str, str]:
    """Settings as words, as a methodology reads them: `meter.out_from`."""
    return {key: str(value) for key, value in settings(db, on).items()}


def kinds() -> dict[str, PublishedKind]:
    """Every kind of published table that some methodology reads, by id."""
    every = catalogue.catalogue().values()
    found = {table.id: table for m in every for table in m.tables}
    return found | {PARAMETER: table_of(every)}


def installation(db: Db) -> Installation:
    """The one row that says what kind of database this is."""
    return db.get(Installation, 1)


def is_demonstration(db: Db) -> bool:
    return installation(db).kind in ("demo", "test")
