"""A second version of offshore wind that was never issued: other weights, a leakage, a rule less and a rule more."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from methodologies.ccer_01_002_v01_offshore_wind import METHODOLOGY as WIND
from methodologies.general.checks import crediting_rules
from methodologies.kernel.chapter import Chapter
from methodologies.kernel.compare import recast
from methodologies.kernel.formulas import Formula, Symbols
from methodologies.kernel.methodology import Crediting, Methodology
from methodologies.kernel.rules import Rule, cite, rule

CODE = "CCER-01-002-V02"
WEIGHTS = {"w_OM": Decimal("0.75"), "w_BM": Decimal("0.25")}


def law() -> Symbols:
    old, new = WIND.accounting.symbols, Symbols(CODE, *WIND.accounting.symbols.folders)
    for q in old.known.values():
        source = replace(q.source, text=CODE)
        new.known[q.name] = replace(q, source=source, value=WEIGHTS.get(q.symbol, q.value))
    new.fixed("L", zh="泄漏率", en="rate of leakage", unit="1", source="6.4", value="0.01")
    new.worked("LE_y", zh="泄漏", en="leakage", unit="tCO2", level=new["ER_y"].level)
    return new


def cited(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The same rules, as the second text has them."""
    return tuple(replace(each, source=replace(each.source, text=each.source.text.replace(WIND.code, CODE)))
                 for each in rules)


def second_version(**known) -> Methodology:
    new = law()

    @new.formula("(4)", "LE_y", "6.4")
    def leakage(BE_y, L):
        return BE_y * L

    @new.formula("(5)", "ER_y", "6.5")
    def emission_reduction(BE_y, PE_y, LE_y):
        return BE_y - PE_y - LE_y

    def again(f: Formula) -> Formula:
        return replace(f, gives=new[f.gives.symbol], needs=tuple(new[q.symbol] for q in f.needs),
                       source=replace(f.source, text=CODE), expression=recast(f.expression, new.known))

    def chapter(of: Chapter) -> Chapter:
        formulas = [again(f) if f.gives.symbol != "ER_y" else emission_reduction for f in of.formulas]
        formulas.insert(formulas.index(emission_reduction), leakage)
        return Chapter(of.name, new, tuple(formulas), given=tuple(q.symbol for q in of.given), rules=cited(of.rules),
                       result=of.result)

    kept = cited(each for each in WIND.rules if each.id != "SITE-GRID")
    shallow = rule("OW-7", zh="水深不超过 60 m。", en="The water is at most 60 m deep.", source=cite(CODE, "2"))(
        lambda design: tuple(f"/turbines/{n}/depth_m" for n, row in enumerate(design.get("turbines", []))
                             if Decimal(row.get("depth_m", "0")) > 60) or True)
    return replace(WIND, **dict(
        code=CODE, replaces=WIND.code, in_force_from=date(2026, 1, 1), rules=(*kept, shallow), cases=(),
        crediting=Crediting(max_years=7, renewals=0, source=cite(CODE, "5.2"), rules=crediting_rules(
            cite(CODE, "5.2"), 7, WIND.lifetime, (("commencement_on", "grid_connected_on"), WIND.lifetime))),
        monitoring_rules=cited(WIND.monitoring_rules), determination_rules=cited(WIND.determination_rules),
        estimate=chapter(WIND.estimate), accounting=chapter(WIND.accounting)) | known)
