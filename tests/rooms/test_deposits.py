"""月度存证 (R-76): the rows of a month go into the log by digest, as often as the owner likes, and stay as they are."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.database import reading
from app.evidence.canonical import canonical, sha256
from app.models.evidence import Event
from app.monitoring import service
from methodologies.kernel.rules import NotYours, Refusal
from tests.databases import ENGINES

ROWS = [{"month": "2026-01", "traded_mwh": "5", "statement_no": "1"},
        {"month": "2026-02", "traded_mwh": "6", "statement_no": "2"}]


@pytest.fixture(params=ENGINES)
def period(told, request):
    story = told("claimed", request.param)
    ref = service.open_period(story.refs["project"], date(2026, 1, 1), date(2026, 2, 28), by=story.who["owner1"],
                              today=story.today, key="open-for-deposit")
    service.save_rows(ref, "green", ROWS, 0, by=story.who["owner1"], today=story.today)
    return story, ref


def deposit(story, ref: str, month: str, who: str = "owner1"):
    return service.move(ref, "deposit", by=story.who[who], today=story.today, key=f"deposit-{month}-{who}",
                        payload={"month": month})


def test_a_month_is_deposited_by_the_digest_of_its_rows_and_the_period_stays_open(period):
    story, ref = period

    outcome = deposit(story, ref, "2026-01")

    with reading() as db:
        said = [e.facts for e in db.scalars(select(Event).where(Event.subject == ref)) if e.facts.get("month")]
    assert outcome.state == "open"
    assert [(f["month"], f["rows"], f["datasets"]) for f in said] == [
        ("2026-01", 1, {"green": sha256(canonical(ROWS[:1]))})]
    assert said[0]["warnings"] == ["R-76"]                  # long after forty days: told, not refused


def test_a_month_outside_the_period_or_misspelt_is_refused_and_only_the_owner_deposits(period):
    story, ref = period

    for month in ("2025-12", "2026-03", "2026-1", "January"):
        with pytest.raises(Refusal) as refusal:
            deposit(story, ref, month)
        assert [b.rule.id for b in refusal.value.broken if b.rule.grade == "refuse"] == ["R-76a"]
    with pytest.raises(NotYours):
        deposit(story, ref, "2026-01", "registry1")
