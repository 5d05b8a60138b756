"""The data of an accounting period as its methodology reads them."""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import Db
from app.models.document import Version
from app.models.project import Project
from app.models.reduction import Dataset, Period
from app.published.queries import choices, tables
from methodologies.kernel import catalogue
from methodologies.kernel.methodology import Determined, Methodology
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.worksheet import Worksheet


def module_of(project: Project) -> Methodology:
    return catalogue.find(project.methodology)


def design_of(db: Db, project: Project) -> dict[str, Any]:
    """The validated design data that the project's methodology declares."""
    said = json.loads(db.get(Version, project.version_id).body)["inputs"]
    names = {field.name for field in module_of(project).design}
    return {name: value for name, value in said.items() if name in names}


def data_of(db: Db, period: Period) -> dict[str, Any]:
    """{"period": {"from", "to"}, "<table>": [rows]}"""
    rows = {d.name: d.rows for d in db.scalars(select(Dataset).where(Dataset.period_id == period.id))}
    return {"period": {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}, **rows}


def determine(db: Db, period: Period, on: date) -> Determined:
    """The determinations of this period as if the verification report were uploaded on that day."""
    project = period.project
    design, data = design_of(db, project), data_of(db, period)
    return module_of(project).determined("accounting", design, data, tables(db), on, choices(db, on))


def worked(db: Db, period: Period, on: date, instead: Mapping[str, Any] | None = None,
           more: tuple[PublishedRow, ...] = ()) -> Worksheet:
    """The accounting of the period as if the verification report were uploaded on that day. Refusal with all of it.

    instead: tables, by name, that take the place of the owner's; more: published rows that are not loaded, as if
    they were.
    """
    project = period.project
    design, data = design_of(db, project), {**data_of(db, period), **(instead or {})}
    return module_of(project).accounting_of(design, data, (*tables(db), *more), on, choices(db, on))
