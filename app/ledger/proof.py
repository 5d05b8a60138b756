"""Proof from postings alone that the ledger is whole. Each promise is a query that finds where it is broken."""
from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select, text

from app.evidence.proof import Check
from app.ledger.serials import batch_text
from app.models import triggers
from app.models.evidence import Event
from app.models.ledger import FINAL, WORLD, Account, Act, Batch, Holding, Posting

if TYPE_CHECKING:
    from app.database import Db

SHOWN = 20                                              # places of one broken promise that are named
FINALS = ", ".join(f"'{state}'" for state in FINAL)


def _no_act(named: str) -> str:
    """That no act has this id. Never NOT IN: PostgreSQL would read all acts again for each row once they are many."""
    return f"NOT EXISTS (SELECT 1 FROM act known WHERE known.id = {named})"


# name, what is counted, a query that gives each broken place as one text
PROMISES = (
    ("units are conserved in each batch", "batch", f"""
        SELECT 'batch ' || batch.id FROM batch LEFT JOIN posting ON posting.batch_id = batch.id GROUP BY batch.id, size
        HAVING coalesce(sum(CASE WHEN account_id = {WORLD} THEN -delta ELSE 0 END), 0) <> size
          OR coalesce(sum(CASE WHEN account_id <> {WORLD} THEN delta ELSE 0 END), 0) <> size"""),
    ("open ranges are disjoint", "holding", """
        SELECT 'batch ' || batch_id || ', serial ' || lo FROM (
          SELECT batch_id, lo, max(hi) OVER (PARTITION BY batch_id ORDER BY lo, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) reached FROM holding WHERE closed_by IS NULL) ranges
        WHERE lo <= reached"""),
    ("open ranges are together the issued range", "batch", """
        SELECT 'batch ' || batch.id FROM batch LEFT JOIN holding ON batch_id = batch.id AND closed_by IS NULL
        GROUP BY batch.id, size HAVING coalesce(sum(hi - lo + 1), 0) <> size OR min(lo) <> 1 OR max(hi) <> size"""),
    ("each act's postings sum to zero", "act", """
        SELECT 'act ' || act_id || ', batch ' || batch_id FROM posting
        GROUP BY act_id, batch_id HAVING sum(delta) <> 0"""),
    ("open ranges are what the postings leave", "holding", f"""
        SELECT 'batch ' || batch_id || ', serials ' || lo || ' to ' || hi FROM (
          SELECT batch_id, account_id, state, lo, hi, delta FROM posting WHERE account_id <> {WORLD}
          UNION ALL
          SELECT batch_id, account_id, state, lo, hi, -(hi - lo + 1) FROM holding WHERE closed_by IS NULL) moved
        GROUP BY batch_id, account_id, state, lo, hi HAVING sum(delta) <> 0"""),
    ("each act opened and closed what it posted", "act", f"""
        SELECT 'act ' || act_id || ', serials ' || lo || ' to ' || hi FROM (
          SELECT act_id, batch_id, account_id, state, lo, hi, delta FROM posting WHERE account_id <> {WORLD}
          UNION ALL SELECT opened_by, batch_id, account_id, state, lo, hi, -(hi - lo + 1) FROM holding
          UNION ALL SELECT closed_by, batch_id, account_id, state, lo, hi, hi - lo + 1 FROM holding
            WHERE closed_by IS NOT NULL) moved
        GROUP BY act_id, batch_id, account_id, state, lo, hi HAVING sum(delta) <> 0"""),
    ("nothing left a final state", "holding", f"""
        SELECT 'act ' || act_id || ', serials ' || lo || ' to ' || hi FROM posting
          WHERE state IN ({FINALS}) AND delta < 0
        UNION ALL SELECT 'batch ' || batch_id || ', serials ' || lo || ' to ' || hi FROM holding
          WHERE state IN ({FINALS}) AND closed_by IS NOT NULL"""),
    ("every row belongs to an act", "posting", f"""
        SELECT 'posting of act ' || act_id FROM posting WHERE {_no_act("posting.act_id")}
        UNION SELECT 'holding opened by ' || opened_by FROM holding WHERE {_no_act("opened_by")}
        UNION SELECT 'holding closed by ' || closed_by FROM holding
          WHERE closed_by IS NOT NULL AND {_no_act("closed_by")}
        UNION SELECT 'batch ' || id FROM batch WHERE {_no_act("batch.act_id")}
        UNION SELECT 'act ' || id FROM act WHERE NOT EXISTS (SELECT 1 FROM call WHERE call.key = act.key)"""),
    ("each act has one event", "act", f"""
        SELECT 'act ' || id FROM act WHERE (SELECT count(*) FROM event WHERE act_id = act.id) <> 1
        UNION ALL SELECT 'event ' || id FROM event
          WHERE act_id IS NOT NULL AND {_no_act("event.act_id")}"""),
)


