"""The public's pages: notices that run, what they publish, comments and replies."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.notices import pages, service
from app.parties.session import beijing_today, public, refused_page, signed_in, signed_in_or_none
from methodologies.kernel.rules import Refusal

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@public
def all_notices() -> str:
    return render_template("notices/all.html", **pages.published(beijing_today(), request.args.get("before", "")))


@bp.get("/notices/<ref>")
@public
def show(ref: str) -> str:
    return render_template("notices/show.html", problems=(), typed={}, answering="", **_page(ref))


def _page(ref: str) -> dict[str, Any]:
    return {"page": pages.page(ref, by=signed_in_or_none(), today=beijing_today()), "today": beijing_today()}


@bp.post("/notices/<ref>/comments")
def comment(ref: str) -> Response | Redirect:
    said = {"paragraph": request.form.get("paragraph", "")}
    try:
        service.comment(ref, request.form.get("body", ""), by=signed_in(), today=beijing_today(), **said)
    except Refusal as refusal:
        return refused_page(refusal, "notices/show.html", answering="", **_page(ref))
    return redirect(url_for("notices.show", ref=ref, thanks=1, _anchor="comments"), 303)


@bp.post("/comments/<ref>/reply")
def reply(ref: str) -> Response | Redirect:
    notice = pages.notice_of_comment(ref, by=signed_in())
    try:
        service.reply(ref, request.form.get("body", ""), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "notices/show.html", answering=ref, **_page(notice))
    home = pages.page(notice, by=signed_in(), today=beijing_today()).home
    return redirect(f"{home}#comments" if "dossier" in request.form else
                    url_for("notices.show", ref=notice, _anchor=f"comment-{ref}"), 303)
