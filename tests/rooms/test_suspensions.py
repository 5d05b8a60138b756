"""Suspensions of accounts that hold nothing or very much, and forced cancellations over as many ranges."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from app import clock
from app.credits import queries, service
from app.database import reading, transaction
from app.evidence import calls
from app.ledger import acts
from app.ledger.pieces import Span, lay
from app.ledger.proof import check_ledger
from app.models.evidence import Event
from app.models.ledger import Act, Batch
from tests.rooms.clients import client_of
from tests.rooms.courts import balance, pieces, with_court
from tests.rooms.offices import Offices
from tests.rooms.test_forced import begun as cancelling
from tests.rooms.test_forced import given_away, measures, ordered, passed_on
from tests.rooms.test_freezes import begun, broken, state

GROUND = dict(ground="breach", authority="registry", clause="登记规则第10条", reason="未按期补正。")


@pytest.fixture
def lite(told):
    return with_court(Offices(told("issued")))


def suspended(office: Offices) -> str:
    ref = begun(office, "", "registry1", "suspension")
    office.two(service, ref, "suspend", "registry1", "registry2", **GROUND)
    return ref


def splintered(office: Offices) -> None:
    """Liens on every second serial: the account has more ranges than one act can touch."""
    with transaction() as db:
        batch, key = db.scalar(select(Batch.id).order_by(Batch.id)), uuid.uuid4().hex
        calls.keep(db, key, ["x"], {}, clock.now())
        acts.reshape(db, key=key, kind="pledge", subject="PL-2026-0099", change=lay("pledge", "PL-2026-0099"),
                     spans=[Span(batch, 2 * n, 2 * n) for n in range(1, 101)], on=office.today, at=clock.now())


def acts_of(ref: str) -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(Act).join(Event, Event.act_id == Act.id).where(
            Event.subject == ref))


def wrong_in_the_ledger() -> list[str]:
    """Where an act is not whole, or its event says something else."""
    with reading() as db:
        return [place for check in check_ledger(db) for place in check.broken]


def test_an_account_that_holds_nothing_is_suspended_and_what_it_acquires_later_is_kept_from_use(lite):
    held = balance(lite)["available"]
    given_away(lite, held)

    ref = suspended(lite)
    page = client_of(lite.who["owner1"]).get(f"/suspensions/{ref}").status_code
    twice = broken(lambda: begun(lite, "", "registry1", "suspension"))
    passed_on(lite, 10, ("stranger", "other2"), "owner1")
    wish = begun(lite, "10", "owner1", "retirement")
    stopped = broken(lambda: lite.move(service, wish, "request", "owner1", beneficiary="甲", purpose="event",
                                       user="other", use_year=str(lite.today.year), abroad="no", statement="乙"))
    lite.two(service, ref, "lift", "registry1", "registry2", reason="整改属实。")

    assert page == 200 and twice == [("INPUT", "/account")] and stopped == [("R-118c", "/account")]
    assert (state(lite, ref), balance(lite)) == ("lifted", {"available": 10})


def test_an_account_of_more_ranges_than_one_act_can_touch_is_suspended_and_resumed_by_several(lite):
    splintered(lite)
    before = balance(lite)

    ref = suspended(lite)
    during = balance(lite)
    laid = acts_of(ref)
    lite.two(service, ref, "lift", "registry1", "registry2", reason="整改属实。")

    assert during == {"admin_frozen": sum(before.values())} and balance(lite) == before
    assert laid == 3 and acts_of(ref) > laid and not wrong_in_the_ledger()


def test_an_order_over_more_ranges_than_one_act_can_touch_is_carried_out_whole(lite):
    splintered(lite)
    total = sum(piece.tonnes for piece in pieces(lite))
    case, measure = ordered(lite, total)
    ref = cancelling(lite, total)

    lite.two(service, ref, "cancel", "registry1", "registry2", measure=measure)

    said = queries.show(ref, by=lite.who["registry1"], today=lite.today)
    assert (said.line.state.key, sum(each.tonnes for each in said.ranges)) == ("cancelled", total)
    assert balance(lite) == {"force_cancelled": total} and acts_of(ref) == 3
    assert measures(lite, case) == [("Forced cancellation", "done", total)]
    assert not wrong_in_the_ledger()
