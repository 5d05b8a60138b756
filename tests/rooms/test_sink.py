"""An afforestation project in the registry: its own form and papers, and nothing filed while a value is provisional."""
from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from app.database import reading
from app.evidence.canonical import sha256
from app.models.party import Organisation
from app.models.project import Application
from app.papers.designs import design_slots
from app.papers.queries import draft_of, state_of
from app.parties import service as parties
from app.published import service as published
from app.published.queries import as_proposed
from app.registration import queries, service
from methodologies.forestry.species import shipped_parameters
from methodologies.kernel.rules import Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of
from tests.rooms.offices import Offices
from tests.tonnes.forest_builders import FOREST, design
from workflows.documents import SINK

FILE = b"%PDF-1.4\n% the issued text with its annexes\n%%EOF\n"
SPECIES = "species_parameters"


@pytest.fixture(params=ENGINES)
def office(request, told):
    return Offices(told("noticed", request.param))


@pytest.fixture
def lite(told):
    return Offices(told("noticed"))


def home(start: str) -> Organisation:
    with reading() as db:
        row = db.scalar(select(Organisation).where(Organisation.credit_code.startswith(start)))
        db.expunge(row)
        return row


def written(office: Offices) -> str:
    """An application with every section, paper and figure in place, and a body that is approved for forestry."""
    by, today = office.who["owner1"], office.today
    body = home("91110000")
    parties.add_approval(body.id, sector="14", number="DEMO-R-forest", approved_on=date(2024, 6, 1))
    ref = service.open_application(home("91370200").credit_code, FOREST.code, design()["project_name"], by=by,
                                   today=today, key=uuid.uuid4().hex)
    document, revision = draft_of(ref)
    said = "含首尾两天，碳普惠，质量保证，数据缺失，2018年3月1日。"
    texts = {each.code: f"{each.zh}：{said}" for each in SINK.sections if each.text}
    service.save(ref, {**document, "sections": texts, "inputs": design()}, revision, by=by, today=today)
    service.name_body(ref, body.credit_code, by=by)
    with reading() as db:
        row = db.scalar(select(Application).where(Application.ref == ref))
        wanted = [slot.key for slot in design_slots(row) if slot.made == "upload"]
    for slot in wanted:
        service.attach(ref, slot, f"{slot}.pdf", FILE + slot.encode(), by=by, today=today)
    return ref


def loaded(office: Offices) -> None:
    """The rows that come along with the program, entered by one person and checked by another."""
    for table in (SPECIES, "tree_equations", "growth_curves"):
        published.enter_shipped(table, by=office.who["registry1"], today=office.today)
        published.check_all(table, by=office.who["registry2"], today=office.today)


def refused(call) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        call()
    return {b.rule.id for b in refusal.value.broken if b.rule.grade == "refuse"}


def test_a_sink_is_written_in_its_own_form_and_asked_for_its_own_papers(lite):
    ref = written(lite)
    page = client_of(lite.who["owner1"])

    draft, dossier = page.get(f"/applications/{ref}/draft?part=A").text, page.get(f"/applications/{ref}").text

    assert draft_of(ref)[0]["template"] == "design_sink_1_0"
    assert "土地合格性" in draft and "权属" in draft and "电气主接线图" not in dossier and "作业设计" in dossier


def test_nothing_is_filed_while_a_value_is_provisional_and_two_people_with_a_document_take_the_taint_away(office):
    ref = written(office)
    loaded(office)
    owner, today = office.who["owner1"], office.today
    before = queries.draft(ref, by=owner, today=today).estimate
    stopped = refused(lambda: office.move(service, ref, "submit", "owner1"))

    confirm(office)
    after = queries.draft(ref, by=owner, today=today).estimate
    office.two(service, ref, "submit", "owner1", "owner2")

    assert (before.tonnes, set(before.provisional)) == (78_053, {"BEF_j", "CF_j", "R_j", "WD_j"})
    assert stopped == {"H-03"}
    assert (after.tonnes, after.provisional) == (78_053, ())
    assert state_of(ref) != "draft"


def confirm(office: Offices) -> None:
    """The same figures of the planted species once more, now from the issued text, whose file is kept."""
    for row in (as_proposed(row) for row in shipped_parameters() if row.key["species"] in ("马尾松", "杉木")):
        again = row | {"purpose": "official", "confidence": "sure", "source": "方法学附录", "sha256": sha256(FILE),
                       "published_on": office.today.isoformat(), "ref": row["ref"] + "/2"}
        published.enter_row(again, by=office.who["registry1"], today=office.today, document=FILE)
        published.check_row(again["ref"], by=office.who["registry2"], today=office.today)
