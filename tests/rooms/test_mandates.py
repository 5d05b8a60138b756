"""A mandate end to end: signed by two, accepted, used within its bounds, shown, ended at once, expired by the clock."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update

from app import access
from app.access import Who
from app.database import LostRace, reading, transaction
from app.demo.story import PASSWORD
from app.engagement import service as engagement
from app.issuance import service as issuance
from app.mandates import queries, service
from app.models.engagement import Engagement
from app.models.mandate import Mandate
from app.models.party import Organisation, Person
from app.models.project import Application
from app.models.reduction import Period, ReductionApplication
from app.monitoring import service as monitoring
from app.parties import service as parties
from app.registration import queries as registrations
from app.registration import service as registration
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.consultants import DAY, PDF, House
from tests.visiting import Browser
from workflows.engine import Actor


@pytest.fixture(params=ENGINES)
def house(request, told):
    return House(told("noticed", request.param))


@pytest.fixture
def lite(told):
    return House(told("noticed"))


@pytest.fixture
def late(told):
    return House(told("claimed"))


def test_two_sign_one_accepts_and_then_it_is_in_force(house):
    ref = house.begin()
    house.act(ref, "sign", "owner1")
    waits = house.tasks("owner2")
    house.act(ref, "confirm", "owner2")
    asked = house.tasks("agent1")
    house.act(ref, "accept", "agent1")

    assert ref == f"M-{house.today.year}-0001"
    assert waits == [f"{ref} 复核：签署授权书"] and asked == [f"{ref} 接受授权"]
    assert queries.show(ref, by=house.who("owner1"), today=house.today).state.key == "in_force"


def test_an_agent_writes_and_files_and_every_act_names_the_mandate(house):
    mine, ref = house.application(), house.given()

    house.write(mine)
    attached = registration.attach(mine, "business_licence", "a.pdf", PDF, by=house.who("agent1"),
                                   today=house.today, level="private", reason="内部")
    with pytest.raises(Refusal) as refusal:             # the law judges an agent's filing like the owner's own
        registration.move(mine, "submit", by=house.who("agent1"), today=house.today, key=uuid.uuid4().hex)

    last = house.log(mine)[-1]
    shown = registrations.show(mine, by=house.who("owner1"), today=house.today).history
    assert attached and (last["kind"], last["mandate"]) == ("attached", ref)
    assert shown[0].under == (ref, "青禾咨询有限公司", "Qinghe Consulting")
    assert "H-02" in {b.rule.id for b in refusal.value.broken}


def test_before_it_is_accepted_nothing_is_given(house):
    mine, ref = house.application(), house.begin()
    house.act(ref, "sign", "owner1")
    house.act(ref, "confirm", "owner2")

    with pytest.raises(NotFound):
        house.write(mine)


@pytest.mark.parametrize("end", ["revoke", "give_back", "expire", "over"])
def test_once_it_has_ended_the_dossier_does_not_exist_for_the_agent(lite, end, monkeypatch):
    house = lite
    mine, ref = house.application(), house.given()
    house.write(mine)

    if end == "revoke":
        house.act(ref, "revoke", "owner2")
    elif end == "give_back":
        house.act(ref, "give_back", "agent1", reason="人员变动")
    elif end == "expire":
        assert service.end_due(house.today + 90 * DAY) == 0
        assert service.end_due(house.today + 91 * DAY) == 1 and service.end_due(house.today + 91 * DAY) == 0
    else:
        monkeypatch.setattr(access.agency.clock, "today", lambda: house.today + 91 * DAY)

    with pytest.raises(NotFound):
        house.write(mine)
    with pytest.raises(NotFound):
        registrations.show(mine, by=house.who("agent1"), today=house.today)


def test_a_mandate_for_one_project_opens_no_other(lite):
    house = lite
    mine, other = house.application(), house.application("海曜三期")
    house.given(projects=(mine,))

    house.write(mine)

    with pytest.raises(NotFound):
        house.write(other)


def test_only_the_steps_that_were_given_are_open(lite):
    mine = lite.application()
    lite.given(acts=("data",))
    agent = lite.who("agent1")

    shown = registrations.show(mine, by=agent, today=lite.today)

    assert shown.offers == () and shown.me == {Actor.AGENT}
    for step in (lambda: lite.write(mine), lambda: registration.name_body(mine, "x", by=agent),
                 lambda: registration.move(mine, "submit", by=agent, today=lite.today, key=uuid.uuid4().hex)):
        with pytest.raises(NotYours):
            step()


def test_what_is_the_principal_s_own_is_never_given(lite):
    old = lite.story.refs["application"]
    lite.given(acts=("write", "data", "file", "answer"))
    agent = lite.who("agent1")

    for trigger, payload in (("ask_withdrawal", {"reason": "x"}), ("confirm", {})):
        with pytest.raises((NotYours, NotOpen)):
            registration.move(old, trigger, by=agent, today=lite.today, key=uuid.uuid4().hex, payload=payload)


def test_an_agent_proposes_and_never_confirms(late):
    """What the agent's people file waits for the principal's second person, whoever at the agent's tries to confirm."""
    ref, mandate = late.story.refs["reduction"], late.given()
    with transaction() as db:
        db.execute(update(ReductionApplication).where(ReductionApplication.ref == ref).values(state="draft"))
    number = parties.add_person(name="高远", sign_in="agent2", password=PASSWORD)
    with reading() as db:
        home = db.scalar(select(Organisation.id).where(Organisation.credit_code == late.code))
        agent = db.scalar(select(ReductionApplication).where(ReductionApplication.ref == ref))
        duties = access.actors_of(db, late.who("agent1"), agent, "confirm")
    parties.give_duty(number, "confirmer", home)
    parties.give_duty(number, "initiator", home)
    second = Who(number, "高远", "agent2")

    with reading() as db:
        row = db.scalar(select(ReductionApplication).where(ReductionApplication.ref == ref))
        of_second = {step: access.actors_of(db, second, row, step) for step in ("confirm", "submit", "")}

    assert duties == {Actor.AGENT}
    assert of_second == {"confirm": {Actor.AGENT}, "submit": {Actor.AGENT, Actor.OWNER_INITIATOR},
                         "": {Actor.AGENT}}
    assert mandate


