"""The page of a file that waits for a table, shared by the rooms that have tables: they say whose it is and who may."""
from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from app.fields.sheets.cells import CHANGES
from app.fields.sheets.grid import TooLarge, letter
from app.fields.sheets.marked import marked
from app.fields.sheets.rows import LEFT_OUT
from app.own_sheets import service
from app.own_sheets.forms import Target, Typed, shown, typed
from app.own_sheets.queries import OnHand, first_look, on_hand
from app.parties.session import refused_page, sent_revision, signed_in, wants_json
from methodologies.kernel.records import Record
from methodologies.kernel.rules import INPUT, Broken, Conflict, NotFound, Refusal

PAGE = "tables/sheet.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Gone(Conflict):
    """Another file was sent, this one taken over or dropped."""
    zh, en = "该文件已被替换、导入或放弃，请刷新后再试。", "This file was replaced, taken or dropped. Reload the page."


def to_look_at(file_name: str, data: bytes, record: Record) -> bool:
    """Whether a file goes by way of the page: it is not in our own form, or would not be taken as it stands.

    A program, and a file in our own form with errors, get the errors at once. Refusal: no table.
    """
    if wants_json():
        return False
    if request.form.get("do") == "look":
        return True
    try:
        look = first_look(data, file_name, record, {})
    except TooLarge:
        return False
    in_own_units = all(c.unit == field.unit for c in look.columns for field in record.fields if field.name == c.field)
    return not (look.is_ours and in_own_units and (look.bad or look.is_plain))


def receive(target: Target, file_name: str, data: bytes) -> Redirect:
    """Keep a file and lead to its page. Refusal: no table."""
    service.keep(target.subject, target.record, target.allow(), file_name, data, by=signed_in())
    return redirect(target.at, 303)


def page(target: Target) -> Response | str:
    """The file that waits, with its mapping and report; or its copy with the reasons: ?marked=1."""
    hand = on_hand(target.subject, target.record) if target.may else None
    if request.args.get("marked"):
        if hand is None:
            raise NotFound(target.at)
        return Response(marked(hand.read, target.record), content_type=XLSX, headers={
            "Content-Disposition": f'attachment; filename="{target.subject}-{target.record.name}-marked.xlsx"'})
    return render_template(PAGE, problems=(), **_context(target, hand))


def _context(target: Target, hand: OnHand | None, **more: Any) -> dict[str, Any]:
    known = shown(hand.read, target.record) if hand else {}
    return {"target": target, "hand": hand, "letter": letter, "changes": CHANGES, "left_out": LEFT_OUT, **known, **more}


def act(target: Target) -> Response | Redirect:
    """Look again under another mapping, take over, or drop. Raises NotYours, NotOpen, Gone."""
    owner = target.allow()
    hand = on_hand(target.subject, target.record)
    if hand is None:
        raise Gone(target.at)
    try:
        said = typed(request.form, hand.source, hand.read, target.record)
        if said.source != hand.source:
            raise Gone(target.at)
        if request.form.get("do") == "drop":
            service.drop(hand)
            return redirect(target.back, 303)
        if _is_new(said, hand, owner):
            return redirect(f"{target.at}?seen={request.form.get('do') == 'take' and 'changed' or 'again'}", 303)
        if request.form.get("do") != "take":
            return redirect(target.at, 303)
        if hand.read.broken:
            raise Refusal(*hand.read.broken)
        return redirect(target.take(hand.read.rows, (hand.file_name, hand.data()), sent_revision(),
                                    partial(service.taken, hand=hand, owner=owner, by=signed_in())), 303)
    except Refusal as refusal:
        if wants_json():
            raise
        return refused_page(Refusal(*_not_told(refusal, hand)), PAGE, **_context(target, hand))
    except Conflict as stale:
        return _stale(stale, target, hand)


def _is_new(said: Typed, hand: OnHand, owner: int) -> bool:
    """Store what was chosen if it is another mapping than the one that stands."""
    read = hand.read
    if (said.sheet, said.head) != (read.sheet.index, read.line):
        service.look_at(hand, owner, said.sheet, said.head)
        return True
    if said.columns != read.columns:
        service.choose(hand, said.sheet, said.head, said.columns)
        return True
    return False


def _not_told(refusal: Refusal, hand: OnHand) -> tuple[Broken, ...]:
    """The page lists what is wrong with the file itself; here is what it does not."""
    known = set(hand.read.broken)
    return tuple(each for each in refusal.broken if each not in known) or (INPUT.at(
        "", "表中还有错误，尚未导入。", "There are still errors in the table: nothing was taken."),)


def _stale(stale: Conflict, target: Target, hand: OnHand) -> Response:
    """409: the rows were saved elsewhere meanwhile; pressing again replaces those."""
    if wants_json() or isinstance(stale, Gone):
        raise stale
    return make_response(render_template(PAGE, problems=(), stale=stale, **_context(target, hand)), stale.status)
