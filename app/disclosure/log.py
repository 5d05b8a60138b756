"""The log as everybody reads it: a page in words, and for programs checkpoints, tiles, entries and proofs (C2SP)."""
from __future__ import annotations

import gzip
import re
from datetime import date

from flask import Blueprint, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

import config
from app.evidence import logkey, queries
from app.evidence.documents import store
from app.evidence.queries import size_of
from app.parties.session import me_or_none, public, wants_json
from app.summaries import queries as summaries
from methodologies.kernel.rules import INPUT, NotFound, Unreadable

bp = Blueprint("log", __name__, url_prefix="/log")
FOR_EVER = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=2"                           # of what grows
SIGNS = ("operator", "national_administrator")          # duties that may ask for a checkpoint now


@bp.get("")
@public
def show() -> str:
    me, page = me_or_none(), _page()
    return render_template("disclosure/log.html", head=queries.newest_or_none(), key=logkey.verifier(),
                           origin=logkey.origin(), days=summaries.listed(page), may_sign=bool(me and me.has(*SIGNS)),
                           base_url=config.base_url())


@bp.get("/checkpoint")
@public
def checkpoint() -> Response:
    return _text(queries.newest().note)


@bp.get("/key")
@public
def key() -> Response:
    """Origin and public key of the log as one line."""
    return _text(f"{logkey.verifier()}\n")


@bp.get("/tile/entries/<path:place>")
@public
def entries(place: str) -> Response:
    data = queries.entries(place)
    packed = "gzip" in request.accept_encodings
    answer = _bytes(gzip.compress(data, mtime=0) if packed else data)
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


@bp.get("/tile/<level>/<path:place>")
@public
def tile(level: str, place: str) -> Response:
    return _bytes(queries.tile(level, place))


@bp.get("/proof/inclusion")
@public
def inclusion() -> Response:
    """?event=SHA-256, ?certificate=number or ?index=n"""
    asked = [request.args[name] for name in ("event", "certificate", "index") if request.args.get(name)]
    if len(asked) != 1:
        raise Unreadable(INPUT.at("/event", "请给出 event、certificate 或 index 中的一项。",
                                  "Give one of event, certificate and index."))
    found = queries.inclusion(asked[0])
    return jsonify(found.plain) if _as_json() else _text(found.text)


@bp.get("/proof/consistency")
@public
def consistency() -> Response:
    """?from=size&to=size; without `to`, up to the newest checkpoint."""
    old, new = (request.args.get(name, "") for name in ("from", "to"))
    found = queries.consistency(size_of(old, "/from"), size_of(new, "/to") if new else None)
    return jsonify(found.plain) if _as_json() else _text(found.text)


@bp.get("/summaries/<day>.pdf")
@public
def summary(day: str) -> Response:
    """The sealed page of one day, byte for byte."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise NotFound(f"summary of {day[:20]!r}")
    try:
        found = summaries.of_day(date.fromisoformat(day))
    except ValueError:
        raise NotFound(f"summary of {day}") from None
    answer = make_response(store().get(found.pdf_sha256))
    answer.headers.update({"Content-Type": "application/pdf", "Cache-Control": FOR_EVER,
                           "Content-Disposition": f'attachment; filename="ccer-log-{day}.pdf"'})
    answer.set_etag(found.pdf_sha256)
    return answer.make_conditional(request)


def _page() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if re.fullmatch(r"[1-9][0-9]{0,3}", asked) else 1


def _as_json() -> bool:
    return request.args.get("format") == "json" or wants_json()


def _text(said: str) -> Response:
    answer = make_response(said)
    answer.headers.update({"Content-Type": "text/plain; charset=utf-8", "Cache-Control": SECONDS})
    return answer


def _bytes(data: bytes) -> Response:
    answer = make_response(data)
    answer.headers.update({"Content-Type": "application/octet-stream", "Cache-Control": FOR_EVER})
    return answer
