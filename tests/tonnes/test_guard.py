"""A package from outside is read before it runs: it may compute, and reach for nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from methodologies.kernel.catalogue import catalogue
from methodologies.kernel.guard import reaches_in, reaches_of

FINE = """from __future__ import annotations
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
import methodologies.kernel.rules
from methodologies import forestry
from methodologies.general.checks import answered
from ccer_lamps import formulas
from . import parameters
DAY = date(2026, 1, 1)
"""


def said_of(folder: Path, text: str) -> list[tuple[int, str]]:
    package = folder / "ccer_lamps"
    package.mkdir(exist_ok=True)
    (package / "checks.py").write_text(text, encoding="utf-8")
    return [(reach.line, reach.en) for reach in reaches_in(package, "ccer_lamps")]


def test_a_module_that_only_computes_reaches_for_nothing(tmp_path):
    assert said_of(tmp_path, FINE) == []


@pytest.mark.parametrize(
    "text, word",
    [
        ("import sqlite3", "imports sqlite3"),
        ("import os.path as p", "imports os.path"),
        ("from urllib import request", "imports urllib.request"),
        ("from app.models import project", "imports app.models.project"),
        ("import math", "imports math"),
        ("import importlib", "imports importlib"),
        ("from methodologies.ccer_01_002_v01_offshore_wind import formulas", "imports methodologies.ccer_01_002"),
        ("from methodologies import ccer_01_002_v01_offshore_wind", "imports methodologies.ccer_01_002"),
        ("def f():\n import random", "imports random"),
        ("x = open('a')", "uses open"),
        ("f = eval", "uses eval"),
        ("exec('1')", "uses exec"),
        ("__import__('os')", "uses __import__"),
        ("from datetime import date\nDAY = date.today()", "asks the clock (.today)"),
        ("import datetime as d\nx = d.datetime.now()", "asks the clock (.now)"),
        ("def f(:", "is no readable Python source"),
        ("x = '\0'", "is no readable Python source"),
    ],
)
def test_what_reaches_out_is_named_with_its_line(tmp_path, text, word):
    line, said = said_of(tmp_path, f"# one line before\n{text}\n")[0]

    assert word in said and line in ({0, 2} if "readable" in word else {text.count("\n") + 2})


def test_everything_is_said_at_once_in_both_languages(tmp_path):
    package = tmp_path / "ccer_lamps"
    package.mkdir()
    (package / "__init__.py").write_text("import socket, time\n", encoding="utf-8")
    (package / "fast.so").write_bytes(b"")

    said = [str(reach) for reach in reaches_in(package, "ccer_lamps")]

    assert len(said) == 3 and said[0].startswith("ccer_lamps/__init__.py:1: 导入了 socket")
    assert "imports time" in said[1] and said[2].startswith("ccer_lamps/fast.so:0: 是编译过的程序")


def test_the_source_is_read_and_never_run(tmp_path, monkeypatch):
    (tmp_path / "ccer_lamps_that_shout.py").write_text("import socket\nraise SystemExit('it ran')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    assert [reach.line for reach in reaches_of("ccer_lamps_that_shout")] == [1]
    assert "ccer_lamps_that_shout" not in sys.modules and reaches_of("no_such_package_anywhere") == ()


def test_a_point_that_reaches_out_stops_the_start_with_file_and_line(tmp_path, monkeypatch):
    from methodologies.kernel.catalogue import CatalogueError, from_entry_points

    (tmp_path / "ccer_lamps_online.py").write_text("import os\nimport socket\n", encoding="utf-8")
    told = tmp_path / "lamps-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: lamps\nVersion: 1\n", encoding="utf-8")
    (told / "entry_points.txt").write_text("[ccer.methodologies]\nlamps = ccer_lamps_online:METHODOLOGY\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(CatalogueError) as stopped:
        list(from_entry_points())

    assert "ccer_lamps_online.py:1: 导入了 os" in str(stopped.value) and "py:2:" in str(stopped.value)


@pytest.mark.parametrize("code", catalogue())
def test_the_modules_of_this_tree_pass_the_same_guard(code):
    """Where the import contracts hold, the guard holds too; and no module asks the clock."""
    for chapter in catalogue()[code].chapters:
        name = chapter.symbols.folders[0]
        folder = Path(sys.modules[name].__file__).parent

        assert [str(reach) for reach in reaches_in(folder, name)] == []
