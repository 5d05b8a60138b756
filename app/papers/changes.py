"""What differs between two documents, as JSON Pointers; and whether a finding's target covers a pointer."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def pointers(was: Any, now: Any, at: str = "") -> list[str]:
    """Every place whose value differs, the deepest that is common to both sides."""
    if isinstance(was, dict) and isinstance(now, dict):
        names = [*was, *(n for n in now if n not in was)]
        return [p for name in names for p in pointers(was.get(name), now.get(name), f"{at}/{name}")]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        return [p for n, (a, b) in enumerate(zip(was, now)) for p in pointers(a, b, f"{at}/{n}")]
    return [] if was == now else [at]


def covered(pointer: str, targets: Iterable[str]) -> bool:
    """A target opens itself and everything below it; to add or remove rows, the finding must name the table."""
    return any(pointer == t or pointer.startswith(t + "/") for t in targets)


def read(document: Any, pointer: str) -> Any:
    """The value at a pointer; None when there is none."""
    here = document
    for part in pointer.split("/")[1:]:
        if isinstance(here, list):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, dict) else None
    return here
