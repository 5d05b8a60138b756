"""Canonical JSON (RFC 8785) of plain data: one text for one meaning, so that a digest is an identity."""
from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

LARGEST = 2**53 - 1                                     # beyond it a JSON reader may silently round


def canonical(value: Any) -> str:
    """The one canonical text. ValueError, with the place, for what has no single meaning in JSON.

    Taken: None, bool, int below 2^53, str, list or tuple, dict with str keys. Not taken: float (write a decimal as a
    string), lone surrogates, dates (write `.isoformat()`).
    """
    _insist(value, "")
    return rfc8785.dumps(value).decode()


def sha256(data: bytes | str) -> str:
    """Lower-case hex."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def _insist(value: Any, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _insist_on_text(value, where)
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{where or '/'}: an integer of 2^53 or more is written as a string")
    elif isinstance(value, (list, tuple)):
        for n, item in enumerate(value):
            _insist(item, f"{where}/{n}")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{where or '/'}: a key is not text: {key!r}")
            _insist_on_text(key, where)
            _insist(item, f"{where}/{key}")
    else:
        raise ValueError(f"{where or '/'}: {type(value).__name__} has no canonical form here")


def _insist_on_text(text: str, where: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{where or '/'}: a lone surrogate is not text") from None
