"""What the forms of a reduction application send: the sections of the report, a file."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request

from app.fields.parse import read_form
from app.fields.schema import FieldWidget, Look, widgets
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, Broken, Refusal, Unreadable
from workflows.documents import REPORT, Section

PREFIX = "section-"


def revision_of() -> int:
    """The revision that this form was made from."""
    said = request.form.get("revision", "")
    if not said.isascii() or not said.isdigit() or len(said) > 9:
        raise Unreadable(
            INPUT.at("/revision", "缺少版本号，请重新打开页面。", "The revision is missing: reopen the page.")
        )
    return int(said)


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


def section_widgets(
    sections: Mapping[str, str], broken: Iterable[Broken] = (), locked: bool = False
) -> dict[str, FieldWidget]:
    """Code → the input of its text."""
    look = Look(broken=tuple(broken), open=frozenset() if locked else frozenset({""}))
    fields = [_field(each) for each in REPORT.sections if each.text]
    shown = widgets(fields, sections, look, where="/sections", prefix=PREFIX)
    return {each.field.name: each for each in shown if isinstance(each, FieldWidget)}


def _field(section: Section, required: bool | None = None) -> Field:
    return Field(
        section.code,
        section.zh,
        section.en,
        "longtext",
        required=section.required if required is None else required,
        publication=section.publication,
    )


def sent_file() -> tuple[str, bytes]:
    """(name, bytes) of the file that was sent. Refusal when there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(INPUT.at("/file", "请选择文件。", "Choose a file."))
    return file.filename, file.read()
