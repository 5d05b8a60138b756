"""L9: migrations, models and guards agree on both databases, up and down, with rows present."""
from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app import database, installation
from app.models import triggers
from app.models.base import Base
from tests.databases import ENGINES


def test_migrated_tables_are_those_of_the_models(db_url):
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [d for d in compare_metadata(context, Base.metadata) if not _is_engine_noise(d)]

    assert found == []


def _is_engine_noise(difference) -> bool:
    """The exclusion constraint and its index are made by triggers.py; version_num is Alembic's own."""
    return "holding_overlap" in repr(difference)


def test_every_check_of_the_models_is_in_the_database(db_url):
    wanted = {(t.name, c.name) for t in Base.metadata.tables.values() for c in t.constraints
              if c.__visit_name__ == "check_constraint" and c.name}

    with database.engine().connect() as connection:
        found = {(t, c["name"]) for t in Base.metadata.tables for c in inspect(connection).get_check_constraints(t)}

    assert {(t, str(n)) for t, n in wanted} <= found | {(t, f"ck_{t}_{n}") for t, n in found}


def test_every_column_says_what_it_means():
    missing = [f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns if not c.comment]

    assert missing == []


@pytest.mark.parametrize("kind", ENGINES)
def test_guards_stand_again_after_down_and_up(kind, fresh, monkeypatch, tmp_path):
    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    database.bind(fresh(kind), durable=False)

    installation.migrate("base")
    with database.engine().connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    installation.migrate()
    with database.engine().connect() as connection:
        objects = triggers.schema_objects(connection)
        world = connection.execute(text("select count(*) from account where id = 0")).scalar()

    assert left == set()
    assert triggers.names(kind) <= objects
    assert world == 1


@pytest.mark.parametrize("kind", ENGINES)
def test_a_migration_that_rebuilds_tables_keeps_every_row_that_refers_to_them(kind, told):
    """Organisation and membership are rebuilt on SQLite while applications, accounts and events refer to them."""
    told("issued", kind)
    counts = _counts()

    installation.migrate("20261123_02", downwards=True)
    older = set(_counts())                              # tables that came later lose their rows on the way down
    installation.migrate()

    assert {t: n for t, n in _counts().items() if t in older} == {t: n for t, n in counts.items() if t in older}
    with database.engine().connect() as connection:
        assert triggers.names(kind) <= triggers.schema_objects(connection)


def _counts():
    with database.engine().connect() as connection:
        return {t: connection.execute(text(f'select count(*) from "{t}"')).scalar()
                for t in sorted(inspect(connection).get_table_names()) if t != "alembic_version"}
