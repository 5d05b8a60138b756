"""委托: what the people of a body do in an engagement: its team, its screen, its plan, its papers, its key points.

Findings stand in `findings`, the visit in `visiting`, competence in `competence`.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import select

from app import clock, moves
from app.access import Who
from app.database import Db, transaction
from app.engagement.competence import competent
from app.engagement.dossier import AT_WORK
from app.engagement.findings import answer_finding, judge_finding, raise_finding
from app.engagement.independence import ties_of
from app.engagement.queries import sector_of
from app.engagement.reach import of_body
from app.evidence import events
from app.evidence.canonical import canonical, sha256
from app.models.engagement import Engagement, EngagementMember, TieOverride
from app.models.party import Membership, Person
from app.papers import service as papers
from app.rooms import Outcome
from methodologies.kernel.rules import INPUT, NotOpen, Refusal, Rule, cite
from workflows.documents import slots_of
from workflows.engine import Actor
from workflows.independence import past_ties_are_cleared
from workflows.risks import read_risks
from workflows.texts import VR

BEFORE_WORK = ("requested", "contracted")
SHORTEST_REASON, LONGEST_REASON = 10, 5000              # characters
BODY_DUTIES = (Actor.BODY_TEAM, Actor.BODY_REVIEWER, Actor.BODY_DECIDER)
SIDES = Rule("R-48", "复核人员、批准人员均不得在审核组内，且均在本机构担任相应职责。",
             "Reviewer and decider are not in the team; each has that duty in this body.",
             cite(VR, "4.3.2, 4.7, 4.8"))


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take a move of the engagement. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved.

    What the move did not ask for is left out: the answers become contract, plan and visit record.
    """
    with transaction() as db:
        row = moves.find(db, Engagement, ref, by, key)
        rows = moves.ROOMS[row.stage].stage.moves
        asked = {ask.name for each in rows if each.trigger == trigger for ask in each.asks}
        said = {name: text.strip() for name, text in (payload or {}).items() if name in asked}
        return moves.perform(db, row, trigger, by=by, today=today, key=key, payload=said)


def name_team(ref: str, team: Iterable[str], reviewer: str, decider: str, *, by: Who, today: date) -> None:
    """Name who works on it, by sign-in name. Replaces what was named before. Competence is what the records say."""
    team = list(dict.fromkeys(team))
    with transaction() as db:
        row = of_body(db, ref, by, BEFORE_WORK, Actor.BODY_TEAM, Actor.BODY_DECIDER)
        duties, people = _people(db, row)
        sides = [(name, "team", f"/members/{name}") for name in team]
        sides += [(reviewer, "reviewer", "/reviewer"), (decider, "decider", "/decider")]
        broken = [SIDES.at(where) for name, duty, where in sides if duty not in duties.get(name, ())]
        broken += [SIDES.at(where) for name, duty, where in sides if duty != "team" and name in team]
        if broken:
            raise Refusal(*dict.fromkeys(broken))
        wanted, able = {*team, reviewer, decider}, competent(db, row.body_id, sector_of(db, row), today)
        for member in list(row.members):
            db.delete(member)
        db.flush()
        for name in sorted(wanted):
            db.add(EngagementMember(engagement_id=row.id, person_id=people[name].id, in_team=name in team,
                                    has_competence=people[name].id in able, is_reviewer=name == reviewer,
                                    is_decider=name == decider))
        db.flush()
        db.refresh(row)
        events.write(db, subject=ref, kind="team_named", on=today, at=clock.now(),
                     facts={"by": by.id, "team": sorted(people[n].id for n in team), "reviewer": people[reviewer].id,
                            "decider": people[decider].id})


def assess_risks(ref: str, rows: Sequence[Mapping[str, str]], *, by: Who, today: date) -> int:
    """The risk assessment of a verification's plan, whole; gives back how many rows it has. Refusal: every bad cell."""
    with transaction() as db:
        row = of_body(db, ref, by, BEFORE_WORK, Actor.BODY_TEAM)
        if row.kind != "verification":
            raise NotOpen(ref)
        risks, broken = read_risks(rows)
        if broken:
            raise Refusal(*broken)
        row.plan = {**(row.plan or {}), "risks": [asdict(risk) for risk in risks]}
        events.write(db, subject=ref, kind="risks", on=today, at=clock.now(),
                     facts={"by": by.id, "rows": len(risks), "digest": sha256(canonical(row.plan["risks"]))})
        return len(risks)


