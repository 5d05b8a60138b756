"""A note of a pledge on future credits: switched off by default; it stops the issuance and tells the pledgee."""
from __future__ import annotations

import pytest

from app.credits import notes
from app.issuance import queries as reductions
from app.issuance import service as issuance
from app.published import service as published
from app.rooms import SamePerson
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.lenders import CODE, letters, with_bank
from tests.rooms.offices import Offices
from tests.rooms.test_bad_input import reported
from tests.visiting import Browser

SAID = {"pledgee": CODE, "contract_no": "ZY-2026-009", "pboc_no": "05432100001234567899"}


def switch_on(office: Offices) -> None:
    published.propose_setting("pledge.future_notes", "true", office.today, by=office.who["registry1"],
                              today=office.today)
    published.confirm_setting("pledge.future_notes", by=office.who["registry2"], today=office.today)


@pytest.fixture
def lite(told):
    office = with_bank(Offices(told("registered")))
    switch_on(office)
    return office


def noted(office: Offices) -> str:
    code = office.story.refs["project"]
    notes.enter(code, SAID, by=office.who["owner1"], today=office.today)
    notes.answer(code, True, by=office.who["owner2"], today=office.today)
    return notes.page(office.who["bank1"], office.today).lines[0].ref


def lifted(office: Offices, ref: str) -> None:
    notes.lift(ref, by=office.who["bank1"], today=office.today)
    notes.answer(ref, True, by=office.who["bank2"], today=office.today)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_note_stops_the_issue_until_the_pledgee_lifts_it(told, engine):
    office = with_bank(Offices(told("registered", engine)))
    switch_on(office)
    ref, claim = noted(office), office.story.refs["reduction"]

    with pytest.raises(Refusal) as refusal:
        office.move(issuance, claim, "issue", "registry1")
    page = reductions.reduction_page(claim, by=office.who["registry1"], today=office.today)
    lifted(office, ref)
    office.two(issuance, claim, "issue", "registry1", "registry2")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-120i", "/future_note")]
    (offer,) = [o for o in page.offers if o.trigger == "issue"]
    assert not offer.open and [b.rule.id for b in offer.why] == ["R-120i"]
    assert reductions.reduction_page(claim, by=office.who["owner1"], today=office.today).head.state.key == "issued"


def test_the_pledgee_is_told_of_the_note_and_of_what_could_be_issued(told):
    office = with_bank(Offices(told("claimed")))
    switch_on(office)
    ref, claim = noted(office), office.story.refs["reduction"]

    reported(office.story).register_reductions(claim)

    code = office.story.refs["project"]
    assert letters(office, "bank1") == letters(office, "bank2") == [
        f"Future credits of {code} bear your note; nothing is issued until you lift it.",
        f"938,608 t of {code} are registered ({claim}) and not issued because of your note {ref}: lift it to let them "
        "be issued."]


def test_where_notes_are_switched_off_none_is_taken(told):
    office = with_bank(Offices(told("registered")))

    with pytest.raises(Refusal) as refusal:
        notes.enter(office.story.refs["project"], {**SAID, "pboc_no": ""}, by=office.who["owner1"], today=office.today)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [
        ("R-120h", "/settings/pledge.future_notes"), ("R-119", "/pboc_no")]


def test_two_of_the_owner_enter_a_note_and_two_of_the_pledgee_lift_it(lite):
    code = lite.story.refs["project"]
    with pytest.raises(NotFound):
        notes.enter(code, SAID, by=lite.who["stranger"], today=lite.today)
    with pytest.raises(NotYours):
        notes.enter(code, SAID, by=lite.who["owner2"], today=lite.today)
    notes.enter(code, SAID, by=lite.who["owner1"], today=lite.today)
    with pytest.raises(SamePerson):
        notes.answer(code, True, by=lite.who["owner1"], today=lite.today)
    notes.answer(code, True, by=lite.who["owner2"], today=lite.today)
    ref = notes.page(lite.who["bank1"], lite.today).lines[0].ref

    with pytest.raises(NotFound):
        notes.lift(ref, by=lite.who["owner1"], today=lite.today)
    notes.lift(ref, by=lite.who["bank1"], today=lite.today)
    with pytest.raises(SamePerson):
        notes.answer(ref, True, by=lite.who["bank1"], today=lite.today)
    notes.answer(ref, False, by=lite.who["bank1"], today=lite.today)
    lifted(lite, ref)
    with pytest.raises(NotOpen):
        notes.lift(ref, by=lite.who["bank1"], today=lite.today)


def test_a_project_bears_one_note_at_a_time(lite):
    ref = noted(lite)
    with pytest.raises(Refusal) as refusal:
        noted(lite)
    lifted(lite, ref)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-120j", "/project")]
    assert noted(lite) == "FN-2026-0002"


def test_the_page_is_filled_in_by_both_sides_and_shown_to_nobody_else(lite):
    app, code = create_app(), lite.story.refs["project"]
    owner, second, bank, third, stranger = (Browser(app, lite.story, name) for name in (
        "owner1", "owner2", "bank1", "bank2", "stranger"))

    wrong = owner.problems("/future-notes", {"project": code, **SAID, "contract_no": ""})
    owner.post("/future-notes", {"project": code, **SAID})
    second.post("/future-notes/answers", {"of": code, "answer": "yes"})
    seen = bank.get("/future-notes").text
    bank.post("/future-notes/FN-2026-0001/lift")
    third.post("/future-notes/answers", {"of": "FN-2026-0001", "answer": "yes"})

    assert wrong == (422, [("R-119", "/contract_no")])
    assert "ZY-2026-009" in seen and "停止签发" in seen and "已解除" in owner.get("/future-notes").text
    assert "ZY-2026-009" not in stranger.get("/future-notes").text
