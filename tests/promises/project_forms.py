"""The forms of a registered project, its periods and claims, and of those who verify them, for mass assignment."""
from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from app.database import reading
from app.demo.story import SITES, seen_readings
from app.models.reduction import Period, ReductionApplication
from app.models.sanction import SanctionCase, SanctionMeasure
from app.models.work import Proposal
from tests.promises.desk_forms import Form
from tests.rooms.test_bad_input import code_of
from tests.stories import Told
from tests.visiting import newest

PDF = b"%PDF-1.4\n%%EOF\n"


def file(data: bytes = PDF, name: str = "a.pdf") -> tuple[bytes, str]:
    return data, name


def project(story: Told) -> Iterator[Form]:
    """Another period, its table, its papers; and the application for a period that is accounted already."""
    done, of, reduction = newest(Period), "/periods/<ref>", f"/reductions/{newest(ReductionApplication)}"
    yield Form("owner1", "/projects/<code>/periods", f"/projects/{story.refs['project']}/periods", {
        "starts_on": "2026-01-01", "ends_on": "2026-01-31"})
    at = f"/periods/{newest(Period)}"
    yield Form("owner1", f"{of}/tables/<name>", f"{at}/tables/green", {
        "revision": "0", "green-0-month": "2026-01", "green-0-traded_mwh": "0", "green-0-statement_no": "L"})
    yield Form("owner1", f"{of}/tables/<name>/import", f"{at}/tables/green/import", {
        "revision": "1", "file": file(b"month,traded_mwh,statement_no\n2026-01,1,L\n", "g.csv")})
    yield Form("owner1", f"{of}/tables/<name>/import", f"{at}/tables/green/import", {
        "revision": "2", "file": file("月份,单号,已交易绿证对应电量（kWh）\n2026年1月,７,2\n".encode(), "own.csv")})
    yield Form("owner1", f"{of}/tables/<name>/sheet", f"{at}/tables/green/sheet", {
        "do": "look", "sheet": "0", "head": "1", "field-1": "statement_no"})
    yield Form("owner1", f"{of}/tables/<name>/sheet", f"{at}/tables/green/sheet", {
        "do": "take", "revision": "2", "sheet": "0", "head": "1"})
    yield Form("owner1", f"{of}/documents", f"{at}/documents", {
        "slot": "settlement_vouchers", "level": "private", "reason": "价格", "file": file()})
    yield Form("owner1", f"{of}/moves/<trigger>", f"/periods/{done}/moves/reopen", {"reason": "更正"})
    yield Form("owner1", f"{of}/moves/<trigger>", f"/periods/{done}/moves/close")
    yield Form("owner1", f"{of}/worksheet", f"/periods/{done}/worksheet")
    yield Form("owner1", f"{of}/moves/<trigger>", f"/periods/{done}/moves/account")
    yield Form("owner1", "/reductions/<ref>/draft", f"{reduction}/draft", {
        "revision": "1", "section-A.1": "文字。", "do": ""})
    yield Form("owner1", "/reductions/<ref>/body", f"{reduction}/body", {"body": code_of("verifier")})
    yield Form("owner1", "/reductions/<ref>/documents", f"{reduction}/documents", {
        "slot": "settlement_vouchers", "level": "private", "reason": "价格", "page_code": "", "file": file()})
    yield Form("owner1", "/reductions", "/reductions", {"period": done}, 409)
    yield from sanction(story)
    yield Form("owner1", "/worksheets/<ref>/<purpose>/<int:n>/recomputation",
               f"/worksheets/{done}/accounting/1/recomputation", status=200)
    yield Form("owner1", "/worksheets/<ref>/<purpose>/<int:n>/return",
               f"/worksheets/{done}/accounting/1/return", {"file": file(name="edited.xlsx")}, 422)


def sanction(story: Told) -> Iterator[Form]:
    """A change is reported; a department opens a case, decides it and records the fine."""
    yield Form("owner1", "/registered-projects/<ref>/moves/<trigger>",
               f"/registered-projects/{story.refs['project']}/moves/report_change", {
                   "kind": "A", "changed_on": story.today.isoformat(), "what": "更名。", "new_name": "新名",
                   "new_owner": "", "body": ""})
    yield Form("province1", "/sanction-cases", "/sanction-cases", {
        "respondent": code_of("owner"), "ground": "R-130", "committed_on": story.today.isoformat(),
        "summary": "拒绝检查。"})
    at, of = f"/sanction-cases/{newest(SanctionCase)}/moves", "/sanction-cases/<ref>/moves/<trigger>"
    fine = {"kind": "fine", "amount": "20000", "quantity": "", "target": "", "ends_on": ""}
    for trigger, said in (("investigate", {}), ("hear", {"statement": "认可。"}), ("propose_measure", fine),
                          ("decide", {"number": "2", "reason": "清楚。"})):
        yield Form("province1", of, f"{at}/{trigger}", said)
    yield Form("province1", "/sanction-measures/<ref>/moves/<trigger>",
               f"/sanction-measures/{newest(SanctionMeasure)}/moves/record", {"note": "已缴。"})


