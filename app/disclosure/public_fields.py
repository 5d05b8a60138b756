"""R-150: the fields of a project that the registry publishes, in its order, with the owner's publication levels."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.models.engagement import Engagement
from app.models.project import Application, Project
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.records import Field
from workflows import approval
from workflows.documents import DESIGN, template

SECTORS = approval.SECTORS | {                          # as the registry words them where it differs
    "01": ("能源产业（可再生/不可再生资源）", "Energy industries"),
    "14": ("造林和再造林", "Afforestation and reforestation"),
}
DESIGN_FIELDS = ("province", "city", "county", "location", "longitude", "latitude", "capacity_mw", "grid_region",
                 "commencement_on", "grid_connected_on", "retirement_on", "additionality", "green_archive_code")
TEXTS = {"design_avoid_1_0": ("A.1.1", "A.3"), "design_sink_1_0": ("A.1", "A.6")}      # 基本情况, 技术


@dataclass(frozen=True)
class Fact:
    """A label and a value in words or a day; in Chinese and English where the words differ."""
    zh: str
    en: str
    value_zh: str
    value_en: str
    on: date | None = None


def facts_of(application: Application, project: Project | None, module: Methodology, document: Mapping[str, Any],
             work: Engagement | None) -> tuple[Fact, ...]:
    """Every public field that has a value; a field that its owner did not publish is left out."""
    owner, body = application.owner, application.body
    sector = SECTORS.get(module.sector, (module.sector, module.sector))
    rows = [
        _two("项目业主", "Owner", owner.name_zh, owner.name_en or owner.name_zh),
        _two("审定机构", "Validation body", *((body.name_zh, body.name_en or body.name_zh) if body else ("", ""))),
        _two("方法学", "Methodology", f"{module.code} {module.zh}", f"{module.code} {module.en}"),
        _two("领域", "Sector", f"{module.sector} {sector[0]}", f"{module.sector} {sector[1]}"),
        *_designed(module, document),
        _day("审定报告上传日期", "Validation report uploaded on", work.issued_on if work else None),
        _day("登记日期", "Registered on", project.registered_on if project else None),
        _two("计入期", "Crediting period", *_crediting(project, document))]
    return tuple(row for row in rows if row and (row.value_zh or row.on))


def section_texts(document: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """(zh, en, words) of the sections that describe the project, where they are public."""
    levels, words = document.get("levels") or {}, document.get("sections", {})
    form = template(document.get("template", DESIGN.id))
    chosen = (form.section(code) for code in TEXTS[form.id])
    return tuple((s.zh, s.en, words[s.code]) for s in chosen
                 if words.get(s.code) and _level(levels, f"/sections/{s.code}", s.publication) == "public")


def _designed(module: Methodology, document: Mapping[str, Any]) -> list[Fact | None]:
    fields = {f.name: f for f in module.design if isinstance(f, Field)}
    levels, said = document.get("levels") or {}, document.get("inputs", {})
    return [_field(fields[name], said.get(name)) for name in DESIGN_FIELDS
            if name in fields and _level(levels, f"/inputs/{name}", fields[name].publication) == "public"]


def _level(levels: Mapping[str, Any], pointer: str, start: str) -> str:
    """The level its owner chose; pointers stand with or without the document's top."""
    chosen = levels.get(pointer) or levels.get(pointer.removeprefix("/inputs")) or {}
    return str(chosen.get("level", start))


def _field(field: Field, value: Any) -> Fact | None:
    if value in (None, ""):
        return None
    if field.kind == "date":
        return _day(field.zh, field.en, date.fromisoformat(value))
    words = next(((zh, en) for v, zh, en in field.words if v == value), None)
    unit = f" {field.unit}" if field.unit and field.unit != "1" else ""
    return _two(field.zh, field.en, *(words or (f"{value}{unit}", f"{value}{unit}")))


def _crediting(project: Project | None, document: Mapping[str, Any]) -> tuple[str, str]:
    said = document.get("inputs", {})
    first, last = ((project.crediting_from.isoformat(), project.crediting_to.isoformat()) if project
                   else (said.get("crediting_from"), said.get("crediting_to")))
    return (f"{first} 至 {last}", f"{first} to {last}") if first and last else ("", "")


def _two(zh: str, en: str, value_zh: str, value_en: str) -> Fact:
    return Fact(zh, en, value_zh, value_en)


def _day(zh: str, en: str, on: date | None) -> Fact:
    return Fact(zh, en, "", "", on)
