"""From which rows of a period's tables the values of a worksheet were taken, as far as the tables still say so."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.models.reduction import Period, ReductionApplication
from app.monitoring.pages import Table, tables_of
from app.papers.periods import determine, module_of
from methodologies.kernel.reader import read_decimal

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Rows:
    """Rows of one table, counted from 1 as its page shows them."""
    table: Table
    numbers: tuple[int, ...]

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


@dataclass(frozen=True)
class Sources:
    """rows: by pointer of the input. Empty where no tables are rested on, and for whoever may not see them."""
    period: str = ""
    rows: Mapping[str, tuple[Rows, ...]] = field(default_factory=dict)


NONE = Sources()


def sources_of(db: Db, subject: Any, inputs: Mapping[str, Any], on: date) -> Sources:
    """The determinations run again on the tables as they stand. A value that now comes out otherwise names no row: its
    table was opened again since."""
    period = subject.period if isinstance(subject, ReductionApplication) else subject
    if not isinstance(period, Period):
        return NONE
    module = module_of(period.project)
    known = {table.record.name: table for table in tables_of(db, period, module)}
    now = determine(db, period, on)
    return Sources(period.ref, {place: rows_of(pointers, known) for place, pointers in now.origins.items()
                                if same(at(now.inputs, place), at(inputs, place))})


def rows_of(pointers: tuple[str, ...], known: Mapping[str, Table]) -> tuple[Rows, ...]:
    """/readings/17 is row 18 of the readings."""
    found: dict[str, list[int]] = {}
    for pointer in pointers:
        _, name, number = pointer.split("/")
        found.setdefault(name, []).append(int(number) + 1)
    return tuple(Rows(known[name], tuple(numbers)) for name, numbers in found.items())


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
