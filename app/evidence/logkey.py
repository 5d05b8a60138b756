"""The log's name and the key that signs its heads: `keys/log.key` of the data folder, made at first use."""
from __future__ import annotations

import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

import config
from app.evidence.note import verifier_key

DEFAULT_ORIGIN = "ccer.localhost/log"
DEMO_ORIGIN = "demo.ccer.localhost/log"                 # a demonstration's log says so in every checkpoint


def origin() -> str:
    """The log's name: `log_origin` of trust.json in the data folder, else the default."""
    try:
        return json.loads((config.home() / "trust.json").read_text())["log_origin"]
    except (FileNotFoundError, KeyError):
        return DEFAULT_ORIGIN


def private_key() -> Ed25519PrivateKey:
    """The signing key. ValueError when the file holds another kind."""
    return _load(config.home() / "keys" / "log.key")


def public_key() -> bytes:
    """32 raw bytes, for trust.json."""
    return private_key().public_key().public_bytes_raw()


def verifier() -> str:
    """Origin and public key as one line, as witnesses and verifiers exchange it."""
    return verifier_key(origin(), private_key().public_key())


@lru_cache(maxsize=8)
def _load(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key")
    return key


def _make(path: Path) -> None:
    """Complete or not at all; of two processes that make it at once, the first one's key stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with tempfile.NamedTemporaryFile(dir=path.parent) as draft:     # mode 0600
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            pass
