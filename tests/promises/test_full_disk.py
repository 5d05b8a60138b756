"""L4: a disk that takes no more is a refusal, not a loss; reading goes on, and the same request succeeds once there is
room.

The operating system itself refuses: a limit on the size of any file, a little wider each time.
"""
from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app import database
from app.database import StorageFull
from app.evidence.documents import BlobStore
from tests.promises.acting import broken, issue, move, open_accounts, pieces

TIMES = 200 if os.environ.get("CCER_SOAK") else 50
STEP = 240_000 // TIMES                                 # bytes


def in_a_child(work: Callable[[], dict]) -> dict:
    """What the work says, done in a process whose limits are its own."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            said = work()
        except BaseException as error:
            said = {"error": repr(error)}
        os.write(into, json.dumps(said).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        said = json.loads(answer.read())
    os.waitpid(child, 0)
    return said


def at_most(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_full_disk_refuses_an_act_whole_and_goes_on_by_itself(fresh, tmp_path, monkeypatch):
    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    url = fresh("sqlite")
    database.bind(url, durable=True)
    open_accounts(2)
    issue("issue-0001", 1000)
    database.engine().dispose()

    wal = Path(url.removeprefix("sqlite:///") + "-wal")

    def work() -> dict:
        database.bind(url, durable=True)
        refused = done = 0
        move("transfer-0000", 1)
        for n in range(1, TIMES + 1):
            before = pieces()
            at_most(wal.stat().st_size + n * STEP)
            try:
                move(f"transfer-{n:04d}", 1)
                done += 1
            except StorageFull:
                refused += 1
                assert pieces() == before, "reading goes on, and nothing is half done"
            at_most(resource.RLIM_INFINITY)
            move(f"transfer-{n:04d}", 1)
        return {"promise": "L4", "refused": refused, "done": done, "moved": sum(
            hi - lo + 1 for lo, hi, account, _ in pieces() if account == 2), "broken": len(broken())}

    said = in_a_child(work)

    print(json.dumps(said))
    assert said == {"promise": "L4", "refused": said.get("refused"), "done": TIMES - said.get("refused", 0),
                    "moved": TIMES + 1, "broken": 0}
    assert said["refused"] >= TIMES // 10 and said["done"] >= TIMES // 10


def test_a_file_that_finds_no_room_leaves_nothing_behind(tmp_path):
    store = BlobStore(tmp_path)

    def work() -> dict:
        at_most(100_000)
        try:
            store.put(b"x" * 200_000)
        except StorageFull as full:
            return {"status": full.status}
        return {}

    assert in_a_child(work) == {"status": 507}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.get(store.put(b"x" * 200_000)) == b"x" * 200_000


def test_a_server_without_room_is_the_same_refusal(fresh, tmp_path, monkeypatch):
    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    database.bind(fresh("postgresql"), durable=False)
    open_accounts(2)
    issue("issue-0001", 1000)
    full = """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN RAISE EXCEPTION 'could not extend file' USING errcode = '53100'; END $$"""
    with database.engine().begin() as connection:
        connection.execute(text(full))
        connection.execute(text("CREATE TRIGGER no_room BEFORE INSERT ON act FOR EACH ROW EXECUTE FUNCTION no_room()"))

    with pytest.raises(StorageFull):
        move("transfer-0001", 10)
    with database.engine().begin() as connection:
        connection.execute(text("DROP FUNCTION no_room() CASCADE"))
    move("transfer-0001", 10)

    assert pieces()[0] == (1, 10, 2, "available")
    assert broken() == []
