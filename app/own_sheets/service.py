"""自备表格: a file is kept for one table of a dossier, mapped, and forgotten when its rows are taken over.

Who may do so is for the room whose dossier it is; it asks before it calls, and takes the rows by its own service.
"""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app import clock
from app.access import Who
from app.database import Db, reading, transaction
from app.fields.sheets.heads import Column, remembered
from app.models.own_sheet import ColumnMemory, OwnSheet
from app.own_sheets.queries import OnHand, first_look, memory_of
from app.papers import service as papers
from methodologies.kernel.records import Record


def keep(subject: str, record: Record, owner: int, file_name: str, data: bytes, *, by: Who) -> None:
    """Keep a file in place of the one before it, under the mapping that is proposed. Refusal: no table."""
    with reading() as db:
        memory = memory_of(db, owner, record.name)
    look = first_look(data, file_name, record, memory)
    with transaction() as db:
        source = papers.store_file(db, file_name, data, tables=True).sha256
        row = _row(db, subject, record.name) or OwnSheet(subject=subject, name=record.name)
        row.source, row.file_name, row.sent_at, row.sent_by = source, file_name[-200:], clock.now(), by.id
        _map(row, look.sheet.index, look.line, look.columns)
        db.add(row)


def look_at(hand: OnHand, owner: int, sheet: int, head: int) -> None:
    """Another sheet, or another line of headings: the mapping is proposed anew. Refusal: nothing is there."""
    with reading() as db:
        memory = memory_of(db, owner, hand.record.name)
    look = first_look(hand.data(), hand.file_name, hand.record, memory, sheet, head)
    choose(hand, look.sheet.index, look.line, look.columns)


def choose(hand: OnHand, sheet: int, head: int, columns: Sequence[Column]) -> None:
    """The mapping of this very file; nothing when another was sent meanwhile."""
    with transaction() as db:
        if (row := _row(db, hand.subject, hand.record.name)) is not None and row.source == hand.source:
            _map(row, sheet, head, columns)


def drop(hand: OnHand) -> None:
    with transaction() as db:
        _forget(db, hand)


def taken(db: Db, hand: OnHand, owner: int, by: Who) -> None:
    """In the transaction that stores the rows: the mapping is remembered, the file no longer waits."""
    _forget(db, hand)
    name = hand.record.name
    row = db.scalar(select(ColumnMemory).where(ColumnMemory.organisation_id == owner, ColumnMemory.name == name))
    row = row or ColumnMemory(organisation_id=owner, name=name, columns={})
    row.columns = {**row.columns, **remembered(hand.read.columns)}
    row.saved_at, row.saved_by = clock.now(), by.id
    db.add(row)
    db.flush()


def _row(db: Db, subject: str, name: str) -> OwnSheet | None:
    return db.scalar(select(OwnSheet).where(OwnSheet.subject == subject, OwnSheet.name == name).with_for_update())


def _map(row: OwnSheet, sheet: int, head: int, columns: Sequence[Column]) -> None:
    row.sheet, row.head = sheet, head
    row.columns = [[c.n, c.field, c.unit, c.known_by] for c in columns]


def _forget(db: Db, hand: OnHand) -> None:
    """Its bytes stay in the store: what was taken is the source of the rows."""
    db.execute(delete(OwnSheet).where(OwnSheet.subject == hand.subject, OwnSheet.name == hand.record.name,
                                      OwnSheet.source == hand.source))
