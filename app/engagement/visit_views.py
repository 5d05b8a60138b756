"""The visit: what is to be seen and brought back, the offline form, the record and the interview sheets to print."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app.engagement import forms, queries, visiting
from app.engagement.form import offline_form
from app.parties.session import beijing_today, refused_page, said_words, sent_file, signed_in
from methodologies.kernel.rules import NotFound, Refusal

bp = Blueprint("visit", __name__, url_prefix="/engagements/<ref>/visit")


@bp.get("")
def show(ref: str) -> str:
    return render_template("engagement/visit.html", **_page(ref))


@bp.get("/record")
def record(ref: str) -> str:
    """To print on A4 and sign."""
    return render_template("engagement/record.html", **_page(ref))


@bp.get("/interviews/<int:n>")
def sheet(ref: str, n: int) -> str:
    """An interview sheet to print and sign; 0: an empty one, to be filled in by hand."""
    page = _page(ref)
    heard = next((each for each in page["d"].heard if each.n == n), None)
    if (heard is None and n) or not page["d"].inside:
        raise NotFound(f"{ref} {n}")
    return render_template("engagement/interview.html", heard=heard, **page)


@bp.get("/offline")
def offline(ref: str) -> Response:
    """A file to take along, never a page of ours: saved, then opened without a network, it asks nobody for anything."""
    answer = make_response(offline_form(queries.to_record(ref, signed_in(), beijing_today())))
    answer.headers["Content-Type"] = "application/octet-stream"
    answer.headers["Content-Disposition"] = f'attachment; filename="{ref}-visit.html"'
    return answer


@bp.post("/sites")
def record_site(ref: str) -> Response:
    return _take(ref, "sites", lambda: visiting.record_site(ref, said_words(), by=signed_in(), today=beijing_today()))


@bp.post("/pictures")
def add_picture(ref: str) -> Response:
    return _take(ref, "pictures", lambda: visiting.add_picture(ref, said_words(), *sent_file(), by=signed_in(),
                                                               today=beijing_today()))


@bp.post("/interviews")
def hear(ref: str) -> Response:
    return _take(ref, "heard", lambda: visiting.hear(ref, forms.talk_form(request.form), by=signed_in(),
                                                     today=beijing_today()))


@bp.post("/interviews/<int:n>/scan")
def sign(ref: str, n: int) -> Response:
    return _take(ref, "heard", lambda: visiting.sign_sheet(ref, n, *sent_file(), by=signed_in(),
                                                           today=beijing_today()))


@bp.post("/file")
def take_file(ref: str) -> Response:
    return _take(ref, "file", lambda: visiting.take_file(ref, *sent_file(), by=signed_in(), today=beijing_today()))


def _take(ref: str, part: str, step: Callable[[], Any]) -> Response:
    """Take the step and go back to its part of the page; refused, the page again with what was typed."""
    try:
        step()
    except Refusal as refusal:
        page = {name: value for name, value in _page(ref).items() if name not in ("problems", "typed")}
        return refused_page(refusal, "engagement/visit.html", **{**page, "wrong": part})
    return redirect(url_for("visit.show", ref=ref, _anchor=part), 303)


def _page(ref: str) -> dict[str, Any]:
    today = beijing_today()
    return {"d": queries.dossier(ref, signed_in(), today), "today": today, "problems": (), "typed": {}, "wrong": ""}
