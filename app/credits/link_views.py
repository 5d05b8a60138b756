"""Links for lenders: the holder's list and form; the page and the signed note that the address opens, without login."""
from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.credits import links
from app.evidence import logkey
from app.parties.session import beijing_today, call_key, public, refused_page, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("links", __name__)
APART = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@bp.get("/lender-links")
def index() -> str:
    return render_template("credits/links.html", problems=(), typed={}, **_page())


@bp.post("/lender-links")
def open_link() -> Response | Redirect:
    account, serial, lender, days = (request.form.get(name, "").strip()[:200]
                                     for name in ("account", "serial", "lender", "days"))
    try:
        ref = links.open_link(account, serial, lender, days, by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "credits/links.html", **_page())
    return redirect(url_for("links.index", _anchor=ref), 303)


@bp.post("/lender-links/<ref>/revoke")
def revoke(ref: str) -> Redirect:
    links.revoke(ref, by=signed_in(), today=beijing_today())
    return redirect(url_for("links.index", _anchor=ref), 303)


@bp.get("/lender/<ref>/<mark>")
@public
def show(ref: str, mark: str) -> Response:
    said = links.read(ref, mark, today=beijing_today())
    return _apart(make_response(render_template("credits/statement.html", s=said, key=logkey.verifier(),
                                                note=url_for("links.note", ref=ref, mark=mark))))


@bp.get("/lender/<ref>/<mark>/statement.txt")
@public
def note(ref: str, mark: str) -> Response:
    answer = make_response(links.read(ref, mark, today=beijing_today()).note)
    answer.headers.update({"Content-Type": "text/plain; charset=utf-8",
                           "Content-Disposition": f'attachment; filename="{ref}.txt"'})
    return _apart(answer)


def _apart(answer: Response) -> Response:
    """Kept by no cache, found by no search."""
    answer.headers.update(APART)
    return answer


def _page() -> dict[str, object]:
    return {"d": links.page(signed_in(), beijing_today()), "today": beijing_today(), "most": links.MOST_DAYS}
