"""Pages of bodies' approvals: published needs, the list, and the dossier of one approval with its moves."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.approvals import queries, service
from app.parties.session import beijing_today, call_key, refused_page, said_words, signed_in
from methodologies.kernel.rules import Refusal
from workflows.approval import SECTORS

bp = Blueprint("approvals", __name__, url_prefix="/approvals")


@bp.get("")
def index() -> str:
    return render_template("approvals/index.html", problems=(), typed={}, **_list())


def _list() -> dict[str, Any]:
    return {"listing": queries.listing(signed_in(), beijing_today(), request.args.get("after", "")[:40]),
            "sectors": SECTORS}


@bp.post("/needs")
def publish_need() -> Response | Redirect:
    said = {name: request.form.get(name, "") for name in ("sector", "words", "closes_on")}
    try:
        service.publish_need(**said, by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "approvals/index.html", **_list())
    return redirect(url_for("approvals.index"), 303)


@bp.post("/needs/<ref>")
def answer_need(ref: str) -> Redirect:
    approval = service.answer_need(ref, by=signed_in(), today=beijing_today(), key=call_key())
    return redirect(url_for("approvals.show", ref=approval), 303)


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("approvals/show.html", problems=(), typed={}, tried="", **_page(ref))


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "approvals/show.html", tried=trigger, **_page(ref))
    return redirect(url_for("approvals.show", ref=ref), 303)


def _page(ref: str) -> dict[str, Any]:
    return {"d": queries.show(ref, by=signed_in(), today=beijing_today())}
