"""Where the values of a project come from: its own documents, the published tables, or provisional factors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from methodologies.forestry.species import curve_of, parameters_of
from methodologies.kernel.published import PublishedRow, digest_of_row
from methodologies.kernel.records import Field, Record, read
from methodologies.kernel.rules import REFUSE, Broken, Refusal

Fact = dict[str, Any]
RATIOS = {"DF_DW": "0.08", "DF_LI": "0.04"}  # temperate, from memory of AR-TOOL12: never more than provisional
NOT_COUNTED = "不计量 not counted"
UNREAD = date(2023, 10, 24)  # the day of the text that these provisional values wait for


@dataclass
class Asked:
    """What was read of the design document, with the tables of a day; collects what is missing."""

    design: Mapping[str, Any]
    tables: Sequence[PublishedRow]
    on: date
    broken: list[Broken] = field(default_factory=list)

    def species(self, names: Iterable[str], where: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Fact]]]:
        """Each species once, with its parameters: those of the project before those of the table."""
        local = {row["species"]: row for row in self.design.get("local_parameters", ())}
        for name in dict.fromkeys(names):
            if name in local:
                row = local[name]
                yield (
                    name,
                    {
                        f"{s}_j": stated(row[s.lower()], row["source"], row["source_on"])
                        for s in ("CF", "BEF", "WD", "R")
                    },
                )
            elif (facts := self.attempt(parameters_of, name, where[name])) is not None:
                yield name, facts

    def curve(self, row: Mapping[str, Any], where: str) -> dict[str, Fact]:
        """Asymptotes, rate and shape of a growth curve; without an asymptote of its own, of the published curve. Empty
        where that is missing."""
        if "asymptote" in row:
            p = [
                stated(row.get(name, "0"), row.get("source", "-"), row.get("source_on", self.on.isoformat()))
                for name in ("asymptote", "p2", "p3")
            ]
            volume = row["of"] == "volume"
        else:
            found = self.attempt(curve_of, row["species"], where)
            if found is None:
                return {}
            p, volume = [found["w"], found["r"], found["k"]], False
        none = p[0] | {"value": "0"}
        return {"V_max,c": p[0] if volume else none, "B_max,c": none if volume else p[0], "p2_c": p[1], "p3_c": p[2]}

    def attempt(self, pick: Callable[..., Any], name: str, where: str) -> Any:
        """What the tables of the day have under that name; None, and the reason kept, where they have nothing."""
        try:
            return pick(name, self.tables, self.on, where)
        except Refusal as refusal:
            self.broken += refusal.broken
            return None

    def pools(self) -> dict[str, Fact]:
        """Dead wood, litter, soil: 0 where the project does not count them, else provisional."""
        counted, soil = self.design["dead_wood_litter"] == "on", self.design["soil_growth"]
        facts = {name: provisional(value, "AR-TOOL12") if counted else not_counted() for name, value in RATIOS.items()}
        return facts | {"r_SOC": provisional(soil, "AR-TOOL16") if soil != "0" else not_counted()}


def stated(value: str, source: str, on: str, purpose: str = "official", confidence: str = "sure") -> Fact:
    """A value of the project's own documents as a published fact: what validation compares."""
    return {
        "value": value,
        "table": source,
        "published_on": on,
        "sha256": digest_of_row("design", {"source": source}, {"value": value}, on),
        "source": source,
        "purpose": purpose,
        "confidence": confidence,
    }


def not_counted() -> Fact:
    return stated("0", NOT_COUNTED, UNREAD.isoformat())


def provisional(value: str, source: str) -> Fact:
    return stated(value, source, UNREAD.isoformat(), "provisional", "unsure")


def read_some(
    fields: Sequence[Field | Record], given: Mapping[str, Any], names: Sequence[str]
) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    """These fields of the design document: (canonical data, problems of shape)."""
    some = tuple(each for each in fields if each.name in names)
    return read(some, {name: given[name] for name in names if name in given})


def refused(broken: Iterable[Broken]) -> bool:
    return any(each.rule.grade is REFUSE for each in broken)
