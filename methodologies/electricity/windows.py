"""A determination: from the meter ledger to the rows of a chapter, windows with their states and vouchers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from methodologies.electricity.meters import OK, State
from methodologies.electricity.monitored import TEXT, Monitored, day, sides
from methodologies.kernel.dates import DAY, days_in, read_day
from methodologies.kernel.reader import decimal_text, read_days
from methodologies.kernel.rules import LIKELY, WARN, Broken, Rule, Verdict, cite, rule

SETTLEMENT_WARN, SETTLEMENT_REFUSE = Decimal("0.005"), Decimal("0.02")
M6 = Rule(
    "M6",
    "读数与结算凭证相差不超过 2%；凭证期间与抄表时段对齐，不重复。",
    "Readings and vouchers differ by at most 2 %; a voucher's days are those of whole readings, each day once.",
    cite(TEXT, "symbol tables: cross-check", LIKELY),
)
M6W = Rule(
    "M6w",
    "读数与结算凭证相差超过 0.5%，或有日期没有凭证：取较小的上网电量、较大的下网电量。",
    "Readings and vouchers differ by more than 0.5 %, or days are without voucher: the smaller export and the larger "
    "import count.",
    cite(TEXT, "symbol tables: cross-check", LIKELY),
    WARN,
)


@rule(
    "WINDOWS",
    zh="同一电能表的时段不重叠，时段之间不缺日，日期真实存在且属于该年。",
    en="The windows of a meter do not overlap, no day between windows is missing, and the days are real days of "
       "that year.",
    source=cite(TEXT, "7.3.4", LIKELY),
)
def windows_meet(inputs: Mapping[str, Any]) -> Verdict:
    """Over the input of the chapter, which may be written by hand. Rows of one meter; days of all meters together."""
    return meeting(
        (year["y"], row["w"], f"/years/{y}/windows/{w}/w", row["m"])
        for y, year in enumerate(inputs["years"])
        for w, row in enumerate(year["windows"])
    )


def meeting(windows: Iterable[tuple[str, str, str, str]]) -> Verdict:
    """Windows as (year, days, place, meter): what keeps them from meeting, each with its place."""
    broken: list[str | Broken] = []
    spans: list[tuple[date, date, str, str]] = []
    for year, days, place, m in windows:
        span = span_of(year, days)
        if span is None:
            broken.append(place)
        else:
            spans.append((*span, place, m))
    return tuple([*broken, *overlaps(spans), *missing_days(spans)]) or True


def span_of(year: str, key: str) -> tuple[date, date] | None:
    """First and last day of a window of that year; None when there are no such days in it."""
    ends = read_days(key)
    if ends is None or (len(key) > len("01-01..12-31") and not key.startswith(year)):
        return None
    days = [read_day(f"{year}-{end}") for end in ends]
    return (days[0], days[1]) if days[0] and days[1] else None


def overlaps(spans: Sequence[tuple[date, date, str, str]]) -> Iterator[Broken]:
    last_of: dict[str, date] = {}
    for first, last, place, m in sorted(spans):
        if m in last_of and first <= last_of[m]:
            yield windows_meet.at(
                place, f"{m}：与至 {last_of[m]} 的时段重叠。", f"{m}: overlaps the window until {last_of[m]}."
            )
        last_of[m] = max(last, last_of.get(m, last))


def missing_days(spans: Sequence[tuple[date, date, str, str]]) -> Iterator[Broken]:
    expected: date | None = None
    for first, last, place, _ in sorted(spans):
        if expected and first > expected:
            yield windows_meet.at(
                place, f"{expected} 至 {first - DAY} 没有任何时段。", f"No window holds {expected} to {first - DAY}."
            )
        expected = max(last + DAY, expected or last)


@dataclass(frozen=True)
class Window:
    """Readings of one meter over the same days, both included. MWh; "state" from the meter's history."""

    m: str
    first: date
    last: date
    energy: Mapping[str, Decimal]
    state: State
    note: str = ""

    def row(self) -> dict[str, Any]:
        said = {
            "w": f"{self.first:%m-%d}..{self.last:%m-%d}",
            "m": self.m,
            "state_w": self.state.state,
            "e_w": decimal_text(self.state.error),
        }
        said |= {f"X_{side},w": decimal_text(self.energy.get(side, Decimal(0))) for side in ("export", "import")}
        return said | ({"note": self.note} if self.note else {})


def windows_of(seen: Monitored) -> list[Window]:
    """One window per reading of each main meter; a backup's reading where the plan lets it stand in for a main
    meter."""
    found = []
    for _, meter in seen.main_meters():
        found += [stand_in(seen, window) or window for window in own_windows(seen, meter)]
    return sorted(found, key=lambda window: (window.first, window.m))


