"""Fixtures of the tests about signing in and about what stands before every view."""
from __future__ import annotations

import pytest

from app import database
from app.parties import service
from tests.databases import drop
from tests.rooms.signing_in import add_wang, application


@pytest.fixture
def cheap_hash(monkeypatch):
    """The same algorithm with little memory: these tests are about counting, not about cost."""
    monkeypatch.setattr(service, "HASHER", service.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    service._nobody.cache_clear()


@pytest.fixture
def wang(db_url) -> int:
    return add_wang()


@pytest.fixture
def web(fresh, tmp_path, monkeypatch):
    """The application on SQLite: what is asked of it here does not depend on the engine."""
    monkeypatch.setenv("CCER_HOME", str(tmp_path / "home"))
    url = fresh("sqlite")
    database.bind(url, durable=False)
    add_wang()
    yield application()
    database.engine().dispose()
    drop(url)


@pytest.fixture
def client(web):
    return web.test_client()
