"""What the exchange's program sends: bindings, orders, trades, the file of a day. Each with its key, once."""
from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, jsonify, request

from app.api import bodies
from app.market import service
from app.parties.plain import plain
from app.parties.session import beijing_today, call_key, signed_in
from methodologies.kernel.rules import INPUT, Refusal, Unreadable

bp = Blueprint("market_programs", __name__, url_prefix="/api/v1")


@bp.post("/trading-bindings")
def bind() -> Response:
    """{"account"}: the registry account; its living binding is given back where there is one."""
    said, key = bodies.payload(request.get_json()), call_key()
    ref = service.open_binding(said.get("account", ""), by=signed_in(), today=beijing_today(), key=key)
    return jsonify(ref=ref, href=f"/api/v1/trading-bindings/{ref}")


@bp.post("/market-orders")
def order() -> Response:
    said, key = bodies.payload(request.get_json()), call_key()
    return jsonify(plain(service.report_order(said, by=signed_in(), today=beijing_today(), key=key)))


@bp.post("/market-trades")
def trade() -> Response:
    said, key = bodies.payload(request.get_json()), call_key()
    number = said.pop("order_no", "")
    return jsonify(plain(service.report_trade(number, said, by=signed_in(), today=beijing_today(), key=key)))


@bp.post("/market-days")
def day() -> Response:
    """{"day", "positions", "trades"}; the body is kept as the file of that day, byte for byte."""
    said, key = request.get_json(), call_key()
    if not isinstance(said, dict):
        raise Unreadable(INPUT.at("", "应为 JSON 对象。", "A JSON object is asked for."))
    try:
        on = date.fromisoformat(str(said.get("day", "")))
    except ValueError:
        raise Refusal(INPUT.at("/day", "请填写交易日，如 2026-11-23。",
                               "Give the trading day, as 2026-11-23.")) from None
    ref = service.receive(on, f"{on}.json", request.get_data(), by=signed_in(), today=beijing_today(), key=key)
    return jsonify(ref=ref, href=f"/api/v1/market-days/{ref}")
