"""The whole life of a project on both databases: what must agree at its end, and what two people may not be."""
from __future__ import annotations

import json
import uuid
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.certificates import check, trust
from app.certificates.keys import trust_file
from app.certificates.queries import certificate
from app.clock import now
from app.database import engine, reading, transaction
from app.evidence.proof import check_log
from app.issuance import service as issuance
from app.ledger.proof import check_ledger
from app.ledger.queries import account_of, balance_of, batches_of
from app.models.engagement import Engagement, EngagementMember
from app.models.project import Project
from app.models.reduction import Period, ReductionApplication
from app.models.work import Proposal
from app.monitoring import service as monitoring
from app.papers.queries import newest_worksheet
from app.registration import service as registration
from app.rooms import SamePerson
from methodologies.kernel.rules import Conflict, NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.stories import certificate_file

BY_YEAR = {"2024": 476091, "2025": 462517}


def key() -> str:
    return uuid.uuid4().hex


@pytest.mark.parametrize("kind", ENGINES)
def test_tonnes_agree_in_worksheet_application_ledger_and_certificate(told, kind):
    story = told("issued", kind)

    with reading() as db:
        application = db.scalar(select(ReductionApplication).where(ReductionApplication.ref == story.refs["reduction"]))
        sheet = json.loads(newest_worksheet(db, application.ref, "verification").body)
        lines = {str(line.year): (line.applied_t, line.verified_t) for line in application.lines}
        batches = {str(b.block.year): b.block.tonnes for b in batches_of(db, story.refs["project"])}
        held = balance_of(db, account_of(db, application.project.owner_id).id)

    assert sheet["by_year"] == BY_YEAR
    assert lines == {year: (tonnes, tonnes) for year, tonnes in BY_YEAR.items()}
    assert batches == BY_YEAR
    assert held == {"available": sum(BY_YEAR.values())}
    assert {str(y): t for y, t in certificate(story.refs["certificate"]).content.by_year().items()} == BY_YEAR


@pytest.mark.parametrize("kind", ENGINES)
def test_ledger_log_and_certificate_are_proven_at_the_end_of_the_story(told, kind):
    story = told("issued", kind)

    with reading() as db:
        broken = [c for c in (*check_ledger(db), *check_log(db, now())) if c.broken]
    lines = check.verify(certificate_file(story), trust.read(trust_file()))

    assert broken == []
    assert {line.name: line.ok for line in lines} == dict.fromkeys(("signature", "attachments", "log", "tonnes"), True)


def test_the_factor_table_that_came_out_meanwhile_changes_the_verified_amount(told):
    story = told("issued")

    with reading() as db:
        claimed = json.loads(newest_worksheet(db, story.refs["reduction"], "accounting").body)
        verified = json.loads(newest_worksheet(db, story.refs["reduction"], "verification").body)

    tables = lambda sheet: [year["EF_grid,OM,y"]["table"] for year in sheet["inputs"]["years"]]
    assert (tables(claimed), claimed["tonnes"]) == (["2024/N", "2024/N"], 950570)
    assert (tables(verified), verified["tonnes"]) == (["2024/N", "2025/N"], 938608)


@pytest.mark.parametrize("kind", ENGINES)
def test_whoever_proposes_may_not_confirm(told, kind):
    story = told("registered", kind)
    ref, today = story.refs["reduction"], story.today
    with transaction() as db:                           # the operator becomes administrator as well: two duties
        operator = story.who["registry1"].id
        db.execute(text("insert into membership (person_id, organisation_id, duty) select :p, organisation_id, "
                        "'national_administrator' from membership where person_id = :p and duty = 'operator'"),
                   {"p": operator})
    issuance.move(ref, "issue", by=story.who["registry1"], today=today, key=key())

    with pytest.raises(SamePerson):
        issuance.move(ref, "confirm", by=story.who["registry1"], today=today, key=key())
    with pytest.raises(Conflict), transaction() as db:
        db.execute(text("update proposal set confirmed_by = proposed_by, state = 'confirmed' where state = 'open'"))
    issuance.move(ref, "confirm", by=story.who["registry2"], today=today, key=key())

    with reading() as db:
        proposal = db.scalar(select(Proposal).where(Proposal.subject == ref, Proposal.trigger == "issue"))
    assert proposal.confirmed_by == story.who["registry2"].id


@pytest.mark.parametrize("kind", ENGINES)
def test_one_key_issues_once_however_often_it_is_sent(told, kind):
    story = told("registered", kind)
    ref, today, again = story.refs["reduction"], story.today, key()
    issuance.move(ref, "issue", by=story.who["registry1"], today=today, key=key())

    first = issuance.move(ref, "confirm", by=story.who["registry2"], today=today, key=again)
    second = issuance.move(ref, "confirm", by=story.who["registry2"], today=today, key=again)

    assert first == second
    with reading() as db:
        assert len(batches_of(db, story.refs["project"])) == 2


