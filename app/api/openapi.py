"""The description of the API, OpenAPI 3.1, built from the tables of moves: what a trigger asks for is said once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from app.credits.queries import NOUNS as CREDITS
from workflows.engine import Ask, Move
from workflows.exchange import LOCKED, TRADED
from workflows.lifecycle import STAGES, caused

STAGES_OF = {"applications": ("registration",), "reductions": ("issuance",), "periods": ("monitoring",),
             "engagements": ("validation", "verification"), "account-applications": ("account",),
             "approvals": ("approval",), "registered-projects": ("project",),
             "sanction-cases": ("sanction",), "sanction-measures": ("measure",),
             "reports": ("report",), "mandates": ("mandate",), "comments": ("comment",),
             "trading-bindings": ("binding",), "market-orders": ("market_order",), "settlements": ("settlement",),
             "market-days": ("market_day",),
             **{noun: (stage,) for noun, stage in CREDITS.items()}}
WORDS = {"applications": "Project applications 项目申请", "reductions": "Reduction applications 减排量申请",
         "periods": "Accounting periods 核算期", "engagements": "Engagements 委托",
         "account-applications": "Registry accounts 登记账户", "approvals": "Approvals of bodies 机构批准",
         "registered-projects": "Registered projects 已登记项目", "sanction-cases": "Sanction cases 处罚与处理案件",
         "sanction-measures": "Measures of a sanction 处罚与处理措施",
         "reports": "Reports of fraud 举报", "mandates": "Mandates 授权书",
         "comments": "Public comments 公众意见", "trading-bindings": "Bindings of trading accounts 交易账户绑定",
         "market-orders": "Orders as the exchange reports them 交易机构报送的委托", "settlements": "Settlements 结算",
         "market-days": "Trading days and their reconciliation 日终对账",
         **{noun: f"{STAGES[stage].en} {STAGES[stage].zh}" for noun, stage in CREDITS.items()}}
DRAFTS = ("applications", "reductions")
PROBLEM = {"type": "object", "required": ["type", "title_zh", "title_en", "status", "problems"], "properties": {
    "type": {"type": "string"}, "title_zh": {"type": "string"}, "title_en": {"type": "string"},
    "status": {"type": "integer"},
    "problems": {"type": "array", "items": {"$ref": "#/components/schemas/Broken"}}}}
BROKEN = {"type": "object", "required": ["rule", "where", "zh", "en", "source", "confidence", "grade"], "properties": {
    "rule": {"type": "string", "description": "Id of the rule, R-36"},
    "where": {"type": "string", "description": "JSON Pointer to what breaks it"},
    "zh": {"type": "string"}, "en": {"type": "string"}, "source": {"type": "string"},
    "confidence": {"enum": ["sure", "likely", "unsure"]}, "grade": {"enum": ["refuse", "warn", "note"]}}}
STATE = {"type": "object", "required": ["key", "zh", "en"],
         "properties": {"key": {"type": "string"}, "zh": {"type": "string"}, "en": {"type": "string"}}}
OUTCOME = {"type": "object", "required": ["ref", "trigger", "state", "proposed"], "properties": {
    "ref": {"type": "string"}, "trigger": {"type": "string"}, "state": {"type": "string"},
    "proposed": {"type": "boolean", "description": "True: it waits for a second person"}}}
DOCUMENT = {
    "type": "object",
    "required": ["template", "sections", "inputs"],
    "additionalProperties": False,
    "properties": {
        "template": {"type": "string"},
        "sections": {"type": "object", "additionalProperties": {"type": "string"}},
        "inputs": {"type": "object"},
        "parameters": {"type": "object"},
        "levels": {"type": "object"},
    },
}
REFUSALS = {
    "400": "Unreadable",
    "401": "Nobody is signed in",
    "403": "Not this person's step",
    "404": "Absent, or not visible",
    "409": "Not open, a lost race, a stale revision, or a key used before",
    "422": "Rules are broken",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "8 to 80 letters, digits, - or _. The same key again gives the same answer.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,80}$"},
}
TOKEN = {"name": "X-CSRFToken", "in": "header", "required": True,
         "description": "From GET /api/v1/me: the session's token against foreign sites.", "schema": {"type": "string"}}
REF = {"name": "ref", "in": "path", "required": True, "schema": {"type": "string"}}
AFTER = {"name": "after", "in": "query", "schema": {"type": "string"}, "description": "The mark of the page before."}


@cache
def description() -> dict[str, Any]:
    """The whole document; the same for everybody."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "CCER registry",
            "version": "1",
            "description": "Days are Beijing's, instants UTC, tonnes whole.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": _reported({**_public(), **_notices(), **_dossiers()}),
        "components": {
            "schemas": {"Problem": PROBLEM, "Broken": BROKEN, "State": STATE, "Outcome": OUTCOME, "Document": DOCUMENT},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "ccer"},
                                "program": {"type": "http", "scheme": "bearer"}},
        },
    }


