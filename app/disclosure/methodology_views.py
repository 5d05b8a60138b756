"""The catalogue of methodologies: a page for everybody, and the same for programs."""
from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from app.disclosure import methodology as read
from app.parties.session import public
from methodologies.kernel.catalogue import catalogue, find, summary
from methodologies.kernel.chapter import schema
from methodologies.kernel.rules import NotFound

bp = Blueprint("methodologies", __name__)


@bp.get("/methodologies")
@public
def index() -> str:
    return render_template("disclosure/methodologies.html", found=read.every())


@bp.get("/methodologies/<code>")
@public
def show(code: str) -> str:
    return render_template("disclosure/methodology.html", m=read.methodology(code), per=read.per, STATUS=read.STATUS,
                           chapters=read.CHAPTERS)


@bp.get("/api/v1/methodologies")
@public
def listed() -> Response:
    return jsonify(items=[summary(each) for each in catalogue().values()], next=None)


@bp.get("/api/v1/methodologies/<code>")
@public
def one(code: str) -> Response:
    return jsonify(summary(find(code)))


@bp.get("/api/v1/methodologies/<code>/schema/<chapter>")
@public
def schema_of(code: str, chapter: str) -> Response:
    """JSON Schema of the input of a chapter. NotFound where there is no such chapter."""
    found = next((each for each in find(code).chapters if each.name == chapter), None)
    if found is None:
        raise NotFound(chapter)
    return jsonify(schema(found))
