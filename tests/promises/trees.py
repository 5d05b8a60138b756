"""Trees in memory, all levels of them: what the stored and the growing ones are compared with."""
from __future__ import annotations

from collections.abc import Sequence

from app.evidence.tree import TILE, Tree, fold


def levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    """All stored levels of a tree with these leaf hashes."""
    made: list[Sequence[bytes]] = [leaves]
    while len(made[-1]) >= 1 << TILE:
        below = made[-1]
        made.append([fold(below[i:i + 256]) for i in range(0, len(below) // 256 * 256, 256)])
    return made


def tree_of(leaves: Sequence[bytes]) -> Tree:
    """A tree in memory."""
    kept = levels(leaves)
    return Tree(lambda level, lo, hi: kept[level][lo:hi])
