"""What the database refuses by itself, whoever asks: insert-only tables, holdings closed once, the seal of an act.

Alembic sees none of this and SQLite loses triggers when a table is rebuilt, so `apply()` runs again after every
migration; a test compares the database with this list. A table is made insert-only by `info={"insert_only": True}`;
`info={"kept": True}` lets its rows change and refuses to lose one (R-149);
`info={"refused": {sentence: condition on NEW}}` refuses rows that agree with the condition.
"""
from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import Connection, Index, Table, UniqueConstraint, inspect

import app.models
from app.models.base import Base
from app.models.ledger import SERIAL_BITS, WORLD

SEAL = {                                                # any row found refuses the act; NEW is the act
    "act is not balanced": "SELECT 1 FROM posting WHERE act_id = NEW.id GROUP BY batch_id HAVING sum(delta) <> 0",
    "postings differ from holdings": """SELECT 1 FROM (
        SELECT batch_id, account_id, state, delta FROM posting WHERE act_id = NEW.id AND account_id <> 0
        UNION ALL SELECT batch_id, account_id, state, -(hi - lo + 1) FROM holding WHERE opened_by = NEW.id
        UNION ALL SELECT batch_id, account_id, state, hi - lo + 1 FROM holding WHERE closed_by = NEW.id) moved
        GROUP BY batch_id, account_id, state HAVING sum(delta) <> 0""",
    "act without event": "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM event WHERE act_id = NEW.id)",
    "serial outside batch": """SELECT 1 FROM holding JOIN batch ON batch.id = holding.batch_id
        WHERE holding.opened_by = NEW.id AND holding.hi > batch.size""",
    "issued amount differs from batch": """SELECT 1 FROM batch WHERE act_id = NEW.id AND size <> (
        SELECT coalesce(-sum(delta), 0) FROM posting
        WHERE posting.act_id = NEW.id AND posting.batch_id = batch.id AND posting.account_id = 0)""",
    # +: by the act's few lines, never by the index of accounts, where the world has a line for every batch
    "batch issued before": """SELECT 1 FROM posting JOIN batch ON batch.id = posting.batch_id
        WHERE posting.act_id = NEW.id AND +posting.account_id = 0 AND batch.act_id <> NEW.id""",
}
LEAFLESS = "NOT EXISTS (SELECT 1 FROM node WHERE node.event_id = OLD.event_id)"


def load() -> None:
    """Import every module of models, so that the metadata is whole."""
    for module in pkgutil.iter_modules(app.models.__path__):
        importlib.import_module(f"app.models.{module.name}")


def lift(connection: Connection) -> None:
    """Take the triggers away while tables are rebuilt: SQLite reads them all when it renames a table."""
    if connection.dialect.name == "sqlite":
        for name in sorted(schema_objects(connection)):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def apply(connection: Connection) -> None:
    """Put every guard in place, whatever stood there before, for the tables that exist; then account 0."""
    load()
    there = set(inspect(connection).get_table_names())
    for statement in statements(connection.dialect.name, there):
        connection.exec_driver_sql(statement)
    if "account" in there:
        account = Base.metadata.tables["account"]
        if not connection.execute(account.select().where(account.c.id == WORLD)).first():
            connection.execute(account.insert().values(id=WORLD, number="0", kind="world"))


def statements(dialect: str, tables: set[str] | None = None) -> list[str]:
    """SQL that makes the guards, each safe to run again; `tables`: those present, by default all."""
    load()
    chosen = Base.metadata.tables if tables is None else {n: t for n, t in Base.metadata.tables.items() if n in tables}
    make = _Sqlite() if dialect == "sqlite" else _Postgresql()
    return make.statements([chosen[name] for name in sorted(chosen)])


def names(dialect: str, tables: set[str] | None = None) -> set[str]:
    """Names of the triggers, functions and constraints that `statements` makes."""
    words = [s.split() for s in statements(dialect, tables)]
    made = {w[2].split("(")[0] for w in words if w[0] == "CREATE" and w[1] == "TRIGGER"}
    made |= {w[4].split("(")[0] for w in words if w[:4] == ["CREATE", "OR", "REPLACE", "FUNCTION"]}
    excludes = dialect == "postgresql" and (tables is None or "holding" in tables)
    return made | ({"holding_overlap"} if excludes else set())


