"""Equations of one plant, from diameter and height to volume or biomass; bamboo culms; shrubs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation, localcontext
from functools import cache
from typing import Any

from methodologies.forestry.species import (
    SPECIES_IMPLAUSIBLE,
    SPECIES_MISSING,
    pick,
    row,
    shipped_parameters,
    toml,
)
from methodologies.kernel.published import PublishedRow, PublishedTable
from methodologies.kernel.records import Field
from methodologies.kernel.rules import Broken, Refusal

TABLE = "tree_equations"
GIVES = (
    ("volume", "材积", "volume, m3"),
    ("above", "地上生物量", "above-ground biomass, kg"),
    ("whole", "全株生物量", "whole-plant biomass, kg"),
)
FINE = Context(prec=34)
OUGHT_TO_BE = (Decimal(60), Decimal(350))  # kg of a whole tree of 20 cm
PROBE = (Decimal(20), Decimal(15))  # cm, m


@dataclass(frozen=True)
class Equation:
    """Σ p × D^q × H^s. `gives`: volume (m3), above or whole (kg). d_min, d_max: cm; None: not stated."""

    id: str
    gives: str
    terms: tuple[tuple[Decimal, Decimal, Decimal], ...]
    d_min: Decimal | None = None
    d_max: Decimal | None = None

    def of(self, d: Decimal, h: Decimal) -> Decimal:
        """Of one plant; never below 0. With 34 digits."""
        with localcontext(FINE):
            return max(sum((p * d**q * (h**s if s else 1) for p, q, s in self.terms), Decimal(0)), Decimal(0))

    def covers(self, d: Decimal) -> bool:
        return (self.d_min is None or d >= self.d_min) and (self.d_max is None or d <= self.d_max)


def read_terms(text: str) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    """'p q s; p q s' → numbers. ValueError for anything else."""
    try:
        p_q_s = [tuple(Decimal(part) for part in term.split()) for term in text.split(";")]
    except InvalidOperation:
        raise ValueError(text) from None
    if any(len(term) != 3 or not all(part.is_finite() for part in term) for term in p_q_s):
        raise ValueError(text)
    return tuple((p, q, s) for p, q, s in p_q_s)


def equation(row: PublishedRow) -> Equation:
    ends = [Decimal(row.values[name]) if row.values.get(name) else None for name in ("d_min", "d_max")]
    return Equation(row.id, row.values["gives"], read_terms(row.values["terms"]), *ends)


@cache
def shipped() -> tuple[PublishedRow, ...]:
    said = toml("equations.toml")
    return tuple(
        row(
            TABLE,
            name,
            {
                "gives": table["gives"],
                "terms": "; ".join(" ".join(term) for term in each["terms"]),
                "d_min": table["d"][0],
                "d_max": table["d"][1],
            },
            table | {"published_on": said["published_on"]},
        )
        for table in said["table"]
        for name, each in table["equation"].items()
    )


def judge(row: PublishedRow) -> tuple[Broken, ...]:
    """A tree of 20 cm weighs 60 to 350 kg. A volume is turned into kg by the lightest and the heaviest of T1."""
    try:
        found = equation(row)
    except (ValueError, KeyError):
        return (
            SPECIES_IMPLAUSIBLE.at(
                "/values/terms", "方程应写作“p q s; p q s”。", "An equation is written as 'p q s; p q s'."
            ),
        )
    low, high = (found.of(*PROBE) * factor for factor in weighs()[found.gives])
    if low <= OUGHT_TO_BE[1] and high >= OUGHT_TO_BE[0]:
        return ()
    span = f"{low:.0f}–{high:.0f} kg"
    return (
        SPECIES_IMPLAUSIBLE.at(
            "/values/terms",
            f"胸径 20 cm 时为 {span}，应在 60–350 kg 之内。",
            f"At 20 cm it gives {span}; 60–350 kg are plausible.",
        ),
    )


def spread(*names: str) -> tuple[Decimal, Decimal]:
    """The least and the largest product of these parameters in T1; `r` counts as 1 + r."""
    found = []
    for each in shipped_parameters():
        product = Decimal(1)
        for name in names:
            product *= Decimal(each.values[name]) + (1 if name == "r" else 0)
        found.append(product)
    return min(found), max(found)


@cache
def weighs() -> dict[str, tuple[Decimal, Decimal]]:
    """kg of a whole plant for one of what an equation gives, at least and at most."""
    light, heavy = spread("wd", "bef", "r")
    return {"whole": (Decimal(1), Decimal(1)), "above": spread("r"), "volume": (1000 * light, 1000 * heavy)}


def equation_of(name: str, tables: Sequence[PublishedRow], on: date, where: str) -> tuple[Equation, dict[str, Any]]:
    """The equation "T2 v1/马尾松", and the fact that names it. Refusal SPECIES_MISSING."""
    version, _, species = name.partition("/")
    found = pick(TABLE, tables, on, species=species, version=version)
    if found is None:
        raise Refusal(SPECIES_MISSING.at(where, f"方程表中没有“{name}”。", f"The table of equations has no {name}."))
    fact: Mapping[str, Any] = found.fact("terms", f"{name}: {found.values['terms']}")
    return equation(found), {**fact, "value": "1"}


# --- bamboo and shrubs


def culm(d_cm: Decimal, age_du: Decimal) -> Decimal:
    """Above-ground biomass of a Moso culm, kg: F11."""
    with localcontext(FINE):
        aged = Decimal("0.148") * age_du / (Decimal("0.028") + age_du)
        return Decimal("747.787") * d_cm ** Decimal("2.771") * aged ** Decimal("5.555") + Decimal("3.772")


def shrubs(cover: Decimal, forest: Decimal, ratio: Decimal = Decimal("0.10")) -> Decimal:
    """Above-ground biomass of shrubs, t/ha: BDR × B_FOREST × cover; a cover below 5 % counts as nothing: F12."""
    return ratio * forest * cover if cover >= Decimal("0.05") else Decimal(0)


EQUATION_TABLE = PublishedTable(
    TABLE,
    zh="单株材积和生物量方程",
    en="Equations of volume and biomass of one plant",
    key=(
        Field("species", "树种（组）", "Species or group", "text"),
        Field("version", "表号和版本", "Table and version", "text"),
    ),
    values=(
        Field("gives", "结果", "Gives", "choice", choices=GIVES),
        Field(
            "terms",
            "各项 p q s（p×D^q×H^s 之和）",
            "Terms p q s: the sum of p×D^q×H^s",
            "text",
            example="0.0000623 1.8551 0.9568",
        ),
        Field("d_min", "适用胸径下限", "Least diameter", "decimal", unit="cm", required=False, minimum="0"),
        Field("d_max", "适用胸径上限", "Largest diameter", "decimal", unit="cm", required=False, minimum="0"),
    ),
    judge=judge,
    shipped=shipped,
)