def _public() -> dict[str, Any]:
    narrow = [{"name": name, "in": "query", "schema": {"type": "string"}}
              for name in ("methodology", "province", "phase", "words", "after")]
    return {
        "/projects": {"get": _read("Projects that were on public notice, the newest first", narrow, public=True)},
        "/projects/{code}": {"get": _read("One project with its public fields",
                                          [{**REF, "name": "code"}], public=True)},
        "/methodologies": {"get": _read("The methodologies of this installation, drafts among them", [], public=True)},
        "/methodologies/{code}": {"get": _read("One methodology: status, confidence, what it can do",
                                               [{**REF, "name": "code"}], public=True)},
        "/methodologies/{code}/schema/{chapter}": {"get": _read(
            "JSON Schema of the input of a chapter",
            [{**REF, "name": "code"}, {**REF, "name": "chapter", "schema": {"enum": ["estimate", "accounting"]}}],
            public=True)},
        "/me": {"get": _read("Who is signed in, and the token for changing anything", [])}}


def _notices() -> dict[str, Any]:
    text = Ask("body", "意见或答复", "What you have to say")
    files = {"type": "array", "maxItems": 3, "items": {
        "type": "object", "required": ["name", "base64"], "additionalProperties": False,
        "properties": {"name": {"type": "string"}, "base64": {"type": "string", "contentEncoding": "base64"}}}}
    comment = _post("提出意见 Comment on a running notice",
                    (text, Ask("paragraph", "所指章节", "Section", required=False)))
    comment["requestBody"]["content"]["application/json"]["schema"]["properties"]["files"] = files
    levels = {"type": "object", "additionalProperties": {
        "type": "object", "required": ["level"], "additionalProperties": False,
        "properties": {"level": {"enum": ["public", "redacted", "private"]}, "reason": {"type": "string"}}}}
    settle = _post("核定附件公开级别 Settle the publication levels of files", ())
    settle["requestBody"] = {"required": True, "content": {"application/json": {"schema": levels}}}
    return {"/notices": {"get": _read("Notices that run, and past ones", [{**AFTER, "name": "before"}], public=True)},
            "/notices/{ref}": {"get": _read("A notice with its comments; authors are numbers", [REF], public=True)},
            "/notices/{ref}/comments": {"post": comment},
            "/comments/{ref}/reply": {"post": _post("答复意见 Reply to a comment, as its owner", (text,))},
            "/levels/{ref}": {"get": _read("Files of a filing or a comment and their levels", [REF]), "post": settle}}


def _dossiers() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for noun, words in WORDS.items():
        paths[f"/{noun}"] = {"get": _read(f"{words}: those you may see", [AFTER])}
        paths[f"/{noun}/{{ref}}"] = {"get": _read(f"{words}: fields, offers, reasons why not", [REF])}
        if noun in CREDITS:
            paths[f"/{noun}"]["post"] = _begin(words)
        if noun in DRAFTS:
            paths[f"/{noun}/{{ref}}/draft"] = _draft(words)
        for trigger, moves in _triggers(noun).items():
            paths[f"/{noun}/{{ref}}/moves/{trigger}"] = {"post": _move(trigger, moves)}
        for trigger, summary in (
            ("confirm", "复核通过 Confirm, as the second person"),
            ("decline", "不予通过 Decline, or take back"),
        ):
            paths[f"/{noun}/{{ref}}/moves/{trigger}"] = {"post": _post(summary, [])}
    return paths


def _reported(paths: dict[str, Any]) -> dict[str, Any]:
    """And what the exchange's program sends: its key stands in Authorization, and no session and no token is needed."""
    binding = _report("绑定交易账户 Begin a binding", (Ask("account", "登记账户", "Registry account", "text"),))
    trade = _report("报送成交 Report a trade", (Ask("order_no", "委托编号", "No. of the order", "text"), *TRADED))
    day = _report("报送日终文件 Send the file of a day", (Ask("day", "交易日", "Trading day", "date"),))
    day["requestBody"]["content"]["application/json"]["schema"]["properties"] |= {
        name: {"type": "array", "items": {"type": "object"}} for name in ("positions", "trades")}
    posts = {"/trading-bindings": binding, "/market-orders": _report("报送委托 Report a sell order", LOCKED),
             "/market-trades": trade, "/market-days": day}
    return paths | {path: {**paths.get(path, {}), "post": post} for path, post in posts.items()}