def clear_tie(ref: str, key: str, reason: str, *, by: Who, today: date) -> None:
    """The decision maker overrides a tie of the past in writing; nobody their own, nobody one that holds today."""
    reason = reason.strip()
    with transaction() as db:
        row = of_body(db, ref, by, None, Actor.BODY_DECIDER)
        if row.state == "issued":
            raise NotOpen(ref)
        tie = next((tie for tie in ties_of(db, row, today) if tie.key == key), None)
        if tie is None or not tie.soft or tie.cleared:
            raise Refusal(INPUT.at(f"/ties/{key}", "只能放行尚未放行的、已经结束的关系。",
                                   "Only a tie of the past that was not cleared yet can be cleared."))
        broken = []
        if key.endswith(f"-{by.sign_in}"):
            broken.append(past_ties_are_cleared.at(f"/ties/{key}", "不能放行与本人有关的关系。",
                                                   "Nobody clears a tie of their own."))
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            broken.append(INPUT.at("/reason", "理由为 10 至 5000 字。", "A reason of 10 to 5000 characters."))
        if broken:
            raise Refusal(*broken)
        db.add(TieOverride(engagement_id=row.id, key=key, reason=reason, person_id=by.id, made_on=today))
        events.write(db, subject=ref, kind="tie_cleared", on=today, at=clock.now(),
                     facts={"by": by.id, "tie": sha256(key), "reason": sha256(reason)})


def _people(db: Db, row: Engagement) -> tuple[dict[str, set[str]], dict[str, Person]]:
    """The duties of the body's people, and the people, by sign-in name."""
    found = db.execute(select(Person, Membership.duty).join(Membership).where(
        Membership.organisation_id == row.body_id, Membership.ended_on.is_(None), Person.disabled.is_(False)))
    duties: dict[str, set[str]] = {}
    people: dict[str, Person] = {}
    for person, duty in found:
        duties.setdefault(person.sign_in, set()).add(duty)
        people[person.sign_in] = person
    return duties, people


def attach(ref: str, slot: str, name: str, data: bytes, *, by: Who, today: date, **said: str) -> str:
    """The body hangs a paper on its work: contract, visit record, stamped cover. Gives back the attachment's ref."""
    with transaction() as db:
        row = of_body(db, ref, by, None, *BODY_DUTIES)
        if slot not in {s.key for s in slots_of(row.kind) if s.made != "version"}:
            raise Refusal(INPUT.at("/slot", "该文件不属于本委托。", "This paper does not belong to the engagement."))
        paper = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="document", on=today, at=clock.now(),
                     facts={"by": by.id, "slot": slot, "sha256": paper.sha256})
        return paper.ref


def answer_checklist(ref: str, answers: Mapping[str, tuple[str, str]], *, by: Who, today: date) -> None:
    """Record verdicts on key points: key → (yes | no | not_applicable, what was looked at)."""
    with transaction() as db:
        row = of_body(db, ref, by, AT_WORK, Actor.BODY_TEAM)
        items = {item.key: item for item in row.checklist}
        broken = [INPUT.at(f"/checklist/{key}", "没有这个审核要点，或判断不是 是、否、不适用。",
                           "No such key point, or a verdict other than yes, no, not applicable.")
                  for key, (answer, _) in answers.items()
                  if key not in items or answer not in ("", "yes", "no", "not_applicable")]
        if broken:
            raise Refusal(*broken)
        for key, (answer, note) in answers.items():
            items[key].answer, items[key].note = answer, note.strip()[:5000]
        events.write(db, subject=ref, kind="checklist", on=today, at=clock.now(),
                     facts={"by": by.id, "answers": sha256(canonical({k: list(v) for k, v in answers.items()}))})


__all__ = ["answer_checklist", "answer_finding", "assess_risks", "attach", "clear_tie", "judge_finding", "move",
           "name_team", "raise_finding"]
