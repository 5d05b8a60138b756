"""A dossier of credits is in the inbox of whoever's turn it is, and of nobody else."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from app import access
from app.access import Who
from app.credits import service
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.inbox import credits, gathering
from app.inbox.queries import inbox
from app.inbox.steps import step, turn_of
from app.ledger import queries as ledger
from app.models.credit import LETTERS, CreditDossier
from app.models.ledger import Account
from app.models.party import Organisation
from tests.rooms.offices import Offices
from tests.rooms.test_retirement import USE
from workflows.engine import Actor
from workflows.lifecycle import STAGES

EVERYBODY = frozenset(Actor) - {Actor.CLOCK}


@pytest.fixture
def office(told):
    return Offices(told("issued"))


def due(office: Offices, who: str, ref: str) -> list[tuple[str, bool]]:
    """(what to do, as the second of two) of each task of this dossier."""
    found = inbox(office.who[who], office.today)
    tasks = [task for task in (*found.today, *found.soon, *found.later) if task.ref == ref]
    assert {task.href for task in tasks} <= {f"/retirements/{ref}"}
    return [(task.zh, task.second) for task in tasks]


def waits(office: Offices, who: str, ref: str) -> list[str]:
    return [row.for_zh for row in inbox(office.who[who], office.today).waiting if row.ref == ref]


def begun(office: Offices) -> str:
    page = ledger.account("CN00000001", office.who["owner1"])
    block = str(page.holdings[0][2][0].block)
    return service.begin("retirement", "CN00000001", [Pick(block, "100")], by=office.who["owner1"],
                         today=office.today, key=uuid.uuid4().hex)


def test_a_retirement_goes_from_inbox_to_inbox(office):
    ref = begun(office)
    drafted = [due(office, who, ref) for who in ("owner1", "owner2", "registry1", "stranger")]
    office.move(service, ref, "request", "owner1", **USE)
    proposed = [due(office, who, ref) for who in ("owner1", "owner2", "registry1")]
    office.move(service, ref, "confirm", "owner2")
    handed_in = [due(office, who, ref) for who in ("owner1", "registry1", "stranger")]
    waiting = waits(office, "owner1", ref)
    office.move(service, ref, "take_up", "registry1")
    under_review = due(office, "registry1", ref)
    office.move(service, ref, "retire", "registry1")

    assert drafted == [[("抵消及注销确认", False)], [], [], []]
    assert proposed == [[], [("复核：抵消及注销确认", True)], []]
    assert handed_in == [[], [("受理注销", False)], []] and waiting == ["登记机构经办"]
    assert under_review == [("予以注销", False)]
    assert due(office, "registry1", ref) == waits(office, "owner1", ref) == []


def test_who_is_what_in_an_inbox_is_who_is_what_to_the_dossier(office):
    """Every stage in every state, drafted by each side: the inbox hides nothing and shows nothing else."""
    living = [(stage, state.key) for stage in LETTERS for state in STAGES[stage].states
              if state not in STAGES[stage].finals()]
    with transaction() as db:
        account = db.scalar(select(Account).where(Account.number == "CN00000001"))
        other = db.scalar(select(Organisation.id).where(Organisation.kind == "owner",
                                                        Organisation.id != account.organisation_id))
        db.add_all(CreditDossier(ref=f"{LETTERS[stage]}-2026-{n}{side}", stage=stage, state=state, said={},
                                 account_id=account.id, counterparty_id=other, begun_by=side,
                                 opened_on=office.today, opened_by=office.who["owner1"].id)
                   for n, (stage, state) in enumerate(living) for side in ("holder", "office", "other"))
    for name in ("owner1", "owner2", "stranger", "registry1", "registry2", "val1"):
        agrees(office.who[name], office)


def agrees(who: Who, office: Offices) -> None:
    with reading() as db:
        found = {row.ref: row.actors for row in credits.rows(db, gathering.roles_of(db, who, office.today))}
        for row in db.scalars(select(CreditDossier)):
            actors = access.actors_of(db, who, row)
            assert found.get(row.ref, actors) == actors, (who.name, row.ref)
            assert row.ref in found or not step(row.stage, row.state, actors), (who.name, row.ref)


def test_nobody_waits_for_what_is_done_at_will_or_by_the_day():
    at_rest = {(stage, state.key) for stage in LETTERS for state in STAGES[stage].states
               if state not in STAGES[stage].finals() and not step(stage, state.key, EVERYBODY)}

    assert at_rest == {("pledge", "registered"), ("freeze", "waiting"), ("freeze", "frozen"),
                       ("suspension", "suspended"), ("market_move", "at_exchange")}
    assert [step(stage, state, EVERYBODY).zh for stage, state in (
        ("suspension", "draft"), ("market_move", "withdraw_requested"))] == ["暂停交易", "转回登记账户"]
    assert turn_of("surrender", "sent") == (Actor.REGISTRY_OPERATOR,)
