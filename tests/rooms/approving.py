"""Approvals of the story's bodies, one that is applied for, and the work of a body up to registration."""
from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy import select

from app.approvals import service
from app.database import reading
from app.demo.cast import EVIDENCE
from app.desk import service as desk
from app.desk.queries import items_for
from app.engagement import queries as works
from app.engagement import service as engagement
from app.models.approval import Approval
from app.models.party import Organisation
from app.notices import pages
from app.notices import service as notices
from app.papers.queries import code_of
from app.registration import service as registration
from tests.rooms.commission import PLAN, hear, record
from tests.rooms.offices import Offices

APPLIES = {"staff": "12", "experienced": "6", **dict.fromkeys(
    ("premises", "system", "funds", "standards", "record"), "declared")}


def approval_of(key: str, sector: str = "01") -> str:
    """The ref of the approval of the story's validator or verifier."""
    with reading() as db:
        return db.scalar(select(Approval.ref).where(Approval.number == f"DEMO-R-{key}", Approval.sector == sector))


def code(key: str) -> str:
    with reading() as db:
        return db.scalar(select(Organisation.credit_code).join(Approval).where(Approval.number == f"DEMO-R-{key}"))


def state(model, ref: str) -> str:
    with reading() as db:
        return db.scalar(select(model.state).where(model.ref == ref))


def begun(office: Offices, sector: str = "14", last: date | None = None) -> str:
    need = service.publish_need(sector, "林业碳汇领域需新增机构。", (last or office.today).isoformat(),
                                by=office.who["samr1"], today=office.today, key=uuid.uuid4().hex)
    return service.answer_need(need, by=office.who["val4"], today=office.today, key=uuid.uuid4().hex)


def finish(office: Offices, ref: str, work: str, side: str) -> None:
    """The body's whole work on a notice that has run, then registration by two people."""
    day = office.today.isoformat()
    team, reviewer, decider = f"{side}1", f"{side}3", f"{side}4"
    office.move(engagement, work, "accept", decider, contract_no="HT-2", contracted_on=day, independence="declared")
    engagement.name_team(work, (team, f"{side}2"), reviewer, decider, by=office.who[decider], today=office.today)
    office.move(engagement, work, "plan", team, **PLAN, visit_on=day, sites="升压站")
    seen = dict.fromkeys(works.checklist_keys(work), ("yes", "看过。"))
    engagement.answer_checklist(work, seen, by=office.who[team], today=office.today)
    office.move(engagement, work, "finish_desk", team, focus="计量。")
    record(work, office.who[team], office.today, "升压站")
    hear(work, office.who[team], office.today)
    office.move(engagement, work, "finish_visit", team, visited_from=day, visited_to=day, people="林海")
    office.move(engagement, work, "send_findings", team, answer_by=day)
    office.move(engagement, work, "close_findings", team)
    later = office.today + timedelta(days=60)
    notices.end_due(later)
    for trigger, who, said in (("draft_report", team, {}), ("pass_review", reviewer, {}),
                               ("decide_positive", decider, {"grounds": "充分"}),
                               ("issue_positive", decider, {"promise": "declared"})):
        office.move(engagement, work, trigger, who, later, **said)
    for paper in ("application_form", "commitment_letter"):
        registration.attach(ref, paper, f"{paper}.pdf", EVIDENCE + paper.encode(), by=office.who["owner1"],
                            today=later, code=code_of(ref, paper))
    office.two(registration, ref, "apply", "owner1", "owner2", later)
    desk.judge(ref, dict.fromkeys(items_for(ref), ("there", "")), by=office.who["registry1"], today=later)
    levels = {f.ref: (f.level, f.reason) for f in pages.levels(ref, by=office.who["registry1"]).files}
    notices.settle_levels(ref, levels, by=office.who["registry1"], today=later)
    office.two(registration, ref, "register", "registry1", "registry2", later)
