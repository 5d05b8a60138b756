"""Canonical JSON (RFC 8785) of plain data: one text for one meaning, so that a digest is an identity."""
from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785

LARGEST = 2**53 - 1                                     # beyond it a JSON reader may silently round


def canonical(value: Any) -> str:
    """The one canonical text. ValueError, with the place, for what has no single meaning in JSON.

    Taken: None, bool, int below 2^53, str, list or tuple, dict with str keys. Not taken: float (write a decimal as a
    string), lone surrogates, dates (write `.isoformat()`).
    """
    if _insist(value, ""):                              # then it is what the standard library writes, ten times faster
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return rfc8785.dumps(value).decode()


def sha256(data: bytes | str) -> str:
    """Lower-case hex."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def _insist(value: Any, where: str) -> bool:
    """Whether all keys are ASCII, so that every order of text is the same."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return _insist_on_text(value, where)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{where or '/'}: an integer of 2^53 or more is written as a string")
        return True
    if isinstance(value, (list, tuple)):
        return all([_insist(item, f"{where}/{n}") for n, item in enumerate(value)])
    if isinstance(value, dict):
        return all([_insist_on_key(key, where) & _insist(item, f"{where}/{key}") for key, item in value.items()])
    raise ValueError(f"{where or '/'}: {type(value).__name__} has no canonical form here")


def _insist_on_key(key: Any, where: str) -> bool:
    if not isinstance(key, str):
        raise ValueError(f"{where or '/'}: a key is not text: {key!r}")
    return _insist_on_text(key, where) and key.isascii()


def _insist_on_text(text: str, where: str) -> bool:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{where or '/'}: a lone surrogate is not text") from None
    return True
