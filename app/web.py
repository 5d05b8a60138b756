"""The application: rooms, security headers, languages, one answer to every refusal. `create_app()` makes it."""
from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache
from importlib import import_module
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import select, text
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, RequestEntityTooLarge

import config
from app import clock, database, jobs
from app.models.published import Installation
from app.parties import words
from app.parties.legible import Json, Number, insist_on_text
from app.parties.session import (
    LANGUAGES,
    SignedOut,
    is_program,
    login,
    me_or_none,
    new_key,
    public,
    signed_in,
    wants_json,
)
from app.rooms import CodeAsked
from app.secrecy import write_once
from methodologies.kernel.rules import INPUT, Conflict, NotFound, NotYours, Refused, Unreadable

STATIC = config.ROOT / "app" / "static"
ROOMS = ("app.parties.views:bp", "app.parties.door:bp", "app.disclosure.views:bp", "app.disclosure.certificates:bp",
         "app.disclosure.programs:bp", "app.disclosure.log:bp",
         "app.inbox.views:bp", "app.ledger.views:bp", "app.ledger.programs:bp",
         "app.ledger.conservation_views:bp", "app.accounts.views:bp",
         "app.approvals.views:bp", "app.mandates.views:bp", "app.people.views:bp",
         "app.projects.views:bp",
         "app.sanctions.views:bp", "app.commitments.views:bp", "app.credits.views:bp",
         "app.credits.allowance_views:bp", "app.credits.link_views:bp", "app.credits.note_views:bp",
         "app.market.views:bp",
         "app.oversight.views:bp", "app.oversight.revocations:bp",
         "app.api.views:bp",
         "app.registration.views:bp", "app.registration.sheet_views:bp",
         "app.api.notices:bp", "app.api.market:bp",
         "app.notices.views:bp", "app.desk.views:bp",
         "app.papers.views:bp",
         "app.monitoring.views:bp", "app.monitoring.sheet_views:bp", "app.monitoring.worksheet_views:bp",
         "app.issuance.views:bp",
         "app.engagement.views:bp", "app.engagement.visit_views:bp",
         "app.validation.views:bp", "app.verification.views:bp",
         "app.disclosure.rules_views:bp", "app.disclosure.methodology_views:bp", "app.reports.views:bp")
OWNERS, BODIES = ("initiator", "confirmer"), ("team", "reviewer", "decider")
REGISTRY = ("operator", "national_administrator", "auditor")
ADMINISTRATORS = ("system_administrator", "security_administrator", "auditor")
ANYBODY: tuple[str, ...] = ()
NAV = (("/projects", "公开信息", "Public register", ANYBODY), ("/notices", "公示", "Notices", ANYBODY),
       ("/inbox", "我的待办", "My tasks", (*OWNERS, *BODIES, *REGISTRY, "commenter", "officer", "expert",
                                              *ADMINISTRATORS)),
       ("/applications", "项目", "Projects", (*OWNERS, *REGISTRY)),
       ("/reductions", "减排量", "Reductions", (*OWNERS, *REGISTRY)),
       ("/engagements", "委托", "Engagements", (*OWNERS, *BODIES, *REGISTRY)),
       ("/accounts", "账户", "Accounts", (*OWNERS, *REGISTRY)),
       ("/credits", "减排量业务", "Credits", (*OWNERS, *REGISTRY, "officer")),
       ("/exchange", "市场", "The market", (*OWNERS, *REGISTRY, "officer")),
       ("/account-applications", "开户", "Account applications", ("commenter", "officer", *REGISTRY)),
       ("/approvals", "机构批准", "Approvals", (*BODIES, *REGISTRY, "officer", "expert")),
       ("/reports", "举报", "Reports of fraud", ("officer", *REGISTRY)),
       ("/mandates", "授权书", "Mandates", OWNERS), ("/people", "人员", "People", ADMINISTRATORS),
       ("/registered-projects", "已登记项目", "Registered projects", (*OWNERS, *BODIES, *REGISTRY, "officer")),
       ("/sanction-cases", "处罚与处理", "Sanctions", (*REGISTRY, "officer")),
       ("/commitments", "承诺", "Commitments", (*OWNERS, *REGISTRY, "officer")),
       ("/tables", "公布数据", "Published data", REGISTRY), ("/settings", "配置", "Settings", REGISTRY))
