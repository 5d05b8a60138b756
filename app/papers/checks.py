"""A document as the checks of form see it (workflows/design_checks.py)."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from methodologies.kernel.dates import read_day
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.worksheet import Worksheet
from workflows.design_checks import DesignFacts, Energy, Parameter, centre_of, points_of
from workflows.documents import design_template

HOURS_OF_A_YEAR = 8784                                  # of a leap year: the most there is
WORDS = ("source", "reason", "purpose")


def as_checked(document: Mapping[str, Any], module: Methodology, sheet: Worksheet | None) -> DesignFacts:
    said = document["inputs"]
    centre = centre_of(said)
    return DesignFacts(
        template=design_template(module.sector), template_id=document.get("template", ""),
        sections=document["sections"],
        name=str(said.get("project_name", "")), type_code=module.type_code,
        commencement_on=day(said.get("commencement_on")),
        centre=centre, points=tuple(each for each in points_of(said) if each != centre),
        parameters=tuple(Parameter(f"/parameters/{symbol}", *(p.get(word, "") for word in WORDS)) for symbol, p in
                         (document.get("parameters") or {}).items()),
        capacity_mw=read_decimal(said.get("capacity_mw")), energy=tuple(_energy(said)),
        annual_tonnes=sheet.average if sheet else None, total_tonnes=sheet.tonnes if sheet else None)


def parameters_of(module: Methodology) -> dict[str, dict[str, str]]:
    """The tables of parameters as a new document begins: every symbol the chapters ask for; the owner goes on."""
    found: dict[str, dict[str, str]] = {}
    for chapter in module.chapters:
        for q in chapter.needs:
            users = [f.number for f in chapter.formulas if q in f.needs]
            found.setdefault(q.symbol, {"source": str(q.source), "reason": f"{module.code} {q.source.clause}",
                                        "purpose": f"用于公式{', '.join(users)}"})
    return found


def _energy(said: Mapping[str, Any]) -> Iterator[Energy]:
    """What is to be delivered in a year, or in each crediting year."""
    rows = [("", said), *((f"/yearly/{n}", row) for n, row in enumerate(said.get("yearly") or ()))]
    for where, row in rows:
        if (mwh := read_decimal(row.get("export_mwh"))) is not None:
            yield Energy(f"{where}/export_mwh", mwh, HOURS_OF_A_YEAR)


def day(text: Any) -> date | None:
    return read_day(text)
