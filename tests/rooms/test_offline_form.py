"""The offline form: opened from a disk without a network, filled in, saved, and taken by the system as it is."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engagement import queries, visiting
from app.engagement.form import offline_form
from methodologies.kernel.rules import NotFound
from tests.pages.browser import chromium, listened
from tests.rooms.clients import client_of
from tests.stories import Told


@pytest.fixture
def story(told: Callable[..., Told]) -> Told:
    return told("claimed")


def test_what_the_form_saves_is_what_the_system_takes(story: Told, tmp_path: Path):
    work, day = story.refs["verification"], story.today.isoformat()
    answer = client_of(story.who["ver1"]).get(f"/engagements/{work}/visit/offline")
    form = tmp_path / "visit.html"
    form.write_bytes(answer.data)

    with chromium() as browser:
        page = browser.new_context(offline=True).new_page()
        said = listened(page)
        page.goto(form.as_uri())
        for card in page.locator("[data-part=sites]").all():
            card.locator("[data-name=person]").select_option("ver1")
            card.locator("[data-name=at]").fill(f"{day}T10:20")
            card.locator("[data-name=lat]").fill("36.071")
            card.locator("[data-name=lon]").fill("121.454")
        talk = page.locator("[data-part=interviews]").first
        said_there = {"name": "王表", "role": "值班长", "on": day, "question": "如何抄表？", "reply": "两人。"}
        for name, text in said_there.items():
            talk.locator(f"[data-name={name}]").first.fill(text)
        talk.locator("[data-name=person]").select_option("ver2")
        with page.expect_download() as saved:
            page.locator("button.primary").click()
        data = Path(saved.value.path()).read_bytes()
        page.reload()
        page.locator("input[type=file]").set_input_files(files=[
            {"name": "v.json", "mimeType": "application/json", "buffer": data}])
        again = page.locator("[data-part=sites] [data-name=lat]").first
        again.wait_for()
        restored = again.input_value()

    taken = visiting.take_file(work, "visit.json", data, by=story.who["ver1"], today=story.today)
    shown = queries.dossier(work, story.who["ver1"], story.today)
    assert said == [] and restored == "36.071"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    assert taken == (3, 1, 0) and shown.sites_unseen == ()


def test_no_word_of_the_visit_ends_the_element_it_stands_in():
    page = offline_form({"project": "</script><script>alert(1)</script>", "sites": [], "team": [], "points": []})
    data = page.split('id="visit">')[1].split("</script>")[0]

    assert json.loads(data)["project"].startswith("</script>")
    assert page.count("</script>") == 2


def test_the_owner_s_form_holds_no_point_of_the_body_and_a_stranger_has_none(story: Told):
    owner = queries.to_record(story.refs["verification"], story.who["owner1"], story.today)

    assert owner["points"] == [] and len(owner["sites"]) == 3
    with pytest.raises(NotFound):
        queries.to_record(story.refs["verification"], story.who["stranger"], story.today)
