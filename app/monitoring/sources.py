"""From which rows of which tables, or fields of the design, the values of a worksheet were taken, as far as these still
say so."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.models.project import Application
from app.models.reduction import Period, ReductionApplication
from app.monitoring.pages import tables_of
from app.papers.designs import design_version, methodology_data
from app.papers.periods import determine, module_of
from app.published.queries import tables
from methodologies.kernel import catalogue
from methodologies.kernel.reader import read_decimal

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Rows:
    """Rows of a table, counted from 1 as its page shows them; none for a single field of a document.

    file: the name under which a table was uploaded. digest: of what is kept; source: of the raw file.
    """
    zh: str
    en: str
    href: str
    numbers: tuple[int, ...]
    file: str
    digest: str
    source: str

    @property
    def said(self) -> list[str]:
        """Stretches of rows: 1–12, 14."""
        found: list[list[int]] = []
        for number in self.numbers:
            if found and number == found[-1][-1] + 1:
                found[-1].append(number)
            else:
                found.append([number])
        return [str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in found]


Sources = Mapping[str, tuple[Rows, ...]]                # by pointer of the input
NONE: Sources = {}


def sources_of(db: Db, subject: Any, inputs: Mapping[str, Any], on: date) -> Sources:
    """The determinations run again on the data as they stand. A value that now comes out otherwise names no row: its
    table was opened again, or the document revised since. None for a worksheet that rests on neither."""
    period = subject.period if isinstance(subject, ReductionApplication) else subject
    if isinstance(period, Period):
        now, known = determine(db, period, on), tables_by_name(db, period)
    elif isinstance(subject, Application) and (version := design_version(db, subject.ref)):
        module, document = catalogue.find(subject.methodology), json.loads(version.body)
        now = module.determined("estimate", methodology_data(subject, document), tables(db), on)
        known = {each.name: Rows(each.zh, each.en, f"/applications/{subject.ref}", (), "", version.digest, "")
                 for each in module.design}
    else:
        return NONE
    return {place: rows_of(pointers, known) for place, pointers in now.origins.items()
            if same(at(now.inputs, place), at(inputs, place))}


def tables_by_name(db: Db, period: Period) -> dict[str, Rows]:
    found = {}
    for table in tables_of(db, period, module_of(period.project)):
        record = table.record
        found[record.name] = Rows(record.zh, record.en, f"/periods/{period.ref}/tables/{record.name}", (),
                                  table.source_name, table.digest, table.source)
    return found


def rows_of(pointers: tuple[str, ...], known: Mapping[str, Rows]) -> tuple[Rows, ...]:
    """/readings/17 is row 18 of the readings."""
    found: dict[str, list[int]] = {}
    for pointer in pointers:
        name, _, number = pointer.removeprefix("/").partition("/")
        found.setdefault(name, []).extend([int(number) + 1] if number else [])
    return tuple(replace(known[name], numbers=tuple(numbers)) for name, numbers in found.items())


def at(data: Any, pointer: str) -> Any:
    """What stands there; None where nothing does."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        try:
            data = data[int(name)] if isinstance(data, list) else data.get(name)
        except (IndexError, ValueError, AttributeError):
            return None
    return data


def same(a: Any, b: Any) -> bool:
    one, other = read_decimal(a), read_decimal(b)
    return a == b if one is None or other is None else Decimal.compare(one, other) == 0
