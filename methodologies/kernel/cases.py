"""Worked examples of a text: inputs with the figures that were printed, and whether they still come out."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Any

from .expressions import EXACT
from .worksheet import Worksheet


class CaseFailed(RuntimeError):
    """A worked example of the text does not come out: the methodology may not calculate."""


@dataclass(frozen=True)
class Case:
    """A worked example. `expect`: figures as printed, by symbol, then by row name ("" for the project)."""

    id: str
    chapter: str
    zh: str
    en: str
    source: str
    inputs: Mapping[str, Any]
    tonnes: int
    expect: Mapping[str, Mapping[str, str]]


class Cases(Sequence[Case]):
    """The cases of `cases/cases.toml`; each names the JSON file that holds its input. Read at first use, not when the
    program starts."""

    def __init__(self, package: str):
        self.folder = resources.files(package) / "cases"

    @cached_property
    def read(self) -> tuple[Case, ...]:
        said = tomllib.loads((self.folder / "cases.toml").read_text(encoding="utf-8"))
        return tuple(
            Case(
                case["id"],
                case["chapter"],
                case["zh"],
                case["en"],
                case["source"],
                json.loads((self.folder / case["input"]).read_text(encoding="utf-8")),
                case["tonnes"],
                case["expect"],
            )
            for case in said["case"]
        )

    def __getitem__(self, place: Any) -> Any:
        return self.read[place]

    def __len__(self) -> int:
        return len(self.read)

    def __bool__(self) -> bool:
        return (self.folder / "cases.toml").is_file()


cases_of = Cases


def wrong_figures(case: Case, sheet: Worksheet) -> Iterator[str]:
    """Every figure of the case that does not come out as printed."""
    if sheet.tonnes != case.tonnes:
        yield f"{sheet.tonnes} t, printed {case.tonnes} t"
    lines = {line["symbol"]: dict(zip(line["keys"], line["values"], strict=True)) for line in sheet.to_json()["lines"]}
    for symbol, figures in case.expect.items():
        for row, printed in figures.items():
            if not comes_out(found := lines.get(symbol, {}).get(row), printed):
                yield f"{symbol}[{row}] is {found}, printed {printed}"


def comes_out(found: str | None, printed: str) -> bool:
    """Whether a value is the printed one, to the printed digit. What is printed without decimals is exact."""
    if found is None or "." not in printed or found == printed:
        return found == printed
    return Decimal(found).quantize(Decimal(printed), context=EXACT) == Decimal(printed)
