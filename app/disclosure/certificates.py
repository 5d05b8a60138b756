"""Checking a certificate: by anybody who holds a copy or a number, on a telephone, without signing in."""
from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.certificates.content import NUMBER, Statement
from app.disclosure import queries
from app.parties.session import me_or_none, public
from methodologies.kernel.rules import NotFound

bp = Blueprint("certificates", __name__)
WAIT = 5  # seconds until the page of a certificate in the making asks again
STAFF = {"operator", "national_administrator"}           # who may revoke


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


@bp.get("/verify/verify_ccer.py")
@public
def verifier() -> Response:
    """The offline check in one file, to be read and run elsewhere."""
    return _download(queries.verifier(), "text/x-python; charset=utf-8", "verify_ccer.py")


@bp.get("/verify/trust.json")
@public
def trust() -> Response:
    """The root of the seals and the key of the log, which the offline check pins."""
    return _download(queries.trust(), "application/json", "trust.json")


@bp.get("/verify/<number>")
@public
def verify(number: str) -> Response | str:
    try:
        found = queries.certificate(number)
    except NotFound:
        return _unknown(number[:40])
    if not _opens(found):
        return render_template("disclosure/code.html", number=found.content.number, wrong="code" in request.args)
    return render_template("disclosure/verify.html", c=found, code=_code())


@bp.get("/certificates/<number>")
@public
def show(number: str) -> str:
    found = _opened(number)
    return _page(found)


@bp.get("/certificates/<number>.pdf")
@public
def pdf(number: str) -> Response:
    """The bytes as they were sealed once; while the worker makes them, the page that says so."""
    found = _opened(number)
    if not found.shown.is_made:
        page = make_response(_page(found), 202)
        page.headers["Refresh"] = f"{WAIT}; url={url_for('certificates.show', number=number, code=_code() or None)}"
        return page
    answer = make_response(queries.pdf(number))
    answer.headers.update({"Content-Type": "application/pdf",
                           "Content-Disposition": f'attachment; filename="{number}.pdf"'})
    answer.set_etag(found.shown.pdf_sha256 or "")
    return answer.make_conditional(request)


def _page(found: queries.Checked) -> str:
    me = me_or_none()
    return render_template("disclosure/certificate.html", c=found, making=_making(found), code=_code(),
                           may_revoke=bool(me) and any(d.key in STAFF for d in me.duties))


def _download(data: bytes, kind: str, name: str) -> Response:
    answer = make_response(data)
    answer.headers.update({"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'})
    answer.add_etag()
    return answer.make_conditional(request)


def _code() -> str:
    """The check code of a statement, as typed or as the QR code brings it; empty for the other kinds."""
    return "".join(request.args.get("code", "").split()).upper()[:40]


def _opens(found: queries.Checked) -> bool:
    """What an account holds is shown to whoever has the paper, and its check code with it (R-151)."""
    return not isinstance(found.content, Statement) or compare_digest(_code().encode(), found.content.code.encode())


def _opened(number: str) -> queries.Checked:
    """NotFound for a number that was never given, and for a statement without its code."""
    found = queries.certificate(number)
    if not _opens(found):
        raise NotFound(number)
    return found


def _making(found: queries.Checked) -> queries.Making | None:
    return None if found.shown.is_made else queries.making(found.content.number)


def _unknown(number: str) -> Response:
    """No such number: said on the page where another can be typed."""
    return make_response(render_template("disclosure/ask.html", number=number, unknown=True), 404)
