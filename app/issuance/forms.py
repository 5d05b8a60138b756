"""What the form of the accounting report sends: its sections."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request

from app.fields.parse import read_form
from app.fields.schema import FieldWidget, Look, widgets
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import Broken, Refusal
from workflows.documents import REPORT, Section

PREFIX = "section-"


def sections_of() -> dict[str, str]:
    """Code → text of every section that was typed."""
    return read_form(request.form, [_field(each) for each in REPORT.sections if each.text], prefix=PREFIX)


def document_of(sections: Mapping[str, str]) -> dict:
    """The report's document. Refusal with every section that is too long or holds what can't be seen."""
    fields = [_field(each, required=False) for each in REPORT.sections if each.text]
    clean, broken = read(fields, sections, "/sections")
    if broken:
        raise Refusal(*broken)
    return {"template": REPORT.id, "sections": clean, "inputs": {}}


def section_widgets(sections: Mapping[str, str], broken: Iterable[Broken] = (),
                    locked: bool = False) -> dict[str, FieldWidget]:
    """Code → the input of its text."""
    look = Look(broken=tuple(broken), open=frozenset() if locked else frozenset({""}))
    fields = [_field(each) for each in REPORT.sections if each.text]
    shown = widgets(fields, sections, look, where="/sections", prefix=PREFIX)
    return {each.field.name: each for each in shown if isinstance(each, FieldWidget)}


def _field(section: Section, required: bool | None = None) -> Field:
    return Field(section.code, section.zh, section.en, "longtext", publication=section.publication,
                 required=section.required if required is None else required)
