"""Facts that break no rule, by default: a test states only what it is about."""
from datetime import date
from decimal import Decimal

from tests.law.credit_builders import CREDIT_BUILDERS
from workflows import (
    approval,
    comments,
    design_checks,
    engagement,
    issuance,
    mandates,
    monitoring,
    parties,
    projects,
    public_records,
    reapplication,
    registration,
    reports,
    sanctions,
    verification,
)
from workflows.application import Approval
from workflows.documents import DESIGN
from workflows.fieldwork import Interview
from workflows.risks import KINDS, Risk

TODAY = date(2026, 6, 1)
APPROVED = (Approval("01", date(2024, 6, 1)),)

FILING = dict(
    today=TODAY, account_active=True, owner_barred=False, incomplete=(), broken=(), checks=(), provisional=(),
    sector="01", body_code="BODY-A", body_approvals=APPROVED, notice_starts=date(2026, 3, 2),
    notice_ends=date(2026, 3, 27), comments_open=0, levels_open=(), supplement_count=0, supplement_due=None,
    body_gone=False, body_is_new=False, report_flagged=False,
    matches=(), items_open=(), gaps=(), evaluation_count=0, panel_free=3, opinions_open=0, evaluation_due=None)

PERIOD = dict(
    today=TODAY, period_from=date(2023, 1, 1), period_to=date(2024, 12, 31), crediting_from=date(2022, 4, 1),
    crediting_to=date(2032, 3, 31), other_periods=())

WORK = dict(
    today=TODAY, application_open=True, sector="01", body_code="BODY-A", body_approvals=APPROVED, owner_code="OWNER",
    notice_starts=date(2026, 3, 2), notice_ends=date(2026, 3, 27), comments_open=0,
    team=frozenset({"1", "2"}), experts=frozenset({"1"}), reviewer="3", decider="4", contracted_on=date(2026, 3, 3),
    planned_on=date(2026, 3, 5), desk_done_on=date(2026, 3, 10), visited_from=date(2026, 3, 12),
    visited_to=date(2026, 3, 13), sites_total=3, sites_planned=3, sites_visited=3, sites_odd=(),
    sites_missed=(), seen=(), pictures=(), interviews=(Interview("/interviews/1", True),), requests=(),
    checklist_open=(), evidence_open=(), findings_open=(),
    requests_unsolved=(), broken=(), days_stopped=0,
    ties=())

EVIDENCE = frozenset({"feasibility_study", "project_approval", "eia_approval", "construction_start", "validated_design",
                      "validation_report"})
VERIFIED = frozenset({"accounting_report", "settlement_vouchers", "calibration_reports", "verified_accounting_report",
                      "verification_report"})


def registration_facts(**known):
    return registration.Facts(**{**FILING, **dict(
        documents=frozenset({"application_form", "validated_design", "validation_report", "commitment_letter"}),
        name="海阳电投山东半岛南3号301.6MW海上风电项目", owner_names=("海阳电投风力发电有限公司", "海阳电投"),
        places=("山东省", "烟台市"), methodology_in_force=True, methodology_status="in_force",
        commencement_on=date(2020, 7, 8),
        lifetime_from=date(2022, 1, 10), lifetime_to=date(2047, 1, 9), crediting_from=date(2022, 4, 1),
        crediting_to=date(2032, 3, 31), crediting_min_years=0, crediting_max_years=10,
        additionality="exempt", additionality_modes=("exempt",),
        mandated=False, in_ets=False, other_mechanisms=(), gec_linked=True, gec_archive_code="JD-1"),
        **known})


def issuance_facts(**known):
    return issuance.Facts(**{**FILING, **PERIOD, **dict(
        documents=frozenset({"reduction_application_form", "verified_accounting_report", "verification_report",
                             "reduction_commitment_letter"}),
        project_registered=True, change_open="", change_judged=False, validator_code="BODY-V",
        filed_on=date(2026, 2, 20), total=300,
        by_year={"2023": 100, "2024": 200}, verified_by_year={"2023": 100, "2024": 200},
        applied_by_year={"2023": 100, "2024": 200}, gec_linked=True, gec_traded_mwh=Decimal(0),
        gec_deducted_mwh=Decimal(0)), **known})


def again_facts(**known):
    """A refused application whose owner may apply again."""
    return reapplication.Facts(**{**dict(
        state=registration.State.REFUSED, project_state="", made_anew=False, account_active=True, owner_barred=False),
        **known})


def public_project_facts(**known):
    return public_records.ProjectFacts(**{**dict(
        methodology_listed=True, commencement_on=date(2017, 4, 29), registered_on=date(2025, 8, 28),
        today=date(2025, 12, 31), crediting_from=date(2021, 1, 1), crediting_to=date(2060, 12, 31),
        crediting_min_years=20, crediting_max_years=40, annual_t=6068, total_t=242740, sector="14", body_code="BODY-V",
        body_approvals=(Approval("14", date(2024, 6, 1)),)), **known})


def public_reduction_facts(**known):
    return public_records.ReductionFacts(**{**PERIOD, **dict(
        body_code="BODY-A", body_approvals=(Approval("14", date(2024, 6, 1)),), sector="14",
        validator_code="BODY-V", total=300, by_year={"2023": 100, "2024": 200},
        expected=Decimal(300)), **known})


