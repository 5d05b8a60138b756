"""Direct SQL against the ledger, by somebody who holds a connection: the database itself refuses."""
from __future__ import annotations

import sqlite3

import psycopg
import pytest

from tests.promises.acting import broken, issue, move, open_accounts, retire

CALL = "INSERT INTO call VALUES ('attack-1', 'd', '{}', '2026-11-23')"
ACT = "INSERT INTO act VALUES ('zz', 'attack-1', 'k', '{}', '2026-11-23', '2026-11-23')"
EVENT = """INSERT INTO event (act_id, subject, subject_seq, previous, "on", at, body)
           VALUES ('zz', 'attack', 1, NULL, '2026-11-23', '2026-11-23', 'x')"""
BATCH = "INSERT INTO batch (project_code, year, period_no, size, act_id) VALUES ('A210009', 2024, 1, 10, 'zz')"
HOLDING = "INSERT INTO holding (batch_id, lo, hi, account_id, state, opened_by) VALUES "
CLOSE = "UPDATE holding SET closed_by = 'zz' WHERE account_id = 1 AND state = 'available' AND closed_by IS NULL"
POSTING = "INSERT INTO posting VALUES ('zz', 0, 1, {}, '{}', 5, 5, 1)"

OPEN = "WHERE closed_by IS NULL"
LIEN = '[{"kind":"court","ref":"x","was":"available"}]'

# name: (a word of the refusal, the statements)
ATTACKS = {
    "update posting": ("insert-only", ["UPDATE posting SET delta = delta"]),
    "delete posting": ("insert-only", ["DELETE FROM posting"]),
    "update event": ("insert-only", ["UPDATE event SET body = 'x'"]),
    "delete event": ("insert-only", ["DELETE FROM event"]),
    "update call": ("insert-only", ["UPDATE call SET digest = 'x'"]),
    "update act": ("insert-only", ["UPDATE act SET kind = 'x'"]),
    "update batch": ("insert-only", ["UPDATE batch SET size = size + 1"]),
    "change the world's account": ("insert-only", ["UPDATE account SET number = 'x' WHERE id = 0"]),
    "replace event": ("insert-only", ["INSERT OR REPLACE INTO event SELECT * FROM event"]),
    "replace act by its key": ("insert-only", [
        EVENT, "INSERT OR REPLACE INTO act SELECT 'zz', key, kind, result, \"on\", at FROM act"]),
    "replace batch by its name": ("insert-only", [
        "INSERT OR REPLACE INTO batch (id, project_code, year, period_no, size, act_id)"
        " SELECT 99, project_code, year, period_no, size, 'zz' FROM batch"]),
    "update or replace holding": ("only be closed", [f"UPDATE OR REPLACE holding SET id = id - 1 {OPEN}"]),
    "upsert event": ("insert-only", [
        """INSERT INTO event (id, act_id, subject, subject_seq, "on", at, body) {overriding} VALUES
           (1, NULL, 'a', 1, '2026-11-23', '2026-11-23', 'x') ON CONFLICT (id) DO UPDATE SET body = 'x'"""]),
    "truncate posting": ("insert-only", ["TRUNCATE posting"]),
    "truncate holding": ("insert-only", ["TRUNCATE holding"]),
    "truncate all": ("insert-only", ["TRUNCATE batch, account, event CASCADE"]),
    "widen holding": ("only be closed", [f"UPDATE holding SET hi = hi + 1 {OPEN}"]),
    "change owner": ("only be closed", [f"UPDATE holding SET account_id = 3 {OPEN}"]),
    "lay a lien": ("only be closed", [
        f"UPDATE holding SET liens = '{LIEN}', state = 'judicial_frozen' {OPEN} AND state = 'available'"]),
    "close and widen": ("only be closed", [
        f"UPDATE holding SET closed_by = 'zz', hi = hi + 1 {OPEN} AND state = 'available'"]),
    "reopen": ("only be closed", ["UPDATE holding SET closed_by = NULL WHERE closed_by IS NOT NULL"]),
    "close for an old act": ("act is sealed", [
        f"UPDATE holding SET closed_by = (SELECT min(id) FROM act WHERE kind = 'retire') {OPEN} AND account_id = 1"]),
    "close retired": ("ck_holding_final", ["UPDATE holding SET closed_by = 'zz' WHERE state = 'retired'"]),
    "delete holding": ("insert-only", ["DELETE FROM holding"]),
    "born closed": ("born open", [
        "INSERT INTO holding (batch_id, lo, hi, account_id, state, opened_by, closed_by)"
        " VALUES (1, 1001, 1010, 3, 'available', 'zz', 'yy')"]),
    "overlap": ("overlap", [HOLDING + "(1, 990, 1000, 3, 'available', 'zz')"]),
    "overlap from below": ("overlap", [HOLDING + "(1, 1, 5000, 3, 'available', 'zz')"]),
    "outside": ("foreign key", [HOLDING + "(1, 1001, 1010, 3, 'available', 'zz')"]),
    "outside with act": ("serial outside batch", [
        CALL, HOLDING + "(1, 1001, 1010, 3, 'available', 'zz')",
        "INSERT INTO posting VALUES ('zz', 0, 1, 3, 'available', 1001, 1010, 10)",
        "INSERT INTO posting VALUES ('zz', 1, 1, 0, 'world', 1001, 1010, -10)", EVENT, ACT]),
    "held by the world": ("ck_holding_world", [HOLDING + "(1, 1001, 1010, 0, 'available', 'zz')"]),
    "state without its lien": ("ck_holding_liens", [HOLDING + "(1, 1001, 1010, 3, 'pledged', 'zz')"]),
    "late posting": ("act is sealed", [
        "INSERT INTO posting SELECT act_id, 99, batch_id, account_id, state, lo, hi, delta FROM posting WHERE n = 0"]),
    "late holding": ("act is sealed", [HOLDING + "(1, 1001, 1010, 3, 'available', (SELECT min(id) FROM act))"]),
    "late batch": ("act is sealed", [BATCH.replace("'zz'", "(SELECT min(id) FROM act)")]),
    "close without act": ("foreign key", [CLOSE]),
    "posting without act": ("foreign key", [POSTING.format(1, "available")]),
    "batch without act": ("foreign key", [BATCH]),
    "unbalanced act": ("not balanced", [CALL, POSTING.format(1, "available"), EVENT, ACT]),
    "act without event": ("without event", [CALL, ACT]),
    "act without call": ("foreign key", [EVENT, ACT]),
    "double spend": ("postings differ", [CALL, CLOSE, EVENT, ACT]),
    "issue less than the batch": ("issued amount differs", [CALL, BATCH, EVENT, ACT]),
    "issue a batch twice": ("batch issued before", [
        CALL, CLOSE, HOLDING + "(1, 101, 999, 1, 'available', 'zz')", HOLDING + "(1, 1000, 1000, 1, 'available', 'zz')",
        "INSERT INTO posting VALUES ('zz', 0, 1, 0, 'world', 5, 5, -1)",
        "INSERT INTO posting VALUES ('zz', 1, 1, 0, 'world', 6, 6, 1)", EVENT, ACT]),
    "forget what waits": ("no leaf yet", ["DELETE FROM pending"]),
    "edit the tree": ("insert-only", ["UPDATE node SET hash = hash"]),
    "drop a checkpoint": ("insert-only", ["DELETE FROM checkpoint"]),
}
FOR_SQLITE = {"replace event", "replace act by its key", "replace batch by its name", "update or replace holding"}
FOR_POSTGRESQL = {"truncate posting", "truncate holding", "truncate all"}
# SQLite with foreign keys switched off, as any other client begins, lets these through; `ccer check` finds them.
THROUGH_WITHOUT_KEYS = {"outside", "close without act", "posting without act", "batch without act", "act without call"}


