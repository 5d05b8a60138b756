"""A notice that its dossier has left before the end: called off, kept, open to no comment; on both engines."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from app.approvals import service as approvals
from app.database import reading
from app.issuance import service as issuance
from app.models.approval import Approval
from app.models.notice import Notice
from app.notices import service as notices
from app.registration import service as registration
from methodologies.kernel.rules import NotOpen
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post
from tests.rooms.offices import Offices


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Offices(told("claimed", request.param))


def test_a_notice_that_an_owner_withdrew_from_takes_no_comment_and_keeps_its_days(told):
    office = Offices(told("noticed"))
    ref = office.story.refs["application"]
    window = notice(ref)
    day = window.starts_on

    office.move(registration, ref, "ask_withdrawal", "owner1", day, reason="另行安排。")
    notices.comment(window.ref, "请说明离岸距离。", by=office.who["public1"], today=day)
    office.move(registration, ref, "grant_withdrawal", "registry1", day)

    with pytest.raises(NotOpen):
        notices.comment(window.ref, "再问。", by=office.who["public1"], today=day)
    assert (notice(ref).called_off_on, notice(ref).ends_on) == (day, window.ends_on)


def test_a_notice_called_off_before_its_first_day_is_never_public(told):
    office = Offices(told("noticed"))
    ref = office.story.refs["application"]
    window = notice(ref)
    lose(office, "validator")

    office.move(registration, ref, "restart", "owner1")

    page = f"/notices/{window.ref}"
    assert office.today < window.starts_on and notice(ref).called_off_on == office.today
    assert client_of().get(page).status_code == 404
    assert "已终止" in client_of(office.who["owner1"]).get(page).text
    assert window.ref not in client_of().get("/notices").text


def test_an_owner_who_lost_the_verifier_names_another_on_the_page_and_the_notice_that_ran_is_kept(office):
    ref = office.story.refs["reduction"]
    page, owner = f"/reductions/{ref}", client_of(office.who["owner1"])
    lose(office, "verifier")

    lost = owner.get(page).text
    office.move(issuance, ref, "restart", "owner1")
    begun = owner.get(page).text
    named = post(owner, f"{page}/body", page, body=office.story.refs.get("body", ""))

    assert "另行委托机构，已作的工作存档备查" in lost and "此前的委托" in lost
    assert f'action="{page}/body"' in begun and "另行委托机构，已作的工作" not in begun
    assert named.status_code == 422
    assert notice(ref).called_off_on is None            # it had run to its end


def lose(office: Offices, which: str) -> None:
    with reading() as db:
        approval = db.scalar(select(Approval.ref).where(Approval.number == f"DEMO-R-{which}", Approval.sector == "01"))
    office.move(approvals, approval, "revoke", "samr1", ground="R-132", reason="出具虚假报告。")


def notice(ref: str) -> Notice:
    with reading() as db:
        row = db.scalar(select(Notice).where(Notice.subject == ref))
        db.expunge(row)
        return row
