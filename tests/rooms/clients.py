"""A browser in which somebody is signed in without the form, and posting as its pages do."""
from __future__ import annotations

import re
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

import config
from app.access import Who
from app.web import create_app
from tests.visiting import admit


def client_of(who: Who | None = None) -> FlaskClient:
    """Of this person; without one a stranger's."""
    client = _application(config.home(), config.base_url()).test_client()
    if who:
        admit(client, who.id)
    return client


@lru_cache(maxsize=1)
def _application(home: Path, address: str) -> Flask:
    """One for all people of a test: it depends on its data folder and address, and asks for the database each time."""
    return create_app()


def post(client: FlaskClient, address: str, page: str, headers: dict | None = None, **fields: Any):
    """Post a form of that page, with the token that the page carries."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    data = {"csrf_token": token and token[1], "key": uuid.uuid4().hex, **fields}
    return client.post(address, data=data, headers=headers)
