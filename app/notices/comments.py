"""Comments as pages show them. To the public an author is a number; registry and body know the name (R-37, R-151)."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app import access, moves
from app.access import Who
from app.database import Db
from app.models.notice import Comment, Notice
from app.notices.queries import comments_of, notice_of
from app.papers.queries import Attached, attached
from app.papers.waiting import Waiting, waiting_of
from app.rooms import Offer
from workflows.calendar import CALENDAR
from workflows.comments import NEEDS_NO_REPLY, OUT_OF_SIGHT, WORDS
from workflows.engine import Actor, State

REGISTRY = frozenset({Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR, Actor.AUDITOR})
SEE_NAMES = REGISTRY | {Actor.BODY_TEAM, Actor.BODY_REVIEWER, Actor.BODY_DECIDER}
OWNER = frozenset({Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER})


@dataclass(frozen=True)
class Said:
    """A comment with its reply, as one reader may see it. Words and files that the reader may not see are empty, and
    `withheld`, or `reply_withheld`, says so; `who` is empty for all but registry and body; `handling` is the registry's
    reason, `mine` marks the reader's own."""
    ref: str
    n: int
    paragraph: str
    body: str
    said_on: date
    reply: str
    replied_on: date | None
    who: str
    state: State
    ground: tuple[str, str] = ("", "")
    handling: str = ""
    handled_on: date | None = None
    mine: bool = False
    withheld: bool = False
    reply_withheld: bool = False
    waits: bool = False                                 # for the owner's reply
    files: tuple[Attached, ...] = ()
    offers: tuple[Offer, ...] = ()                      # of the registry
    waiting: Waiting | None = field(default=None, repr=False)

    @property
    def is_hidden(self) -> bool:
        return self.state.key in OUT_OF_SIGHT


@dataclass(frozen=True)
class Window:
    """A notice's days: both ends belong to it; `left` counts working days from today to the last one."""
    ref: str
    starts_on: date
    ends_on: date
    workdays: int
    left: int
    state: str                          # ahead, running, over, called_off
    provisional: bool
    calendar_version: str


def window(db: Db, subject: str, today: date) -> Window | None:
    """The notice of a dossier, the newest; None before its release."""
    row = notice_of(db, subject)
    return window_of(row, today) if row else None


def window_of(row: Notice, today: date) -> Window:
    """The days of this very notice."""
    state = ("called_off" if row.called_off_on else
             "ahead" if today < row.starts_on else "running" if today <= row.ends_on else "over")
    left = CALENDAR.workdays_between(max(today, row.starts_on), row.ends_on) if state in ("ahead", "running") else 0
    days = CALENDAR.workdays_between(row.starts_on, row.ends_on)
    return Window(row.ref, row.starts_on, row.ends_on, days, left, state, row.provisional, row.calendar_version)


def comments(db: Db, subject: str, by: Who | None = None, today: date | None = None) -> tuple[Said, ...]:
    """Every comment on a dossier, oldest first, as `by` may read them; with a day, with what the registry may do."""
    return tuple(_said(db, row, by, today) for row in comments_of(db, subject))


def _said(db: Db, row: Comment, by: Who | None, today: date | None) -> Said:
    actors = access.actors_of(db, by, row)
    hidden, mine = row.state in OUT_OF_SIGHT, Actor.COMMENTER in actors
    withheld = hidden and not actors
    secret = row.reply_level == "body" and not actors & (SEE_NAMES | OWNER)
    files = () if withheld else tuple(f for f in attached(db, row) if actors or f.is_public)
    handles = today is not None and bool(actors & REGISTRY)
    return Said(
        ref=row.ref, n=int(row.ref.rpartition("-")[2]), paragraph="" if withheld else row.paragraph,
        body="" if withheld else row.body, said_on=row.said_on,
        reply="" if withheld or secret else row.reply or "", replied_on=row.replied_on,
        who=row.person.name if actors & SEE_NAMES else "", state=moves.state_of(row),
        ground=WORDS.get(row.ground, ("", "")) if hidden or actors else ("", ""),
        handling=row.handling if actors and row.state != "shown" else "", handled_on=row.handled_on, mine=mine,
        withheld=withheld, reply_withheld=bool(row.reply) and (withheld or secret),
        waits=row.reply is None and not (hidden and row.ground in NEEDS_NO_REPLY), files=files,
        offers=moves.offers(db, row, by, today) if handles and today else (),
        waiting=waiting_of(db, row, by) if handles and by else None)


def handled_words(row: Comment) -> dict[str, Any]:
    """How a comment was treated, for the body's report, which everybody reads: of one that is not shown no word."""
    shown, state = row.state not in OUT_OF_SIGHT, moves.state_of(row)
    ground = WORDS.get(row.ground, ("", ""))
    reply = row.reply if shown and row.reply_level == "public" else ""
    return {"ref": row.ref, "paragraph": row.paragraph if shown else "", "body": row.body if shown else "",
            "reply": reply or "", "replied": row.reply is not None,
            "handling": {"state": row.state, "zh": state.zh, "en": state.en, "ground_zh": ground[0],
                         "ground_en": ground[1], "on": row.handled_on.isoformat() if row.handled_on else ""}}
