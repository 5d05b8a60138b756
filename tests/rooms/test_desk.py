"""The registry's desk: its list, one supplement with the clock stopped, experts drawn, applying again; both engines."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from app import deadlines
from app.database import reading, transaction
from app.demo.cast import Cast
from app.desk import service as desk
from app.desk.queries import items_for, review, supplements_of
from app.evidence.canonical import sha256
from app.models.document import Attachment
from app.models.notice import Notice
from app.models.party import Membership, Organisation
from app.models.project import Application
from app.models.review import Evaluation
from app.models.sanction import Bar
from app.papers.queries import draft_of, state_of
from app.published import service as published
from app.registration import service as registration
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.stories import Told
from tests.visiting import Browser, stored

GAPS = {"annexes": ("gap", "环评批复缺第3页。"), "chapter_b": ("gap", "B.6.2 未写明因子年度。")}


@pytest.fixture(params=ENGINES)
def story(request, told) -> Told:
    return told("applied", request.param)


def move(story: Told, trigger: str, name: str, **payload: str) -> None:
    registration.move(story.refs["application"], trigger, by=story.who[name], today=story.today, key=uuid.uuid4().hex,
                      payload=payload)


def judge(story: Told, **verdicts: tuple[str, str]) -> None:
    desk.judge(story.refs["application"], verdicts, by=story.who["registry1"], today=story.today)


def all_there(story: Told) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(items_for(story.refs["application"]), ("there", ""))


def running(story: Told) -> list[str]:
    with reading() as db:
        found = deadlines.running(db, story.refs["application"])
        return [deadline.setting for deadline in found if deadline.stopped_on is None]


def broken(call, *args, **kwargs) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refusal:
        call(*args, **kwargs)
    return [(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade == "refuse"]


def test_two_gaps_go_out_word_for_word_the_clock_stops_and_what_was_answered_is_judged_anew(story):
    ref, registry = story.refs["application"], Cast()
    registry.who = story.who
    registry.settle(ref)
    assert {rule for rule, _ in broken(move, story, "register", "registry1")} == {"R-45a"}
    judge(story, **all_there(story) | GAPS)
    assert broken(move, story, "register", "registry1") == [
        ("R-45b", "/review/chapter_b"), ("R-45b", "/review/annexes")]

    move(story, "ask_supplement", "registry1")
    asked = state_of(ref), running(story)
    move(story, "answer_supplement", "owner1", answer="已补传环评批复全文，并注明因子年度。")
    now = review(ref, by=story.who["registry1"], today=story.today)

    assert asked == ("supplement_asked", ["review.supplement_wd"])
    assert (state_of(ref), running(story)) == ("under_review", ["review.project_wd"])
    assert [(j.item.key, j.before) for j in now.open] == [("chapter_b", GAPS["chapter_b"][1]),
                                                          ("annexes", GAPS["annexes"][1])]
    assert {rule for rule, _ in broken(move, story, "register", "registry1")} == {"R-45a"}
    assert ("R-180", "/supplement") in broken(move, story, "ask_supplement", "registry1")
    judge(story, annexes=("there", ""), chapter_b=("there", ""))
    move(story, "register", "registry1")
    move(story, "confirm", "registry2")
    assert state_of(ref) == "registered"


def test_the_list_of_gaps_is_published_with_the_notice_and_stands_before_the_owner(story):
    judge(story, **all_there(story) | GAPS)
    ref, app = story.refs["application"], create_app()
    with reading() as db:
        notice = db.scalar(select(Notice.ref).where(Notice.subject == ref))
    before = Browser(app, story, "").get(f"/notices/{notice}").text

    move(story, "ask_supplement", "registry1")
    public, owner = (Browser(app, story, name).get(at).text for name, at in (
        ("", f"/notices/{notice}"), ("owner1", f"/applications/{ref}")))

    with reading() as db:
        sent = supplements_of(db, db.scalar(select(Application).where(Application.ref == ref)))
    assert [[j.item.key for j in each.items] for each in sent] == [["chapter_b", "annexes"]]
    for _, words in GAPS.values():
        assert words not in before and words in public and words in owner
    assert "一次性告知补正" in owner.partition('id="written"')[2][:400]


def test_a_supplement_that_is_late_is_not_taken_and_leads_to_refusal_by_two_people(story):
    judge(story, **all_there(story) | GAPS)
    move(story, "ask_supplement", "registry1")
    assert broken(move, story, "refuse", "registry1", reason="逾期。") == [("R-180a", "/supplement")]
    published.advance_clock(40)

    assert broken(move, story, "answer_supplement", "owner1", answer="补正。") == [("R-180c", "/supplement")]
    move(story, "refuse", "registry1", reason="逾期未补正。")
    move(story, "confirm", "registry2")

    assert state_of(story.refs["application"]) == "refused"


def test_what_is_wrong_with_a_verdict_is_told_at_once_and_nothing_is_kept(story):
    before = stored()

    wrong = broken(judge, story, annexes=("gap", " "), chapter_a=("maybe", ""), nothing=("there", ""))

    assert wrong == [("INPUT", "/review/annexes"), ("INPUT", "/review/chapter_a"), ("INPUT", "/review/nothing")]
    assert broken(judge, story) == [("INPUT", "/review")]
    assert stored() == before


def test_nobody_but_the_operator_judges_and_nobody_while_a_step_waits_for_its_second_person(story):
    ref, one = story.refs["application"], {"annexes": ("there", "")}
    for name, error in (("owner1", NotYours), ("registry2", NotYours), ("stranger", NotFound), ("expert1", NotFound)):
        with pytest.raises(error):
            desk.judge(ref, one, by=story.who[name], today=story.today)

    move(story, "refuse", "registry1", reason="材料不实。")
    with pytest.raises(NotOpen):
        judge(story, **one)


def test_experts_are_drawn_from_those_without_a_tie_by_a_draw_that_anyone_can_repeat(story):
    ref = story.refs["application"]
    with transaction() as db:
        owner = db.scalar(select(Organisation.id).where(Organisation.kind == "owner").order_by(Organisation.id))
        db.add(Membership(person_id=story.who["expert2"].id, organisation_id=owner, duty="initiator",
                          ended_on=story.today))

    move(story, "ask_evaluation", "registry1", question="离岸距离的量取方法是否可靠？")

    with reading() as db:
        asked = db.scalar(select(Evaluation).where(Evaluation.subject == ref))
        drawn = {seat.person.sign_in for seat in asked.seats}
    names = ["expert1", "expert3", "expert4"]
    assert asked.seed == sha256("\n".join((f"{ref}/1", *names)))
    assert asked.ranks == sorted([sha256(f"{asked.seed}\n{name}"), name] for name in names)
    assert [row[0] for row in asked.left_out] == ["expert2"] and drawn == set(names)
    assert running(story) == ["review.evaluation_wd"]


def test_the_clock_stands_still_until_every_expert_has_answered_or_their_time_is_over(story):
    ref = story.refs["application"]
    move(story, "ask_evaluation", "registry1", question="离岸距离的量取方法是否可靠？")
    with reading() as db:
        drawn = [seat.person.sign_in for seat in db.scalar(select(Evaluation)).seats]
    left = {"expert1", "expert2", "expert3", "expert4"} - set(drawn)
    assert len(drawn) == 3

    for name in drawn[:2]:
        desk.opine(ref, "supports", "方法可靠。", by=story.who[name], today=story.today)

    assert broken(move, story, "end_evaluation", "registry1") == [("R-181b", "/evaluation")]
    for name, error in ((drawn[0], NotOpen), (*left, NotFound), ("registry1", NotYours)):
        with pytest.raises(error):
            desk.opine(ref, "supports", "再说一次。", by=story.who[name], today=story.today)
    assert broken(desk.opine, ref, "maybe", " ", by=story.who[drawn[2]], today=story.today) == [
        ("INPUT", "/view"), ("INPUT", "/opinion")]
    desk.opine(ref, "doubts", "需补充原始坐标。", by=story.who[drawn[2]], today=story.today)
    move(story, "end_evaluation", "registry1")
    assert (state_of(ref), running(story)) == ("under_review", ["review.project_wd"])
    assert broken(move, story, "ask_evaluation", "registry1", question="再问。") == [("R-181", "/evaluation")]


def test_an_expert_sees_the_dossier_from_the_draw_on_and_the_owner_never_sees_who_was_drawn(story):
    ref, app = story.refs["application"], create_app()
    move(story, "ask_evaluation", "registry1", question="离岸距离的量取方法是否可靠？")
    with reading() as db:
        drawn = [seat.person for seat in db.scalar(select(Evaluation)).seats]
        name, real = drawn[0].sign_in, drawn[0].name
    mine = Browser(app, story, name)

    page, tasks = mine.get(f"/review/{ref}").text, mine.get("/inbox").text
    given = mine.post(f"/review/{ref}/opinion", {"view": "supports", "opinion": "方法可靠，坐标可复核。"})
    desk_page, owner_page = (Browser(app, story, who).get(f"/applications/{ref}").text
                             for who in ("registry1", "owner1"))

    assert "离岸距离的量取方法是否可靠？" in page and given.status_code == 303
    assert f'href="/review/{ref}"' in tasks and f'href="/review/{ref}"' not in mine.get("/inbox").text
    assert real in desk_page and "方法可靠，坐标可复核。" in desk_page
    assert real not in owner_page and "方法可靠" not in owner_page and "技术评估" in owner_page
    assert Browser(app, story, name).get(f"/applications/{ref}").status_code == 200


def test_a_refused_application_is_made_anew_in_one_step_with_its_document_its_files_and_its_history(story):
    ref, by = story.refs["application"], story.who["owner1"]
    assert ("R-69b", "/state") in broken(registration.apply_again, ref, by=by, today=story.today, key="k" * 20)
    move(story, "refuse", "registry1", reason="材料不完整。")
    move(story, "confirm", "registry2")

    new = registration.apply_again(ref, by=by, today=story.today, key="k" * 20)
    same = registration.apply_again(ref, by=by, today=story.today, key="k" * 20)

    with reading() as db:
        files = {subject: sorted(db.execute(select(Attachment.slot, Attachment.sha256).where(
            Attachment.subject == subject, Attachment.replaced_by.is_(None), Attachment.page_code == "")).all())
            for subject in (ref, new)}
    assert same == new and state_of(new) == "draft"
    assert draft_of(new)[0]["inputs"] == draft_of(ref)[0]["inputs"]
    assert "均缺失时" in draft_of(new)[0]["sections"]["B.7.3"]
    assert files[new] and {slot for slot, _ in files[new]} == {slot for slot, _ in files[ref]}
    page = Browser(create_app(), story, "owner1").get(f"/applications/{new}").text
    assert "第 2 次申请" in page and ref in page
    assert ("H-41", "/later") in broken(registration.apply_again, ref, by=by, today=story.today, key="n" * 20)


def test_a_barred_owner_does_not_apply_again(story):
    ref = story.refs["application"]
    move(story, "refuse", "registry1", reason="弄虚作假。")
    move(story, "confirm", "registry2")
    with transaction() as db:
        row = db.scalar(select(Application).where(Application.ref == ref))
        db.add(Bar(organisation_id=row.owner_id, starts_on=story.today, ground="R-128",
                   ends_on=story.today.replace(year=story.today.year + 3)))

    assert broken(registration.apply_again, ref, by=story.who["owner1"], today=story.today, key="k" * 20) == [
        ("R-128", "/owner")]
    with pytest.raises(NotFound):
        registration.apply_again(ref, by=story.who["stranger"], today=story.today, key="k" * 20)


def test_the_checklist_is_judged_on_the_dossier_page_and_a_refused_one_keeps_what_was_typed(story):
    ref = story.refs["application"]
    operator = Browser(create_app(), story, "registry1")
    at = f"/review/{ref}/items"

    wrong = operator.post(at, {"verdict--annexes": "gap", "words--annexes": "", "verdict--chapter_a": "there"})
    right = operator.post(at, {"verdict--annexes": "gap", "words--annexes": "缺第3页。", "verdict--chapter_a": "there"})
    page = operator.get(f"/applications/{ref}").text

    assert wrong.status_code == 422 and 'id="at-review-annexes"' in wrong.text
    assert right.status_code == 303 and right.location.endswith(f"/applications/{ref}#checklist")
    assert "已判断 2 / 12" in page and "缺第3页。" in page and "先逐项判断" in page
