"""A stored design document, as the checks of form read it."""
from decimal import Decimal
from types import SimpleNamespace

from workflows.design_checks import ReportFacts, check_report, design_checks
from workflows.documents import design_template, missing, slots_of

WIND = SimpleNamespace(type_code="A0201", sector="01")


def document(**inputs):
    said = {"project_name": "海阳电投山东半岛南3号301.6MW海上风电项目", "commencement_on": "2020-07-08",
            "longitude": "121.300000", "latitude": "36.200000",
            "turbines": [{"t": "F01", "lon": "121.310000", "lat": "36.210000"}]}
    return {"template": "design_avoid_1_0", "sections": {"C.1": "开工令日期为2020年7月8日。"},
            "inputs": {**said, **inputs}}


def found(*args, **known):
    return [(broken.rule.id, broken.where) for broken in design_checks(*args, **known)]


def test_a_document_in_order_is_found_in_order():
    assert found(document(), WIND) == []


def test_a_turbine_with_longitude_and_latitude_exchanged_is_named_and_says_so():
    swapped = document(turbines=[{"t": "F01", "lon": "36.210000", "lat": "121.310000"}], longitude="", latitude="")

    broken = design_checks(swapped, WIND)

    assert [(b.rule.id, b.where, b.en) for b in broken] == [
        ("R-157", "/turbines/0/lon", "Longitude and latitude seem to be exchanged.")]


def test_a_centre_far_from_every_turbine_is_warned_of():
    assert found(document(longitude="122.300000"), WIND) == [("GC-17", "/longitude")]


def test_what_can_not_be_read_is_left_to_the_reader():
    assert found(document(longitude="east", turbines=["F01", {"lon": None}], commencement_on="soon"), WIND) == []


def test_tonnes_of_the_text_are_held_against_the_estimate():
    rounded_up = document() | {"sections": {"A.1.1": "预计年均减排量497192吨。"}}

    assert found(rounded_up, WIND, annual_tonnes=497191) == [("GC-16", "/sections/A.1.1")]
    assert found(rounded_up, WIND, annual_tonnes=497192) == []


def test_a_parameter_without_reason_stops_the_filing():
    unexplained = document() | {"parameters": [{"symbol": "EG", "source": "可研", "purpose": "基准线排放"}]}

    broken = design_checks(unexplained, WIND)

    assert [(b.rule.id, b.where, b.rule.grade) for b in broken] == [("GC-08", "/parameters/0/reason", "refuse")]


def test_a_report_far_from_its_estimate_is_warned_of():
    broken = check_report(ReportFacts(total=131, expected=Decimal(100)))

    assert [(b.rule.id, b.rule.grade) for b in broken] == [("R-157a", "warn")]


FOREST = SimpleNamespace(type_code="N0101", sector="14")


def test_a_sink_is_written_in_the_template_of_sinks():
    said = {"project_name": "某县国有林场防护林造林碳汇项目", "commencement_on": "2020-07-08"}
    texts = {"A.3": "林权证。", "C.1": "2020年7月8日整地。"}
    written = {"template": "design_sink_1_0", "sections": texts, "inputs": said}

    assert found(written, FOREST) == []
    assert ("G-07", "/template") in found(written, WIND)


def test_each_sector_is_asked_for_its_own_papers():
    wind, forest = ({s.key for s in slots_of("registration", "monitoring", sector=each)} for each in ("01", "14"))

    assert {"grid_agreement", "feasibility_study", "settlement_vouchers"} <= wind - forest
    assert {"business_licence", "construction_start", "uniqueness_declaration"} <= wind & forest
    assert "/documents/eia_approval" in missing("registration", "submit", (), "01")
    assert "/documents/eia_approval" not in missing("registration", "submit", (), "14")


def test_every_place_of_a_sink_s_template_is_there_once():
    codes = [section.code for section in design_template("14").sections]

    assert len(codes) == len(set(codes)) == 27
    assert design_template("01").id == "design_avoid_1_0"
