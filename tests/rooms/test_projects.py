"""A registered project: its changes by type, its deregistration for good, its owner changed by both."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import Who
from app.database import reading
from app.demo.story import CODE, SECTIONS, design
from app.inbox.queries import inbox
from app.issuance import service as issuance
from app.ledger.queries import account_of, balance_of
from app.models.party import Organisation
from app.models.project import Project
from app.parties import service as parties
from app.projects import queries, service
from app.registration import service as registration
from methodologies.kernel.rules import NotOpen, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post
from tests.rooms.offices import Offices


@pytest.fixture(params=ENGINES)
def office(request, told):
    return with_heir(Offices(told("project", request.param)))


@pytest.fixture
def lite(told):
    """Where the engine makes no difference."""
    return with_heir(Offices(told("project")))


def with_heir(office: Offices) -> Offices:
    """The other owner of the story gets a second representative."""
    person = parties.add_person(name="程复", sign_in="stranger2", password="demo-password-2026")
    with reading() as db:
        home = db.scalar(select(Organisation.id).where(Organisation.credit_code.startswith("91440500")))
    parties.give_duty(person, "confirmer", home)
    office.who["stranger2"] = Who(person, "程复", "stranger2")
    return office


def code_of(start: str) -> str:
    with reading() as db:
        return db.scalar(select(Organisation.credit_code).where(Organisation.credit_code.startswith(start)))


HEIR, BODY = "91440500", "91310000"


def project(office: Offices) -> Project:
    with reading() as db:
        row = db.scalar(select(Project).where(Project.code == office.story.refs["project"]))
        db.expunge(row)
        return row


def broken(call) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        call()
    return {b.rule.id for b in refusal.value.broken if b.rule.grade == "refuse"}


def report(office: Offices, kind: str, **said: str) -> str:
    ref = office.story.refs["project"]
    office.two(service, ref, "report_change", "owner1", "owner2", kind=kind, changed_on=office.today.isoformat(),
               what="变更内容说明。", **said)
    return ref


def test_a_change_of_name_is_made_by_the_registry_and_holds_nothing_up(office):
    ref = report(office, "A", new_name="海曜黄海东二项目（更名）")
    due = queries.show(ref, by=office.who["registry1"], today=office.today).deadlines

    office.two(service, ref, "accept_change", "registry1", "registry2")

    assert [each.zh for each in due] == ["办理已登记项目的变更"]
    assert (project(office).name, project(office).state) == ("海曜黄海东二项目（更名）", "registered")


def test_a_change_of_what_was_validated_waits_for_the_body_it_names(office):
    nobody = broken(lambda: report(office, "C"))
    ref = report(office, "C", body=code_of(BODY))

    unjudged = broken(lambda: office.move(service, ref, "accept_change", "registry1"))
    office.move(service, ref, "judge_change", "ver4", grounds="仍符合方法学。")
    office.two(service, ref, "accept_change", "registry1", "registry2")

    assert (nobody, unjudged, project(office).state) == ({"R-191b"}, {"R-191e"}, "registered")


def test_a_change_of_owner_needs_both_owners_and_the_body(office):
    unnamed = broken(lambda: report(office, "owner", body=code_of(BODY)))
    ref = report(office, "owner", body=code_of(BODY), new_owner=code_of(HEIR))
    office.move(service, ref, "judge_change", "ver4", grounds="可以。")

    alone = broken(lambda: office.move(service, ref, "accept_change", "registry1"))
    told = {t.zh for t in inbox(office.who["stranger"], office.today).later}
    office.two(service, ref, "agree_change", "stranger", "stranger2")
    office.two(service, ref, "accept_change", "registry1", "registry2")

    assert (unnamed, alone) == ({"R-203"}, {"R-203a"})
    assert "同意受让项目" in told
    with reading() as db:
        owner = db.scalar(select(Project).where(Project.code == ref)).owner
        assert owner.credit_code == code_of(HEIR)
    assert client_of(office.who["stranger"]).get(f"/registered-projects/{ref}").status_code == 200
    assert client_of(office.who["owner1"]).get(f"/registered-projects/{ref}").status_code == 404


def test_a_change_that_the_body_finds_against_leaves_the_project_as_it_was(lite):
    ref = report(lite, "C", body=code_of(BODY))

    lite.move(service, ref, "reject_change", "ver4", reason="超出方法学。")

    assert [c.outcome[1] for c in queries.show(ref, by=lite.who["owner1"], today=lite.today).changes] == [
        "Found against"]


def test_a_change_is_refused_when_it_lies_ahead_and_warned_of_when_it_is_told_late(lite):
    ref = lite.story.refs["project"]
    said = {"kind": "A", "what": "更名。"}

    ahead = broken(lambda: lite.move(service, ref, "report_change", "owner1", **said,
                                     changed_on=(lite.today + timedelta(days=1)).isoformat()))
    late = lite.move(service, ref, "report_change", "owner1", **said, changed_on="2024-01-02")

    assert ahead == {"R-191a"} and late.proposed


def test_an_open_change_of_type_c_stops_reductions_and_one_of_type_b_their_registration(told):
    office = Offices(told("claimed"))
    ref = office.story.refs["project"]

    report(office, "B")
    office.move(service, ref, "judge_change", "ver4", grounds="仍符合方法学。")
    office.two(service, ref, "accept_change", "registry1", "registry2")
    report(office, "C", body=code_of("91110000"))

    with reading() as db:
        from app.issuance.facts import reduction_facts
        from app.models.reduction import ReductionApplication
        from workflows.issuance import change_was_judged, no_change_holds_it_up

        facts = reduction_facts(db, db.scalar(select(ReductionApplication)), office.today, {})
    assert no_change_holds_it_up.broken_by(facts) and not change_was_judged.broken_by(facts)
    assert facts.project_registered and issuance is not None


def test_a_deregistered_project_refuses_every_move_and_its_place_for_good(office):
    ref = office.story.refs["project"]
    office.two(service, ref, "ask_deregistration", "owner1", "owner2", reason="项目退役。")
    office.two(service, ref, "deregister", "registry1", "registry2")

    for trigger, who in (("report_change", "owner1"), ("ask_deregistration", "owner1"), ("find_ground", "registry1"),
                         ("revoke", "registry1")):
        with pytest.raises(NotOpen):
            office.move(service, ref, trigger, who)
    owner = office.who["owner1"]
    again = registration.open_application(code_of("91370200"), CODE, "另一项目", by=owner, today=office.today,
                                          key=uuid.uuid4().hex)
    registration.save(again, {"template": "design_avoid_1_0", "sections": SECTIONS,
                              "inputs": {**design(), "project_name": "另一项目"}}, 1, by=owner, today=office.today)
    with pytest.raises(Refusal) as refusal:
        office.move(registration, again, "submit", "owner1")

    assert any(b.rule.id == "R-30" and "已注销" in b.zh for b in refusal.value.broken)
    shown = client_of().get(f"/projects/{ref}").text
    assert "已注销" in shown and "项目退役。" in shown
    assert "项目退役。" in client_of().get("/sanctions").text


def test_a_deregistration_waits_for_reductions_that_are_under_way(told):
    office = Offices(told("claimed"))

    assert broken(lambda: office.move(service, office.story.refs["project"], "ask_deregistration", "owner1",
                                      reason="x")) == {"R-68"}


def test_the_registry_deregisters_on_a_ground_it_has_found(lite):
    ref = report(lite, "A", new_name="新名")

    lite.two(service, ref, "find_ground", "registry1", "registry2", ground="project_gone", reason="现场已拆除。")

    shown = queries.show(ref, by=lite.who["registry1"], today=lite.today)
    assert (shown.line.state.key, shown.ending[0], shown.changes[0].outcome[1]) == (
        "deregistered", "项目不复存续", "Project ended")


def test_credits_of_a_project_that_has_ended_stay_where_they_are(told):
    office = Offices(told("issued"))
    before = held(office)

    office.two(service, office.story.refs["project"], "find_ground", "registry1", "registry2", ground="project_gone",
               reason="现场已拆除。")

    assert project(office).state == "deregistered"
    assert held(office) == before == {"available": 938_608}


def held(office: Offices) -> dict[str, int]:
    with reading() as db:
        row = db.scalar(select(Project).where(Project.code == office.story.refs["project"]))
        return balance_of(db, account_of(db, row.owner_id).id)


def test_the_pages_take_a_change_from_its_report_to_its_withdrawal(lite):
    ref = lite.story.refs["project"]
    page, first, second = f"/registered-projects/{ref}", *(client_of(lite.who[n]) for n in ("owner1", "owner2"))

    wrong = post(first, f"{page}/moves/report_change", page, kind="A", changed_on="soon", what="")
    post(first, f"{page}/moves/report_change", page, kind="A", changed_on=lite.today.isoformat(), what="更名。")
    second.get(page)
    post(second, f"{page}/moves/confirm", page)
    done = post(first, f"{page}/moves/withdraw_change", page, reason="不再更名。")

    assert wrong.status_code == 422 and done.status_code == 303
    assert "已撤回" in first.get(page).text and ref in first.get("/registered-projects").text


def test_an_issue_of_credits_is_told_in_words_in_the_history_of_its_project(told):
    story = told("issued")
    first = queries.show(story.refs["project"], by=story.who["owner1"], today=story.today).history[0]

    assert (first.zh, first.en, first.note) == ("签发", "Issued", story.refs["certificate"])
