"""配额账户绑定与申请表截止日: what the registry enters about the national allowance market, two people each time."""
from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.credits import allowances
from app.parties.session import beijing_today, refused_page, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("allowances", __name__, url_prefix="/allowance-accounts")


@bp.get("")
def index() -> str:
    return render_template("credits/allowances.html", d=allowances.page(signed_in()), problems=(), typed={}, tried="")


@bp.post("")
def bind() -> Response | Redirect:
    try:
        allowances.bind(*_words("account", "number", "province", "bound_on"), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "credits/allowances.html", tried="bind", d=allowances.page(signed_in()))
    return redirect(url_for("allowances.index"), 303)


@bp.post("/last-days")
def announce() -> Response | Redirect:
    try:
        allowances.announce(*_words("province", "year", "last_day", "source"), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "credits/allowances.html", tried="announce", d=allowances.page(signed_in()))
    return redirect(url_for("allowances.index"), 303)


@bp.post("/answers")
def answer() -> Redirect:
    subject, said = _words("subject", "answer")
    allowances.answer(subject, said == "yes", by=signed_in(), today=beijing_today())
    return redirect(url_for("allowances.index"), 303)


def _words(*names: str) -> tuple[str, ...]:
    return tuple(request.form.get(name, "")[:400] for name in names)