@pytest.mark.parametrize("kind", ENGINES)
def test_the_validator_of_a_project_can_not_be_stored_as_its_verifier(told, kind):
    told("claimed", kind)

    with pytest.raises(Conflict) as refused, transaction() as db:
        db.execute(text("update engagement set body_id = validator_id where kind = 'verification'"))

    assert isinstance(refused.value.__cause__, IntegrityError)


def test_the_validator_of_a_project_is_refused_as_its_verifier(told):
    story = told("claimed")
    with reading() as db:
        validator = db.scalar(select(Project).where(Project.code == story.refs["project"])).validator.credit_code

    with pytest.raises(Refusal) as refusal:
        issuance.name_body(claimed_anew(story), validator, by=story.who["owner1"])

    assert [b.rule.id for b in refusal.value.broken] == ["R-81"]


def claimed_anew(story) -> str:
    """The claim is given up, and a new draft for the same period begun."""
    issuance.move(story.refs["reduction"], "terminate", by=story.who["owner1"], today=story.today, key=key(),
                  payload={"reason": "重新申报"})
    with reading() as db:
        period = db.scalar(select(Period.ref))
    return issuance.open_application(period, by=story.who["owner1"], today=story.today, key=key())


def test_a_period_has_one_live_application(told):
    story = told("claimed")

    with reading() as db:
        period = db.scalar(select(Period.ref))
    with pytest.raises(issuance.AlreadyClaimed):
        issuance.open_application(period, by=story.who["owner1"], today=story.today, key=key())


@pytest.mark.parametrize("kind", ENGINES)
def test_periods_of_a_project_never_overlap_by_rule_and_by_database(told, kind):
    story = told("claimed", kind)

    with pytest.raises(Refusal) as refusal:
        monitoring.open_period(story.refs["project"], date(2025, 12, 31), date(2026, 3, 31), by=story.who["owner1"],
                               today=story.today, key=key())
    assert [b.rule.id for b in refusal.value.broken] == ["R-79"]
    with pytest.raises(Conflict), transaction() as db:
        db.add(Period(ref="MP-X", state="open", project_id=1, n=9, starts_on=date(2025, 12, 31),
                      ends_on=date(2026, 3, 31), opened_on=story.today))
    with transaction() as db:
        db.add(Period(ref="MP-Y", state="open", project_id=1, n=9, starts_on=date(2026, 1, 1),
                      ends_on=date(2026, 3, 31), opened_on=story.today))


@pytest.mark.parametrize("kind", ENGINES)
def test_reviewer_and_decider_can_not_be_stored_in_the_team(told, kind):
    told("claimed", kind)

    for side in ("is_reviewer", "is_decider"):
        with pytest.raises(Conflict), transaction() as db:
            db.execute(text(f"update engagement_member set {side} = :yes where in_team"), {"yes": True})


def test_a_stranger_gets_for_another_s_dossier_what_an_absent_one_gives(told):
    story = told("claimed")
    stranger, today = story.who["stranger"], story.today

    for ref in (story.refs["application"], "PA-1999-0001"):
        with pytest.raises(NotFound) as refused:
            registration.move(ref, "terminate", by=stranger, today=today, key=key())
        assert (refused.value.zh, refused.value.status) == (NotFound.zh, 404)


def test_a_move_of_somebody_else_s_is_not_yours(told):
    story = told("claimed")

    with pytest.raises(NotYours):
        issuance.move(story.refs["reduction"], "terminate", by=story.who["owner2"], today=story.today, key=key())


def test_a_move_that_another_move_causes_can_not_be_taken_by_hand(told):
    story = told("claimed")

    with pytest.raises(NotOpen):
        issuance.move(story.refs["reduction"], "upload_positive", by=story.who["ver4"], today=story.today, key=key())


def test_a_refused_move_leaves_nothing_behind(told):
    story = told("claimed")
    count = "select (select count(*) from event), (select count(*) from call), (select count(*) from deadline)"
    with engine().connect() as connection:
        before = connection.execute(text(count)).one()

    with pytest.raises(NotOpen):
        issuance.move(story.refs["reduction"], "issue", by=story.who["registry1"], today=story.today, key=key())

    with engine().connect() as connection:
        assert connection.execute(text(count)).one() == before


def test_the_database_names_members_of_one_engagement_once(told):
    told("claimed")

    with reading() as db:
        rows = db.execute(select(EngagementMember.engagement_id, EngagementMember.person_id)).all()
        kinds = set(db.scalars(select(Engagement.kind)))
    assert len(rows) == len(set(rows)) == 8
    assert kinds == {"validation", "verification"}
