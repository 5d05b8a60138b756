"""Findings in rounds, on both engines: grounds, evidence, edits, the owner's time, what the body sees of a change."""
from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from app import clock
from app.database import reading, transaction
from app.demo.cast import EVIDENCE
from app.engagement import differences, service
from app.engagement.queries import served, shared_facts
from app.engagement.rounds import owner_stops, requests_of
from app.models.engagement import Engagement, Finding
from app.papers.queries import draft_of
from app.published import service as published
from app.registration import service as registration
from methodologies.kernel.rules import NotFound, Refusal
from tests.rooms.commission import Commission, broken, engagement_of
from tests.stories import Told

FILE = ("说明.pdf", EVIDENCE + b"% answer\n")


def request_of(case: Commission):
    with reading() as db:
        row = db.query(Engagement).filter_by(ref=case.work).one()
        return requests_of(db, row, served(db, row))[0]


def change(case: Commission, code: str, text: str) -> None:
    document, revision = draft_of(case.ref)
    document = copy.deepcopy(document)
    document["sections"][code] = text
    registration.save(case.ref, document, revision, by=case.who["owner1"], today=case.today)


def answer(case: Commission, n: int, file=None) -> None:
    service.answer_finding(case.work, n, "已补充。", by=case.who["owner1"], today=case.today, file=file)


def test_a_correction_names_its_ground_and_an_observation_has_none(case: Commission):
    case.start()
    said = {"by": case.who["val1"], "today": case.today}

    refusals = []
    for kind, ground in (("correction", ""), ("correction", "accounting"), ("observation", "plan")):
        with pytest.raises(Refusal) as refusal:
            service.raise_finding(case.work, kind, "请补充。", ground=ground, **said)
        refusals.append(broken(refusal))
    service.raise_finding(case.work, "correction", "请补充。", ground="substance", **said)

    assert refusals == [[("R-51c", "/ground")]] * 3
    assert case.seen_by("val1").findings[0].ground.key == "substance"
    with pytest.raises(Exception, match="(?i)check"), transaction() as db:
        db.add(Finding(engagement_id=engagement_of(case).id, n=9, kind="observation", targets=[], body="x",
                       state="open", raised_on=case.today, tag="", ground="plan"))


def test_a_request_is_settled_by_explanation_evidence_and_edit(case: Commission):
    n = case.send("/sections/B.7.3")
    nothing = request_of(case)
    answer(case, n)
    explained = request_of(case)
    case.judge(n, "reopen")
    change(case, "B.7.3", "已补充。")
    edited = request_of(case)
    answer(case, n, FILE)
    case.judge(n, "close")

    assert (nothing.explained, nothing.evidence, nothing.edited) == (False, False, False)
    assert (explained.explained, explained.evidence, explained.edited) == (True, False, False)
    assert (edited.evidence, edited.edited) == (False, True)
    assert tuple(request_of(case).lacks) == ()
    shown = case.seen_by("owner1").findings[0]
    assert [(r.n, r.verdict) for r in shown.rounds] == [(1, "reopened"), (2, "closed")]
    assert shown.answers[2].file == "说明.pdf"


def test_a_finding_may_point_at_a_page_and_it_opens_that_paper_alone(case: Commission):
    case.start()
    case.visit()
    said = {"by": case.who["val1"], "today": case.today, "ground": "information"}

    with pytest.raises(Refusal) as refusal:
        service.raise_finding(case.work, "correction", "？", ["/documents/eia_approval/pages/0", "/pictures/7",
                                                             "/documents/none/pages/2"], **said)
    service.raise_finding(case.work, "correction", "第3页缺章。", ["/documents/eia_approval/pages/3"], **said)
    case.move("send_findings", "val1", answer_by=case.today.isoformat())
    at = {"by": case.who["owner1"], "today": case.today}
    with pytest.raises(Exception) as shut:
        registration.attach(case.ref, "feasibility_study", "f.pdf", EVIDENCE, **at)
    registration.attach(case.ref, "eia_approval", "eia.pdf", EVIDENCE + b"% new\n", **at)

    assert broken(refusal) == [("H-TARGET", "/documents/eia_approval/pages/0"), ("H-TARGET", "/pictures/7"),
                               ("H-TARGET", "/documents/none/pages/2")]
    assert shut.type.__name__ == "NotOpen"
    assert case.seen_by("owner1").findings[0].targets[0].zh.endswith("第3页")
    assert request_of(case).evidence


def test_the_body_reads_every_line_that_changed_and_which_finding_opened_it(case: Commission):
    n = case.send("/sections/B.7.3")
    change(case, "B.7.3", "备表数据代替。")

    step = differences.changes(case.work, case.who["val1"], case.today).steps[0]

    assert [(line.target.pointer, line.now, line.opened_by) for line in step.lines] == [
        ("/sections/B.7.3", "备表数据代替。", (n,))]
    assert step.lines[0].was.startswith("生产部负责")
    assert step.tonnes[0] == step.tonnes[1] and step.tonnes[0] > 0
    with pytest.raises(NotFound):
        differences.changes(case.work, case.who["stranger"], case.today)


def test_the_hundred_days_stand_still_while_the_owner_has_the_word_and_no_longer(case: Commission):
    published.advance_clock(20)                         # into the notice
    n = case.send("/sections/B.7.3")
    sent = case.today
    published.advance_clock(4)
    answer(case, n, FILE)
    published.advance_clock(3)
    shown = case.seen_by("val1").clock
    with reading() as db:
        row = db.query(Engagement).filter_by(ref=case.work).one()
        stops = owner_stops(db, row, clock.today())
        facts = shared_facts(db, row, clock.today(), {})

    assert [(stop.days, stop.open) for stop in stops] == [(4, False)]
    assert stops[0].starts_on == max(sent, shown.starts_on)
    assert shown.stopped == facts["days_stopped"] == 4
    assert shown.used == (clock.today() - shown.starts_on).days - 4


def test_a_finding_raised_while_findings_are_open_is_sent_at_once(case: Commission):
    case.send("/sections/B.7.3")
    service.raise_finding(case.work, "observation", "留意。", by=case.who["val1"], today=case.today)

    assert [len(f.rounds) for f in case.seen_by("owner1").findings] == [1, 1]


def test_a_positive_conclusion_waits_for_every_request_to_be_settled(told: Callable[..., Told]):
    story = told("project")
    with reading() as db:
        row = db.query(Engagement).filter_by(ref=story.refs["validation"]).one()
        facts = shared_facts(db, row, story.today, {})

    assert [tuple(each.lacks) for each in facts["requests"]] == [()]
    assert all(each.closed and each.edited for each in facts["requests"])
