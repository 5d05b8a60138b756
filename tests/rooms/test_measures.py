"""Measures of a case and the ledger: each order has its own follower, an act that fits, its own office, and an end."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import Who
from app.credits import service
from app.database import reading
from app.demo.story import PASSWORD
from app.ledger.trading import is_suspended
from app.models.ledger import Account, Act
from app.models.sanction import SanctionCase, SanctionMeasure
from app.parties import service as parties
from app.parties.credit_code import check_character
from app.sanctions import queries as cases
from app.sanctions import service as sanctions
from methodologies.kernel.rules import NotFound
from tests.rooms.clients import client_of
from tests.rooms.courts import account_no, balance, home_of, with_court
from tests.rooms.offices import Offices
from tests.rooms.test_forced import begun, given_away, measures, passed_on
from tests.rooms.test_freezes import begun as of_account
from tests.rooms.test_freezes import broken
from tests.rooms.test_sanctions import Measures, state

LATE = timedelta(days=60)


@pytest.fixture
def lite(told):
    return with_court(Offices(told("issued")))


def case_of(office: Offices, *said: dict[str, str], decide: bool = True) -> tuple[str, list[str]]:
    """A case over false credits that orders these measures; gives back its ref and theirs."""
    case = sanctions.open_case(home_of(office, "owner1").credit_code, "R-129", office.today.isoformat(), "虚假数据。",
                               by=office.who["province1"], today=office.today, key=uuid.uuid4().hex)
    office.move(sanctions, case, "investigate", "province1")
    office.move(sanctions, case, "hear", "province1", statement="无异议。")
    for each in said:
        office.move(sanctions, case, "propose_measure", "province1", **each)
    if decide:
        office.move(sanctions, case, "decide", "province1", number="演示罚〔2026〕9号", reason="属实。")
    return case, refs(case)


def refs(case: str) -> list[str]:
    with reading() as db:
        return list(db.scalars(select(SanctionMeasure.ref).join(SanctionCase).where(SanctionCase.ref == case)
                               .order_by(SanctionMeasure.n)))


def to_cancel(*tonnes: int, kind: str = "order_cancel") -> list[dict[str, str]]:
    return [{"kind": kind, "quantity": str(each)} for each in tonnes]


def carried_out(office: Offices, measure: str, tonnes: int, trigger: str = "cancel") -> str:
    ref = begun(office, tonnes)
    office.two(service, ref, trigger, "registry1", "registry2", measure=measure)
    return ref


def test_each_order_that_lapses_is_followed_by_a_forced_cancellation_of_its_own(lite):
    case, _ = case_of(lite, *to_cancel(30, 50))
    sanctions.run_out(lite.today + LATE)
    first, second = refs(case)[2:]

    carried_out(lite, first, 30)
    between = measures(lite, case)
    carried_out(lite, second, 50)

    assert [each[1:] for each in between] == [("done", 30), ("overdue", 50), ("done", 30), ("ordered", 50)]
    assert {each[1] for each in measures(lite, case)} == {"done"} and balance(lite)["force_cancelled"] == 80


def test_a_forced_cancellation_decided_beside_its_order_stands_in_for_it_but_one_that_was_dropped_does_not(lite):
    case, measures_ = case_of(lite, *to_cancel(50, kind="force_cancel"), *to_cancel(70, kind="force_cancel"),
                              *to_cancel(50, 70), decide=False)
    lite.move(Measures, measures_[0], "drop", "province1")
    lite.move(sanctions, case, "decide", "province1", number="9", reason="属实。")

    sanctions.run_out(lite.today + LATE)

    forced = [each[1:] for each in measures(lite, case) if each[0] == "Forced cancellation"]
    assert forced == [("overdue", 70), ("ordered", 50)]


def test_a_measure_of_the_ledger_is_carried_out_by_an_act_of_its_kind_account_and_quantity_alone(lite):
    case, (one, two, order) = case_of(lite, *to_cancel(50, 50, kind="force_cancel"), *to_cancel(40))
    carried_out(lite, one, 50)
    with reading() as db:
        issue, cancelled = (db.scalar(select(Act.id).where(Act.kind == kind)) for kind in ("issue", "force_cancel"))

    for measure, act in ((two, issue), (two, cancelled), (order, issue), (order, cancelled)):
        assert broken(lambda m=measure, a=act: lite.move(Measures, m, "carry_out", "registry1", note="已注销。", act=a)
                      ) == [("R-129a", "/act")]
    wish = of_account(lite, "40", "owner1", "retirement")
    lite.two(service, wish, "request", "owner1", "owner2", beneficiary="甲", purpose="event", user="other",
             use_year=str(lite.today.year), abroad="no", statement="乙")
    for trigger in ("take_up", "retire"):
        lite.move(service, wish, trigger, "registry1")
    with reading() as db:
        retired = db.scalar(select(Act.id).where(Act.kind == "retire"))
    lite.two(Measures, order, "carry_out", "registry1", "registry2", note="已注销。", act=retired)

    assert (state(SanctionMeasure, two), state(SanctionMeasure, order)) == ("ordered", "done")


def test_what_a_consequence_overtakes_no_longer_waits_for_its_second_person(lite):
    case, (order, forced) = case_of(lite, *to_cancel(50), *to_cancel(50, kind="force_cancel"))
    wish = of_account(lite, "50", "owner1", "retirement")
    lite.two(service, wish, "request", "owner1", "owner2", beneficiary="甲", purpose="event", user="other",
             use_year=str(lite.today.year), abroad="no", statement="乙")
    for trigger in ("take_up", "retire"):
        lite.move(service, wish, trigger, "registry1")
    with reading() as db:
        retired = db.scalar(select(Act.id).where(Act.kind == "retire"))
    lite.move(Measures, order, "carry_out", "registry1", note="已注销。", act=retired)          # waits for registry2

    carried_out(lite, forced, 50)

    pages = [client_of(lite.who[who]).get(f"/sanction-cases/{case}") for who in ("registry1", "province1", "owner1")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert (state(SanctionMeasure, order), state(SanctionMeasure, forced)) == ("done", "done")


def test_a_lasting_measure_that_was_not_begun_in_time_is_still_begun(lite):
    _, (bar,) = case_of(lite, {"kind": "bar"})
    sanctions.run_out(lite.today + LATE)
    before = state(SanctionMeasure, bar)

    lite.two(Measures, bar, "begin", "registry1", "registry2", on=lite.today + LATE, note="即日起。")

    assert (before, state(SanctionMeasure, bar)) == ("overdue", "in_force")


def test_a_measure_in_force_suspends_the_trading_of_all_accounts_of_the_respondent(lite):
    _, (measure,) = case_of(lite, {"kind": "suspend_trading"})
    wish = of_account(lite, "10", "owner1", "retirement")
    ask = lambda: lite.move(service, wish, "request", "owner1", beneficiary="甲", purpose="event", user="other",
                            use_year=str(lite.today.year), abroad="no", statement="乙")
    before = suspended(lite)

    lite.two(Measures, measure, "begin", "registry1", "registry2", note="已通知。")
    during, stopped = suspended(lite), broken(ask)
    lite.move(Measures, measure, "lift", "province1", reason="申诉成立。")

    assert (before, during, suspended(lite)) == (False, True, False)
    assert stopped == [("R-118c", "/account")]
    ask()


def test_a_suspension_is_not_lifted_while_a_measure_suspends_trading_itself(lite):
    case, (measure,) = case_of(lite, {"kind": "suspend_trading"})
    lite.two(Measures, measure, "begin", "registry1", "registry2", note="已通知。")
    ref = of_account(lite, "", "registry1", "suspension")
    lite.two(service, ref, "suspend", "registry1", "registry2", ground="breach", authority="registry",
             clause="登记规则第10条", reason="未按期补正。")
    for trigger in ("finish", "close"):
        lite.move(sanctions, case, trigger, "province1")

    early = broken(lambda: lite.move(service, ref, "lift", "registry1", reason="恢复。"))
    lite.move(Measures, measure, "lift", "province1", reason="整改属实。")
    lite.two(service, ref, "lift", "registry1", "registry2", reason="恢复。")

    assert early == [("R-118a", "/case")] and "admin_frozen" not in balance(lite)


def suspended(office: Offices) -> bool:
    with reading() as db:
        return is_suspended(db, db.scalar(select(Account.id).where(Account.number == account_no(office))))


def test_what_one_cancellation_returns_carries_out_its_own_shortage_alone(lite):
    given_away(lite, balance(lite)["available"])
    case, (one, two) = case_of(lite, *to_cancel(30, 50, kind="force_cancel"))
    carried_out(lite, one, 30, "cancel_short")
    second = carried_out(lite, two, 50, "cancel_short")
    passed_on(lite, 50, ("stranger", "other2"), "owner1")

    lite.two(service, second, "return_rest", "owner1", "registry2")

    assert measures(lite, case)[2:] == [("Shortage to be returned", "ordered", 30),
                                        ("Shortage to be returned", "done", 50)]


def test_a_measure_belongs_to_the_office_of_its_case_and_no_other_province_moves_it(lite):
    stem = "11350000MB0DEM098"
    home = parties.add_organisation(name_zh="演示另一省厅", name_en="Another", credit_code=stem + check_character(stem),
                                    kind="province")
    number = parties.add_person(name="province9", sign_in="province9", password=PASSWORD)
    parties.give_duty(number, "officer", home)
    lite.who["province9"] = Who(number, "province9", "province9")
    case, (measure,) = case_of(lite, *to_cancel(500, kind="force_cancel"), decide=False)

    with pytest.raises(NotFound):
        cases.show(case, by=lite.who["province9"], today=lite.today)
    with pytest.raises(NotFound):
        lite.move(Measures, measure, "drop", "province9")
    lite.move(Measures, measure, "drop", "province1")
