"""What a program may send: shape only, every place that is wrong at once; names that nobody asked for are refused."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from methodologies.kernel.rules import INPUT, Broken, Refused, Unreadable

DOCUMENT = {"template", "sections", "inputs", "parameters", "levels"}
CHOSEN = {"account", "picks", "total"}
PICK = {"serial", "tonnes"}


class NoRevision(Refused):
    """A change says what it changes."""
    status = 428
    zh, en = "请在 If-Match 中给出所改草稿的 ETag。", "Say in If-Match which revision of the draft you change."


def payload(body: Any) -> dict[str, str]:
    """A move's answers: an object of texts, or nothing. Unreadable otherwise."""
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise Unreadable(_at("", "应为 JSON 对象。", "A JSON object is asked for."))
    wrong = [_text(f"/{name}") for name, value in body.items() if not isinstance(value, str)]
    if wrong:
        raise Unreadable(*wrong)
    return body


def document(body: Any) -> dict[str, Any]:
    """A draft's document: {"template", "sections": texts, "inputs": texts and tables of texts}. Else Unreadable."""
    if not isinstance(body, dict):
        raise Unreadable(_at("", "应为 JSON 对象。", "A JSON object is asked for."))
    wrong = [_at(f"/{name}", "没有这一项。", "There is no such part.") for name in body.keys() - DOCUMENT]
    if not isinstance(body.get("template"), str):
        wrong.append(_text("/template"))
    wrong += _texts(body.get("sections"), "/sections")
    wrong += _inputs(body.get("inputs"), "/inputs")
    for name in ("parameters", "levels"):
        wrong += _rows(body.get(name, {}), f"/{name}")
    if wrong:
        raise Unreadable(*wrong)
    return body


def chosen(body: Any) -> tuple[str, list[dict[str, str]], str]:
    """(account, picks, total): which serials of an account, or how many tonnes of it. Else Unreadable."""
    if not isinstance(body, dict):
        raise Unreadable(_at("", "应为 JSON 对象。", "A JSON object is asked for."))
    picks = body.get("picks", [])
    wrong = [_at(f"/{name}", "没有这一项。", "There is no such part.") for name in body.keys() - CHOSEN]
    wrong += [_text(f"/{name}") for name in ("account", "total") if not isinstance(body.get(name, ""), str)]
    if not isinstance(picks, list):
        wrong.append(_at("/picks", "应为数组。", "A list is asked for."))
        picks = []
    for n, pick in enumerate(picks):
        wrong += _texts(pick, f"/picks/{n}")
        if isinstance(pick, dict):
            more = pick.keys() - PICK
            wrong += [_at(f"/picks/{n}/{name}", "没有这一项。", "There is no such part.") for name in more]
            wrong += [_text(f"/picks/{n}/serial")] if "serial" not in pick else []
    if wrong:
        raise Unreadable(*wrong)
    return body.get("account", "").strip(), picks, body.get("total", "")


def revision(header: str | None) -> int:
    """`"7"` of If-Match. NoRevision when it is missing; Unreadable when it is none of ours."""
    if not header:
        raise NoRevision()
    text = header.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unreadable(_at("", "If-Match 无法识别。", "If-Match can't be read."))
    return int(text)


def _texts(value: Any, where: str) -> Iterator[Broken]:
    if not isinstance(value, dict):
        yield _at(where, "应为对象。", "An object is asked for.")
        return
    yield from (_text(f"{where}/{name}") for name, text in value.items() if not isinstance(text, str))


def _rows(value: Any, where: str) -> Iterator[Broken]:
    if not isinstance(value, dict):
        yield _at(where, "应为对象。", "An object is asked for.")
        return
    for name, each in value.items():
        yield from _texts(each, f"{where}/{name}")


def _inputs(value: Any, where: str) -> Iterator[Broken]:
    if not isinstance(value, dict):
        yield _at(where, "应为对象。", "An object is asked for.")
        return
    for name, each in value.items():
        if isinstance(each, list):
            for n, row in enumerate(each):
                yield from _texts(row, f"{where}/{name}/{n}")
        elif not isinstance(each, str):
            yield _text(f"{where}/{name}")


def _text(where: str) -> Broken:
    return _at(where, "应为文字。", "Text is asked for; numbers and days are sent as text.")


def _at(where: str, zh: str, en: str) -> Broken:
    return INPUT.at(where, zh, en)
