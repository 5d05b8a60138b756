"""The reference: the same rows and one durable commit by the bare driver, without a rule, a guard or a program."""
from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable

import psycopg

MANY = 10**6
TABLES = """
create table call (key varchar(80) primary key, result text);
create table act (id varchar(36) primary key, key varchar(80), result text);
create table holding (id {serial}, batch integer, account integer, lo bigint, hi bigint, opened_by varchar(36),
  closed_by varchar(36));
create index holding_open on holding (batch, lo) where closed_by is null;
create index holding_closed on holding (closed_by) where closed_by is not null;
create table posting (act varchar(36), n integer, batch integer, account integer, lo bigint, hi bigint, delta bigint,
  primary key (act, n));
create index posting_batch on posting (batch);
create table event (id {serial}, act varchar(36), subject varchar(80), body text);
create index event_subject on event (subject);
create table dossier (id integer primary key, state varchar(40));
"""


class Driver:
    """One connection; `run` takes ? as a place on both engines."""

    def __init__(self, url: str):
        self.postgresql = url.startswith("postgresql")
        if self.postgresql:
            self.connection = psycopg.connect(url.replace("+psycopg", ""))
        else:
            self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)
            for setting in ("journal_mode=wal", "synchronous=full"):
                self.connection.execute(f"pragma {setting}")

    def run(self, statement: str, *values: object):
        return self.connection.execute(statement.replace("?", "%s") if self.postgresql else statement, values)

    def begin(self) -> None:
        if not self.postgresql:
            self.connection.execute("begin immediate")

    def commit(self) -> None:
        self.connection.commit()


def prepare(url: str, batches: int) -> None:
    driver = Driver(url)
    serial = "bigint generated always as identity primary key" if driver.postgresql else "integer primary key"
    for statement in TABLES.format(serial=serial).split(";")[:-1]:
        driver.run(statement)
    for n in range(1, batches + 1):
        driver.run("insert into holding (batch, account, lo, hi, opened_by) values (?, ?, 1, ?, 'issue')",
                   n, 2 * n, MANY)
        driver.run("insert into dossier values (?, 'draft')", n)
    driver.commit()
    driver.connection.close()


def acts(url: str, batch: int) -> Callable[[], None]:
    """Move the lowest tonne of a batch to its second account: close what is there, open it anew, post, tell, commit."""
    driver = Driver(url)

    def once() -> None:
        act = str(uuid.uuid4())
        driver.begin()
        found = driver.run("select id, account, lo, hi from holding where batch = ? and closed_by is null order by lo"
                           + (" for update" if driver.postgresql else ""), batch).fetchall()
        driver.run("insert into call values (?, '{}')", act)
        lo = found[-1][2]
        for row in found:
            driver.run("update holding set closed_by = ? where id = ?", act, row[0])
        lines = [(row[1], row[2], row[3], row[2] - row[3] - 1) for row in found]
        for account, first, last in ((2 * batch + 1, 1, lo), (2 * batch, lo + 1, MANY)):
            driver.run("insert into holding (batch, account, lo, hi, opened_by) values (?, ?, ?, ?, ?)", batch, account,
                       first, last, act)
            lines.append((account, first, last, last - first + 1))
        for n, line in enumerate(lines):
            driver.run("insert into posting values (?, ?, ?, ?, ?, ?, ?)", act, n, batch, *line)
        driver.run("insert into event (act, subject, body) values (?, ?, ?)", act, str(batch),
                   json.dumps({"act": act, "postings": lines}))
        driver.run("insert into act values (?, ?, '{}')", act, act)
        driver.commit()
    return once


def steps(url: str, dossier: int) -> Callable[[], None]:
    """A state, the key of the call and an event."""
    driver = Driver(url)

    def once() -> None:
        key = str(uuid.uuid4())
        driver.begin()
        driver.run("update dossier set state = ? where id = ?", key[:8], dossier)
        driver.run("insert into call values (?, '{}')", key)
        driver.run("insert into event (subject, body) values (?, ?)", f"RT-{dossier}", json.dumps({"key": key}))
        driver.commit()
    return once
