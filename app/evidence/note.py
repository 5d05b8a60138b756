"""Signed notes, checkpoints and proofs of the log in the C2SP formats (signed-note, tlog-checkpoint, tlog-proof).

No database, no web: the offline check of certificates uses it as it is.
"""
from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.evidence.tree import leaf_hash, root_from_inclusion, sha256

ED25519 = b"\1"                                         # C2SP signed-note: the kind of key
FORMAT = "c2sp.org/tlog-proof@v1"
DASH = "\u2014"
LONGEST = 18                                            # digits of a number; Python reads no more than 4,300
Keys = Mapping[tuple[str, bytes], Ed25519PublicKey]     # (name, key id) → key


class BadNote(ValueError):
    """Not a note, or not one of ours."""


@dataclass(frozen=True)
class Head:
    """What a checkpoint says."""
    origin: str
    size: int
    root: bytes


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """Canonical base64 only. BadNote otherwise."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadNote(f"not base64: {text[:20]!r}") from error
    if b64(data) != text:
        raise BadNote("base64 is not canonical")
    return data


def number(text: str) -> int:
    """A whole number as it is written canonically, below 10^18. BadNote otherwise."""
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST or str(int(text)) != text:
        raise BadNote(f"not a canonical number: {text[:20]!r}")
    return int(text)


def key_id(name: str, key: Ed25519PublicKey, kind: bytes = ED25519) -> bytes:
    return sha256(name.encode() + b"\n" + kind + key.public_bytes_raw())[:4]


def verifier_key(name: str, key: Ed25519PublicKey, kind: bytes = ED25519) -> str:
    """The key as people exchange it: `name+id+base64`."""
    return f"{name}+{key_id(name, key, kind).hex()}+{b64(kind + key.public_bytes_raw())}"


def read_verifier_key(text: str, kind: bytes = ED25519) -> tuple[str, Ed25519PublicKey]:
    """BadNote for another kind of key or an id that does not belong to it."""
    parts = text.split("+", 2)
    raw = unb64(parts[2]) if len(parts) == 3 else b""
    if len(raw) != 33 or raw[:1] != kind:
        raise BadNote("not an Ed25519 verifier key")
    key = Ed25519PublicKey.from_public_bytes(raw[1:])
    if key_id(parts[0], key, kind).hex() != parts[1]:
        raise BadNote("the key id does not belong to this key")
    return parts[0], key


def known(*keys: tuple[str, Ed25519PublicKey]) -> Keys:
    return {(name, key_id(name, key)): key for name, key in keys}


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """A note: the text, which ends in a newline, an empty line, one signature line."""
    if not text.endswith("\n") or not name or any(c.isspace() or c == "+" for c in name):
        raise BadNote("a note's text ends in a newline, its signer's name has no space and no plus")
    return f"{text}\n{DASH} {name} {b64(key_id(name, key.public_key()) + key.sign(text.encode()))}\n"


def open_note(note: str, keys: Keys) -> str:
    """The text, once a known key has signed it. Unknown keys are ignored; a known one that fails refuses the note."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise BadNote("a note is a text, an empty line and signature lines")
    text, good = text + "\n", False
    for line in lines[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != DASH:
            raise BadNote("not a signature line")
        signature = unb64(parts[2])
        key = keys.get((parts[1], signature[:4]))
        if key is not None:
            insist_on_signature(key, signature[4:], text.encode())
            good = True
    if not good:
        raise BadNote("no signature of a known key")
    return text


def insist_on_signature(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> None:
    """BadNote when it does not fit."""
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        raise BadNote("the signature of a known key does not fit the text") from None


def sign_checkpoint(head: Head, key: Ed25519PrivateKey) -> str:
    return sign(f"{head.origin}\n{head.size}\n{b64(head.root)}\n", head.origin, key)


def open_checkpoint(note: str, origin: str, keys: Keys) -> Head:
    """BadNote for another origin, a size that is not canonical, a root that is not 32 bytes."""
    lines = open_note(note, keys).split("\n")
    if len(lines) < 4 or lines[0] != origin:
        raise BadNote("a checkpoint of another log")
    size, root = number(lines[1]), unb64(lines[2])
    if len(root) != 32:
        raise BadNote("the root is not a SHA-256 hash")
    return Head(origin, size, root)


def write_proof(index: int, path: Sequence[bytes], note: str) -> str:
    return f"{FORMAT}\nindex {index}\n" + "".join(f"{b64(step)}\n" for step in path) + f"\n{note}"


def check_proof(proof: str, data: bytes, origin: str, log_key: bytes) -> tuple[int, int]:
    """(leaf index, size of the tree) when `data` is a leaf of this log; BadNote says why not.

    log_key: Ed25519, 32 raw bytes, known beforehand, never taken from where the proof comes from.
    """
    top, _, note = proof.partition("\n\n")
    lines = top.split("\n")
    if len(lines) < 2 or lines[0] != FORMAT or not lines[1].startswith("index "):
        raise BadNote("not a tlog-proof")
    index = number(lines[1].removeprefix("index "))
    keys = known((origin, Ed25519PublicKey.from_public_bytes(log_key)))
    head, path = open_checkpoint(note, origin, keys), [unb64(line) for line in lines[2:]]
    if any(len(step) != 32 for step in path):
        raise BadNote("a step of the path is not a SHA-256 hash")
    try:
        root = root_from_inclusion(leaf_hash(data), index, head.size, path)
    except ValueError as error:
        raise BadNote(str(error)) from error
    if root != head.root:
        raise BadNote("the event is not in the log under this checkpoint")
    return index, head.size