# blueprints whose pages belong to an entry of the menu
SISTERS = {"/credits": ("credits", "links", "allowances", "future_notes"),
           "/exchange": ("market",)}
CSP = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
       "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
HEADERS = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
           "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
           "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()", "X-Frame-Options": "DENY"}
SAFE = {"GET", "HEAD", "OPTIONS"}
LARGEST_REQUEST = 25 * 1024 * 1024                      # bytes
LARGEST_FORM = 8 * 1024 * 1024                          # bytes of typed fields: a park's turbines, a year's readings
MOST_PARTS = 50_000
csrf = CSRFProtect()


class TooLarge(Refused):
    status = 413
    zh, en = "提交的内容超过25 MB，请拆分后再传。", "More than 25 MB was sent. Please split it."


class ForeignOrigin(NotYours):
    zh, en = "请求来自其他网站，未予办理。", "The request came from another site and was not done."


class Broke(Refused):
    """Something of ours failed; what it was stands in the log, not on the page."""
    status = 500
    zh, en = "系统出错，未保存任何内容。请稍后再试。", "The system failed; nothing was stored. Please try again later."


def create_app() -> Flask:
    """The web application of this installation. The database is the one that is bound, else the configured one."""
    app = Flask("ccer", template_folder=str(config.ROOT / "templates"), static_folder=str(STATIC))
    https = urlsplit(config.base_url()).scheme == "https"
    app.config.update(
        SECRET_KEY=_secret_key(), MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_PARTS, SESSION_COOKIE_NAME="__Host-ccer" if https else "ccer", SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=https, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12), WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False, SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=30))
    app.json = Json(app)
    app.url_map.converters["int"] = Number
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    database.engine()
    login.init_app(app)
    csrf.init_app(app)
    words.teach(app.jinja_env)
    app.jinja_env.globals.update(asset=asset, navigation=navigation, in_language=in_language, installation=installation,
                                 whoami=me_or_none, new_key=new_key)
    app.before_request(guard)
    app.after_request(lambda response: protect(response, https))
    _errors(app)
    app.add_url_rule("/healthz", view_func=healthz)
    for room in ROOMS:
        module, name = room.split(":")
        app.register_blueprint(getattr(import_module(module), name))
    return app


def guard() -> None:
    """Before every view: same origin, somebody signed in unless the view is public, a token with every form."""
    if request.args.get("lang") in LANGUAGES and session.get("lang") != request.args["lang"]:
        session["lang"] = request.args["lang"]
    if request.endpoint == "static":
        return
    _open_clock()
    if request.endpoint is None:                        # nothing serves this address; its page has the banner too
        return
    if request.method not in SAFE:
        refuse_foreign_origin()
    if not getattr(current_app.view_functions[request.endpoint], "is_public", False):
        signed_in()
    insist_on_text(request)
    if request.method not in SAFE and not is_program():
        csrf.protect()


def refuse_foreign_origin() -> None:
    """A browser says where a form stands; another site's is refused, with or without a token."""
    origin = request.headers.get("Origin")
    ours = {request.host_url.rstrip("/"), config.base_url()}
    elsewhere = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if elsewhere or (origin is not None and origin not in ours):
        raise ForeignOrigin()


def protect(response: Response, https: bool) -> Response:
    """The headers of every answer, errors and files included."""
    response.headers.update(HEADERS)
    if https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static" and me_or_none():
        response.headers["Cache-Control"] = "no-store"
    return response


def _errors(app: Flask) -> None:
    app.register_error_handler(Refused, answer)
    app.register_error_handler(Conflict, once_more)
    app.register_error_handler(CSRFError, lambda error: answer(Unreadable(INPUT.at(
        "/csrf_token", "页面已过期，请刷新后重新提交。", "This page has expired. Reload it and send again."))))
    app.register_error_handler(HTTPException, of_http)


