"""Across the border: nothing is authorised by default, and what is not authorised stays here."""
from dataclasses import replace
from datetime import date

import pytest

from methodologies.kernel.published import PublishedRow
from tests.edges import Edge, judge, named
from workflows import international
from workflows.international import Authorisation, Export, authorisation_in

GIVEN = Authorisation("authorised", "1号", "某部", date(2027, 1, 4), "oimp", "issuance")
OPEN = {"export.enabled": True}


def export_facts(**known):
    return Export(**{**dict(ranges=(("/ranges/0", GIVEN),), settings=OPEN), **known})


EDGES = (
    Edge("R-158", export_facts, {}, dict(ranges=(("/ranges/0", GIVEN), ("/ranges/1", Authorisation()))),
         ("/ranges/1",)),
    Edge("R-158", export_facts, {}, dict(ranges=(("/ranges/0", replace(GIVEN, status="revoked")),)), ("/ranges/0",)),
)


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.rule)
def test_a_rule_holds_on_one_side_of_its_edge(edge):
    judge(edge, named()[edge.rule])


def row(**known):
    values = {"project": "A210001", "year": "2024", "period_no": "1", "lo": "1", "hi": "100", "status": "authorised",
              "body": "某部", "on": "2027-01-04", "use": "oimp", "first_transfer": "issuance", "adjustment": "none",
              "adjusted_year": "0", **known}
    return PublishedRow("itmo/1号/1", "itmo", {"number": "1号", "line": "1"}, values, date(2027, 1, 4), "来源",
                        "0" * 64)


def test_by_default_nothing_is_authorised_and_the_border_is_closed():
    told = [rule.id for rule in international.EXPORT
            if rule.broken_by(Export(ranges=(("/ranges/0", Authorisation()),)))]

    assert Authorisation().status == "not_authorised" and told == ["R-127", "R-158"]


@pytest.mark.parametrize("known, where", [
    ({}, []), ({"lo": "100"}, []), ({"lo": "101"}, ["/hi"]), ({"adjustment": "made"}, ["/adjusted_year"]),
    ({"adjusted_year": "2027"}, ["/adjusted_year"]), ({"adjustment": "made", "adjusted_year": "2027"}, [])])
def test_a_row_is_believed_when_its_serials_and_its_adjustment_agree(known, where):
    assert [b.where for b in international.AUTHORISATIONS.judge(row(**known))] == where


def test_a_row_says_the_fields_of_its_serials():
    assert authorisation_in(row()) == GIVEN
    assert authorisation_in(row(adjustment="made", adjusted_year="2028")).adjusted_year == 2028