def test_no_step_outside_the_mandate_is_anybody_s_through_it(late):
    """The matrix: every kind of dossier × every step known to the house; only what was given makes an initiator."""
    late.given(acts=("write",))
    steps = ("", "save", "attach", "submit", "apply", "adopt", "data", "close", "account", "calculate", "reopen",
             "answer", "reply", "answer_supplement", "confirm", "decline", "terminate", "ask_withdrawal", "name_body",
             "issue", "register", "accept", "upload_positive")
    with reading() as db:
        rows = [db.scalars(select(model)).first() for model in (Application, Period, ReductionApplication, Engagement)]
        seen = {(row.stage, step) for row in rows for step in steps
                if access.actors_of(db, late.who("agent1"), row, step) != {Actor.AGENT}}

    assert seen == {("registration", "save"), ("registration", "attach"), ("issuance", "save"), ("issuance", "attach")}


def test_an_agent_with_the_data_works_on_a_period_and_opens_no_claim(late):
    with reading() as db:
        period = db.scalar(select(Period.ref))
    late.given(acts=("data",))
    agent = late.who("agent1")

    with pytest.raises(NotOpen):                        # it is his, and it is locked
        monitoring.calculate(period, by=agent, today=late.today)
    with pytest.raises(NotYours):
        issuance.open_application(period, by=agent, today=late.today, key=uuid.uuid4().hex)


def test_an_agent_answers_findings_and_reads_nothing_of_the_body_s_own(late):
    late.given(acts=("answer",))
    work, agent = late.story.refs["verification"], late.who("agent1")

    with pytest.raises(NotOpen):
        engagement.answer_finding(work, 1, "已说明", by=agent, today=late.today)
    with pytest.raises(NotYours):
        engagement.move(work, "finish_visit", by=agent, today=late.today, key=uuid.uuid4().hex, payload={})
    page = Browser(create_app(), late.story, "agent1").get(f"/engagements/{work}")
    owner = Browser(create_app(), late.story, "owner1").get(f"/engagements/{work}")
    assert page.status_code == owner.status_code == 200
    assert ("重要性" in page.text) == ("重要性" in owner.text)


@pytest.mark.parametrize("known, rules", [
    (dict(acts=("confirm",)), {("INPUT", "/acts")}), (dict(acts=()), {("INPUT", "/acts")}),
    (dict(agent="x"), {("INPUT", "/agent")}), (dict(projects=()), {("INPUT", "/projects")}),
    (dict(starts_on="soon", ends_on="2026-02-30"), {("INPUT", "/starts_on"), ("INPUT", "/ends_on")})])
def test_what_can_not_be_read_is_refused_at_once(lite, known, rules):
    with pytest.raises(Refusal) as refusal:
        lite.begin(**known)

    assert {(b.rule.id, b.where) for b in refusal.value.broken} == rules


def test_a_body_never_holds_a_mandate_by_rule_and_by_the_database(house):
    with reading() as db:
        body = db.scalar(select(Organisation).where(Organisation.kind == "body"))
    ref = house.begin(agent=body.credit_code)

    with pytest.raises(Refusal) as refusal:
        house.act(ref, "sign", "owner1")

    assert [b.rule.id for b in refusal.value.broken] == ["H-MA1"]
    with pytest.raises(LostRace, match="acts for no owner"), transaction() as db:
        db.execute(update(Mandate).where(Mandate.ref == ref).values(state="in_force"))


def test_another_s_project_is_not_in_anybody_s_gift(lite):
    ref = lite.begin(projects=("A990001",))

    with pytest.raises(Refusal) as refusal:
        lite.act(ref, "sign", "owner1")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("H-MA4", "/projects")]


def test_nobody_gives_for_an_owner_that_is_not_theirs(lite):
    for name in ("owner2", "stranger", "registry1", "agent1"):
        with pytest.raises(NotYours):
            service.begin(lite.said(), by=lite.who(name), today=lite.today, key=uuid.uuid4().hex)


def test_a_disabled_agent_is_nobody(lite):
    mine = lite.application()
    lite.given()
    with transaction() as db:
        db.execute(update(Person).where(Person.sign_in == "agent1").values(disabled=True))

    with pytest.raises(NotFound):
        lite.write(mine)


def test_the_pages_lead_the_agent_to_the_dossiers(lite):
    mine, ref = lite.application(), lite.given()
    lite.write(mine)
    agent, stranger = (Browser(create_app(), lite.story, name) for name in ("agent1", "stranger"))

    page = agent.get(f"/mandates/{ref}").text

    assert f'href="/applications/{mine}"' in page and agent.get(f"/applications/{mine}").status_code == 200
    assert agent.get("/mandates").status_code == 200 and ref in agent.get("/mandates").text
    assert stranger.get(f"/mandates/{ref}").status_code == 404 and ref not in stranger.get("/mandates").text
    assert mine in agent.get("/applications").text and mine not in stranger.get("/applications").text
