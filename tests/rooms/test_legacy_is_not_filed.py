"""A methodology of the former scheme is not offered, and an application under it is refused with the reason."""
from __future__ import annotations

from app.database import reading
from app.disclosure.listing import choices
from app.web import create_app
from tests.rooms.test_bad_input import code_of
from tests.visiting import Browser, stored

LEGACY = "CM-001-V01"


def test_no_application_opens_under_a_methodology_of_the_former_scheme(told):
    owner = Browser(create_app(), told("project", "sqlite"), "owner1")
    said = {"owner": code_of("owner"), "methodology": LEGACY, "name": "示范光伏项目"}
    before = stored()

    page, answer = owner.get("/applications").text, owner.post("/applications", said)

    assert "CCER-01-001-V01" in page and LEGACY not in page
    assert answer.status_code == 422 and "属旧版" in answer.text
    assert stored() == before


def test_nobody_filters_public_projects_by_it(told):
    told("project", "sqlite")

    with reading() as db:
        offered = {code for code, _, _ in choices(db).methodologies}

    assert "CCER-01-001-V01" in offered and LEGACY not in offered
