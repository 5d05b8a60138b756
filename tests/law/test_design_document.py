"""A stored design document, as the checks of form read it."""
from decimal import Decimal
from types import SimpleNamespace

from workflows.design_checks import ReportFacts, check_report, design_checks

WIND = SimpleNamespace(type_code="A0201")


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
