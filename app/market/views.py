"""Pages of the market: bindings, orders, settlements, and the days with their reconciliation."""
from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.market import queries, service
from app.parties.session import beijing_today, call_key, refused_page, said_words, sent_file, signed_in
from methodologies.kernel.rules import INPUT, NotFound, Refusal
from workflows.exchange import LOCKED

bp = Blueprint("market", __name__)
NOUN = "<any(settlements, 'market-days', 'market-orders', 'trading-bindings'):noun>"


@bp.get("/exchange")
def front() -> Redirect:
    """To the kind that this reader most has to do with."""
    (noun, _), *_ = queries.listing("settlements", signed_in()).kinds
    return redirect(url_for("market.index", noun=noun))


@bp.get(f"/{NOUN}")
def index(noun: str) -> str:
    return render_template("market/index.html", problems=(), typed={}, **_listing(noun))


def _listing(noun: str) -> dict[str, Any]:
    return {"d": queries.listing(noun, signed_in()), "asks": LOCKED}


@bp.post("/trading-bindings")
def bind() -> Response | Redirect:
    try:
        ref = service.open_binding(request.form.get("account", "").strip()[:20], by=signed_in(), today=beijing_today(),
                                   key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "market/index.html", **_listing("trading-bindings"))
    return redirect(url_for("market.show", noun="trading-bindings", ref=ref), 303)


@bp.post("/market-orders")
def order() -> Response | Redirect:
    try:
        done = service.report_order(said_words(), by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "market/index.html", **_listing("market-orders"))
    return redirect(url_for("market.show", noun="market-orders", ref=done.ref), 303)


@bp.post("/market-days")
def receive() -> Response | Redirect:
    by, key = signed_in(), call_key()
    try:
        ref = service.receive(_day(request.form.get("day", "")), *sent_file(), by=by, today=beijing_today(), key=key)
    except Refusal as refusal:
        return refused_page(refusal, "market/index.html", **_listing("market-days"))
    return redirect(url_for("market.show", noun="market-days", ref=ref), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(INPUT.at("/day", "请填写交易日，如 2026-11-23。",
                               "Give the trading day, as 2026-11-23.")) from None


@bp.post("/market-days/<ref>/explanations")
def explain(ref: str) -> Response | Redirect:
    said = request.form.get("difference", "")
    try:
        service.explain(ref, said, request.form.get("words", ""), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "market/show.html", tried=said, **_page("market-days", ref))
    return redirect(url_for("market.show", noun="market-days", ref=ref, _anchor="differences"), 303)


@bp.get(f"/{NOUN}/<ref>")
def show(noun: str, ref: str) -> str:
    return render_template("market/show.html", problems=(), typed={}, tried="", **_page(noun, ref))


@bp.post(f"/{NOUN}/<ref>/moves/<trigger>")
def move(noun: str, ref: str, trigger: str) -> Response | Redirect:
    if not ref.startswith(queries.LETTERS[noun]):
        raise NotFound(ref)
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "market/show.html", tried=trigger, **_page(noun, ref))
    return redirect(url_for("market.show", noun=noun, ref=ref), 303)


def _page(noun: str, ref: str) -> dict[str, Any]:
    return {"d": queries.show(noun, ref, by=signed_in(), today=beijing_today()), "words_of": queries.words_of}
