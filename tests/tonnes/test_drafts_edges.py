"""Edges of the rules of the drafts; judged in tests/law."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from methodologies.kernel.catalogue import find
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.records import Field
from tests.edges import Edge
from tests.tonnes.test_drafts import DRAFTS, RECONSTRUCTED

MINE = "CCER-10-001-V01"
DAYS = {"commencement_on": "2026-01-01", "lifetime_from": "2026-06-01", "lifetime_to": "2046-05-31",
        "crediting_from": "2026-06-01", "crediting_to": "2036-05-31"}


def designed(draft: Methodology) -> Callable[..., dict[str, Any]]:
    """Clean data of a design document of this draft."""
    def build(**known: str) -> dict[str, Any]:
        said = {each.name: answer(each) for each in draft.design if isinstance(each, Field)} | DAYS | known
        return draft.read_design({name: value for name, value in said.items() if value is not None})[0]
    return build


def answer(field: Field) -> str | None:
    words = {"yesno": "yes", "text": "甲", "longtext": "甲", "decimal": "100.000000", "integer": "1"}
    return (field.choices[0][0] if field.choices else words.get(field.kind)) if field.required else None


def mined(**known: Any) -> dict[str, Any]:
    """What was monitored at a mine, beside its design."""
    return designed(find(MINE))(**{n: v for n, v in known.items() if n not in ("drainage", "period")}) | {
        n: known[n] for n in ("drainage", "period") if n in known}


def pumped(raw: str = "7.9", pump: str = "100", inlet: str = "100") -> dict[str, Any]:
    return dict(drainage=[{"at": "2026-07-01 10:00", "raw_percent": raw, "pump_m3": pump, "inlet_m3": inlet}])


def inputs(draft: Methodology) -> Callable[..., dict[str, Any]]:
    """The input of the draft's case, with other values for its year; `parts`: mole fractions of its first source."""
    def build(parts: tuple[str, ...] = (), build_margin: str = "", **known: str) -> dict[str, Any]:
        said = json.loads(json.dumps(draft.cases[0].inputs))
        year = said["years"][0]
        year.update(known)
        if build_margin:
            year["EF_grid,BM,y"]["table"] = build_margin
        for row, part in zip(year["sources"][0]["components"] if parts else (), parts):
            row["x_c"] = part
        return said
    return build


ASKED = (                                               # code, rule, the question that it is
    ("CCER-01-003-V01", "GEO-1", "closed_loop"),
    ("CCER-01-004-V01", "H2-1", "new_build"),
    ("CCER-01-004-V01", "H2-2", "own_renewables"),
    ("CCER-01-004-V01", "H2-3", "no_other_scheme"),
    ("CCER-01-004-V01", "H2-4", "no_bought_certificates"),
    ("CCER-01-004-V01", "H2-5", "wind_or_solar"),
    ("CCER-07-001-V01", "TL-1", "highway_tunnel"),
    ("CCER-07-001-V01", "TL-2", "controlled"),
    ("CCER-07-001-V01", "TL-3", "bright_enough"),
    ("CCER-07-001-V01", "TL-4", "metered_apart"),
    ("CCER-07-001-V01", "TL-5", "networked"),
    ("CCER-07-001-V01", "TL-6", "no_saving_certificates"),
    (MINE, "CMM-1", "in_operation"),
    (MINE, "CMM-4", "flameless"),
    (MINE, "CMM-7", "mine_safety"),
    ("CCER-10-002-V01", "OG-1", "flared_before"),
    ("CCER-10-002-V01", "OG-2", "carried_off"),
    ("CCER-10-003-V01", "WT-1", "flared_before"),
    ("CCER-10-004-V01", "LR-1", "low_rate"),
    ("CCER-11-001-V01", "SF6-1", "from_power_equipment"),
)


