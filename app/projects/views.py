"""Pages of registered projects for those who take part: changes, deregistration, revocation."""
from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from app.parties.session import beijing_today, call_key, refused_page, said_words, signed_in
from app.projects import queries, service
from methodologies.kernel.rules import Refusal
from methodologies.kernel.wording import PARTS

bp = Blueprint("projects", __name__, url_prefix="/registered-projects")


@bp.get("")
def index() -> str:
    return render_template("projects/index.html", lines=queries.listing(signed_in()))


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("projects/show.html", problems=(), typed={}, tried="", **_page(ref))


@bp.get("/<ref>/versions/<code>")
def version(ref: str, code: str) -> str:
    return render_template("projects/version.html", m=queries.moved(ref, code, by=signed_in()), parts=PARTS)


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "projects/show.html", tried=trigger, **_page(ref))
    return redirect(url_for("projects.show", ref=ref), 303)


def _page(ref: str) -> dict:
    today = beijing_today()
    return {"d": queries.show(ref, by=signed_in(), today=today), "today": today}
