"""The public register: everybody, without signing in, and nothing that writes."""
from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.disclosure import market as trade
from app.disclosure import queries
from app.disclosure.public_paper import ANSWERS, KINDS
from app.disclosure.queries import Narrowed, Wanted
from app.parties.session import beijing_today, public

bp = Blueprint("disclosure", __name__)


@bp.get("/")
@public
def home() -> str:
    return render_template("disclosure/home.html", home=queries.home(beijing_today()))


@bp.get("/projects")
@public
def projects() -> str:
    wanted = wanted_from(request.args)
    return render_template("disclosure/projects.html", page=queries.projects(wanted), wanted=wanted,
                           choices=queries.choices(), next=_next(wanted, "disclosure.projects"))


@bp.get("/bodies")
@public
def bodies() -> str:
    return render_template("disclosure/bodies.html", bodies=queries.approved_bodies(beijing_today()))


@bp.get("/sanctions")
@public
def sanctions() -> str:
    found, gone = queries.sanctions()
    return render_template("disclosure/sanctions.html", decided=found, ended=gone)


@bp.get("/records")
@public
def records() -> str:
    """What other registers publish, as it was read in."""
    projects, unplaced = queries.records()
    return render_template("disclosure/records.html", records=projects, unplaced=unplaced)


@bp.get("/market")
@public
def market() -> str:
    """Published trade by month, and where applications stood: reference data, not this registry's business."""
    return render_template("disclosure/market.html", m=trade.market(request.args.get("until", "")[:7]))


@bp.get("/retirements")
@public
def retirements() -> str:
    page = request.args.get("page", "1")[:6]
    narrowed = Narrowed(*(request.args.get(name, "")[:40] for name in ("purpose", "user", "year")))
    return render_template("disclosure/retirements.html", found=queries.retirements(
        int(page) or 1 if page.isdecimal() else 1, narrowed), at=_at(narrowed))


@bp.get("/projects/<address>")
@public
def project(address: str) -> Response | str:
    found = queries.project(address)
    if found.address != address:                        # the code came with registration
        return redirect(url_for("disclosure.project", address=found.address), 301)
    return render_template("disclosure/project.html", p=found)


@bp.get("/projects/<address>/papers/<digest>")
@public
def paper(address: str, digest: str) -> str:
    """What a body issued: its report, and the document that the report speaks of."""
    return render_template("disclosure/paper.html", paper=queries.paper(address, digest), answers=ANSWERS, kinds=KINDS)


def wanted_from(args) -> Wanted:
    """What the list is narrowed to, from an address."""
    said = {name: args.get(name, "").strip()[:80] for name in ("methodology", "province", "phase", "words", "after")}
    return Wanted(**said)


def _at(narrowed: Narrowed):
    """The address of the list narrowed in one more way, or of another page of it."""
    return lambda **other: url_for("disclosure.retirements", **{
        name: value for name, value in (vars(narrowed) | other).items() if value})


def _next(wanted: Wanted, endpoint: str):
    """The address of the page after, given its mark."""
    narrowed = {name: value for name, value in vars(wanted).items() if value and name != "after"}
    return lambda mark: url_for(endpoint, **narrowed, after=mark)
