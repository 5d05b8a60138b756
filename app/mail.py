"""通知: what is told to one person, once for each cause. A row first; an adapter carries it out: a folder of files.

Nothing goes over a network: another adapter takes the place of `FileOutbox` where an installation has mail.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from sqlalchemy import select, update

import config
from app import clock
from app.database import Db, reading, transaction
from app.models.work import Mail

LOG = logging.getLogger(__name__)
SHOWN = 20                                              # of the newest, on one page


@dataclass(frozen=True)
class Letter:
    """key: cause and reader; the same key is never written twice. href: the page to go to."""
    person_id: int
    key: str
    subject: str
    href: str
    zh: str
    en: str


@dataclass(frozen=True)
class Shown:
    """A letter as its reader sees it."""
    subject: str
    href: str
    zh: str
    en: str
    made_on: date
    seen: bool


class Adapter(Protocol):
    def send(self, name: str, text: str) -> None:
        """Carry one letter out. The same name again is the same letter again: it changes nothing."""


class FileOutbox:
    """One text file a letter in the data folder; complete or absent."""

    def __init__(self, folder: Path):
        self.folder = folder

    def send(self, name: str, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}"
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, self.folder / f"{name}.txt")


def outbox() -> FileOutbox:
    return FileOutbox(config.home() / "outbox")


def write(db: Db, letters: Iterable[Letter], on: date) -> int:
    """Add those that were not written before, in the transaction of what they tell; gives back how many."""
    wanted = {letter.key: letter for letter in letters}
    known = set(db.scalars(select(Mail.key).where(Mail.key.in_(wanted))))
    for key in sorted(wanted.keys() - known):
        each = wanted[key]
        db.add(Mail(key=key, person_id=each.person_id, subject=each.subject, href=each.href, zh=each.zh, en=each.en,
                    made_on=on))
    db.flush()
    return len(wanted.keys() - known)


def post(letters: Iterable[Letter], on: date) -> int:
    """The same by itself; the writer's lock is taken only when there is something new."""
    letters = tuple(letters)
    with reading() as db:
        known = set(db.scalars(select(Mail.key).where(Mail.key.in_([each.key for each in letters]))))
    if all(each.key in known for each in letters):
        return 0
    with transaction() as db:
        return write(db, letters, on)


def send_waiting(adapter: Adapter | None = None) -> int:
    """Carry out what was written and not yet sent; gives back how many. One that fails is tried again the next time."""
    adapter, sent = adapter or outbox(), 0
    with reading() as db:
        waiting = list(db.scalars(select(Mail.id).where(Mail.sent_at.is_(None)).order_by(Mail.id)))
    for number in waiting:
        try:
            sent += _send(number, adapter)
        except Exception:
            LOG.exception("letter %d could not be sent", number)
    return sent


def _send(number: int, adapter: Adapter) -> bool:
    with transaction() as db:
        row = db.get_one(Mail, number, with_for_update=True)
        if row.sent_at is not None:
            return False
        text = (f"收件人 To: {row.person.name} <{row.person.sign_in}>\n日期 Date: {row.made_on}\n"
                f"事项 About: {row.subject}\n\n{row.zh}\n{row.en}\n\n{config.base_url()}{row.href}\n")
        adapter.send(f"{row.made_on}-{row.id:06d}", text)
        row.sent_at = clock.now()
        return True


def letters(person_id: int) -> tuple[Shown, ...]:
    """The newest letters to somebody, newest first."""
    with reading() as db:
        rows = db.scalars(select(Mail).where(Mail.person_id == person_id).order_by(Mail.id.desc()).limit(SHOWN))
        return tuple(Shown(r.subject, r.href, r.zh, r.en, r.made_on, r.seen_at is not None) for r in rows)


def mark_seen(person_id: int) -> int:
    """All letters to somebody are seen now; gives back how many were not before."""
    with transaction() as db:
        rows = db.scalars(select(Mail.id).where(Mail.person_id == person_id, Mail.seen_at.is_(None))).all()
        db.execute(update(Mail).where(Mail.id.in_(rows)).values(seen_at=clock.now()))
        return len(rows)
