"""The public's pages: notices that run, what they publish, comments, replies; and the registry's hand on all of it."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.notices import handling, pages, service
from app.parties.session import beijing_today, call_key, public, refused_page, said_words, signed_in, signed_in_or_none
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
    files = [(file.filename, file.read()) for file in request.files.getlist("files") if file.filename]
    said = {"paragraph": request.form.get("paragraph", ""), "files": files}
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


@bp.post("/comments/<ref>/moves/<trigger>")
def handle(ref: str, trigger: str) -> Response | Redirect:
    """The registry warns, does not show, shows again, reports, suspends, lifts; or the second person's yes or no."""
    notice = pages.notice_of_comment(ref, by=signed_in())
    try:
        handling.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "notices/show.html", answering="", handled=ref, tried=trigger, **_page(notice))
    return redirect(url_for("notices.show", ref=notice, _anchor=f"comment-{ref}"), 303)


@bp.get("/levels/<ref>")
def levels(ref: str) -> str:
    return render_template("notices/levels.html", problems=(), typed={}, sheet=pages.levels(ref, by=signed_in()))


@bp.post("/levels/<ref>")
def settle(ref: str) -> Response | Redirect:
    """The registry settles the publication level of each file: confirmed as asked, or changed with a reason."""
    sheet, form = pages.levels(ref, by=signed_in()), request.form
    said = {file.ref: (form[f"level-{file.ref}"], form.get(f"reason-{file.ref}", "")) for file in sheet.files
            if f"level-{file.ref}" in form}
    try:
        service.settle_levels(ref, said, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "notices/levels.html", sheet=sheet)
    return redirect(sheet.home, 303)
