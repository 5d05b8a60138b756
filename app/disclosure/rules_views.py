"""The rules, for everybody to read: which sentence of the law is obeyed where."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.disclosure import rule_book
from app.parties.session import public
from methodologies.kernel.rules import NotFound

bp = Blueprint("rules", __name__, url_prefix="/rules")


@bp.get("")
@public
def index() -> str:
    groups: dict[str, list[rule_book.Known]] = {"": []}     # the procedure first
    for known in rule_book.book():
        groups.setdefault(known.id.partition("/")[0] if "/" in known.id else "", []).append(known)
    return render_template("rules/index.html", groups=groups, coverage=rule_book.coverage())


@bp.get("/<path:id>")
@public
def show(id: str) -> str:
    known = rule_book.find(id)
    if known is None:
        raise NotFound(id)
    return render_template("rules/show.html", rule=known)
