"""A body's work by its service, on both engines: who stands on which side, and what a finding opens."""
from __future__ import annotations

import copy

import pytest

from app.database import reading, transaction
from app.engagement import service
from app.models.engagement import EngagementMember, Finding
from app.papers.queries import draft_of
from app.registration import service as registration
from methodologies.kernel.rules import Conflict, NotFound, NotOpen, NotYours, Refusal
from tests.rooms.commission import Commission, broken, engagement_of

# --- sides

def test_nobody_reviews_or_decides_their_own_work(case: Commission):
    by = case.who["val4"]

    with pytest.raises(Refusal) as both:
        service.name_team(case.work, ("val1", "val3"), "val3", "val4", by=by, today=case.today)
    with pytest.raises(Refusal) as foreign:
        service.name_team(case.work, ("val1", "owner1"), "val3", "val2", by=by, today=case.today)
    service.name_team(case.work, ("val1", "val2"), "val3", "val4", by=by, today=case.today)

    assert ("R-48", "/reviewer") in broken(both)
    assert broken(foreign) == [("R-48", "/members/owner1"), ("R-48", "/decider")]
    shown = case.seen_by("val1")
    assert [(m.sign_in, m.in_team, m.competent, m.reviewer, m.decider) for m in shown.members] == [
        ("val1", True, True, False, False), ("val2", True, False, False, False),
        ("val3", False, False, True, False), ("val4", False, False, False, True)]


@pytest.mark.parametrize("duty", ["is_reviewer", "is_decider"])
def test_the_database_too_keeps_the_team_apart_from_review_and_decision(case: Commission, duty: str):
    row, person = engagement_of(case), case.who["val1"].id

    with pytest.raises(Conflict), transaction() as db:
        db.add(EngagementMember(engagement_id=row.id, person_id=person, in_team=True, **{duty: True}))
    with transaction() as db:
        db.add(EngagementMember(engagement_id=row.id, person_id=person, in_team=False, **{duty: True}))


def test_only_the_team_fills_in_key_points_and_a_stranger_sees_nothing(case: Commission):
    case.start()

    for outsider, refused in (("val3", NotYours), ("val4", NotYours), ("owner1", NotYours), ("stranger", NotFound)):
        with pytest.raises(refused):
            service.answer_checklist(case.work, {"V1": ("yes", "")}, by=case.who[outsider], today=case.today)
    with pytest.raises(Refusal):
        service.answer_checklist(case.work, {"V1": ("perhaps", "")}, by=case.who["val1"], today=case.today)
    service.answer_checklist(case.work, {"V1": ("yes", "看了海图。")}, by=case.who["val1"], today=case.today)

    assert [(p.answer, p.note) for p in case.seen_by("val1").points[:1]] == [
        ("yes", "看了海图。")]


def test_a_contract_holds_what_was_asked_for_and_nothing_else(case: Commission):
    case.move("accept", "val4", **case.contract(), planned_on="1999-01-01", state="issued")

    row = engagement_of(case)

    assert (row.state, row.contract) == ("contracted", case.contract())


# --- findings

def test_a_finding_opens_exactly_what_it_points_at(case: Commission):
    n = case.send("/sections/B.7.3", "/inputs/turbines/1/depth_m")
    owner = case.who["owner1"]

    def save(*changes: tuple[str, ...]) -> None:
        document, revision = draft_of(case.ref)
        document = copy.deepcopy(document)
        for *path, value in changes:
            here = document
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = value
        registration.save(case.ref, document, revision, by=owner, today=case.today)

    with pytest.raises(Refusal) as elsewhere:
        save(("sections", "B.7.3", "已补充。"), ("sections", "A.4", "x"), ("inputs", "turbines", 0, "depth_m", "31"))
    save(("sections", "B.7.3", "已补充。"), ("inputs", "turbines", 1, "depth_m", "31"))
    case.say(n, "已补充。")
    case.judge(n, "close")
    with pytest.raises(Refusal) as closed:
        save(("sections", "B.7.3", "再改。"))

    assert broken(elsewhere) == [("H-UNLOCK", "/sections/A.4"), ("H-UNLOCK", "/inputs/turbines/0/depth_m")]
    assert broken(closed) == [("H-UNLOCK", "/sections/B.7.3")]


def test_a_finding_points_at_places_the_document_has_also_where_they_are_empty(case: Commission):
    case.start()
    said = {"by": case.who["val1"], "today": case.today, "ground": "information"}

    with pytest.raises(Refusal) as nowhere:
        service.raise_finding(case.work, "correction", "？", ["/sections/Z.9", "/inputs/turbines/50"], **said)
    n = service.raise_finding(case.work, "correction", "请提供。",
                              ["/inputs/yearly", "/documents/eia", "/sections/A.2.2"], **said)

    assert broken(nowhere) == [("H-TARGET", "/sections/Z.9"), ("H-TARGET", "/inputs/turbines/50")]
    assert n == 1


def test_the_owner_sees_a_finding_once_it_is_sent(case: Commission):
    case.start()
    service.raise_finding(case.work, "observation", "留意。", by=case.who["val1"], today=case.today, due_period=1)

    before = case.seen_by("owner1")
    case.visit()
    with pytest.raises(NotOpen):
        service.answer_finding(case.work, 1, "好的。", by=case.who["owner1"], today=case.today)
    case.move("send_findings", "val1", answer_by=case.today.isoformat())
    after = case.seen_by("owner1")

    assert (before.findings, before.points, before.inside) == ((), (), False)
    assert [f.body for f in after.findings] == ["留意。"]
    assert "提出整改要求或观察项（第 1 项）" not in [e.zh for e in after.history]


def test_findings_are_closed_when_each_is_answered_and_judged(case: Commission):
    n = case.send("/sections/A.3")

    with pytest.raises(Refusal) as waiting:
        case.move("close_findings", "val1")
    with pytest.raises(NotOpen):
        case.judge(n, "close")
    case.say(n, "见附件。")
    case.judge(n, "reopen")
    with pytest.raises(Refusal) as reopened:
        case.move("close_findings", "val1")
    case.say(n, "已补充。")
    with pytest.raises(NotYours):
        case.judge(n, "close", who="owner1")
    case.judge(n, "close")
    case.move("close_findings", "val1")

    assert broken(waiting) == broken(reopened) == [("R-51a", f"/findings/{n}")]
    assert [(a.side, a.body) for a in case.seen_by("owner1").findings[0].answers] == [
        ("owner", "见附件。"), ("team", "reopen。"), ("owner", "已补充。"), ("team", "close。")]


def test_the_same_key_raises_one_finding(case: Commission):
    case.start()

    numbers = [service.raise_finding(case.work, "correction", "一次。", ground="plan", by=case.who["val1"],
                                     today=case.today, key="key-00001") for _ in range(2)]

    assert numbers == [1, 1]
    with reading() as db:
        assert db.query(Finding).count() == 1
