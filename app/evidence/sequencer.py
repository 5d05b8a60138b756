"""Order after the commit: gives waiting events their leaf, completes the tree, signs its heads, writes proofs.

Acts never wait for one another because of the log. Leaf order is not commit order; `subject_seq` is what orders the
events of one dossier. Two sequencers at once queue on a lock, and the primary key of `node` would stop a second one.
"""
from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, func, insert, select

from app import clock
from app.database import Db, reading, transaction
from app.evidence import logkey
from app.evidence.note import BadNote, Head, known, open_checkpoint, sign_checkpoint, write_proof
from app.evidence.tree import TILE, Tree, by_tiles, fold, leaf_hash, sha256
from app.models.evidence import Checkpoint, Event, Node, Pending
from methodologies.kernel.rules import NotFound, NotOpen

INTERVAL = timedelta(seconds=9)                         # between two checkpoints that nobody waits for


class BrokenLog(RuntimeError):
    """The tree no longer continues its last signed head: nothing more is signed until people have looked."""


class NotCovered(NotOpen):
    """The event is not yet under a checkpoint."""
    zh, en = "该事件尚未进入已签名的日志，请稍后再试。", "The event is not yet in the signed log. Try again soon."


def sequence(limit: int = 2000) -> int:
    """Give a leaf to waiting events, oldest first, in batches of `limit`; how many got one. ValueError below 1."""
    if limit < 1:
        raise ValueError("a batch has events")
    done = 0
    while _waiting():
        with transaction() as db:
            db.alone("log")
            step = _append(db, limit)
        done += step
        if step < limit:
            break
    return done


def checkpoint(force: bool = False) -> Checkpoint | None:
    """Sign the present head when it is new. None when there is nothing new, or the last head is younger than 9 s.

    force: do not wait, and return the newest checkpoint also when there is nothing new; None for an empty log.
    Raises BrokenLog when the tree does not continue the last head.
    """
    with reading() as db:
        last = newest(db)
        if not _is_due(last, tree_size(db), force):
            return last if force else None
    with transaction() as db:
        db.alone("log")
        last, size = newest(db), tree_size(db)
        if not _is_due(last, size, force):
            return last if force else None
        tree = Tree(by_tiles(reader(db)))
        _insist_on_continuity(tree, last)
        note = sign_checkpoint(Head(logkey.origin(), size, tree.root(0, size)), logkey.private_key())
        made = Checkpoint(size=size, note=note, made_at=clock.now())
        db.add(made)
    return made


def proof_of(event_id: int) -> str:
    """A tlog-proof of this event under the newest checkpoint. NotFound; NotCovered before there is one."""
    with reading() as db:
        if db.get(Event, event_id) is None:
            raise NotFound(f"event {event_id}")
        index = db.scalar(select(Node.idx).where(Node.event_id == event_id))
        head = newest(db)
        if index is None or head is None or index >= head.size:
            raise NotCovered(f"event {event_id}")
        return write_proof(index, Tree(by_tiles(reader(db))).inclusion(index, head.size), head.note)


def newest(db: Db) -> Checkpoint | None:
    return db.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def tree_size(db: Db) -> int:
    """Leaves that have an index."""
    return 1 + _last_index(db, 0)


def reader(db: Db):
    """(level, from, to) → stored hashes, for `Tree`."""
    def read(level: int, lo: int, hi: int) -> Sequence[bytes]:
        return db.scalars(select(Node.hash).where(Node.level == level, Node.idx >= lo, Node.idx < hi)
                          .order_by(Node.idx)).all()
    return read


def _last_index(db: Db, level: int) -> int:
    last = db.scalar(select(func.max(Node.idx)).where(Node.level == level))
    return -1 if last is None else last


def _waiting() -> bool:
    with reading() as db:
        return bool(db.scalar(select(exists().where(Pending.event_id.is_not(None)))))


def _append(db: Db, limit: int) -> int:
    """One batch. What waits is read from `pending`, never as "ids above the last": a lower id may commit later."""
    waiting = db.execute(select(Event.id, Event.body).join(Pending, Pending.event_id == Event.id)
                         .order_by(Event.id).limit(limit)).all()
    if not waiting:
        return 0
    first = tree_size(db)
    db.execute(insert(Node), [{"level": 0, "idx": first + n, "hash": leaf_hash(body.encode()), "event_id": id,
                               "receipt": sha256(body.encode())} for n, (id, body) in enumerate(waiting)])
    _complete(db, first, first + len(waiting))
    db.execute(delete(Pending).where(Pending.event_id.in_([id for id, _ in waiting])))
    return len(waiting)


def _complete(db: Db, first: int, size: int) -> None:
    """Write the rows of higher levels whose 256 children are now there."""
    read, level = reader(db), 1
    while lo_to_hi := range(first >> TILE * level, size >> TILE * level):
        db.execute(insert(Node), [{"level": level, "idx": idx, "event_id": None, "receipt": None,
                                   "hash": fold(read(level - 1, idx << TILE, idx + 1 << TILE))} for idx in lo_to_hi])
        level += 1


def _is_due(last: Checkpoint | None, size: int, force: bool) -> bool:
    new = size > (last.size if last else 0)
    return new and (force or last is None or clock.now() - last.made_at >= INTERVAL)


def _insist_on_continuity(tree: Tree, last: Checkpoint | None) -> None:
    if last is None:
        return
    name, key = logkey.origin(), logkey.private_key().public_key()
    try:
        head = open_checkpoint(last.note, name, known((name, key)))
    except BadNote as error:
        raise BrokenLog(f"the last checkpoint is not one of {name} under this key: {error}") from error
    if tree.root(0, head.size) != head.root:
        raise BrokenLog(f"the tree of {head.size} leaves is not the one that was signed")
