"""Applicability and crediting period of CCER-01-001-V01. A predicate sees the data of the design document as far as
it could be read; what is missing was already refused by the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from methodologies.electricity.design import LIFETIME
from methodologies.electricity.site import export_is_estimated, province_lies_in_the_region, sum_of_capacities
from methodologies.general.checks import crediting_rules, declared
from methodologies.kernel.rules import SURE, UNSURE, WARN, Source, Verdict, cite, rule

TEXT = "CCER-01-001-V01"
LONGEST = 10  # years of crediting, at most


def clause(name: str) -> Source:
    return cite(TEXT, name, SURE)


connected_to_the_grid = declared(
    "CSP-1",
    "项目为独立的并网光热发电项目，或“光热+”一体化项目中的并网光热发电部分。",
    "A stand-alone grid-connected solar thermal plant, or the solar-thermal part of an integrated project.",
    clause("适用条件"),
    "physically_connected",
    "dispatched",
)


@rule(
    "CSP-2",
    zh="一体化项目中光热发电部分的上网电量可以单独计量。",
    en="The export of the solar-thermal part of an integrated project is metered separately.",
    source=clause("适用条件"),
)
def metered_separately(design: Mapping[str, Any]) -> Verdict:
    return (
        design.get("plant_kind") != "integrated"
        or design.get("separately_metered") == "yes"
        or ("/separately_metered",)
    )


turns_sun_into_power = declared(
    "CSP-3",
    "项目采用将聚集的太阳热能转化为电能的技术（集热场、储热、蒸汽发生、汽轮发电）。",
    "The technology turns concentrated solar heat into power: collector field, storage, steam generator, turbine.",
    clause("适用条件"),
    "concentrates_sun",
)
lawful_and_claimed_once = declared(
    "CSP-4",
    "符合法律法规和产业政策，不损害可持续发展，无强制减排义务，未参加其他减排机制，未重复申领绿证。",
    "Lawful, no harm to sustainable development, no legal duty to reduce, in no other mechanism, no second claim by "
    "green certificates.",
    clause("适用条件"),
    "lawful",
    "sustainable",
    "no_legal_duty",
    "no_other_mechanism",
    "one_claim_per_mwh",
)


@rule(
    "CSP-INT",
    zh="一体化项目的风电、光伏向熔盐加热器供电：请审定机构确认是否须计量并从上网电量中扣除。",
    en="Wind or photovoltaic power of the project feeds the molten-salt heater: the body confirms whether it must be "
    "metered and deducted from the export.",
    source=cite(TEXT, "figure 1", UNSURE),
    grade=WARN,
)
def no_other_power_heats_the_salt(design: Mapping[str, Any]) -> Verdict:
    return design.get("plant_kind") != "integrated" or design.get("heater_fed") != "yes" or ("/heater_fed",)


capacities_add_up = sum_of_capacities(
    "units", "各机组容量之和等于装机容量。", "The capacities of the units add up to the installed capacity."
)
APPLICABILITY = (
    connected_to_the_grid,
    metered_separately,
    turns_sun_into_power,
    lawful_and_claimed_once,
    no_other_power_heats_the_salt,
    capacities_add_up,
    province_lies_in_the_region,
    export_is_estimated,
)
CREDITING = crediting_rules(
    clause("计入期"), LONGEST, LIFETIME, (("commencement_on", "grid_connected_on"), LIFETIME)
)