def revocation() -> Iterator[Form]:
    """The certificate of the registration: proposed and taken back, proposed again and confirmed."""
    at, of = "/revocations/DJ-2026-000001", "/revocations/<number>"
    for who, answer in (("registry1", "decline"), ("registry2", "confirm")):
        yield Form("registry1", of, at, {"reason": "印制有误。", "replaced_by": ""})
        yield Form(who, f"{of}/{answer}", f"{at}/{answer}")


def claimed(story: Told) -> Iterator[Form]:
    """The work of a verification body."""
    at, of = f"/engagements/{story.refs['verification']}", "/engagements/<ref>"
    day = {"visited_from": story.today.isoformat(), "visited_to": story.today.isoformat()}
    yield from revocation()
    yield Form("ver1", f"{of}/checklist", f"{at}/checklist", {"answer--V1": "yes", "note--V1": "看过"}, 422)
    yield Form("ver4", f"{of}/ties", f"{at}/ties", {"tie": "client-ver1", "reason": "三年前的短期任职。"}, 422)
    yield Form("ver1", f"{of}/own-data", f"{at}/own-data", {
        "name": "readings", "file": file(seen_readings(), "抄表.csv")})
    yield Form("ver1", f"{of}/recalculation", f"{at}/recalculation")
    yield from at_the_sites(story, at, of)
    yield Form("ver1", f"{of}/moves/<trigger>", f"{at}/moves/finish_visit", {
        **day, "people": "林海"})
    yield Form("ver1", f"{of}/findings", f"{at}/findings", {
        "kind": "correction", "body": "说明", "at": "", "due_period": "", "tag": "clarification",
        "ground": "information"})
    yield Form("ver1", f"{of}/moves/<trigger>", f"{at}/moves/send_findings", {"answer_by": "2026-12-31"})
    yield Form("owner1", f"{of}/findings/<int:n>/answers", f"{at}/findings/1/answers", {"body": "已说明"})
    yield Form("ver1", f"{of}/findings/<int:n>/verdicts", f"{at}/findings/1/verdicts", {
        "verdict": "close", "body": "好", "answer_by": ""})


def at_the_sites(story: Told, at: str, of: str) -> Iterator[Form]:
    """What a team brings back, and the records of its competence."""
    day = story.today.isoformat()
    for n, site in enumerate(SITES):
        yield Form("ver1", f"{of}/visit/sites", f"{at}/visit/sites", {
            "site": site, "person": "ver1", "at": f"{day}T1{n}:20", "lat": "36.071", "lon": "121.454", "note": "相符",
            "picture": ""})
    yield Form("ver1", f"{of}/visit/pictures", f"{at}/visit/pictures", {
        "site": SITES[0], "at": "", "lat": "", "lon": "", "consent_by": "林海", "consent_on": day, "note": "铭牌",
        "file": file()})
    yield Form("ver1", f"{of}/visit/interviews", f"{at}/visit/interviews", {
        "name": "王表", "role": "值班长", "on": day, "person": "ver1", "question-0": "如何抄表？",
        "answer-0": "两人。"})
    yield Form("ver1", f"{of}/visit/interviews/<int:n>/scan", f"{at}/visit/interviews/1/scan", {"file": file()})
    record = {"template": "visit_1_0", "engagement": story.refs["verification"],
              "checklist": [{"key": "R-49-accounting_report", "answer": "yes", "note": "再看"}]}
    yield Form("ver1", f"{of}/visit/file", f"{at}/visit/file", {"file": file(json.dumps(record).encode(), "v.json")})
    yield Form("ver1", f"{of}/risks", f"{at}/risks", {"risk-0-kind": "control"}, 409)
    yield Form("ver4", "/engagements/people", "/engagements/people", {
        "person": "ver2", "sector": "01", "evidence": "从业五年以上", "starts_on": day, "ends_on": ""})
    yield Form("ver4", "/engagements/people/<int:n>/end", "/engagements/people/2/end", {"ends_on": "2027-01-01"})


def registered(story: Told) -> Iterator[Form]:
    """Two people issue."""
    at, of = f"/reductions/{story.refs['reduction']}/moves", "/reductions/<ref>/moves/<trigger>"
    yield Form("registry1", of, f"{at}/issue")
    with reading() as db:
        shown = db.scalar(select(Proposal.digest).where(Proposal.state == "open")) or ""
    yield Form("registry2", of, f"{at}/confirm", {"digest": shown})


def verified(story: Told) -> Iterator[Form]:
    """The owner takes over what the report fixed."""
    yield Form("owner1", "/reductions/<ref>/adopt", f"/reductions/{story.refs['reduction']}/adopt")
