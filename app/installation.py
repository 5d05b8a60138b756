"""A data folder, made ready: its database at the newest revision, its guards in place, its clock where it left it."""
from __future__ import annotations

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import config
from app import clock, database
from app.models import triggers
from app.published import queries, service


def prepare(kind: str = "production") -> None:
    """Create or migrate the database of the data folder and open it. `kind` counts only for a new one."""
    config.home().mkdir(parents=True, exist_ok=True)
    database.bind()
    if not is_current():
        migrate()
    service.establish(kind)
    open_clock()


def is_current() -> bool:
    """Whether the bound database stands at the newest revision. Then nothing is touched: guards that somebody took away
    are for `ccer check` to find, not for a start to put back in silence."""
    with database.engine().connect() as connection:
        heads = ScriptDirectory.from_config(_settings()).get_heads()
        return MigrationContext.configure(connection).get_current_heads() == tuple(heads)


def migrate(revision: str = "head", *, downwards: bool = False) -> None:
    """Bring the bound database to a revision, all or nothing; guards are lifted for it and put back after it."""
    with database.rebuilding() as connection:
        settings = _settings()
        settings.attributes["connection"] = connection
        triggers.lift(connection)
        (command.downgrade if downwards or revision == "base" else command.upgrade)(settings, revision)
        triggers.apply(connection)
        if connection.dialect.name == "sqlite":
            if left := connection.exec_driver_sql("pragma foreign_key_check").first():
                raise RuntimeError(f"the migration would leave a row that refers to nothing: {tuple(left)}")


def _settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(config.ROOT / "migrations"))
    return settings


def open_clock() -> None:
    """Set this process's clock from the database; a production database has no offset."""
    with database.reading() as db:
        clock.set_offset(queries.installation(db).offset_days)
