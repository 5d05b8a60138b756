"""The registry's desk on one application: its list, the lists of gaps it sent, the experts it asked."""
from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from app.desk import queries, service
from app.parties.session import beijing_today, refused_page, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("desk", __name__, url_prefix="/review")


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("desk/review.html", review=queries.review(ref, by=signed_in()), problems=(), typed={})


@bp.post("/<ref>/items")
def judge(ref: str) -> Response:
    """Verdicts as the form sends them: `verdict--KEY`, `words--KEY`; an item left open is not judged."""
    review = queries.review(ref, by=signed_in())
    try:
        service.judge(ref, verdicts_of(request.form), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "desk/review.html", review=review)
    return redirect(f"{review.home}#checklist", 303)


def verdicts_of(form: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {name.removeprefix("verdict--"): (verdict, form.get(f"words--{name.removeprefix('verdict--')}", ""))
            for name, verdict in form.items() if name.startswith("verdict--") and verdict}


@bp.post("/<ref>/opinion")
def opine(ref: str) -> Response:
    review = queries.review(ref, by=signed_in())
    try:
        service.opine(ref, request.form.get("view", ""), request.form.get("opinion", ""), by=signed_in(),
                      today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "desk/review.html", review=review)
    return redirect(url_for("desk.show", ref=ref, saved=1), 303)
