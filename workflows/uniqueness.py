"""Uniqueness 唯一性 as a screen over what is filed here and on record elsewhere. Law: M31 10, 48; R-30, R-157.

A project's footprint is all by which its assets are told apart; two footprints with one place, parcel, machine, archive
code or metering point in common are a match. A shared metering point alone is lawful, by declared shares.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from methodologies.kernel.rules import LIKELY, Broken, Rule, Verdict, cite, rule
from workflows.design_checks import Point, in_china, points_of
from workflows.geometry import Ring, overlap, read_ring, within_metres
from workflows.metering import Share, too_much, undeclared
from workflows.texts import M31, RECORDS

KINDS = {"place": ("坐标", "coordinates"), "parcel": ("地块", "parcel"), "equipment": ("设备编号", "equipment"),
         "archive": ("绿证建档立卡代码", "archive code"), "meter": ("计量点", "metering point"),
         "owner": ("同一业主", "same owner")}
OTHER = "{other}"                                       # where the other project is named in a match's words
CELL = Decimal("0.01")                                  # degrees: about a kilometre; nearness is sought in nine cells


@dataclass(frozen=True)
class Asset:
    """A machine or a meter by its number. maker: where it is told, two numbers of different makers are two."""
    where: str
    number: str
    maker: str = ""

    def same(self, other: Asset) -> bool:
        makers = {self.maker, other.maker} - {""}
        return plain(self.number) == plain(other.number) and len(makers) < 2


@dataclass(frozen=True)
class Parcel:
    where: str
    ring: Ring


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """What one project stands on. ref: of its application, or the code of a record elsewhere; state: live, registered,
    deregistered, revoked, imported; public: its name stands on a public page; first, last: crediting period."""
    ref: str
    name: str
    owner: str
    state: str
    public: bool
    first: date | None = None
    last: date | None = None
    points: tuple[Point, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    equipment: tuple[Asset, ...] = ()
    meters: tuple[Asset, ...] = ()
    archive_code: str = ""

    def meets(self, other: Footprint) -> bool:
        """Whether their crediting periods have a day in common; unknown ones do."""
        if None in (self.first, self.last, other.first, other.last):
            return True
        return bool(self.first <= other.last and other.first <= self.last)      # type: ignore[operator]


@dataclass(frozen=True)
class Match:
    """One hit. kind: of KINDS; where: in the document screened; zh, en: what agrees; name: "" for a project that is not
    public yet, whose ref and name only the registry reads; meets: their crediting periods have days in common."""
    kind: str
    where: str
    ref: str
    name: str
    state: str
    public: bool
    meets: bool
    zh: str
    en: str

    def told_by(self, obeyed: Rule) -> Broken:
        """The match for its owner: the other project by name only where it is public."""
        return obeyed.at(self.where, *self.words(named=self.public))

    def words(self, *, named: bool) -> tuple[str, str]:
        """(zh, en); named: whether the other project may be named."""
        whose = (f"“{self.name}”（{self.ref}）", f"{self.name} ({self.ref})") if named else (
            "另一在办申请", "another application")
        final = ("；该项目已注销，不得再次申请", "; that project was deregistered for good")
        zh, en = self.zh.replace(OTHER, whose[0]), self.en.replace(OTHER, whose[1])
        return (f"{zh}{final[0]}。", f"{en}{final[1]}.") if self.state == "deregistered" else (f"{zh}。", f"{en}.")


def plain(number: str) -> str:
    """A number without blanks, dashes and case, so that two ways of writing it are one."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


# --- reading a document

def assets_of(inputs: Mapping[str, Any]) -> tuple[tuple[Asset, ...], tuple[Asset, ...], tuple[Parcel, ...]]:
    """(machines, meters, parcels): rows with a `serial` or `nameplate`, those of tables of meters, rows with a
    `boundary`."""
    machines: list[Asset] = []
    meters: list[Asset] = []
    parcels: list[Parcel] = []
    for name, n, row in _rows(inputs):
        where = f"/{name}/{n}"
        if ring := read_ring(str(row.get("boundary") or "")):
            parcels.append(Parcel(f"{where}/boundary", ring))
        for column in ("serial", "nameplate"):
            number = str(row.get(column) or "").strip()
            if plain(number):
                asset = Asset(f"{where}/{column}", number, str(row.get("maker") or "").strip())
                (meters if name == "meters" else machines).append(asset)
    return tuple(machines), tuple(meters), tuple(parcels)


def _rows(inputs: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for name, rows in inputs.items():
        for n, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Mapping):
                yield name, n, row


def places_of(inputs: Mapping[str, Any]) -> tuple[Point, ...]:
    """Every place of a document, with exchanged coordinates put right: R-157 tells of them by itself."""
    return tuple(upright(point) for point in points_of(inputs))


def upright(point: Point) -> Point:
    turned = Point(point.where, point.latitude, point.longitude)
    return turned if not in_china(point) and in_china(turned) else point


# --- the screen

