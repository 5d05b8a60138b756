"""A template's sections as a form: every field has one place, texts are kept, the public sees only what is public."""
from __future__ import annotations

from app.fields.schema import Look
from app.fields.sections import for_public, placed, read_document, sections
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import INPUT
from workflows.documents import DESIGN

ASKED = (Field("province", "省", "Province", "text"), Field("price", "电价", "Price", "decimal", publication="private"),
         Record("turbines", "风机", "Turbines", "t", (
             Field("t", "编号", "Number", "text"),
             Field("lon", "经度", "Longitude", "decimal", publication="redacted"))))
STORED = {"template": DESIGN.id, "sections": {"A.1.2": "业主是某公司。"},
          "inputs": {"province": "山东", "price": "0.8", "turbines": [{"t": "T01", "lon": "121.5"}]}}


def widgets_of(shown):
    return [widget for section in shown for widget in section.widgets]


def test_every_field_of_the_methodology_has_exactly_one_place():
    shown = sections(DESIGN, ASKED, STORED)

    names = [widget.name for widget in widgets_of(shown)]
    assert sorted(names) == ["price", "province", "turbines"]


def test_a_rule_that_points_from_the_inputs_is_shown_at_its_cell():
    broken = placed((INPUT.at("/turbines/0/lon", "位数不足", "too few decimals"),
                     INPUT.at("/sections/A.1.2", "空", "empty")), ASKED)

    shown = sections(DESIGN, ASKED, STORED, Look(broken=broken))

    cell = next(w for w in widgets_of(shown) if w.is_table).rows[0][1]
    assert [b.zh for b in cell.problems] == ["位数不足"]


def test_saving_one_section_leaves_the_others_as_they_were():
    document = read_document({"section-A.1.3": "核准文号 1"}, STORED, DESIGN, ())

    assert document["sections"] == {"A.1.2": "业主是某公司。", "A.1.3": "核准文号 1"}
    assert document["inputs"] == STORED["inputs"]


def test_a_section_that_the_template_does_not_have_is_not_read():
    document = read_document({"section-Z.9": "x", "section-A.1.2": "新"}, STORED, DESIGN, ())

    assert document["sections"] == {"A.1.2": "新"}


def test_a_locked_section_stays_as_it_was():
    document = read_document({"section-A.1.2": "改"}, STORED, DESIGN, ASKED, frozenset({"/inputs/turbines/0/lon"}))

    assert document == STORED


def test_the_public_sees_no_private_field_and_no_redacted_cell():
    shown = for_public(sections(DESIGN, ASKED, STORED))

    seen = widgets_of(shown)
    table = next(w for w in seen if w.is_table)
    assert "price" not in [w.name for w in seen]
    assert [cell.value for cell in table.rows[0]] == ["T01"]
    assert [field.name for field in table.record.fields] == ["t"]
