"""The page of commitments: who sees which letters, and what a decision breaks."""
from __future__ import annotations

from app.commitments import queries
from tests.rooms.clients import client_of
from tests.rooms.offices import Offices
from tests.rooms.test_sanctions import decided
from workflows.commitments import Standing


def test_an_owner_sees_its_own_sentences_and_the_registry_and_the_department_all(told):
    office = Offices(told("issued"))
    seen = {name: len(queries.rows(office.who[name], office.today))
            for name in ("owner1", "registry1", "province1", "auditor", "stranger", "val4")}

    assert seen == {"owner1": 5, "registry1": 5, "province1": 5, "auditor": 5, "stranger": 0, "val4": 0}
    assert "何种事实即为违反" in client_of(office.who["owner1"]).get("/commitments").text


def test_a_decision_that_the_material_was_false_breaks_the_promise_of_truth(told):
    office = Offices(told("issued"))
    before = [row.standing for row in queries.rows(office.who["owner1"], office.today)]

    decided(office, "R-128", {"kind": "fine", "amount": "20000"})

    after = [row.standing for row in queries.rows(office.who["owner1"], office.today)]
    assert Standing.BROKEN not in before and after.count(Standing.BROKEN) == 2
