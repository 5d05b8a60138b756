"""Surrender in the national market: frozen, sent, receipted, handed to the province, retired or released whole."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.access import Who
from app.credits import allowances, queries, service
from app.disclosure import queries as public
from app.inbox import queries as inbox
from app.ledger.pieces import lay
from app.papers.queries import printed
from app.parties import service as parties
from app.parties.credit_code import check_character
from app.rooms import SamePerson
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, Refusal
from tests.databases import ENGINES
from tests.rooms.lenders import account_no, balance, begun, laid_over
from tests.rooms.offices import Offices
from tests.visiting import Browser

PROVINCE = "11370000MB0DEM007" + check_character("11370000MB0DEM007")
OWED = {"obligation_year": "2025", "obligation_t": "2000"}                   # of which 100 t may be offset
LAST = date(2026, 12, 10)
PDF = b"%PDF-1.4\n%stamped\n%%EOF\n"


def bind(office: Offices, number: str = "") -> None:
    """The owner's account is bound, and the province has announced its last day."""
    number = number or account_no(office)
    allowances.bind(number, "QA-0001", PROVINCE, "2026-01-05", by=office.who["registry1"], today=office.today)
    allowances.answer(f"AB:{number}", True, by=office.who["registry2"], today=office.today)
    allowances.announce(PROVINCE, "2025", LAST.isoformat(), "演环函〔2026〕1号", by=office.who["registry1"],
                        today=office.today)
    allowances.answer(f"LD:{PROVINCE}:2025", True, by=office.who["registry2"], today=office.today)


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Offices(told("issued", request.param))


@pytest.fixture
def lite(told):
    return Offices(told("issued"))


def pending(office: Offices, tonnes: str = "100", **known: str) -> str:
    ref = begun(office, "surrender", tonnes)
    office.two(service, ref, "apply", "owner1", "owner2", **{**OWED, **known})
    return ref


def receipted(office: Offices, receipted_t: str = "100") -> str:
    ref = pending(office)
    office.move(service, ref, "send", "registry1", message_no="M-1")
    office.move(service, ref, "receipt", "registry1", receipt_no="R-1", receipted_t=receipted_t)
    return ref


def with_form(office: Offices, ref: str) -> str:
    paper = printed(ref, "surrender_form", by=office.who["owner1"], today=office.today)
    assert not paper.missing and paper.may_upload
    service.attach(ref, "surrender_form", "form.pdf", PDF, by=office.who["owner1"], today=office.today, code=paper.code)
    return ref


def state(office: Offices, ref: str) -> str:
    return queries.show(ref, by=office.who["owner1"], today=office.today).line.state.key


def broken(refusal) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def test_a_surrender_is_frozen_receipted_confirmed_by_the_province_and_final(office):
    bind(office)
    before = balance(account_no(office))["available"]
    ref = receipted(office)
    frozen = balance(account_no(office))
    with_form(office, ref)

    office.two(service, ref, "file", "owner1", "owner2")
    office.move(service, ref, "acknowledge", "province1")
    office.move(service, ref, "retire", "registry1")

    assert frozen == {"available": before - 100, "surrender_pending": 100}
    assert balance(account_no(office)) == {"available": before - 100, "retired": 100}
    assert state(office, ref) == "retired"
    for trigger, who in (("refuse", "province1"), ("retire", "registry1"), ("apply", "owner1")):
        with pytest.raises(NotOpen):
            office.move(service, ref, trigger, who)
    said = public.certificate(f"ZX-{office.today.year}-000001").content
    assert (said.tonnes, said.use.purpose.key, said.use.year, said.use.user.zh) == (100, "national_ets", 2025, "")


@pytest.mark.parametrize("known, where", [
    (dict(obligation_t="1999"), [("R-125", "/tonnes")]),
    (dict(obligation_year="2026"), [("R-125d", "/obligation_year")]),
    (dict(obligation_year="2024", obligation_t="0"), [("R-125", "/tonnes"), ("R-125d", "/obligation_year")])])
