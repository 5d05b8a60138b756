"""Entering published values and settings: one person enters, another compares with the source."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select

from app import clock
from app.access import Who, duties_of
from app.database import Db, transaction
from app.evidence import documents, events
from app.models.party import Organisation
from app.models.published import Installation, PublishedTable, Setting
from app.models.work import Proposal
from app.proposals import propose
from app.published.queries import installation, is_demonstration, kinds, row_as_read
from methodologies.kernel.rules import HOUSE, INPUT, Broken, NotOpen, NotYours, Refusal, Rule, cite
from workflows.settings import SETTINGS

STAFF = {"operator", "national_administrator"}
ILLUSTRATION = Rule(
    "H-ILL",
    "示例数据只能载入演示库或测试库。",
    "Illustration rows load only into a demo or test database.",
    cite(HOUSE, "published tables"),
)
NOT_BACKWARDS = Rule("H-SET", "配置不得溯及既往。", "A setting is never retroactive.", cite(HOUSE, "settings"))


class SamePerson(NotYours):
    """Two people, not one twice."""

    zh, en = "录入与复核不得为同一人。", "The person who entered it may not check it."


def establish(kind: str) -> None:
    """Say once what kind of database this is; a database that knows already is left alone."""
    with transaction() as db:
        if db.get(Installation, 1) is None:
            db.add(Installation(id=1, kind=kind, offset_days=0))


def advance_clock(days: int) -> int:
    """Move a demo's clock forward. Refused in a production database, by its own constraint too."""
    if days < 0:
        raise Refusal(INPUT.at("/days", "演示时钟只能向前。", "The demo clock only moves forward."))
    with transaction() as db:
        row = installation(db)
        row.offset_days += days
        db.flush()
        clock.set_offset(row.offset_days)
        return row.offset_days


def set_clock(days: int) -> None:
    """Where a demo begins: its clock stands `days` before today. Only once, and only into the past."""
    with transaction() as db:
        row = installation(db)
        if row.offset_days or days > 0:
            raise NotOpen("clock")
        row.offset_days = days
        db.flush()
        clock.set_offset(days)


def enter_row(row: dict, *, by: Who, today: date, document: bytes = b"") -> str:
    """Propose one row of a published table: the columns of PublishedTable but for the two people; days as ISO text.

    document: the official file, kept under the digest that the row names.
    """
    broken = _row_problems(row)
    with transaction() as db:
        _staff(db, by)
        if row.get("purpose") == "illustration" and not is_demonstration(db):
            broken.append(ILLUSTRATION.at("/purpose"))
        if db.scalar(select(PublishedTable.id).where(PublishedTable.ref == row.get("ref", ""))):
            broken.append(INPUT.at("/ref", "该行已载入，不得更改。", "This row is loaded and is never changed."))
        if broken:
            raise Refusal(*broken)
        if document:
            documents.store().put(document)
        propose(db, f"T:{row['ref']}", "enter_row", row, by, today)
    return row["ref"]


def check_row(ref: str, *, by: Who, today: date) -> None:
    """The second person has compared it with the source: now it counts."""
    with transaction() as db:
        proposal = _second(db, f"T:{ref}", by)
        row = json.loads(proposal.payload)
        db.add(
            PublishedTable(
                **row | {"published_on": date.fromisoformat(row["published_on"])},
                entered_by=proposal.proposed_by,
                checked_by=by.id,
            )
        )
        _close(db, proposal, by, today)


def propose_setting(key: str, value: str, from_on: date, *, by: Who, today: date) -> None:
    with transaction() as db:
        _staff(db, by)
        broken = []
        if key not in SETTINGS:
            raise Refusal(INPUT.at("/key", f"没有名为“{key}”的配置项。", f"There is no setting “{key}”."))
        try:
            SETTINGS[key].read(value)
        except ValueError:
            broken.append(
                INPUT.at("/value", f"“{value}”不是该配置项可取的值。", f"“{value}” is no value of this setting.")
            )
        if from_on < today:
            broken.append(NOT_BACKWARDS.at("/from_on"))
        if broken:
            raise Refusal(*broken)
        propose(db, f"S:{key}", "set", {"key": key, "value": value, "from_on": from_on.isoformat()}, by, today)


def confirm_setting(key: str, *, by: Who, today: date) -> None:
    with transaction() as db:
        proposal = _second(db, f"S:{key}", by)
        said = json.loads(proposal.payload)
        if date.fromisoformat(said["from_on"]) < today:     # its first day went by while it waited: propose it anew
            raise Refusal(NOT_BACKWARDS.at("/from_on"))
        db.add(
            Setting(
                key=said["key"],
                value=said["value"],
                from_on=date.fromisoformat(said["from_on"]),
                proposed_by=proposal.proposed_by,
                confirmed_by=by.id,
            )
        )
        _close(db, proposal, by, today)


def decline(subject: str, *, by: Who, today: date) -> None:
    """The second person's no, or the first one's change of mind: nothing counts. subject: T:<row> or S:<setting>."""
    with transaction() as db:
        proposal = _open(db, subject, by)
        proposal.state, proposal.closed_at = "declined", clock.now()
        events.write(db, subject=subject, kind="declined", on=today, at=clock.now(),
                     facts={"by": by.id, "payload": proposal.digest})


def _row_problems(row: dict) -> list[Broken]:
    """What is missing or unreadable; else what the table's own methodology finds implausible."""
    broken = [
        INPUT.at(f"/{name}", f"缺少“{name}”。", f"“{name}” is missing.")
        for name in ("ref", "name", "key", "values", "published_on", "source", "sha256", "purpose", "confidence")
        if not row.get(name) and not (name == "values" and row.get("absent"))
    ]
    if row.get("published_on") and not _is_day(row["published_on"]):
        broken.append(INPUT.at("/published_on", "应为日期，如 2026-11-23。", "A date as 2026-11-23."))
    kind = kinds().get(row.get("name", ""))
    if kind is None:
        broken.append(INPUT.at("/name", "没有方法学采用这种数据表。", "No methodology reads such a table."))
    if broken or kind is None:
        return broken
    return list(kind.judge(row_as_read(row)))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _staff(db: Db, by: Who) -> None:
    registries = set(db.scalars(select(Organisation.id).where(Organisation.kind == "registry")))
    if not any(home in registries and duty in STAFF for home, duty in duties_of(db, by)):
        raise NotYours("published")


def _open(db: Db, subject: str, by: Who) -> Proposal:
    _staff(db, by)
    wanted = select(Proposal).where(Proposal.subject == subject, Proposal.state == "open").with_for_update()
    if (proposal := db.scalar(wanted)) is None:
        raise NotOpen(subject)
    return proposal


def _second(db: Db, subject: str, by: Who) -> Proposal:
    proposal = _open(db, subject, by)
    if proposal.proposed_by == by.id:
        raise SamePerson(subject)
    return proposal


def _close(db: Db, proposal: Proposal, by: Who, today: date) -> None:
    proposal.state, proposal.confirmed_by, proposal.closed_at = "confirmed", by.id, clock.now()
    db.flush()
    events.write(
        db,
        subject=proposal.subject,
        kind="confirmed",
        on=today,
        at=clock.now(),
        facts={"proposed_by": proposal.proposed_by, "by": by.id, "payload": proposal.digest},
    )
