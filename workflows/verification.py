"""Verification 核查 of reductions, by a body that did not validate the project. Law: Measures art. 18-20; VR 5."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from methodologies.kernel.rules import HOUSE, LIKELY, UNSURE, Broken, Verdict, cite, rule
from workflows import engagement
from workflows.application import papers
from workflows.engine import Stage
from workflows.risks import Risk, risks_are_assessed
from workflows.texts import M31, VR

# The evidence a desk review of reductions has to have seen.
EVIDENCE = frozenset({"accounting_report", "settlement_vouchers", "calibration_reports"})


@dataclass(frozen=True, kw_only=True)
class Facts(engagement.Facts):
    """A verification, as its moves see it."""
    validator_code: str                             # credit code of the body that validated the project
    recalculation: tuple[str | Broken, ...] | None  # where the recalculation differs; () = nowhere, None = not done
    observations_due: tuple[str, ...]               # pointers to earlier observations due now and not settled
    verified_by_year: Mapping[str, int] | None      # tonnes the report fixes, by calendar year; None = none yet
    risks: tuple[Risk, ...]                         # the risk assessment of the plan
    claimed_total: int                              # tonnes of the accounting report
    own_by_year: Mapping[str, int] | None           # of the run on the body's own inputs; None = it has none
    request_raised: bool                            # a correction request was raised in this verification
    recalculated_by_year: Mapping[str, int] | None  # of the recalculation, with the upload day of the report


@rule("R-81", zh="核查机构与本项目的审定机构不是同一机构。",
      en="The verification body is not the body that validated the project.", source=cite(M31, "第18条"), aka=("P9",))
def verifier_is_not_validator(facts: Facts) -> Verdict:
    return (facts.body_code != facts.validator_code) or ("/body",)


@rule("R-83", zh="核查机构已独立重新计算核算报告。", en="The body has recalculated the report on its own.",
      source=cite(VR, "5.5"))
def recalculation_is_done(facts: Facts) -> Verdict:
    return facts.recalculation is not None or ("/recalculation",)


@rule("R-83a", zh="重新计算的结果与核算报告逐项一致。", en="The recalculation agrees with the report, line by line.",
      source=cite(VR, "5.5"))
def recalculation_agrees(facts: Facts) -> Verdict:
    return facts.recalculation or True


@rule("R-84", zh="以前提出、应于本期解决的观察项均已解决。",
      en="Every earlier observation due in this period is settled.", source=cite(VR, "5.5.3"))
def observations_are_settled(facts: Facts) -> Verdict:
    return facts.observations_due or True


@rule("R-85a", zh="核查报告已按年度确认减排量，且不大于按报告上传日重新计算的结果。",
      en="The report fixes whole tonnes for each year, none above the recalculation with the report's upload day.",
      source=cite(M31, "第20条"))
def amounts_are_fixed(facts: Facts) -> Verdict:
    if facts.verified_by_year is None or facts.recalculated_by_year is None:
        return ("/verified_by_year",)
    years = sorted(set(facts.verified_by_year) | set(facts.recalculated_by_year))
    return tuple(f"/verified_by_year/{year}" for year in years
                 if not _fits(facts.verified_by_year.get(year), facts.recalculated_by_year.get(year))) or True


def _fits(verified: int | None, recalculated: int | None) -> bool:
    return type(verified) is int and recalculated is not None and 0 <= verified <= recalculated


@rule("R-83c", zh="机构已用自行取得的数据按同一方法学再算一遍。",
      en="The body has run the methodology on data of its own.", source=cite(VR, "5.5", LIKELY))
def own_run_is_done(facts: Facts) -> Verdict:
    return facts.own_by_year is not None or ("/own_run",)


def _short_years(facts: Facts) -> tuple[str, ...]:
    """Years in which the body's own run gives less than the amounts fixed."""
    own, fixed = facts.own_by_year or {}, facts.verified_by_year or {}
    return tuple(year for year in sorted(fixed) if own.get(year, 0) < fixed[year])


def _apart(facts: Facts, difference: int) -> bool:
    """Whether so many tonnes are more than the sampling materiality of the claim (R-04: the number itself is not)."""
    return difference * 100 > facts.settings["verification.materiality_pct"] * facts.claimed_total


@rule("R-86a", zh="机构自有数据的结果小于确认量，或与其相差超过重要性水平的，已提出整改要求。",
      en="Where the body's own run gives less than the amounts fixed, or much else, a correction request was raised.",
      source=cite(HOUSE, "R-86", UNSURE))
def differences_are_raised(facts: Facts) -> Verdict:
    if facts.own_by_year is None or facts.verified_by_year is None or facts.request_raised:
        return True
    total = abs(sum(facts.own_by_year.values()) - sum(facts.verified_by_year.values()))
    return tuple(f"/own_run/{year}" for year in _short_years(facts)) or (
        ("/own_run",) if _apart(facts, total) else True)


@rule("R-86", zh="确认量高出机构自有数据结果的部分不超过重要性水平。",
      en="The amounts fixed do not exceed the body's own run by more than the materiality.",
      source=cite(HOUSE, "R-86, R-192", UNSURE))
def excess_is_not_material(facts: Facts) -> Verdict:
    if facts.own_by_year is None or facts.verified_by_year is None:
        return True
    excess = sum(facts.verified_by_year.values()) - sum(facts.own_by_year.values())
    return not _apart(facts, excess) or ("/own_run",)


@rule("R-53a", zh="经核查的减排量核算报告和核查报告已具备，方可出具。",
      en="The verified accounting report and the report are there when the report is issued.",
      source=cite(VR, "5.6, 5.8"))
def verified_papers_are_there(facts: Facts) -> Verdict:
    return papers(*sorted({"verified_accounting_report", "verification_report"} - facts.documents)) or True


@rule("R-54a", zh="核查报告已具备，方可出具。", en="The report is there when it is issued.", source=cite(VR, "5.8"))
def verification_report_is_there(facts: Facts) -> Verdict:
    return papers(*sorted({"verification_report"} - facts.documents)) or True


POSITIVE = (recalculation_is_done, recalculation_agrees, observations_are_settled, amounts_are_fixed, own_run_is_done,
            differences_are_raised, excess_is_not_material)

VERIFICATION = Stage("verification", engagement.State, engagement.rows({
    "accept": (verifier_is_not_validator,),
    "plan": (risks_are_assessed,),
    "finish_desk": (recalculation_is_done,),
    "draft_report": (own_run_is_done, differences_are_raised),
    "decide_positive": POSITIVE,
    "issue_positive": (verifier_is_not_validator, *POSITIVE, verified_papers_are_there),
    "issue_negative": (verification_report_is_there,),
}), zh="核查", en="Verification")
