"""Published tables of species: parameters (T1) and growth curves (T4). What was not compared with an issued file is
provisional until two people confirm it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from methodologies.kernel.published import PublishedRow, PublishedTable, digest_of_row
from methodologies.kernel.records import Field
from methodologies.kernel.rules import LIKELY, SURE, Broken, Refusal, Rule, cite

PARAMETERS, CURVES = "species_parameters", "growth_curves"
BOUNDS = {"cf": ("0.40", "0.60"), "bef": ("1", "4"), "wd": ("0.2", "1.1"), "r": ("0.05", "1")}
SPECIES_MISSING = Rule(
    "SPECIES_MISSING",
    "所用树种（或方程）在参数表中没有，也没有当地参数。",
    "The tables have no such species or equation, and no local one was given.",
    cite("CCER-14-001-V01", "T1, T2", LIKELY),
)
SPECIES_IMPLAUSIBLE = Rule(
    "SPECIES_IMPLAUSIBLE",
    "树种参数或方程不合理。",
    "These species parameters, or this equation, are implausible.",
    cite("CCER-14-001-V01", "T1 to T4", SURE),
)


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))


def instead() -> dict[str, str]:
    """Species without a row of their own, and the row that stands for them."""
    return toml("species.toml")["instead"]


def row(table: str, name: str, values: Mapping[str, str], said: Mapping[str, Any]) -> PublishedRow:
    """A shipped row: provisional unless it is sure."""
    label = f"{said['id']} v{said['version']}"
    key, source, sure = {"species": name, "version": label}, said["source"], said["confidence"] == "sure"
    return PublishedRow(
        f"{table}/{label}/{name}",
        table,
        key,
        values,
        said["published_on"],
        source,
        digest_of_row(table, key, values, source),
        "official" if sure else "provisional",
        said["confidence"],
    )


@cache
def shipped_parameters() -> tuple[PublishedRow, ...]:
    said = toml("species.toml")
    return tuple(
        row(PARAMETERS, name, dict(zip(("cf", "bef", "wd", "r"), cells[1:])), said)
        for name, cells in said["species"].items()
    )


@cache
def shipped_curves() -> tuple[PublishedRow, ...]:
    said = toml("growth.toml")
    return tuple(row(CURVES, name, dict(zip("wkr", cells)), said) for name, cells in said["curve"].items())


def outside(values: Mapping[str, str], bounds: Mapping[str, tuple[str, str]]) -> tuple[Broken, ...]:
    return tuple(
        SPECIES_IMPLAUSIBLE.at(
            f"/values/{name}", f"{name} 应在 {low} 至 {high} 之内。", f"{name} is to be {low} to {high}."
        )
        for name, (low, high) in bounds.items()
        if name in values and not Decimal(low) <= Decimal(values[name]) <= Decimal(high)
    )


def pick(table: str, tables: Iterable[PublishedRow], on: date, **key: str) -> PublishedRow | None:
    """The newest row of that key published by the day; of several, an official one."""
    found = [
        each
        for each in tables
        if each.table == table
        and not each.absent
        and each.published_on <= on
        and all(each.key.get(name) == value for name, value in key.items())
    ]
    return max(found, key=lambda each: (each.purpose == "official", each.published_on), default=None)


def parameters_of(name: str, tables: Sequence[PublishedRow], on: date, where: str) -> dict[str, Any]:
    """CF, BEF, WD and R of a species as facts. Refusal SPECIES_MISSING."""
    used = instead().get(name, name)
    if (found := pick(PARAMETERS, tables, on, species=used)) is None:
        raise Refusal(SPECIES_MISSING.at(where, f"参数表中没有“{name}”。", f"The table has no {name}."))
    label = f"{found.key['version']}/{used}"
    return {
        f"{symbol}_j": found.fact(symbol.lower(), label, fallback=used != name) for symbol in ("CF", "BEF", "WD", "R")
    }


def curve_of(name: str, tables: Sequence[PublishedRow], on: date, where: str) -> dict[str, Any]:
    """w, k and r of the growth curve of a species as facts. Refusal SPECIES_MISSING."""
    if (found := pick(CURVES, tables, on, species=name)) is None:
        raise Refusal(SPECIES_MISSING.at(where, f"生长曲线表中没有“{name}”。", f"The table of curves has no {name}."))
    return {letter: found.fact(letter, f"{found.key['version']}/{name}") for letter in "wkr"}


KEY = (
    Field("species", "树种（组）", "Species or group", "text"),
    Field("version", "表号和版本", "Table and version", "text"),
)
PARAMETER_TABLE = PublishedTable(
    PARAMETERS,
    zh="树种（组）生物量参数",
    en="Biomass parameters of species groups",
    key=KEY,
    values=(
        Field("cf", "含碳率 CF", "Carbon fraction", "decimal", unit="tC/tdm", minimum="0", maximum="1"),
        Field("bef", "生物量扩展因子 BEF", "Biomass expansion factor", "decimal", minimum="1", maximum="10"),
        Field("wd", "基本木材密度 WD", "Basic wood density", "decimal", unit="tdm/m3", minimum="0", maximum="2"),
        Field("r", "根茎比 R", "Root-to-shoot ratio", "decimal", minimum="0", maximum="5"),
    ),
    judge=lambda row: outside(row.values, BOUNDS),
    shipped=shipped_parameters,
)
CURVE_TABLE = PublishedTable(
    CURVES,
    zh="林分生物量生长曲线",
    en="Growth curves of stand biomass",
    key=KEY,
    values=(
        Field("w", "上限 w", "Asymptote w", "decimal", unit="tdm/ha", minimum="0", maximum="2000"),
        Field("k", "参数 k", "Parameter k", "decimal", minimum="0", maximum="1000"),
        Field("r", "参数 r", "Rate r", "decimal", unit="1/yr", minimum="0", maximum="5"),
    ),
    judge=lambda row: outside(row.values, {"w": ("20", "600"), "k": ("0.1", "100"), "r": ("0.01", "1")}),
    shipped=shipped_curves,
)
