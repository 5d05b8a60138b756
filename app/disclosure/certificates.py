"""Checking a certificate: by anybody who holds a copy or a number, on a telephone, without signing in."""
from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.certificates.content import NUMBER
from app.disclosure import queries
from app.parties.session import public
from methodologies.kernel.rules import NotFound

bp = Blueprint("certificates", __name__)
WAIT = 5  # seconds until the page of a certificate in the making asks again


@bp.get("/verify")
@public
def ask() -> Response | str:
    typed = request.args.get("number", "")
    number = "".join(typed.split()).upper().replace("－", "-").replace("—", "-")[:40]
    if not number:
        return render_template("disclosure/ask.html", number="", unknown=False)
    if not NUMBER.fullmatch(number):
        return _unknown(typed[:40])
    return redirect(url_for("certificates.verify", number=number), 303)


@bp.get("/verify/<number>")
@public
def verify(number: str) -> Response | str:
    try:
        return render_template("disclosure/verify.html", c=queries.certificate(number))
    except NotFound:
        return _unknown(number[:40])


@bp.get("/certificates/<number>")
@public
def show(number: str) -> str:
    found = queries.certificate(number)
    return render_template("disclosure/certificate.html", c=found, failed=_failed(found))


@bp.get("/certificates/<number>.pdf")
@public
def pdf(number: str) -> Response:
    """The bytes as they were sealed once; while the worker makes them, the page that says so."""
    found = queries.certificate(number)
    if not found.shown.is_made:
        page = make_response(render_template("disclosure/certificate.html", c=found, failed=_failed(found)), 202)
        page.headers["Refresh"] = f"{WAIT}; url={url_for('certificates.show', number=number)}"
        return page
    answer = make_response(queries.pdf(number))
    answer.headers.update({"Content-Type": "application/pdf",
                           "Content-Disposition": f'attachment; filename="{number}.pdf"'})
    answer.set_etag(found.shown.pdf_sha256 or "")
    return answer.make_conditional(request)


def _failed(found: queries.Checked) -> bool:
    return not found.shown.is_made and queries.job_failed(found.content.number)


def _unknown(number: str) -> Response:
    """No such number: said on the page where another can be typed."""
    return make_response(render_template("disclosure/ask.html", number=number, unknown=True), 404)
