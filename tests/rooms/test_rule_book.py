"""The rule book: every rule with its source, what becomes of it, where it is obeyed and who tests it."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import config
from app.cli.rules import rules
from app.disclosure import claims, rule_book
from app.disclosure.coverage import coverage, lacking, missing_rules, untested_rules
from app.web import create_app
from workflows.rule_book import CHAPTERS, TEXTS, Kind, entries

APPROVED = re.compile(r"经(生态环境部|主管部门|登记机构)?(批准|核准)的?项目|项目已?获(批|得批准)"
                      r"|project (is|was) approved|approved (project|by the ministry)", re.IGNORECASE)


def run(*words: str):
    return CliRunner().invoke(rules, words)


def test_a_rule_of_the_procedure_names_its_moves_its_line_and_its_tests():
    known = rule_book.find("R-36")

    assert known.id == rule_book.find("P4").id == "R-36"
    assert "registration.end" in known.held_by
    assert known.code[0].startswith("workflows/application.py:")
    assert any(test.startswith("tests/law/test_every_rule.py:") for test in known.tests)


def test_a_rule_that_is_judged_in_parts_counts_once_and_each_part_is_found():
    known = rule_book.find("R-50")

    assert [part.id for part in known.parts] == ["R-50", "R-50a", "R-50b", "R-50c", "R-50d", "R-50e"]
    assert "R-50a" not in {each.id for each in rule_book.book()}
    assert rule_book.find("R-50a").code == known.parts[1].code
    assert "R-35a" in {each.id for each in rule_book.book()}


def test_a_methodology_s_rule_has_its_code_before_it_and_a_service_s_rule_its_line():
    assert rule_book.find("OW-2").id == "CCER-01-002-V01/OW-2"
    assert rule_book.find("H-TARGET").code[0].startswith("app/engagement/findings.py:")
    assert rule_book.find("R-05").settings[0].key == "pub.days_wd"
    assert rule_book.find("R-0") is None


def test_the_book_holds_150_rules_to_r_157_five_of_international_use_and_26_open_questions():
    numbers = [int(re.search(r"\d+", id)[0]) for id in entries()]

    assert (sum(n <= 157 for n in numbers), sum(157 < n < 180 for n in numbers), sum(n >= 180 for n in numbers)) == (
        150, 5, 26)
    assert set(range(1, 59)) | set(range(68, 163)) | set(range(180, 206)) == set(numbers)
    assert {"R-35a", "R-35b"} <= entries().keys()


@pytest.mark.parametrize("entry", entries().values(), ids=lambda entry: entry.id)
def test_a_row_of_the_book_is_whole(entry):
    assert entry.zh and entry.en and entry.zh != entry.en
    assert all(part.strip().split(" ")[0] in TEXTS for part in entry.source.split(";")) and all(entry.cited)
    assert (entry.why is not None) or entry.kind in (Kind.PROGRAM, Kind.SETTING)
    assert entry.kind is not Kind.SETTING or entry.settings
    assert bool(entry.tests) == bool(entry.by)
    assert entry.why is None or all(entry.why)


def test_a_claim_is_true_when_its_place_exists_and_something_calls_it():
    said = {place: claims.is_obeyed(place) for place in (
        "workflows/calendar.py:Calendar.notice_window", "app/models/published.py:two_people", "app/evidence/tree.py",
        "workflows/calendar.py:Calendar.notice", "app/models/published.py:three_people", "app/no.py", "app/no.py:x")}

    assert list(said.values()) == [True, True, True, False, False, False, False]
    assert claims.is_test("tests/rooms/test_rule_book.py:test_an_unknown_rule_is_bad_input")
    assert not claims.is_test("tests/rooms/test_rule_book.py:run") and not claims.is_test("tests/no.py:test_x")


def test_a_setting_that_nobody_reads_obeys_nothing():
    assert claims.is_read("pub.days_wd") and not claims.is_read("pub." + "days_td")


def test_coverage_counts_the_whole_book_and_the_system_s_own_rules():
    said = json.loads(run("--coverage", "--json").output)

    assert list(said) == ["rules", "obeyed", "settings", "operator", "not_for_a_program", "missing", "untested"]
    assert said["rules"] == len(json.loads(run("--json").output)) > len(entries())
    assert sum(said[name] for name in list(said)[1:5]) == said["rules"] - len(lacking())


def test_a_rule_that_survives_is_told_as_untested():
    assert coverage(["R-36 = true"])["untested"] == [*untested_rules(rule_book.book()), "R-36 = true"]


def test_nothing_of_the_book_is_missing_or_untested_and_the_command_says_so():
    assert (lacking(), missing_rules(), untested_rules(rule_book.book())) == (set(), [], [])
    assert run("--coverage").exit_code == 0


def test_the_page_in_docs_is_the_book():
    """Sentence, source and confidence of each rule, the reason of those that no program obeys; places may be more by
    now."""
    rows = lambda text: {line.split(" | ")[0]: line.split(" | ")
                         for line in text.splitlines() if line.startswith("| R-")}
    made = rows(run("--document").output)
    kept = rows(Path(config.ROOT, "docs", "rules.md").read_text(encoding="utf-8"))
    stale = [id for id, row in made.items() if kept.get(id, [])[:4] != row[:4]
             or (not row[4].endswith(" program") and kept[id] != row)]

    assert stale == [] and list(kept) == list(made), "make it again: .venv/bin/ccer rules --document > docs/rules.md"


def test_an_unknown_rule_is_bad_input():
    assert (run("R-36").exit_code, run("R-34").exit_code, run("R-0").exit_code) == (0, 0, 2)


def test_no_page_says_that_an_authority_approved_a_project():
    """R-02: publicity and registration, no licence."""
    places = [*Path(config.ROOT, "templates").rglob("*.html"), *Path(config.ROOT, "app").rglob("*.py"),
              *Path(config.ROOT, "workflows").rglob("*.py")]

    assert [path for path in places if APPROVED.search(path.read_text(encoding="utf-8"))] == []
    assert APPROVED.search("an approved project") and APPROVED.search("经主管部门批准的项目")


def test_everybody_may_read_the_rules(told):
    told("noticed")
    browser = create_app().test_client()

    assert [browser.get(path).status_code for path in ("/rules", "/rules/R-36", "/rules/CCER-01-002-V01/OW-2",
                                                       "/rules/R-0")] == [200, 200, 200, 404]


def test_the_rules_are_narrowed_by_class_confidence_and_words(told):
    told("noticed")
    browser = create_app().test_client()
    ids = lambda query: set(re.findall(r'href="/rules/([^"]+)"', browser.get(f"/rules?{query}").text))
    entry = entries().values()

    assert ids("kind=outside") == {e.id for e in entry if rule_book.find(e.id).kind is Kind.OUTSIDE}
    assert "R-24" in ids("confidence=unsure") and "R-01" not in ids("confidence=unsure")
    assert ids("words=R-02") == {"R-02"} and ids("words=nothing+like+it") == set()
    assert ids("kind=no&confidence=no") == ids("")


def test_a_rule_s_page_shows_both_languages_source_class_and_reason(told):
    told("noticed")
    page = create_app().test_client().get("/rules/R-34").text
    known = rule_book.find("R-34")

    assert all(text in page.replace("&#39;", "'") for text in (known.zh, known.en, *known.why, known.kind.zh))
    assert "R-34" in page and known.source in page
    assert len(CHAPTERS) == len({e.chapter for e in entries().values()})
