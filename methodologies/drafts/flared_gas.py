"""Gas of oil and gas fields that would be burnt at the flare: the shape that three reconstructed texts share.

Without the project the gas is burnt, not vented, so the baseline counts the carbon dioxide of its carbon. Carbon
dioxide that is in the gas already leaves in both cases and counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.drafts import formulas as f
from methodologies.drafts.balance import (
    REBUILT,
    declare_balance,
    declare_fuels,
    declare_grid,
    given,
    worked,
)
from methodologies.electricity.parameters import YEAR
from methodologies.kernel.formulas import Formula, Symbols
from methodologies.kernel.parameters import Level
from methodologies.kernel.rules import UNSURE, Rule, Verdict, cite, rule

SOURCE = Level("sources", "k", inside=YEAR, zh="气源", en="sources of gas")
COMPONENT = Level("components", "c", inside=SOURCE, zh="气体组分", en="components of the gas")

def flared_gas(law: Symbols) -> tuple[Formula, ...]:
    """Declare the symbols and write the formulas, in their order, up to PE_y."""
    combined_margin, fuels = declare_grid(law), declare_fuels(law)
    law.fixed("V_m", zh="摩尔体积（20 ℃，101.325 kPa）", en="molar volume at 20 °C, 101.325 kPa", unit="m3/kmol",
              source=REBUILT, value="24.055", confidence=UNSURE, provisional=True)
    law.fixed("eta_f", zh="火炬氧化率", en="oxidation rate of the flare", unit="1", source=REBUILT, value="0.98",
              confidence=UNSURE, provisional=True)
    given(law, "V_k", "回收气量（20 ℃，101.325 kPa）", "gas recovered, at 20 °C, 101.325 kPa", "m3", SOURCE)
    law.monitored("gas_c", zh="组分", en="component", unit="word", source=REBUILT, confidence=UNSURE, level=COMPONENT,
                  words=tuple(f.CARBON.keys))
    given(law, "x_c", "摩尔分数", "mole fraction", "1", COMPONENT, maximum="1")
    given(law, "EC_y", "用电量", "electricity from the grid", "MWh")
    given(law, "PE_gas,y", "现场燃烧、放散和泄漏的排放", "emissions of gas burnt, vented and leaked on site", "tCO2")
    worked(law, "n_c", "组分的碳", "carbon of the component", "1", COMPONENT)
    worked(law, "n_k", "每摩尔气体的碳", "carbon per mole of gas", "1", SOURCE)
    worked(law, "BE_k", "气源的基准线排放", "baseline emissions of the source", level=SOURCE)
    declare_balance(law)

    return (combined_margin, *fuels, *(
        law.formula(number, gives, REBUILT, UNSURE)(function) for number, gives, function in (
            ("(1-c)", "n_c", f.carbon_of_a_component), ("(1-n)", "n_k", f.carbon_of_a_mole),
            ("(1-k)", "BE_k", f.burnt_at_the_flare), ("(1)", "BE_y", f.emissions_of_the_sources),
            ("(2)", "PE_y", f.emissions_of_the_recovery))))


def composition_rule(text: str) -> Rule:
    """The mole fractions of a source add up to one, within a thousandth."""

    @rule("GAS-SUM", zh="各组分摩尔分数之和为 1（±0.001）。", en="The mole fractions of a source add up to 1 (±0.001).",
          source=cite(text, REBUILT, UNSURE))
    def composition_is_whole(inputs: Mapping[str, Any]) -> Verdict:
        return tuple(
            f"/years/{n}/sources/{k}/components" for n, year in enumerate(inputs["years"])
            for k, source in enumerate(year["sources"])
            if abs(sum((Decimal(row["x_c"]) for row in source["components"]), Decimal(-1))) > Decimal("0.001")) or True

    return composition_is_whole
