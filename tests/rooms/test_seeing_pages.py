"""Pages that show what the ledger holds: the account with its statement, serials, conservation, retirements."""
from __future__ import annotations

import uuid

import pytest

from app.credits import service
from app.credits.ranges import Pick
from app.ledger import queries as ledger
from app.web import create_app
from tests.rooms.offices import Offices
from tests.visiting import Browser

USE = {"beneficiary": "=示范会议组委会", "purpose": "event", "user": "public_body", "use_year": "2026", "abroad": "no",
       "statement": "会议碳中和"}


@pytest.fixture
def retired(told):
    """(story with its people, application, account, block of which 100 are retired, the dossier under way)"""
    office = Offices(told("issued"))
    page = ledger.account(ledger.accounts(office.who["owner1"]).rows[0].number, office.who["owner1"])
    block = page.holdings[0][2][0].block
    refs = [service.begin("retirement", page.line.number, [Pick(str(block), "100")], by=office.who["owner1"],
                          today=office.today, key=uuid.uuid4().hex) for _ in range(2)]
    office.two(service, refs[0], "request", "owner1", "owner2", **USE)
    office.move(service, refs[0], "take_up", "registry1")
    office.move(service, refs[0], "retire", "registry1")
    return office, create_app(), page.line.number, block, refs[1]


def test_an_account_leads_to_its_statement_its_business_and_what_can_begin(retired):
    office, app, number, block, under_way = retired
    owner, stranger = Browser(app, office.story, "owner1"), Browser(app, office.story, "stranger")

    account, made = owner.get(f"/accounts/{number}").text, owner.get(f"/accounts/{number}/statement").text
    table = owner.get(f"/accounts/{number}/statement.csv")
    data = owner.get(f"/api/v1/accounts/{number}/statement?on={office.today}").json

    assert f"/retirements/{under_way}" in account and f"/credits/new/retirement?account={number}" in account
    assert "对账单" in made and str(block) in made and "−" not in made
    assert data["closing"]["retired"] == 100 and data["entries"][-1]["kind"] == "retire"
    assert table.mimetype == "text/csv" and "attachment" in table.headers["Content-Disposition"]
    assert owner.get(f"/accounts/{number}/statement?on=2999-01-01").status_code == 400
    assert [stranger.get(f"{start}/accounts/{number}/statement").status_code for start in ("", "/api/v1")] == [404, 404]


def test_what_a_serial_shows_depends_on_who_asks(retired):
    office, app, number, block, _ = retired
    asked = f"/serials?q={block}"

    pages = {name: Browser(app, office.story, name).get(asked).text
             for name in ("", "stranger", "owner1", "registry1", "auditor")}

    assert all(str(block) in page and "已注销" in page for page in pages.values())
    assert {name: number in page for name, page in pages.items()} == {
        "": False, "stranger": False, "owner1": True, "registry1": True, "auditor": True}
    browser = Browser(app, office.story, "")
    assert [browser.get(f"/serials?q={q}").status_code for q in ("", "x", f"{block}9", "=1")] == [200, 400, 404, 400]
    assert browser.get(f"/api/v1{asked}").json["parts"][0]["account"] == ""
