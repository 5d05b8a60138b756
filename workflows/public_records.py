"""What the records of another register must satisfy to be believed: a registered project, a period of reductions.

They are judged by the predicates of the procedure itself, as far as the public fields (R-150) give their facts. A
record that breaks a rule is kept with what it breaks: it is somebody else's decision and not ours to refuse. The five
years of R-78 are not judged, for the day of applying is not published.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, WARN, Broken, Rule, Verdict, cite, judge, rule
from workflows.application import Approval, body_is_in_scope
from workflows.design_checks import Point, coordinates_are_in_china, near_what_was_expected
from workflows.issuance import lines_add_up
from workflows.monitoring import (
    Span,
    generated_late_enough,
    inside_crediting_period,
    leaves_no_gap,
    overlaps_nothing,
    period_is_over,
)
from workflows.registration import (
    crediting_is_not_too_early,
    crediting_is_not_too_long,
    crediting_is_not_too_short,
    started_late_enough,
    years_later,
)
from workflows.settings import DEFAULTS, Value
from workflows.texts import RECORDS
from workflows.verification import verifier_is_not_validator

UNLIMITED = 99                                          # years: the methodology's limit is not known


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """A registered project as its public record states it; tonnes are whole tCO2e."""
    methodology_listed: bool            # on the list of issued methodologies
    commencement_on: date
    registered_on: date
    today: date                         # day of the record
    crediting_from: date
    crediting_to: date
    crediting_min_years: int            # by the methodology; 0 = no lower limit known
    crediting_max_years: int            # by the methodology; UNLIMITED = not known
    annual_t: int
    total_t: int
    centre: Point | None = None         # where the record gives coordinates
    points: tuple[Point, ...] = ()
    body_code: str = ""                 # of the validator
    body_approvals: tuple[Approval, ...] = ()               # empty: the body is not on the list of approved bodies
    sector: str = ""                    # of the methodology, "01"
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@dataclass(frozen=True, kw_only=True)
class ReductionFacts:
    """A registered period as its public record states it. `crediting_*` None: no project of this code is known."""
    today: date                         # day of registration, or of issue where only that is shown
    period_from: date
    period_to: date
    crediting_from: date | None
    crediting_to: date | None
    other_periods: tuple[Span, ...]
    body_code: str                      # of the verifier: any name that tells bodies apart
    body_approvals: tuple[Approval, ...]
    sector: str
    validator_code: str
    total: int
    by_year: Mapping[str, int]
    expected: Decimal | None            # the project's yearly estimate for as many days
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("H-PR1", zh="方法学在已发布的方法学清单之内。", en="The methodology is on the list of those issued.",
      source=cite(HOUSE, "public records", SURE))
def methodology_is_listed(facts: ProjectFacts) -> Verdict:
    return facts.methodology_listed or ("/methodology",)


@rule("R-157b", zh="预计总量与年均量乘以计入期年数相符（允许逐年取整的差额）。",
      en="The expected total is the yearly mean times the years of crediting, but for rounding each year.",
      source=cite(RECORDS, "减排量", LIKELY))
def expected_total_fits(facts: ProjectFacts) -> Verdict:
    if facts.crediting_to < facts.crediting_from:
        return True                                     # R-94 says so already
    whole, begun = _years(facts.crediting_from, facts.crediting_to)
    return (facts.annual_t - 1) * whole <= facts.total_t <= (facts.annual_t + 1) * begun or ("/total_t",)


@rule("H-PR2", zh="登记日期不晚于记录日期。", en="The day of registration is not after the day of the record.",
      source=cite(HOUSE, "public records", SURE))
def registered_by_then(facts: ProjectFacts) -> Verdict:
    return facts.registered_on <= facts.today or ("/registered_on",)


@rule("H-PR3", zh="减排量所属项目已有记录。", en="The project of the reductions is on record.",
      source=cite(HOUSE, "public records", SURE))
def project_is_known(facts: ReductionFacts) -> Verdict:
    return facts.crediting_from is not None or ("/project",)


@rule("H-PR6", zh="该机构在已知的获批机构名单之内。", en="The body is on the list of approved bodies known here.",
      source=cite(HOUSE, "public records", SURE), grade=WARN)
def body_is_listed(facts: ProjectFacts | ReductionFacts) -> Verdict:
    return bool(facts.body_approvals) or ("/body",)


def _years(first: date, last: date) -> tuple[int, int]:
    """(full years, years begun) of a span whose end days both count."""
    whole = max((n for n in range(UNLIMITED) if n and years_later(first, n) <= last), default=0)
    return whole, whole + (not whole or years_later(first, whole) < last)


PROJECT_RULES: tuple[Rule, ...] = (
    methodology_is_listed, started_late_enough, registered_by_then, crediting_is_not_too_early,
    crediting_is_not_too_long, crediting_is_not_too_short, expected_total_fits, coordinates_are_in_china,
    body_is_listed, body_is_in_scope)
REDUCTION_RULES: tuple[Rule, ...] = (
    project_is_known, generated_late_enough, inside_crediting_period, overlaps_nothing, leaves_no_gap, period_is_over,
    verifier_is_not_validator, lines_add_up, near_what_was_expected, body_is_listed, body_is_in_scope)
OF_THE_PROJECT = (inside_crediting_period, verifier_is_not_validator, body_is_in_scope)
OWN_RULES = (methodology_is_listed, expected_total_fits, registered_by_then, project_is_known, body_is_listed)
NAMES = {"/commencement_on": "/started_on", "/period/from": "/from", "/period/to": "/to", "/total": "/total_t"}
BODIES = {ProjectFacts: "/validator", ReductionFacts: "/verifier"}              # whom each kind of record names


def judge_project(facts: ProjectFacts) -> tuple[Broken, ...]:
    return _judged(PROJECT_RULES, facts)


def judge_reduction(facts: ReductionFacts) -> tuple[Broken, ...]:
    """Rules that compare with the project are left out when it is unknown; that itself is broken then."""
    known = facts.crediting_from is not None
    rules = [each for each in REDUCTION_RULES if known or each not in OF_THE_PROJECT]
    return _judged(rules, facts)


def expected_for(annual_t: int, first: date, last: date) -> Decimal:
    """Tonnes that the yearly estimate promises for a span, by days of 365."""
    return Decimal(annual_t) * ((last - first) + timedelta(days=1)).days / 365


def _judged(rules: Iterable[Rule], facts: ProjectFacts | ReductionFacts) -> tuple[Broken, ...]:
    """Broken rules at the record's own places. A body that nobody knows has no scope to judge: that is said once."""
    known = [each for each in rules if facts.body_approvals or each is not body_is_in_scope]
    places = {**NAMES, "/body": BODIES[type(facts)]}
    return tuple(replace(each, where=places.get(each.where, each.where)) for each in judge(known, facts))
