"""撤销证书: one person of the registry proposes with a reason, another confirms; the check page says so from then on.
"""
from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.certificates import service
from app.oversight import queries
from app.parties.session import beijing_today, refused_page, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("revocations", __name__, url_prefix="/revocations")


@bp.get("/<number>")
def show(number: str) -> str:
    return render_template("oversight/revocation.html", page=queries.revocation(number, signed_in()), problems=(),
                           typed={})


@bp.post("/<number>")
def propose(number: str) -> Response:
    by = signed_in()
    page = queries.revocation(number, by)               # NotFound for whoever may not look
    try:
        service.propose_revocation(number, request.form.get("reason", ""),
                                   request.form.get("replaced_by", "").strip().upper(), by=by, today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "oversight/revocation.html", page=page)
    return redirect(url_for("revocations.show", number=number), 303)


@bp.post("/<number>/confirm")
def confirm(number: str) -> Response:
    by = signed_in()
    page = queries.revocation(number, by)
    try:
        service.confirm_revocation(number, by=by, today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "oversight/revocation.html", page=page)
    return redirect(url_for("revocations.show", number=number), 303)


@bp.post("/<number>/decline")
def decline(number: str) -> Response:
    by = signed_in()
    queries.revocation(number, by)
    service.decline_revocation(number, by=by, today=beijing_today())
    return redirect(url_for("revocations.show", number=number), 303)
