"""Pages of reports: filing one, how it stands, and the dossier for the office that has it."""
from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.parties.session import (
    beijing_today,
    call_key,
    public,
    refused_page,
    said_words,
    signed_in,
    signed_in_or_none,
)
from app.reports import queries, service
from methodologies.kernel.rules import Refusal

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("")
def index() -> str:
    lines, later = queries.listing(signed_in(), request.args.get("after", "")[:40])
    return render_template("reports/index.html", lines=lines, later=later)


@bp.get("/new")
@public
def form() -> str:
    asked = {name: request.args.get(name, "")[:40] for name in ("about", "target")}
    return render_template("reports/form.html", problems=(), typed=asked)


@bp.post("")
@public
def file() -> Response | Redirect:
    try:
        ref, code = service.file(said_words(), by=signed_in_or_none(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "reports/form.html")
    return redirect(url_for("reports.progress", ref=ref, word=code), 303)


@bp.get("/<ref>/progress/<word>")
@public
def progress(ref: str, word: str) -> str:
    return render_template("reports/progress.html", r=queries.progress(ref, word))


@bp.get("/<ref>")
def show(ref: str) -> str:
    found = queries.show(ref, by=signed_in(), today=beijing_today())
    return render_template("reports/show.html", problems=(), typed={}, tried="", r=found)


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        found = queries.show(ref, by=signed_in(), today=beijing_today())
        return refused_page(refusal, "reports/show.html", tried=trigger, r=found)
    return redirect(url_for("reports.index"), 303)
