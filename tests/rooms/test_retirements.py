"""R-143: what is retired is public at once, on both databases."""
from __future__ import annotations

from app.database import transaction
from app.disclosure.queries import Narrowed, retirements
from app.evidence import calls
from app.ledger import acts
from app.ledger.pieces import Span, end
from app.models.credit import CreditDossier
from app.parties import service as parties
from app.web import create_app
from tests.promises.acting import AT, ON, issue, move, open_accounts, retire


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


SAID = {"RT-2026-0001": {"beneficiary": "示范会议组委会", "purpose": "event", "user": "public_body", "use_year": "2026",
                         "statement": "<b>会议碳中和</b>"},
        "RT-2026-0002": {"beneficiary": "示范机床", "purpose": "product", "user": "other", "use_year": "2025"},
        "SU-2026-0001": {"obligation_year": "2025", "obligation_t": "1000"}}


def retired_for(ref: str, lo: int, hi: int, opener: int) -> None:
    """By a dossier that says what for."""
    with transaction() as db:
        stage = "retirement" if ref.startswith("RT") else "surrender"
        db.add(CreditDossier(ref=ref, stage=stage, state="retired", account_id=1, begun_by="holder", said=SAID[ref],
                             opened_on=ON, opened_by=opener, ended_on=ON))
        calls.keep(db, f"call-{ref}", [ref], {}, AT)
        acts.reshape(db, key=f"call-{ref}", kind="retire", subject=ref, spans=[Span(1, lo, hi)], change=end("retired"),
                     on=ON, at=AT)


def test_what_retirements_were_for_is_counted_and_the_list_is_narrowed_by_it(db_url):
    open_accounts(1)
    issue("issue-0001", 1000)
    opener = parties.add_person(name="林海", sign_in="linhai", password="correct-horse-battery")
    for ref, lo, hi in (("RT-2026-0001", 1, 10), ("RT-2026-0002", 11, 15), ("SU-2026-0001", 16, 18)):
        retired_for(ref, lo, hi, opener)
    retire("retire-001", 2)
    found, events = retirements(), retirements(narrowed=Narrowed(purpose="event"))
    page = create_app().test_client().get("/retirements?year=2025").text

    count = lambda shares: [(each.key, each.retirements, each.tonnes) for each in shares]
    assert count(found.purposes) == [("event", 1, 10), ("product", 1, 5), ("national_ets", 1, 3), ("", 1, 2)]
    assert count(found.users) == [("public_body", 1, 10), ("other", 1, 5), ("", 2, 5)]
    assert count(found.years) == [("2026", 1, 10), ("2025", 2, 8), ("", 1, 2)]
    assert found.total_t == sum(row.tonnes for row in found.rows) == 20
    assert [(row.beneficiary, row.user, row.used_in) for row in events.rows] == [
        ("示范会议组委会", ("党政机关", "Party or government body"), "2026")]
    assert (events.total_t, events.purposes) == (20, found.purposes)
    assert "示范机床" in page and "示范会议组委会" not in page and "全国碳市场履约抵销" in page
    assert "<b>会议" not in create_app().test_client().get("/retirements").text
    assert create_app().test_client().get("/retirements?purpose=x&user=%27&year=x").status_code == 200
