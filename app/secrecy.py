"""Personal data at rest (S15): sealed with a key of the data folder; the key's id stands before each sealed text.

AES-SIV (RFC 5297): the same text under one key is always the same token, so that a person can be found by the number of
an identity card without any card's number being readable. Keys may be rotated: old ones stay for what they sealed.
"""
from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b32encode, b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

import config


def seal(text: str, field: str) -> str:
    """Token of a text that belongs into `field`; it opens nowhere else. Empty stays empty."""
    if not text:
        return ""
    current, keys = _keys()
    return _token(current, keys[current], text, field)


def unseal(token: str, field: str) -> str:
    """The text of a token. ValueError when it is none of ours, or was sealed for another field."""
    if not token:
        return ""
    key_id, _, body = token.partition(":")
    try:
        return AESSIV(_keys()[1][key_id]).decrypt(urlsafe_b64decode(body), [field.encode()]).decode()
    except (KeyError, InvalidTag, ValueError):
        raise ValueError("a sealed text that none of our keys opens") from None


def tokens_of(text: str, field: str) -> tuple[str, ...]:
    """What this text looks like at rest, under each key there is: for finding it."""
    return tuple(_token(key_id, key, text, field) for key_id, key in _keys()[1].items()) if text else ()


def digest(text: str, purpose: str) -> str:
    """A keyed digest for short secrets that are only compared, and for pseudonyms; it outlives rotations."""
    return hmac.new(b64decode(_stored()["digests"]), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def pseudonym(text: str, purpose: str) -> str:
    """16 letters and digits that stand for a text and tell nothing of it."""
    return b32encode(bytes.fromhex(digest(text, purpose)))[:16].decode()


def rotate() -> str:
    """A new key for what is sealed from now on; gives its id. `unseal` still opens the rest."""
    stored = _stored()
    key_id = f"k{len(stored['keys']) + 1}"
    stored["keys"][key_id], stored["current"] = _new_key(), key_id
    draft = _file().with_suffix(".new")
    with open(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump(stored, file)
    draft.replace(_file())
    return key_id


def is_current(token: str) -> bool:
    """Whether the newest key sealed it."""
    return not token or token.startswith(f"{_keys()[0]}:")


def write_once(path: Path, content: bytes) -> None:
    """A file for its owner alone, whole or not at all; when several processes start at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _token(key_id: str, key: bytes, text: str, field: str) -> str:
    return f"{key_id}:{urlsafe_b64encode(AESSIV(key).encrypt(text.encode(), [field.encode()])).decode()}"


def _file() -> Path:
    return config.home() / "keys" / "personal.json"


def _stored() -> dict:
    path = _file()
    if not path.exists():
        first = {"current": "k1", "keys": {"k1": _new_key()}, "digests": _new_key()}
        write_once(path, json.dumps(first).encode())
    return json.loads(path.read_text(encoding="utf-8"))


def _keys() -> tuple[str, dict[str, bytes]]:
    if not _file().exists():
        _stored()
    return _read(_file(), _file().stat().st_mtime_ns)


@cache
def _read(path: Path, changed: int) -> tuple[str, dict[str, bytes]]:
    stored = json.loads(path.read_text(encoding="utf-8"))
    return stored["current"], {key_id: b64decode(key) for key_id, key in stored["keys"].items()}


def _new_key() -> str:
    return b64encode(secrets.token_bytes(64)).decode()
