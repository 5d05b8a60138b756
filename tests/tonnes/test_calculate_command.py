"""`ccer methodologies`, `ccer calculate`, `ccer worksheet verify`: what they print and how they end. No database."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from app.cli import calculate as command
from app.cli.worksheet import worksheet
from methodologies.kernel.rules import Refusal, Unreadable
from tests.tonnes.builders import CASES, accounting, window, year

CODE = "CCER-01-002-V01"
EXAMPLE = str(CASES / "example_3_9.json")


def run(called, *args: str):
    """The result of a command; a refusal is raised, as `ccer` catches it."""
    return CliRunner().invoke(called, list(args), catch_exceptions=False)


def written(tmp_path, found, name: str = "input.json") -> str:
    path = tmp_path / name
    path.write_text(found if isinstance(found, str) else json.dumps(found), encoding="utf-8")
    return str(path)


def test_the_worked_example_as_json():
    said = json.loads(run(command.calculate, CODE, EXAMPLE, "--json").output)

    assert said["methodology"] == CODE and said["result"] == {"tonnes": 576845, "by_year": {"2023": 576845}}
    assert said["provisional"] == [] and said["lines"][-1]["values"] == ["576845"]


def test_the_worked_example_explained():
    said = run(command.calculate, CODE, EXAMPLE, "--explain").output

    assert "BE_y[2023] = EG_PJ,y × EF_grid,CM,y" in said and "576,845 tCO2e" in said and "(1) 6.2" in said


def test_an_estimate_shows_its_average():
    said = run(command.calculate, CODE, str(CASES / "first_registered_project.json"), "--estimate").output

    assert "4,971,913" in said and "497,191" in said and "演示 DEMONSTRATION" in said


def test_a_workbook_is_written(tmp_path):
    run(command.calculate, CODE, EXAMPLE, "--xlsx", str(tmp_path / "book.xlsx"))

    assert (tmp_path / "book.xlsx").read_bytes()[:2] == b"PK"


def test_the_inputs_that_move_the_result_are_told_on_request():
    said = run(command.calculate, CODE, EXAMPLE, "--sensitivity").output
    found = json.loads(run(command.calculate, CODE, EXAMPLE, "--sensitivity", "--json").output)["sensitivity"]

    assert "敏感性 sensitivity: −10% / +10%" in said and "−57,794" in said and "+57,795" in said
    assert (found[0]["symbol"], found[0]["lower_t"], found[0]["higher_t"]) == ("X_export,w", -57794, 57795)


def test_bad_input_is_refused_with_every_place(tmp_path):
    bad = written(tmp_path, accounting(year("23", window(export=98.5))))

    with pytest.raises(Refusal) as refusal:
        run(command.calculate, CODE, bad)

    assert {b.where for b in refusal.value.broken} == {"/years/0/y", "/years/0/windows/0/X_export,w"}


@pytest.mark.parametrize("text", ["", "{", '{"years": [], "years": []}', '{"years": NaN}', "[" * 100_000, "\ufeff{}"])
def test_what_is_no_json_is_unreadable(tmp_path, text):
    with pytest.raises(Unreadable):
        run(command.calculate, CODE, written(tmp_path, text))


def test_an_unknown_methodology_names_those_there_are():
    with pytest.raises(Refusal, match=CODE):
        run(command.calculate, "CCER-00-000-V00", EXAMPLE)


def test_the_catalogue_lists_code_and_status():
    listed = json.loads(run(command.methodologies, "--json").output)

    assert (CODE, "in_force") in [(each["code"], each["status"]) for each in listed]
    assert f"{CODE}  in_force" in run(command.methodologies).output
    assert "OW-2" in run(command.methodologies, CODE).output


def test_the_schema_of_a_chapter():
    accounting_, estimate_ = (
        json.loads(run(command.methodologies, CODE, "--schema", *more).output) for more in ((), ("--estimate",))
    )

    assert "windows" in accounting_["properties"]["years"]["items"]["properties"]
    assert "EG_export,y" in estimate_["properties"]["years"]["items"]["required"]


def test_a_stored_worksheet_is_verified_and_a_forged_one_is_not(tmp_path):
    genuine = run(command.calculate, CODE, EXAMPLE, "--json").output
    forged = genuine.replace("576845", "576846")

    good, bad = (
        run(worksheet, "verify", written(tmp_path, genuine)),
        run(worksheet, "verify", written(tmp_path, forged), "--json"),
    )

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert {"sealed", "value", "result"} <= {d["kind"] for d in json.loads(bad.output)["differences"]}


@pytest.mark.parametrize("found", ["[]", "{}", '{"methodology": 5}'])
def test_what_is_no_worksheet_is_unreadable(tmp_path, found):
    with pytest.raises(Unreadable):
        run(worksheet, "verify", written(tmp_path, found))


def test_the_command_ends_with_2_and_says_why_without_a_database(tmp_path):
    bad = written(tmp_path, accounting(year("23")))
    code = "import sys; from app.cli import main; sys.argv[1:] = sys.argv[1:]; main()"

    ended = subprocess.run(
        [sys.executable, "-c", code, "calculate", CODE, bad, "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "CCER_HOME": str(tmp_path / "home")},
    )

    assert ended.returncode == 2, ended.stderr
    assert [p["where"] for p in json.loads(ended.stdout)["problems"]] == ["/years/0/y"]
    assert not (tmp_path / "home").exists()
