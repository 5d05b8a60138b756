"""A witness's line under a checkpoint (C2SP tlog-cosignature, Ed25519, v1): at this second I knew no larger one.

No database, no web.
"""
from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.evidence.note import DASH, BadNote, b64, insist_on_signature, key_id, unb64, verifier_key

COSIGNER = b"\4"                                        # C2SP signed-note: the kind of key


def cosigner_key(name: str, key: Ed25519PublicKey) -> str:
    """The witness's key as people exchange it."""
    return verifier_key(name, key, COSIGNER)


def cosign(note: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """The line to put under the checkpoint. note: one whose signature has been checked."""
    seconds = int(at.timestamp())
    signed = key.sign(_said(_text_of(note), seconds))
    return f"{DASH} {name} {b64(key_id(name, key.public_key(), COSIGNER) + seconds.to_bytes(8, 'big') + signed)}\n"


def check_cosignature(note: str, name: str, key: Ed25519PublicKey) -> datetime:
    """When this witness cosigned the note. BadNote when it did not, or its line does not fit the text."""
    for line in note.rpartition("\n\n")[2].splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[:2] == [DASH, name]:
            said = unb64(parts[2])
            if said[:4] == key_id(name, key, COSIGNER):
                seconds = int.from_bytes(said[4:12], "big")
                insist_on_signature(key, said[12:], _said(_text_of(note), seconds))
                return datetime.fromtimestamp(seconds, UTC)
    raise BadNote("no cosignature of this witness")


def _text_of(note: str) -> str:
    return note.rpartition("\n\n")[0] + "\n"


def _said(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
