"""A small text of no law, for tests of the kernel: strata with plots, fires that need not be, three tables."""

from __future__ import annotations

from decimal import Decimal

from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Level, Table
from methodologies.kernel.rules import cite
from methodologies.kernel.worksheet import Worksheet

STRATUM = Level("strata", "i", zh="碳层")
PLOT = Level("plots", "p", inside=STRATUM, zh="样地")
FIRE = Level("fires", "f", may_be_empty=True, zh="火灾")
SOURCE = cite("A text", "table 1")
DISCOUNT = Table(
    "DR", ("up to", "DR"), ((Decimal("0.1"), Decimal(0)), (Decimal("0.2"), Decimal("0.06"))), SOURCE, beyond="add plots"
)
T90 = Table("T90", ("df", "t"), ((Decimal(1), Decimal("6.3")), (Decimal(7), Decimal("1.9"))), SOURCE)
SPECIES = Table("T1", ("species", "CF"), (("pine", Decimal("0.5")), ("fir", Decimal("0.4"))), SOURCE, unit_texts=("1",))


def text() -> Symbols:
    law = Symbols("A text")
    law.fixed("k", zh="系数", en="factor", unit="1", source="1", value="0.5")
    law.monitored("x_p", zh="样地量", en="of the plot", unit="tCO2", source="1", level=PLOT)
    law.monitored("h_p", zh="小时", en="hours", unit="h", source="1", level=PLOT)
    law.monitored("a_i", zh="面积", en="area", unit="1", source="1", level=STRATUM)
    law.monitored("s_i", zh="树种", en="species", unit="word", source="1", level=STRATUM, words=("pine", "fir"))
    law.monitored("b_f", zh="火灾量", en="of the fire", unit="tCO2", source="1", level=FIRE)
    law.monitored("u", zh="不确定度", en="uncertainty", unit="1", source="1")
    law.worked("X_i", zh="碳层量", en="of the stratum", unit="tCO2", level=STRATUM)
    law.worked("y_i", zh="碳层数", en="number of the stratum", unit="1", level=STRATUM)
    law.worked("Y", zh="总量", en="sum", unit="tCO2")
    law.worked("Z", zh="整吨", en="whole tonnes", unit="tCO2")
    law.worked("n", zh="个数", en="a number", unit="1")
    return law


def work(give: str, function, **inputs: str):
    """One formula on two strata of two and one plots."""
    law = text()
    formula = law.formula("(1)", give, "1")(function)
    rows = [{"i": "A", "plots": [{"p": "1"}, {"p": "2"}]}, {"i": "B", "plots": [{"p": "3"}]}]
    known = iter(("1.5", "2.5", "4"))
    result = Result(total=give, unrounded=give, line=give)
    chapter = Chapter("accounting", law, (formula,), result=result)
    asked = {level: [q.symbol for q in chapter.asks(level)] for level in (STRATUM, PLOT)}
    for row in rows:
        row.update({s: {"s_i": "pine" if row["i"] == "A" else "fir"}.get(s, "2") for s in asked[STRATUM]})
        for plot in row["plots"]:
            plot.update({s: next(known) for s in asked[PLOT]})
        if PLOT not in chapter.levels:
            del row["plots"]
    data = (
        dict(inputs)
        | ({"strata": rows} if STRATUM in chapter.levels else {})
        | ({"fires": []} if FIRE in chapter.levels else {})
    )
    return columns(chapter, data)[give]


def columns(chapter: Chapter, data: dict) -> dict:
    class Columns(Worksheet):
        def _conclude(self):
            """A lone formula has no outcome of its own."""

        def _negative_lines(self):
            return iter(())

    return Columns(chapter, data).columns
