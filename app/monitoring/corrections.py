"""A claimed period is locked but for what an open correction request points at; a change there is a new claim.

Law: R-51, R-84. What is computed from the change follows in the same transaction: worksheet and accounting report.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from app import clock
from app.access import Who
from app.engagement.queries import open_targets
from app.evidence import events
from app.models.reduction import Period, ReductionApplication
from app.papers import changes
from app.papers import service as papers
from app.papers.periods import worked
from app.papers.queries import newest_version
from methodologies.kernel.rules import NotOpen

if TYPE_CHECKING:                                       # only queries and services open a database
    from app.database import Db

Rows = list[dict[str, Any]]


def open_places(db: Db, period: Period) -> tuple[str, ...]:
    """Where the data of a claimed period may be changed now: /data/readings/3/energy_mwh."""
    claim = _claim(period)
    return tuple(t for t in open_targets(db, claim.ref) if t.startswith("/data/")) if claim else ()


def refuse_outside(db: Db, period: Period, name: str, was: Rows, now: Rows) -> None:
    """NotOpen where nothing is open; Refusal that names every cell outside of what is."""
    places = open_places(db, period)
    if not places:
        raise NotOpen(period.ref)
    changes.refuse_outside({"data": {name: was}}, {"data": {name: now}}, places)


def claim_again(db: Db, period: Period, name: str, was: Rows, now: Rows, by: Who, today: date) -> None:
    """The next version of the accounting report, with the lines that were corrected and the figures worked anew."""
    claim = _claim(period)
    if claim is None:
        raise NotOpen(period.ref)
    sheet = worked(db, period, today).to_json()
    papers.keep_worksheet(db, period.ref, "accounting", sheet, today)
    kept = papers.keep_worksheet(db, claim.ref, "accounting", sheet, today)
    claim.worksheet_id = kept.id
    before = papers.document_of(newest_version(db, claim.ref, "accounting_report"))
    version = papers.freeze(db, claim.ref, "accounting_report", {
        **before, "by_year": sheet["by_year"], "tonnes": sheet["tonnes"], "worksheet": kept.digest,
        "corrected": list(_lines({"data": {name: was}}, {"data": {name: now}}))}, by, today)
    events.write(db, subject=claim.ref, kind="revised", on=today, at=clock.now(), facts={
        "by": by.id, "version": version.digest, "n": version.n, "worksheet": kept.digest})


def _claim(period: Period) -> ReductionApplication | None:
    return next((each for each in period.claims if each.state in changes.OPEN_FOR_CHANGES), None)


def _lines(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for pointer in changes.pointers(was, now):
        yield {"at": pointer, "was": changes.read(was, pointer), "now": changes.read(now, pointer)}
