"""The demo's story, lived once a run and engine, stopped where a test wants it and copied for that test.

A chapter is a data folder and a database. `told("registered")` binds a copy in which the reductions are registered and
not yet issued; `told("issued")` one in which everything is done.
"""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app import clock, database, installation, worker
from app.access import Who
from app.demo import run
from tests import databases

LAST_DAY = date(2026, 11, 23)                            # of the story, whenever the tests are run
CHAPTERS = ("noticed", "applied", "project", "claimed", "registered", "issued")


@dataclass
class Told:
    """Where the story stands: people by sign-in name, and the refs of its dossiers."""
    who: dict[str, Who]
    refs: dict[str, str]
    home: Path
    url: str

    @property
    def today(self) -> date:
        return clock.today()


@pytest.fixture
def told(request: pytest.FixtureRequest, shared_folder: Path, tmp_path: Path,
         monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Told]]:
    """told(chapter, engine="sqlite"): a copy of the story at that chapter, bound, with the worker's tasks known."""
    made: list[str] = []

    def tell(chapter: str, engine: str = "sqlite") -> Told:
        kept = _lived(request, shared_folder, engine, monkeypatch)
        home = tmp_path / f"home{len(made)}"
        shutil.copytree(kept / chapter / "home", home)
        monkeypatch.setenv("CCER_HOME", str(home))
        url = _copy(request, kept, chapter, engine, home)
        made.append(url)
        monkeypatch.setenv("DATABASE_URL", url)
        database.bind(url, durable=False)
        installation.open_clock()
        said = json.loads((kept / chapter / "told.json").read_text(encoding="utf-8"))
        return Told({name: Who(*who) for name, who in said["who"].items()}, said["refs"], home, url)

    yield tell
    clock.set_offset(0)
    database.engine().dispose()
    for url in made:
        databases.drop(url)


def _lived(request: pytest.FixtureRequest, shared: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shared / f"story-{engine}"
    with databases.only_one(shared, f"story-{engine}.done") as done:
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _live(request, folder, engine, monkeypatch)
            done.touch()
    return folder


def _live(request: pytest.FixtureRequest, folder: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home = folder / "living"
    home.mkdir(parents=True)
    monkeypatch.setenv("CCER_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    url = request.getfixturevalue("fresh")(engine)
    database.bind(url, durable=False)
    clock.set_offset(0)
    demo = run.Demo()

    def keep(chapter: str, refs: dict[str, str]) -> None:
        worker.work_until_idle()
        database.engine().dispose()
        (folder / chapter).mkdir()
        shutil.copytree(home, folder / chapter / "home")
        who = {name: [w.id, w.name, w.sign_in] for name, w in demo.who.items()}
        (folder / chapter / "told.json").write_text(json.dumps({"who": who, "refs": dict(refs)}), encoding="utf-8")
        if engine == "sqlite":
            shutil.copyfile(url.removeprefix("sqlite:///"), folder / chapter / "ccer.sqlite")
        else:
            with databases._maintenance(request.getfixturevalue("postgresql")) as cluster:
                cluster.execute(f"CREATE DATABASE story_{chapter} TEMPLATE {_name(url)}")
        database.bind(url, durable=False)

    demo.live(keep, end=LAST_DAY)


def _copy(request: pytest.FixtureRequest, kept: Path, chapter: str, engine: str, home: Path) -> str:
    if engine == "sqlite":
        shutil.copyfile(kept / chapter / "ccer.sqlite", home / "ccer.sqlite")
        return f"sqlite:///{home / 'ccer.sqlite'}"
    address = request.getfixturevalue("postgresql")
    name = f"s{abs(hash(str(home))):x}"
    with databases._maintenance(address) as cluster:
        cluster.execute(f"CREATE DATABASE {name} TEMPLATE story_{chapter}")
    return address.format(name)


def _name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[1]


def certificate_file(told: Told) -> bytes:
    from app.certificates.queries import pdf_of

    return pdf_of(told.refs["certificate"])


__all__ = ["CHAPTERS", "Told", "certificate_file", "told"]
