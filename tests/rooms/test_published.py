"""Published values and settings: one person enters, another checks; nothing counts before, nothing changes after."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.database import reading, transaction
from app.evidence.canonical import sha256
from app.oversight import queries as oversight
from app.published import queries, service
from methodologies.kernel.rules import Conflict, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of


def row(**known) -> dict:
    return {"ref": "grid_ef/2018/N", "name": "grid_ef", "key": {"table_year": "2018", "region": "N"},
            "values": {"om": "0.9455", "bm": "0.4706"}, "published_on": "2020-12-29", "source": "生态环境部公告",
            "sha256": "a" * 64, "purpose": "official", "confidence": "likely", "absent": False} | known


@pytest.mark.parametrize("kind", ENGINES)
def test_a_row_counts_only_after_another_person_has_checked_it(told, kind):
    story = told("issued", kind)
    loaded = lambda: "grid_ef/2018/N" in {r.id for r in _rows()}
    service.enter_row(row(), by=story.who["registry1"], today=story.today)

    before = loaded()
    with pytest.raises(service.SamePerson):
        service.check_row("grid_ef/2018/N", by=story.who["registry1"], today=story.today)
    service.check_row("grid_ef/2018/N", by=story.who["registry2"], today=story.today)

    assert (before, loaded()) == (False, True)
    with pytest.raises(Conflict), transaction() as db:
        db.execute(text("update published_table set \"values\" = '{}'"))


def _rows():
    with reading() as db:
        return queries.tables(db)


def test_a_declined_row_never_counts_and_may_be_entered_again(told):
    story = told("issued")
    service.enter_row(row(), by=story.who["registry1"], today=story.today)

    service.decline("T:grid_ef/2018/N", by=story.who["registry2"], today=story.today)

    assert "grid_ef/2018/N" not in {r.id for r in _rows()}
    service.enter_row(row(), by=story.who["registry2"], today=story.today)


def test_a_value_of_another_series_is_refused_with_its_place(told):
    story = told("issued")

    with pytest.raises(Refusal) as refusal:
        service.enter_row(row(values={"om": "0.5703", "bm": "0.4706"}), by=story.who["registry1"], today=story.today)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("EF_OTHER_SERIES", "/values/om")]


def test_a_row_of_a_table_no_methodology_reads_is_refused_with_its_place(told):
    story = told("issued")

    with pytest.raises(Refusal) as refused:
        service.enter_row(row(name="grid_fe"), by=story.who["registry1"], today=story.today)

    assert [broken.where for broken in refused.value.broken] == ["/name"]


def test_only_the_registry_s_staff_enters_rows(told):
    story = told("issued")

    for name in ("owner1", "val4", "auditor", "public1"):
        with pytest.raises(NotYours):
            service.enter_row(row(), by=story.who[name], today=story.today)


@pytest.mark.parametrize("kind", ENGINES)
def test_a_production_database_takes_no_illustration_and_no_clock_offset(fresh, kind, monkeypatch, tmp_path):
    from app import database

    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    database.bind(fresh(kind), durable=False)
    with transaction() as db:
        db.execute(text("update installation set kind = 'production'"))
        people = "(1, 'a', 'a', '', :no, 0), (2, 'b', 'b', '', :no, 0)"
        db.execute(text("insert into person (id, sign_in, name, password_hash, disabled, session_epoch) "
                        f"values {people}"), {"no": False})

    with pytest.raises(Conflict), transaction() as db:
        db.execute(text('insert into published_table (ref, name, key, "values", published_on, source, sha256, purpose, '
                        "confidence, absent, entered_by, checked_by) values ('x', 'grid_ef', '{}', '{}', '2020-01-01', "
                        f"'s', '{'a' * 64}', 'illustration', 'sure', :no, 1, 2)"), {"no": False})
    with pytest.raises(Conflict), transaction() as db:
        db.execute(text("update installation set offset_days = 1"))


def test_a_setting_is_never_retroactive_and_needs_two_people(told):
    story = told("issued")
    tomorrow = story.today + timedelta(days=1)

    with pytest.raises(Refusal) as refusal:
        service.propose_setting("pub.days_wd", "30", story.today - timedelta(days=1), by=story.who["registry1"],
                                today=story.today)
    service.propose_setting("pub.days_wd", "30", tomorrow, by=story.who["registry1"], today=story.today)
    service.confirm_setting("pub.days_wd", by=story.who["registry2"], today=story.today)

    assert [b.rule.id for b in refusal.value.broken] == ["H-SET"]
    with reading() as db:
        days = [queries.setting(db, "pub.days_wd", day) for day in (story.today, tomorrow)]
    assert days == [20, 30]


def test_what_is_closed_can_not_be_checked(told):
    story = told("issued")

    with pytest.raises(NotOpen):
        service.check_row("grid_ef/1999/N", by=story.who["registry2"], today=story.today)


FILE = b"%PDF-1.4\n% the official table\n"


def test_what_a_row_would_change_is_listed_before_it_is_checked(told):
    story = told("noticed")
    ref = f"grid_ef/{story.today.year}/N"
    newer = row(ref=ref, key={"table_year": str(story.today.year), "region": "N"}, published_on=story.today.isoformat(),
                values={"om": "0.9001", "bm": "0.4001"}, sha256=sha256(FILE))
    service.enter_row(newer, by=story.who["registry1"], today=story.today, document=FILE)

    page = client_of(story.who["registry2"]).get(f"/tables/{ref}/impact").text
    found = oversight.impact(ref, story.who["registry2"], story.today)

    (effect,) = found.effects
    assert (effect.ref, effect.before) == (story.refs["application"], 4760238)
    assert effect.after == 5_201_060 and "5,201,060" in page and "+440,822" in page and effect.ref in page


def test_the_official_file_is_kept_and_handed_to_whoever_compares(told):
    story = told("noticed")
    service.enter_row(row(sha256=sha256(FILE)), by=story.who["registry1"], today=story.today, document=FILE)
    at = f"/tables/documents/{sha256(FILE)}"

    given = client_of(story.who["registry2"]).get(at)

    assert at in client_of(story.who["registry2"]).get("/tables").text
    assert (given.status_code, given.data) == (200, FILE)
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert [client_of(story.who[name]).get(at).status_code for name in ("owner1", "val4", "public1")] == [404] * 3
