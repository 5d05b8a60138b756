"""The same dossiers for programs, under /api/v1; the public half is app/disclosure/programs.py.

Every refusal is application/problem+json (app/web.py).
"""
from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import generate_csrf

from app.accounts import service as accounts
from app.api import bodies, queries
from app.api.openapi import description
from app.approvals import service as approvals
from app.credits import service as credits
from app.credits.queries import NOUNS as CREDITS
from app.credits.ranges import Pick
from app.engagement import service as engagement
from app.issuance import service as issuance
from app.mandates import service as mandates
from app.market import service as market
from app.monitoring import service as monitoring
from app.notices import handling
from app.parties.plain import plain
from app.parties.session import beijing_today, call_key, me_or_none, public, signed_in
from app.projects import service as projects
from app.registration import service as registration
from app.reports import service as reports
from app.sanctions import service as sanctions
from app.validation import service as validation  # noqa: F401  (a stage's service takes over its stage when imported)
from app.verification import service as verification  # noqa: F401

bp = Blueprint("api", __name__, url_prefix="/api/v1")
MOVES = {"applications": registration.move, "reductions": issuance.move, "engagements": engagement.move,
         "periods": monitoring.move, "account-applications": accounts.move,
         "approvals": approvals.move, "registered-projects": projects.move, "sanction-cases": sanctions.move,
         "sanction-measures": sanctions.move_measure, "reports": reports.move,
         "mandates": mandates.move, "comments": handling.move, **dict.fromkeys(CREDITS, credits.move),
         **dict.fromkeys(("trading-bindings", "market-orders", "settlements", "market-days"), market.move)}
SAVES = {"applications": registration.save, "reductions": issuance.save}


def _any(nouns: Iterable[str]) -> str:
    return "any({})".format(", ".join(f"'{noun}'" if "-" in noun else noun for noun in nouns))


NOUN, CREDIT = _any(MOVES), _any(CREDITS)
DRAFTED = "any(applications, reductions)"


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    return jsonify(description())


@bp.get("/me")
def me() -> Response:
    signed_in()
    who = me_or_none()
    duties = [{"duty": d.key, "zh": d.zh, "en": d.en, "organisation": d.credit_code or None}
              for d in (who.duties if who else ())]
    return jsonify(name=who and who.name, sign_in=who and who.sign_in, duties=duties, csrf_token=generate_csrf())


@bp.get(f"/<{NOUN}:noun>")
def dossiers(noun: str) -> Response:
    rows, after = queries.listed(noun, signed_in(), request.args.get("after", "")[:40])
    return jsonify(items=rows, next=_next(noun, {"after": after} if after else {}))


@bp.get(f"/<{NOUN}:noun>/<ref>")
def dossier(noun: str, ref: str) -> Response:
    return jsonify(queries.dossier(noun, ref, signed_in(), beijing_today()))


@bp.post(f"/<{NOUN}:noun>/<ref>/moves/<trigger>")
def move(noun: str, ref: str, trigger: str) -> Response:
    """Take or propose a move; the same Idempotency-Key again gives the same answer."""
    queries.insist(noun, ref)
    said = bodies.payload(request.get_json() if request.get_data() else None)
    done = MOVES[noun](ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said)
    return jsonify(plain(done))


@bp.post(f"/<{CREDIT}:noun>")
def begin(noun: str) -> Response:
    """{"account", "total"} or {"account", "picks": [{"serial", "tonnes"}]}: a draft about these serials."""
    account, picks, total = bodies.chosen(request.get_json())
    ref = credits.begin(CREDITS[noun], account, [Pick(**each) for each in picks], total=total, by=signed_in(),
                        today=beijing_today(), key=call_key())
    return jsonify(ref=ref, href=f"/api/v1/{noun}/{ref}")


@bp.get(f"/<{DRAFTED}:noun>/<ref>/draft")
def draft(noun: str, ref: str) -> Response:
    document, revision = queries.draft(noun, ref, signed_in())
    answer = jsonify(document)
    answer.set_etag(str(revision))
    return answer


@bp.put(f"/<{DRAFTED}:noun>/<ref>/draft")
def save(noun: str, ref: str) -> Response:
    by = signed_in()
    queries.draft(noun, ref, by)                        # NotFound before anything about the body is said
    known = bodies.revision(request.headers.get("If-Match"))
    revision = SAVES[noun](ref, bodies.document(request.get_json()), known, by=by, today=beijing_today())
    answer = Response(status=204)
    answer.set_etag(str(revision))
    return answer


def _next(noun: str, narrowed: dict[str, str]) -> str | None:
    return f"/api/v1/{noun}?{urlencode(narrowed)}" if narrowed else None