def test_what_the_cap_or_the_year_does_not_allow_is_refused_with_the_reason(lite, known, where):
    bind(lite)
    ref = begun(lite, "surrender")

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "apply", "owner1", **{**OWED, **known})

    assert broken(refusal) == where


def test_what_other_surrenders_of_the_year_hold_counts_against_the_cap_until_they_are_released(lite):
    bind(lite)
    first = pending(lite, "60")
    second = begun(lite, "surrender", "41", at=1)
    with pytest.raises(Refusal) as refusal:
        lite.move(service, second, "apply", "owner1", **OWED)

    lite.move(service, first, "send", "registry1", message_no="M-1")
    lite.move(service, first, "refuse", "registry1", message_no="M-2", reason="账户信息不符")

    assert broken(refusal) == [("R-125", "/tonnes")] and state(lite, first) == "released"
    lite.two(service, second, "apply", "owner1", "owner2", **OWED)
    assert state(lite, second) == "pending"


def test_of_two_obligations_that_were_stated_for_a_year_the_smaller_one_makes_the_cap(lite):
    bind(lite)
    pending(lite, "60")
    second = begun(lite, "surrender", "41", at=1)

    with pytest.raises(Refusal) as refusal:
        lite.move(service, second, "apply", "owner1", **{**OWED, "obligation_t": "20000"})

    assert broken(refusal) == [("R-125", "/tonnes")]
    lite.two(service, begun(lite, "surrender", "40", at=1), "apply", "owner1", "owner2", **OWED)


def test_a_later_binding_to_another_province_moves_no_last_day_of_what_is_under_way(lite):
    bind(lite)
    ref, code = with_form(lite, receipted(lite)), "11350000MB0DEM008" + check_character("11350000MB0DEM008")
    parties.add_organisation(name_zh="别省厅", name_en="Another province", credit_code=code, kind="province")
    number = account_no(lite)
    allowances.bind(number, "QA-0002", code, lite.today.isoformat(), by=lite.who["registry1"], today=lite.today)
    allowances.answer(f"AB:{number}", True, by=lite.who["registry2"], today=lite.today)

    with pytest.raises(Refusal) as late:
        lite.move(service, ref, "file", "owner1", on=LAST + timedelta(days=5))

    standing = queries.show(ref, by=lite.who["owner1"], today=lite.today).more
    assert broken(late) == [("R-125f", "/form_last_day")]
    assert standing.last_day == LAST and standing.province[0] != "别省厅"


def test_another_province_than_that_of_the_binding_has_nothing_to_do_with_it(lite):
    bind(lite)
    code = "11350000MB0DEM008" + check_character("11350000MB0DEM008")
    home = parties.add_organisation(name_zh="别省厅", name_en="Another province", credit_code=code, kind="province")
    number = parties.add_person(name="province9", sign_in="province9", password="water-runs-down-9")
    parties.give_duty(number, "officer", home)
    lite.who["province9"] = Who(number, "province9", "province9")
    ref = with_form(lite, receipted(lite))
    lite.two(service, ref, "file", "owner1", "owner2")

    with pytest.raises(NotFound):
        lite.move(service, ref, "acknowledge", "province9")

    theirs = [repr(inbox.inbox(lite.who[name], lite.today)) for name in ("province1", "province9")]
    assert ref in theirs[0] and ref not in theirs[1]
    lite.move(service, ref, "acknowledge", "province1")


def test_an_account_that_is_not_bound_surrenders_nothing(lite):
    page = queries.show(begun(lite, "surrender"), by=lite.who["owner1"], today=lite.today)

    (offer,) = [o for o in page.offers if o.trigger == "apply"]
    assert not offer.open and "R-125c" in [b.rule.id for b in offer.why]


def test_a_receipt_over_another_quantity_is_refused(lite):
    bind(lite)

    with pytest.raises(Refusal) as refusal:
        receipted(lite, "99")

    assert broken(refusal) == [("R-125e", "/receipted_t")]


