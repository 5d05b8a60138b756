"""Determinations 取值 of CCER-01-002-V01: from documents and records to the input of a chapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any

from methodologies.ccer_01_002_v01_offshore_wind.design import DESIGN
from methodologies.electricity import checks as m
from methodologies.electricity import continuity as c
from methodologies.electricity.grid import newest_factor, pick_factor
from methodologies.electricity.ledger import RECORDS
from methodologies.electricity.monitored import Monitored
from methodologies.electricity.origins import origins_of
from methodologies.electricity.windows import meter_rows, settlement_problems, voucher_rows, windows_of
from methodologies.kernel.dates import calendar_years, crediting_years, days_in
from methodologies.kernel.expressions import EXACT
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, REFUSE, Broken, Refusal, judge

MONITORING = (
    c.rows_belong_together,
    m.class_is_fine_enough,
    m.verified_before_use,
    m.calibrated_every_year,
    m.calibrated_after_a_fault,
    c.readings_are_gapless,
    c.readings_are_cut,
    m.import_is_measured,
    m.tested_in_the_field,
    m.capacity_factor_is_plausible,
    m.green_certificates_are_stated,
    m.green_rule_is_known,
)
DAYS = (c.rows_belong_together, c.readings_are_gapless, c.readings_are_cut)
OUT_FROM = {
    "previous_calibration": ("上一次校准之日", "the day of the calibration before"),
    "finding": ("发现超差之日", "the day of the finding"),
}
PERIOD = (
    Field("from", "核算期起始日", "First day of the period", "date"),
    Field("to", "核算期终止日", "Last day of the period", "date"),
)
WATT_HOUR = Decimal("0.000001")  # MWh: shares of a year are cut here, export down and import up


def some_of(*names: str) -> tuple[Any, ...]:
    return tuple(each for each in DESIGN if each.name in names)


def refused(broken: Sequence[Broken]) -> bool:
    return any(each.rule.grade is REFUSE for each in broken)


# --- before: crediting years


ESTIMATED_FROM = (
    "grid_region province crediting_from crediting_to export_mwh import_mwh degradation_percent yearly".split()
)


def determine_estimate(design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Determined:
    """Rows are crediting years 1…n with the figures of the feasibility study and the newest factors published by
    that day."""
    known, problems = read(
        some_of(*ESTIMATED_FROM), {name: design[name] for name in ESTIMATED_FROM if name in design}
    )
    factors, missing = attempt(
        lambda: newest_factor(known["grid_region"], on, tables, known.get("province", "")), known
    )
    broken = [*problems, *missing] or list(energy_problems(known))
    if refused(broken):
        return Determined({}, tuple(broken))
    years = [{"y": str(span[0]), **energy(known, *span), **factors} for span in spans_of(known)]
    return Determined({"years": years}, (), (note_of_factor("/years/0", factors, on),), origins_of_estimate(known))


def spans_of(known: Mapping[str, Any]) -> list[tuple[int, date, date, date]]:
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


def energy(known: Mapping[str, Any], number: int, first: date, last: date, full: date) -> dict[str, str]:
    """Export and import of one crediting year, MWh; a short last year takes its share of days."""
    given = next((row for row in known["yearly"] if row["y"] == str(number)), known)
    with localcontext(EXACT):
        kept = (
            (1 - Decimal(known.get("degradation_percent", "0")) / 100) ** (number - 1) if given is known else Decimal(1)
        )
        export, taken = Decimal(given["export_mwh"]) * kept, Decimal(given.get("import_mwh", "0"))
        if last < full:
            days, of = days_in(first, last), days_in(first, full)
            export, taken = export * days / of, taken * days / of
        return {
            "EG_export,y": decimal_text(export.quantize(WATT_HOUR, ROUND_FLOOR)),
            "EG_import,y": decimal_text(taken.quantize(WATT_HOUR, ROUND_CEILING)),
        }


def origins_of_estimate(known: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The row of the year where the design has years, else the one figure and how it falls from year to year."""
    rows = {row["y"]: (f"/yearly/{place}",) for place, row in enumerate(known["yearly"])}
    one = {"export": ("/export_mwh", "/degradation_percent"), "import": ("/import_mwh",)}
    return {
        f"/years/{n - 1}/EG_{side},y": rows.get(str(n)) or tuple(place for place in some if place[1:] in known)
        for n, *_ in spans_of(known)
        for side, some in one.items()
    }


