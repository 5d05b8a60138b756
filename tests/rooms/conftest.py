"""Fixtures: signing in, what stands before every view, and a body's work where it begins."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from app import database
from app.engagement import queries
from tests.databases import ENGINES, drop
from tests.rooms.commission import Commission
from tests.rooms.signing_in import add_wang, application
from tests.stories import Told


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


@pytest.fixture(params=ENGINES)
def case(request: pytest.FixtureRequest, told: Callable[..., Told]) -> Commission:
    story = told("noticed", request.param)
    return Commission(story, story.refs["application"], queries.work_on(story.refs["application"]))
