"""已登记项目: changes, deregistration for good, and the revocation that a sanction orders."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app import moves
from app.access import Who
from app.database import Db, transaction
from app.models.project import Project, ProjectChange
from app.models.sanction import Bar
from app.parties.queries import organisation_of
from app.projects.queries import judging_body, project_facts, revocation_of
from app.published.queries import settings
from app.rooms import Outcome, Room, Taken
from methodologies.kernel.rules import INPUT, Refusal
from workflows.breaches import bar_of
from workflows.projects import PROJECT

LONGEST = {"what": 5000, "new_name": 200, "new_owner": 18, "body": 18}


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    said = dict(payload or {})
    if broken := [INPUT.at(f"/{name}", f"最多 {most} 字。", f"At most {most} characters.")
                  for name, most in LONGEST.items() if len(said.get(name, "")) > most]:
        raise Refusal(*broken)
    with transaction() as db:
        row = moves.find(db, Project, ref, by)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=said)


# --- what a move leaves behind

def _reported(db: Db, row: Project, taken: Taken) -> dict:
    said = taken.payload
    new_owner = organisation_of(db, said.get("new_owner", ""))
    named = judging_body(db, row, said) if said.get("body") else None
    change = ProjectChange(n=1 + len(row.changes), kind=said["kind"], what=said["what"],
                           new_name=said.get("new_name", ""), changed_on=date.fromisoformat(said["changed_on"]),
                           reported_on=taken.today, body_id=named, outcome="",
                           new_owner_id=new_owner.id if new_owner and said["kind"] == "owner" else None)
    row.changes.append(change)
    return {"change": change.n, "kind": change.kind}


def _agreed(db: Db, row: Project, taken: Taken) -> dict:
    row.open_change.agreed_on = taken.today
    return {"change": row.open_change.n}


def _judged(db: Db, row: Project, taken: Taken) -> dict:
    body, change = judging_body(db, row, {}), row.open_change
    change.judged_on, change.judged_by = taken.today, body
    return {"change": change.n, "body": body}


def _closed(outcome: str) -> Callable[[Db, Project, Taken], dict]:
    def effect(db: Db, row: Project, taken: Taken) -> dict:
        change = row.open_change
        change.outcome, change.closed_on = outcome, taken.today
        return {"change": change.n, "outcome": outcome}
    return effect


def _accepted(db: Db, row: Project, taken: Taken) -> dict:
    """A new name, or another owner; what stands in the design document is the body's and the next notice's matter."""
    change = row.open_change
    change.outcome, change.closed_on = "accepted", taken.today
    if change.kind == "A" and change.new_name:
        row.name = change.new_name
    if change.new_owner_id is not None:
        row.owner_id = change.new_owner_id
    return {"change": change.n, "outcome": "accepted", "owner": row.owner_id}


def _asked(db: Db, row: Project, taken: Taken) -> None:
    row.end_reason = taken.payload["reason"]


def _kept(db: Db, row: Project, taken: Taken) -> None:
    row.end_reason = ""


def _ended(row: Project, today: date, ground: str, reason: str) -> None:
    row.ended_on, row.end_ground, row.end_reason = today, ground, reason
    if change := row.open_change:
        change.outcome, change.closed_on = "ended", today


def _deregistered(db: Db, row: Project, taken: Taken) -> dict:
    _ended(row, taken.today, "request", row.end_reason)
    return {"ground": "request"}


def _found(db: Db, row: Project, taken: Taken) -> dict:
    _ended(row, taken.today, taken.payload["ground"], taken.payload["reason"])
    return {"ground": row.end_ground}


def _revoked(db: Db, row: Project, taken: Taken) -> dict:
    """R-70: the registration ends and the bar on its owner begins."""
    row.ended_on = taken.today                          # the row is whole before anything is asked of the database
    order = revocation_of(db, row)
    _ended(row, taken.today, order.case.ground, f"{order.case.number}：{order.case.reason}")
    bar = bar_of(order.case.ground, taken.today, settings(db, taken.today))
    db.add(Bar(organisation_id=row.owner_id, starts_on=bar.starts_on, ends_on=bar.ends_on, ground=order.case.ground,
               measure_id=order.id))
    return {"ground": row.end_ground, "order": order.ref, "barred_until": bar.ends_on and bar.ends_on.isoformat()}


moves.serve("project", Room(PROJECT, project_facts, {
    "report_change": _reported, "withdraw_change": _closed("withdrawn"), "agree_change": _agreed,
    "judge_change": _judged, "reject_change": _closed("rejected"), "accept_change": _accepted,
    "decline_change": _closed("declined"), "ask_deregistration": _asked, "decline_deregistration": _kept,
    "deregister": _deregistered, "find_ground": _found, "revoke": _revoked}))
