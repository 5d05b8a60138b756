"""A methodology from outside the tree: installed by pip, found by its entry point, offered, filled in and worked."""
from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from app.papers.queries import draft_of
from app.parties.queries import me
from methodologies.kernel.catalogue import catalogue
from tests.packages import HERE, installed, python
from tests.rooms.clients import client_of, post

pytestmark = pytest.mark.xdist_group(__name__)          # one worker installs the package, once

PROJECT, CODE, NAME = HERE / "solar_street_lighting", "CCER-03-009-V01", "ccer_03_009_v01"
HEAD = "灯组,灯数,单灯功率 (kW),亮灯时数 (h)\n"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(PROJECT, tmp_path_factory.mktemp("solar"))


def test_the_entry_point_is_found_and_the_command_lists_and_calculates(package):
    case = package / NAME / "cases" / "two_years.json"
    asked = ("from importlib.metadata import entry_points\n"
             "print([(p.name, p.value, p.dist.name) for p in entry_points(group='ccer.methodologies')])")
    found = python("-c", asked, path=(package,))
    listed = python("-m", "app.cli", "methodologies", path=(package,))
    worked = python("-m", "app.cli", "calculate", CODE, str(case), "--explain", path=(package,))

    assert f"('{NAME}', '{NAME}:METHODOLOGY', 'ccer-03-009-v01-solar-street-lighting')" in found.stdout
    assert f"{CODE}  in_force  太阳能路灯（虚构）  Solar street lighting (fictional)" in listed.stdout, listed.stderr
    assert "CCER-01-002-V01  in_force" in listed.stdout
    assert "EG_g[2024/west] = n_g × P_g × h_g = 200 × 0.15 × 3650.5 = 109515 kW*h   (1) 6.1" in worked.stdout
    assert "合计 total: 302 tCO2e" in worked.stdout and "暂定" not in worked.stdout


def test_a_package_that_reaches_out_stops_the_start_and_is_not_run(package, tmp_path):
    own = tmp_path / "spoilt"
    own.mkdir()
    for each in package.iterdir():
        (own / each.name).symlink_to(each)
    (own / NAME).unlink()
    (own / NAME).mkdir()
    for each in (package / NAME).glob("*.py"):
        (own / NAME / each.name).write_text(each.read_text("utf-8"), encoding="utf-8")
    checks = own / NAME / "checks.py"
    checks.write_text(f"import urllib.request\nprint('it ran')\n{checks.read_text('utf-8')}", encoding="utf-8")

    stopped = python("-m", "app.cli", "calculate", CODE, str(package / NAME / "cases" / "two_years.json"), path=(own,))

    assert stopped.returncode == 1 and "it ran" not in stopped.stdout
    assert f"{NAME}/checks.py:1: 导入了 urllib.request" in stopped.stderr


@pytest.fixture
def owner(told, package, monkeypatch):
    """An owner's browser, in a program that has the package installed; the next test has it no more."""
    story = told("noticed")
    monkeypatch.syspath_prepend(str(package))
    catalogue.cache_clear()
    yield client_of(story.who["owner1"]), me(story.who["owner1"].id).homes("initiator")[0].credit_code
    catalogue.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def test_an_owner_chooses_it_fills_in_its_form_and_sees_its_estimate(owner):
    browser, credit_code = owner
    offered = browser.get("/applications").text
    begun = post(browser, "/applications", "/applications", owner=credit_code, methodology=CODE, name="海曜路灯项目")
    ref = begun.location.split("/")[2]
    page = f"/applications/{ref}/draft?part=A"
    form = browser.get(page).text
    taken = post(browser, f"/applications/{ref}/draft/lamps/import", page,
                 file=(io.BytesIO(f"{HEAD}东一路,500,0.1,4000\n西一路,200,0.31,4000\n".encode()), "lamps.csv"))
    worked = post(browser, f"/applications/{ref}/estimate", page, part="C",
                  headers={"HX-Request": "true"}, crediting_from="2027-01-01", crediting_to="2036-12-31")
    checked = browser.get(f"{page}&check=1").text

    assert f'value="{CODE}"' in offered and "太阳能路灯（虚构）" in offered and begun.status_code == 303
    assert "单灯功率" in form and "路灯不接入电网" in form
    assert taken.status_code == 303 and draft_of(ref)[0]["inputs"]["lamps"][1]["power_kw"] == "0.31"
    assert worked.status_code == 200 and "2,688" in worked.text
    assert "单灯功率不超过 0.3 kW。" in checked
    assert browser.get(f"/applications/{ref}/draft/lamps.csv").text.startswith("\ufeff灯组")
