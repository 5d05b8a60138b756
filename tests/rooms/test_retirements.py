"""R-143: what is retired is public at once, on both databases."""
from __future__ import annotations

from app.disclosure.queries import retirements
from app.web import create_app
from tests.promises.acting import issue, move, open_accounts, retire


def test_a_retirement_is_public_at_once_and_by_nothing_else_of_the_account(db_url):
    open_accounts(2)
    issue("issue-0001", 1000, years=(2024, 2025))
    browser = create_app().test_client()
    before = browser.get("/retirements").text

    retire("retire-001", 30)
    retire("retire-002", 12, batch=2)
    move("transfer-1", 100)
    found, page = retirements(), browser.get("/retirements").text

    assert "还没有注销" in before
    assert [(each.year, each.tonnes, each.code) for each in found.rows] in (
        [(2025, 12, "A210001"), (2024, 30, "A210001")], [(2024, 30, "A210001"), (2025, 12, "A210001")])
    assert found.total_t == 42
    assert "演示业主0" in page and "演示业主1" not in page and "CN-CCER-" not in page


def test_older_retirements_are_on_the_next_page_and_a_page_that_is_none_is_the_first(db_url, monkeypatch):
    monkeypatch.setattr("app.disclosure.retirements.ROWS", 2)
    open_accounts(1)
    issue("issue-0001", 1000)
    for n in range(3):
        retire(f"retire-{n:03d}", 1)
    browser = create_app().test_client()

    assert [len(retirements(page).rows) for page in (1, 2, 3)] == [2, 1, 0]
    assert "/retirements?page=2" in browser.get("/retirements").text
    assert [browser.get(f"/retirements?page={odd}").status_code for odd in ("0", "-1", "x", "²", "9" * 40)] == [200] * 5
