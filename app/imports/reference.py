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
from workflows.application import Approval
from workflows.texts import RECORDS

SOURCE = f"{RECORDS}（随程序提供）"
AS_OF = date(2025, 12, 31)                              # the records of projects and reductions; others say their day

BATCHES = {1: date(2024, 6, 1), 2: date(2025, 1, 1)}    # the month, the year of approval; the day is not published
SECTORS = {"energy": ("01",), "sinks": ("14",), "fugitive_fuels": ("10",), "transport_and_energy_demand": ("07", "03")}


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

    @property
    def approvals(self) -> tuple[Approval, ...]:
        """Sector by sector, from the first day on which the batch can have been approved."""
        return tuple(Approval(sector, BATCHES[batch]) for scope, batch in self.scopes.items()
                     for sector in SECTORS[scope])


@dataclass(frozen=True)
class Month:
    """Trade of a month; the first one is of old units."""
    month: str
    volume_t: int
    turnover_cny: Decimal
    average_cny: Decimal
    days: int


@dataclass(frozen=True)
class Funnel:
    """How many applications of a kind stood in a state on a day. listed: in so many public lists each."""
    on: date
    kind: str
    state: str
    code: str
    count: int
    listed: int


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
    return tuple(Body(r["short"], r["name"], r["approval"], {scope: int(r[scope]) for scope in SECTORS if r[scope]})
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
def funnel() -> tuple[Funnel, ...]:
    return tuple(Funnel(date.fromisoformat(r["on"]), r["kind"], r["state"], r["code"], int(r["count"]),
                        int(r["listed"])) for r in rows("funnel"))


@cache
def milestones() -> tuple[Milestone, ...]:
    return tuple(Milestone(r["on"], r["fact"], r["source"], r["confidence"]) for r in rows("milestones"))
