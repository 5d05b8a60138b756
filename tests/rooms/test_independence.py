"""The screen of a body's independence by its service, on both engines: what stops, what may be cleared, who sees it."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.database import reading, transaction
from app.engagement import queries, service
from app.models.engagement import TieOverride
from app.models.evidence import Event
from app.models.party import Membership
from methodologies.kernel.rules import NotYours, Refusal
from tests.rooms.commission import PLAN, Commission, broken, engagement_of

REASON = "两年前任技术员，未参与本项目的任何工作。"


def serves_client(case: Commission, sign_in: str, ended_on: date | None) -> None:
    row = engagement_of(case)
    with transaction() as db:
        db.add(Membership(person_id=case.who[sign_in].id, organisation_id=row.client_id, duty="initiator",
                          ended_on=ended_on))


def three_years_after(day: date) -> date:
    return day.replace(year=day.year + 3)


def test_a_body_whose_people_serve_the_client_cannot_contract(case: Commission):
    serves_client(case, "val2", None)

    with pytest.raises(Refusal) as refusal:
        case.move("accept", "val4", **case.contract())

    assert broken(refusal) == [("R-133a", "/ties/client-val2")]
    with pytest.raises(Refusal):
        service.clear_tie(case.work, "client-val2", REASON, by=case.who["val4"], today=case.today)


def test_a_past_tie_stops_the_contract_until_the_decider_clears_it_in_writing(case: Commission):
    serves_client(case, "val2", case.today - timedelta(days=700))

    with pytest.raises(Refusal) as stopped:
        case.move("accept", "val4", **case.contract())
    with pytest.raises(NotYours):
        service.clear_tie(case.work, "client-val2", REASON, by=case.who["val1"], today=case.today)
    with pytest.raises(Refusal) as short:
        service.clear_tie(case.work, "client-val2", "没有关系。", by=case.who["val4"], today=case.today)
    service.clear_tie(case.work, "client-val2", REASON, by=case.who["val4"], today=case.today)
    case.move("accept", "val4", **case.contract())

    assert broken(stopped) == [("R-133b", "/ties/client-val2")]
    assert [where for _, where in broken(short)] == ["/reason"]
    seen = case.seen_by("registry1").overrides
    assert [(o.key, o.reason, o.on) for o in seen] == [("client-val2", REASON, case.today)]
    with reading() as db:
        bodies = [e.body for e in db.scalars(select(Event).where(Event.subject == case.work))]
        assert any('"tie_cleared"' in body for body in bodies) and not any("技术员" in body for body in bodies)


def test_service_of_the_client_counts_for_three_years_that_day_included(case: Commission):
    ended = case.today.replace(year=case.today.year - 3)
    serves_client(case, "val2", ended)

    on_the_day = queries.dossier(case.work, case.who["val4"], three_years_after(ended)).ties
    the_day_after = queries.dossier(case.work, case.who["val4"], three_years_after(ended) + timedelta(days=1)).ties

    assert [(t.key, t.soft) for t in on_the_day] == [("client-val2", True)] and the_day_after == ()


def test_nobody_named_here_serves_the_client_and_nobody_clears_their_own_tie(case: Commission):
    case.move("accept", "val4", **case.contract())
    service.name_team(case.work, ("val1", "val2"), "val3", "val4", by=case.who["val4"], today=case.today)
    serves_client(case, "val1", None)
    serves_client(case, "val4", case.today - timedelta(days=1))

    with pytest.raises(Refusal) as refusal:
        case.move("plan", "val1", **PLAN, visit_on=case.today.isoformat(), sites="升压站")
    with pytest.raises(Refusal) as own:
        service.clear_tie(case.work, "client-val4", REASON, by=case.who["val4"], today=case.today)

    assert broken(refusal) == [("R-48a", "/ties/client-val1"), ("R-133b", "/ties/client-val4")]
    assert broken(own) == [("R-133b", "/ties/client-val4")]


def test_the_owner_does_not_read_the_screen_before_the_report(case: Commission):
    serves_client(case, "val2", None)

    assert case.seen_by("owner1").ties == () and len(case.seen_by("registry1").ties) == 1


def test_the_database_keeps_one_reasoned_line_for_each_tie(case: Commission):
    row = engagement_of(case)

    for lines in (("client-val2", REASON), ("client-val2", REASON)), (("client-val3", "短"),):
        with pytest.raises(Exception, match="(?i)unique|check"), transaction() as db:
            for key, reason in lines:
                db.add(TieOverride(engagement_id=row.id, key=key, reason=reason, person_id=case.who["val4"].id,
                                   made_on=case.today))
            db.flush()
