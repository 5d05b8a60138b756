"""Forced cancellation with the debt of what is short, and corrections by a compensating entry."""
from __future__ import annotations

import uuid

import pytest

from app.accounts import queries as account_queries
from app.accounts import service as accounts
from app.credits import queries, service
from app.credits.ranges import Pick
from app.sanctions import queries as cases
from app.sanctions import service as sanctions
from methodologies.kernel.rules import NotFound, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of
from tests.rooms.courts import account_no, balance, home_of, with_court
from tests.rooms.offices import Offices
from tests.rooms.test_freezes import broken, frozen, state
from tests.rooms.test_transfers import proved, stated


@pytest.fixture(params=ENGINES)
def office(request, told):
    return with_court(Offices(told("issued", request.param)))


@pytest.fixture
def lite(told):
    return with_court(Offices(told("issued")))


def ordered(office: Offices, tonnes: int) -> tuple[str, str]:
    """A case that orders so much to be cancelled by force; gives back its ref and the measure's."""
    case = sanctions.open_case(home_of(office, "owner1").credit_code, "R-129", office.today.isoformat(), "虚假数据。",
                               by=office.who["province1"], today=office.today, key=uuid.uuid4().hex)
    office.move(sanctions, case, "investigate", "province1")
    office.move(sanctions, case, "hear", "province1", statement="无异议。")
    office.move(sanctions, case, "propose_measure", "province1", kind="force_cancel", quantity=str(tonnes))
    office.move(sanctions, case, "decide", "province1", number="演示罚〔2026〕9号", reason="属实。")
    return case, cases.show(case, by=office.who["registry1"], today=office.today).measures[0].ref


def begun(office: Offices, tonnes: int, who: str = "registry1") -> str:
    return service.begin("cancellation", account_no(office), [], total=str(tonnes), by=office.who[who],
                         today=office.today, key=uuid.uuid4().hex)


def measures(office: Offices, case: str) -> list[tuple[str, str, int | None]]:
    page = cases.show(case, by=office.who["registry1"], today=office.today)
    return [(each.kind[1], each.state.key, each.quantity) for each in page.measures]


def passed_on(office: Offices, tonnes: int, people: tuple[str, str], to: str) -> None:
    """By succession: the way on which credits go from one account to another here."""
    first, second = people
    ref = service.begin("transfer", account_no(office, first), _lowest(office, first, tonnes), by=office.who[first],
                        today=office.today, key=uuid.uuid4().hex)
    proved(office, ref, first)
    office.two(service, ref, "apply", first, second, **stated(office, receiver=to))
    office.two(service, ref, "transfer", "registry1", "registry2")


def given_away(office: Offices, tonnes: int) -> None:
    passed_on(office, tonnes, ("owner1", "owner2"), "stranger")


def _lowest(office: Offices, who: str, tonnes: int) -> list[Pick]:
    picks = []
    for each in queries.choice("transfer", account_no(office, who), office.who[who]).held:
        taken = min(tonnes, each.tonnes)
        tonnes -= taken
        picks += [Pick(str(each.block), str(taken))] if taken else []
    return picks


def moved(office: Offices):
    """What the other entity holds now, and since which act."""
    return queries.choice("transfer", account_no(office, "stranger"), office.who["stranger"]).held[0]


def test_what_was_ordered_is_cancelled_under_any_lien_but_a_court_s(lite):
    case, measure = ordered(lite, 500)
    freeze, before = frozen(lite, "100"), balance(lite)["available"]
    ref = begun(lite, 500)
    wrong = broken(lambda: lite.move(service, begun(lite, 499), "cancel", "registry1", measure=measure))

    lite.two(service, ref, "cancel", "registry1", "registry2", measure=measure)

    assert wrong == [("R-129b", "/measure")]
    assert balance(lite) == {"available": before - 500, "judicial_frozen": 100, "force_cancelled": 500}
    assert measures(lite, case) == [("Forced cancellation", "done", 500)]
    assert (state(lite, ref), state(lite, freeze)) == ("cancelled", "frozen")


def test_what_the_account_has_no_longer_is_owed_until_bought_credits_are_cancelled_for_it(office):
    total = balance(office)["available"]
    case, measure = ordered(office, 500)
    given_away(office, total - 200)
    ref = begun(office, 500)
    whole = broken(lambda: office.move(service, ref, "cancel", "registry1", measure=measure))

    office.two(service, ref, "cancel_short", "registry1", "registry2", measure=measure)
    short, debt = measures(office, case), queries.show(ref, by=office.who["owner1"], today=office.today).more
    nothing = broken(lambda: office.move(service, ref, "return_rest", "owner1"))
    passed_on(office, 400, ("stranger", "other2"), "owner1")
    office.two(service, ref, "return_part", "owner1", "registry2", part_t="100")
    part = queries.show(ref, by=office.who["registry1"], today=office.today).more
    office.two(service, ref, "return_rest", "owner1", "registry2")

    assert whole == [("R-129d", "/tonnes")] and nothing == [("R-129g", "/owed_t")]
    assert short == [("Forced cancellation", "done", 500), ("Shortage to be returned", "ordered", 300)]
    assert (debt.ordered_t, debt.cancelled_t, debt.owed_t) == (500, 200, 300)
    assert (part.cancelled_t, part.owed_t) == (300, 200)
    assert balance(office) == {"available": 100, "force_cancelled": 500}
    assert (state(office, ref), measures(office, case)[1][1]) == ("cancelled", "done")


