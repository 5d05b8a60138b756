"""核查: the one thing that a verification has and a validation has not."""
from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from app.engagement.views import refused_dossier
from app.parties.session import beijing_today, sent_file, signed_in
from app.verification import service
from methodologies.kernel.rules import Refusal

bp = Blueprint("verification", __name__)


@bp.post("/engagements/<ref>/own-data")
def enter_own(ref: str) -> Response:
    try:
        service.enter_own(ref, request.form.get("name", ""), *sent_file(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "own")
    return redirect(url_for("engagement.show", ref=ref, _anchor="own"), 303)


@bp.post("/engagements/<ref>/recalculation")
def recalculate(ref: str) -> Response:
    try:
        service.recalculate(ref, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "recalculation")
    return redirect(url_for("engagement.show", ref=ref, _anchor="recalculation"), 303)
