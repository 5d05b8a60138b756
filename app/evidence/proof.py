"""Proof that the log is whole: events, leaves, tree, signed heads and the chain of each subject agree."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from app.evidence import logkey, sequencer
from app.evidence.canonical import sha256
from app.evidence.events import body_of
from app.evidence.note import BadNote, Head, known, open_checkpoint
from app.evidence.tree import Growing, Tree, by_tiles, leaf_hash
from app.evidence.tree import sha256 as sha256_of
from app.models.evidence import Checkpoint, Event, Node, Pending

if TYPE_CHECKING:
    from app.database import Db

DAY = timedelta(days=1)
PATIENCE = timedelta(minutes=1)                         # an event that waits longer shows that no sequencer runs


class Check(NamedTuple):
    """One thing that was checked: how many of it, and each place where it does not hold."""
    name: str
    counted: int
    broken: tuple[str, ...]


def check_log(db: Db, now: datetime) -> list[Check]:
    """All of it, from the stored bytes of the events. The first broken leaf comes first."""
    return [*check_tree(db, now), _chains(db)]


def check_tree(db: Db, now: datetime) -> list[Check]:
    """The same without the chains of the subjects, whose events are read and written anew one by one."""
    return [_placed(db), _patient(db, now), *_grown(db)]


def check_kept(db: Db, note: str, keys=None) -> Check:
    """Whether this database still has, unchanged, everything that a checkpoint kept elsewhere covers."""
    name = "a kept checkpoint covers unchanged events"
    try:
        head = open_checkpoint(note, logkey.origin(), keys or _own_keys())
    except BadNote as error:
        return Check(name, 0, (str(error),))
    tree = Growing(leaf_hash(body.encode()) for body in db.scalars(
        select(Event.body).join(Node, Node.event_id == Event.id).where(Node.idx < head.size).order_by(Node.idx)
        .execution_options(yield_per=5000)))
    return Check(name, head.size, tuple(_differs(head, tree.size, tree.root)))


def check_since(db: Db, note: str, keys=None) -> list[Check]:
    """What the log has gained since a checkpoint: the stored tree still begins with it, and each later leaf is the hash
    of its event. It costs what is new, not what is old; events before it are compared by `check_kept` and `check_tree`.
    """
    name = "the log begins with the checkpoint"
    try:
        head = open_checkpoint(note, logkey.origin(), keys or _own_keys())
        size = sequencer.tree_size(db)
        root = Tree(by_tiles(sequencer.reader(db))).root(0, head.size) if size >= head.size else b""
    except (BadNote, ValueError) as error:
        return [Check(name, 0, (str(error),))]
    begins = Check(name, head.size, tuple(_differs(head, size, lambda: root)))
    leaves = [(index, wrong) for index, _, wrong in _leaves(db, head.size)]
    absent = [f"leaf {n}: missing" for n in sorted({*range(head.size, size)} - {index for index, _ in leaves})]
    return [begins, Check("later leaves are the hashes of the events", len(leaves),
                          (*absent, *(wrong for _, wrong in leaves if wrong)))]


def check_day(db: Db, now: datetime) -> list[Check]:
    """The same since our own checkpoint of a day ago, or since the first there is. Nothing before the log is signed."""
    notes = select(Checkpoint.note)
    note = (db.scalar(notes.where(Checkpoint.made_at <= now - DAY).order_by(Checkpoint.size.desc()).limit(1))
            or db.scalar(notes.order_by(Checkpoint.size).limit(1)))
    return check_since(db, note) if note else []


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


def _differs(head: Head, size: int, root: Callable[[], bytes]) -> Iterator[str]:
    if size < head.size:
        yield f"checkpoint {head.size}: only {size} leaves are left"
    elif root() != head.root:
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


def _grown(db: Db) -> list[Check]:
    """The tree grown anew from the events: leaves 0, 1, 2 … with the hash of the event's bytes, the stored levels above
    as they follow from them, and each checkpoint signed by our key over the root that the tree had at its size."""
    heads = {row.size: row for row in db.scalars(select(Checkpoint).order_by(Checkpoint.size))}
    upper = {(level, n): hash for level, n, hash in db.execute(
        select(Node.level, Node.idx, Node.hash).where(Node.level > 0))}
    tree, roots, counted, completed = Growing(), dict[int, bytes](), 0, 0
    bad_leaves, bad_levels = list[str](), list[tuple[int, int]]()
    for index, leaf, wrong in _leaves(db, 0):
        if index != counted:
            bad_leaves.append(f"leaf {counted}: missing")
        elif wrong:
            bad_leaves.append(wrong)
        counted = index + 1
        for level, n, root in tree.add(leaf) if leaf else ():
            completed += 1
            if upper.pop((level, n), None) != root:
                bad_levels.append((level, n))
        if tree.size in heads:
            roots[tree.size] = tree.root()
    levels = tuple(f"level {level}, hash {n}: wrong or missing" for level, n in sorted([*bad_levels, *upper]))
    return [Check("leaves are the hashes of the events", counted, tuple(bad_leaves)),
            Check("the tree follows from its leaves", completed, levels),
            Check("checkpoints are signed and cover these events", len(heads), tuple(_bad_heads(heads, roots)))]


def _leaves(db: Db, first: int) -> Iterator[tuple[int, bytes, str]]:
    """(index, hash of the event's bytes, what is wrong with the stored leaf) from this index on; no hash where there is
    no event."""
    for index, kept, receipt, body in db.execute(
            select(Node.idx, Node.hash, Node.receipt, Event.body).outerjoin(Event, Event.id == Node.event_id)
            .where(Node.level == 0, Node.idx >= first).order_by(Node.idx).execution_options(yield_per=5000)):
        data = b"" if body is None else body.encode()
        leaf = b"" if body is None else leaf_hash(data)
        if kept != leaf:
            yield index, leaf, f"leaf {index}: not the hash of its event"
        elif receipt != sha256_of(data):
            yield index, leaf, f"leaf {index}: its receipt is not that of its event"
        else:
            yield index, leaf, ""


def _bad_heads(heads: dict[int, Checkpoint], roots: dict[int, bytes]) -> Iterator[str]:
    keys = _own_keys()
    for row in heads.values():
        try:
            head = open_checkpoint(row.note, logkey.origin(), keys)
        except BadNote as error:
            yield f"checkpoint {row.size}: {error}"
            continue
        if head.size != row.size or roots.get(head.size) != head.root:
            yield f"checkpoint {row.size}: the events before it are not those that were signed"


def _chains(db: Db) -> Check:
    """Within a subject: 1, 2, 3 … each naming the one before; the columns repeat the body; the body is canonical."""
    broken, counted, subject, seq, previous = [], 0, None, 0, None
    for row in db.execute(select(Event.subject, Event.subject_seq, Event.previous, Event.body, Event.act_id, Event.on,
                                 Event.at).order_by(Event.subject, Event.subject_seq)
                          .execution_options(yield_per=5000)):
        if row.subject != subject:
            subject, seq, previous = row.subject, 0, None
        if (row.subject_seq, row.previous) != (seq + 1, previous):
            broken.append(f"{subject}, event {row.subject_seq}: does not follow the one before")
        elif not _repeats_its_body(row):
            broken.append(f"{subject}, event {row.subject_seq}: the row differs from its body")
        counted, seq, previous = counted + 1, row.subject_seq, sha256(row.body)
    return Check("events of a subject follow one another", counted, tuple(broken))


def _repeats_its_body(row: Any) -> bool:
    try:
        body = json.loads(row.body)
        return row.body == body_of(
            subject=row.subject, subject_seq=row.subject_seq, previous=row.previous, kind=body["kind"],
            on=row.on, at=row.at, facts=body["facts"], act_id=row.act_id)
    except (ValueError, KeyError, TypeError):
        return False
