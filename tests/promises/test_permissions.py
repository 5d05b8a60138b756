"""S1: every route × method × person on a finished project, against a reviewed table; another's dossier = an absent one.

`permissions.csv` is read by people: a row a route, a column a person, the status each of them gets. A route without a
row fails. Nothing of the finished story is open any more, so a posted form changes nothing; who may not see gets 404.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy import select, update

from app.credits import links
from app.credits import queries as credits
from app.credits import service as credit_service
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.models.account import AccountDossier
from app.models.approval import Approval
from app.models.document import Attachment
from app.models.mandate import Mandate
from app.models.notice import Comment, Notice
from app.models.party import Person
from app.models.reduction import Period
from app.reports import service as reports
from app.web import create_app
from tests.visiting import admit, newest_dossier

TABLE = Path(__file__).with_name("permissions.csv")
PEOPLE = (
    "anonymous",
    "owner1",
    "owner2",
    "stranger",
    "val1",
    "val4",
    "ver1",
    "ver4",
    "registry1",
    "registry2",
    "auditor",
    "public1",
    "disabled",
)
OTHERS = {
    "n": "1",
    "level": "0",
    "share": "1",
    "chapter": "accounting",
    "name": "readings",
    "table": "turbines",
    "kind": "csv",
    "purpose": "verification",
    "paper": "reduction_application_form",
    "id": "R-36",
    "key": "issue.wd",
}
TRIGGERS = {"applications": "terminate", "reductions": "terminate", "engagements": "decline", "periods": "reopen",
            "account-applications": "accept_change", "approvals": "apply",
            "registered-projects": "revoke", "retirements": "take_up", "reports": "answer", "comments": "show"}


@pytest.fixture
def house(told):
    """The finished story, its pages, and one person whose sign-in was disabled."""
    story = told("issued")
    with transaction() as db:
        db.execute(update(Person).where(Person.sign_in == "val2").values(disabled=True))
    story.who["disabled"] = story.who["val2"]
    said = {"about": "project", "target": story.refs["project"], "body": "风机台数与登记不符。"}
    story.refs["report"], OTHERS["word"] = reports.file(said, by=story.who["public1"], today=story.today,
                                                        key="report-for-all")
    owner, first = story.who["owner1"], credits.choice("retirement", "CN00000001", story.who["owner1"]).held[0]
    credit_service.begin("retirement", "CN00000001", [Pick(str(first.block), "10")], by=owner, today=story.today,
                         key="retirement-for-all")
    for name in ("taken_back", "shown"):                # one that its holder takes back, one that everybody opens
        story.refs[name] = links.open_link("CN00000001", str(first.block), "演示银行", "7", by=owner,
                                           today=story.today, key=f"lender-link-{name}")
    OTHERS["mark"] = links.page(owner, story.today).lines[0].address.rpartition("/")[2]
    return story, create_app()


def objects(story) -> dict[str, str]:
    """What stands for each placeholder, by the room it stands in."""
    with reading() as db:
        period = db.scalar(select(Period.ref))
        notice = db.scalar(select(Notice.ref))
        comment = db.scalar(select(Comment.ref))
        dossier = db.scalar(select(AccountDossier.ref).where(AccountDossier.account_no == "CN00000001"))
        approval = db.scalar(select(Approval.ref).order_by(Approval.id))
        mandate = db.scalar(select(Mandate.ref))
        private = db.scalar(select(Attachment.ref).where(Attachment.level == "private"))
    return {
        "applications": story.refs["application"],
        "reductions": story.refs["reduction"],
        "review": story.refs["application"],
        "periods": period,
        "engagements": story.refs["verification"],
        "notices": notice,
        "comments": comment,
        "levels": story.refs["application"],
        "documents": private,
        "projects": story.refs["project"],
        "methodologies": "CCER-01-002-V01",
        "certificates": story.refs["certificate"],
        "verify": story.refs["certificate"],
        "papers": story.refs["reduction"],
        "worksheets": story.refs["reduction"],
        "accounts": "CN00000001",
        "account-applications": dossier,
        "mandates": mandate or "none",
        "people": "owner1",
        "approvals": approval,
        "reports": story.refs.get("report", "none"),
        "registered-projects": story.refs["project"],
        "retirements": newest_dossier("retirement"),
        "credits": "CN00000001",
        "lender": story.refs.get("shown", "none"),
        "lender-links": story.refs.get("taken_back", "none"),
        "log": "000.p/1",
    }


def routes(app) -> list[tuple[str, str]]:
    """Every route and method; signing out last, for it ends the sessions of whoever does it."""
    found = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    return sorted(found, key=lambda row: (row[0] == "/sign-out", row))


def address(rule: str, of: dict[str, str], present: bool) -> str:
    """The rule with the story's objects in it, or with one that nobody has."""
    rule = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule)
    room = next((part for part in rule.removeprefix("/api/v1").split("/") if part in of), "")
    ref = of.get(room, "none") if "<number>" not in rule or room == "accounts" else of["certificates"]
    known = OTHERS | {"trigger": TRIGGERS.get(room, "terminate"), "ending": "json" if room == "worksheets" else "csv"}

    def fill(match: re.Match) -> str:
        name = match.group(1).rpartition(":")[2]
        return known.get(name) or (ref if present else absent(ref))

    if room == "credits":
        return rule.replace("<kind>", f"retirement?account={ref if present else absent(ref)}")
    if room == "tables":
        return rule.replace("<path:ref>", "grid_ef/2024/N" if present else "grid_ef/9999/N")
    return re.sub(r"<([^>]*)>", fill, rule)


