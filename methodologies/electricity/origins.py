"""From which rows of the ledger each value of the accounting was taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from methodologies.electricity.monitored import Monitored
from methodologies.electricity.windows import Window
from methodologies.kernel.reader import pointer

Places = tuple[str, ...]


def origins_of(seen: Monitored, windows: Sequence[Window], inputs: Mapping[str, Any]) -> dict[str, Places]:
    """JSON Pointers of the input, as the determinations gave it, to those of the rows of the data."""
    found = dict(of_meters(seen, inputs["meters"]))
    for n, year in enumerate(inputs["years"]):
        here = pointer("years", n)
        months = (place for place, row in seen.rows("green") if row["month"][:4] == year["y"])
        found[here + pointer("GEC_traded,y")] = tuple(months)
        found.update(of_windows(seen, here, [window for window in windows if str(window.first.year) == year["y"]]))
        found.update(of_vouchers(seen, here, year["vouchers"], {window.m for window in windows}))
    return {place: origins for place, origins in found.items() if origins}


def of_meters(seen: Monitored, meters: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Places]]:
    places = {row["m"]: place for place, row in seen.rows("meters")}
    return ((pointer("meters", n, "MPE_m"), (places[meter["m"]],)) for n, meter in enumerate(meters))


def of_windows(seen: Monitored, here: str, windows: Sequence[Window]) -> Iterator[tuple[str, Places]]:
    """The reading of the window's days; state and error rest on every calibration and fault of its meter."""
    read = {(row["m"], row["side"], row["from"], row["to"]): place for place, row in seen.rows("readings")}
    history: dict[str, Places] = {}
    for record in ("calibrations", "faults"):
        for place, row in seen.rows(record):
            history[row["m"]] = (*history.get(row["m"], ()), place)
    for n, window in enumerate(windows):
        at, days = here + pointer("windows", n), (window.first.isoformat(), window.last.isoformat())
        for side in window.energy:
            yield at + pointer(f"X_{side},w"), (read[(window.m, side, *days)],)
        for symbol in ("state_w", "e_w"):
            yield at + pointer(symbol), history.get(window.m, ())


def of_vouchers(
    seen: Monitored, here: str, vouchers: Sequence[Mapping[str, Any]], meters: set[str]
) -> Iterator[tuple[str, Places]]:
    """The voucher's own row, and for the readings of its days theirs."""
    for n, voucher in enumerate(vouchers):
        at, (first, last) = here + pointer("vouchers", n), voucher["note"].split("..")
        own = tuple(place for place, row in seen.rows("vouchers") if (row["no"], row["from"]) == (voucher["v"], first))
        within = (
            place
            for place, row in seen.rows("readings")
            if row["side"] == voucher["side_v"] and row["m"] in meters and first <= row["from"] and row["to"] <= last
        )
        yield at + pointer("side_v"), own
        yield at + pointer("S_v"), own
        yield at + pointer("X_v"), tuple(within)