def credited(draft: Methodology) -> list[Edge]:
    build = designed(draft)
    return [] if not draft.crediting.rules else [
        Edge(f"{draft.code}/CP-1", build, dict(crediting_to="2036-05-31"), dict(crediting_to="2036-06-01"),
             ("/crediting_to",)),
        Edge(f"{draft.code}/CP-2", build, dict(crediting_from="2026-06-01"), dict(crediting_from="2026-05-31"),
             ("/crediting_from",)),
        Edge(f"{draft.code}/CP-3", build, dict(commencement_on="2026-06-01"), dict(commencement_on="2026-06-02"),
             ("/lifetime_from",))]


def mine(rule: str, *sides: Any) -> Edge:
    return Edge(f"{MINE}/{rule}", mined, *sides)


GASES = ("0.78", "0.09", "0.06", "0.04", "0.02", "0.02")
TRIAL = dict(trial_from="2026-04-01", trial_to="2026-04-30")

EDGES = (
    *(Edge(f"{code}/{rule}", designed(find(code)), {name: "yes"}, {name: "no"}, (f"/{name}",))
      for code, rule, name in ASKED),
    *(edge for draft in DRAFTS for edge in credited(draft)),
    *(Edge(f"{draft.code}/EF_SAME_TABLE", inputs(draft), {}, dict(build_margin="2018/N"), ("/years/0/EF_grid,BM,y",))
      for draft in RECONSTRUCTED),
    *(Edge(f"{draft.code}/GAS-SUM", inputs(draft), dict(parts=("0.781", *GASES[1:3], "0.03", "0.02", "0.02")),
           dict(parts=GASES), ("/years/0/sources/0/components",))
      for draft in RECONSTRUCTED if draft.code in ("CCER-10-002-V01", "CCER-10-003-V01", "CCER-10-004-V01")),
    *(Edge("CCER-01-004-V01/H2-EF", inputs(find("CCER-01-004-V01")), {"EF_BL,y": inside}, {"EF_BL,y": outside},
           ("/years/0/EF_BL,y",)) for inside, outside in (("9", "8.9"), ("19", "19.1"))),
    # the coal mine
    mine("CMM-2", dict(raw_ch4_percent="7.9"), dict(raw_ch4_percent="8.0"), ("/raw_ch4_percent",)),
    mine("CMM-2", dict(route="blend", raw_ch4_percent="7.9"), dict(route="blend"), ("/raw_ch4_percent",)),
    mine("CMM-2", dict(heat_used="yes"), dict(heat_used="no"), ("/heat_used",)),
    *(mine("CMM-3", dict(use=use), dict(use="none"), ("/use",)) for use in ("power", "heat", "chp")),
    mine("CMM-5", dict(raw_ch4_percent="7.9"), dict(raw_ch4_percent="8.0"), ("/raw_ch4_percent",)),
    mine("CMM-5", pumped(raw="7.9"), pumped(raw="8.0"), ("/drainage/0/raw_percent",)),
    mine("CMM-5", dict(not_diluted="yes"), dict(not_diluted="no"), ("/not_diluted",)),
    mine("CMM-6", dict(trial_to="2026-05-31"), dict(trial_to="2026-06-01"), ("/crediting_from",)),
    mine("CMM-6", dict(period={"from": "2026-07-01"}, trial_to="2026-05-31"),
         dict(period={"from": "2026-05-31"}, trial_to="2026-05-31"), ("/period/from",)),
    mine("CMM-6", dict(networked="yes"), dict(networked="no"), ("/networked",)),
    mine("CMM-6a", TRIAL, TRIAL | dict(trial_to="2026-04-29"), ("/trial_to",)),
    mine("CMM-6a", dict(trial_from="2027-01-31", trial_to="2027-02-28"),
         dict(trial_from="2027-01-31", trial_to="2027-02-27"), ("/trial_to",)),
    mine("CMM-8", pumped(pump="100", inlet="100"), pumped(pump="100", inlet="100.1"), ("/drainage/0/inlet_m3",)),
    mine("CMM-8", dict(flows_paired="yes"), dict(flows_paired="no"), ("/flows_paired",)),
)
