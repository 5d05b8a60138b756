"""R-37, R-38, R-39, R-151: what the registry does about comments, who reads what, and files that come with them."""
from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.access import Who
from app.database import reading, transaction
from app.models.notice import Comment, Notice
from app.models.party import Person
from app.models.published import Setting
from app.models.work import Mail
from app.notices import comments, handling, pages
from app.notices import service as notices
from app.notices.queries import comments_open, notice_ref
from app.papers.queries import download
from app.parties import service as parties
from app.rooms import SamePerson
from methodologies.kernel.rules import NotFound, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post

PDF = b"%PDF-1.4\n%%EOF\n"
WHY = "与项目减排量无关，请围绕公示内容提出意见。"


class Hall:
    """A running notice, somebody who comments on it, and the registry."""

    def __init__(self, story):
        self.who, self.ref = story.who, story.refs["application"]
        self.notice = notice_ref(self.ref)
        with reading() as db:
            self.first = db.scalar(select(Notice.starts_on).where(Notice.ref == self.notice))

    def say(self, body: str, name: str = "public1", after: int = 0, **more) -> str:
        return notices.comment(self.notice, body, by=self.who[name], today=self.day(after), **more)

    def day(self, after: int) -> date:
        return self.first + timedelta(days=after)

    def act(self, ref: str, trigger: str, name: str = "registry1", after: int = 0, **payload):
        return handling.move(ref, trigger, by=self.who[name], today=self.day(after), key=uuid.uuid4().hex,
                             payload=payload)

    def suspend(self, ref: str, after: int, until: int) -> None:
        self.act(ref, "suspend", after=after, until=self.day(until).isoformat(), reason=WHY)
        self.act(ref, "confirm", "registry2", after=after)

    def seen(self, name: str = "") -> list[comments.Said]:
        with reading() as db:
            return list(comments.comments(db, self.ref, self.who.get(name)))

    def open(self) -> int:
        with reading() as db:
            return comments_open(db, self.ref)


@pytest.fixture(params=ENGINES)
def hall(request, told):
    return Hall(told("noticed", request.param))


def broken(refusal) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def test_a_warned_comment_is_still_shown_and_its_author_alone_hears_why(hall):
    ref = hall.say("你们都是骗子。")
    hall.act(ref, "warn", ground="uncivil", reason="请文明用语。")

    public, author = hall.seen()[0], hall.seen("public1")[0]

    assert (public.body, public.state.key, public.handling, public.ground) == ("你们都是骗子。", "warned", "", ("", ""))
    assert (author.mine, author.handling, author.who) == (True, "请文明用语。", "")
    with reading() as db:
        letter = db.scalar(select(Mail).where(Mail.person_id == hall.who["public1"].id))
    assert "请文明用语。" in letter.zh and "警告" in letter.zh and "Warn" in letter.en


def test_a_comment_that_is_not_shown_is_counted_stored_and_read_by_registry_and_body(hall):
    first, second = hall.say("卖二手车。"), hall.say("请说明噪声影响。")
    hall.act(first, "hide", ground="unrelated", reason=WHY)

    public, body, registry = (hall.seen(name) for name in ("", "val4", "registry1"))
    page = client_of(hall.who["stranger"]).get(f"/notices/{hall.notice}")

    assert [each.body for each in public] == ["", "请说明噪声影响。"] and public[0].withheld and len(public) == 2
    assert [each.body for each in body] == [each.body for each in registry] == ["卖二手车。", "请说明噪声影响。"]
    assert {each.who for each in (*body, *registry)} == {hall.who["public1"].name}
    assert {each.who for name in ("", "owner1", "stranger", "public1") for each in hall.seen(name)} == {""}
    assert page.status_code == 404 or "卖二手车" not in page.text
    with reading() as db:
        assert db.scalar(select(Comment.body).where(Comment.ref == first)) == "卖二手车。"
    hall.act(first, "show", reason="复核后认为有关。")
    assert [each.body for each in hall.seen()] == ["卖二手车。", "请说明噪声影响。"] and second