def answer(refused: Refused) -> Response:
    """The one answer to a refusal: a page for people, application/problem+json for programs."""
    if wants_json():
        response = jsonify(problem_of(refused))
        response.mimetype = "application/problem+json"
        response.status_code = refused.status
        return response
    if isinstance(refused, SignedOut):
        return _to_sign_in()
    if isinstance(refused, CodeAsked):                  # back to the dossier, where the step is taken again
        return redirect(f"/sign-in/code?{urlencode({'back': request.path.partition('/moves/')[0]})}", 303)
    return make_response(render_template("error.html", refused=refused, problems=getattr(refused, "broken", ())),
                         refused.status)


def problem_of(refused: Refused) -> dict[str, object]:
    """{"type", "title_zh", "title_en", "status", "problems": [{rule, where, zh, en, source, confidence, grade}]}"""
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in type(refused).__name__).strip("-")
    return {"type": f"urn:ccer:{name}", "title_zh": refused.zh, "title_en": refused.en, "status": refused.status,
            "problems": [broken.problem() for broken in getattr(refused, "broken", ())]}


def _to_sign_in() -> Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    place = "/sign-in" + (f"?{urlencode({'back': back})}" if back not in ("", "/") else "")
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": "/sign-in"})
    return redirect(place, 303)


def once_more(conflict: Conflict) -> Response:
    """A transaction that lost a race it could win is run once more; then, and otherwise, it is a plain 409."""
    if not getattr(conflict, "retry", False) or g.get("tried_again"):
        return answer(conflict)
    g.tried_again = True
    try:
        return make_response(current_app.dispatch_request())
    except HTTPException as error:
        return of_http(error)
    except Refused as refused:
        return answer(refused)


def of_http(error: HTTPException) -> Response:
    """What the framework refuses looks like what the law refuses. Never a stack trace."""
    if isinstance(error, RequestEntityTooLarge):
        return answer(TooLarge())
    if isinstance(error, InternalServerError):
        return answer(Broke())
    if error.code == 404:
        return answer(NotFound())
    if error.code is None or error.code < 400:
        return error.get_response()
    refused = Unreadable()
    refused.status = error.code
    response = answer(refused)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


@public
def healthz() -> Response:
    """How the web, its database and the worker are: age of the last tick, lag of the sequencer, fonts, schema."""
    with database.engine().connect() as connection:
        schema = connection.scalar(text("select version_num from alembic_version"))
    return jsonify(status="ok", database=database.engine().dialect.name, schema=schema, **jobs.health())


def _open_clock() -> None:
    """The day of this request: a demonstration's clock may have been moved by another process."""
    with database.reading() as db:
        row = db.execute(select(Installation.kind, Installation.offset_days)).first()
    g.kind, days = row or ("production", 0)
    clock.set_offset(days)


def installation() -> str:
    """production, demo or test: pages of the latter two say so."""
    return g.get("kind", "production")


def navigation() -> list[tuple[str, str, str, bool]]:
    """(path, zh, en, is here) of the menu's entries for the reader's duties."""
    routes, me = current_app.url_map.bind(""), me_or_none()
    here = lambda path: (request.path == path or request.path.startswith(f"{path}/")
                         or request.blueprint in SISTERS.get(path, ()))
    return [(path, zh, en, here(path))
            for path, zh, en, duties in NAV
            if routes.test(path, "GET") and (duties == ANYBODY or (me and me.has(*duties)))]


def in_language(wanted: str) -> str:
    """The address of this page in another language; of the start page where this one came from a form."""
    if request.method != "GET":
        return f"/?{urlencode({'lang': wanted})}"
    return f"?{urlencode([*((k, v) for k, v in request.args.items(multi=True) if k != 'lang'), ('lang', wanted)])}"


@cache
def asset(name: str) -> str:
    """The address of a file in app/static, with its digest; empty when it has not been built."""
    path = STATIC / name
    if not path.is_file():
        return ""
    return f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def _secret_key() -> bytes:
    """The key that signs sessions: made once per data folder, readable by its owner alone."""
    path = config.home() / "keys" / "session.key"
    if not path.exists():
        write_once(path, secrets.token_bytes(32))
    return path.read_bytes()

