"""The public half of the API: projects as programs read them, without signing in."""
from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from app.disclosure import queries
from app.disclosure.views import wanted_from
from app.parties.plain import plain
from app.parties.session import public

bp = Blueprint("programs", __name__, url_prefix="/api/v1/projects")


@bp.get("")
@public
def projects() -> Response:
    wanted = wanted_from(request.args)
    page = queries.projects(wanted)
    narrowed = {name: value for name, value in vars(wanted).items() if value and name != "after"}
    after = f"/api/v1/projects?{urlencode({**narrowed, 'after': page.next})}" if page.next else None
    return jsonify(items=plain(page.rows), next=after)


@bp.get("/<code>")
@public
def project(code: str) -> Response:
    return jsonify(plain(queries.project(code)))
