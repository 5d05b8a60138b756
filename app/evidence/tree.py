"""The Merkle tree of the log: RFC 6962 hashes, kept in C2SP tiles; proofs and their checks by RFC 9162, 2.1.

No database, no web: the offline check of certificates uses the lower half.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

TILE = 8                                                # bits: a tile is 256 hashes of one level
Read = Callable[[int, int, int], Sequence[bytes]]       # (level, from, to) → hashes; level k: roots of 256^k leaves


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data)


def pair(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root of a perfect tree: the number of hashes is a power of two."""
    while len(hashes) > 1:
        hashes = [pair(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def largest_power_below(n: int) -> int:
    """The k of RFC 6962: the largest power of two smaller than n, for n ≥ 2."""
    return 1 << (n - 1).bit_length() - 1


class Tree:
    """Roots and proofs over stored hashes. Each proof needs a tile once; wrap a slow `read` in `by_tiles`."""

    def __init__(self, read: Read):
        self._read = read

    def root(self, lo: int, hi: int) -> bytes:
        """Root of the leaves lo ≤ i < hi, where lo is a multiple of the power of two that hi - lo rounds up to."""
        n = hi - lo
        if n == 0:
            return sha256(b"")
        if n & (n - 1) == 0:                            # perfect, hence aligned
            level = (n.bit_length() - 1) // TILE
            return fold(self._read(level, lo >> TILE * level, hi >> TILE * level))
        k = largest_power_below(n)
        return pair(self.root(lo, lo + k), self.root(lo + k, hi))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Audit path of a leaf in the tree of that size. ValueError for an index outside it."""
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} is not in a tree of {size}")
        return self._inclusion(index, 0, size)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Proof that the tree of `old` leaves is the beginning of the tree of `size`."""
        if not 0 <= old <= size:
            raise ValueError(f"a tree of {size} has no beginning of {old}")
        return self._consistency(old, 0, size, True) if old else []

    def _inclusion(self, index: int, lo: int, hi: int) -> list[bytes]:
        if hi - lo == 1:
            return []
        middle = lo + largest_power_below(hi - lo)
        if index < middle:
            return [*self._inclusion(index, lo, middle), self.root(middle, hi)]
        return [*self._inclusion(index, middle, hi), self.root(lo, middle)]

    def _consistency(self, old: int, lo: int, hi: int, known: bool) -> list[bytes]:
        if old == hi:
            return [] if known else [self.root(lo, hi)]
        middle = lo + largest_power_below(hi - lo)
        if old <= middle:
            return [*self._consistency(old, lo, middle, known), self.root(middle, hi)]
        return [*self._consistency(old, middle, hi, False), self.root(lo, middle)]


def by_tiles(read: Read) -> Read:
    """The same hashes, each tile of 256 read once. ValueError when rows are missing."""
    tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def get(level: int, lo: int, hi: int) -> Sequence[bytes]:
        tile = lo >> TILE
        if (level, tile) not in tiles:
            tiles[level, tile] = read(level, tile << TILE, (tile + 1) << TILE)
        found = tiles[level, tile][lo - (tile << TILE):hi - (tile << TILE)]
        if len(found) != hi - lo:
            raise ValueError(f"the tree lacks hashes {lo} to {hi - 1} of level {level}")
        return found
    return get


class Growing:
    """A tree that takes one leaf after the other and keeps the roots of its perfect parts alone: a few hashes."""

    def __init__(self, leaves: Iterable[bytes] = ()):
        self.size, self._parts = 0, list[bytes]()
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """(level, index, root) of each stored level above the leaves that this leaf completes."""
        made, height, parts = [], 0, self._parts
        parts.append(leaf)
        self.size += 1
        while not self.size >> height & 1:
            right = parts.pop()
            parts[-1] = pair(parts[-1], right)
            height += 1
            if not height % TILE:
                made.append((height // TILE, (self.size >> height) - 1, parts[-1]))
        return made

    def root(self) -> bytes:
        """Of the leaves so far."""
        if not self._parts:
            return sha256(b"")
        found = self._parts[-1]
        for left in reversed(self._parts[:-1]):
            found = pair(left, found)
        return found


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """RFC 9162, 2.1.3.2: the root to which this path leads. ValueError for a path of the wrong length."""
    if not 0 <= index < size:
        raise ValueError("the index is outside the tree")
    node, last, root = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ValueError("the path is too long")
        if node & 1 or node == last:
            root = pair(step, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = pair(root, step)
        node, last = node >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return root


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: the old tree is the beginning of the new one."""
    if old == 0:
        return not path and old_root == sha256(b"")
    if old == new:
        return not path and old_root == new_root
    if old > new or not path:
        return False
    steps = list(path) if old & (old - 1) else [old_root, *path]
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = pair(step, first), pair(step, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = pair(second, step)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
