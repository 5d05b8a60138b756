"""The words and figures that are printed into a paper's lines, read from the data and never typed."""
from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import Db
from app.ledger.serials import serial_text
from app.models.allowance import AllowanceBinding
from app.models.approval import Approval
from app.models.credit import CreditDossier
from app.models.document import Draft, Version, Worksheet
from app.models.engagement import Engagement
from app.models.ledger import Batch
from app.models.notice import NEWEST, Notice
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication
from app.published.queries import settings
from methodologies.kernel import catalogue
from workflows.retirement import offset_cap

CONCLUSIONS = {"positive": "肯定 positive", "negative": "否定 negative"}
DESIGNS = ("published", "revised", "validated_design")


def values_of(db: Db, subject: Any, today: date) -> dict[str, str]:
    """Name of the line → what is printed there; a line that nothing fills yet is absent or empty."""
    match subject:
        case Application():
            said = {**_project(subject.name, subject.owner, subject.methodology), **_filing(db, subject),
                    **_design(db, subject)}
        case ReductionApplication():
            said = {**_registered(subject.project), **_filing(db, subject), **_period(subject),
                    **_tonnes({line.year: line.applied_t for line in subject.lines})}
        case Engagement():
            said = _engagement(db, subject, today)
        case CreditDossier():
            said = _surrender(db, subject, today)
        case _:
            said = {}
    return {"ref": subject.ref, **said}


def _project(name: str, owner: Organisation, methodology: str) -> dict[str, str]:
    return {"project_name": name, "owner_name": owner.name_zh, "owner_code": owner.credit_code,
            "methodology": f"{methodology} {catalogue.find(methodology).zh}"}


def _registered(project: Project) -> dict[str, str]:
    return {**_project(project.name, project.owner, project.methodology), "project_code": project.code}


def _filing(db: Db, subject: Application | ReductionApplication) -> dict[str, str]:
    """Body, notice and the day of the body's report."""
    notice = db.scalar(select(Notice).where(Notice.subject == subject.ref, NEWEST))
    report = db.scalar(select(Version.made_on).order_by(Version.n.desc()).where(
        Version.subject == subject.ref, Version.label.in_(("validation_report", "verification_report"))))
    return {"body_name": subject.body.name_zh if subject.body else "", "notice_from": _iso(notice and notice.starts_on),
            "notice_to": _iso(notice and notice.ends_on), "report_on": _iso(report)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _design(db: Db, row: Application) -> dict[str, str]:
    version = db.scalar(select(Version).where(Version.subject == row.ref, Version.label.in_(DESIGNS))
                        .order_by(Version.n.desc()))
    draft = db.scalar(select(Draft).where(Draft.subject == row.ref))
    said = json.loads(version.body)["inputs"] if version else draft.document["inputs"]
    sheet = db.scalar(select(Worksheet).where(Worksheet.subject == row.ref, Worksheet.purpose == "estimate")
                      .order_by(Worksheet.n.desc()))
    average = json.loads(sheet.body).get("average") if sheet else None
    return {"place": "".join(str(said.get(name, "")) for name in ("province", "city", "county")),
            **{name: str(said.get(name, "")) for name in ("commencement_on", "crediting_from", "crediting_to")},
            "annual_tonnes": "" if average is None else f"{average:,}",
            "total_tonnes": f"{sheet.tonnes:,}" if sheet else ""}


def _period(row: ReductionApplication) -> dict[str, str]:
    period = row.period
    return {"period_no": str(period.n), "period_from": _iso(period.starts_on), "period_to": _iso(period.ends_on)}


def _tonnes(by_year: dict[int, int | None]) -> dict[str, str]:
    """The year lines and their sum; empty while one of them is not fixed."""
    if not by_year or None in by_year.values():
        return {}
    lines = "；".join(f"{year}：{tonnes:,}" for year, tonnes in sorted(by_year.items()))
    return {"by_year": lines, "total_tonnes": f"{sum(by_year.values()):,}"}


def _engagement(db: Db, row: Engagement, today: date) -> dict[str, str]:
    model = Application if row.kind == "validation" else ReductionApplication
    filing = db.scalar(select(model).where(model.ref == row.subject))
    on = row.issued_on or today                         # an issued report keeps the number under which it was issued
    approval = next((a.number for a in db.scalars(select(Approval).order_by(Approval.approved_on.desc()).where(
        Approval.body_id == row.body_id, Approval.approved_on <= on)) if a.valid_on(on)), None)
    report = db.get(Version, row.report_version_id) if row.report_version_id else None
    said = {"body_name": row.body.name_zh, "approval_no": approval or "",
            "conclusion": CONCLUSIONS.get(row.conclusion or "", ""), "report_on": _iso(report and report.made_on)}
    if isinstance(filing, Application):
        return {**_project(filing.name, filing.owner, filing.methodology), **said}
    verified = {line.year: line.verified_t for line in filing.lines}
    return {**_registered(filing.project), **_period(filing), **_tonnes(verified), **said}


def _surrender(db: Db, row: CreditDossier, today: date) -> dict[str, str]:
    """The form of a surrender in the national market: whose, of which obligation, which serials."""
    home = db.get_one(Organisation, row.account.organisation_id)
    bound = db.scalar(select(AllowanceBinding).where(AllowanceBinding.account_id == row.account_id)
                      .order_by(AllowanceBinding.id.desc()))
    batches = {b.id: b for b in db.scalars(select(Batch).where(Batch.id.in_({r.batch_id for r in row.ranges})))}
    serials = [serial_text(b.project_code, b.year, b.period_no, r.lo, r.hi) for r in row.ranges
               for b in (batches[r.batch_id],)]
    owed = int(row.said.get("obligation_t", "0"))
    return {"holder_name": home.name_zh, "holder_code": home.credit_code, "account_no": row.account.number,
            "allowance_no": bound.number if bound else "", "province_name": bound.province.name_zh if bound else "",
            "obligation_year": row.said.get("obligation_year", ""), "obligation_t": f"{owed:,}" if owed else "",
            "cap_t": f"{offset_cap(owed, settings(db, today)):,}" if owed else "",
            "total_tonnes": f"{sum(r.hi - r.lo + 1 for r in row.ranges):,}", "serials": "；".join(serials),
            "message_no": row.said.get("message_no", ""), "receipt_no": row.said.get("receipt_no", "")}
