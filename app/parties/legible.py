"""What no database keeps is refused at the door: the character NUL, half of a surrogate pair, JSON without an end."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter

from methodologies.kernel.reader import pointer
from methodologies.kernel.rules import INPUT, Broken, NotFound, Unreadable


class Number(IntegerConverter):
    """A number in an address: what is longer than any of ours is an address that does not exist."""
    regex = r"\d{1,9}"


class Json(DefaultJSONProvider):
    """The JSON of this application, read and written. Unreadable, with the places, for texts that can't be kept."""
    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            value = super().loads(s, **kwargs)
            broken = tuple(_texts(value, ""))
        except RecursionError:
            raise Unreadable(INPUT.at("", "JSON 嵌套过深。", "The JSON is nested too deeply.")) from None
        if broken:
            raise Unreadable(*broken)
        return value


def insist_on_text(request: Request) -> None:
    """Path, query, form and file names are text that can be kept. NotFound for a path, Unreadable for the rest."""
    if not _fine(request.path):
        raise NotFound(repr(request.path))
    said: list[tuple[str, str]] = list(request.args.items(multi=True))
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        said += request.form.items(multi=True)
        said += ((name, file.filename or "") for name, file in request.files.items(multi=True))
    if broken := tuple(_pairs(said)):
        raise Unreadable(*broken)


def _pairs(said: Iterable[tuple[str, str]]) -> Iterator[Broken]:
    return (_at(pointer(name)) for name, text in said if not (_fine(name) and _fine(text)))


def _texts(value: Any, where: str) -> Iterator[Broken]:
    if isinstance(value, str) and not _fine(value):
        yield _at(where)
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _texts(each, f"{where}/{n}")
    elif isinstance(value, dict):
        for name, each in value.items():
            here = where + pointer(name)
            yield from [] if _fine(name) else [_at(here)]
            yield from _texts(each, here)


def _fine(text: str) -> bool:
    """Without NUL, which PostgreSQL does not take, and without lone surrogates, which are no text at all."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _at(where: str) -> Broken:
    shown = where.encode(errors="backslashreplace").decode().replace("\0", "\\0")
    return INPUT.at(shown, "含有不能保存的字符。", "Holds a character that can't be kept.")
