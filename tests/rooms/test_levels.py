"""H-93, R-57: the registry settles who may read each file before a notice opens, and the public gets exactly that."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update

from app.database import reading, transaction
from app.models.document import Attachment
from app.models.notice import Notice
from app.models.project import Application
from app.moves import offers
from app.notices import pages
from app.notices import service as notices
from app.notices.queries import notice_ref
from app.papers.queries import download
from app.registration import service as registration
from methodologies.kernel.rules import NotFound, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post


@pytest.fixture(params=ENGINES)
def asked(request, told):
    """An application whose notice was asked for; nothing is settled yet."""
    story = told("noticed", request.param)
    with transaction() as db:
        db.execute(update(Application).where(Application.ref == story.refs["application"]).values(state="pub_review"))
        db.execute(update(Attachment).values(settled_on=None, settled_by=None))
    return story


def release(story):
    return registration.move(story.refs["application"], "release", by=story.who["registry1"], today=story.today,
                             key=uuid.uuid4().hex)


def files(story):
    return pages.levels(story.refs["application"], by=story.who["registry1"]).files


def settle(story, choices, name="registry1"):
    notices.settle_levels(story.refs["application"], choices, by=story.who[name], today=story.today)


def test_no_notice_opens_until_every_level_is_settled(asked):
    choices = {file.ref: (file.level, file.reason) for file in files(asked)}
    last = list(choices)[-1]
    settle(asked, {ref: said for ref, said in choices.items() if ref != last})

    with pytest.raises(Refusal) as refusal:
        release(asked)
    slot = next(file.slot.key for file in files(asked) if file.ref == last)
    settle(asked, {last: choices[last]})

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("H-93", f"/documents/{slot}")]
    with reading() as db:
        row = db.scalar(select(Application).where(Application.ref == asked.refs["application"]))
        assert next(o for o in offers(db, row, asked.who["registry1"], asked.today) if o.trigger == "release").open


def test_the_public_gets_what_was_settled_as_public_and_nothing_else(asked):
    first, second, third = [file for file in files(asked) if file.asked_level == "public"][:3]
    settle(asked, {first.ref: ("public", ""), second.ref: ("private", "含个人信息")})
    with reading() as db:
        starts = db.scalar(select(Notice.starts_on))

    def gets(name: str) -> list[str]:
        got = []
        for file in (first, second, third):
            try:
                download(file.ref, by=asked.who.get(name), today=starts)
                got.append(file.ref)
            except NotFound:
                continue
        return got

    assert gets("") == gets("stranger") == [first.ref]
    assert gets("val4") == gets("registry1") == [first.ref, second.ref, third.ref]
    shown = pages.page(notice_ref(asked.refs["application"]), by=None, today=starts).files
    assert [file.ref for file in shown] == [first.ref]


def test_only_the_registry_settles_and_says_why_where_it_differs_all_wrongs_at_once(asked):
    first, second, third = [file for file in files(asked) if file.asked_level == "public"][:3]

    with pytest.raises(NotYours):
        settle(asked, {first.ref: ("public", "")}, "owner1")
    with pytest.raises(NotFound):
        settle(asked, {first.ref: ("public", "")}, "stranger")
    with pytest.raises(Refusal) as refusal:
        settle(asked, {first.ref: ("secret", ""), second.ref: ("private", " "), third.ref: ("public", ""),
                       "PA-0000-0001-F001": ("public", "")})

    assert {(b.rule.id, b.where) for b in refusal.value.broken} == {
        ("H-LEVEL", f"/levels/{second.ref}/reason"), ("H-LEVEL-CHANGED", f"/levels/{first.ref}/reason"),
        ("H-LEVEL-CHANGED", f"/levels/{second.ref}/reason"), ("INPUT", "/levels/PA-0000-0001-F001"),
        ("INPUT", f"/levels/{first.ref}/level")}
    assert all(file.settled_on is None for file in files(asked))


def test_the_registry_settles_levels_on_a_page_and_by_a_program(asked):
    ref, registry = asked.refs["application"], client_of(asked.who["registry1"])
    first, *rest = files(asked)
    at = f"/levels/{ref}"

    wrong = post(registry, at, at, **{f"level-{first.ref}": "private", f"reason-{first.ref}": ""})
    done = post(registry, at, at, **{f"level-{first.ref}": "private", f"reason-{first.ref}": "含商业秘密"})
    token = registry.get("/api/v1/me").json["csrf_token"]
    said = {file.ref: {"level": file.level, "reason": file.reason} for file in rest}
    answer = registry.post(f"/api/v1/levels/{ref}", json=said,
                           headers={"Idempotency-Key": uuid.uuid4().hex, "X-CSRFToken": token})

    assert (wrong.status_code, done.status_code, answer.status_code) == (422, 303, 200)
    assert "含商业秘密" in client_of(asked.who["owner1"]).get(at).text
    assert {each["settled_on"] for each in answer.json["files"]} == {asked.today.isoformat()}
    assert answer.json["files"][0]["level"] == "private"
