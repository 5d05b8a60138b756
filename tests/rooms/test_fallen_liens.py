"""A dossier whose lien fell to an act of higher rank: it reaches no further than what is left to it, and it ends."""
from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from app.credits import queries, service
from app.credits.ranges import Pick
from app.disclosure import queries as public
from methodologies.kernel.rules import Refusal, Refused
from tests.rooms.courts import account_no, balance, with_court
from tests.rooms.floor import Floor
from tests.rooms.lenders import CODE, open_account, pledged, with_bank
from tests.rooms.lenders import balance as of_account
from tests.rooms.offices import Offices
from tests.rooms.test_forced import begun as cancelling
from tests.rooms.test_forced import ordered
from tests.rooms.test_freezes import state
from tests.rooms.test_surrender import bind, pending, receipted, with_form

AFTER = date(2027, 1, 15)                               # the year of surrender is over


@pytest.fixture
def lite(told):
    return with_bank(with_court(Offices(told("issued"))))


@pytest.fixture
def floor(told):
    return with_court(Floor(told("issued")))


def taken_by_court(office, ref: str) -> None:
    """A court freezes the serials of a dossier, and its ruling gives them to the stranger."""
    serials = [each.serial for each in queries.show(ref, by=office.who["registry1"], today=office.today).ranges]
    freeze = service.begin("freeze", account_no(office), [Pick(each) for each in serials], by=office.who["registry1"],
                           today=office.today, key=uuid.uuid4().hex)
    office.move(service, freeze, "ask", "registry1", organ="court", document_no="（2026）演1号",
                expires_on=(office.today + timedelta(days=30)).isoformat())
    office.two(service, freeze, "freeze", "registry1", "registry2")
    office.two(service, freeze, "transfer", "registry1", "registry2", ruling_no="（2025）演3号",
               ruling_from=office.today.isoformat(), recipient=account_no(office, "stranger"))


def forced(office, of_the_dossier: int) -> None:
    """A forced cancellation of all that is free, and of so many tonnes that lie under a lien."""
    tonnes = balance(office)["available"] + of_the_dossier
    _, measure = ordered(office, tonnes)
    office.two(service, cancelling(office, tonnes), "cancel", "registry1", "registry2", measure=measure)


def confirmed(lite) -> str:
    bind(lite)
    ref = receipted(lite)
    with_form(lite, ref)
    lite.two(service, ref, "file", "owner1", "owner2")
    lite.move(service, ref, "acknowledge", "province1")
    return ref


def rules_of(call) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        call()
    return [each.rule.id for each in refusal.value.broken]


@pytest.mark.parametrize("way", ["transfer", "sell"])
def test_an_enforced_pledge_takes_nothing_from_whom_a_ruling_gave_the_credits(lite, way):
    ref, bank = pledged(lite), open_account(CODE)
    lite.two(service, ref, "enforce", "bank1", "bank2", case="ruling", ruling_no="（2026）演01执1号")
    taken_by_court(lite, ref)

    wrong = rules_of(lambda: lite.move(service, ref, "sell", "exchange1", record_no="CJ-1", buyer=CODE)
                     if way == "sell" else lite.move(service, ref, "transfer", "registry1"))

    assert "R-03" in wrong
    assert (balance(lite, "stranger"), of_account(bank)) == ({"available": 100}, {})


def test_a_surrender_retires_nothing_of_whom_a_ruling_gave_the_credits_and_is_given_back(lite):
    ref = confirmed(lite)
    taken_by_court(lite, ref)

    assert {"R-03", "R-125e"} <= set(rules_of(lambda: lite.move(service, ref, "retire", "registry1")))
    lite.move(service, ref, "refuse", "registry1", reason="减排量已由法院划出。")

    assert (balance(lite, "stranger"), state(lite, ref)) == ({"available": 100}, "released")


def test_a_surrender_s_certificate_says_what_is_retired_and_not_what_was_cancelled_before(lite):
    bind(lite)
    ref = pending(lite)
    forced(lite, 40)
    lite.move(service, ref, "send", "registry1", message_no="M-1")
    lite.move(service, ref, "receipt", "registry1", receipt_no="R-1", receipted_t="60")
    with_form(lite, ref)
    lite.two(service, ref, "file", "owner1", "owner2")
    lite.move(service, ref, "acknowledge", "province1")

    lite.move(service, ref, "retire", "registry1")

    assert public.certificate(f"ZX-{lite.today.year}-000001").content.tonnes == balance(lite)["retired"] == 60


def test_a_confirmed_surrender_is_given_back_by_the_registry_only_once_it_lost_a_part(lite):
    ref = confirmed(lite)
    with pytest.raises(Refused):
        lite.move(service, ref, "refuse", "registry1", reason="无")
    forced(lite, 40)

    lite.move(service, ref, "refuse", "registry1", reason="40 吨已强制注销。")

    assert state(lite, ref) == "released" and "surrender_pending" not in balance(lite)


def test_a_surrender_that_lost_all_lapses(lite):
    bind(lite)
    ref = pending(lite)
    forced(lite, 100)

    service.end_due(AFTER)

    assert state(lite, ref) == "released"


def test_a_pledge_that_lost_all_is_released_and_no_part_of_it_before(lite):
    ref = pledged(lite)
    forced(lite, 100)

    assert rules_of(lambda: lite.move(service, ref, "release_part", "bank1", part_t="1")) == ["R-120c"]
    lite.two(service, ref, "release", "bank1", "bank2")

    assert state(lite, ref) == "released"


def test_a_move_to_market_that_lost_all_is_refused_and_not_admitted(floor):
    ref = floor.begin("100")
    floor.two(service, ref, "request", "owner1", "owner2")
    forced(floor, 100)

    assert "R-03" in rules_of(lambda: floor.move(service, ref, "approve", "registry1"))
    floor.move(service, ref, "refuse", "registry1", reason="减排量已强制注销。")

    assert state(floor, ref) == "refused"