def test_only_what_has_nothing_to_do_with_the_project_needs_no_reply(hall):
    away, rude, rest = (hall.say(body) for body in ("卖二手车。", "骗子，噪声超标！", "请说明鸟类监测。"))
    before = hall.open()
    hall.act(away, "hide", ground="unrelated", reason=WHY)
    hall.act(rude, "hide", ground="uncivil", reason="请文明用语。")
    hall.act(rest, "warn", ground="unrelated", reason=WHY)

    assert (before, hall.open()) == (3, 2)
    notices.reply(rude, "噪声达标，见环评第五章。", by=hall.who["owner1"], today=hall.first)
    assert hall.open() == 1
    assert [each.reply for each in hall.seen()] == ["", "", ""] and hall.seen()[1].reply_withheld
    hall.act(away, "show", reason="有关。")
    assert hall.open() == 2


def test_nobody_is_suspended_without_a_warning_for_an_earlier_comment(hall):
    first, second = hall.say("骗子。"), hall.say("还是骗子。")
    hall.act(first, "warn", ground="uncivil", reason="请文明用语。")
    hall.act(second, "hide", ground="uncivil", reason="请文明用语。")

    refused = []
    for ref in (first, second):                         # the warned one, and one that was made before the warning
        with pytest.raises(Refusal) as refusal:
            hall.act(ref, "suspend", until=hall.day(30).isoformat(), reason=WHY)
        refused.append(broken(refusal))
    third = hall.say("仍是骗子。", after=1)
    hall.act(third, "hide", after=1, ground="uncivil", reason="警告后再犯。")
    hall.suspend(third, after=1, until=5)

    assert refused == [[("R-37", "/warning")]] * 2
    with pytest.raises(Refusal) as refusal:
        hall.say("又来。", after=5)
    assert broken(refusal) == [("R-37d", "/person")]
    assert hall.say("文明意见。", after=6)


def test_a_suspension_takes_two_people_and_can_be_lifted(hall):
    first = hall.say("骗子。")
    hall.act(first, "warn", ground="uncivil", reason="请文明用语。")
    again = hall.say("仍是骗子。", after=1)
    hall.act(again, "warn", after=1, ground="uncivil", reason="再次警告。")
    hall.act(again, "suspend", after=1, until=hall.day(9).isoformat(), reason=WHY)

    with pytest.raises((SamePerson, NotYours)):
        hall.act(again, "confirm", after=1)
    assert hall.say("仍可发言。", after=1)
    hall.act(again, "confirm", "registry2", after=1)
    with pytest.raises(Refusal):
        hall.say("不可发言。", after=2)
    assert client_of(hall.who["public1"]).get("/inbox").text.count("暂停意见权") >= 1
    hall.act(again, "lift", after=2, reason="已致歉。")
    assert hall.say("又可发言。", after=2)


def test_what_is_reported_as_unlawful_is_the_registrys_and_its_authors_alone(hall):
    ref = hall.say("违法内容。")
    hall.act(ref, "report", reported_to="公安机关", reason="涉嫌违法。")

    read = {name: hall.seen(name)[0].body for name in ("", "owner1", "val4", "registry1", "public1")}

    assert read == {"": "", "owner1": "", "val4": "", "registry1": "违法内容。", "public1": "违法内容。"}
    assert hall.open() == 0


def test_only_the_registry_handles_comments_and_a_stranger_finds_none(hall):
    ref = hall.say("请说明。")

    for name in ("owner1", "val4", "registry2", "public1"):
        with pytest.raises(NotYours):
            hall.act(ref, "hide", name, ground="unrelated", reason=WHY)
    with pytest.raises(NotFound):
        hall.act(ref, "hide", "stranger", ground="unrelated", reason=WHY)
    with pytest.raises(Refusal) as refusal:
        hall.act(ref, "hide", ground="boring")
    assert broken(refusal) == [("INPUT", "/ground"), ("INPUT", "/reason")]


