"""A long ledger made by the bare driver: whole, with its calls, postings, events and their chains, as acts leave it.

Each batch is issued and then given away tonne by tonne to two takers in turn, so that no two open ranges are merged.
"""
from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import psycopg

from app import database
from app.evidence.canonical import sha256
from app.evidence.events import body_of
from app.ledger.serials import batch_text
from app.models import triggers
from tests.promises.acting import AT, ON

A_BATCH, GIVER, TAKERS = 1000, 1, (2, 3)                # acts of a batch, its issue among them; accounts
SIZE = 10 * A_BATCH
ACCOUNTS = {0: "0", 1: "CN00000001", 2: "CN00000002", 3: "CN00000003"}
COLUMNS = {
    "call": ("key", "digest", "result", "at"), "act": ("id", "key", "kind", "result", "on", "at"),
    "batch": ("id", "project_code", "year", "period_no", "size", "act_id"),
    "holding": ("batch_id", "lo", "hi", "account_id", "state", "opened_by", "closed_by"),
    "posting": ("act_id", "n", "batch_id", "account_id", "state", "lo", "hi", "delta"),
    "event": ("id", "act_id", "subject", "subject_seq", "previous", "on", "at", "body"), "pending": ("event_id",)}
Rows = dict[str, list[tuple]]


def add(batches: range) -> None:
    """The lives of these batches, a thousand acts each, into the bound ledger, whose three accounts are open."""
    postgresql = database.engine().dialect.name == "postgresql"
    with database.rebuilding() as connection:
        triggers.lift(connection)
        driver = connection.connection.dbapi_connection
        if postgresql:
            connection.exec_driver_sql("set local session_replication_role = replica")
        for number in batches:
            for table, rows in _of_batch(number, postgresql).items():
                (_copy if postgresql else _insert)(driver, table, rows)
        triggers.apply(connection)
        if postgresql:                                  # as its own keeper would by then; SQLite has none
            connection.exec_driver_sql("analyze")
            for table in ("batch", "event"):            # whose ids were given here
                connection.exec_driver_sql(
                    f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")


def _insert(driver: sqlite3.Connection, table: str, rows: list[tuple]) -> None:
    names = COLUMNS[table]
    driver.executemany(f"insert into {table} ({_listed(names)}) values ({', '.join('?' * len(names))})", rows)


def _copy(driver: psycopg.Connection, table: str, rows: list[tuple]) -> None:
    with driver.cursor().copy(f"copy {table} ({_listed(COLUMNS[table])}) from stdin") as copying:
        for row in rows:
            copying.write_row(row)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _of_batch(number: int, zoned: bool) -> Rows:
    """Every row of one batch's life."""
    project, made, last = f"B{number:06d}", dict[str, list[tuple]]({name: [] for name in COLUMNS}), None
    at = AT.isoformat(" ") if zoned else f"{AT:%Y-%m-%d %H:%M:%S.%f}"
    printed = batch_text(project, 2024, 1)
    for n, (kind, lines, opened) in enumerate(_life()):
        act, next_act = (f"{number:08d}-{n + more:08d}" for more in (0, 1))
        event = (number - 1) * A_BATCH + n + 1
        told = [[printed, ACCOUNTS[account], state, lo, hi, delta] for account, state, lo, hi, delta in lines]
        body = body_of(subject=project, subject_seq=n + 1, previous=last and sha256(last), kind=kind, on=ON, at=AT,
                       facts={"postings": told}, act_id=act)
        made["call"].append((act, "0" * 64, "{}", at))
        made["act"].append((act, act, kind, "{}", ON.isoformat(), at))
        made["posting"] += [(act, m, number, *line) for m, line in enumerate(lines)]
        made["holding"] += [(number, lo, hi, account, "available", act, next_act if closed else None)
                            for account, lo, hi, closed in opened]
        made["event"].append((event, act, project, n + 1, last and sha256(last), ON.isoformat(), at, body))
        made["pending"].append((event,))
        last = body
    made["batch"].append((number, project, 2024, 1, SIZE, f"{number:08d}-{0:08d}"))
    return made


def _life() -> Iterator[tuple[str, list[tuple], list[tuple]]]:
    """(kind, postings, [(account, lo, hi, whether the next act closes it)] opened) of each act of a batch."""
    yield ("issue", [(0, "world", 1, SIZE, -SIZE), (GIVER, "available", 1, SIZE, SIZE)], [(GIVER, 1, SIZE, True)])
    for n in range(1, A_BATCH):
        taker = TAKERS[n % 2]
        yield ("transfer", [(GIVER, "available", n, SIZE, n - 1 - SIZE), (taker, "available", n, n, 1),
                            (GIVER, "available", n + 1, SIZE, SIZE - n)],
               [(taker, n, n, False), (GIVER, n + 1, SIZE, n < A_BATCH - 1)])
