"""Rules of CCER-03-009-V01."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.general.checks import crediting_rules, declared
from methodologies.kernel.rules import SURE, Source, Verdict, cite, rule

TEXT = "CCER-03-009-V01"
LONGEST = 10  # years of crediting, at most
BRIGHTEST = Decimal("0.3")  # kW, the limit included
LIFETIME = ("lifetime_from", "lifetime_to")


def clause(number: str) -> Source:
    return cite(TEXT, number, SURE)


off_grid = declared("SL-1", "路灯不接入电网。", "The lamps are not on the grid.", clause("2"), "off_grid")
claimed_once = declared("SL-2", "无强制减排义务，未参加其他减排机制。", "No legal duty, and in no other mechanism.",
                        clause("2"), "no_legal_duty", "no_other_mechanism")


@rule("SL-3", zh="单灯功率不超过 0.3 kW。", en="A lamp has at most 0.3 kW.", source=clause("2"))
def lamps_are_small(design: Mapping[str, Any]) -> Verdict:
    groups = enumerate(design.get("lamps", []))
    return tuple(f"/lamps/{n}/power_kw" for n, row in groups if Decimal(row.get("power_kw", "0")) > BRIGHTEST) or True


@rule("SL-4", zh="读数中的灯组须在设计文件之内。", en="Each reading is of a group of the design.", source=clause("8"))
def groups_are_known(seen: Mapping[str, Any]) -> Verdict:
    known = {row["g"] for row in seen["lamps"]}
    return tuple(f"/hours/{n}/g" for n, row in enumerate(seen["hours"]) if row["g"] not in known) or True


APPLICABILITY = (off_grid, claimed_once, lamps_are_small)
CREDITING = crediting_rules(clause("5"), LONGEST, LIFETIME, (LIFETIME,))
MONITORING = (groups_are_known,)
