"""Applicability and crediting period of CCER-01-002-V01. A predicate sees the data of the design document as far as
it could
be read; what is missing was already refused by the reader."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.electricity.design import LIFETIME
from methodologies.electricity.site import export_is_estimated, province_lies_in_the_region, sum_of_capacities
from methodologies.general.checks import answered, crediting_rules
from methodologies.kernel.rules import SURE, Broken, Source, Verdict, cite, rule

TEXT = "CCER-01-002-V01"
LONGEST = 10  # years of crediting, at most
FAR_KM = DEEP_M = Decimal(30)  # both strict


def clause(number: str) -> Source:
    return cite(TEXT, number, SURE)


@rule(
    "OW-1",
    zh="风机位于多年平均大潮高潮线以下海域。",
    en="The turbines stand seaward of the multi-year mean high-water spring tide line.",
    source=clause("2"),
)
def seaward_of_the_tide_line(design: Mapping[str, Any]) -> Verdict:
    return answered(design, "seaward_of_tide_line")


@rule(
    "OW-2",
    zh="风电场离岸距离大于 30 km，或者水深大于 30 m。",
    en="The site is more than 30 km from shore, or the water is deeper than 30 m.",
    source=clause("2"),
)
def far_or_deep(design: Mapping[str, Any]) -> Verdict:
    """Judged turbine by turbine; the text speaks of the site, so this reading is the conservative one and not sure."""
    turbines = design.get("turbines", [])
    near = [
        (n, turbine)
        for n, turbine in enumerate(turbines)
        if "distance_km" in turbine
        and "depth_m" in turbine
        and Decimal(turbine["distance_km"]) <= FAR_KM
        and Decimal(turbine["depth_m"]) <= DEEP_M
    ]
    part = len(near) < len(turbines)
    return tuple(near_and_shallow(n, turbine, part) for n, turbine in near) or True


def near_and_shallow(number: int, turbine: Mapping[str, Any], part: bool) -> Broken:
    name, far, deep = turbine.get("t", number + 1), turbine["distance_km"], turbine["depth_m"]
    zh = f"{name}：离岸 {far} km，水深 {deep} m，须有一项大于 30。"
    en = f"{name}: {far} km from shore, {deep} m deep; one must exceed 30."
    if part:
        zh += "其余风机符合；方法学按场址表述，本系统从严逐台判断（此读法尚未确认）。"
        en += " Others pass; the text speaks of the site, this system judges each turbine (conservative, unsure)."
    return far_or_deep.at(f"/turbines/{number}/depth_m", zh, en)


@rule(
    "OW-3",
    zh="项目已并网：物理联接，并具有调度关系。",
    en="Connected to the grid in both senses: physical link and dispatch relation.",
    source=clause("2"),
)
def connected_to_the_grid(design: Mapping[str, Any]) -> Verdict:
    return answered(design, "physically_connected", "dispatched")


@rule("OW-4", zh="符合法律法规和产业政策。", en="It complies with laws, rules and industry policy.", source=clause("2"))
def lawful(design: Mapping[str, Any]) -> Verdict:
    return answered(design, "lawful")


@rule("OW-5", zh="不对可持续发展产生不利影响。", en="It does no harm to sustainable development.", source=clause("2"))
def sustainable(design: Mapping[str, Any]) -> Verdict:
    return answered(design, "sustainable")


@rule(
    "OW-6",
    zh="无强制减排义务，不在配额管理边界内，未参加其他减排机制，未重复申领绿证。",
    en="No legal duty to reduce, outside quota boundaries, in no other mechanism, no second claim by green "
       "certificates.",
    source=clause("2"),
)
def nothing_claimed_twice(design: Mapping[str, Any]) -> Verdict:
    """The declarations only; the days and parties of the Measures are rules of procedure and are judged there."""
    return answered(design, "no_legal_duty", "no_other_mechanism", "one_claim_per_mwh")


capacities_add_up = sum_of_capacities(
    "turbines", "各风机单机容量之和等于装机容量。", "The capacities of the turbines add up to the installed capacity."
)
APPLICABILITY = (
    seaward_of_the_tide_line,
    far_or_deep,
    connected_to_the_grid,
    lawful,
    sustainable,
    nothing_claimed_twice,
    capacities_add_up,
    province_lies_in_the_region,
    export_is_estimated,
)
CREDITING = crediting_rules(
    clause("5.2"),
    LONGEST,
    LIFETIME,
    (("commencement_on", "grid_connected_on"), LIFETIME),
)
