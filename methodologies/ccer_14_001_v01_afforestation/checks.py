"""Exempt classes of additionality and crediting period of CCER-14-001-V01, and whether an estimate is usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from methodologies.ccer_14_001_v01_afforestation.land import Design, clause
from methodologies.general.checks import crediting_rules
from methodologies.kernel.dates import years_after
from methodologies.kernel.rules import HOUSE, SURE, UNSURE, WARN, Verdict, cite, rule

SHORTEST, LONGEST = 20, 40  # years of crediting
LIFETIME = ("lifetime_from", "lifetime_to")
DRY_MM = Decimal(400)


@rule(
    "AF-EX",
    zh="免予论证须属于所列情形之一，并写明名录文件和所列地名。",
    en="Exemption names one of the classes, the document of the list and its entry.",
    source=clause("额外性"),
)
def exemption_is_shown(design: Design) -> Verdict:
    if design.get("additionality") != "exempt" or "exempt_class" not in design:
        return True
    if design["exempt_class"] == "none":
        return ("/exempt_class",)
    return tuple(f"/{name}" for name in ("list_document", "list_entry") if not design.get(name)) or True


@rule(
    "AF-DRY",
    zh="以干旱地区免予论证的，年均降水量须低于 400 mm。",
    en="An exemption as a dry area needs less than 400 mm of rain a year.",
    source=clause("额外性"),
)
def rain_is_scarce(design: Design) -> Verdict:
    if design.get("additionality") != "exempt" or design.get("exempt_class") != "dry":
        return True
    return ("precipitation_mm" in design and Decimal(design["precipitation_mm"]) <= DRY_MM) or ("/precipitation_mm",)


@rule(
    "AF-DRY2",
    zh="年均降水量恰为 400 mm 是否免予论证尚未确认，请核对名录。",
    en="Whether exactly 400 mm is exempt is not known: compare the list.",
    source=clause("额外性", UNSURE),
    grade=WARN,
)
def rain_is_not_on_the_limit(design: Design) -> Verdict:
    dry = design.get("additionality") == "exempt" and design.get("exempt_class") == "dry"
    return not dry or Decimal(design.get("precipitation_mm", "0")) != DRY_MM or ("/precipitation_mm",)


@rule(
    "AF-YIELD",
    zh="预估年均清除量通常为每公顷 1 至 12 t。",
    en="A yearly estimate usually is 1 to 12 t for each hectare.",
    source=cite(HOUSE, "published projects", SURE),
    grade=WARN,
)
def yield_is_usual(facts: Mapping[str, Decimal]) -> Verdict:
    """facts: annual_t, area_ha. 98 published projects have 1.1 to 12.0 t/ha a year."""
    low, high = facts["area_ha"], 12 * facts["area_ha"]
    return low <= facts["annual_t"] <= high or ("/growth",)


@rule(
    "CP-5",
    zh="计入期不早于 2020 年 9 月 23 日，也不早于开工之日。",
    en="The crediting period begins on 2020-09-23 or the start of the project at the earliest.",
    source=clause("计入期"),
)
def crediting_follows_the_start(design: Design) -> Verdict:
    first = design.get("crediting_from", "9999")
    return first >= max("2020-09-23", design.get("commencement_on", "")) or ("/crediting_from",)


@rule(
    "CP-6",
    zh="项目寿命期限以整年计，通常为 20 至 70 年。",
    en="The lifetime is whole years, usually 20 to 70.",
    source=clause("项目寿命期限"),
    grade=WARN,
)
def lifetime_is_whole_years(design: Design) -> Verdict:
    first, last = (date.fromisoformat(design[name]) if name in design else None for name in LIFETIME)
    if not (first and last) or last < first:
        return True
    return any((years_after(first, n) - last).days == 1 for n in range(20, 71)) or ("/lifetime_to",)


EXEMPTION = (exemption_is_shown, rain_is_scarce, rain_is_not_on_the_limit)
CREDITING = (
    *crediting_rules(
        clause("计入期"), LONGEST, LIFETIME, (("commencement_on", "lifetime_to"), LIFETIME), shortest=SHORTEST
    ),
    crediting_follows_the_start,
    lifetime_is_whole_years,
)
