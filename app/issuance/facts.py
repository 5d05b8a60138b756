"""What the rules of a reduction application need to know."""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.ledger.telling import note_on
from app.models.evidence import Event
from app.models.reduction import Period, ReductionApplication
from app.notices.filing import common_facts
from app.papers.periods import design_of
from app.papers.queries import current_draft, newest_version, newest_worksheet, sheet_of, slots_filled
from methodologies.kernel import catalogue
from methodologies.kernel.dates import days_in
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.rules import Broken
from workflows.design_checks import Energy, ReportFacts, check_report
from workflows.documents import REPORT, missing
from workflows.issuance import Facts
from workflows.monitoring import Span
from workflows.projects import LIVING

if TYPE_CHECKING:
    from app.database import Db


def reduction_facts(db: Db, row: ReductionApplication, today: date, payload: Mapping[str, str]) -> Facts:
    """The facts of `workflows.issuance`."""
    module, change = catalogue.find(row.project.methodology), row.project.open_change
    sheet = sheet_of(newest_worksheet(db, row.period.ref, "accounting")) or {}
    verified = {str(line.year): line.verified_t for line in row.lines if line.verified_t is not None}
    rests_on = sheet_of(newest_worksheet(db, row.ref, "verification")) or sheet
    traded, deducted = gec_of(rests_on)
    return Facts(
        **common_facts(db, row, row.project.owner, module, today, payload),
        **_period(db, row),
        incomplete=(
            *REPORT.empty(report_document(db, row)["sections"]),
            *missing("issuance", "submit", slots_filled(db, row.ref)),
        ),
        broken=(),
        checks=report_checks(db, row, sheet),
        provisional=tuple(rests_on.get("provisional", ())),
        project_registered=row.project.state in LIVING,
        change_open=change.kind if change else "",
        change_judged=change is not None and change.judged_on is not None,
        validator_code=row.project.validator.credit_code,
        filed_on=_filed_on(db, row),
        total=sheet.get("tonnes"),
        by_year=dict(sheet.get("by_year", {})),
        verified_by_year=verified if verified and len(verified) == len(row.lines) else None,
        applied_by_year={str(line.year): line.applied_t for line in row.lines},
        gec_linked=any(r.name == "green" for r in module.records),
        gec_traded_mwh=traded,
        gec_deducted_mwh=deducted,
        future_note=note.ref if (note := note_on(db, row.project_id)) else "",
    )


def report_checks(db: Db, row: ReductionApplication, sheet: Mapping[str, Any]) -> tuple[Broken, ...]:
    """The checks of form on the report, beside the design document's estimate for as many days and its capacity."""
    if not sheet:
        return ()
    project, period = row.project, row.period
    share = Decimal(days_in(period.starts_on, period.ends_on)) / days_in(project.crediting_from, project.crediting_to)
    return check_report(ReportFacts(
        total=sheet["tonnes"], expected=project.total_t * share,
        capacity_mw=read_decimal(design_of(db, project).get("capacity_mw")), energy=_exported(period, sheet)))


def _exported(period: Period, sheet: Mapping[str, Any]) -> tuple[Energy, ...]:
    """What the worksheet says was exported in the whole period; nothing where the methodology has no such line."""
    values = [Decimal(value) for line in sheet.get("lines", ()) if line["symbol"] == "EG_export,y"
              for value in line["values"]]
    hours = 24 * days_in(period.starts_on, period.ends_on)
    return (Energy("/total", sum(values, Decimal(0)), hours),) if values else ()


def report_document(db: Db, row: ReductionApplication) -> dict:
    version = None if row.state == "draft" else newest_version(db, row.ref, "accounting_report")
    return json.loads(version.body) if version else current_draft(db, row.ref).document


def _period(db: Db, row: ReductionApplication) -> dict[str, Any]:
    period = row.period
    others = db.scalars(
        select(Period).where(Period.project_id == row.project_id, Period.id != period.id).order_by(Period.n)
    )
    return {"period_from": period.starts_on, "period_to": period.ends_on, "crediting_from": row.project.crediting_from,
            "crediting_to": row.project.crediting_to,
            "other_periods": tuple(Span(f"/periods/{p.n}", p.starts_on, p.ends_on) for p in others)}


def gec_of(sheet: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """(MWh whose green certificates were traded, MWh left out of the claim) as the worksheet has them."""
    traded = [year.get("GEC_traded,y") for year in sheet.get("inputs", {}).get("years", ())]
    if not traded or None in traded:
        return None, None
    total = sum((Decimal(t) for t in traded), Decimal(0))
    return total, total


def _filed_on(db: Db, row: ReductionApplication) -> date | None:
    """The day of the first hand-in for public notice."""
    return db.scalar(select(Event.on).where(Event.subject == row.ref, Event.body.contains('"trigger":"submit"'),
                                            Event.body.contains('"kind":"moved"')).order_by(Event.subject_seq))
