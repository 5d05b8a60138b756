"""`ccer new-methodology`: what it writes is a whole methodology at once, outside this tree and inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import config
from app.cli.new_methodology import new_methodology
from methodologies.kernel.rules import Refusal
from tests.packages import installed, python

CODE, NAME = "CCER-07-009-V01", "ccer_07_009_v01_road_lighting"
TITLED = ("--zh", "公路照明", "--en", "Road lighting")


def pytest_of(test: Path, *path: Path) -> subprocess.CompletedProcess:
    return python("-m", "pytest", "-q", "-p", "no:cacheprovider", str(test), path=path, cwd=test.parent)


def tried(command: str, where: Path) -> subprocess.CompletedProcess:
    """A command as somebody types it in a shell, the environment active and nothing installed."""
    known = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(config.ROOT),
             "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(["bash", "-c", command], cwd=where, env=known, capture_output=True, text=True, timeout=120)


def written(where: Path, *more: str) -> str:
    done = CliRunner().invoke(new_methodology, [CODE, "--dir", str(where), *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*words: str) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        CliRunner().invoke(new_methodology, list(words), catch_exceptions=False)
    assert all(broken.zh and broken.en and broken.zh != broken.en for broken in refusal.value.broken)
    return [broken.where for broken in refusal.value.broken]


def test_a_package_outside_passes_its_own_test_and_calculates_once_installed(tmp_path):
    said = written(tmp_path, *TITLED)
    project = tmp_path / NAME
    test = project / "tests" / f"test_{NAME}.py"

    own = pytest_of(test, project)
    package = installed(project, tmp_path / "pip")
    listed = python("-m", "app.cli", "methodologies", path=(package,))
    case = package / NAME / "cases" / "two_years.json"
    worked = python("-m", "app.cli", "calculate", CODE, str(case), "--explain", path=(package,))

    assert str(test) in said and own.returncode == 0 and " passed" in own.stdout, own.stdout + own.stderr
    assert f"{CODE}  draft  公路照明  Road lighting" in listed.stdout, listed.stderr
    assert "2025: 1,000 tCO2e" in worked.stdout and "合计 total: 1,617 tCO2e" in worked.stdout
    assert "暂定值 provisional: EF" in worked.stdout and CODE not in python("-m", "app.cli", "methodologies").stdout


@pytest.mark.parametrize("bare", [False, True])
def test_the_command_that_is_printed_passes_where_it_was_printed(tmp_path, bare):
    home = tmp_path / "my work"
    home.mkdir()
    command = written(home, *TITLED).rpartition("试 try  ")[2].strip()

    done = tried(command.replace("python -m pytest", "pytest") if bare else command, tmp_path)

    assert command.endswith(f"{NAME}' && python -m pytest -q")
    assert done.returncode == 0 and "17 passed" in done.stdout, done.stdout + done.stderr


def test_a_folder_inside_the_tree_passes_its_own_test_and_needs_no_installing(tmp_path):
    tree, tests = tmp_path / "methodologies", tmp_path / "tests"
    for folder, names in ((tree, ("__init__.py", "kernel", "general")), (tests, ("__init__.py", "edges.py"))):
        folder.mkdir()
        for name in names:
            (folder / name).symlink_to(config.ROOT / folder.name / name)

    done = python("-m", "app.cli", "new-methodology", CODE, "--dir", str(tree), path=(tmp_path,), cwd=tmp_path)
    test = tests / "tonnes" / "test_ccer_07_009_v01.py"
    own = pytest_of(test, tmp_path)
    listed = python("-m", "app.cli", "methodologies", path=(tmp_path,), cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert own.returncode == 0, own.stdout + own.stderr
    assert listed.stdout.startswith(f"{CODE}  draft") and not (tree / "ccer_07_009_v01" / "pyproject.toml").exists()
    assert "EDGES = tuple(Edge(" in test.read_text("utf-8")


def test_nothing_is_ever_overwritten(tmp_path):
    written(tmp_path, *TITLED)
    mine = tmp_path / NAME / NAME / "formulas.py"
    mine.write_text("mine", encoding="utf-8")

    assert set(refused(CODE, "--dir", str(tmp_path), *TITLED)) == {"/dir"} and mine.read_text("utf-8") == "mine"


@pytest.mark.parametrize("code", ["CCER", "ccer-07-009-V01", "CCER-7-9-V1", "CCER-07-009-V01 ", "CCER-07-009-V０１",
                                  "CCER-00-009-V01", "CCER-17-009-V01", "CCER-07-000-V01", "CCER-07-100-V01",
                                  "CCER-07-009-V00", "CCER-01-002-V01", "../x"])
def test_a_code_that_is_none_or_taken_is_refused(tmp_path, code):
    assert refused(code, "--dir", str(tmp_path)) == ["/code"] and not list(tmp_path.iterdir())


@pytest.mark.parametrize("code", ["CCER-01-001-V99", "CCER-16-099-V01"])
def test_a_code_at_the_edge_is_taken(tmp_path, code):
    done = CliRunner().invoke(new_methodology, [code, "--dir", str(tmp_path), "--json"], catch_exceptions=False)

    assert all(Path(file).is_file() for file in json.loads(done.output)["written"])
    assert done.exit_code == 0 and len(list(tmp_path.iterdir())) == 1


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    assert refused("CCER-77-100-V00", "--dir", str(tmp_path / "nowhere"), "--zh", 'a"b') == [
        "/code", "/code", "/code", "/zh", "/zh", "/dir"]
    assert refused(CODE, "--dir", str(tmp_path), "--zh", "照" * 81, "--en", "a\nb") == ["/zh", "/en"]
