"""An agent finds in its inbox the steps that a mandate gives it, each with its principal, and no others."""
from __future__ import annotations

import pytest

from app.demo.run import Demo
from app.engagement.queries import work_on
from app.inbox.queries import inbox
from app.notices import service as notices
from app.notices.queries import notice_ref
from tests.databases import ENGINES
from tests.rooms.consultants import DAY, House


@pytest.fixture(params=ENGINES)
def house(request, told):
    return House(told("noticed", request.param))


@pytest.fixture
def lite(told):
    return House(told("noticed"))


def asked(house: House) -> str:
    """Somebody comments on the notice; gives back the application."""
    ref = house.story.refs["application"]
    first = house.today + 10 * DAY
    notices.comment(notice_ref(ref), "请说明离岸距离。", by=house.who("public1"), today=first)
    return ref


def seen(house: House, who: str = "agent1") -> list[tuple[str, str, str]]:
    box = inbox(house.who(who), house.today)
    return [(task.zh, task.ref, task.on_behalf[0]) for task in (*box.today, *box.soon, *box.later)]


def test_an_agent_is_told_what_its_mandate_gives_and_for_whom(house):
    ref = asked(house)
    before = seen(house)
    mandate = house.given(acts=("answer",))

    during = seen(house)
    house.act(mandate, "revoke", "owner1", reason="不再需要。")

    assert before == [] and seen(house) == []
    assert during == [("答复公众意见（1 条）", ref, "海曜新能源（青岛）有限公司")]


def test_an_agent_is_not_told_of_a_step_that_stays_with_the_owner(lite):
    asked(lite)
    lite.given(acts=("write", "file"))

    assert seen(lite) == []
    assert any("答复公众意见" in zh for zh, _, _ in seen(lite, "owner1"))


def test_an_agent_is_told_of_the_findings_of_a_project_in_its_scope(told):
    house = House(told("claimed"))
    ref = house.story.refs["verification"]
    house.given(acts=("answer",), projects=(house.story.refs["project"],))
    cast = Demo()
    cast.who = house.story.who
    cast.bring_back(ref, "ver1")
    send_a_finding(cast, ref)

    assert seen(house) == [("答复整改要求与观察项（2 项）", ref, "海曜新能源（青岛）有限公司")]
    assert work_on(house.story.refs["reduction"]) == ref


def send_a_finding(cast: Demo, work: str) -> None:
    from app.engagement import service as engagement

    day = cast.today.isoformat()
    cast.act(engagement, work, "finish_visit", "ver1", visited_from=day, visited_to=day, people="林海")
    engagement.raise_finding(work, "correction", "请说明。", [], ground="information", by=cast.who["ver1"],
                             today=cast.today)
    cast.act(engagement, work, "send_findings", "ver1", answer_by=day)
