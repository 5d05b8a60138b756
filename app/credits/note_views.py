"""Pages of the notes on future credits: what lies on one's projects or is in one's favour, and the forms."""
from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.credits import notes
from app.parties.session import beijing_today, refused_page, said_words, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("future_notes", __name__, url_prefix="/future-notes")


@bp.get("")
def index() -> str:
    return render_template("credits/notes.html", d=notes.page(signed_in(), beijing_today()), problems=(), typed={})


@bp.post("")
def enter() -> Response | Redirect:
    project = request.form.get("project", "")[:20]
    try:
        notes.enter(project, said_words(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "credits/notes.html", d=notes.page(signed_in(), beijing_today()))
    return redirect(url_for("future_notes.index"), 303)


@bp.post("/answers")
def answer() -> Response | Redirect:
    of, yes = request.form.get("of", "")[:40], request.form.get("answer") == "yes"
    try:
        notes.answer(of, yes, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "credits/notes.html", d=notes.page(signed_in(), beijing_today()))
    return redirect(url_for("future_notes.index"), 303)


@bp.post("/<ref>/lift")
def lift(ref: str) -> Redirect:
    notes.lift(ref, by=signed_in(), today=beijing_today())
    return redirect(url_for("future_notes.index"), 303)