def check_ledger(db: Db) -> list[Check]:
    """Every promise of the ledger, by name, with what was counted and where it is broken."""
    count = lambda model: db.scalar(select(func.count()).select_from(model)) or 0
    batches, acts = count(Batch), count(Act)
    found = [Check(name, {"batch": batches, "act": acts, "holding": count(Holding), "posting": count(Posting)}[of],
                   _places(db, query)) for name, of, query in PROMISES]
    return [*found, _events_say_the_same(db, acts), _guards(db)]


def _places(db: Db, query: str) -> tuple[str, ...]:
    found = db.scalars(text(f"SELECT * FROM ({query.replace(':', chr(92) + ':')}) broken LIMIT {SHOWN + 1}")).all()
    return (*found[:SHOWN], "…") if len(found) > SHOWN else tuple(found)


def _events_say_the_same(db: Db, acts: int) -> Check:
    """The log holds every posting of every act: the ledger can be rebuilt from it, and an edit of either shows."""
    numbers = dict(db.execute(select(Account.id, Account.number)).all())
    batches = {b.id: batch_text(b.project_code, b.year, b.period_no) for b in db.scalars(select(Batch))}
    rows = db.execute(                                  # the event beside the first line of its act
        select(Posting.act_id, Posting.batch_id, Posting.account_id, Posting.state, Posting.lo, Posting.hi,
               Posting.delta, Event.body)
        .outerjoin(Event, and_(Event.act_id == Posting.act_id, Posting.n == 0))
        .order_by(Posting.act_id, Posting.n).execution_options(yield_per=5000))
    broken = []
    for act_id, lines in groupby(rows, lambda row: row.act_id):
        told, *more = lines
        posted = [[batches.get(p.batch_id), numbers.get(p.account_id), p.state, p.lo, p.hi, p.delta]
                  for p in (told, *more)]
        if told.body is None:
            broken.append(f"act {act_id}: no event")
        elif _said(told.body) != posted:
            broken.append(f"act {act_id}")
    bare = db.scalars(select(Event.act_id).where(Event.act_id.is_not(None), ~exists().where(
        Posting.act_id == Event.act_id)).order_by(Event.act_id))
    return Check("events and postings say the same", acts, tuple(broken + [f"act {act_id}" for act_id in bare]))


def _said(body: str) -> object:
    """The postings that an event tells of; its text when it tells of none."""
    try:
        return json.loads(body)["facts"]["postings"]
    except (ValueError, KeyError, TypeError):
        return body


def _guards(db: Db) -> Check:
    """The triggers and constraints of the database are those that this program expects."""
    connection = db.connection()
    wanted, there = triggers.names(connection.dialect.name), triggers.schema_objects(connection)
    broken = [f"{name} is missing" for name in sorted(wanted - there)] + [
        f"{name} is not one of ours" for name in sorted(there - wanted)]
    return Check("the database guards the ledger", len(wanted), tuple(broken + _loose_references(db)))


def _loose_references(db: Db) -> list[str]:
    """SQLite checks references only where a client asks for it; another client may not have."""
    if db.is_postgresql:
        return []
    return [f"{row[0]} row {row[1]}: refers to no {row[2]}" for row in db.execute(text("PRAGMA foreign_key_check"))]
