"""The public records that ship with the program: CSV files in `data/`, of a day and a source."""
from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from app.imports.reading import Records, read
from workflows.texts import RECORDS

SOURCE = f"{RECORDS}（随程序提供）"
AS_OF = date(2025, 12, 31)                              # the records of projects and reductions; others say their day


@dataclass(frozen=True)
class Listed:
    """A methodology of the registry's list. Limits of crediting in years, where known. published_on: day or month."""
    code: str
    zh: str
    en: str
    published_on: str
    confidence: str
    min_years: int | None
    max_years: int | None


@dataclass(frozen=True)
class Body:
    """A body and its scopes: 能源产业, 林业和其他碳汇 …; each with the batch (1, 2) in which it was approved."""
    short: str
    name: str
    approval: str
    scopes: dict[str, int]


@dataclass(frozen=True)
class Month:
    """Trade of a month; the first one is of old units."""
    month: str
    volume_t: int
    turnover_cny: Decimal
    average_cny: Decimal
    days: int


@dataclass(frozen=True)
class Milestone:
    """on: a day, a month or a year, as far as it is known."""
    on: str
    fact: str
    source: str
    confidence: str


def data(name: str) -> bytes:
    return (resources.files("app.imports") / "data" / f"{name}.csv").read_bytes()


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data(name).decode())))


@cache
def records() -> Records:
    return read(data("projects"), "projects.csv") + read(data("reductions"), "reductions.csv")


@cache
def methodologies() -> dict[str, Listed]:
    def years(text: str) -> int | None:
        return int(text) if text else None

    return {r["code"]: Listed(r["code"], r["zh"], r["en"], r["published_on"], r["confidence"],
                              years(r["crediting_min_years"]), years(r["crediting_max_years"]))
            for r in rows("methodologies")}


@cache
def bodies() -> tuple[Body, ...]:
    scopes = ("energy", "sinks", "fugitive_fuels", "transport_and_energy_demand")
    return tuple(Body(r["short"], r["name"], r["approval"], {s: int(r[s]) for s in scopes if r[s]})
                 for r in rows("bodies"))


def same_body(name: str) -> str:
    """One name for a body that is written by its short name, its full name or both."""
    plain = name.replace("(", "（").replace(")", "）").strip()
    for body in bodies():
        known = {body.short, body.name, f"{body.name}（{body.short}）"} - {""}
        if name.strip() in known or plain in known:
            return body.name
    return plain


@cache
def market() -> tuple[Month, ...]:
    return tuple(Month(r["month"], int(r["volume_t"]), Decimal(r["turnover_cny"]), Decimal(r["average_cny"]),
                       int(r["days"])) for r in rows("market"))


@cache
def milestones() -> tuple[Milestone, ...]:
    return tuple(Milestone(r["on"], r["fact"], r["source"], r["confidence"]) for r in rows("milestones"))
