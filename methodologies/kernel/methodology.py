"""What a methodology declares: one frozen object, complete and proven before any data is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from .cases import Case, CaseFailed, wrong_figures
from .chapter import Chapter
from .confirmations import confirmed_facts
from .identity import Identity, Saying, banner
from .published import PublishedRow, PublishedTable
from .reader import CONFIRMED
from .records import Field, Record, read
from .rules import HOUSE, REFUSE, Broken, Refusal, Rule, Source, cite, judge
from .worksheet import NEGATIVE_ER, Worksheet

NO_CALCULATOR = Rule(
    "NO_CALCULATOR",
    "该方法学的公式尚未取得正式文本，不能计算。",
    "The formulas of this methodology are not known from the issued text: nothing is calculated.",
    cite(HOUSE, "draft methodologies"),
)
NO_DETERMINATIONS = (
    "该方法学为草案，没有取值规则：只能逐个符号填写输入试算。",
    "A draft has no determinations: its chapters are tried out on input that is keyed by their symbols.",
)


@dataclass(frozen=True)
class Determined:
    """What the determinations 取值 gave: the input of a chapter, the broken rules, and how each choice was made.

    origins: from a value of the input to the rows of the data that it was taken from, JSON Pointers on both sides:
    {"/years/0/windows/3/X_export,w": ("/readings/17",)}.
    """

    inputs: dict[str, Any]
    broken: tuple[Broken, ...] = ()
    notes: tuple[dict[str, Any], ...] = ()
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    in_force_from: date | None                          # none: the text was not read
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
    reconstructed_en: str = ""                          # the same in English
    identity: Identity = Identity()
    about: tuple[Saying, ...] = ()
    in_force_to: date | None = None                     # the last day; None while no later version is in force
    grace_until: date | None = None                     # until when applications are still taken under it
    replaces: str = ""                                  # code of the version before
    monitoring_link: str = "none"                       # linking monitored data: none, optional or required
    monitoring_rules: tuple[Rule, ...] = ()
    determination_rules: tuple[Rule, ...] = ()
    documents: tuple[Evidence, ...] = ()
    duties: tuple[Duty, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    settings: tuple[Setting, ...] = ()
    tables: tuple[PublishedTable, ...] = ()
    cases: Sequence[Case] = field(default=())

    def admits(self, day: date) -> bool:
        """Whether an application may be judged by this version on that day: in force, or in the grace after it. A
        registered project keeps its version whatever the day."""
        last = self.grace_until or self.in_force_to
        began = self.in_force_from is not None and self.in_force_from <= day
        return self.status == "in_force" and began and (last is None or day <= last)

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
        """Work one chapter on one input; the worked cases come first, once per process. A reconstruction says so."""
        if self.status == "in_force":
            self.proven  # noqa: B018
        return Worksheet(self.chapter(chapter), inputs, self.telling(told), notes)

    def telling(self, told: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        """What the determinations told, and before it, once, that the formulas are reconstructed."""
        return (*(each for each in banner(self.reconstructed, self.reconstructed_en) if each not in told), *told)

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
        """What the determinations of a chapter give; Refusal where there are none, or no calculator."""
        self.chapter(chapter)
        determine = {"estimate": self.determine_estimate, "accounting": self.determine_accounting}[chapter]
        if determine is None:
            raise Refusal(NO_CALCULATOR.at("", *NO_DETERMINATIONS))
        found = determine(*words)
        tables, on = words[1:3] if chapter == "estimate" else words[2:4]
        confirmed = confirmed_facts(self, self.chapter(chapter), tables, on)
        return replace(found, inputs=found.inputs | {CONFIRMED: confirmed}) if found.inputs and confirmed else found

    def _work_determined(self, chapter: str, determined: Determined) -> Worksheet:
        if any(broken.rule.grade is REFUSE for broken in determined.broken):
            raise Refusal(*determined.broken)
        told = tuple(broken.problem() for broken in determined.broken)
        return self.work(chapter, determined.inputs, told, determined.notes)
