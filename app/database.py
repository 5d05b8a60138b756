"""The only commit. `transaction()` for writes, `reading()` for reads; both yield a `Db`. `rebuilding()` for migrations.

SQLite has one writer at a time: writes begin IMMEDIATE behind a fair lock, so that none starves and none meets
"database is locked". PostgreSQL runs READ COMMITTED and locks rows. Reads see one snapshot and cannot write.
"""
from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    Select,
    bindparam,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, SessionTransaction

import config
from methodologies.kernel.rules import Conflict, NotFound, Refused

try:
    import fcntl
except ImportError:                                     # Windows: one writer process, and SQLite's own waiting
    fcntl = None  # type: ignore[assignment]

T = TypeVar("T")
LOST_RACES = {"40001", "40P01", "55P03"}                # serialisation failure, deadlock, lock timeout
TAKEN = {"23505", "23P01", "23503"}                     # the name, the span is taken; what it refers to is gone
GUARD = "23514"                                         # a trigger's, and a CHECK's, which names itself
SQLITE_BUSY = 5
SQLITE_TAKEN = {787, 1555, 1811, 2067, 2579}            # foreign key, primary key, trigger, unique, rowid
NO_ROOM = {"53100", "58030"}                            # PostgreSQL: disk full, I/O error
SQLITE_NO_ROOM = {10, 13}                               # SQLITE_IOERR, SQLITE_FULL
_ALONE = select(func.pg_advisory_xact_lock(bindparam("number")))
_engine: Engine | None = None
_bound: tuple[str, bool] | None = None                  # what the engine was made of, for a forked child
_binding = threading.RLock()
_inherited: list[Engine] = []                           # a fork's parent's connections: not used, not closed


class LostRace(Conflict):
    """The database refused: another transaction was first. `retry`: the same request may well succeed now."""
    retry = False


class Unlawful(Conflict):
    """A row breaks a rule of its table: a mistake of ours, or somebody past the services. Nobody was faster."""
    zh, en = "数据库的约束不允许这样保存，未保存任何内容。", (
        "A constraint of the database does not allow this: nothing was stored.")


class StorageFull(Refused):
    """The disk takes no more, or fails: nothing was stored, reading goes on, and the same request may be sent again."""
    status = 507
    zh, en = "存储空间不足，未保存任何内容；查询不受影响，扩容后可原样重试。", (
        "The storage is full: nothing was stored. Reading goes on; send the same again once there is room.")


class Db(Session):
    """One unit of work. Rows stay readable after the commit."""

    @property
    def is_postgresql(self) -> bool:
        return self.get_bind().dialect.name == "postgresql"

    def direct(self, statement: Executable, said: Any = None) -> CursorResult[Any]:
        """A statement about tables and columns, no entities: the same without what the session does for those, which
        costs more than the statement. Nothing that is only added to the session is written before it."""
        return self.connection().execute(statement, said)

    def alone(self, about: str) -> None:
        """Wait until nobody else is alone about this; nobody else will be until this transaction ends.

        On SQLite every write transaction is alone already.
        """
        if self.is_postgresql:
            number = int.from_bytes(hashlib.sha256(about.encode()).digest()[:8], "big", signed=True)
            self.direct(_ALONE, {"number": number})

    def lock(self, model: type[T], ref: str) -> T:
        """The row with this `ref`, nobody else's to change until this transaction ends. NotFound when absent."""
        row: T | None = self.scalar(_locking(model), {"ref": ref})
        if row is None:
            raise NotFound(f"{model.__name__} {ref}")
        return row


@cache
def _locking(model: Any) -> Select[Any]:
    return (select(model).where(model.ref == bindparam("ref")).with_for_update()
            .execution_options(populate_existing=True))


class FairLock:
    """Writers in their order of arrival, over all processes of a machine; freed by the kernel when a holder dies."""

    def __init__(self, path: str):
        self.turnstile, self.door = (_lock_file(f"{path}.{name}") for name in ("turnstile", "door"))

    def take(self) -> None:
        fcntl.flock(self.turnstile, fcntl.LOCK_EX)
        try:
            fcntl.flock(self.door, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self.turnstile, fcntl.LOCK_UN)

    def free(self) -> None:
        fcntl.flock(self.door, fcntl.LOCK_UN)

    def close(self) -> None:
        self.turnstile.close()
        self.door.close()


def _lock_file(path: str) -> IO[bytes]:
    return open(path, "ab")


def bind(url: str | None = None, *, durable: bool = True) -> Engine:
    """Bind this process to a database, by default the configured one; the former connections are closed.

    durable=False gives up fsync (a power cut may lose commits): for tests only.
    """
    global _engine, _bound
    url = url or config.database_url()
    with _binding:
        if _engine is not None:
            _engine.dispose()
        _engine = _postgresql(url, durable) if url.startswith("postgresql") else _sqlite(url, durable)
        _bound = (url, durable)
        return _engine


def engine() -> Engine:
    with _binding:
        if _engine is not None:
            return _engine
        url, durable = _bound or (None, True)
        return bind(url, durable=durable)


