"""The design document of an application as it stands, and its estimate."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.database import Db
from app.models.document import Version
from app.models.project import Application
from app.papers.queries import current_draft, evidence_slots, newest_version
from app.published.queries import tables
from methodologies.kernel import catalogue
from methodologies.kernel.dates import crediting_years, read_day
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.worksheet import Worksheet
from workflows.documents import Slot, Template, design_template, slots_of

DESIGNS = ("published", "revised", "validated_design")


@dataclass(frozen=True)
class YearOfEstimate:
    """A crediting year: both days belong to it; tonnes are not yet rounded."""
    n: str
    starts_on: date | None
    ends_on: date | None
    tonnes: Decimal


@dataclass(frozen=True)
class Estimate:
    """What pages show of an estimate: whole tonnes in total and in the yearly average, and the years."""
    tonnes: int
    average: int
    years: tuple[YearOfEstimate, ...]
    unrounded: Decimal
    provisional: tuple[str, ...]
    demonstration: bool
    notes: tuple[dict[str, Any], ...]


def form_of(row: Application) -> Template:
    """The form of its design document that is now in use."""
    return design_template(catalogue.find(row.methodology).sector)


def design_slots(row: Application) -> tuple[Slot, ...]:
    """The documents that go with it: those of the procedure for its sector, then what its methodology asks for."""
    sector = catalogue.find(row.methodology).sector
    return (*slots_of("registration", sector=sector), *evidence_slots(row, "design"))


def design_version(db: Db, ref: str) -> Version | None:
    """The newest version of the design document; a report frozen beside it is none."""
    found = [v for v in (newest_version(db, ref, label) for label in DESIGNS) if v]
    return max(found, key=lambda v: v.n, default=None)


def design_document(db: Db, row: Application) -> dict:
    """While it is a draft the draft, afterwards the newest version."""
    version = None if row.state == "draft" else design_version(db, row.ref)
    return json.loads(version.body) if version else current_draft(db, row.ref).document


def estimate(db: Db, row: Application, document: dict, on: date, more: tuple[PublishedRow, ...] = ()) -> Worksheet:
    """The estimate with the tables published by that day. Refusal with everything that is missing, at once.

    more: rows that are not loaded, as if they were.
    """
    published = (*tables(db), *more)
    return catalogue.find(row.methodology).estimate_of(methodology_data(row, document), published, on)


def methodology_data(row: Application, document: dict) -> dict:
    """The part of the document's data that its methodology declares."""
    names = {field.name for field in catalogue.find(row.methodology).design}
    return {name: value for name, value in document["inputs"].items() if name in names}


def shown_estimate(sheet: Mapping[str, Any], document: Mapping[str, Any]) -> Estimate:
    """The estimate of a worksheet's JSON, its rows dated by the document's crediting period."""
    symbol = catalogue.find(sheet["methodology"]).estimate.result.line
    line = next(each for each in sheet["lines"] if each["symbol"] == symbol)
    first, last = (read_day(document["inputs"].get(name)) for name in ("crediting_from", "crediting_to"))
    spans = {str(n): (start, end) for n, start, end, _ in crediting_years(first, last)} if first and last else {}
    years = tuple(YearOfEstimate(key, start, end, Decimal(value)) for key, value in zip(line["keys"], line["values"])
                  for start, end in [spans.get(key, (None, None))])
    return Estimate(sheet["tonnes"], sheet["average"], years, Decimal(sheet["unrounded"]), tuple(sheet["provisional"]),
                    sheet["demonstration"], tuple(sheet["notes"]))
