"""A person's browser inside the test's own process: pages, forms with their token, JSON; and all that is stored."""
from __future__ import annotations

import json
import re
import uuid
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import config
from app import clock
from app.database import reading
from app.models.base import Base
from app.models.credit import CreditDossier
from tests.stories import Told

PROBLEM = "application/problem+json"


class Browser:
    """One person's, signed in without the form (tests/rooms/test_sign_in.py tries that); name "" is a stranger's."""

    def __init__(self, app: Flask, story: Told, name: str):
        self.client: FlaskClient = app.test_client()
        if name:
            admit(self.client, story.who[name].id)
        page = self.client.get("/me" if name else "/sign-in").text
        self.token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """A form as a browser sends it; files are (stream, name)."""
        data = {"csrf_token": self.token, "key": uuid.uuid4().hex, **(fields or {})}
        return self.client.post(path, data=data, headers=headers)

    def problems(self, path: str, fields: dict[str, Any] | None = None) -> tuple[int, list[tuple[str, str]]]:
        """The form by a program: (status, [(rule, place)]) without warnings. Each problem speaks both languages."""
        return told_problems(self.post(path, fields, Accept=PROBLEM))

    def send(self, method: str, path: str, body: Any, **headers: str) -> TestResponse:
        said = {"X-CSRFToken": self.token, "Idempotency-Key": uuid.uuid4().hex, "Content-Type": "application/json"}
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.open(path, method=method, data=data, headers=said | headers)


def admit(client: FlaskClient, person_id: int) -> None:
    """This person's session, begun a moment ago with both factors."""
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{person_id}:0", True
        session["second_factor_at"] = int(clock.wall().timestamp())


def told_problems(answer: TestResponse) -> tuple[int, list[tuple[str, str]]]:
    assert answer.mimetype == PROBLEM, (answer.status_code, answer.text[:500])
    problems = answer.json["problems"]
    for each in (*problems, {"zh": answer.json["title_zh"], "en": answer.json["title_en"]}):
        assert re.search(r"[\u4e00-\u9fff]", each["zh"]) and each["en"].isprintable() and each["en"] != each["zh"], each
    return answer.status_code, [(each["rule"], each["where"]) for each in problems if each["grade"] == "refuse"]


def stored() -> dict[str, list[str]]:
    """Every row of every table, and the names of all documents on disk. Equal before and after: nothing was stored."""
    with reading() as db:
        rows = {table.name: sorted(str(tuple(row)) for row in db.execute(select(table)))
                for table in Base.metadata.sorted_tables}
    files = config.home() / "documents"
    return rows | {"files": sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())}


def newest(model: Any) -> str:
    """The ref of the newest of its kind as things stand now."""
    with reading() as db:
        return db.scalar(select(model.ref).order_by(model.id.desc())) or "none"


def newest_dossier(stage: str) -> str:
    """The ref of the newest dossier of credits of a stage as things stand now."""
    with reading() as db:
        query = select(CreditDossier.ref).where(CreditDossier.stage == stage).order_by(CreditDossier.id.desc())
        return db.scalar(query) or "none"
