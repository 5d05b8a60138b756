"""What the log publishes: tiles, entries, the newest head, proofs. Nothing beyond the newest checkpoint is shown."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from app.database import Db, reading
from app.evidence import sequencer
from app.evidence.growth import Growth, write_growth
from app.evidence.note import b64, write_proof
from app.evidence.sequencer import NotCovered
from app.evidence.tiles import Tile, bundle, read_level, read_tile
from app.evidence.tree import TILE, Tree, by_tiles
from app.models.certificate import CertificateContent
from app.models.evidence import Checkpoint, Event, Node
from methodologies.kernel.rules import INPUT, NotFound, Refusal, Unreadable

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SignedHead:
    """A checkpoint: its size and root, the note as it was signed, and when."""
    size: int
    root: str
    note: str
    made_at: datetime


@dataclass(frozen=True)
class Inclusion:
    """That an event stands in the log: its exact bytes, its index, the audit path to the checkpoint's root."""
    event: str
    index: int
    path: tuple[bytes, ...]
    head: SignedHead

    @property
    def text(self) -> str:
        """C2SP tlog-proof."""
        return write_proof(self.index, self.path, self.head.note)

    @property
    def plain(self) -> dict[str, object]:
        return {"index": self.index, "size": self.head.size, "root": self.head.root,
                "path": [b64(step) for step in self.path], "event": self.event, "checkpoint": self.head.note}


@dataclass(frozen=True)
class Consistency:
    """That the tree of `old` events is the beginning of that of `new`; head: the checkpoint of `new`, if signed."""
    old: int
    new: int
    old_root: str
    new_root: str
    path: tuple[bytes, ...]
    head: SignedHead | None

    @property
    def text(self) -> str:
        """As a witness takes it. Refusal where no checkpoint of this size was signed."""
        if self.head is None:
            raise Refusal(INPUT.at("/to", f"没有大小为 {self.new} 的检查点；请改取 JSON，或选择已签名的大小。",
                                   f"No checkpoint of size {self.new} was signed: ask for JSON or for a signed size."))
        return write_growth(Growth(self.old, self.path, self.head.note))

    @property
    def plain(self) -> dict[str, object]:
        return {"from": self.old, "to": self.new, "from_root": self.old_root, "to_root": self.new_root,
                "path": [b64(step) for step in self.path], "checkpoint": self.head and self.head.note}


def newest() -> SignedHead:
    """NotFound while nothing has been signed."""
    with reading() as db:
        return _newest(db)


def newest_or_none() -> SignedHead | None:
    with reading() as db:
        row = sequencer.newest(db)
        return _head(row) if row else None


def tile(level: str, path: str) -> bytes:
    """The hashes of a tile, 32 bytes each. NotFound for another address, and for what no checkpoint covers yet."""
    with reading() as db:
        place, wanted = _covered(db, level, path)
        return b"".join(sequencer.reader(db)(place, wanted.first, wanted.end))


def entries(path: str) -> bytes:
    """The events of a tile of level 0, each after its length. NotFound as for tiles."""
    with reading() as db:
        _, wanted = _covered(db, "0", path)
        return bundle(body.encode() for body in db.scalars(
            select(Event.body).join(Node, Node.event_id == Event.id)
            .where(Node.level == 0, Node.idx >= wanted.first, Node.idx < wanted.end).order_by(Node.idx)))


def inclusion(what: str) -> Inclusion:
    """By the event's SHA-256 as its receipt states it, by a certificate's number, or by index.

    NotFound; NotCovered while no checkpoint covers it.
    """
    with reading() as db:
        found = db.execute(_wanted(what)).first()
        if found is None:
            raise NotFound(f"log entry {what[:80]!r}")
        body, index = found
        row = sequencer.newest(db)
        if index is None or row is None or index >= row.size:
            raise NotCovered(f"log entry {what[:80]!r}")
        return Inclusion(body, index, tuple(_tree(db).inclusion(index, row.size)), _head(row))


def consistency(old: int, new: int | None = None) -> Consistency:
    """Between two sizes, by default up to the newest checkpoint. Refusal when they are not 0 ≤ old ≤ new ≤ newest."""
    with reading() as db:
        last = _newest(db)
        new = last.size if new is None else new
        if not 0 <= old <= new <= last.size:
            raise Refusal(INPUT.at("/from" if new <= last.size else "/to",
                                   f"大小须满足 0 ≤ from ≤ to ≤ {last.size}。",
                                   f"Sizes must be 0 ≤ from ≤ to ≤ {last.size}."))
        row, tree = db.get(Checkpoint, new), _tree(db)
        return Consistency(old, new, b64(tree.root(0, old)), b64(tree.root(0, new)),
                           tuple(tree.consistency(old, new)), _head(row) if row else None)


def size_of(text: str, where: str) -> int:
    """A size as people type it. Unreadable."""
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Unreadable(INPUT.at(where, "请填写一个非负整数。", "A whole number, please, not below zero."))
    return int(text)


def _covered(db: Db, level: str, path: str) -> tuple[int, Tile]:
    """Level and tile of an address. NotFound unless the newest checkpoint covers every hash of it."""
    try:
        place, wanted = read_level(level), read_tile(path)
    except ValueError:
        raise NotFound(f"tile {level}/{path}") from None
    row = sequencer.newest(db)
    if row is None or wanted.end << TILE * place > row.size:
        raise NotFound(f"tile {level}/{path}")
    return place, wanted


def _wanted(what: str) -> Select:
    """(bytes of the event, its index or None) of what is asked for."""
    found: Select = select(Event.body, Node.idx)
    if DIGEST.fullmatch(what):
        return found.join(Node, Node.event_id == Event.id).where(Node.receipt == bytes.fromhex(what))
    if re.fullmatch(r"[0-9]{1,15}", what):
        return found.join(Node, Node.event_id == Event.id).where(Node.level == 0, Node.idx == int(what))
    of_no_act = and_(CertificateContent.act_id.is_(None), Event.subject == CertificateContent.number,
                     Event.subject_seq == 1)
    rests_on = or_(Event.act_id == CertificateContent.act_id, of_no_act)
    return (found.join(CertificateContent, rests_on).outerjoin(Node, Node.event_id == Event.id)
            .where(CertificateContent.number == what[:40]))


def _tree(db: Db) -> Tree:
    return Tree(by_tiles(sequencer.reader(db)))


def _newest(db: Db) -> SignedHead:
    row = sequencer.newest(db)
    if row is None:
        raise NotFound("checkpoint")
    return _head(row)


def _head(row: Checkpoint) -> SignedHead:
    lines: Sequence[str] = row.note.split("\n")
    return SignedHead(row.size, lines[2], row.note, row.made_at)