def test_without_its_form_in_time_a_surrender_lapses_and_all_is_released(lite):
    bind(lite)
    before = balance(account_no(lite))
    ref = receipted(lite)
    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "file", "owner1")
    with_form(lite, ref)
    lite.move(service, ref, "file", "owner1")           # and the second person does not come

    on_the_day, after = service.end_due(LAST), service.end_due(date(2026, 12, 11))

    assert broken(refusal) == [("R-125f", "/documents/surrender_form")]
    assert (on_the_day, after, state(lite, ref), balance(account_no(lite))) == (0, 1, "released", before)


def test_what_the_province_does_not_confirm_by_the_day_of_surrender_is_released(lite):
    bind(lite)
    ref = with_form(lite, receipted(lite))
    lite.two(service, ref, "file", "owner1", "owner2")

    assert (service.end_due(date(2026, 12, 31)), service.end_due(date(2027, 1, 1))) == (0, 1)
    assert state(lite, ref) == "released"


def test_the_province_refuses_with_a_reason_and_all_is_released(lite):
    bind(lite)
    before = balance(account_no(lite))
    ref = with_form(lite, receipted(lite))
    lite.two(service, ref, "file", "owner1", "owner2")

    lite.move(service, ref, "refuse", "province1", reason="申请表与系统不一致")

    assert state(lite, ref) == "released" and balance(account_no(lite)) == before


def test_a_freeze_that_came_over_a_surrender_stops_the_retirement(lite):
    bind(lite)
    ref = with_form(lite, receipted(lite))
    lite.two(service, ref, "file", "owner1", "owner2")
    lite.move(service, ref, "acknowledge", "province1")
    laid_over(lite, ref, lay("court", "FZ-2026-0001"), "FZ-2026-0001")

    with pytest.raises(Refusal) as refusal:
        lite.move(service, ref, "retire", "registry1")

    assert broken(refusal) == [("R-125i", "/ranges/0")]


# --- what the registry enters about the allowance market

def test_a_binding_is_entered_by_one_and_checked_by_another(lite):
    number = account_no(lite)
    allowances.bind(number, "QA-0001", PROVINCE, "2026-01-05", by=lite.who["registry1"], today=lite.today)

    with pytest.raises(SamePerson):
        allowances.answer(f"AB:{number}", True, by=lite.who["registry1"], today=lite.today)
    with pytest.raises(NotFound):
        allowances.answer(f"AB:{number}", True, by=lite.who["owner1"], today=lite.today)
    allowances.answer(f"AB:{number}", False, by=lite.who["registry1"], today=lite.today)

    assert allowances.page(lite.who["auditor"]).bound == ()


def test_every_field_of_an_entry_that_is_wrong_is_named_at_once(lite):
    with pytest.raises(Refusal) as binding:
        allowances.bind("CN99999999", "", "?", "2027-01-01", by=lite.who["registry1"], today=lite.today)
    with pytest.raises(Refusal) as day:
        allowances.announce("?", "2018", "-", "", by=lite.who["registry1"], today=lite.today)

    assert [b.where for b in binding.value.broken] == ["/account", "/number", "/province", "/bound_on"]
    assert [b.where for b in day.value.broken] == ["/province", "/year", "/last_day", "/source"]


def test_the_pages_of_a_surrender_and_of_the_bindings_are_filled_in_by_their_people(lite):
    app = create_app()
    first, second, owner = (Browser(app, lite.story, name) for name in ("registry1", "registry2", "owner1"))
    said = {"account": account_no(lite), "number": "QA-0001", "province": PROVINCE, "bound_on": "2026-01-05"}

    wrong = first.problems("/allowance-accounts", {**said, "number": ""})
    entered = first.post("/allowance-accounts", said)
    checked = second.post("/allowance-accounts/answers", {"subject": f"AB:{said['account']}", "answer": "yes"})
    ref = pending(lite)
    page = owner.get(f"/surrenders/{ref}").text

    assert wrong == (422, [("INPUT", "/number")]) and (entered.status_code, checked.status_code) == (303, 303)
    assert "QA-0001" in first.get("/allowance-accounts").text and owner.get("/allowance-accounts").status_code == 404
    assert "QA-0001" in page and "履约待抵销" in page and "100 吨" in page
