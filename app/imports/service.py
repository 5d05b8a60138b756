"""Reading in what another register publishes. Every row is stored or listed, and what is wrong with it is said."""
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import Db, transaction
from app.evidence import events
from app.imports import reference
from app.imports.reading import ProjectRecord, Records, ReductionRecord, coordinate, read
from app.models.imported import ImportedLine, ImportedProject, ImportedReduction
from app.models.project import Project
from app.published import queries as published
from methodologies.kernel.rules import HOUSE, INPUT, WARN, Broken, Refusal, Rule, cite
from workflows import public_records
from workflows.design_checks import Point
from workflows.monitoring import Span
from workflows.public_records import UNLIMITED, ProjectFacts, ReductionFacts, expected_for

OTHERWISE = Rule("H-PR4", "已有同一编号的记录且内容不同：保留原记录，本行未存。",
                 "A record of this code is there already and differs: it stays, this row is not stored.",
                 cite(HOUSE, "public records"))
OURS = Rule("H-PR5", "本系统自己登记过同一编号：统计只计本系统的记录。",
            "This registry registered the same code itself: the figures count its own record only.",
            cite(HOUSE, "public records"), WARN)
Known = Mapping[str, ProjectRecord]


@dataclass(frozen=True)
class Imported:
    """What one file gave: rows stored now, rows that were there already, and everything that is wrong with it."""
    projects: int
    reductions: int
    already_there: int
    problems: tuple[Broken, ...]


def import_file(data: bytes, name: str, *, source: str, as_of: date, today: date) -> Imported:
    """name: its ending tells CSV from JSON. as_of: day of the record. Raises Unreadable, Refusal: nothing is stored."""
    if not source.strip() or not source.isprintable():
        raise Refusal(INPUT.at("/source", "请写明来源。", "Say where the records come from."))
    if as_of > today:
        raise Refusal(INPUT.at("/as_of", "记录日期不得晚于今天。", "The day of the record is not after today."))
    return _import(read(data, name), hashlib.sha256(data).hexdigest(), source.strip(), as_of, today)


def import_reference(*, today: date) -> Imported:
    """The public records that ship with the program."""
    digest = hashlib.sha256(reference.data("projects") + reference.data("reductions")).hexdigest()
    return _import(reference.records(), digest, reference.SOURCE, reference.AS_OF, today)


def _import(records: Records, digest: str, source: str, as_of: date, today: date) -> Imported:
    with transaction() as db:
        stored = _Stored(db, source, as_of, today)
        for project in records.projects:
            stored.take_project(project)
        spans = _spans(db, records.reductions)
        for reduction in records.reductions:
            stored.take_reduction(reduction, spans)
        found = Imported(stored.projects, stored.reductions, stored.already_there,
                         (*records.problems, *stored.problems))
        events.write(db, subject=f"I:{digest[:16]}", kind="imported", on=today, at=clock.now(), facts={
            "file": digest, "projects": found.projects, "reductions": found.reductions,
            "problems": len(found.problems)})
        return found


