"""Alembic runs on the connection that the caller opened: one transaction, guards included."""

from __future__ import annotations

from alembic import context

from app.models import triggers
from app.models.base import Base

triggers.load()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
context.run_migrations()
