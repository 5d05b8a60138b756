"""Whose hands an engagement is in, and the files that hang on it. Called inside somebody else's transaction."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app import access, moves
from app.access import Who
from app.models.document import Attachment
from app.models.engagement import Engagement
from app.papers import service as papers
from methodologies.kernel.rules import NotOpen, NotYours
from workflows.engine import Actor

if TYPE_CHECKING:                                       # only queries and services open a database
    from app.database import Db

OVER = ("declined", "body_lost")


def of_body(db: Db, ref: str, by: Who, states: tuple[str, ...] | None, *actors: Actor) -> Engagement:
    """The engagement, for a person of its body with one of these duties, in one of these states (None: any living)."""
    row = moves.find(db, Engagement, ref, by)
    if not set(actors) & access.actors_of(db, by, row):
        raise NotYours(ref)
    if row.state in OVER or (states is not None and row.state not in states):
        raise NotOpen(ref)
    return row


def hang(db: Db, row: Engagement, slot: str, file: tuple[str, bytes], by: Who, today: date) -> Attachment:
    """A working paper of the body, or an answer's evidence; nobody but the actors of the dossier reads it."""
    return papers.attach(db, row, slot, *file, by=by, today=today)