def absent(ref: str) -> str:
    """A ref of the same form that was never given."""
    return re.sub(r"\d{4}(?=\D*$)", "9999", ref) if re.search(r"\d{4}\D*$", ref) else ref + "9999"


def ask(app, story, name: str, method: str, path: str):
    """One request as one person in a session that has just begun, with a token and a key when it is a form."""
    client = app.test_client()
    if name != "anonymous":
        admit(client, story.who[name].id)
    if method == "GET":
        return client.get(path)
    secret, token = token_of(app, story, name)
    with client.session_transaction() as session:
        session["csrf_token"] = secret
    key = f"matrix-{name}-{crc32(path.encode()):08x}"
    return client.open(path, method=method, data={"csrf_token": token, "key": key})


def token_of(app, story, name: str) -> tuple[str, str]:
    """(the session's secret, the token made of it) as a page of this person's shows it; read once for each of them."""
    known = app.extensions.setdefault("tokens of the matrix", {})
    if name not in known:
        client = app.test_client()
        if name != "anonymous":
            admit(client, story.who[name].id)
        page = client.get("/sign-in").text + client.get("/me").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        with client.session_transaction() as session:
            known[name] = session.get("csrf_token", ""), token.group(1) if token else ""
    return known[name]


def seen(app, story) -> list[list[str]]:
    of, rows = objects(story), []
    for rule, method in routes(app):
        answers = [ask(app, story, name, method, address(rule, of, True)).status_code for name in PEOPLE]
        nobody = ask(app, story, "stranger", method, address(rule, of, False)).status_code if "<" in rule else ""
        rows.append([rule, method, *map(str, answers), str(nobody)])
    return rows


def test_every_route_answers_every_person_as_the_reviewed_table_says(house):
    story, app = house
    with TABLE.open(encoding="utf-8") as file:
        reviewed = list(csv.reader(file))

    found = [["route", "method", *PEOPLE, "absent"], *seen(app, story)]

    assert found == reviewed


def test_another_s_dossier_can_not_be_told_from_an_absent_one(house):
    story, app = house
    of = objects(story)

    told_apart = []
    for rule, method in routes(app):
        private = rule.startswith(("/applications/<", "/reductions/<", "/engagements/<", "/periods/<", "/documents/<",
                                   "/review/<"))
        if private and method == "GET":
            own = ask(app, story, "owner1", method, address(rule, of, True))
            other = ask(app, story, "stranger", method, address(rule, of, True))
            nobody = ask(app, story, "stranger", method, address(rule, of, False))
            plain = lambda answer: re.sub(r"/[^\"' <>]*", "", answer.get_data(as_text=True))
            if not (
                own.status_code == 200
                and other.status_code == nobody.status_code == 404
                and plain(other) == plain(nobody)
            ):
                told_apart.append((rule, own.status_code, other.status_code, nobody.status_code))

    assert told_apart == []
