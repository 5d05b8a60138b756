"""What a verification holds against the claim: both sums by calendar year, and every line that came out otherwise."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.engagement import Engagement, OwnTable
from app.papers.periods import module_of, worked
from app.papers.queries import newest_worksheet, sheet_of
from methodologies.kernel.records import Record
from methodologies.kernel.rules import Broken, Refusal

if TYPE_CHECKING:
    from app.database import Db
    from app.models.reduction import ReductionApplication


OWN_RUN = "own_run"                                     # purpose of its worksheets, kept on the engagement


@dataclass(frozen=True)
class Year:
    """Whole tonnes of one calendar year; recalculated: None until the body has worked it."""
    year: int
    claimed: int
    recalculated: int | None

    @property
    def difference(self) -> int | None:
        return None if self.recalculated is None else self.recalculated - self.claimed


@dataclass(frozen=True)
class Line:
    """A line of the working whose value differs; row: the key of its row, "" for the project."""
    symbol: str
    zh: str
    en: str
    unit: str
    row: str
    claimed: str
    recalculated: str


@dataclass(frozen=True)
class Own:
    """A table of the body's own."""
    record: Record
    rows: int
    source_name: str
    digest: str
    saved_on: date


@dataclass(frozen=True)
class OwnRun:
    """The run on the body's own inputs. tonnes: None while it has none; records: the tables it may fill."""
    tonnes: int | None
    by_year: Mapping[str, int]
    tables: tuple[Own, ...]
    lines: tuple[Line, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Recalculation:
    """claimed and recalculated: sums in whole tonnes. today: the sum if the report were uploaded on this day, None when
    it was not asked for or can't be worked; then `why` says what is missing."""
    years: tuple[Year, ...]
    claimed: int
    recalculated: int | None
    made_on: date | None
    lines: tuple[Line, ...]
    today: int | None
    why: tuple[Broken, ...]
    own: OwnRun

    @property
    def outdated(self) -> bool:
        """A newer table applies today: the fixed amounts no longer hold."""
        return self.today is not None and self.recalculated is not None and self.today != self.recalculated


def own_tables(db: Db, row: Engagement) -> list[OwnTable]:
    return list(db.scalars(select(OwnTable).where(OwnTable.engagement_id == row.id).order_by(OwnTable.name)))


def own_run_told(db: Db, row: Engagement) -> dict[str, Any] | None:
    """The body's own run as its report tells it."""
    sheet = newest_worksheet(db, row.ref, OWN_RUN)
    if sheet is None:
        return None
    return {"tonnes": sheet.tonnes, "by_year": (sheet_of(sheet) or {})["by_year"], "worksheet": sheet.digest,
            "tables": [{"name": t.name, "rows": len(t.rows), "digest": t.digest} for t in own_tables(db, row)]}


def _own_run(db: Db, row: Engagement, application: ReductionApplication, claimed: Mapping[str, Any]) -> OwnRun:
    records = module_of(application.project).records
    by_name = {record.name: record for record in records}
    sheet = sheet_of(newest_worksheet(db, row.ref, OWN_RUN))
    tables = tuple(Own(by_name[t.name], len(t.rows), t.source_name, t.digest, t.saved_on)
                   for t in own_tables(db, row))
    if sheet is None:
        return OwnRun(None, {}, tables, (), records)
    return OwnRun(int(sheet["tonnes"]), sheet["by_year"], tables, tuple(_differences(claimed, sheet)), records)


def recalculation(db: Db, row: Engagement, application: ReductionApplication, today: date, *,
                  again: bool) -> Recalculation:
    """Claimed against recalculated. again: work the period as of today too, which takes a moment."""
    claimed = newest_worksheet(db, application.ref, "accounting")
    stored = newest_worksheet(db, application.ref, "verification")
    said = sheet_of(claimed) or {"by_year": {}, "lines": ()}
    fixed = {line.year: line.verified_t for line in application.lines}
    years = tuple(Year(int(year), tonnes, fixed.get(int(year))) for year, tonnes in said["by_year"].items())
    lines = tuple(_differences(said, sheet_of(stored))) if stored else ()
    sum_today, why = _today(db, application, today) if again and stored else (None, ())
    return Recalculation(years, claimed.tonnes if claimed else 0, stored.tonnes if stored else None,
                         stored.made_on if stored else None, lines, sum_today, why,
                         _own_run(db, row, application, said))


def _today(db: Db, application: ReductionApplication, today: date) -> tuple[int | None, tuple[Broken, ...]]:
    try:
        return worked(db, application.period, today).tonnes, ()
    except Refusal as refusal:
        return None, refusal.broken


def _differences(claimed: Mapping[str, Any], fresh: Mapping[str, Any]) -> Iterator[Line]:
    """Lines are found by symbol, rows by key; a row on one side only is a difference too."""
    was = {line["symbol"]: line for line in claimed["lines"]}
    for line in fresh["lines"]:
        old = was.pop(line["symbol"], {"keys": (), "values": ()})
        before = dict(zip_longest(old["keys"], old["values"]))
        after = dict(zip_longest(line["keys"], line["values"]))
        for row in (*after, *(key for key in before if key not in after)):
            if before.get(row) != after.get(row):
                yield Line(line["symbol"], line.get("zh", ""), line.get("en", ""), line["unit"], str(row or ""),
                           before.get(row) or "—", after.get(row) or "—")
