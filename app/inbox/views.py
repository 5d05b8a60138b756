"""我的待办: where everybody begins."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.inbox import queries
from app.parties.session import beijing_today, me_or_none, signed_in

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
def show() -> str:
    today = beijing_today()
    return render_template("inbox/inbox.html", box=queries.inbox(signed_in(), today), me=me_or_none(), today=today)
