"""For how many days the soil of a stratum gains carbon at the default rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from methodologies.kernel.dates import DAY, days_in, years_after

YEARS_OF_GAIN = {"am0014": 20}  # from planting; the other rate has no end


def default_days(design: Mapping[str, Any], stratum: str, first: date, last: date) -> int:
    """Days from first to last, both counted, on which all parcels of the stratum are planted and none is past its years
    of gain: the last to be planted and the first to end decide."""
    planted = [date.fromisoformat(p["planted_on"]) for p in design["parcels"] if p["i"] == stratum]
    begins = max([first, *planted])
    years = YEARS_OF_GAIN.get(design["soil_rate"])
    ends = min([last, *(years_after(day, years) - DAY for day in planted)]) if years else last
    return days_in(begins, ends)
