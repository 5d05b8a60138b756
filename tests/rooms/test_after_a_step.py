"""Where people stand after a step, what their menu holds, and how a problem leads to its place."""
from __future__ import annotations

import uuid

import pytest

from app.demo.story import CODE, NAME, NOT_NEEDED, SECTIONS, design
from app.fields.schema import Look
from app.fields.sections import sections
from app.parties.queries import me
from app.registration import service
from methodologies.kernel import catalogue
from methodologies.kernel.rules import INPUT
from tests.rooms.clients import client_of, post
from workflows.documents import DESIGN, slots_of

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def story(told):
    return told("noticed")


@pytest.fixture
def visit(story):
    return lambda name: client_of(story.who.get(name))


@pytest.fixture
def drafted(story) -> str:
    """Ref of a second application, complete and not handed in."""
    owner = story.who["owner1"]
    code = me(owner.id).homes("initiator")[0].credit_code
    ref = service.open_application(code, CODE, NAME.replace("东二", "东三"), by=owner, today=story.today,
                                   key=uuid.uuid4().hex)
    said = design() | {"project_name": NAME.replace("东二", "东三"), "latitude": "36.571000",
                       "green_archive_code": "DEMO-ZJ-370200-0019"}
    said["meters"] = [meter | {"serial": f"{meter['serial']}-E3"} for meter in said["meters"]]
    for turbine in said["turbines"]:
        turbine["lat"] = f"37{turbine['lat'][2:]}"
    service.save(ref, {"template": "design_avoid_1_0", "sections": SECTIONS, "inputs": said}, 1, by=owner,
                 today=story.today)
    return ref


def test_who_hands_a_dossier_back_stands_in_the_inbox_and_not_before_a_404(story, drafted, visit):
    owner, page = story.who["owner1"], f"/applications/{drafted}"
    body = me(story.who["val1"].id).homes("team")[0].credit_code
    service.name_body(drafted, body, by=owner)
    for slot in slots_of("registration", sector="01"):
        if slot.made == "upload" and slot.key not in NOT_NEEDED:
            service.attach(drafted, slot.key, "a.pdf", PDF, by=owner, today=story.today, level=slot.publication,
                           reason=slot.reason)
    service.move(drafted, "submit", by=owner, today=story.today, key=uuid.uuid4().hex, payload={})
    service.move(drafted, "confirm", by=story.who["owner2"], today=story.today, key=uuid.uuid4().hex, payload={})
    registry = visit("registry1")

    answer = post(registry, f"{page}/moves/return", page, reason="请补充附件2。")

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert registry.get(page).status_code == 404
    assert "请补充附件2。" in visit("owner1").get(page).text


def test_a_pointer_leads_to_the_part_of_the_form_in_which_it_stands(drafted, visit):
    answer = visit("owner1").get(f"/applications/{drafted}/draft?at=/sections/C.1")

    assert answer.status_code == 303
    assert answer.location == f"/applications/{drafted}/draft?part=C#at-sections-C.1"


@pytest.mark.parametrize("name, there, not_there", [
    ("", ["/projects", "/notices"], ["/inbox", "/applications", "/engagements", "/settings"]),
    ("val1", ["/inbox", "/engagements"], ["/applications", "/accounts", "/settings"]),
    ("owner1", ["/applications", "/reductions", "/engagements", "/accounts"], ["/settings"]),
    ("registry1", ["/applications", "/tables", "/settings"], []),
])
def test_the_menu_holds_what_a_persons_duties_need(visit, name, there, not_there):
    menu = visit(name).get("/notices").text.partition('<nav class="site-nav"')[2].partition("</nav>")[0]

    assert all(f'href="{path}"' in menu for path in there)
    assert not any(f'href="{path}"' in menu for path in not_there)


def test_a_sentence_that_is_true_of_many_rows_is_said_once_with_their_numbers():
    asked = catalogue.find(CODE).design
    broken = tuple(INPUT.at(f"/inputs/turbines/{n}/lon", "重复。", "Twice.") for n in (0, 2))
    broken += (INPUT.at("/inputs/turbines/1/lat", "只此一行。", "One row."),)

    found = sections(DESIGN, asked, {"sections": {}, "inputs": {"turbines": [{}, {}, {}]}}, Look(broken))
    table = next(w for s in found for w in s.widgets if w.is_table and w.name == "turbines")

    assert [(b.en, rows) for b, rows in table.told_of_many()] == [("Twice.", (1, 3))]
