"""A whole document as a form: the sections of its template, with their texts and the methodology's fields in them.

The document is `{"template", "sections": {code: text}, "inputs": {name: value}}`; pointers start at its top:
`/sections/A.2.1`, `/inputs/turbines/16/depth_m`. In the form they are `section-A.2.1` and `turbines-16-depth_m`.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.fields.parse import edit
from app.fields.schema import ALL, FieldWidget, Look, RecordWidget, Widget, widgets
from methodologies.kernel.reader import pointer
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import INPUT, Broken
from workflows.documents import Section, Slot, Template, slot

TOPS = ("/sections", "/inputs", "/documents", "/parameters", "/template")
PREFIX = "section-"


@dataclass(frozen=True)
class SectionWidget:
    """One numbered place of the template: its text, its fields and tables, the documents that belong there."""
    section: Section
    text: FieldWidget | None
    widgets: tuple[Widget, ...]
    slots: tuple[Slot, ...]

    @property
    def problems(self) -> int:
        """How many places in this section are broken; for the table of contents."""
        own = (self.text,) if self.text else ()
        cells = [c for w in self.widgets if isinstance(w, RecordWidget) for row in w.rows for c in row]
        return sum(len(w.problems) for w in (*own, *self.widgets, *cells))


def placed(broken: Iterable[Broken], asked: Iterable[Field | Record] = ()) -> tuple[Broken, ...]:
    """The same problems with pointers from the document's top: a methodology's rules point from its inputs."""
    names = {each.name for each in asked}
    return tuple(replace(b, where=f"/inputs{b.where}") if _is_input(b.where, names) else b for b in broken)


def _is_input(where: str, names: set[str]) -> bool:
    return not where.startswith(TOPS) and where.split("/")[1:2] != [] and (not names or where.split("/")[1] in names)


def sections(template: Template, asked: Iterable[Field | Record], document: Mapping[str, Any],
             look: Look = Look()) -> tuple[SectionWidget, ...]:
    """Every section of the template, filled from the document. Problems in `look` point from the document's top."""
    by_name = {each.name: each for each in asked}
    places = template.places(by_name)
    return tuple(_section(each, [by_name[name] for name in places[each.code]], document, look)
                 for each in template.sections)


def _section(section: Section, asked: list[Field | Record], document: Mapping[str, Any], look: Look) -> SectionWidget:
    texts, inputs = document.get("sections") or {}, document.get("inputs") or {}
    text = widgets((text_field(section),), texts, look, where="/sections", prefix=PREFIX) if section.text else ()
    return SectionWidget(section, text[0] if text else None, widgets(asked, inputs, look, where="/inputs"),
                         tuple(found for key in section.slots if (found := slot(key))))


def text_field(section: Section) -> Field:
    """The free text of a section as a field."""
    return Field(section.code, section.zh, section.en, "longtext", required=section.required,
                 publication=section.publication)


def read_document(form: Mapping[str, str], stored: Mapping[str, Any], template: Template,
                  asked: Iterable[Field | Record], open: frozenset[str] = ALL) -> dict[str, Any]:
    """The stored document with what was typed. open: the pointers that may be edited; all others stay as stored.

    Texts that are not in the form stay: a page may show a few sections alone (then `asked` is theirs alone, too).
    """
    texts = [text_field(each) for each in template.sections if each.text and f"{PREFIX}{each.code}" in form]
    return {"template": stored.get("template", template.id),
            "sections": edit(form, stored.get("sections") or {}, texts, open, where="/sections", prefix=PREFIX),
            "inputs": edit(form, stored.get("inputs") or {}, asked, open, where="/inputs"),
            **{name: value for name, value in stored.items() if name not in ("template", "sections", "inputs")}}


def strangers(document: Mapping[str, Any], stored: Mapping[str, Any], template: Template,
              asked: Iterable[Field | Record] = (), symbols: Iterable[str] = ()) -> Iterator[Broken]:
    """What a document of this template has no place for: a section, field, column or symbol that nobody asked for,
    a table that is no rows, a field that is no text. What is stored already under another edition stays."""
    fields, texts = {each.name: each for each in asked}, {each.code for each in template.sections}
    yield from _odd(document["sections"], {*texts, *stored["sections"]}, "/sections")
    yield from _odd(document["inputs"], {*fields, *stored["inputs"]}, "/inputs")
    yield from _odd(document.get("parameters", {}), {*symbols, *stored.get("parameters", {})}, "/parameters")
    for name, field in fields.items():
        value, where = document["inputs"].get(name, [] if isinstance(field, Record) else ""), f"/inputs/{name}"
        if isinstance(field, Record) is not isinstance(value, list):
            yield INPUT.at(where, f"{field.zh}：应为{'各行' if isinstance(field, Record) else '文字'}。",
                           f"{field.en}: {'rows are' if isinstance(field, Record) else 'text is'} asked for.")
        elif isinstance(field, Record):
            for n, row in enumerate(value):
                yield from _odd(row, {column.name for column in field.fields}, f"{where}/{n}")


def _odd(names: Iterable[str], known: set[str], where: str) -> Iterator[Broken]:
    return (INPUT.at(where + pointer(name), f"没有“{name[:60]}”这一项。", f"Nothing called {name[:60]!r} is asked for.")
            for name in names if name not in known)


def for_public(shown: Iterable[SectionWidget]) -> tuple[SectionWidget, ...]:
    """What everybody may read: nothing that is to be redacted or kept back, neither text, field, table nor cell."""
    return tuple(replace(each, text=each.text if each.text and each.text.level == "public" else None,
                         widgets=tuple(_public(w) for w in each.widgets if w.level == "public")) for each in shown)


def _public(widget: Widget) -> Widget:
    if isinstance(widget, FieldWidget):
        return widget
    fields = tuple(field for field in widget.record.fields if field.publication == "public")
    rows = tuple(tuple(cell for cell in row if cell.level == "public") for row in widget.rows)
    return replace(widget, record=replace(widget.record, fields=fields), rows=rows)
