"""From which rows of the ledgers each value of the accounting was taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from methodologies.electricity.monitored import Monitored
from methodologies.electricity.windows import Window
from methodologies.kernel.reader import pointer

Places = tuple[str, ...]
READINGS = {"export": "X_export,w", "import": "X_import,w", "use": "X_FC,k"}


def origins_of(seen: Monitored, windows: Sequence[Window], inputs: Mapping[str, Any]) -> dict[str, Places]:
    """JSON Pointers of the input, as the determinations gave it, to those of the rows of the data."""
    found = dict(of_meters(seen, inputs["meters"], "m"))
    for n, year in enumerate(inputs["years"]):
        here = pointer("years", n)
        months = (place for place, row in seen.rows("green") if row["month"][:4] == year["y"])
        found[here + pointer("GEC_traded,y")] = tuple(months)
        own = [window for window in windows if str(window.first.year) == year["y"]]
        found.update(of_windows(seen, here + pointer("windows"), own, "w"))
        found.update(of_vouchers(seen, here, year["vouchers"], {window.m for window in windows}))
    return {place: origins for place, origins in found.items() if origins}


def origins_of_fuel(
    seen: Monitored, burnt: Iterable[Mapping[str, Sequence[Window]]], meters: Sequence[Mapping[str, Any]]
) -> dict[str, Places]:
    """burnt: of each year the windows by fuel, both in the order of the input."""
    found = dict(of_meters(seen, meters, "g"))
    for n, year in enumerate(burnt):
        for i, windows in enumerate(year.values()):
            found.update(of_windows(seen, pointer("years", n, "fuels", i, "fuel_windows"), windows, "k"))
    return {place: origins for place, origins in found.items() if origins}


def of_meters(seen: Monitored, meters: Sequence[Mapping[str, Any]], index: str) -> Iterator[tuple[str, Places]]:
    places = {row["m"]: place for place, row in seen.rows("meters")}
    level = f"{seen.prefix}meters"
    return ((pointer(level, n, f"MPE_{index}"), (places[meter[index]],)) for n, meter in enumerate(meters))


def of_windows(seen: Monitored, here: str, windows: Sequence[Window], index: str) -> Iterator[tuple[str, Places]]:
    """The reading of the window's days; state and error rest on every calibration and fault of its meter. `index`: of
    a window among the symbols."""
    read = {(row["m"], row["side"], row["from"], row["to"]): place for place, row in seen.rows("readings")}
    history: dict[str, Places] = {}
    for record in ("calibrations", "faults"):
        for place, row in seen.rows(record):
            history[row["m"]] = (*history.get(row["m"], ()), place)
    for n, window in enumerate(windows):
        at, days = here + pointer(n), (window.first.isoformat(), window.last.isoformat())
        for side in window.energy:
            yield at + pointer(READINGS[side]), (read[(window.m, side, *days)],)
        for symbol in ("state", "e"):
            yield at + pointer(f"{symbol}_{index}"), history.get(window.m, ())


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
