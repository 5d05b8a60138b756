"""What the page of the accounting report shows."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import access, moves
from app.access import Who
from app.engagement.queries import open_targets
from app.issuance.facts import report_checks, report_document
from app.issuance.pages import Head, Sheet, Year, claimed_worksheet, head_of, sheet_line, years_of
from app.models.party import Person
from app.models.reduction import ReductionApplication
from app.papers.changes import OPEN_FOR_CHANGES
from app.papers.periods import data_of, module_of
from app.papers.queries import Attached, attached, current_draft, sheet_of
from methodologies.kernel.rules import Broken
from workflows.documents import REPORT
from workflows.engine import Actor

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class ReportPage:
    """The report as it is written: sections with their texts, what the system fills in, what the checks say."""
    head: Head
    sections: Mapping[str, str]
    revision: int
    saved_at: datetime | None
    saved_by: str
    years: tuple[Year, ...]
    sheet: Sheet | None
    tables: tuple[tuple[str, str, int], ...]
    evidence: tuple[Attached, ...]
    checks: tuple[Broken, ...]
    empty: tuple[str, ...]
    open: frozenset[str]

    @property
    def may_edit(self) -> bool:
        """Whether anything is open to the reader: "" is all of a draft, else what a finding points at."""
        return bool(self.open)

    def is_open(self, pointer: str) -> bool:
        return "" in self.open or pointer in self.open


def report_page(db: Db, ref: str, by: Who) -> ReportPage:
    row = moves.look(db, ReductionApplication, ref, by)
    mine = Actor.OWNER_INITIATOR in access.actors_of(db, by, row, "save")
    texts, sheet, draft = report_document(db, row)["sections"], claimed_worksheet(db, row), current_draft(db, ref)
    data = data_of(db, row.period)
    tables = tuple((r.zh, r.en, len(data.get(r.name, ()))) for r in module_of(row.project).records)
    return ReportPage(head_of(row), texts, draft.revision, draft.saved_at, db.scalars(select(Person.name).where(
        Person.id == draft.saved_by)).one(), years_of(db, row), sheet_line(sheet) if sheet else None, tables,
        (*attached(db, row.period), *(p for p in attached(db, row) if p.slot.stage == "monitoring"))
        if row.state == "draft" else attached(db, row), report_checks(db, row, sheet_of(sheet) or {}),
        REPORT.empty(texts),
        _open(db, row) if mine and moves.open_proposal(db, ref) is None else frozenset())


def _open(db: Db, row: ReductionApplication) -> frozenset[str]:
    if row.state == "draft":
        return frozenset({""})
    targets = open_targets(db, row.ref) if row.state in OPEN_FOR_CHANGES else ()
    return frozenset(target for target in targets if target.startswith("/sections/"))