def screen(mine: Footprint, others: Iterable[Footprint], shares: Iterable[Share], near_m: int) -> tuple[Match, ...]:
    """Every match of one project with the others, each kind once for each place of mine and each other project."""
    told, near = tuple(shares), _cells(mine.points)
    found: dict[tuple[str, str, str, str], Match] = {}
    for other in others:
        for kind, where, zh, en in _common(mine, other, near, told, near_m):
            found.setdefault((kind, where, other.ref, zh if kind == "meter" else ""), Match(
                kind, where, other.ref, other.name, other.state, other.public, mine.meets(other), zh, en))
    return tuple(found.values())


def _common(mine: Footprint, other: Footprint, near: Mapping[tuple[int, int], list[Point]], shares: tuple[Share, ...],
            near_m: int) -> Iterator[tuple[str, str, str, str]]:
    for theirs in other.points:
        for point in _around(near, theirs):
            if within_metres(_pair(point), _pair(theirs), near_m):
                at = f"{point.longitude}, {point.latitude}"
                yield ("place", point.where, f"坐标 {at} 与{OTHER}的坐标相距不超过 {near_m} 米",
                       f"Coordinates {at} lie within {near_m} m of those of {OTHER}")
    for parcel in mine.parcels:
        if any(overlap(parcel.ring, each.ring) for each in other.parcels):
            yield "parcel", parcel.where, f"地块与{OTHER}的地块重叠", f"The parcel overlaps one of {OTHER}"
    for asset in mine.equipment:
        if any(asset.same(each) for each in other.equipment):
            yield ("equipment", asset.where, f"设备编号 {asset.number} 与{OTHER}相同",
                   f"Equipment {asset.number} is also that of {OTHER}")
    if mine.archive_code and plain(mine.archive_code) == plain(other.archive_code):
        yield ("archive", "/gec_archive_code", f"建档立卡代码 {mine.archive_code} 与{OTHER}相同",
               f"Archive code {mine.archive_code} is also that of {OTHER}")
    for meter in mine.meters:
        if any(meter.same(each) for each in other.meters):
            yield from _shared(meter, mine.ref, other.ref, shares)
    if mine.owner == other.owner:
        yield "owner", "/owner", f"与{OTHER}为同一业主", f"Same owner as {OTHER}"


def _shared(meter: Asset, mine: str, other: str, shares: tuple[Share, ...]) -> Iterator[tuple[str, str, str, str]]:
    """Nothing where both have declared and every window fits."""
    number = plain(meter.number)
    if silent := undeclared(number, (mine, other), shares):
        who = ("双方", "both sides") if len(silent) > 1 else ("本项目", "this project") if mine in silent else (
            "另一方", "the other side")
        yield ("meter", meter.where,
               f"计量点 {meter.number} 与{OTHER}共用，{who[0]}没有经对方确认的分配比例，请在“计量点与分配比例”页申报",
               f"Metering point {meter.number} is shared with {OTHER}, and {who[1]} has no share that was confirmed: "
               "state it on the page of metering points")
        return
    for window in too_much(number, shares):
        until = f"{window.ends_on}" if window.ends_on else "…"
        yield ("meter", meter.where,
               f"计量点 {meter.number} 与{OTHER}共用，{window.starts_on} 至 {until} 分配比例合计 {window.total:f} %",
               f"Metering point {meter.number} is shared with {OTHER}: {window.total:f} % in all from "
               f"{window.starts_on} to {until}")


def _pair(point: Point) -> tuple[Decimal, Decimal]:
    return point.longitude, point.latitude


def _cell(point: Point) -> tuple[int, int]:
    return int(point.longitude / CELL), int(point.latitude / CELL)


def _cells(points: Iterable[Point]) -> dict[tuple[int, int], list[Point]]:
    found: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        found.setdefault(_cell(point), []).append(point)
    return found


def _around(cells: Mapping[tuple[int, int], list[Point]], point: Point) -> Iterator[Point]:
    x, y = _cell(point)
    for across in (x - 1, x, x + 1):
        for up in (y - 1, y, y + 1):
            yield from cells.get((across, up), ())


# --- the rules that read it

class Screened(Protocol):
    matches: tuple[Match, ...]


def doubles(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Matches that make one project of two: all but a shared meter and a common owner."""
    return tuple(match for match in matches if match.kind not in ("meter", "owner"))


@rule("R-30a", zh="同一减排量不重复计算：项目的位置、地块、设备、建档立卡代码不为其他项目所有。",
      en="No reduction is counted twice: places, parcels, machines and archive code are no other project's.",
      source=cite(M31, "第48条", LIKELY))
def nothing_counts_twice(facts: Screened) -> Verdict:
    return tuple(match.told_by(nothing_counts_twice) for match in doubles(facts.matches)) or True


@rule("R-157d", zh="与其他项目共用的计量点，双方均已申报分配比例，且任一时段合计不超过百分之百。",
      en="Of a metering point that projects share, both have declared shares of at most 100 % in every window.",
      source=cite(RECORDS, "共用计量点", LIKELY))
def sharing_is_declared(facts: Screened) -> Verdict:
    return tuple(m.told_by(sharing_is_declared) for m in facts.matches if m.kind == "meter") or True
