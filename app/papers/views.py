"""Files of a dossier, and the papers printed from its data."""
from __future__ import annotations

import io

from flask import Blueprint, Response, render_template, send_file

from app.evidence.documents import store
from app.papers import queries
from app.parties.session import beijing_today, public, signed_in, signed_in_or_none

bp = Blueprint("papers", __name__)


@bp.get("/documents/<ref>")
@public
def download(ref: str) -> Response:
    """Always a download, never shown in place: what a stranger uploaded does not run here."""
    found = queries.download(ref, by=signed_in_or_none(), today=beijing_today())
    return send_file(io.BytesIO(store().get(found.sha256)), mimetype=found.media_type, as_attachment=True,
                     download_name=found.name, max_age=0)


@bp.get("/papers/<ref>/<paper>")
def show(ref: str, paper: str) -> str:
    sheet = queries.printed(ref, paper, by=signed_in(), today=beijing_today())
    return render_template("papers/paper.html", sheet=sheet, problems=(), typed={})
