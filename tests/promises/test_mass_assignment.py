"""S2: what a form or a JSON body does not ask for changes nothing, whatever column of the database it is named after.

Each form is filled in twice, on two copies of the same story: once as the page sends it, once with every column of
every table beside its own fields. What is stored afterwards is the same.
"""
from __future__ import annotations

import io
import re
from collections.abc import Iterator

from sqlalchemy import Boolean, Date, DateTime, Integer, select

from app.database import reading
from app.demo.story import CODE, PASSWORD
from app.models.account import AccountDossier
from app.models.approval import Approval, ApprovalNeed
from app.models.base import Base
from app.models.engagement import Engagement
from app.models.mandate import Mandate
from app.models.notice import Comment, Notice
from app.models.party import Membership
from app.models.personal import Correction
from app.models.project import Application
from app.models.report import FraudReport
from app.parties.credit_code import check_character
from app.web import create_app
from tests.promises.credit_forms import issued
from tests.promises.desk_forms import Form, refused, reviewed
from tests.promises.market_forms import traded
from tests.promises.project_forms import claimed, file, project, registered, verified
from tests.promises.test_permissions import routes
from tests.rooms.test_bad_input import claim, code_of, reported
from tests.stories import Told
from tests.visiting import Browser, newest, stored, told_problems
from workflows.approval import CONDITIONS

