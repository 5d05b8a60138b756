"""A document as the checks of form see it (workflows/design_checks.py)."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from methodologies.kernel.dates import read_day
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.worksheet import Worksheet
from workflows.design_checks import DesignFacts, Parameter, Point
from workflows.documents import DESIGN

WORDS = ("source", "reason", "purpose")


def as_checked(document: Mapping[str, Any], module: Methodology, sheet: Worksheet | None) -> DesignFacts:
    said = document["inputs"]
    turbines = said.get("turbines") or ()
    points = tuple(p for n, t in enumerate(turbines) if (p := point(f"/turbines/{n}/lon", t.get("lon"), t.get("lat"))))
    return DesignFacts(
        template=DESIGN, template_id=document.get("template", ""), sections=document["sections"],
        name=str(said.get("project_name", "")), type_code=module.type_code,
        commencement_on=day(said.get("commencement_on")),
        centre=point("/longitude", said.get("longitude"), said.get("latitude")), points=points,
        parameters=tuple(Parameter(f"/parameters/{symbol}", *(p.get(word, "") for word in WORDS)) for symbol, p in
                         (document.get("parameters") or {}).items()),
        annual_tonnes=sheet.average if sheet else None, total_tonnes=sheet.tonnes if sheet else None)


def parameters_of(module: Methodology) -> dict[str, dict[str, str]]:
    """The tables of parameters as a new document begins: every symbol the chapters ask for; the owner goes on."""
    found: dict[str, dict[str, str]] = {}
    for chapter in (module.estimate, module.accounting):
        for q in chapter.needs:
            users = [f.number for f in chapter.formulas if q in f.needs]
            found.setdefault(q.symbol, {"source": str(q.source), "reason": f"{module.code} {q.source.clause}",
                                        "purpose": f"用于公式{', '.join(users)}"})
    return found


def point(where: str, longitude: Any, latitude: Any) -> Point | None:
    east, north = read_decimal(longitude), read_decimal(latitude)
    return None if east is None or north is None else Point(where, east, north)


def day(text: Any) -> date | None:
    return read_day(text)
