"""The registry's desk on one application: its list, the lists of gaps it sent, the experts it asked."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from app.desk import queries, service
from app.parties.session import beijing_today, refused_page, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("desk", __name__, url_prefix="/review")


@bp.get("/<ref>")
def show(ref: str) -> str:
    review = queries.review(ref, by=signed_in(), today=beijing_today())
    return render_template("desk/review.html", review=review, problems=(), typed={})


@bp.post("/<ref>/items")
def judge(ref: str) -> Response:
    """Verdicts as the form sends them: `verdict--KEY`, `words--KEY`; an item left open is not judged."""
    review = queries.review(ref, by=signed_in(), today=beijing_today())
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
    review = queries.review(ref, by=signed_in(), today=beijing_today())
    try:
        service.opine(ref, request.form.get("view", ""), request.form.get("opinion", ""), by=signed_in(),
                      today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "desk/review.html", review=review)
    return redirect(url_for("desk.show", ref=ref, saved=1), 303)


# --- shared metering points

@bp.get("/<ref>/metering")
def metering(ref: str) -> str:
    return render_template("desk/metering.html", problems=(), typed={}, tried="", **_metering(ref))


def _metering(ref: str) -> dict[str, Any]:
    return {"metering": queries.metering(ref, by=signed_in(), today=beijing_today())}


@bp.post("/<ref>/metering")
def state_share(ref: str) -> Response:
    said = {name: request.form.get(name, "") for name in ("meter", "starts_on", "ends_on", "percent")}
    page = _metering(ref)
    try:
        service.state_share(ref, **said, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "desk/metering.html", tried=said["meter"], **page)
    return redirect(url_for("desk.metering", ref=ref), 303)


@bp.post("/<ref>/metering/<int:share>/confirm")
def confirm_share(ref: str, share: int) -> Response:
    service.confirm_share(ref, share, by=signed_in(), today=beijing_today())
    return redirect(url_for("desk.metering", ref=ref), 303)