PREFIXES = ("", "section-A.1.1-", "inputs-", "green-0-", "turbines-0-", "grid_ef-", "parameters-0-", "line-2024-")
CHANGING = re.compile(r"\b[0-9a-f]{32}\b|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\$argon2id\$[^'\"]*"
                      r"|\d{4}-\d\d-\d\dT[\d:.]+Z|datetime\.datetime\([^()]*\)|\b[A-Z2-7]{16}\b"
                      r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")


def noticed(story: Told) -> Iterator[Form]:
    """Registration, its notice, the beginning of a validation; the registry's tables and settings; signing in."""
    old, work, at = story.refs["application"], f"/engagements/{newest(Engagement)}", "/applications/<ref>"
    yield Form("registry1", "/log/checkpoints", "/log/checkpoints")     # first, while no event of ours is in the log
    yield Form("registry1", "/conservation/proofs", "/conservation/proofs", {})
    yield Form("owner1", "/applications", "/applications", {
        "owner": code_of("owner"), "methodology": CODE, "name": "海曜二期"})
    new = f"/applications/{newest(Application)}"
    yield Form("owner1", f"{at}/draft", f"{new}/draft", {
        "part": "A", "revision": "1", "project_name": "海曜二期", "province": "山东", "section-A.1.1": "文字。",
        "turbines-0-t": "F01"})
    head = "t,lon,lat,distance_km,depth_m,capacity_mw,model,maker"
    yield Form("owner1", f"{at}/draft/<table>/import", f"{new}/draft/turbines/import", {
        "file": file(f"{head}\nF01,121.400000,36.050000,34,30,6,M,H\n".encode(), "t.csv")})
    yield Form("owner1", f"{at}/draft/<table>/import", f"{new}/draft/turbines/import", {
        "do": "look", "file": file(f"机组,,,,,,,\n{head}\nF01,121.400000,36.050000,34,30,6,M,H\n".encode(), "t.csv")})
    yield Form("owner1", f"{at}/draft/<table>/sheet", f"{new}/draft/turbines/sheet", {
        "do": "take", "revision": "3", "sheet": "0", "head": "2"})
    yield Form("owner1", f"{at}/estimate", f"{new}/estimate", {"part": "A", "province": "山东"}, 200)
    yield Form("owner1", f"{at}/body", f"{new}/body", {"body": code_of("validator")})
    yield Form("owner1", f"{at}/documents", f"{new}/documents", {
        "slot": "business_licence", "level": "private", "reason": "内部", "page_code": "", "file": file()})
    yield Form("public1", "/demo/advance", "/demo/advance", {"step": "5wd", "back": "/"})
    yield Form("public1", "/notices/<ref>/comments", f"/notices/{newest(Notice)}/comments", {
        "body": "意见", "paragraph": "A.3"})
    yield Form("owner1", "/comments/<ref>/reply", f"/comments/{newest(Comment)}/reply", {
        "body": "答复", "dossier": "1"})
    yield Form("registry1", "/comments/<ref>/moves/<trigger>", f"/comments/{newest(Comment)}/moves/warn", {
        "ground": "uncivil", "reason": "请文明用语。"})
    first = f"{story.refs['application']}-F001"
    yield Form("registry1", "/levels/<ref>", f"/levels/{story.refs['application']}", {
        f"level-{first}": "private", f"reason-{first}": "内部"})
    yield Form("registry1", "/inbox/seen", "/inbox/seen")
    yield Form("val4", "/engagements/<ref>/moves/<trigger>", f"{work}/moves/accept", {
        "contract_no": "HT-1", "contracted_on": story.today.isoformat(), "independence": "declared"})
    yield Form("val4", "/engagements/<ref>/team", f"{work}/team", {
        "side--val1": "team", "side--val3": "reviewer", "side--val4": "decider"})
    yield Form("val1", "/engagements/<ref>/documents", f"{work}/documents", {
        "slot": "contract", "level": "private", "reason": "合同", "page_code": "", "file": file()})
    yield Form("owner1", f"{at}/moves/<trigger>", f"/applications/{old}/moves/ask_withdrawal", {"reason": "重新选址"})
    row = {"table_year": "2031", "region": "S", "om": "0.81", "bm": "0.2", "published_on": "2025-01-02",
           "source": "演示", "purpose": "illustration", "confidence": "unsure", "absent": "", "sha256": ""}
    for year, route in (("2031", "check"), ("2032", "decline")):
        fields = {f"grid_ef-{name}": text for name, text in (row | {"table_year": year}).items()}
        yield Form("registry1", "/tables", "/tables", {"table": "grid_ef", **fields})
        yield Form("registry2", f"/tables/<path:ref>/{route}", f"/tables/grid_ef/{year}/S/{route}")
    for who, route in (("registry1", ""), ("registry2", "/check")):
        yield Form(who, f"/tables/shipped{route}", f"/tables/shipped{route}", {"table": "growth_curves"})
    for key, route in (("pub.days_wd", "confirm"), ("meter.out_from", "decline")):
        value = {"pub.days_wd": "21", "meter.out_from": "finding"}[key]
        yield Form("registry1", "/settings/<key>/propose", f"/settings/{key}/propose",
                   {"value": value, "from_on": "2027-01-01"})
        yield Form("registry2", f"/settings/<key>/{route}", f"/settings/{key}/{route}")
    yield from accounts()
    yield from approvals(story)
    yield Form("public1", "/reports", "/reports", {
        "about": "body", "target": code_of("validator"), "body": "未到现场即出具报告。", "contact": "138"})
    yield Form("public1", "/reports/<ref>/moves/<trigger>", f"/reports/{newest(FraudReport)}/moves/answer", {
        "result": "自己办结"}, 403)
    yield from mandates(story)
    yield from people(story)
    yield Form("owner2", "/me/password", "/me/password", {
        "old": PASSWORD, "new": "quite another 1", "again": "quite another 1"})
    yield Form("public1", "/sign-out", "/sign-out")
    yield Form("registry1", "/sign-in/code", "/sign-in/code", {"code": "no code", "back": "/inbox"}, 422)
    yield Form("registry1", "/sign-in/phone-code", "/sign-in/phone-code", {"back": "/inbox"}, 422)
    yield Form("stranger", "/sign-in/enrolment", "/sign-in/enrolment", {"code": "no code", "back": "/inbox"}, 409)
    yield Form("", "/sign-in/password", "/sign-in/password", {"old": PASSWORD, "new": "x", "again": "x"})
    yield Form("", "/sign-in", "/sign-in", {"name": "stranger", "password": PASSWORD, "back": "/inbox"})


def accounts() -> Iterator[Form]:
    """Somebody applies for an account for an organisation that nobody knows yet."""
    of, stem = "/account-applications", "91330100MA2AB3CD5"
    said = {"kind": "trading_entity", "credit_code": stem + check_character(stem), "name_zh": "新源公司", "name_en": "",
            "address": "杭州市", "representative": "张某", "phone": "0571", "confirmer": "stranger",
            "initiator_employer": "applicant", "initiator_employer_name": "", "confirmer_employer": "other",
            "confirmer_employer_name": "南屿"}
    yield Form("public1", of, of, said)
    at = f"{of}/{newest(AccountDossier)}"
    yield Form("public1", f"{of}/<ref>/draft", f"{at}/draft", said | {"phone": "0572"})
    for slot in ("entity_proof", "representatives_authorisation"):
        yield Form("public1", f"{of}/<ref>/documents", f"{at}/documents", {
            "slot": slot, "level": "private", "reason": "身份", "page_code": "", "file": file()})
    yield Form("public1", f"{of}/<ref>/moves/<trigger>", f"{at}/moves/apply")
    yield Form("registry1", f"{of}/<ref>/views/<field>", f"{at}/views/phone", {"reason": "核对电话号码"}, 200)


def approvals(story: Told) -> Iterator[Form]:
    """A need is published, a body answers it and applies."""
    yield Form("samr1", "/approvals/needs", "/approvals/needs", {
        "sector": "14", "words": "林业碳汇。", "closes_on": story.today.isoformat()})
    yield Form("val4", "/approvals/needs/<ref>", f"/approvals/needs/{newest(ApprovalNeed)}")
    at = f"/approvals/{newest(Approval)}"
    yield Form("val4", "/approvals/<ref>/moves/<trigger>", f"{at}/moves/apply", {
        "staff": "12", "experienced": "6", **{key: "declared" for key, _, _ in CONDITIONS}})


def mandates(story: Told) -> Iterator[Form]:
    """An owner writes a mandate for a consultant and signs it."""
    of, days = "/mandates", {"starts_on": story.today.isoformat(), "ends_on": story.today.isoformat()}
    said = {"principal": code_of("owner"), "agent": code_of("consultant"), "acts": "write", "projects": "*", **days}
    yield Form("owner1", of, of, said)
    at = f"{of}/{newest(Mandate)}"
    yield Form("owner1", f"{of}/<ref>/draft", f"{at}/draft", said | {"acts": "data"})
    yield Form("owner1", f"{of}/<ref>/moves/<trigger>", f"{at}/moves/sign")


def people(story: Told) -> Iterator[Form]:
    """The administrators: a new person, duties by two, a correction, a full view, sessions ended."""
    of, number = "/people/<sign_in>", story.who["public1"].id
    yield Form("system1", "/people", "/people", {
        "name": "钱新", "sign_in": "qian", "phone": "13812345678", "id_number": "370202199001011237"}, 200)
    given = {"duty": "officer", "organisation": code_of("exchange"), "reported": "yes"}
    yield Form("system1", f"{of}/duties", "/people/public1/duties", given)
    yield Form("security1", "/people/proposals/<ref>/confirm", f"/people/proposals/D:{number}:officer/confirm")
    with reading() as db:
        held = db.scalar(select(Membership.id).where(Membership.person_id == number, Membership.duty == "commenter"))
    yield Form("system1", f"{of}/duties/<int:n>/end", f"/people/public1/duties/{held}/end")
    yield Form("system1", "/people/proposals/<ref>/decline", f"/people/proposals/D:{number}:commenter/decline")
    yield Form("owner1", "/me/corrections", "/me/corrections", {"field": "phone", "wanted": "13812345678"})
    with reading() as db:
        asked = db.scalar(select(Correction.id)) or 0
    yield Form("system1", "/people/corrections/<int:n>", f"/people/corrections/{asked}", {"verdict": "done"})
    yield Form("system1", f"{of}/views/<field>", "/people/owner1/views/phone", {"reason": "核对来电号码"}, 200)
    acts = "<any(disable, enable, 'end-sessions', 'reset-factor'):act>"
    yield Form("security1", f"{of}/{acts}", "/people/val3/end-sessions")


PARTS = {"noticed": ("noticed", noticed), "reviewed": ("applied", reviewed), "refused": ("applied", refused),
         "project": ("project", project), "claimed": ("claimed", claimed),
         "registered": ("registered", registered), "verified": ("claimed", verified),
         "issued": ("issued", issued), "traded": ("issued", traded)}
NO_STORE = {f"/worksheets/<number>/{again}" for again in ("recomputation", "return")}       # everybody's


def columns() -> dict[str, str]:
    """Every column of every table with a value that it could hold, as a form would send it."""
    known = {"state": "registered", "level": "public", "kind": "validation", "conclusion": "positive", "liens": "[]"}
    kinds = ((Boolean, "1"), (Integer, "2"), (DateTime, "2020-01-01T00:00:00Z"), (Date, "2020-01-01"))
    return {column.name: known.get(column.name) or next(
        (text for kind, text in kinds if isinstance(column.type, kind)), "mass-assigned")
        for table in Base.metadata.sorted_tables for column in table.columns}


def too_much(form: Form) -> dict[str, str]:
    known = columns()
    names = {f"{prefix}{name}": text for prefix in PREFIXES for name, text in known.items()}
    own = {*form.fields, "key", "csrf_token", "by_year"}
    return {name: text for name, text in names.items() if name not in own}


def sent(story: Told, forms: Iterator[Form], more: bool) -> tuple[list[tuple[str, int]], dict[str, list[str]]]:
    """(forms that were not answered as expected, what is stored afterwards without what differs each time)"""
    app, wrong, known = create_app(), [], {}
    for n, form in enumerate(forms):
        browser = known.get(form.who) or known.setdefault(form.who, Browser(app, story, form.who))
        fields = {name: (io.BytesIO(text[0]), text[1]) if name == "file" else text
                  for name, text in form.fields.items()}
        fields |= {"key": f"mass-assignment-{n:03d}"}
        answer = browser.post(form.at, {**(too_much(form) if more else {}), **fields})
        if answer.status_code != form.status:
            wrong.append((form.at, answer.status_code, re.findall(r'class="problem.*?</li>', answer.text, re.S)[:3]))
    return wrong, timeless()


def timeless() -> dict[str, list[str]]:
    """Everything that is stored, without instants, digests, ids, check codes; the tree of the log is made of those."""
    return {name: sorted(CHANGING.sub("…", row) for row in rows) for name, rows in stored().items()
            if name not in ("files", "node", "checkpoint", "heartbeat")}


def test_a_form_stores_what_it_asks_for_and_nothing_of_what_else_was_sent(told):
    for chapter, forms in PARTS.values():
        found = []
        for more in (False, True):
            story = told(chapter)
            if forms is project:
                claim(story)
            if forms is verified:
                reported(story)
            wrong, kept = sent(story, forms(story), more)
            found.append(kept)
            assert wrong == [], (chapter, more)

        plain, over = found
        assert {name: rows for name, rows in plain.items() if rows != over[name]} == {}, chapter


def test_every_route_that_takes_something_is_tried(told):
    story = told("issued")
    tried = {form.route for _, forms in PARTS.values() for form in forms(story)}

    asked = {rule for rule, method in routes(create_app()) if method != "GET" and not rule.startswith("/api/")}

    assert tried | NO_STORE == asked


def test_a_program_s_body_changes_nothing_that_it_may_not(told):
    story = told("claimed")
    owner = Browser(create_app(), story, "owner1")
    more = {name: text for name, text in columns().items() if name not in ("reason", "document")}
    draft = owner.get(f"/api/v1/applications/{story.refs['application']}/draft").json
    before = stored()

    tops = owner.send("PUT", f"/api/v1/applications/{story.refs['application']}/draft", more | draft, If_Match='"2"')
    move = owner.send("POST", f"/api/v1/reductions/{story.refs['reduction']}/moves/apply", more)

    assert told_problems(tops)[0] == 400 and {where for _, where in told_problems(tops)[1]} == {f"/{n}" for n in more}
    assert move.status_code == 409
    assert stored() == before


def test_a_program_s_step_takes_its_answers_and_drops_the_rest(told):
    found = []
    for more in ({}, {name: text for name, text in columns().items() if name != "reason"}):
        story = told("claimed")
        owner = Browser(create_app(), story, "owner1")
        answer = owner.send("POST", f"/api/v1/reductions/{story.refs['reduction']}/moves/terminate",
                            {"reason": "不再申请。", **more}, **{"Idempotency-Key": "mass-assignment"})
        found.append((answer.status_code, timeless()))

    assert found[0][0] == 200 and found[0] == found[1]
