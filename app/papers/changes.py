"""What differs between two documents, as JSON Pointers; and whether a finding's target covers a pointer."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from methodologies.kernel.rules import HOUSE, Refusal, Rule, cite


def pointers(was: Any, now: Any, at: str = "") -> list[str]:
    """Every place whose value differs, the deepest that is common to both sides."""
    if isinstance(was, dict) and isinstance(now, dict):
        names = [*was, *(n for n in now if n not in was)]
        return [p for name in names for p in pointers(was.get(name), now.get(name), f"{at}/{name}")]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        return [p for n, (a, b) in enumerate(zip(was, now)) for p in pointers(a, b, f"{at}/{n}")]
    return [] if was == now else [at]


OPEN_FOR_CHANGES = ("on_notice", "awaiting_body")        # states of a filing in which a finding opens what it points at
ONLY_TARGETS = Rule("H-UNLOCK", "公示后只能修改整改要求所指的内容。",
                    "After publication only what a correction request points at may be changed.",
                    cite(HOUSE, "R-43, R-51"))


def refuse_outside(was: Any, now: Any, targets: Iterable[str]) -> None:
    """Refusal that names every changed place which no open correction request points at."""
    allowed = tuple(targets)
    if strange := [p for p in pointers(was, now) if not covered(p, allowed)]:
        raise Refusal(*(ONLY_TARGETS.at(p) for p in strange))


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