@contextmanager
def transaction() -> Iterator[Db]:
    """Everything in the block is stored, or nothing. A lost race is a LostRace (409)."""
    with Db(engine().execution_options(write=True), expire_on_commit=False) as db:
        try:
            with db.begin():
                yield db
        except DBAPIError as error:
            if refused := conflict_of(error) or full_of(error):
                raise refused from error
            raise


@contextmanager
def rebuilding() -> Iterator[Connection]:
    """A transaction for the tables themselves. SQLite makes those anew that others refer to, so that it does not keep
    foreign keys meanwhile: who rebuilds checks them at the end."""
    with Db(engine().execution_options(write=True, rebuild=True)) as db, db.begin():
        yield db.connection()


@contextmanager
def reading() -> Iterator[Db]:
    """One snapshot of the database; writing is refused. Rolled back at the end."""
    how = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    source = engine().execution_options(**how) if engine().dialect.name == "postgresql" else engine()
    with Db(source, expire_on_commit=False, autoflush=False) as db:
        try:
            yield db
        finally:
            db.expunge_all()                            # so that what was read stays readable
            db.rollback()


def conflict_of(error: DBAPIError) -> LostRace | Unlawful | None:
    """What a database's refusal means to people: None when it is not about what is stored."""
    state, code = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", 0) or 0
    again = state in LOST_RACES or code & 0xFF == SQLITE_BUSY
    guarded = state == GUARD and error.orig.diag.constraint_name is None  # type: ignore[union-attr]
    if not (again or guarded or state in TAKEN or code in SQLITE_TAKEN):
        return Unlawful(str(error.orig)) if isinstance(error, IntegrityError) else None
    conflict = LostRace(str(error.orig))
    conflict.retry = again
    return conflict


def full_of(error: DBAPIError) -> StorageFull | None:
    """A database's refusal for want of room."""
    code = (getattr(error.orig, "sqlite_errorcode", 0) or 0) & 0xFF
    no_room = getattr(error.orig, "sqlstate", None) in NO_ROOM or code in SQLITE_NO_ROOM
    return StorageFull(str(error.orig)) if no_room else None


def _postgresql(url: str, durable: bool) -> Engine:
    settings = "-c timezone=UTC -c lock_timeout=20s" + ("" if durable else " -c synchronous_commit=off")
    return create_engine(url, pool_size=10, max_overflow=30, pool_pre_ping=True, isolation_level="READ COMMITTED",
                         connect_args={"options": settings})


def _sqlite(url: str, durable: bool) -> Engine:
    made = create_engine(url, pool_size=10, max_overflow=30)
    path = str(Path(str(made.url.database)).resolve())
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    event.listen(made, "connect", lambda raw, record: _open_sqlite(raw, record, path, durable))
    event.listen(made, "checkin", lambda raw, record: _free(record))
    event.listen(made, "close", lambda raw, record: _drop(record))
    return made


def _open_sqlite(raw: Any, record: Any, path: str, durable: bool) -> None:
    raw.isolation_level = None                          # no BEGIN behind our back; 8 MiB of pages, by default 2
    for setting in ("busy_timeout=20000", "journal_mode=wal", f"synchronous={'full' if durable else 'off'}",
                    "foreign_keys=on", "recursive_triggers=on", "cache_size=-8192"):
        raw.execute(f"pragma {setting}")
    settings = [raw.execute(f"pragma {name}").fetchone()[0] for name in ("foreign_keys", "recursive_triggers")]
    if settings != [1, 1]:
        raise RuntimeError("this SQLite cannot guard the ledger: foreign_keys or recursive_triggers stay off")
    if fcntl:
        record.info["lock"] = FairLock(path)


@event.listens_for(Db, "after_begin")
def _begin_sqlite(db: Db, transaction: SessionTransaction, connection: Connection) -> None:
    """Heard from the unit of work: an engine that is listened to asks its listeners at every statement."""
    if connection.dialect.name != "sqlite" or transaction.nested:
        return
    options = connection.get_execution_options()
    writes, rebuilds = options.get("write", False), options.get("rebuild", False)
    record: Any = connection.connection._connection_record
    if writes and "lock" in record.info:
        record.info["lock"].take()
        record.info["held"] = True
    driver: Any = connection.connection.dbapi_connection  # its own calls: they are made before every unit of work
    driver.execute(f"pragma foreign_keys={'off' if rebuilds else 'on'}")
    driver.execute(f"pragma query_only={'off' if writes else 'on'}")
    driver.execute("begin immediate" if writes else "begin")


def _free(record: Any) -> None:
    """On the record that took the lock, and after commit, rollback and a dead thread alike."""
    if record.info.pop("held", False):
        record.info["lock"].free()


def _drop(record: Any) -> None:
    _free(record)
    if "lock" in record.info:
        record.info.pop("lock").close()


def _after_fork() -> None:
    """A connection belongs to one process: the child opens its own, to the same database, at first use."""
    global _engine, _binding
    _binding = threading.RLock()
    if _engine is not None:
        _inherited.append(_engine)
        _engine = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
