"""Proof that the log is whole: events, leaves, tree, signed heads and the chain of each subject agree."""
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from app.evidence import logkey
from app.evidence.canonical import sha256
from app.evidence.events import body_of
from app.evidence.note import BadNote, Head, known, open_checkpoint
from app.evidence.tree import leaf_hash, levels, tree_of
from app.evidence.tree import sha256 as sha256_of
from app.models.evidence import Checkpoint, Event, Node, Pending

if TYPE_CHECKING:
    from app.database import Db

PATIENCE = timedelta(minutes=1)                         # an event that waits longer shows that no sequencer runs


class Check(NamedTuple):
    """One thing that was checked: how many of it, and each place where it does not hold."""
    name: str
    counted: int
    broken: tuple[str, ...]


def check_log(db: Db, now: datetime) -> list[Check]:
    """All of it, from the stored bytes of the events. The first broken leaf comes first."""
    leaves = [leaf_hash(body.encode()) for body in db.scalars(
        select(Event.body).join(Node, Node.event_id == Event.id).order_by(Node.idx).execution_options(yield_per=5000))]
    return [_placed(db), _patient(db, now), _leaves(db), _upper_levels(db, leaves), _heads(db, leaves), _chains(db)]


def check_kept(db: Db, note: str, keys=None) -> Check:
    """Whether this database still has, unchanged, everything that a checkpoint kept elsewhere covers."""
    name = "a kept checkpoint covers unchanged events"
    try:
        head = open_checkpoint(note, logkey.origin(), keys or _own_keys())
    except BadNote as error:
        return Check(name, 0, (str(error),))
    leaves = [leaf_hash(body.encode()) for body in db.scalars(
        select(Event.body).join(Node, Node.event_id == Event.id).where(Node.idx < head.size).order_by(Node.idx))]
    return Check(name, head.size, tuple(_differs(head, leaves)))


def check_all_kept(db: Db, notes: Sequence[str]) -> Check:
    """The same for several kept checkpoints at once; the first changed event lies after the last that still fits."""
    checks = sorted((check_kept(db, note) for note in notes), key=lambda check: check.counted)
    fits = max((check.counted for check in checks if not check.broken), default=0)
    broken = [place for check in checks for place in check.broken]
    if first := next((check.counted for check in checks if check.broken and check.counted > fits), 0):
        broken.insert(0, f"the first changed event is one of {fits} to {first - 1}")
    return Check("kept checkpoints cover unchanged events", max((check.counted for check in checks), default=0),
                 tuple(broken))


def _own_keys():
    return known((logkey.origin(), logkey.private_key().public_key()))


def _differs(head: Head, leaves: list[bytes]) -> Iterator[str]:
    if len(leaves) < head.size:
        yield f"checkpoint {head.size}: only {len(leaves)} leaves are left"
    elif tree_of(leaves[:head.size]).root(0, head.size) != head.root:
        yield f"checkpoint {head.size}: the events before it are not those that were signed"


def _placed(db: Db) -> Check:
    """Every event has a leaf or waits for one, never both."""
    rows = db.execute(select(Event.id, Node.idx, Pending.event_id).outerjoin(Node, Node.event_id == Event.id)
                      .outerjoin(Pending, Pending.event_id == Event.id)
                      .where((Node.idx.is_(None)) == (Pending.event_id.is_(None))))
    broken = tuple(f"event {id}: {'has no leaf and does not wait' if index is None else 'has a leaf and waits'}"
                   for id, index, _ in rows)
    return Check("events have a leaf or wait", db.scalar(select(func.count(Event.id))) or 0, broken)


def _patient(db: Db, now: datetime) -> Check:
    waiting = db.execute(select(Event.id, Event.at).join(Pending, Pending.event_id == Event.id)).all()
    late = tuple(f"event {id}: waits since {at:%Y-%m-%d %H:%M:%S}" for id, at in waiting if now - at > PATIENCE)
    return Check("no event waits longer than a minute", len(waiting), late)


def _leaves(db: Db) -> Check:
    """Indexes 0, 1, 2 … and each hash that of its event's bytes."""
    broken, counted = [], 0
    for index, kept, receipt, body in db.execute(
            select(Node.idx, Node.hash, Node.receipt, Event.body).outerjoin(Event, Event.id == Node.event_id)
            .where(Node.level == 0).order_by(Node.idx).execution_options(yield_per=5000)):
        if index != counted:
            broken.append(f"leaf {counted}: missing")
        elif body is None or kept != leaf_hash(body.encode()):
            broken.append(f"leaf {index}: not the hash of its event")
        elif receipt != sha256_of(body.encode()):
            broken.append(f"leaf {index}: its receipt is not that of its event")
        counted = index + 1
    return Check("leaves are the hashes of the events", counted, tuple(broken))


def _upper_levels(db: Db, leaves: list[bytes]) -> Check:
    """Roots of 256, 65,536 … leaves, as computed from the events."""
    wanted = {(level, n): hash for level, hashes in enumerate(levels(leaves)) if level for n, hash in enumerate(hashes)}
    kept = {(level, n): hash for level, n, hash in db.execute(
        select(Node.level, Node.idx, Node.hash).where(Node.level > 0))}
    broken = tuple(f"level {level}, hash {n}: wrong or missing" for level, n in sorted(wanted.keys() | kept.keys())
                   if wanted.get((level, n)) != kept.get((level, n)))
    return Check("the tree follows from its leaves", len(wanted), broken)


def _heads(db: Db, leaves: list[bytes]) -> Check:
    """Each checkpoint is signed by our key and is the root of the events before it."""
    broken, keys, tree = [], _own_keys(), tree_of(leaves)
    rows = db.scalars(select(Checkpoint).order_by(Checkpoint.size)).all()
    for row in rows:
        try:
            head = open_checkpoint(row.note, logkey.origin(), keys)
        except BadNote as error:
            broken.append(f"checkpoint {row.size}: {error}")
            continue
        if head.size != row.size or head.size > len(leaves) or tree.root(0, head.size) != head.root:
            broken.append(f"checkpoint {row.size}: the events before it are not those that were signed")
    return Check("checkpoints are signed and cover these events", len(rows), tuple(broken))


def _chains(db: Db) -> Check:
    """Within a subject: 1, 2, 3 … each naming the one before; the columns repeat the body; the body is canonical."""
    broken, counted, subject, seq, previous = [], 0, None, 0, None
    for event in db.scalars(select(Event).order_by(Event.subject, Event.subject_seq).execution_options(yield_per=5000)):
        if event.subject != subject:
            subject, seq, previous = event.subject, 0, None
        if (event.subject_seq, event.previous) != (seq + 1, previous):
            broken.append(f"{subject}, event {event.subject_seq}: does not follow the one before")
        elif not _repeats_its_body(event):
            broken.append(f"{subject}, event {event.subject_seq}: the row differs from its body")
        counted, seq, previous = counted + 1, event.subject_seq, sha256(event.body)
        db.expunge(event)
    return Check("events of a subject follow one another", counted, tuple(broken))


def _repeats_its_body(event: Event) -> bool:
    try:
        body = json.loads(event.body)
        return event.body == body_of(
            subject=event.subject, subject_seq=event.subject_seq, previous=event.previous, kind=body["kind"],
            on=event.on, at=event.at, facts=body["facts"], act_id=event.act_id)
    except (ValueError, KeyError, TypeError):
        return False
