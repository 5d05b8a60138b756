"""A witness: keeps the newest (size, root) of each log in one file, and cosigns only what continues it.

    FILE        the logs it knows: pinned key, size, root and checkpoint of each; may be shown to anybody
    FILE.key    its own key, made at first use, readable by its owner alone
    FILE.lock   one submission at a time; another waits

No database, no web: it runs where the registry can't reach.
"""
from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from app.evidence.cosignature import cosign, cosigner_key
from app.evidence.growth import has_grown
from app.evidence.note import BadNote, Head, b64, known, open_checkpoint, read_verifier_key, unb64
from app.secrecy import write_once
from methodologies.kernel.rules import INPUT, Unreadable

try:
    import fcntl
except ImportError:                                     # Windows: there one submission at a time is the operator's duty
    fcntl = None  # type: ignore[assignment]

FORMAT = "ccer-witness-1"
DEFAULT_NAME = "witness.localhost"
REASONS = {
    "unknown key": ("不认识这本日志，或其公钥与所钉住的不符。", "No key is pinned for this log, or it is another one."),
    "signature": ("检查点的签名不成立。", "The checkpoint's signature does not hold."),
    "shrunk": ("日志变短了：检查点小于此前见过的。", "The log has shrunk: this is smaller than what was kept."),
    "forked": ("日志分叉了：检查点不是此前所见的延续。", "The log has forked: this does not continue what was kept."),
    "unproven": ("没有从所存大小开始的一致性证明。", "There is no consistency proof from the size that was kept."),
}
Prove = Callable[[int, int], Sequence[bytes] | None]    # (kept size, new size) → proof, None when there is none


@dataclass(frozen=True)
class Kept:
    """What a witness remembers of one log."""
    key: str
    size: int
    root: str
    checkpoint: str


@dataclass(frozen=True)
class Witnessed:
    """The checkpoint that was accepted, the size it grew from, and the line that says so."""
    head: Head
    grew_from: int
    cosignature: str
    witness_key: str


class NotWitnessed(Exception):
    """Refused; nothing was stored. kept and shown: two notes which, both signed by the log, prove that it lied."""

    def __init__(self, why: str, kept: str = "", shown: str = ""):
        super().__init__(why)
        self.why, self.kept, self.shown = why, kept, shown
        self.zh, self.en = REASONS[why]


def submit(file: Path, note: str, prove: Prove, *, at: datetime, key: str = "", name: str = "") -> Witnessed:
    """Check a checkpoint against what FILE keeps, store it, and only then cosign it.

    key: pins this verifier key for its log at first use; name: the witness's, at first use. Raises NotWitnessed; then
    FILE is as it was. Unreadable when FILE is not a witness's.
    """
    with _alone(file):
        logs, own_name = _read(file)
        own_name = own_name or _insist_on_name(name or DEFAULT_NAME)
        origin = note.partition("\n")[0]
        kept = logs.get(origin)
        head, pinned = _opened(note, origin, kept, key)
        if kept:
            _insist_on_growth(kept, head, note, prove)
        own = _own_key(file)
        said = Kept(pinned, head.size, b64(head.root), note)
        _store(file, {**logs, origin: said}, own_name, cosigner_key(own_name, own.public_key()))
        return Witnessed(head, kept.size if kept else 0, cosign(note, own_name, own, at),
                         cosigner_key(own_name, own.public_key()))


def _insist_on_name(name: str) -> str:
    if any(c.isspace() or c == "+" for c in name):
        raise Unreadable(INPUT.at("/name", "名称不得含空格或加号。", "A name has no space and no plus."))
    return name


def _opened(note: str, origin: str, kept: Kept | None, key: str) -> tuple[Head, str]:
    """What the note says, and the key pinned for its log: from now on, or since the first time."""
    pinned = kept.key if kept else key
    if not pinned or (key and key != pinned):
        raise NotWitnessed("unknown key", kept.checkpoint if kept else "", note)
    try:
        pinned_name, public = read_verifier_key(pinned)
    except (BadNote, ValueError) as error:
        raise Unreadable(INPUT.at("/key", f"公钥无法读取：{error}。", f"The key can't be read: {error}.")) from error
    if pinned_name != origin:
        raise NotWitnessed("unknown key", "", note)
    try:
        return open_checkpoint(note, origin, known((origin, public))), pinned
    except BadNote as error:
        why = "unknown key" if str(error) == "no signature of a known key" else "signature"
        raise NotWitnessed(why, kept.checkpoint if kept else "", note) from error


def _insist_on_growth(kept: Kept, head: Head, note: str, prove: Prove) -> None:
    refuse = lambda why: NotWitnessed(why, kept.checkpoint, note)
    if head.size < kept.size:
        raise refuse("shrunk")
    before = Head(head.origin, kept.size, unb64(kept.root))
    if head.size == kept.size:
        if head.root != before.root:
            raise refuse("forked")
        return
    path = prove(kept.size, head.size)
    if path is None:
        raise refuse("unproven")
    if not has_grown(before, head, path):
        raise refuse("forked")


def _read(file: Path) -> tuple[dict[str, Kept], str]:
    """(what is kept by origin, the witness's name); nothing for a file that is not there yet."""
    if not file.exists():
        return {}, ""
    try:
        said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"not {FORMAT}")
        return {origin: Kept(**each) for origin, each in said["logs"].items()}, said["name"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(INPUT.at("/file", f"{file.name} 不是见证文件：{error}。",
                                  f"{file.name} is not a witness's file: {error}.")) from error


def _store(file: Path, logs: dict[str, Kept], name: str, own: str) -> None:
    """On disk, whole, before anybody is answered."""
    said = {"format": FORMAT, "name": name, "key": own, "logs": {origin: vars(each) for origin, each in logs.items()}}
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with open(handle, "w", encoding="utf-8") as out:
            json.dump(said, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    if fcntl:                                           # the name itself is on disk too
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _own_key(file: Path) -> Ed25519PrivateKey:
    path = _beside(file, "key")
    if not path.exists():
        write_once(path, Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Unreadable(INPUT.at("/key", f"{path.name} 不是 Ed25519 密钥。", f"{path.name} is not an Ed25519 key."))
    return key


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """The kernel gives the lock back when its holder dies."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _beside(file, "lock").open("w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(f"{file.name}.{ending}")
