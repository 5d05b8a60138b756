"""How a registry account is closed: what stops it, into whose hands its credits go, and that nothing comes after."""
from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest

from app import clock
from app.accounts import queries
from app.database import transaction
from app.evidence import calls
from app.ledger import acts
from app.ledger import queries as ledger
from app.ledger.pieces import Span, give
from app.models.ledger import Account
from methodologies.kernel.rules import NotFound, NotOpen, Refused
from tests.databases import ENGINES
from tests.rooms.newcomers import House, broken


@pytest.fixture(params=ENGINES)
def house(request, told):
    return House(told("noticed", request.param))


@pytest.fixture
def lite(told):
    """Where the engine makes no difference."""
    return House(told("noticed"))


@pytest.fixture
def sold(told):
    """The story with credits issued."""
    return House(told("issued"))


def test_open_business_stops_a_closure(lite):
    number = ledger.accounts(lite.who("owner1")).rows[0].number
    ref = queries.dossier_of_account(number)

    assert broken(lambda: lite.act(ref, "ask_closure", "owner1", ending="dissolution")) == {"R-17"}


def test_an_empty_account_closes_for_good_and_blocks_everything_after(house):
    ref = house.opened()

    house.two(ref, "ask_closure", "newcomer", "colleague", ending="dissolution")
    during = ledger.account("CN00000003", house.new).line.restricted
    house.two(ref, "close")

    assert during
    with pytest.raises(NotFound):
        ledger.account("CN00000003", house.new)
    assert ledger.account("CN00000003", house.who("registry1")).line.closed
    with pytest.raises(NotOpen):
        house.act(ref, "restrict", "registry1", ground="breach", reason="x")
    again = house.begin()
    assert broken(lambda: house.act(again, "apply", "newcomer")) == {"R-13"}


def test_an_account_that_holds_credits_closes_only_into_a_successor(sold):
    number = ledger.accounts(sold.who("owner1")).rows[0].number
    ref, heir = queries.dossier_of_account(number), sold.opened()
    code, held = sold.show(heir).credit_code, ledger.account(number, sold.who("owner1")).line.in_hand

    without = broken(lambda: sold.act(ref, "ask_closure", "owner1", ending="merger"))
    unproved = broken(lambda: sold.act(ref, "ask_closure", "owner1", ending="merger", successor=code))
    sold.attach(ref, "succession_proof", "owner1")
    sold.two(ref, "ask_closure", "owner1", "owner2", ending="merger", successor=code)
    sold.two(ref, "close")

    assert (without, unproved) == ({"R-17a"}, {"R-116"})
    assert held > 0
    assert ledger.account(sold.show(heir).account_no, sold.new).line.in_hand == held
    assert ledger.account(number, sold.who("registry1")).line.in_hand == 0


def given(house: House, number: str, before_commit: Callable[[], object] = lambda: None) -> None:
    """Ten tonnes of the owner's, to this account."""
    with transaction() as db:
        key, account = uuid.uuid4().hex, db.query(Account).filter_by(number=number).one()
        calls.keep(db, key, [number], {}, clock.now())
        acts.reshape(db, key=key, kind="transfer", subject=number, spans=[Span(1, 1, 10)], change=give(account.id),
                     on=house.today, at=clock.now())
        before_commit()


def test_an_account_to_which_credits_are_just_coming_does_not_close(told):
    house = House(told("issued", "postgresql"))
    ref = house.opened()
    house.two(ref, "ask_closure", "newcomer", "colleague", ending="dissolution")
    house.act(ref, "close", "registry1")
    ready, go, answers = threading.Event(), threading.Event(), []

    def close():
        with pytest.raises(Refused) as refused:
            house.act(ref, "confirm", "registry2")
        answers.append(type(refused.value).__name__)
    coming = threading.Thread(target=lambda: given(house, "CN00000003", lambda: (ready.set(), go.wait(20))))
    closing = threading.Thread(target=close)

    coming.start()
    assert ready.wait(20)
    closing.start()
    closing.join(0.3)
    waits = closing.is_alive()
    go.set()
    for each in (coming, closing):
        each.join(20)

    assert waits and answers == ["HoldingMoved"]
    assert broken(lambda: house.act(ref, "confirm", "registry2")) == {"R-17a"}
    assert ledger.account("CN00000003", house.who("registry1")).line.in_hand == 10


def test_no_credits_come_to_a_closed_account(sold):
    sold.two(sold.opened(), "close", ending="dissolution", reason="x")

    with pytest.raises(acts.AccountClosed):
        given(sold, "CN00000003")