def test_files_come_with_a_comment_and_are_public_once_the_registry_has_settled_them(hall):
    ref = hall.say("见照片。", files=[("a.pdf", PDF), ("b.pdf", PDF + b"% b\n")])
    registry, author = hall.who["registry1"], hall.who["public1"]
    names = [file.ref for file in hall.seen("registry1")[0].files]

    def gets(who: Who | None) -> int:
        found = 0
        for name in names:
            try:
                download(name, by=who, today=hall.first)
                found += 1
            except NotFound:
                continue
        return found

    before = {name: gets(hall.who.get(name)) for name in ("", "stranger", "owner1", "val4", "public1")}
    notices.settle_levels(ref, {names[0]: ("public", ""), names[1]: ("private", "含个人信息")}, by=registry,
                          today=hall.first)
    after = gets(None)
    hall.act(ref, "hide", ground="unrelated", reason=WHY)

    assert before == {"": 0, "stranger": 0, "owner1": 2, "val4": 2, "public1": 2}
    assert (after, gets(None), gets(author)) == (1, 0, 2)


def test_every_wrong_thing_about_a_comment_is_told_at_once(hall):
    with transaction() as db:
        db.execute(update(Person).where(Person.sign_in == "public1").values(name=" "))

    with pytest.raises(Refusal) as refusal:
        hall.say(" ", files=[("a.exe", b"MZ"), ("b.pdf", PDF), ("c.pdf", PDF), ("d.pdf", PDF)])

    assert broken(refusal) == [("R-37c", "/person/name"), ("H-92", "/files"), ("H-COMMENT", "/body"),
                               ("FILE", "/files/1")]
    assert hall.seen() == []


def test_a_reply_is_for_the_body_alone_where_the_setting_says_so(hall):
    ref = hall.say("请说明。")
    with transaction() as db:
        db.add(Setting(key="comment.reply_level", value="body", from_on=date(2020, 1, 1),
                       proposed_by=hall.who["registry1"].id, confirmed_by=hall.who["registry2"].id))
    notices.reply(ref, "只答复机构。", by=hall.who["owner1"], today=hall.first)

    read = {name: hall.seen(name)[0].reply for name in ("", "stranger", "public1", "owner1", "val4", "registry1")}

    assert read == {"": "", "stranger": "", "public1": "",
                    **dict.fromkeys(("owner1", "val4", "registry1"), "只答复机构。")}
    assert hall.seen()[0].reply_withheld


def test_the_registry_handles_a_comment_on_the_page_of_the_notice(hall):
    ref, at = hall.say("卖二手车。"), f"/notices/{hall.notice}"
    registry = client_of(hall.who["registry1"])

    wrong = post(registry, f"/comments/{ref}/moves/hide", at, ground="unrelated", reason="")
    done = post(registry, f"/comments/{ref}/moves/hide", at, ground="unrelated", reason=WHY)
    page = registry.get(at).text

    assert (wrong.status_code, done.status_code) == (422, 303)
    assert "不予显示" in page and WHY in page and "卖二手车" in page
    assert pages.notice_of_comment(ref, by=hall.who["owner1"]) == hall.notice


def test_a_person_who_registered_to_comment_is_nobody_else(hall):
    number = parties.add_person(name="欧阳慕白", sign_in="muyan7731", password="correct-horse-battery")
    parties.give_duty(number, "commenter", None)
    hall.who["muyan7731"] = Who(number, "欧阳慕白", "muyan7731")
    ref = hall.say("请说明。", "muyan7731")

    assert [each.mine for each in hall.seen("muyan7731")] == [True]
    assert [each.mine for each in hall.seen("public1")] == [False] and ref