def period_facts(**known):
    return monitoring.Facts(**{**PERIOD, **dict(broken=(), incomplete=(), worksheet_tonnes=300,
                                                reductions_registered=False), **known})


def validation_facts(conclusion="positive", **known):
    return engagement.Facts(**{**WORK, **dict(
        documents=EVIDENCE, evidence_wanted=EVIDENCE, conclusion=conclusion), **known})


def verification_facts(conclusion="positive", **known):
    return verification.Facts(**{**WORK, **dict(
        documents=VERIFIED, evidence_wanted=verification.EVIDENCE, conclusion=conclusion, validator_code="BODY-V",
        recalculation=(), observations_due=(), verified_by_year={"2023": 100, "2024": 200},
        recalculated_by_year={"2023": 100, "2024": 200}, claimed_total=300, own_by_year={"2023": 100, "2024": 200},
        request_raised=False, risks=tuple(Risk(kind, "a", "b", "low", "high", "c") for kind, _, _ in KINDS)), **known})


def point(where="/turbines/0", longitude="121.300000", latitude="36.200000"):
    return design_checks.Point(where, Decimal(longitude), Decimal(latitude))


def design_facts(**known):
    return design_checks.DesignFacts(**{**dict(
        template=DESIGN, template_id="design_avoid_1_0", name="海阳电投山东半岛南3号301.6MW海上风电项目",
        type_code="A0201", commencement_on=date(2020, 7, 8), centre=point("/centre"), points=(point(),), parameters=(),
        annual_tonnes=497191, total_tonnes=4971913,
        sections={"A.4": "未在碳普惠等机制登记。", "B.7.3": "数据缺失按保守值处理，并开展质量控制。",
                  "C.1": "开工令所载日期为2020年7月8日。",
                  "C.3": "2022年4月1日至2032年3月31日（含首尾两天）。"}), **known})


def account_facts(**known):
    """An account that may be opened, changed, restored and closed."""
    return parties.Facts(**{**dict(
        today=TODAY, kind="project_owner", known_kind="", other_account=False,
        employers=(("/initiator/employer", "applicant"), ("/confirmer/employer", "other")), initiator="1",
        confirmer="2", documents=frozenset({"entity_proof", "representatives_authorisation"}), review_due=TODAY,
        account_no="CN00000001", trading_no="", changed_on=date(2026, 5, 20), change_due=date(2026, 6, 10),
        changes=frozenset({"phone"}), ground="breach", restricted_on=date(2026, 4, 1), cured_on=date(2026, 5, 1),
        open_business=(), held_t=0, bound_t=0, successor="", successor_active=False), **known})


def approval_facts(**known):
    """An approval that may be applied for and granted."""
    return approval.Facts(**{**dict(
        today=TODAY, need_open=True, other_live=False, staff=12, experienced=6,
        declared=frozenset(key for key, _, _ in approval.CONDITIONS), consented_on=date(2026, 5, 1), valid_to=None,
        report_year=None), **known})


def report_facts(**known):
    """A report on a project that is known."""
    return reports.Facts(**{"about": "project", "project_known": True, "body_known": True, **known})


def mandate_facts(**known):
    """A mandate that may be signed and accepted; it may not expire yet."""
    return mandates.Facts(**{**dict(
        today=TODAY, account_active=True, agent_kind="consultant", agent_is_principal=False,
        acts=frozenset({"write", "file"}), scope=frozenset({"A210001"}), own=frozenset({"A210001", "PA-2026-0002"}),
        starts_on=TODAY, ends_on=TODAY.replace(year=TODAY.year + 1)), **known})


def project_facts(**known):
    """A registered project without a change, and one of type A about to be made."""
    return projects.Facts(**{**dict(
        today=TODAY, kind="A", changed_on=date(2026, 5, 20), change_due=date(2026, 6, 10), new_owner="",
        new_owner_fit=False, agreed=False, body_needed=False, body_in_scope=True, judged=False, open_reductions=(),
        revocation_ordered=True), **known})


def case_facts(**known):
    """A case of false material, heard, with a fine."""
    return sanctions.CaseFacts(**{**dict(
        today=TODAY, ground="R-128", office="province", committed_on=date(2026, 1, 10), heard=True,
        measures=(sanctions.Ordered("/measures/1", "fine", amount=50_000, settled=True),)), **known})


def measure_facts(**known):
    """A decided measure of the registry that is done at once."""
    return sanctions.MeasureFacts(**{**dict(
        today=TODAY, kind="revoke_project", case_decided=True, due_on=date(2026, 5, 31), ends_on=date(2026, 6, 1),
        act_known=True), **known})


def comment_facts(**known):
    return comments.Facts(**{**dict(today=TODAY, warned_before=True, until=TODAY, suspended_until=TODAY), **known})


def commenting_facts(**known):
    return comments.Commenting(**{**dict(today=TODAY, real_name="程一诺", suspended_until=None, files=0), **known})


BUILDERS = {"registration": registration_facts, "issuance": issuance_facts, "monitoring": period_facts,
            "validation": validation_facts, "verification": verification_facts,
            "account": account_facts, "approval": approval_facts, "project": project_facts, "sanction": case_facts,
            "measure": measure_facts, "report": report_facts, "mandate": mandate_facts,
            "comment": comment_facts, **CREDIT_BUILDERS}
