"""三员分立: three administrators, three people; a duty is given by two; none touches a dossier (S3, R-11, R-155)."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select, update

from app import clock
from app.access import Who
from app.database import LostRace, reading, transaction
from app.demo.story import PASSWORD
from app.inbox.queries import inbox
from app.models.party import Membership, Organisation, Person
from app.parties import factors, personal
from app.parties import queries as parties_read
from app.parties import service as parties
from app.people import queries, service
from app.registration import service as registration
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.visiting import Browser

PHONE, NUMBER = "13812345678", "370202199001011237"


class Office:
    """The story with its three administrators, a second one of security, and somebody new."""

    def __init__(self, story):
        self.story, self.today = story, story.today
        with reading() as db:
            self.registry = db.scalar(select(Organisation).where(Organisation.kind == "registry"))
            self.owner = db.scalars(select(Organisation).where(Organisation.kind == "owner")).first()
        for name, duty in (("sys", "system_administrator"), ("sec", "security_administrator"),
                           ("sec2", "security_administrator"), ("new", "")):
            number = parties.add_person(name=f"某{name}", sign_in=name, password=PASSWORD)
            if duty:
                parties.give_duty(number, duty, self.registry.id)
            story.who[name] = Who(number, f"某{name}", name)

    def who(self, name: str) -> Who:
        return self.story.who[name]

    def propose(self, name: str = "new", duty: str = "operator", by: str = "sys", code: str = "",
                reported: bool = True) -> str:
        service.propose_duty(name, duty, code or self.registry.credit_code, reported=reported, by=self.who(by),
                             today=self.today)
        return f"D:{self.who(name).id}:{duty}"

    def confirm(self, ref: str, by: str = "sec") -> None:
        service.confirm(ref, by=self.who(by), today=self.today)

    def duties(self, name: str) -> list[str]:
        return [duty.key for duty in parties_read.me(self.who(name).id).duties]


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Office(told("noticed", request.param))


@pytest.fixture
def lite(told):
    return Office(told("noticed"))


def test_a_duty_is_proposed_by_one_and_confirmed_by_another_and_ends_the_old_sessions(office):
    before = parties_read.me(office.who("new").id).epoch
    ref = office.propose()
    waits = office.duties("new")
    office.confirm(ref)

    assert waits == [] and office.duties("new") == ["operator"]
    assert parties_read.me(office.who("new").id, before) is None      # S11: a new role, a new session


def test_a_duty_ends_in_the_same_way(lite):
    with reading() as db:
        held = db.scalar(select(Membership.id).join(Person).where(Person.sign_in == "registry1"))

    service.propose_end("registry1", held, by=lite.who("sec2"), today=lite.today)
    lite.confirm(f"D:{lite.who('registry1').id}:operator")

    assert lite.duties("registry1") == []


def test_nobody_confirms_what_they_proposed_or_their_own_duty(lite):
    own = lite.propose(by="sec")
    with pytest.raises(service.SamePerson):
        lite.confirm(own, by="sec")
    with pytest.raises(NotYours):
        lite.confirm(own, by="sys")
    lite.confirm(own, by="sec2")


@pytest.mark.parametrize("name, duty, rules", [
    ("sys", "operator", {"R-155a"}), ("sys", "auditor", {"R-155a"}), ("registry1", "system_administrator", {"R-155a"}),
    ("auditor", "security_administrator", {"R-155a"}), ("owner1", "operator", {"R-11a"}), ("new", "team", {"H-DU1"})])
def test_what_is_kept_apart_is_refused_with_its_rule(lite, name, duty, rules):
    with pytest.raises(Refusal) as refusal:
        lite.propose(name, duty)

    assert {b.rule.id for b in refusal.value.broken} == rules


def test_who_becomes_staff_reports_first_and_staff_do_not_represent_a_trader(lite):
    with pytest.raises(Refusal) as unreported:
        lite.propose(reported=False)
    with pytest.raises(Refusal) as represents:
        lite.propose("registry1", "initiator", code=lite.owner.credit_code)

    assert [(b.rule.id, b.where) for b in unreported.value.broken] == [("R-11b", "/reported")]
    assert [b.rule.id for b in represents.value.broken] == ["R-11a"]


def test_the_database_keeps_the_administrators_apart_too(office):
    """S3 by constraint: a row written past the service is refused, new or ended once and taken up again."""
    for duty in ("auditor", "operator"):
        with pytest.raises(LostRace), transaction() as db:
            db.execute(insert(Membership).values(person_id=office.who("sys").id, organisation_id=office.registry.id,
                                                 duty=duty))
    with transaction() as db:
        db.execute(insert(Membership).values(person_id=office.who("sys").id, organisation_id=office.registry.id,
                                             duty="auditor", ended_on=office.today))
    with pytest.raises(LostRace), transaction() as db:
        db.execute(update(Membership).where(Membership.duty == "auditor", Membership.person_id == office.who("sys").id)
                   .values(ended_on=None))
    with pytest.raises(Refusal):
        parties.give_duty(office.who("registry1").id, "auditor", office.registry.id)


def test_each_administrator_does_what_is_theirs_and_nothing_else(lite):
    def may(step, name: str) -> bool:
        try:
            step(lite.who(name))
        except NotYours:
            return False
        except (Refusal, NotFound, NotOpen):
            pass
        return True

    steps = {
        "people": lambda by: queries.people(by=by), "log": lambda by: queries.log(by=by),
        "create": lambda by: service.create({}, by=by, today=lite.today),
        "propose": lambda by: service.propose_duty("new", "x", "", reported=True, by=by, today=lite.today),
        "confirm": lambda by: service.confirm("D:0:x", by=by, today=lite.today),
        "disable": lambda by: service.act("new", "disable", by=by, today=lite.today),
        "reveal": lambda by: service.reveal("new", "phone", "核对号码", by=by),
        "correct": lambda by: service.decide_correction(1, "done", by=by, today=lite.today)}
    people = ("sys", "sec", "auditor", "registry1", "registry2", "owner1", "val1", "public1")

    found = {name: {what for what, step in steps.items() if may(step, name)} for name in people}

    assert found["sys"] == {"people", "create", "propose", "reveal", "correct"}
    assert found["sec"] == {"people", "propose", "confirm", "disable"}
    assert found["auditor"] == {"people", "log"}
    assert all(not found[name] for name in people[3:])


def test_no_administrator_acts_on_a_dossier(lite):
    ref = lite.story.refs["application"]
    for name in ("sys", "sec"):
        browser = Browser(create_app(), lite.story, name)
        assert browser.get(f"/applications/{ref}").status_code == 404
        assert browser.post(f"/applications/{ref}/moves/terminate").status_code == 404
        assert browser.post("/account-applications", {"kind": "x"}).status_code == 422      # as anybody's


def test_disabling_ends_sessions_and_enabling_brings_none_back(lite):
    browser = Browser(create_app(), lite.story, "registry1")
    service.act("registry1", "disable", by=lite.who("sec"), today=lite.today)
    out = browser.get("/inbox").status_code
    service.act("registry1", "enable", by=lite.who("sec"), today=lite.today)

    assert (out, browser.get("/inbox").status_code) == (303, 303)
    with pytest.raises(service.SamePerson):
        service.act("sec", "disable", by=lite.who("sec"), today=lite.today)


def test_a_lost_authenticator_is_reset_and_the_person_begins_anew(lite):
    number = lite.who("registry1").id
    service.act("registry1", "reset-factor", by=lite.who("sec"), today=lite.today)

    assert not factors.is_enrolled(number)
    assert factors.step_left(number, shown=False, at=clock.now()) == "enrolment"


def test_a_created_person_gets_a_password_once_and_changes_it_first(lite):
    sign_in, password = service.create({"name": "钱新", "sign_in": "Qian", "phone": PHONE, "id_number": NUMBER},
                                       by=lite.who("sys"), today=lite.today)

    number, _ = parties.sign_in(sign_in, password, at=clock.now())
    page = queries.person("qian", by=lite.who("sys"))
    assert factors.step_left(number, shown=False, at=clock.now()) == "password"
    assert (page.phone, page.id_number) == ("138****5678", "3702**********1237")


def test_everything_wrong_with_a_new_person_is_told_at_once(lite):
    with pytest.raises(Refusal) as refusal:
        service.create({"name": "", "sign_in": "owner1", "phone": "12", "id_number": NUMBER[:-1] + "4"},
                       by=lite.who("sys"), today=lite.today)

    assert {b.where for b in refusal.value.broken} == {"/name", "/sign_in", "/phone", "/id_number"}


def test_a_full_view_asks_for_a_reason_and_the_person_and_the_auditor_see_it(lite):
    service.create({"name": "钱新", "sign_in": "qian", "phone": PHONE}, by=lite.who("sys"), today=lite.today)
    with pytest.raises(Refusal):
        service.reveal("qian", "phone", "x", by=lite.who("sys"))

    shown = service.reveal("qian", "phone", "核对来电号码", by=lite.who("sys"))

    with reading() as db:
        number = db.scalar(select(Person.id).where(Person.sign_in == "qian"))
    own, log = personal.own(number), queries.log(by=lite.who("auditor"))
    assert shown == PHONE and own.phone == "138****5678"
    assert [(v.by, v.reason) for v in own.views] == [("某sys", "核对来电号码")] == [(v.by, v.reason) for v in log.views]


def test_a_correction_is_asked_for_in_the_pages_and_decided_by_another(lite):
    browser = Browser(create_app(), lite.story, "owner1")
    bad = browser.post("/me/corrections", {"field": "id_number", "wanted": NUMBER[:-1] + "4"})
    asked = browser.post("/me/corrections", {"field": "phone", "wanted": PHONE})
    again = browser.post("/me/corrections", {"field": "phone", "wanted": PHONE})
    office = Browser(create_app(), lite.story, "sys")
    listed = office.get("/people").text
    number = re.search(r"/people/corrections/(\d+)", listed)[1]
    done = office.post(f"/people/corrections/{number}", {"verdict": "done"})

    export = browser.get("/me/data.json")
    assert (bad.status_code, asked.status_code, again.status_code, done.status_code) == (422, 303, 422, 303)
    assert "138****5678" in listed and PHONE not in listed
    assert export.json["phone"] == PHONE and export.json["duties"][0]["duty"] == "initiator"
    assert "138****5678" in browser.get("/me").text and PHONE not in browser.get("/me").text


def test_the_pages_of_the_three_look_right_to_each(lite):
    app, seen = create_app(), {}
    lite.propose()
    for name in ("sys", "sec", "auditor", "registry1"):
        browser = Browser(app, lite.story, name)
        seen[name] = [browser.get(path).status_code for path in ("/people", "/people/registry1", "/people/log",
                                                                 "/people/nobody")]

    assert seen == {"sys": [200, 200, 403, 404], "sec": [200, 200, 403, 404], "auditor": [200, 200, 200, 404],
                    "registry1": [403, 403, 403, 403]}


def test_one_person_of_several_organisations_has_one_inbox_that_names_each(told):
    story = told("claimed")
    with reading() as db:
        other = db.scalar(select(Organisation).where(Organisation.name_zh.like("南屿%")))
    parties.give_duty(story.who["owner1"].id, "initiator", other.id)
    registration.open_application(other.credit_code, "CCER-01-002-V01", "南屿一期", by=story.who["owner1"],
                                  today=story.today, key="several-homes")

    found = inbox(story.who["owner1"], story.today)
    named = {task.on_behalf[0] for task in (*found.today, *found.soon, *found.later)}

    assert "南屿海上风力发电有限公司" in named
    assert "南屿海上风力发电有限公司" in Browser(create_app(), story, "owner1").get("/inbox").text
