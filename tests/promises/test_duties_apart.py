"""S3: duties stay separate. The service refuses who does both, so does the database when it is passed by."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import text

from app.credits import service as credits
from app.credits.queries import choice
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.issuance import service as issuance
from app.rooms import SamePerson
from methodologies.kernel.rules import Conflict, NotYours
from tests.databases import ENGINES
from tests.stories import Told

pytestmark = pytest.mark.xdist_group("stories")      # one worker lives both, early, and the other waits for neither
PAST_THE_SERVICE = {                                    # what somebody with a database console would write
    "initiator is confirmer": ("proposal", "update proposal set confirmed_by = proposed_by where state = 'confirmed'"),
    "validator is verifier": ("engagement", "update engagement set body_id = validator_id where kind = 'verification'"),
    "team is reviewer": ("engagement_member", "update engagement_member set is_reviewer = true where in_team"),
    "team is decider": ("engagement_member", "update engagement_member set is_decider = true where in_team"),
    "an account's two representatives are one": (
        "account_dossier", "update account_dossier set applicant_id = (select min(id) from person), "
                           "confirmer_id = (select min(id) from person)"),
    "one person is two administrators": (
        "membership", "insert into membership (person_id, organisation_id, duty) select person_id, organisation_id, "
                      "'auditor' from membership where duty = 'security_administrator'"),
    "an administrator works on dossiers": (
        "membership", "insert into membership (person_id, organisation_id, duty) select person_id, organisation_id, "
                      "'operator' from membership where duty = 'system_administrator'")}


def key() -> str:
    return uuid.uuid4().hex


def give(story: Told, name: str, duty: str, like: str) -> None:
    """Another duty for a person, past every check of the service."""
    with transaction() as db:
        db.execute(text("insert into membership (person_id, organisation_id, duty) select :p, organisation_id, :d "
                        "from membership where person_id = :l"), {
            "p": story.who[name].id, "d": duty, "l": story.who[like].id})


@pytest.mark.parametrize("kind", ENGINES)
def test_the_database_refuses_one_for_two_when_the_service_is_passed_by(told, kind):
    told("issued", kind)
    taken = []
    for duty, (table, statement) in PAST_THE_SERVICE.items():
        with reading() as db:
            before = db.execute(text(f"select * from {table}")).all()
        try:
            with transaction() as db:
                done = db.execute(text(statement)).rowcount
            taken.append((duty, done))
        except Conflict:
            pass
        with reading() as db:
            assert sorted(map(repr, db.execute(text(f"select * from {table}")))) == sorted(map(repr, before)), duty

    assert taken == []


@pytest.mark.parametrize("kind", ENGINES)
def test_who_asks_to_retire_does_not_confirm_it_whatever_duties_they_hold(told, kind):
    story = told("issued", kind)
    give(story, "owner1", "confirmer", "owner2")
    owner, today = story.who["owner1"], story.today
    held = choice("retirement", "CN00000001", owner).held[0]
    ref = credits.begin("retirement", "CN00000001", [Pick(str(held.block), "10")], by=owner, today=today, key=key())
    use = {"beneficiary": "示范会议组委会", "purpose": "event", "user": "other", "use_year": str(today.year),
           "statement": "会议碳中和", "abroad": "no"}
    assert credits.move(ref, "request", by=owner, today=today, key=key(), payload=use).proposed

    with pytest.raises(SamePerson):
        credits.move(ref, "confirm", by=owner, today=today, key=key())

    assert credits.move(ref, "confirm", by=story.who["owner2"], today=today, key=key()).state == "holder_confirmed"


def test_the_registry_needs_two_people_to_issue(told):
    story = told("registered")
    ref, today = story.refs["reduction"], story.today
    give(story, "registry1", "national_administrator", "registry2")
    issuance.move(ref, "issue", by=story.who["registry1"], today=today, key=key())

    with pytest.raises(SamePerson):
        issuance.move(ref, "confirm", by=story.who["registry1"], today=today, key=key())
    with pytest.raises(NotYours):
        issuance.move(ref, "confirm", by=story.who["owner1"], today=today, key=key())