# --- after: calendar years


def determine_accounting(
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """Rows are calendar years with the factor of each, windows with the state of their meter, vouchers beside the
    readings.
    data: {"period": {"from", "to"}, "meters": […], "calibrations": […], …}. uploaded_on: of the verification report."""
    names = ("grid_region", "province", "capacity_mw")
    known, broken = read(some_of(*names), {name: design[name] for name in names if name in design})
    period, more = read(PERIOD, data.get("period", {}), "/period")
    rows, still_more = read(RECORDS, {name: given for name, given in data.items() if name != "period"})
    problems = [*broken, *more, *still_more, *setting_problems(settings)]
    first, last = (date.fromisoformat(period[end]) if end in period else None for end in ("from", "to"))
    if first and last and last < first:
        problems.append(INPUT.at("/period/to", "核算期止日早于起日。", "The period ends before it begins."))
    elif first and last and last > uploaded_on:
        problems.append(
            INPUT.at(
                "/period/to",
                "核算期不得晚于核查报告上传之日。",
                "The period ends before the verification report is uploaded.",
            )
        )
    factors: dict[int, dict[str, Any]] = {}
    for year, _, _ in calendar_years(first, last) if first and last else ():
        factors[year], missing = factors_of(known, year, uploaded_on, tables)
        problems += missing
    if refused([p for p in problems if p.rule is INPUT]) or first is None or last is None:
        return Determined({}, tuple(problems))
    seen = Monitored(known, rows, first, last, settings["meter.out_from"])
    return account(seen, factors, problems, uploaded_on)


def factors_of(
    known: Mapping[str, Any], year: int, uploaded_on: date, tables: Sequence[PublishedRow]
) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    province = known.get("province", "")
    return attempt(lambda: pick_factor(known["grid_region"], year, uploaded_on, tables, province), known)


def setting_problems(settings: Mapping[str, str]) -> Iterator[Broken]:
    if settings.get("meter.out_from") not in OUT_FROM:
        yield INPUT.at(
            "/settings/meter.out_from",
            f"应为 {', '.join(OUT_FROM)} 之一。",
            f"One of {', '.join(OUT_FROM)} is asked for.",
        )


def account(
    seen: Monitored, factors: Mapping[int, dict[str, Any]], problems: list[Broken], uploaded_on: date
) -> Determined:
    """Judge the ledger; then windows, vouchers and certificates by calendar year."""
    # a row of a meter that is not in the ledger would break most other checks: then only those of the days are told
    broken = judge(MONITORING if c.rows_belong_together.holds(seen) is True else DAYS, seen)
    if refused(broken):
        return Determined({}, (*problems, *broken))
    windows = windows_of(seen)
    broken = (*problems, *broken, *settlement_problems(seen, windows))
    if refused(broken):
        return Determined({}, broken)
    vouchers, notes = voucher_rows(seen, windows), [note_of_setting(seen)]
    years = []
    for place, (year, _, _) in enumerate(calendar_years(seen.first, seen.last)):
        traded = sum(
            (Decimal(row["traded_mwh"]) for _, row in seen.rows("green") if row["month"][:4] == str(year)), Decimal(0)
        )
        years.append(
            {
                "y": str(year),
                **factors[year],
                "GEC_traded,y": decimal_text(traded),
                "windows": [window.row() for window in windows if window.first.year == year],
                "vouchers": vouchers.get(year, []),
            }
        )
        notes.append(note_of_factor(f"/years/{place}", factors[year], uploaded_on))
    inputs = {"meters": meter_rows(seen, windows), "years": years}
    return Determined(inputs, broken, tuple(notes), origins_of(seen, windows, inputs))


# --- how each choice was made


def note_of_factor(where: str, factors: Mapping[str, Any], on: date) -> dict[str, Any]:
    table = factors["EF_grid,OM,y"]
    return {
        "about": f"{where}/EF_grid,OM,y",
        "zh": f"因子取自 {table['table']} 表（{table['published_on']} 公布），以 {on} 为准。",
        "en": f"Factors of table {table['table']}, published on {table['published_on']}; as of {on}.",
    }


def note_of_setting(seen: Monitored) -> dict[str, Any]:
    return {
        "about": "/settings/meter.out_from",
        "zh": f"电能表超差起算：{OUT_FROM[seen.out_from][0]}。",
        "en": f"An out-of-class meter is out from {OUT_FROM[seen.out_from][1]}.",
    }