def _report(summary: str, asks: Iterable[Ask]) -> dict[str, Any]:
    return _post(summary, asks) | {"parameters": [KEY], "security": [{"program": []}, {"session": []}]}


def _triggers(noun: str) -> dict[str, list[Move]]:
    found: dict[str, list[Move]] = {}
    for stage in STAGES_OF[noun]:
        for move in STAGES[stage].moves:
            if not caused(stage, move.trigger) and any(actor != "clock" for actor in move.actors):
                found.setdefault(move.trigger, []).append(move)
    return found


def _move(trigger: str, moves: list[Move]) -> dict[str, Any]:
    first = moves[0]
    rules = sorted({rule.id for move in moves for rule in move.rules})
    said = _post(f"{first.zh} {first.en}", {ask.name: ask for move in moves for ask in move.asks}.values())
    who = sorted({str(actor) for move in moves for actor in move.actors})
    second = f"Confirmed by: {first.confirm}. " if first.confirm else ""
    return said | {
        "description": f"By: {', '.join(who)}. {second}Rules: {', '.join(rules) or 'none'}.",
        "x-from": sorted({move.source.key for move in moves}),
        "x-to": sorted({move.dest.key for move in moves}),
    }


def _post(summary: str, asks: Iterable[Ask]) -> dict[str, Any]:
    asks = list(asks)
    body = {"type": "object", "properties": {ask.name: _ask(ask) for ask in asks}, "additionalProperties": False}
    if needed := [ask.name for ask in asks if ask.required]:
        body["required"] = needed
    return {"summary": summary, "parameters": [REF, KEY, TOKEN], "security": [{"session": []}],
            "requestBody": {"required": bool(needed), "content": {"application/json": {"schema": body}}},
            "responses": {"200": _json("Done, or proposed", {"$ref": "#/components/schemas/Outcome"}), **_refusals()}}


def _ask(ask: Ask) -> dict[str, Any]:
    said: dict[str, Any] = {"type": "string", "title": f"{ask.zh} {ask.en}"}
    if ask.choices:
        said["enum"] = [value for value, _, _ in ask.choices]
    if ask.kind == "date":
        said["format"] = "date"
    if ask.kind == "integer":
        said["pattern"] = "^[0-9]{1,9}$"
    return said


def _begin(words: str) -> dict[str, Any]:
    said = _post(f"{words}: begin one about serials of an account, or about a total of tonnes",
                 (Ask("account", "登记账户", "Registry account"), Ask("total", "总量", "Tonnes", required=False)))
    pick = {"type": "object", "required": ["serial"], "additionalProperties": False, "properties": {
        "serial": {"type": "string"}, "tonnes": {"type": "string", "pattern": "^[0-9]{0,9}$"}}}
    said["requestBody"]["content"]["application/json"]["schema"]["properties"]["picks"] = {
        "type": "array", "items": pick}
    return said


def _draft(words: str) -> dict[str, Any]:
    document = {"$ref": "#/components/schemas/Document"}
    match = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
             "description": "The ETag that GET gave; a stale one is refused and nothing is lost."}
    put = {
        "summary": f"{words}: save the draft whole",
        "parameters": [REF, match, TOKEN],
        "security": [{"session": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": document}}},
        "responses": {
            "204": {"description": "Saved; the new ETag is in the header"},
            **_refusals(),
            "428": _json("If-Match is missing", {"$ref": "#/components/schemas/Problem"}, problem=True),
        },
    }
    return {"get": _read(f"{words}: the draft, with its revision as ETag", [REF], document), "put": put}


def _read(
    summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any] | None = None, public: bool = False
) -> dict[str, Any]:
    return {"summary": summary, "parameters": parameters, "security": [] if public else [{"session": []}],
            "responses": {"200": _json("What was asked for", schema or {"type": "object"}), **_refusals()}}


def _refusals() -> dict[str, Any]:
    return {
        status: _json(words, {"$ref": "#/components/schemas/Problem"}, problem=True)
        for status, words in REFUSALS.items()
    }


def _json(words: str, schema: dict[str, Any], problem: bool = False) -> dict[str, Any]:
    kind = "application/problem+json" if problem else "application/json"
    return {"description": words, "content": {kind: {"schema": schema}}}
