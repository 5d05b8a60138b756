"""That a log has only grown: a consistency proof as C2SP tlog-witness writes it, and its check. No database, no web."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.evidence.note import BadNote, Head, b64, number, unb64
from app.evidence.tree import is_consistent

LONGEST = 63                                            # hashes; more than any tree needs


@dataclass(frozen=True)
class Growth:
    """What is handed to a witness: the size it knows, the proof from there, and the new checkpoint."""
    old: int
    path: tuple[bytes, ...]
    note: str


def write_growth(growth: Growth) -> str:
    return f"old {growth.old}\n" + "".join(f"{b64(step)}\n" for step in growth.path) + f"\n{growth.note}"


def read_growth(text: str) -> Growth:
    """BadNote for another form."""
    top, gap, note = text.partition("\n\n")
    lines = top.split("\n")
    if not gap or not lines[0].startswith("old ") or len(lines) > LONGEST + 1:
        raise BadNote("not a consistency proof with its checkpoint")
    path = tuple(unb64(line) for line in lines[1:])
    if any(len(step) != 32 for step in path):
        raise BadNote("a step of the proof is not a SHA-256 hash")
    return Growth(number(lines[0].removeprefix("old ")), path, note)


def has_grown(kept: Head, new: Head, path: Sequence[bytes]) -> bool:
    """Whether the log of `new` begins with all that `kept` covers."""
    return kept.origin == new.origin and is_consistent(kept.size, kept.root, new.size, new.root, path)
