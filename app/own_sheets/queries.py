"""A file that waits to be taken over, read anew under the mapping that stands."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.database import reading
from app.evidence import documents
from app.fields.sheets.grid import Sheet, read_sheet
from app.fields.sheets.heads import Column, Memory, heading_line, propose
from app.fields.sheets.rows import Read, read
from app.models.own_sheet import ColumnMemory, OwnSheet
from app.models.party import Person
from methodologies.kernel.records import Record

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class OnHand:
    """source: sha256 of the file. read: what it gives under the mapping that stands."""
    subject: str
    record: Record
    source: str
    file_name: str
    sent_at: datetime
    sent_by: str
    read: Read

    def data(self) -> bytes:
        return documents.store().get(self.source)


def on_hand(subject: str, record: Record) -> OnHand | None:
    """The file that waits for this table, or None."""
    with reading() as db:
        found = db.execute(select(OwnSheet, Person.name).join(Person, Person.id == OwnSheet.sent_by).where(
            OwnSheet.subject == subject, OwnSheet.name == record.name)).first()
    if found is None:
        return None
    row, name = found
    sheet = read_sheet(documents.store().get(row.source), row.file_name, row.sheet)
    told = read(sheet, row.head, columns_of(sheet, row.head, row.columns), record)
    return OnHand(subject, record, row.source, row.file_name, row.sent_at, name, told)


def columns_of(sheet: Sheet, head: int, stored: Sequence[Sequence]) -> tuple[Column, ...]:
    heads = sheet.rows[head]
    return tuple(Column(n, heads[n] if n < len(heads) else "", *said) for n, *said in stored)


def memory_of(db: Db, owner: int, name: str) -> Memory:
    """Plain heading → (field, unit), as this organisation's last table of that name had it."""
    return db.scalar(select(ColumnMemory.columns).where(ColumnMemory.organisation_id == owner,
                                                        ColumnMemory.name == name)) or {}


def first_look(data: bytes, file_name: str, record: Record, memory: Memory, index: int = 0,
               head: int | None = None) -> Read:
    """A file under the mapping that is proposed for it. Refusal: no table, or too large."""
    sheet = read_sheet(data, file_name, index)
    line = heading_line(sheet, record, memory) if head is None else min(head, len(sheet.rows) - 1)
    return read(sheet, line, propose(sheet, line, record, memory), record)
