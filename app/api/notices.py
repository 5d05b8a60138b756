"""Notices and comments for programs: what the page of a notice shows, and the same acts. Authors are numbers here."""
from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.api import bodies
from app.notices import pages, service
from app.notices.comments import Said
from app.notices.pages import Line, Page
from app.papers.queries import Attached
from app.parties.plain import plain
from app.parties.session import beijing_today, call_key, public, signed_in, signed_in_or_none
from methodologies.kernel.rules import INPUT, Unreadable

bp = Blueprint("notice_programs", __name__, url_prefix="/api/v1")


@bp.get("/notices")
@public
def notices() -> Response:
    found = pages.published(beijing_today(), request.args.get("before", "")[:40])
    return jsonify(running=[_line(each) for each in found["running"]], past=[_line(each) for each in found["past"]],
                   next=f"/api/v1/notices?before={found['later']}" if found["later"] else None)


@bp.get("/notices/<ref>")
@public
def notice(ref: str) -> Response:
    return jsonify(_page(pages.page(ref, by=signed_in_or_none(), today=beijing_today())))


@bp.post("/notices/<ref>/comments")
def comment(ref: str) -> Response:
    """{"body", "paragraph", "files": [{"name", "base64"}]}; the same words again are the same comment."""
    by, _ = signed_in(), call_key()
    said = request.get_json()
    files = [_file(n, each) for n, each in enumerate(said.pop("files", []), 1)] if isinstance(said, dict) else []
    words = bodies.payload(said)
    made = service.comment(ref, words.get("body", ""), by=by, today=beijing_today(), files=files,
                           paragraph=words.get("paragraph", ""))
    return jsonify(ref=made, href=f"/api/v1/comments/{made}")


@bp.post("/comments/<ref>/reply")
def reply(ref: str) -> Response:
    by, _ = signed_in(), call_key()
    words = bodies.payload(request.get_json())
    return jsonify(subject=service.reply(ref, words.get("body", ""), by=by, today=beijing_today()))


@bp.get("/levels/<ref>")
def levels(ref: str) -> Response:
    found = pages.levels(ref, by=signed_in())
    return jsonify(files=[_attached(each) | {
        "asked_level": each.asked_level, "asked_reason": each.asked_reason, "reason": each.reason,
        "settled_on": plain(each.settled_on)} for each in found.files])


@bp.post("/levels/<ref>")
def settle(ref: str) -> Response:
    """{attachment's ref: {"level", "reason"}}"""
    by, _ = signed_in(), call_key()
    said = request.get_json()
    if not isinstance(said, dict) or not all(isinstance(each, dict) for each in said.values()):
        raise Unreadable(INPUT.at("", "应为 JSON 对象。", "A JSON object is asked for."))
    choices = {name: (str(each.get("level", "")), str(each.get("reason", ""))) for name, each in said.items()}
    service.settle_levels(ref, choices, by=by, today=beijing_today())
    return levels(ref)


def _file(n: int, said: Any) -> tuple[str, bytes]:
    try:
        return str(said["name"]), base64.b64decode(said["base64"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Unreadable(INPUT.at(f"/files/{n}", "文件应含 name 与 base64。",
                                  "A file has a name and base64.")) from None


def _line(line: Line) -> dict[str, Any]:
    return {"ref": line.window.ref, "href": f"/api/v1/notices/{line.window.ref}", "name": line.name,
            "kind": {"zh": line.kind[0], "en": line.kind[1]}, "owner": line.owner.credit_code,
            "starts_on": plain(line.window.starts_on), "ends_on": plain(line.window.ends_on),
            "comments": line.comments}


def _page(page: Page) -> dict[str, Any]:
    said = page.comments
    return {"ref": page.window.ref, "window": plain(page.window), "kind": {"zh": page.kind[0], "en": page.kind[1]},
            "subject": page.subject, "name": page.name, "owner": plain(page.owner), "body": plain(page.body),
            "methodology": page.methodology.code, "project": page.project or None, "sha256": page.digest,
            "documents": [_attached(each) for each in page.files], "comment_count": len(said),
            "not_shown": sum(each.is_hidden for each in said), "comments": [_said(each) for each in said]}


def _said(said: Said) -> dict[str, Any]:
    told = {"ref": said.ref, "n": said.n, "said_on": plain(said.said_on), "state": plain(said.state),
            "ground": {"zh": said.ground[0], "en": said.ground[1]} if said.ground[0] else None,
            "paragraph": said.paragraph, "body": None if said.withheld else said.body,
            "reply": said.reply or None, "replied_on": plain(said.replied_on),
            "files": [_attached(each) for each in said.files]}
    return told | ({"handling": said.handling} if said.handling else {}) | ({"by": said.who} if said.who else {})


def _attached(file: Attached) -> dict[str, Any]:
    return {"ref": file.ref, "name": file.name, "level": file.level, "sha256": file.sha256, "href": file.href}
