"""The document under review as a body reads it: every place by name, and the pointer a finding can be bound to."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.fields.schema import FieldWidget, RecordWidget, Widget, widgets
from app.models.project import Application
from app.papers.designs import design_version, form_of
from app.papers.periods import data_of, module_of
from app.papers.queries import evidence_slots, newest_version
from methodologies.kernel import catalogue
from methodologies.kernel.records import Field, Record
from workflows.documents import REPORT, SLOTS, Section, Slot, Template

if TYPE_CHECKING:                                       # only queries and services open a database
    from app.database import Db
    from app.models.document import Version
    from app.models.reduction import ReductionApplication


@dataclass(frozen=True)
class Target:
    """What a finding points at, in words."""
    pointer: str
    zh: str
    en: str


@dataclass(frozen=True)
class Place:
    """A section of the document with everything that stands there; slots: papers that belong here."""
    section: Section
    pointer: str
    text: str
    widgets: tuple[Widget, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Reviewed:
    """The version under review; n and digest are empty while it has none."""
    zh: str
    en: str
    n: int
    digest: str
    places: tuple[Place, ...]

    def targets(self) -> dict[str, Target]:
        """Every place that a finding may point at, by its pointer into the document."""
        return {target.pointer: target for place in self.places for target in _targets(place)}


def version_under_review(db: Db, application: Application | ReductionApplication) -> Version | None:
    """The owner's document as it stands; a report frozen beside it is none."""
    if isinstance(application, Application):
        return design_version(db, application.ref)
    return newest_version(db, application.ref, "accounting_report")


def reviewed(db: Db, application: Application | ReductionApplication) -> Reviewed:
    """Everything the body has to see, whatever its publication level."""
    version = version_under_review(db, application)
    document = json.loads(version.body) if version else {}
    if isinstance(application, Application):
        template, asked = form_of(application), catalogue.find(application.methodology).design
        shown, more = _widgets(asked, document.get("inputs", {}), "/inputs"), evidence_slots(application, "design")
    else:
        template, period = REPORT, application.period
        asked = module_of(application.project).records
        data = {name: rows for name, rows in data_of(db, period).items() if isinstance(rows, list)}
        shown, more = widgets(asked, data, where="/data"), evidence_slots(period, "monitoring")
    places = tuple(_places(template, document.get("sections", {}), shown, more))
    return Reviewed(template.zh, template.en, version.n if version else 0, version.digest if version else "", places)


def _widgets(asked: Iterable[Field | Record], inputs: Mapping[str, Any], where: str) -> tuple[Widget, ...]:
    """The fields that the methodology asks for, then what else the document holds: nothing is hidden from a body."""
    asked = tuple(asked)
    known = {each.name for each in asked}
    others = [Field(name, f"其他：{name}", name, "longtext", required=False) for name, value in inputs.items()
              if name not in known and isinstance(value, str)]
    return widgets((*asked, *others), inputs, where=where)


def _places(template: Template, texts: Mapping[str, str], shown: tuple[Widget, ...],
            more: tuple[Slot, ...]) -> Iterator[Place]:
    """more: documents that the methodology asks for besides those of the procedure; they stand in the last section."""
    by_name = {_name(widget): widget for widget in shown}
    held = template.places(by_name)
    for section in template.sections:
        yield Place(section, f"/sections/{section.code}", texts.get(section.code, ""),
                    tuple(by_name[name] for name in held[section.code]),
                    (*(SLOTS[key] for key in section.slots if key in SLOTS),
                     *(more if section is template.sections[-1] else ())))


def _name(widget: Widget) -> str:
    return widget.record.name if isinstance(widget, RecordWidget) else widget.field.name


def _targets(place: Place) -> Iterator[Target]:
    section = place.section
    yield Target(place.pointer, f"{section.code} {section.zh}", f"{section.code} {section.en}")
    for widget in place.widgets:
        if isinstance(widget, FieldWidget):
            yield Target(widget.pointer, widget.field.zh, widget.field.en)
            continue
        record = widget.record
        yield Target(widget.pointer, record.zh, record.en)
        for n, row in enumerate(widget.rows):
            zh, en = f"{record.zh}第{n + 1}行", f"{record.en}, row {n + 1}"
            yield Target(f"{widget.pointer}/{n}", zh, en)
            yield from (Target(c.pointer, f"{zh} {c.field.zh}", f"{en}, {c.field.en}") for c in row)
    for slot in place.slots:
        yield Target(f"/documents/{slot.key}", slot.zh, slot.en)