def schema_objects(connection: Connection) -> set[str]:
    """Names of the triggers, functions and exclusion constraints that this database really has."""
    if connection.dialect.name == "sqlite":
        return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    return set(connection.exec_driver_sql("""
        SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
        UNION SELECT conname FROM pg_constraint WHERE contype = 'x'
        UNION SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = current_schema()
          AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')""").scalars())


def _insert_only(table: Table) -> bool:
    return bool(table.info.get("insert_only"))


def _kept(table: Table) -> bool:
    """Whether no row of it is ever deleted: a holding is closed, a kept row is changed."""
    return table.name == "holding" or bool(table.info.get("kept"))


def _unique_sets(table: Table) -> list[list[str]]:
    """Columns of the primary key and of every unique rule for all rows: what INSERT OR REPLACE would replace by."""
    found = [[c.name for c in table.primary_key.columns]]
    found += [[c.name for c in u.columns] for u in table.constraints if isinstance(u, UniqueConstraint)]
    found += [[c.name for c in i.columns] for i in table.indexes
              if isinstance(i, Index) and i.unique and i.dialect_options["sqlite"]["where"] is None]
    return [list(columns) for columns in sorted({tuple(f) for f in found})]


class _Sqlite:
    """Every guard is a trigger of its own."""

    def statements(self, tables: list[Table]) -> list[str]:
        made = [(name, body) for table in tables for name, body in self._of(table)]
        return [s for name, body in made for s in (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}")]

    def _of(self, table: Table):
        name = table.name
        if _insert_only(table):
            yield f"{name}_no_update", self._refuse(f"BEFORE UPDATE ON {name}", "", f"{name} is insert-only")
        if _insert_only(table) or _kept(table):
            yield f"{name}_no_delete", self._refuse(f"BEFORE DELETE ON {name}", "", f"{name} is insert-only")
            for columns in _unique_sets(table):
                same = " AND ".join(f"{c} = NEW.{c}" for c in columns)
                yield f"{name}_no_replace_{'_'.join(columns)}", self._refuse(
                    f"BEFORE INSERT ON {name}", f"EXISTS (SELECT 1 FROM {name} WHERE {same})", f"{name} is insert-only")
        for verb in ("INSERT", "UPDATE") if "refused" in table.info else ():
            for n, (said, wrong) in enumerate(table.info["refused"].items(), 1):
                yield f"{name}_refused_{verb.lower()}_{n}", self._refuse(f"BEFORE {verb} ON {name}", wrong, said)
        if column := table.info.get("sealed_by"):
            yield f"{name}_sealed", self._refuse(
                f"BEFORE INSERT ON {name}", f"EXISTS (SELECT 1 FROM act WHERE id = NEW.{column})", "act is sealed")
        yield from {"holding": self._holding, "act": self._act, "pending": self._pending}.get(name, lambda t: ())(table)

    def _holding(self, table: Table):
        # The predecessor alone can reach into the new range, as open ranges are disjoint: one look-up, not a scan.
        before = """(SELECT hi FROM holding WHERE batch_id = NEW.batch_id AND closed_by IS NULL AND lo <= NEW.hi
            ORDER BY lo DESC LIMIT 1) >= NEW.lo"""
        yield "holding_overlap", self._refuse("BEFORE INSERT ON holding", before, "holding overlaps")
        yield "holding_born_open", self._refuse(
            "BEFORE INSERT ON holding", "NEW.closed_by IS NOT NULL", "holding is born open")
        changed = " OR ".join(f"NEW.{c.name} IS NOT OLD.{c.name}" for c in table.columns if c.name != "closed_by")
        yield "holding_close_once", self._refuse(
            "BEFORE UPDATE ON holding", f"OLD.closed_by IS NOT NULL OR NEW.closed_by IS NULL OR {changed}",
            "holding may only be closed")
        for verb, column in (("INSERT", "opened_by"), ("UPDATE", "closed_by")):
            yield f"holding_sealed_{column}", self._refuse(
                f"BEFORE {verb} ON holding", f"EXISTS (SELECT 1 FROM act WHERE id = NEW.{column})", "act is sealed")

    def _act(self, table: Table):
        asked = " ".join(f"SELECT raise(ABORT, '{said}') WHERE EXISTS ({query});" for said, query in SEAL.items())
        yield "act_seal", f"BEFORE INSERT ON act BEGIN {asked} END"

    def _pending(self, table: Table):
        yield "pending_no_update", self._refuse("BEFORE UPDATE ON pending", "", "pending is not edited")
        yield "pending_has_leaf", self._refuse("BEFORE DELETE ON pending", LEAFLESS, "event has no leaf yet")

    def _refuse(self, when: str, condition: str, said: str) -> str:
        return f"{when} {f'WHEN {condition} ' if condition else ''}BEGIN SELECT raise(ABORT, '{said}'); END"


class _Postgresql:
    """Errors carry 23514, so that they are an IntegrityError as on SQLite."""

    def statements(self, tables: list[Table]) -> list[str]:
        there = {table.name for table in tables}
        made = [self._function("ccer_refuse", self._raise("TG_TABLE_NAME || ' is insert-only'"))]
        for table in tables:
            if _insert_only(table) or _kept(table):
                made += self._forbid(table.name, "UPDATE OR DELETE" if _insert_only(table) else "DELETE")
            if refused := table.info.get("refused"):
                made += self._guard(f"{table.name}_refused", "BEFORE INSERT OR UPDATE", table.name, refused)
            if column := table.info.get("sealed_by"):
                made += self._guard(f"{table.name}_sealed", "BEFORE INSERT", table.name, {
                    "act is sealed": f"EXISTS (SELECT 1 FROM act WHERE id = NEW.{column})"})
        if "act" in there:
            made += self._guard("act_seal", "BEFORE INSERT", "act", {said: f"EXISTS ({q})" for said, q in SEAL.items()})
        if "pending" in there:
            made += self._forbid("pending", "UPDATE")
            made += self._guard("pending_has_leaf", "BEFORE DELETE", "pending",
                                {"event has no leaf yet": LEAFLESS}, "OLD")
        return made + (self._holding() if "holding" in there else [])

    def _holding(self) -> list[str]:
        sealed = "EXISTS (SELECT 1 FROM act WHERE id = NEW.{})"
        # One range over (batch, serial) rather than two columns: that would need the extension btree_gist.
        line = f"int8range((batch_id << {SERIAL_BITS}) + lo, (batch_id << {SERIAL_BITS}) + hi, '[]')"
        return [f"""DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'holding_overlap') THEN
              ALTER TABLE holding ADD CONSTRAINT holding_overlap
                EXCLUDE USING gist (({line}) WITH &&) WHERE (closed_by IS NULL);
            END IF; END $$""",
            *self._guard("holding_born_open", "BEFORE INSERT", "holding", {
                "holding is born open": "NEW.closed_by IS NOT NULL", "act is sealed": sealed.format("opened_by")}),
            *self._guard("holding_close_once", "BEFORE UPDATE", "holding", {
                "holding may only be closed": "OLD.closed_by IS NOT NULL OR NEW.closed_by IS NULL "
                                              "OR to_jsonb(NEW) - 'closed_by' <> to_jsonb(OLD) - 'closed_by'",
                "act is sealed": sealed.format("closed_by")})]

    def _forbid(self, table: str, verbs: str) -> list[str]:
        return [*self._trigger(f"{table}_insert_only", f"BEFORE {verbs}", table, "ccer_refuse"),
                *self._trigger(f"{table}_no_truncate", "BEFORE TRUNCATE", table, "ccer_refuse", "STATEMENT")]

    def _guard(self, name: str, when: str, table: str, refusals: dict[str, str], gives: str = "NEW") -> list[str]:
        checks = " ".join(f"IF {wrong} THEN {self._raise(repr(said))} END IF;" for said, wrong in refusals.items())
        return [self._function(f"ccer_{name}", f"{checks} RETURN {gives};"),
                *self._trigger(name, when, table, f"ccer_{name}")]

    def _function(self, name: str, body: str) -> str:
        return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"

    def _raise(self, said: str) -> str:
        return f"RAISE EXCEPTION USING MESSAGE = {said}, ERRCODE = '23514';"

    def _trigger(self, name: str, when: str, table: str, function: str, each: str = "ROW") -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}",
                f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"]