class _Stored:
    """The rows of one file on their way into the tables."""

    def __init__(self, db: Db, source: str, as_of: date, today: date):
        self.db, self.as_of = db, as_of
        self.mark = {"source": source, "as_of": as_of, "imported_at": clock.now()}
        self.settings = published.settings(db, today)
        self.known = {row.code: row for row in db.scalars(select(ImportedProject))}
        self.periods = {(row.project_code, row.period): row for row in db.scalars(select(ImportedReduction))}
        self.ours = set(db.scalars(select(Project.code)))
        self.projects = self.reductions = self.already_there = 0
        self.problems: list[Broken] = []

    def take_project(self, record: ProjectRecord) -> None:
        values = {name: value for name, value in vars(record).items() if name != "where"}
        if there := self.known.get(record.code):
            self._repeated(record.where + "/code", all(getattr(there, n) == v for n, v in values.items()))
            return
        broken = list(public_records.judge_project(self._project_facts(record)))
        if record.code in self.ours:
            broken.append(OURS.at("/code"))
        self.known[record.code] = row = ImportedProject(
            **values, **self.mark, problems=[each.problem() for each in broken])
        self.db.add(row)
        self.projects += 1
        self._tell(record.where, broken)

    def take_reduction(self, record: ReductionRecord, spans: Mapping[str, dict[int, Span]]) -> None:
        values = {name: value for name, value in vars(record).items() if name not in ("where", "project", "by_year")}
        lines = {int(year): tonnes for year, tonnes in record.by_year.items()}
        if there := self.periods.get((record.project, record.period)):
            self._repeated(record.where + "/period", all(getattr(there, n) == v for n, v in values.items())
                           and {line.year: line.tonnes for line in there.lines} == lines)
            return
        others = tuple(span for n, span in spans[record.project].items() if n != record.period)
        broken = public_records.judge_reduction(self._reduction_facts(record, others))
        self.periods[record.project, record.period] = row = ImportedReduction(
            **values, **self.mark, project_code=record.project, problems=[each.problem() for each in broken],
            lines=[ImportedLine(year=year, tonnes=tonnes) for year, tonnes in sorted(lines.items())])
        self.db.add(row)
        self.reductions += 1
        self._tell(record.where, broken)

    def _repeated(self, where: str, is_same: bool) -> None:
        self.already_there += is_same
        if not is_same:
            self.problems.append(OTHERWISE.at(where))

    def _tell(self, where: str, broken: list[Broken] | tuple[Broken, ...]) -> None:
        self.problems += [replace(each, where=where + each.where) for each in broken]

    def _project_facts(self, record: ProjectRecord) -> ProjectFacts:
        listed = reference.methodologies().get(record.methodology)
        east, north = (coordinate(record.more.get(name, "")) for name in ("longitude", "latitude"))
        return ProjectFacts(
            methodology_listed=listed is not None, commencement_on=record.started_on,
            registered_on=record.registered_on, today=self.as_of, crediting_from=record.crediting_from,
            crediting_to=record.crediting_to, crediting_min_years=listed and listed.min_years or 0,
            crediting_max_years=listed and listed.max_years or UNLIMITED, annual_t=record.annual_t,
            total_t=record.total_t, settings=self.settings, **_body(record.validator, record.methodology),
            centre=Point("/longitude", east, north) if east is not None and north is not None else None)

    def _reduction_facts(self, record: ReductionRecord, others: tuple[Span, ...]) -> ReductionFacts:
        project = self.known.get(record.project)
        span = record.starts_on, record.ends_on
        expected: Decimal | None = expected_for(project.annual_t, *span) if project and span[0] <= span[1] else None
        return ReductionFacts(
            today=record.registered_on or record.issued_on, period_from=span[0], period_to=span[1],
            crediting_from=project and project.crediting_from, crediting_to=project and project.crediting_to,
            other_periods=others, **_body(record.verifier, project.methodology if project else ""),
            validator_code=project and reference.same_body(project.validator) or "", total=record.total_t,
            by_year=record.by_year, expected=expected, settings=self.settings)


def _body(name: str, methodology: str) -> dict[str, Any]:
    """The facts of a body named in a record, for a methodology such as CCER-14-001-V01."""
    code = reference.same_body(name)
    found = next((body for body in reference.bodies() if body.name == code), None)
    return {"body_code": code, "body_approvals": found.approvals if found else (), "sector": methodology[5:7]}


def _spans(db: Db, records: tuple[ReductionRecord, ...]) -> dict[str, dict[int, Span]]:
    """Project code → period → its days: stored ones, then those of the file."""
    found: dict[str, dict[int, Span]] = {}
    rows: list[tuple[Any, ...]] = [(r.project, r.period, r.starts_on, r.ends_on) for r in records]
    stored = select(ImportedReduction.project_code, ImportedReduction.period, ImportedReduction.starts_on,
                    ImportedReduction.ends_on)
    for code, n, first, last in (*db.execute(stored), *rows):
        found.setdefault(code, {}).setdefault(n, Span(f"/periods/{n}", first, last))
    return found
