"""Symbols that every electricity methodology shares: grid factors, meters, windows, settlement vouchers,
certificates."""

from __future__ import annotations

from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Keys, Level
from methodologies.kernel.rules import LIKELY

YEAR = Level(
    "years", "y", keys=Keys.CALENDAR, estimate_keys=Keys.CREDITING, zh="年度", en="years: calendar, or crediting"
)
METER = Level("meters", "m", zh="电能表", en="electricity meters")
WINDOW = Level(
    "windows",
    "w",
    inside=YEAR,
    refers=(METER,),
    keys=Keys.DAYS,
    zh="时段",
    en="windows: a stretch of one year, one meter, one state",
)
VOUCHER = Level("vouchers", "v", inside=YEAR, may_be_empty=True, zh="结算凭证", en="settlement vouchers")


def declare_factors(
    law: Symbols, *, weights: tuple[str, str], weights_at: tuple[str, str], at: tuple[str, str]
) -> None:
    """Combined margin 组合边际排放因子. `weights`: w_OM, w_BM; `weights_at`, `at`: where the text has them."""
    law.fixed(
        "w_OM",
        zh="电量边际排放因子权重",
        en="weight of the operating margin",
        unit="1",
        source=weights_at[0],
        value=weights[0],
    )
    law.fixed(
        "w_BM",
        zh="容量边际排放因子权重",
        en="weight of the build margin",
        unit="1",
        source=weights_at[1],
        value=weights[1],
    )
    declare_margins(law, at=at)


def declare_margins(law: Symbols, *, at: tuple[str, str]) -> None:
    """Operating, build and combined margin of a year; `at`: where the text has the first two."""
    bounds = {"unit": "tCO2/MWh", "level": YEAR, "minimum": "0", "maximum": "2"}
    law.published("EF_grid,OM,y", zh="电量边际排放因子", en="operating margin emission factor", source=at[0], **bounds)
    law.published("EF_grid,BM,y", zh="容量边际排放因子", en="build margin emission factor", source=at[1], **bounds)
    law.worked("EF_grid,CM,y", zh="组合边际排放因子", en="combined margin emission factor", unit="tCO2/MWh", level=YEAR)


def declare_meters(law: Symbols, *, at: str, readings_at: str) -> None:
    """Meters, the windows in which each has one state, and the energy after correction."""
    law.monitored(
        "MPE_m",
        zh="准确度等级对应的最大允许误差",
        en="largest permitted error of the accuracy class",
        unit="1",
        source=at,
        level=METER,
        confidence=LIKELY,
        minimum="0",
        maximum="0.1",
    )
    law.monitored(
        "state_w",
        zh="时段内电能表状态",
        en="state of the meter in the window",
        unit="word",
        source=at,
        level=WINDOW,
        words=("OK", "OUT", "NONE"),
    )
    law.monitored(
        "e_w", zh="实际基本误差", en="actual basic error", unit="1", source=at, level=WINDOW, minimum="-1", maximum="1"
    )
    declare_energy(law, readings_at)


def declare_energy(law: Symbols, at: str) -> None:
    """Export and import of a window: as read, and after correction."""
    law.worked("rate_w", zh="校正率", en="correction rate", unit="1", level=WINDOW)
    for side, zh, en in (("export", "上网电量", "export"), ("import", "下网电量", "import")):
        as_read = {"zh": f"{zh}（读数）", "en": f"{en} as read", "source": at, "minimum": "0"}
        law.monitored(f"X_{side},w", unit="MWh", level=WINDOW, **as_read)
        corrected = {"zh": f"时段{zh}（校正后）", "en": f"{en} of the window, corrected"}
        law.worked(f"EG_{side},w", unit="MWh", level=WINDOW, **corrected)


def declare_settlement(law: Symbols, *, at: str) -> None:
    """Cross-check with settlement vouchers: the smaller export and the larger import count."""
    said = {"source": at, "level": VOUCHER, "confidence": LIKELY}
    law.monitored(
        "side_v", zh="凭证方向", en="direction of the voucher", unit="word", words=("export", "import"), **said
    )
    law.monitored("X_v", zh="凭证期间的表计读数", en="readings of the voucher's days", unit="MWh", minimum="0", **said)
    law.monitored("S_v", zh="凭证电量", en="energy on the voucher", unit="MWh", minimum="0", **said)
    law.worked("D_export,v", zh="上网电量核减", en="export taken off", unit="MWh", level=VOUCHER)
    law.worked("D_import,v", zh="下网电量核增", en="import added", unit="MWh", level=VOUCHER)


def declare_certificates(law: Symbols, *, at: str) -> None:
    """Green certificates 绿证: a MWh that was sold with its certificate is not claimed again."""
    law.monitored(
        "GEC_traded,y",
        zh="已交易绿证对应电量",
        en="electricity whose green certificates were traded",
        unit="MWh",
        source=at,
        level=YEAR,
        minimum="0",
        stated_from="2024",  # the notice came into force on 2024-10-01
    )
    law.worked("EG_claim,y", zh="可申请的上网电量", en="export that can be claimed", unit="MWh", level=YEAR)


def declare_results(law: Symbols) -> None:
    """Energy of the year, emissions, reductions, and how they become whole tonnes."""
    law.worked("EG_export,y", zh="上网电量", en="export to the grid", unit="MWh", level=YEAR)
    law.worked("EG_import,y", zh="下网电量", en="import from the grid", unit="MWh", level=YEAR)
    law.worked("EG_PJ,y", zh="净上网电量", en="net export", unit="MWh", level=YEAR)
    law.worked("BE_y", zh="基准线排放量", en="baseline emissions", unit="tCO2", level=YEAR)
    law.worked("ER_y", zh="减排量", en="emission reduction", unit="tCO2e", level=YEAR)
    law.worked(
        "ER_t,y",
        zh="年度减排量（整吨）",
        en="emission reduction of the year, whole tonnes",
        unit="tCO2e",
        level=YEAR,
        confidence=LIKELY,
    )
    whole = {"unit": "tCO2e", "confidence": LIKELY}
    law.worked("ER_sum", zh="减排量合计（未取整）", en="sum of the reductions, unrounded", **whole)
    law.worked("ER", zh="减排量合计（整吨）", en="total reductions, whole tonnes", **whole)
    law.worked("ER_mean", zh="年均减排量（整吨）", en="yearly average, whole tonnes", **whole)
