"""Transfers outside the market: by succession and by enforcement, on proof, and in no other case."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from app.credits import queries, service
from app.credits.ranges import Pick
from app.inbox import queries as inbox
from methodologies.kernel.rules import NotFound, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of
from tests.rooms.courts import account_no, another_court, balance, home_of, with_court
from tests.rooms.lenders import letters
from tests.rooms.offices import Offices
from tests.rooms.pictures import jpeg
from tests.rooms.test_freezes import broken, frozen


@pytest.fixture(params=ENGINES)
def office(request, told):
    return with_court(Offices(told("issued", request.param)))


@pytest.fixture
def lite(told):
    return with_court(Offices(told("issued")))


def begun(office: Offices, who: str, tonnes: str = "100", serial: str = "") -> str:
    first = serial or str(queries.choice("transfer", account_no(office), office.who["owner1"]).held[0].block)
    return service.begin("transfer", account_no(office), [Pick(first, tonnes)], by=office.who[who], today=office.today,
                         key=uuid.uuid4().hex)


def proved(office: Offices, ref: str, who: str, slot: str = "transfer_proof") -> None:
    service.attach(ref, slot, "proof.jpg", jpeg(), by=office.who[who], today=office.today, level="private",
                   reason="内部文件")


def stated(office: Offices, ground: str = "succession", receiver: str = "stranger") -> dict[str, str]:
    return {"ground": ground, "receiver": home_of(office, receiver).credit_code}


def test_a_holder_passes_credits_on_to_a_successor_on_proof(office):
    ref, before = begun(office, "owner1"), balance(office)["available"]
    unproved = broken(lambda: office.move(service, ref, "apply", "owner1", **stated(office)))
    proved(office, ref, "owner1")
    office.two(service, ref, "apply", "owner1", "owner2", **stated(office))
    held = balance(office)

    office.two(service, ref, "transfer", "registry1", "registry2")

    assert unproved == [("R-116b", "/documents/transfer_proof")]
    assert held == {"available": before - 100, "transferring": 100}
    assert (balance(office), balance(office, "stranger")) == ({"available": before - 100}, {"available": 100})
    assert client_of(office.who["stranger"]).get(f"/transfers/{ref}").status_code == 200


def test_a_successor_claims_serials_that_its_proof_names_and_a_refusal_releases_them(lite):
    before, first = balance(lite), str(queries.choice("transfer", account_no(lite),
                                                        lite.who["owner1"]).held[0].block)
    hidden = queries.choice("transfer", account_no(lite), lite.who["stranger"])
    ref = begun(lite, "stranger", "50", first)
    proved(lite, ref, "stranger")
    for_another = broken(lambda: lite.move(service, ref, "claim", "stranger", **stated(lite, receiver="owner1")))

    lite.two(service, ref, "claim", "stranger", "other2", **stated(lite))
    lite.move(service, ref, "take_up", "registry1")
    taken_up = balance(lite)["transferring"]
    lite.two(service, ref, "refuse", "registry1", "registry2", reason="证明文件不足。")

    assert taken_up == 50
    assert (hidden.held, hidden.holder, hidden.by_hand) == ((), None, True)
    assert for_another == [("R-116c", "/receiver")]
    assert balance(lite) == before and balance(lite, "stranger") == {}


def test_enforcement_passes_the_court_s_own_freeze_and_lifts_it(office):
    freeze = frozen(office, "300")
    held = queries.show(freeze, by=office.who["registry1"], today=office.today).ranges[0].serial
    ref = begun(office, "court1", "300", held)
    proved(office, ref, "court1", "enforcement_notice")
    office.move(service, ref, "order", "court1", **stated(office, "enforcement"))

    office.two(service, ref, "transfer", "registry1", "registry2")

    told = queries.show(freeze, by=office.who["court1"], today=office.today)
    assert balance(office, "stranger") == {"available": 300} and "judicial_frozen" not in balance(office)
    assert told.history[0].kind == "lien_fell"
    expired = service.end_due(office.today + timedelta(days=31))        # and the freeze touches nothing any more
    assert expired == 1
    assert balance(office, "stranger") == {"available": 300}


def test_nobody_but_the_organ_that_froze_them_takes_credits_past_its_freeze(lite):
    another_court(lite)
    freeze = frozen(lite, "300")
    held = queries.show(freeze, by=lite.who["registry1"], today=lite.today).ranges[0].serial
    for trigger, who in (("apply", "owner1"), ("order", "court9"), ("order", "court1")):
        ref = begun(lite, who, "300", held)
        proved(lite, ref, who, "enforcement_notice")
        taken = lambda: lite.move(service, ref, trigger, who, **stated(lite, "enforcement"))  # noqa: B023
        if who == "court1":
            taken()
        else:
            assert broken(taken) == [("R-116d", "/ranges/0")]

    lite.two(service, ref, "transfer", "registry1", "registry2")

    assert balance(lite, "stranger") == {"available": 300}
    assert letters(lite, "court1")[-1:] == [
        f"300 t under {freeze} were transferred by order of the organ that froze them; its lien on them fell."]
    with pytest.raises(NotFound):                       # what the one court ordered is not the other's to see
        queries.show(ref, by=lite.who["court9"], today=lite.today)


def test_a_claim_by_another_binds_nothing_and_tells_nothing_before_the_registry_takes_it_up(lite):
    frozen(lite, "100")
    first = str(queries.choice("transfer", account_no(lite), lite.who["owner1"]).held[0].block)
    ref = begun(lite, "stranger", "50", first)
    seen = lambda: queries.show(ref, by=lite.who["stranger"], today=lite.today)
    api = lambda: client_of(lite.who["stranger"]).get(f"/api/v1/transfers/{ref}").json
    holder = home_of(lite, "owner1").name_zh
    proved(lite, ref, "stranger")

    lite.two(service, ref, "claim", "stranger", "other2", **stated(lite))
    told, words = seen(), repr((seen(), api(), inbox.inbox(lite.who["stranger"], lite.today)))
    stopped = broken(lambda: lite.move(service, ref, "take_up", "registry1"))
    lite.two(service, ref, "refuse", "registry1", "registry2", reason="已被冻结。")

    assert [(r.state_key, r.account) for r in told.ranges] == [("alive", "")]
    assert holder not in words and api()["account"] == account_no(lite)
    assert stopped == [("R-116d", "/ranges/0")] and "transferring" not in balance(lite)
    assert [r.state_key for r in seen().ranges] == ["alive"] and holder not in repr(seen())


def test_a_successor_sees_what_was_taken_up_for_it_and_receives_it(lite):
    ref = begun(lite, "stranger", "50")
    proved(lite, ref, "stranger")
    lite.two(service, ref, "claim", "stranger", "other2", **stated(lite))
    lite.move(service, ref, "take_up", "registry1")
    see = lambda who: [(r.state_key, r.account) for r in queries.show(ref, by=lite.who[who], today=lite.today).ranges]
    during = see("stranger")

    lite.two(service, ref, "transfer", "registry1", "registry2")

    assert during == [("transferring", account_no(lite))] and balance(lite, "stranger") == {"available": 50}
    theirs = service.begin("freeze", account_no(lite, "stranger"), [], total="50", by=lite.who["court1"],
                           today=lite.today, key=uuid.uuid4().hex)
    lite.move(service, theirs, "ask", "court1", organ="court", document_no="（2026）鲁01执10号",
              expires_on=(lite.today + timedelta(days=30)).isoformat())
    lite.two(service, theirs, "freeze", "registry1", "registry2")
    assert see("stranger") == see("registry1") == [("judicial_frozen", account_no(lite, "stranger"))]
    assert see("owner1") == [("alive", "")]             # whose they are now is no longer the former holder's to know


@pytest.mark.parametrize("ground", ["gift", "sale"])
def test_a_gift_and_a_sale_across_the_counter_are_refused(lite, ground):
    ref = begun(lite, "owner1")

    assert broken(lambda: lite.move(service, ref, "apply", "owner1", **stated(lite, ground))) == [("R-116a", "/ground")]


def test_succession_does_not_pass_a_freeze_and_nobody_passes_credits_to_itself(lite):
    serial = queries.show(frozen(lite, "80"), by=lite.who["registry1"], today=lite.today).ranges[0].serial
    ref = begun(lite, "owner1", "80", serial)
    proved(lite, ref, "owner1")

    wrong = broken(lambda: lite.move(service, ref, "apply", "owner1", **stated(lite, receiver="owner1")))

    assert wrong == [("R-116c", "/receiver"), ("R-116d", "/ranges/0")]


def test_nobody_claims_serials_that_the_account_does_not_hold_or_the_same_ones_twice(lite):
    first = str(queries.choice("transfer", account_no(lite), lite.who["owner1"]).held[0].block)
    not_there, twice = ([Pick(first.replace("-2024-", "-2031-"))], [Pick(first, "5"), Pick(first, "7")])
    begin = lambda picks: service.begin("transfer", account_no(lite), picks, by=lite.who["stranger"], today=lite.today,
                                        key=uuid.uuid4().hex)

    assert broken(lambda: begin(not_there)) == [("LEDGER-CHOSEN", "/picks/0/serial")]
    assert broken(lambda: begin(twice)) == [("LEDGER-CHOSEN", "/picks/1")]


def test_a_proof_is_attached_by_whose_step_it_is_and_into_its_slots_alone(lite):
    ref = begun(lite, "owner1")

    with pytest.raises(Refusal) as refusal:
        proved(lite, ref, "owner1", "business_licence")
    with pytest.raises(NotYours):
        proved(lite, ref, "owner2")

    assert [b.where for b in refusal.value.broken] == ["/slot"]
