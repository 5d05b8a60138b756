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
    chapters,
    declare_balance,
    declare_fuels,
    declare_grid,
    given,
    worked,
)
from methodologies.drafts.scope import DAYS, Asked, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.electricity.parameters import YEAR
from methodologies.kernel.cases import cases_of
from methodologies.kernel.formulas import Formula, Symbols
from methodologies.kernel.identity import Identity, Saying
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.parameters import Level
from methodologies.kernel.rules import LIKELY, UNSURE, Rule, Verdict, cite, rule

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


def draft_of(
    law: Symbols, *, zh: str, en: str, type_code: str, identity: Identity, asked: tuple[Asked, ...],
    about: tuple[Saying, ...],
) -> Methodology:
    """One of the three, with what it has of its own."""
    text = law.text
    return Methodology(
        code=text,
        zh=zh,
        en=en,
        sector="10",
        type_code=type_code,
        status="draft",
        in_force_from=None,
        identity=identity,
        reconstructed="正文未取得：公式为骨架重建，火炬氧化率和摩尔体积均为暂定值。",
        reconstructed_en="The body is not at hand: the formulas are a reconstructed skeleton; the oxidation rate of "
        "the flare and the molar volume are provisional.",
        about=(*about, *common(text)),
        design=design(*(each.field for each in asked), modes=("general",)),
        records=(),
        rules=tuple(each.rule for each in asked),
        crediting=crediting_of(text),
        lifetime=DAYS,
        **chapters(law, *flared_gas(law), rules=(composition_rule(text),)),
        tables=(GRID_TABLE,),
        cases=cases_of(law.folders[0]),
    )


def common(text: str) -> tuple[Saying, ...]:
    """What is known of all three."""
    return (
        said(text, "由生态环境部、国家能源局联合印发，同批共三项油气方法学。",
             "Issued jointly with the energy administration, one of three texts for oil and gas."),
        said(text, "出售的气体以后由用户燃烧，不计为项目排放。",
             "Gas that is sold and later burnt by its users is no project emission.", LIKELY),
        said(text, "额外性是否免予论证尚不清楚，按一般论证处理。",
             "Whether additionality is exempt is not known: it would have to be demonstrated.", UNSURE),
    )


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
