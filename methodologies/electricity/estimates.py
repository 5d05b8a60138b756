"""The determination of an estimate: crediting years with the figures of the feasibility study and the newest
factors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any

from methodologies.electricity.grid import newest_factor
from methodologies.kernel.dates import crediting_years, days_in
from methodologies.kernel.expressions import EXACT
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import Field, Record, read
from methodologies.kernel.rules import INPUT, REFUSE, Broken, Refusal

Fields = Sequence[Field | Record]
Span = tuple[int, date, date, date]  # number of the crediting year; first day, last day, last day of a full year
WATT_HOUR = Decimal("0.000001")  # MWh: shares of a year are cut here, export down and import up
ESTIMATED_FROM = (
    "grid_region province crediting_from crediting_to export_mwh import_mwh degradation_percent yearly".split()
)


def some_of(fields: Fields, *names: str) -> tuple[Field | Record, ...]:
    return tuple(each for each in fields if each.name in names)


def read_some(
    fields: Fields, design: Mapping[str, Any], *names: str
) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    """These fields of a design document: (canonical data, problems of shape)."""
    return read(some_of(fields, *names), {name: design[name] for name in names if name in design})


def refused(broken: Sequence[Broken]) -> bool:
    return any(each.rule.grade is REFUSE for each in broken)


def estimate_of(fields: Fields, design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Determined:
    """Rows are crediting years 1…n with the figures of the feasibility study and the newest factors published by
    that day. `fields`: the design data that the methodology asks for."""
    known, problems = read_some(fields, design, *ESTIMATED_FROM)
    factors, missing = attempt(
        lambda: newest_factor(known["grid_region"], on, tables, known.get("province", "")), known
    )
    broken = [*problems, *missing] or list(energy_problems(known))
    if refused(broken):
        return Determined({}, tuple(broken))
    years = [{"y": str(span[0]), **energy(known, span), **factors} for span in spans_of(known)]
    return Determined({"years": years}, (), (note_of_factor("/years/0", factors, on),))


def spans_of(known: Mapping[str, Any]) -> list[Span]:
    return list(
        crediting_years(date.fromisoformat(known["crediting_from"]), date.fromisoformat(known["crediting_to"]))
    )


def energy_problems(known: Mapping[str, Any]) -> Iterator[Broken]:
    """What keeps readable data from being an estimate: no period, no export, or not every crediting year once."""
    if known["crediting_to"] < known["crediting_from"]:
        yield INPUT.at("/crediting_to", "计入期止日早于起日。", "The crediting period ends before it begins.")
    elif "export_mwh" not in known and not known["yearly"]:
        yield INPUT.at("/export_mwh", "年上网电量：必填。", "Yearly export: is required.")
    elif known["yearly"] and sorted(int(row["y"]) for row in known["yearly"]) != [n for n, *_ in spans_of(known)]:
        last = len(spans_of(known))
        zh, en = f"应逐年填写计入年 1 至 {last}。", f"The crediting years 1 to {last} are asked for, each once."
        yield INPUT.at("/yearly", zh, en)


def attempt(pick: Callable[[], dict[str, Any]], known: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    """The factors, or what refuses them; nothing at all while the region is not known."""
    if "grid_region" not in known:
        return {}, ()
    try:
        return pick(), ()
    except Refusal as refusal:
        return {}, refusal.broken


def energy(known: Mapping[str, Any], span: Span) -> dict[str, str]:
    """Export and import of one crediting year, MWh; a short last year takes its share of days."""
    given = next((row for row in known["yearly"] if row["y"] == str(span[0])), known)
    with localcontext(EXACT):
        kept = (1 - Decimal(known.get("degradation_percent", "0")) / 100) ** (span[0] - 1)
        export = Decimal(given["export_mwh"]) * (kept if given is known else 1)
        return {
            "EG_export,y": decimal_text(within(export, span).quantize(WATT_HOUR, ROUND_FLOOR)),
            "EG_import,y": share_of(given.get("import_mwh", "0"), span),
        }


def within(yearly: Decimal, span: Span) -> Decimal:
    """What falls into this crediting year: all, or its share of days."""
    _, first, last, full = span
    return yearly * days_in(first, last) / days_in(first, full) if last < full else yearly


def share_of(yearly: str, span: Span) -> str:
    """What a yearly deduction comes to in this crediting year, cut upwards."""
    with localcontext(EXACT):
        return decimal_text(within(Decimal(yearly), span).quantize(WATT_HOUR, ROUND_CEILING))


def note_of_factor(where: str, factors: Mapping[str, Any], on: date) -> dict[str, Any]:
    table = factors["EF_grid,OM,y"]
    return {
        "about": f"{where}/EF_grid,OM,y",
        "zh": f"因子取自 {table['table']} 表（{table['published_on']} 公布），以 {on} 为准。",
        "en": f"Factors of table {table['table']}, published on {table['published_on']}; as of {on}.",
    }