def own_windows(seen: Monitored, meter: Mapping[str, Any]) -> Iterator[Window]:
    spans: dict[tuple[date, date], dict[str, Decimal]] = {}
    for side in sides(meter):
        for _, row in seen.readings_of(meter["m"], side):
            spans.setdefault((day(row["from"]), day(row["to"])), {})[side] = Decimal(row["energy_mwh"])
    for (first, last), energy in sorted(spans.items()):
        state = seen.histories[meter["m"]].state_on(first)
        yield Window(meter["m"], first, last, energy, state, "逾期未校准 LATE" if state.late else "")


def stand_in(seen: Monitored, window: Window) -> Window | None:
    """The backup's window for the same days and directions, if the main meter is not in order and the backup is."""
    if window.state == OK:
        return None
    for _, backup in seen.rows("meters"):
        if backup.get("substitute_for") == window.m:
            for other in own_windows(seen, backup):
                same = (other.first, other.last, other.energy.keys()) == (
                    window.first,
                    window.last,
                    window.energy.keys(),
                )
                if same and other.state == OK:
                    note = f"备表替代 substitute for {window.m} ({window.state.state})"
                    return Window(other.m, other.first, other.last, other.energy, other.state, note)
    return None


def meter_rows(seen: Monitored, windows: list[Window]) -> list[dict[str, Any]]:
    used = sorted({window.m for window in windows})
    return [
        {"m": m, "MPE_m": decimal_text(seen.histories[m].limit), "note": f"{seen.meters[m]['accuracy_class']}"}
        for m in used
    ]


# --- settlement vouchers


def voucher_rows(seen: Monitored, windows: list[Window]) -> dict[int, list[dict[str, Any]]]:
    """By year: direction, readings of the voucher's days, energy settled."""
    found: dict[int, list[dict[str, Any]]] = {}
    for _, row in seen.rows("vouchers"):
        read = readings_within(row, windows)
        found.setdefault(day(row["from"]).year, []).append(
            {
                "v": row["no"],
                "side_v": row["side"],
                "X_v": decimal_text(read),
                "S_v": row["energy_mwh"],
                "note": f"{row['from']}..{row['to']}",
            }
        )
    return found


def readings_within(voucher: Mapping[str, Any], windows: list[Window]) -> Decimal:
    first, last = day(voucher["from"]), day(voucher["to"])
    return sum(
        (w.energy.get(voucher["side"], Decimal(0)) for w in windows if first <= w.first and w.last <= last), Decimal(0)
    )


def settlement_problems(seen: Monitored, windows: list[Window]) -> Iterator[Broken]:
    """M6: alignment, overlap, difference."""
    covered: dict[str, list[tuple[date, date]]] = {"export": [], "import": []}
    for place, row in seen.rows("vouchers"):
        first, last = day(row["from"]), day(row["to"])
        cut = [
            w
            for w in windows
            if row["side"] in w.energy
            and w.first <= last
            and w.last >= first
            and not (first <= w.first and w.last <= last)
        ]
        if cut:
            yield M6.at(
                f"{place}/from",
                f"凭证期间 {first} 至 {last} 须与抄表时段对齐：{cut[0].first} 至 {cut[0].last} 只有一部分在内。",
                f"The voucher's days {first} to {last} cut a reading: {cut[0].first} to {cut[0].last}.",
            )
        if any(first <= b and last >= a for a, b in covered[row["side"]]):
            yield M6.at(f"{place}/from", "与另一凭证的期间重叠。", "Its days overlap those of another voucher.")
        covered[row["side"]].append((first, last))
        if not cut:
            yield from difference(place, row, readings_within(row, windows))
    for side, spans in covered.items():
        missing = days_in(seen.first, seen.last) - sum(days_in(a, b) for a, b in spans)
        if missing > 0:
            yield M6W.at(
                "/vouchers", f"{side}：{missing} 天没有结算凭证。", f"{side}: {missing} days are without voucher."
            )


def difference(place: str, row: Mapping[str, Any], read: Decimal) -> Iterator[Broken]:
    settled = Decimal(row["energy_mwh"])
    larger = max(read, settled)
    share = abs(read - settled) / larger if larger else Decimal(0)
    if share > SETTLEMENT_WARN:
        said = M6 if share > SETTLEMENT_REFUSE else M6W
        yield said.at(
            f"{place}/energy_mwh",
            f"读数 {read} MWh，凭证 {settled} MWh，相差 {share:.2%}。",
            f"Readings {read} MWh, voucher {settled} MWh: {share:.2%} apart.",
        )
