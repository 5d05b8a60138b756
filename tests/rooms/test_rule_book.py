"""The rule book: every rule with its source, where it is obeyed and who tests it; by page and by command."""
from __future__ import annotations

import json

from click.testing import CliRunner

from app.cli.rules import rules
from app.disclosure import rule_book
from app.web import create_app


def run(*words: str):
    return CliRunner().invoke(rules, words)


def test_a_rule_of_the_procedure_names_its_moves_its_line_and_its_tests():
    known = rule_book.find("R-36")

    assert known.id == rule_book.find("P4").id == "R-36"
    assert "registration.end" in known.held_by
    assert known.code[0].startswith("workflows/application.py:")
    assert "tests/law/test_every_rule.py" in known.tests


def test_a_methodology_s_rule_has_its_code_before_it_and_a_service_s_rule_its_line():
    assert rule_book.find("OW-2").id == "CCER-01-002-V01/OW-2"
    assert rule_book.find("H-TARGET").code[0].startswith("app/engagement/service.py:")
    assert rule_book.find("R-05").settings[0].key == "pub.days_wd"
    assert rule_book.find("R-0") is None


def test_coverage_counts_what_is_known_today():
    said = json.loads(run("--coverage", "--json").output)

    assert list(said) == ["rules", "obeyed", "settings", "operator", "not_for_a_program", "missing", "untested"]
    assert said["rules"] == said["obeyed"] + said["settings"] == len(json.loads(run("--json").output))
    assert said["missing"] == []
    assert "R-36" not in said["untested"]


def test_an_unknown_rule_is_bad_input():
    assert (run("R-36").exit_code, run("R-0").exit_code) == (0, 2)


def test_everybody_may_read_the_rules(told):
    told("noticed")
    browser = create_app().test_client()

    assert [browser.get(path).status_code for path in ("/rules", "/rules/R-36", "/rules/CCER-01-002-V01/OW-2",
                                                       "/rules/R-0")] == [200, 200, 200, 404]
