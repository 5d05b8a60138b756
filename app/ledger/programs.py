"""What the ledger says to programs."""
from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.ledger.views import serial_asked, statement_asked
from app.parties.plain import plain
from app.parties.session import public

bp = Blueprint("ledger_programs", __name__, url_prefix="/api/v1")


@bp.get("/accounts/<number>/statement")
def statement(number: str) -> Response:
    """`first`, and `on` or `at`; the serials of ranges as they are printed."""
    made = statement_asked(number)
    return jsonify(plain(made))


@bp.get("/serials")
@public
def serials() -> Response:
    return jsonify(plain(serial_asked(request.args.get("q", "")[:120])))