def a_ledger_with_every_kind_of_row() -> None:
    from app.evidence import sequencer

    open_accounts(3)
    issue("issue-01")
    move("transfer-1", 100)
    retire("retire-1", 50, account=2)
    sequencer.sequence()
    sequencer.checkpoint(force=True)
    move("transfer-2", 1, source=2, target=3)           # its event still waits


def attack(url: str, statements: list[str], keys: bool = True) -> str:
    """What the database answered; "accepted" when it took all of it."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute(f"PRAGMA foreign_keys = {'on' if keys else 'off'}")
        connection.execute("BEGIN")
    else:
        connection = psycopg.connect(url.replace("+psycopg", ""))
    overriding = "" if url.startswith("sqlite") else "OVERRIDING SYSTEM VALUE"
    try:
        for statement in statements:
            connection.execute(statement.replace("{overriding}", overriding))
        connection.execute("COMMIT")
        return "accepted"
    except (sqlite3.Error, psycopg.Error) as error:
        return str(error)
    finally:
        connection.close()


def test_every_attack_is_refused(db_url):
    a_ledger_with_every_kind_of_row()
    other = FOR_POSTGRESQL if db_url.startswith("sqlite") else FOR_SQLITE

    answers = {name: attack(db_url, statements) for name, (_, statements) in ATTACKS.items() if name not in other}

    assert len(answers) >= 40
    assert {name: answer for name, answer in answers.items() if ATTACKS[name][0] not in answer.lower()} == {}
    assert broken() == []


@pytest.mark.parametrize("name", sorted(THROUGH_WITHOUT_KEYS))
def test_what_a_client_without_foreign_keys_can_do_is_found(fresh, tmp_path, monkeypatch, name):
    from app import database

    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    url = fresh("sqlite")
    database.bind(url, durable=False)
    a_ledger_with_every_kind_of_row()

    answer = attack(url, ATTACKS[name][1], keys=False)

    assert answer == "accepted"
    assert [check.name for check in broken() if check.name == "every row belongs to an act"]


def test_without_foreign_keys_nothing_else_gets_through(fresh, tmp_path, monkeypatch):
    from app import database

    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    url = fresh("sqlite")
    database.bind(url, durable=False)
    a_ledger_with_every_kind_of_row()

    answers = {name: attack(url, statements, keys=False) for name, (_, statements) in ATTACKS.items()
               if name not in FOR_POSTGRESQL | THROUGH_WITHOUT_KEYS}

    assert [name for name, answer in answers.items() if answer == "accepted"] == []
    assert broken() == []
