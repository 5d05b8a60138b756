"""What a methodology declares: one frozen object, complete and proven before any data is seen."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Any

from .chapter import Chapter
from .expressions import EXACT
from .published import PublishedRow, PublishedTable
from .records import Field, Record, read
from .rules import HOUSE, REFUSE, Broken, Refusal, Rule, Source, cite, judge
from .worksheet import NEGATIVE_ER, Worksheet

NO_CALCULATOR = Rule(
    "NO_CALCULATOR",
    "该方法学的公式尚未取得正式文本，不能计算。",
    "The formulas of this methodology are not known from the issued text: nothing is calculated.",
    cite(HOUSE, "draft methodologies"),
)


class CaseFailed(RuntimeError):
    """A worked example of the text does not come out: the methodology may not calculate."""


@dataclass(frozen=True)
class Determined:
    """What the determinations 取值 gave: the input of a chapter, the broken rules, and how each choice was made."""

    inputs: dict[str, Any]
    broken: tuple[Broken, ...] = ()
    notes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Crediting:
    """Limits of the crediting period 计入期. `rules` are judged on the data of the design document; min_years: 0 where
    the text has no lower limit."""

    max_years: int
    renewals: int
    source: Source
    rules: tuple[Rule, ...] = ()
    min_years: int = 0


@dataclass(frozen=True)
class Evidence:
    """A document that the text asks for. `rules`: ids of what it proves; stage: design | monitoring."""

    id: str
    zh: str
    en: str
    stage: str
    rules: tuple[str, ...] = ()
    publication: str = "public"
    required: bool = True


@dataclass(frozen=True)
class Duty:
    """A monitoring duty of the owner."""

    id: str
    zh: str
    en: str
    source: Source


@dataclass(frozen=True)
class KeyPoint:
    """A point that the body checks. stages: "val" (validation), "ver" (verification)."""

    id: str
    stages: tuple[str, ...]
    zh: str
    en: str
    source: Source


@dataclass(frozen=True)
class Setting:
    """A value that the text leaves open. It is a setting, with a conservative default, until practice is known."""

    name: str
    zh: str
    en: str
    default: str
    source: Source
    choices: tuple[str, ...] = ()


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


Estimate = Callable[[Mapping[str, Any], Sequence[PublishedRow], date], Determined]
Accounting = Callable[
    [Mapping[str, Any], Mapping[str, Any], Sequence[PublishedRow], date, Mapping[str, str]], Determined
]


@dataclass(frozen=True, eq=False)
class Methodology:
    """status: in_force | draft | legacy: of the former scheme, to check old figures.

    type_code "A0201": letter = sector (A = 01), the methodology's number, then 01.
    `design`: the methodology's own data of the design document; `records`: the tables of monitored data.
    `rules`: applicability, judged on the design data; `monitoring_rules` are judged by determine_accounting.
    """

    code: str
    zh: str
    en: str
    sector: str
    type_code: str
    status: str
    in_force_from: date
    design: tuple[Field | Record, ...]
    records: tuple[Record, ...]
    rules: tuple[Rule, ...]
    crediting: Crediting
    estimate: Chapter | None = None                     # none: the text is not known well enough to calculate
    accounting: Chapter | None = None
    determine_estimate: Estimate | None = None
    determine_accounting: Accounting | None = None
    additionality: tuple[str, ...] = ("general",)       # ways of showing it that the text admits: exempt, general
    lifetime: tuple[str, str] = ("lifetime_from", "lifetime_to")  # the design fields of its first and last day
    reconstructed: str = ""                             # why the formulas are no more than a reconstruction; "" if read
    monitoring_link: str = "none"                       # linking monitored data: none, optional or required
    monitoring_rules: tuple[Rule, ...] = ()
    determination_rules: tuple[Rule, ...] = ()
    documents: tuple[Evidence, ...] = ()
    duties: tuple[Duty, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    settings: tuple[Setting, ...] = ()
    tables: tuple[PublishedTable, ...] = ()
    cases: Sequence[Case] = field(default=())

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule this methodology can break, each once."""
        every = (
            *self.rules,
            *self.crediting.rules,
            *self.monitoring_rules,
            *self.determination_rules,
            *(rule for chapter in self.chapters for rule in chapter.rules),
            NEGATIVE_ER,
        )
        return tuple({rule.id: rule for rule in every}.values())

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Those there are."""
        return tuple(chapter for chapter in (self.estimate, self.accounting) if chapter)

    def chapter(self, name: str) -> Chapter:
        """Refusal where there is no calculator."""
        if chapter := {"estimate": self.estimate, "accounting": self.accounting}[name]:
            return chapter
        raise Refusal(NO_CALCULATOR.at(""))

    # --- the data of the design document

    def read_design(self, design: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Broken, ...]]:
        """(canonical data, problems of shape)."""
        return read(self.design, design)

    def check_design(self, design: Mapping[str, Any]) -> tuple[Broken, ...]:
        """Everything at once: shape, applicability, crediting period. All grades."""
        clean, broken = self.read_design(design)
        return (*broken, *judge((*self.rules, *self.crediting.rules), clean))

    # --- the working

    @cached_property
    def proven(self) -> bool:
        """True once every worked case has come out, to the printed digit. CaseFailed, naming the figure, otherwise."""
        for case in self.cases:
            for wrong in wrong_figures(case, self.chapter(case.chapter).work(dict(case.inputs))):
                raise CaseFailed(f"{self.code} may not calculate: {case.id}: {wrong}")
        return True

    def work(
        self,
        chapter: str,
        inputs: dict[str, Any],
        told: tuple[dict[str, Any], ...] = (),
        notes: tuple[dict[str, Any], ...] = (),
    ) -> Worksheet:
        """Work one chapter on one input; the worked cases come first, once per process."""
        if self.status == "in_force":
            self.proven  # noqa: B018
        return Worksheet(self.chapter(chapter), inputs, told, notes)

    def estimate_of(self, design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Worksheet:
        """The estimate by crediting year, with the tables published on that day. Refusal with everything at once."""
        return self._work_determined("estimate", self.determined("estimate", design, tables, on))

    def accounting_of(
        self,
        design: Mapping[str, Any],
        data: Mapping[str, Any],
        tables: Sequence[PublishedRow],
        uploaded_on: date,
        settings: Mapping[str, str] | None = None,
    ) -> Worksheet:
        """The reductions by calendar year. `uploaded_on`: the day on which the verification report is uploaded.
        data: {"period": {"from", "to"}, "<record>": [rows]}. Refusal with everything at once."""
        settings = {setting.name: setting.default for setting in self.settings} | dict(settings or {})
        return self._work_determined(
            "accounting", self.determined("accounting", design, data, tables, uploaded_on, settings)
        )

    def determined(self, chapter: str, *words: Any) -> Determined:
        """What the determinations of a chapter give; Refusal where there is no calculator."""
        self.chapter(chapter)
        determine = {"estimate": self.determine_estimate, "accounting": self.determine_accounting}[chapter]
        assert determine, f"{self.code}: {chapter} without determinations"
        return determine(*words)

    def _work_determined(self, chapter: str, determined: Determined) -> Worksheet:
        if any(broken.rule.grade is REFUSE for broken in determined.broken):
            raise Refusal(*determined.broken)
        told = tuple(broken.problem() for broken in determined.broken)
        return self.work(chapter, determined.inputs, told, determined.notes)


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
