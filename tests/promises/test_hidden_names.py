"""R-37, R-151: who commented is known to registry and body; every page, file and answer that others get is searched."""
from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import Who
from app.api.openapi import STAGES_OF
from app.database import reading
from app.models.evidence import Event
from app.models.notice import Comment, Notice
from app.notices import handling
from app.notices import service as notices
from app.parties import service as parties
from app.published import service as published
from app.web import create_app
from tests.promises.test_permissions import address, ask, objects, routes

NAME, SIGN_IN = "欧阳慕白", "muyan7731"
OTHERS = ("anonymous", "stranger", "owner1", "owner2", "public1")


@pytest.fixture
def spoken(told):
    """A notice on which somebody said three things: one shown and answered, one under a warning, one not shown."""
    story = told("noticed")
    number = parties.add_person(name=NAME, sign_in=SIGN_IN, password="correct-horse-battery")
    parties.give_duty(number, "commenter", None)
    by, registry = Who(number, NAME, SIGN_IN), story.who["registry1"]
    with reading() as db:
        notice = db.scalar(select(Notice))
    published.advance_clock((notice.starts_on - story.today).days + 1)
    today = notice.starts_on + timedelta(days=1)
    said = [notices.comment(notice.ref, words, by=by, today=today, files=[("a.pdf", b"%PDF-1.4\n%%EOF\n")])
            for words in ("请说明噪声影响。", "骗子。", "卖二手车。")]
    notices.reply(said[0], "见环评第五章。", by=story.who["owner1"], today=today)
    for ref, trigger in ((said[1], "warn"), (said[2], "hide")):
        handling.move(ref, trigger, by=registry, today=today, key=uuid.uuid4().hex,
                      payload={"ground": "uncivil", "reason": "请文明用语。"})
    for ref in said:
        notices.settle_levels(ref, {f"{ref}-F001": ("public", "")}, by=registry, today=today)
    return story, said


def places(app, story, said) -> list[str]:
    """Every address that can be read, with the story's objects in it, and each comment's own."""
    story.refs.setdefault("project", "none")
    story.refs.setdefault("certificate", "none")
    for name in ("reduction", "verification"):
        story.refs.setdefault(name, "none")
    of = objects(story) | {"documents": f"{said[0]}-F001", "periods": "none"}
    found = [address(rule, of, True) for rule, method in routes(app) if method == "GET"]
    return [*found, *(f"/api/v1/comments/{ref}" for ref in said), *(f"/levels/{ref}" for ref in said),
            *(f"/documents/{ref}-F001" for ref in said), *(f"/api/v1/{noun}" for noun in STAGES_OF),
            f"/api/v1/applications/{story.refs['application']}"]


def test_nobody_but_registry_and_body_finds_the_name_of_a_commenter_anywhere(spoken):
    story, said = spoken
    app = create_app()

    told, answered = [], 0
    for name in OTHERS:
        for path in places(app, story, said):
            answer = ask(app, story, name, "GET", path)
            answered += answer.status_code == 200
            if any(word.encode() in answer.data for word in (NAME, SIGN_IN)):
                told.append((name, path))

    assert told == [] and answered > 100
    for name in ("registry1", "val4"):
        assert NAME in ask(app, story, name, "GET", f"/notices/{said[0].rpartition('-')[0]}").text
        assert NAME in ask(app, story, name, "GET", f"/api/v1/comments/{said[0]}").text


def test_the_log_that_everybody_may_copy_holds_neither_name_nor_number_of_a_commenter(spoken):
    with reading() as db:
        number = db.scalar(select(Comment.person_id))
        bodies = [event for event in db.scalars(select(Event)) if '"comment' in event.body or "GS-" in event.subject]

    assert len(bodies) >= 6
    assert not [e.body for e in bodies if NAME in e.body or SIGN_IN in e.body or e.facts.get("by") == number
                or "person" in e.facts]


def test_what_is_not_shown_stands_on_no_page_of_the_public(spoken):
    story, said = spoken
    app = create_app()

    page = ask(app, story, "anonymous", "GET", f"/notices/{said[0].rpartition('-')[0]}").text
    answer = ask(app, story, "anonymous", "GET", f"/api/v1/notices/{said[0].rpartition('-')[0]}").json

    assert "卖二手车" not in page and "请文明用语" not in page and "公众意见（3）" in page
    assert (answer["comment_count"], answer["not_shown"]) == (3, 1)
    assert [each["body"] for each in answer["comments"]] == ["请说明噪声影响。", "骗子。", None]
    assert ask(app, story, "anonymous", "GET", f"/documents/{said[2]}-F001").status_code == 404
    assert ask(app, story, "anonymous", "GET", f"/documents/{said[0]}-F001").status_code == 200
