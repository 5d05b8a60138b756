"""Determinations 取值 of the estimate: expected plants stand on a hectare, at both ends of a crediting year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Any

from methodologies.ccer_14_002_v01_mangrove.chapters import ESTIMATE
from methodologies.ccer_14_002_v01_mangrove.checks import yield_is_usual
from methodologies.ccer_14_002_v01_mangrove.design import DESIGN
from methodologies.ccer_14_002_v01_mangrove.forms import T5_FORM, Forms, plant_row
from methodologies.ccer_14_002_v01_mangrove.measured import SALINE_PPT
from methodologies.ccer_14_002_v01_mangrove.soil import default_days
from methodologies.kernel.dates import DAY, crediting_years, days_in
from methodologies.kernel.expressions import EXACT
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import read
from methodologies.kernel.rules import INPUT, REFUSE, Broken, judge

Row = Mapping[str, Any]
READS = ("crediting_from", "crediting_to", "parcels", "strata", "planting", "growth", "soil_route", "soil_rate")
YEAR = Decimal("365.25")  # days
MICRO = Decimal("0.000001")  # ages and sizes are cut here, downwards
HECTARE_M2 = "10000"


def determine_estimate(design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Determined:
    """Rows are crediting years 1…n; sizes stand between the rows of the growth table, never beyond them."""
    known, broken = read(
        tuple(each for each in DESIGN if each.name in READS), {n: design[n] for n in READS if n in design}
    )
    if not broken and known["crediting_to"] < known["crediting_from"]:
        broken = (INPUT.at("/crediting_to", "计入期止日早于起日。", "The crediting period ends before it begins."),)
    if broken:
        return Determined({}, broken)
    expected = Expected(known, Forms(tables))
    ends = [date.fromisoformat(known[name]) for name in ("crediting_from", "crediting_to")]
    changes = [expected.change(n, first, last) for n, first, last, _ in crediting_years(*ends)]
    broken = tuple(dict.fromkeys((*expected.broken, *expected.forms.broken, *steps(changes))))
    if any(each.rule.grade is REFUSE for each in broken):
        return Determined({}, broken)
    inputs = {"soil_rate": known["soil_rate"], "equations": expected.forms.rows(), "changes": changes}
    area = sum((Decimal(parcel["area_ha"]) for parcel in known["parcels"]), Decimal(0))
    told = judge((yield_is_usual,), {"annual_t": Decimal(ESTIMATE.work(inputs).average or 0), "area_ha": area})
    return Determined(inputs, (*broken, *told), ())


class Expected:
    """The stands that a design document expects, by day."""

    def __init__(self, design: Mapping[str, Any], forms: Forms):
        self.design, self.forms = design, forms
        self.broken: list[Broken] = []

    def change(self, number: int, first: date, last: date) -> dict[str, Any]:
        """One crediting year: the stock in the morning of its first day and in the evening of its last."""
        dates = []
        for day, later in ((first, False), (last + DAY, True)):
            strata = [self.stand(row, day, (first, last) if later else None) for row in self.design["strata"]]
            dates.append({"t": day.isoformat(), "strata": strata})
        return {"x": str(number), "dates": dates}

    def stand(self, row: Row, day: date, span: tuple[date, date] | None) -> dict[str, Any]:
        """span: the days whose soil gain and gases are counted on this date, if any."""
        parcels = [parcel for parcel in self.design["parcels"] if parcel["i"] == row["i"]]
        return {
            "i": row["i"],
            "A_s": decimal_text(sum((Decimal(p["area_ha"]) for p in parcels), Decimal(0))),
            "d_SOC,s": str(default_days(self.design, row["i"], *span) if span else 0),
            "d_GHG,s": str(days_in(*span) if span else 0),
            "salinity_s": "saline" if Decimal(row["salinity_ppt"]) > SALINE_PPT else "brackish",
            "plots": [{"p": "1", "a_p": HECTARE_M2, "plants": self.plants(row["i"], parcels, day)}],
        }

    def plants(self, i: str, parcels: Sequence[Row], day: date) -> list[dict[str, str]]:
        """What stands on a hectare; nothing before the last parcel is planted."""
        planted = max((date.fromisoformat(p["planted_on"]) for p in parcels), default=day)
        if day < planted:
            return []
        found: list[dict[str, str]] = []
        age = cut(Decimal((day - planted).days), YEAR)
        for row in (row for row in self.design["planting"] if row["i"] == i):
            size = self.size(i, row["species"], age)
            key = size and self.forms.pick(row, [("/growth", size)])
            if size and key:
                found.append(plant_row(len(found) + 1, key, size, **survival(row), **{"a_k": decimal_text(age)}))
        return found

    def size(self, i: str, species: str, age: Decimal) -> Row | None:
        """Diameter and height at an age, straight between two rows of the growth table."""
        rows = sorted(
            (row for row in self.design["growth"] if (row["i"], row["species"]) == (i, species)),
            key=lambda row: Decimal(row["age"]),
        )
        younger = [row for row in rows if Decimal(row["age"]) <= age]
        older = [row for row in rows if Decimal(row["age"]) >= age]
        if not (younger and older):
            zh = f"碳层 {i} 的 {species} 没有造林后 {age} 年前后的生长数据。"
            en = f"{species} of stratum {i}: the growth table does not reach from before to after {age} years."
            self.broken.append(INPUT.at("/growth", zh, en))
            return None
        return {name: between(younger[-1], older[0], age, name) for name in ("diameter_cm", "height_m")}


def survival(row: Row) -> dict[str, str]:
    return {"n_k": row["density_ha"], "s1_k": row["survival_first"], "m_k": row["mortality"],
            "s_min,k": row["survival_least"]}


def between(a: Row, b: Row, age: Decimal, name: str) -> str:
    from_age, from_size = Decimal(a["age"]), Decimal(a[name])
    span = Decimal(b["age"]) - from_age
    if not span:
        return a[name]
    with localcontext(EXACT):
        return decimal_text(cut(from_size * span + (Decimal(b[name]) - from_size) * (age - from_age), span))


def cut(value: Decimal, by: Decimal) -> Decimal:
    with localcontext(EXACT):
        return (value / by).quantize(MICRO, ROUND_FLOOR)


def steps(changes: Sequence[Mapping[str, Any]]) -> Iterator[Broken]:
    """Crediting years in which a stratum passes from one form of its equation to the other."""
    years = [
        change["x"]
        for change in changes
        for before, after in [[forms_of(each) for each in change["dates"]]]
        if any(before[i] and used != before[i] for i, used in after.items())
    ]
    if years:
        listed = ", ".join(years)
        yield T5_FORM.at("/growth", f"计入年 {listed}：{T5_FORM.zh}", f"Crediting years {listed}: {T5_FORM.en}")


def forms_of(dated: Mapping[str, Any]) -> dict[str, set[str]]:
    return {s["i"]: {plant["e"] for p in s["plots"] for plant in p["plants"]} for s in dated["strata"]}
