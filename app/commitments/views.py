"""承诺事项: what owners promised, and whether it holds."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.commitments import queries
from app.parties.session import beijing_today, signed_in

bp = Blueprint("commitments", __name__)


@bp.get("/commitments")
def index() -> str:
    return render_template("commitments/index.html", rows=queries.rows(signed_in(), beijing_today()))