def test_an_empty_account_owes_all_that_was_ordered(lite):
    given_away(lite, balance(lite)["available"])
    case, measure = ordered(lite, 50)
    ref = begun(lite, 50)

    lite.two(service, ref, "cancel_short", "registry1", "registry2", measure=measure)

    page = client_of(lite.who["owner1"]).get(f"/cancellations/{ref}")
    assert (page.status_code, "差额" in page.text) == (200, True)
    assert queries.show(ref, by=lite.who["owner1"], today=lite.today).more.owed_t == 50
    assert measures(lite, case)[1] == ("Shortage to be returned", "ordered", 50)


def test_nobody_but_the_registry_begins_a_forced_cancellation_and_an_amount_is_a_number(lite):
    page = client_of(lite.who["registry1"]).get(f"/credits/new/cancellation?account={account_no(lite)}")

    assert page.status_code == 200 and 'name="total"' in page.text and 'name="serial"' not in page.text
    for who in ("owner1", "court1", "stranger"):
        with pytest.raises((NotFound, NotYours)):
            begun(lite, 5, who)
    for amount in ("0", "-5", "1e3", "５"):
        with pytest.raises(Refusal):
            service.begin("cancellation", account_no(lite), [], total=amount, by=lite.who["registry1"],
                          today=lite.today, key=uuid.uuid4().hex)


def test_a_wrong_transfer_is_made_good_by_an_entry_that_names_it(office):
    before = balance(office)["available"]
    given_away(office, 100)
    held = moved(office)
    ref = service.begin("correction", account_no(office, "stranger"), [Pick(str(held.block), "60")],
                        by=office.who["registry1"], today=office.today, key=uuid.uuid4().hex)
    wrong = broken(lambda: office.move(service, ref, "correct", "registry1", act=uuid.uuid4().hex, reason="记错账户。"))

    office.two(service, ref, "correct", "registry1", "registry2", act=held.act_id, reason="记错账户。")

    assert wrong == [("H-61", "/act")]
    assert (balance(office)["available"], balance(office, "stranger")) == (before - 40, {"available": 40})
    assert state(office, ref) == "corrected"


def test_an_act_is_corrected_by_which_the_credits_came_last_and_by_no_earlier_one(lite):
    given_away(lite, 100)
    wrong = moved(lite)

    def begun_again() -> str:
        return service.begin("correction", account_no(lite, "stranger"), [Pick(str(wrong.block))],
                             by=lite.who["registry1"], today=lite.today, key=uuid.uuid4().hex)
    lite.two(service, begun_again(), "correct", "registry1", "registry2", act=wrong.act_id, reason="记错账户。")
    given_away(lite, 100)                               # and now by a succession, on proof of its own

    again = broken(lambda: lite.move(service, begun_again(), "correct", "registry1", act=wrong.act_id, reason="记错。"))

    assert again == [("H-61", "/act")] and balance(lite, "stranger") == {"available": 100}
    lite.two(service, begun_again(), "correct", "registry1", "registry2", act=moved(lite).act_id, reason="记错账户。")
    assert balance(lite, "stranger") == {}


def test_what_is_frozen_or_retired_is_not_corrected(lite):
    given_away(lite, 100)
    held = moved(lite)
    freeze = service.begin("freeze", account_no(lite, "stranger"), [], total="30", by=lite.who["court1"],
                           today=lite.today, key=uuid.uuid4().hex)
    lite.move(service, freeze, "ask", "court1", organ="court", document_no="（2026）鲁01执9号",
              expires_on=lite.today.isoformat())
    lite.two(service, freeze, "freeze", "registry1", "registry2")
    ref = service.begin("correction", account_no(lite, "stranger"), [Pick(str(held.block), "100")],
                        by=lite.who["registry1"], today=lite.today, key=uuid.uuid4().hex)

    wrong = broken(lambda: lite.move(service, ref, "correct", "registry1", act=held.act_id, reason="记错账户。"))

    assert ("R-124", "/ranges/0") in wrong


def test_an_account_that_owes_a_shortage_or_must_still_cancel_stays_open(lite):
    given_away(lite, balance(lite)["available"])
    _, measure = ordered(lite, 50)
    dossier = account_queries.dossier_of_account(account_no(lite))

    def asked():
        return broken(lambda: lite.move(accounts, dossier, "close", "registry1", ending="dissolution", reason="x"))
    due = asked()
    short = begun(lite, 50)
    lite.two(service, short, "cancel_short", "registry1", "registry2", measure=measure)

    assert ("R-17", f"/business/{measure}") in due and ("R-17", f"/business/{short}") not in due
    assert ("R-17", f"/business/{short}") in asked() and state(lite, short) == "owing"
