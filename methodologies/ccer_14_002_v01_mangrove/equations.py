"""T5: mangrove biomass equations, a published table; and which of them holds for the plants of a plot."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from functools import cache
from importlib import resources
from typing import Any

from methodologies.kernel.expressions import EXACT
from methodologies.kernel.published import PublishedRow, PublishedTable, digest_of_row
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.records import Field
from methodologies.kernel.rules import HOUSE, LIKELY, UNSURE, Broken, Rule, cite

TEXT = "CCER-14-002-V01"
TABLE = "mangrove_equations"
GENERAL = "other"  # the species whose row is the general form
SPECIES = (
    ("kandelia_obovata", "秋茄", "Kandelia obovata"),
    ("avicennia_marina", "白骨壤", "Avicennia marina"),
    ("aegiceras_corniculatum", "桐花树", "Aegiceras corniculatum"),
    ("bruguiera", "木榄、海莲", "Bruguiera"),
    ("rhizophora_stylosa", "红海榄", "Rhizophora stylosa"),
    ("rhizophora_apiculata", "红树", "Rhizophora apiculata"),
    ("ceriops_tagal", "角木果", "Ceriops tagal"),
    ("sonneratia", "海桑属（本土种）", "Sonneratia, native species"),
    ("sonneratia_apetala", "无瓣海桑", "Sonneratia apetala"),
    ("xylocarpus_granatum", "木果楝", "Xylocarpus granatum"),
    ("laguncularia_racemosa", "拉关木", "Laguncularia racemosa"),
    (GENERAL, "其他真红树", "another true mangrove"),
)
EXOTIC = ("sonneratia_apetala", "laguncularia_racemosa")
SYMBOLS = {  # symbol of the text: name in the table
    "p_e": "p", "q_e": "q", "a_AB,e": "a_ab", "r_AB,e": "r_ab", "b_AB,e": "b_ab", "k_AB,e": "k_ab",
    "a_BB,e": "a_bb", "r_BB,e": "r_bb", "b_BB,e": "b_bb", "k_BB,e": "k_bb", "share_BB,e": "share_bb", "CF_e": "cf",
}
LEFT_OUT = {"p": "1", "b_ab": "1", "b_bb": "1", "whole": "no", "exotic": "no", "cf_assumed": "no"} | dict.fromkeys(
    ("q", "a_bb", "r_ab", "r_bb", "k_ab", "k_bb", "share_bb"), "0"
)
PLAUSIBLE = (Decimal(5), Decimal("2.5"), Decimal("0.7"))  # D, H, ρ of the plant on which a row is tried
ROOTS_AT_MOST = 2  # below ground, of what is above

T5_MISSING = Rule(
    "T5_MISSING",
    "没有适用于该树种和高度的生物量方程。",
    "No biomass equation of the table holds for this species and height.",
    cite(TEXT, "T5", LIKELY),
)
T5_IMPLAUSIBLE = Rule(
    "T5_IMPLAUSIBLE",
    "该生物量方程不合理。",
    "This biomass equation is implausible.",
    cite(HOUSE, "plausibility", UNSURE),
)


def number(row: PublishedRow, name: str) -> Decimal | None:
    return read_decimal(({**LEFT_OUT, **row.values}).get(name))


def facts_of(row: PublishedRow) -> dict[str, dict[str, Any]]:
    """The coefficients as a chapter reads them. A carbon fraction that nobody printed is provisional by itself."""
    whole = PublishedRow(**{**vars(row), "values": {**LEFT_OUT, **row.values}})
    facts = {symbol: whole.fact(name, row.id) for symbol, name in SYMBOLS.items()}
    if whole.values["cf_assumed"] == "yes":
        facts["CF_e"] |= {"purpose": "provisional", "confidence": str(UNSURE)}
    return facts


def equation_for(species: str, mean_height: Decimal, tables: Iterable[PublishedRow]) -> PublishedRow | None:
    """The newest row of the species whose class of height holds the mean height of its plants in a plot, m.
    One form for a whole plot: the forms of a species do not meet at their limit, and a plant that passes it alone would
    gain what did not grow."""
    fitting = [
        row
        for row in tables
        if row.table == TABLE and row.values["species"] == species and in_class(row, mean_height)
    ]
    return max(fitting, key=lambda row: row.published_on, default=None)


def in_class(row: PublishedRow, height: Decimal) -> bool:
    low, below = number(row, "class_from"), number(row, "class_below")
    return (low is None or low <= height) and (below is None or height < below)


def outside(row: PublishedRow, plant: Mapping[str, Decimal]) -> Iterator[tuple[str, str]]:
    """(d | h, the range) wherever a plant {d, h} lies outside what the equation was made for; bounds are inside."""
    for name, value in plant.items():
        low, high = number(row, f"{name}_min"), number(row, f"{name}_max")
        if (low is not None and value < low) or (high is not None and value > high):
            yield name, f"{row.values.get(f'{name}_min', '…')} – {row.values.get(f'{name}_max', '…')}"


def needs_density(row: PublishedRow) -> bool:
    return bool(number(row, "r_ab") or number(row, "r_bb"))


# --- the table


def judge_row(row: PublishedRow) -> tuple[Broken, ...]:
    """Reasons not to believe a row: no shoot, a carbon fraction that no wood has, or roots that outweigh the shoot."""
    cf, above, below = number(row, "cf"), *tried(row)
    broken = []
    if cf is None or not Decimal("0.35") <= cf <= Decimal("0.55"):
        zh, en = "含碳率应在 0.35 至 0.55 之间。", "The carbon fraction lies between 0.35 and 0.55."
        broken.append(T5_IMPLAUSIBLE.at("/values/cf", zh, en))
    if above <= 0 or below > ROOTS_AT_MOST * above:
        size = f"D = {PLAUSIBLE[0]} cm, H = {PLAUSIBLE[1]} m"
        zh = f"{size} 时地上 {above:.2f} kg、地下 {below:.2f} kg；地上应大于 0，地下不应超过地上的两倍。"
        en = f"At {size}: {above:.2f} kg above, {below:.2f} kg below ground; roots are at most twice the shoot."
        broken.append(T5_IMPLAUSIBLE.at("/values/a_bb", zh, en))
    return tuple(broken)


def tried(row: PublishedRow) -> tuple[Decimal, Decimal]:
    """(above, below ground) of one ordinary young plant, kg, for judging a row; the account is in formulas.py."""
    said = {name: number(row, name) or Decimal(0) for name in SYMBOLS.values()}
    d, h, density = PLAUSIBLE
    with localcontext(EXACT):
        x = d ** said["p"] * h ** said["q"]
        above, below = (
            said[f"a_{part}"] * density ** said[f"r_{part}"] * x ** said[f"b_{part}"] + said[f"k_{part}"]
            for part in ("ab", "bb")
        )
        return above, below + said["share_bb"] * above


@cache
def shipped() -> tuple[PublishedRow, ...]:
    """The rows that came with the program. Those not to be believed as they stand, and those of exotic species, are
    provisional."""
    said = tomllib.loads((resources.files(__package__) / "equations.toml").read_text(encoding="utf-8"))
    on, source = said.pop("published_on"), said.pop("source")
    rows = []
    for id, values in said.items():
        own, sure = values.pop("source", source), values.pop("confidence", str(LIKELY))
        key, values = {"equation": id}, {**LEFT_OUT, **values}
        purpose = "provisional" if values["exotic"] == "yes" else "official"
        digest = digest_of_row(TABLE, key, values, own)
        rows.append(PublishedRow(f"{TABLE}/{id}", TABLE, key, values, on, own, digest, purpose, sure))
    return tuple(rows)


def coefficient(name: str, zh: str, en: str, **more: Any) -> Field:
    return Field(name, zh, en, "decimal", required=False, **more)


def bound(name: str, zh: str, en: str, unit: str) -> Field:
    return coefficient(name, zh, en, unit=unit, minimum="0", maximum="200")


T5 = PublishedTable(
    TABLE,
    zh="红树植物单株生物量方程",
    en="Biomass equations of single mangrove plants",
    key=(Field("equation", "方程编号", "Equation", "text", longest=60),),
    values=(
        Field("species", "树种", "Species", "choice", choices=SPECIES),
        Field("zh", "说明（中文）", "Description in Chinese", "text"),
        Field("en", "说明（英文）", "Description in English", "text"),
        Field("diameter", "直径位置", "Where the diameter is measured", "choice",
              choices=(("basal", "基径", "at the base"), ("any", "未说明", "not stated"))),
        Field("whole", "全株方程", "For the whole plant", "yesno", required=False),
        Field("exotic", "外来种", "Exotic species", "yesno", required=False),
        coefficient("p", "自变量 x 中 D 的指数", "Power of D in x"),
        coefficient("q", "自变量 x 中 H 的指数", "Power of H in x"),
        Field("a_ab", "地上系数 a", "Above ground: a", "decimal", unit="kg"),
        coefficient("r_ab", "地上木材密度指数 r", "Above ground: power of the wood density"),
        coefficient("b_ab", "地上指数 b", "Above ground: b"),
        coefficient("k_ab", "地上常数 k", "Above ground: k", unit="kg"),
        coefficient("a_bb", "地下系数 a", "Below ground: a", unit="kg"),
        coefficient("r_bb", "地下木材密度指数 r", "Below ground: power of the wood density"),
        coefficient("b_bb", "地下指数 b", "Below ground: b"),
        coefficient("k_bb", "地下常数 k", "Below ground: k", unit="kg"),
        coefficient("share_bb", "地下与地上之比", "Below ground as a share of above"),
        bound("class_from", "适用的样地平均高，不低于", "Mean height of the plot, from", "m"),
        bound("class_below", "适用的样地平均高，低于", "Mean height of the plot, below", "m"),
        bound("d_min", "直径下限", "Smallest diameter", "cm"),
        bound("d_max", "直径上限", "Largest diameter", "cm"),
        bound("h_min", "树高下限", "Smallest height", "m"),
        bound("h_max", "树高上限", "Largest height", "m"),
        Field("cf", "含碳率", "Carbon fraction", "decimal", unit="tC/tdm", minimum="0", maximum="1"),
        Field("cf_assumed", "含碳率为假设值", "The carbon fraction is assumed", "yesno", required=False),
    ),
    judge=judge_row,
    shipped=shipped,
)
