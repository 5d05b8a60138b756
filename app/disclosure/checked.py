"""A certificate against the records: what was certified, whether log and files agree, how the credits stand now.

R-151: everybody reads this, whoever holds the credits by now. It says which are alive, which have left the account that
the certificate names, and which are at their end; it tells of no lien, nor where or when one began.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.certificates import content as contents
from app.certificates.content import AnyContent, Block, Content, Retirement
from app.certificates.queries import Shown, event_of, shown
from app.certificates.retirement import Lot
from app.disclosure.standing import Standing, standing
from app.evidence.documents import store
from app.ledger import queries as ledger
from app.ledger.held import Held
from app.ledger.histories import ALIVE, joined
from app.ledger.serials import Block as Serials
from app.models.certificate import CertificateContent
from app.models.evidence import Checkpoint, Event, Node
from app.models.ledger import FINAL, STATES
from methodologies.kernel.rules import NotFound

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Piece:
    """Serials of one block that stand alike today, as far as everybody may know. with_holder: still in the account that
    the certificate names; since: of those at their end, None of those alive."""
    block: Serials
    key: str
    zh: str
    en: str
    with_holder: bool
    since: date | None

    @property
    def tonnes(self) -> int:
        return self.block.tonnes


@dataclass(frozen=True)
class BlockNow:
    block: Block | Lot
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Logged:
    """Where the event stands in the event log; index: None until the sequencer gave it one."""
    digest: str
    on: date
    index: int | None
    size: int | None


@dataclass(frozen=True)
class Checked:
    """record_agrees: the words are those of the logged event; file_agrees: the stored PDF has its recorded hash, None
    while there is no PDF."""
    shown: Shown
    logged: Logged | None
    blocks: tuple[BlockNow, ...]
    record_agrees: bool
    file_agrees: bool | None
    standing: Standing

    @property
    def content(self) -> AnyContent:
        return self.shown.content

    @property
    def is_genuine(self) -> bool:
        """Number, words, log, ledger and, once it is made, the file belong together."""
        retired = self.content.kind != "retirement" or all(p.key == "retired" for b in self.blocks for p in b.pieces)
        return self.record_agrees and self.file_agrees is not False and retired

    @property
    def is_covered(self) -> bool:
        """A signed checkpoint covers the event."""
        at = self.logged
        return bool(at and at.index is not None and at.size and at.index < at.size)

    @property
    def by_state(self) -> tuple[tuple[str, str, str, int], ...]:
        """(key, zh, en, tonnes) over all blocks."""
        tonnes: Counter[tuple[str, str, str]] = Counter()
        for piece in (p for b in self.blocks for p in b.pieces):
            tonnes[piece.key, piece.zh, piece.en] += piece.tonnes
        return tuple((*words, n) for words, n in tonnes.items())


def checked(db: Db, number: str) -> Checked:
    """NotFound for a number that was never given."""
    row = db.get(CertificateContent, number)
    if row is None:
        raise NotFound(f"certificate {number}")
    found = shown(db, row)
    event = event_of(db, row)
    blocks = _blocks(db, found.content)
    return Checked(
        found,
        _logged(db, event),
        blocks,
        event is not None and event.facts.get("certificate") == contents.facts_of(found.content)["certificate"],
        _file_agrees(found),
        standing(db, found.content, [piece for block in blocks for piece in block.pieces]),
    )


def _logged(db: Db, event: Event | None) -> Logged | None:
    if event is None:
        return None
    index = db.scalar(select(Node.idx).where(Node.event_id == event.id))
    return Logged(
        sha256(event.body.encode()).hexdigest(), event.on, index, db.scalar(select(func.max(Checkpoint.size)))
    )


def _blocks(db: Db, said: AnyContent) -> tuple[BlockNow, ...]:
    match said:
        case Content():
            return tuple(_now(db, said.holder.account, block) for block in said.blocks)
        case Retirement():
            return tuple(_now(db, said.holder.account, lot) for lot in said.lots)
    return ()


def _now(db: Db, account: str, block: Block | Lot) -> BlockNow:
    return BlockNow(block, tuple(joined(_piece(held, account) for held in ledger.range_of(db, block.serial))))


def _piece(held: Held, account: str) -> Piece:
    final = held.state in FINAL
    words = (held.state, *STATES[held.state]) if final else ALIVE
    return Piece(held.block, *words, held.account == account, held.since if final else None)


def _file_agrees(found: Shown) -> bool | None:
    if found.pdf_sha256 is None:
        return None
    try:
        return bool(store().get(found.pdf_sha256))      # the store compares the bytes with their name
    except (NotFound, OSError, ValueError):
        return False
