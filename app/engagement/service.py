"""委托: what the people of a body, and the owner who answers them, do in an engagement."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import func, select

from app import access, clock, moves
from app.access import Who
from app.database import Db, transaction
from app.engagement import effects
from app.engagement.dossier import AT_WORK
from app.engagement.independence import ties_of
from app.engagement.places import reviewed
from app.engagement.queries import next_period, served
from app.evidence import calls, events
from app.evidence.canonical import canonical, sha256
from app.models.engagement import Engagement, EngagementMember, Finding, FindingAnswer, TieOverride
from app.models.party import Membership, Person
from app.moves import Outcome
from app.papers import service as papers
from methodologies.kernel.rules import HOUSE, INPUT, Broken, NotOpen, NotYours, Refusal, Rule, cite
from workflows.documents import slots_of
from workflows.engine import Actor
from workflows.independence import past_ties_are_cleared
from workflows.texts import VR

BEFORE_WORK = ("requested", "contracted")
TAGS = ("", "nonconformity", "clarification")           # inside the body; outside: correction, observation
OVER = ("declined", "body_lost")
SHORTEST_REASON, LONGEST_REASON = 10, 5000              # characters
BODY_DUTIES = (Actor.BODY_TEAM, Actor.BODY_REVIEWER, Actor.BODY_DECIDER)
SIDES = Rule("R-48", "复核人员、批准人员均不得在审核组内，且均在本机构担任相应职责。",
             "Reviewer and decider are not in the team; each has that duty in this body.",
             cite(VR, "4.3.2, 4.7, 4.8"))
TARGET = Rule("H-TARGET", "整改要求所指的位置不存在。", "The finding points at nothing.", cite(HOUSE, "R-51"))


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


def name_team(ref: str, team: Mapping[str, bool], reviewer: str, decider: str, *, by: Who, today: date) -> None:
    """Name who works on it, by sign-in name; team: name → competent in the sector. Replaces what was named before."""
    with transaction() as db:
        row = _of_body(db, ref, by, BEFORE_WORK, Actor.BODY_TEAM, Actor.BODY_DECIDER)
        duties, people = _people(db, row)
        sides = [(name, "team", f"/members/{name}") for name in team]
        sides += [(reviewer, "reviewer", "/reviewer"), (decider, "decider", "/decider")]
        broken = [SIDES.at(where) for name, duty, where in sides if duty not in duties.get(name, ())]
        broken += [SIDES.at(where) for name, duty, where in sides if duty != "team" and name in team]
        if broken:
            raise Refusal(*dict.fromkeys(broken))
        wanted = {*team, reviewer, decider}
        for member in list(row.members):
            db.delete(member)
        db.flush()
        for name in sorted(wanted):
            db.add(EngagementMember(engagement_id=row.id, person_id=people[name].id, in_team=name in team,
                                    has_competence=bool(team.get(name)), is_reviewer=name == reviewer,
                                    is_decider=name == decider))
        db.flush()
        db.refresh(row)
        events.write(db, subject=ref, kind="team_named", on=today, at=clock.now(),
                     facts={"by": by.id, "team": sorted(people[n].id for n in team), "reviewer": people[reviewer].id,
                            "decider": people[decider].id})


def clear_tie(ref: str, key: str, reason: str, *, by: Who, today: date) -> None:
    """The decision maker overrides a tie of the past in writing; nobody their own, nobody one that holds today."""
    reason = reason.strip()
    with transaction() as db:
        row = _of_body(db, ref, by, None, Actor.BODY_DECIDER)
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
        row = _of_body(db, ref, by, None, *BODY_DUTIES)
        if slot not in {s.key for s in slots_of(row.kind) if s.made != "version"}:
            raise Refusal(INPUT.at("/slot", "该文件不属于本委托。", "This paper does not belong to the engagement."))
        paper = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="document", on=today, at=clock.now(),
                     facts={"by": by.id, "slot": slot, "sha256": paper.sha256})
        return paper.ref


def answer_checklist(ref: str, answers: Mapping[str, tuple[str, str]], *, by: Who, today: date) -> None:
    """Record verdicts on key points: key → (yes | no | not_applicable, what was looked at)."""
    with transaction() as db:
        row = _of_body(db, ref, by, AT_WORK, Actor.BODY_TEAM)
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


def raise_finding(ref: str, kind: str, body: str, targets: Iterable[str] = (), *, by: Who, today: date,
                  due_period: int | None = None, tag: str = "", key: str = "") -> int:
    """Write down a correction request or an observation; gives back its number. It opens exactly its targets.

    The owner sees it once the findings are sent, the tag never. An observation without a period is due in the next one
    (R-84). The same key again gives the same number.
    """
    targets = list(dict.fromkeys(t.strip() for t in targets if t.strip()))
    with transaction() as db:
        row = _of_body(db, ref, by, None, Actor.BODY_TEAM)
        asked = [ref, "finding", by.id, kind, body, targets, due_period, tag]
        if key and (done := calls.earlier(db, key, asked)) is not None:
            return done["n"]
        if row.state not in AT_WORK:
            raise NotOpen(ref)
        if broken := _finding_problems(db, row, kind, body, targets, due_period):
            raise Refusal(*broken)
        if tag not in TAGS:
            raise Refusal(INPUT.at("/tag", "应为不符合、澄清，或不标。", "Nonconformity, clarification, or none."))
        if kind == "observation" and due_period is None:
            due_period = next_period(db, row)
        n = 1 + (db.scalar(select(func.max(Finding.n)).where(Finding.engagement_id == row.id)) or 0)
        db.add(Finding(engagement_id=row.id, n=n, kind=kind, targets=targets, body=body.strip(), state="open",
                       raised_on=today, due_period=due_period, tag=tag))
        effects.owner_clock(db, row, today)
        events.write(db, subject=ref, kind="finding", on=today, at=clock.now(),
                     facts={"by": by.id, "n": n, "kind": kind, "targets": targets, "body": sha256(body.strip())})
        _keep(db, key, asked, {"n": n})
        return n


def _finding_problems(db: Db, row: Engagement, kind: str, body: str, targets: list[str],
                      due_period: int | None) -> list[Broken]:
    known = reviewed(db, served(db, row)).targets() if targets else {}
    broken = [TARGET.at(t) for t in targets if t not in known]
    if kind not in ("correction", "observation"):
        broken.append(INPUT.at("/kind", "请选择整改要求或观察项。", "Choose: a correction request or an observation."))
    if not 1 <= len(body.strip()) <= 5000:
        broken.append(INPUT.at("/body", "内容为 1 至 5000 字。", "1 to 5000 characters."))
    if due_period is not None and (kind != "observation" or not 1 <= due_period <= 999):
        broken.append(INPUT.at("/due_period", "只有观察项可以约定在以后的核算期落实。",
                               "Only an observation is due in a later accounting period."))
    return broken


def answer_finding(ref: str, n: int, body: str, *, by: Who, today: date, key: str = "") -> None:
    """The owner answers a finding that was sent."""
    with transaction() as db:
        row = moves.find(db, Engagement, ref, by)
        if not {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER} & access.actors_of(db, by, row, "answer"):
            raise NotYours(ref)
        asked = [ref, "answer", by.id, n, body]
        if key and calls.earlier(db, key, asked) is not None:
            return
        finding = _finding(db, row, n, ("open", "answered"))
        _say(db, row, finding, "owner", body, by, today)
        finding.state = "answered"
        effects.owner_clock(db, row, today)
        _keep(db, key, asked, {"n": n})


def judge_finding(ref: str, n: int, verdict: str, body: str, *, by: Who, today: date, key: str = "") -> None:
    """The team closes an answered finding, or opens it again."""
    with transaction() as db:
        row = _of_body(db, ref, by, None, Actor.BODY_TEAM)
        asked = [ref, "judge", by.id, n, verdict, body]
        if key and calls.earlier(db, key, asked) is not None:
            return
        if verdict not in ("close", "reopen"):
            raise Refusal(INPUT.at("/verdict", "应为关闭或退回。", "Close or reopen."))
        finding = _finding(db, row, n, ("answered",) if verdict == "close" else ("answered", "closed"))
        _say(db, row, finding, "team", body, by, today)
        finding.state = "closed" if verdict == "close" else "open"
        effects.owner_clock(db, row, today)
        _keep(db, key, asked, {"n": n})


def _keep(db: Db, key: str, asked: list, result: dict) -> None:
    if key:
        calls.keep(db, key, asked, result, clock.now())


def _finding(db: Db, row: Engagement, n: int, states: tuple[str, ...]) -> Finding:
    finding = db.scalar(select(Finding).where(Finding.engagement_id == row.id, Finding.n == n))
    if finding is None or finding.state not in states or row.state != "findings_open":
        raise NotOpen(f"{row.ref} {n}")
    return finding


def _say(db: Db, row: Engagement, finding: Finding, side: str, body: str, by: Who, today: date) -> None:
    if not 1 <= len(body.strip()) <= 5000:
        raise Refusal(INPUT.at("/body", "内容为 1 至 5000 字。", "1 to 5000 characters."))
    db.add(FindingAnswer(finding_id=finding.id, person_id=by.id, side=side, body=body.strip(), said_on=today))
    events.write(db, subject=row.ref, kind="answer", on=today, at=clock.now(),
                 facts={**access.signed(db, by.id, row, "answer"), "n": finding.n, "side": side,
                        "body": sha256(body.strip())})


def _of_body(db: Db, ref: str, by: Who, states: tuple[str, ...] | None, *actors: Actor) -> Engagement:
    """The engagement, for a person of its body with one of these duties, in one of these states (None: any living)."""
    row = moves.find(db, Engagement, ref, by)
    if not set(actors) & access.actors_of(db, by, row):
        raise NotYours(ref)
    if row.state in OVER or (states is not None and row.state not in states):
        raise NotOpen(ref)
    return row
