"""守恒: the page that shows whether the ledger adds up, and the wish for a proof."""
from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app import clock
from app.ledger import queries, service
from app.ledger.conservation import KINDS, Conservation
from app.ledger.words import PROMISES
from app.parties.plain import plain
from app.parties.session import public, signed_in, signed_in_or_none

bp = Blueprint("conservation", __name__)


@bp.get("/conservation")
@public
def show() -> str:
    return render_template("ledger/conservation.html", c=_asked(), kinds=KINDS, promises=PROMISES)


@bp.get("/api/v1/conservation")
@public
def program() -> Response:
    found = _asked()
    return jsonify(verdict=found.verdict, **plain(found))


@bp.post("/conservation/proofs")
def ask() -> Answer:
    """The worker runs the proof; the page shows it when it is done."""
    service.ask_for_proof(signed_in())
    return redirect(url_for("conservation.show"), 303)


def _asked() -> Conservation:
    page = request.args.get("page", "1")[:6]
    number = int(page) if page.isascii() and page.isdecimal() else 1
    return queries.conservation(signed_in_or_none(), number or 1, clock.wall())
