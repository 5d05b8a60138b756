"""What was monitored at a mine, judged by the control rules. How readings become the input of the chapter is not known:
the text prescribes it, and nobody has read it yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from methodologies.ccer_10_001_v01_coal_mine_gas.checks import CONTROL, DRAINAGE, NETWORKED, PAIRED, TRIAL, UNDILUTED
from methodologies.kernel.methodology import NO_CALCULATOR, NO_DETERMINATIONS, Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import judge

JUDGED = (UNDILUTED, NETWORKED, *TRIAL, PAIRED)  # what the control rules see of the design
PERIOD = (
    Field("from", "核算期起始日", "First day of the period", "date"),
    Field("to", "核算期终止日", "Last day of the period", "date"),
)


def determine_accounting(
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """Every control rule that is broken, and that no input can be made."""
    known, broken = read(JUDGED, {each.name: design[each.name] for each in JUDGED if each.name in design})
    period, more = read(PERIOD, data.get("period", {}), "/period")
    rows, still_more = read((DRAINAGE,), {name: given for name, given in data.items() if name != "period"})
    judged = judge(CONTROL, {**known, "period": period, **rows})
    return Determined({}, (*broken, *more, *still_more, *judged, NO_CALCULATOR.at("", *NO_DETERMINATIONS)))
