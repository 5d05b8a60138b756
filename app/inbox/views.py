"""我的待办: where everybody begins."""
from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as Redirect

from app import mail
from app.inbox import queries, service
from app.parties.session import beijing_today, me_or_none, signed_in

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
def show() -> str:
    today, who = beijing_today(), signed_in()
    return render_template("inbox/inbox.html", box=queries.inbox(who, today), letters=mail.letters(who.id),
                           me=me_or_none(), today=today)


@bp.post("/inbox/seen")
def seen() -> Redirect:
    service.seen(by=signed_in())
    return redirect("/inbox#letters", 303)
