"""Addresses and contents of the files in which a log is published (C2SP tlog-tiles). No database, no web."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.evidence.tree import TILE

FULL = 1 << TILE                                        # hashes of a full tile, entries of a full bundle
DEEPEST = 63                                            # levels are numbered to 63
PATH = re.compile(r"((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Tile:
    """The n-th tile of its level, or the first `width` hashes of it."""
    index: int
    width: int = FULL

    @property
    def first(self) -> int:
        """Place in the level of its first hash."""
        return self.index << TILE

    @property
    def end(self) -> int:
        return self.first + self.width

    @property
    def path(self) -> str:
        """x001/x234/067 for the tile 1234067; with .p/112 when only 112 hashes of it are meant."""
        parts, rest = [f"{self.index % 1000:03d}"], self.index // 1000
        while rest:
            parts.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        return "/".join(parts) + ("" if self.width == FULL else f".p/{self.width}")


def read_tile(path: str) -> Tile:
    """ValueError for what is not written as `Tile.path` writes it: each tile has one address."""
    match = PATH.fullmatch(path)
    if not match:
        raise ValueError("not the path of a tile")
    tile = Tile(int(match[1].replace("x", "").replace("/", "")), int(match[2] or FULL))
    if tile.width > FULL or tile.path != path:
        raise ValueError("not the path of a tile")
    return tile


def read_level(text: str) -> int:
    """0 to 63, without leading zeros. ValueError."""
    if not re.fullmatch(r"0|[1-9][0-9]?", text) or int(text) > DEEPEST:
        raise ValueError("not a level")
    return int(text)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry after its length in 16 bits."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_of(data: bytes) -> list[bytes]:
    """The entries of a bundle. ValueError when it is cut."""
    found, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at:at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError("the bundle is cut")
        found.append(data[at + 2:end])
        at = end
    return found
