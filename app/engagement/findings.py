"""Findings: the team raises them, the owner answers, the team judges; each round is dated. Law: R-51, R-52, R-84."""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select

from app import access, clock, moves
from app.access import Who
from app.database import Db, transaction
from app.engagement.dossier import AT_WORK
from app.engagement.fieldwork import pictures_of
from app.engagement.places import reviewed, version_under_review
from app.engagement.queries import next_period, served
from app.engagement.reach import hang, of_body
from app.engagement.rounds import owner_clock
from app.evidence import calls, events
from app.evidence.canonical import sha256
from app.models.engagement import Engagement, Finding, FindingAnswer, FindingRound
from app.rooms import Taken
from methodologies.kernel.rules import HOUSE, INPUT, Broken, NotOpen, NotYours, Refusal, Rule, cite
from workflows.engine import Actor
from workflows.findings import GROUNDS
from workflows.texts import VR

TAGS = ("", "nonconformity", "clarification")           # inside the body; outside: correction, observation
PAGE = re.compile(r"(/documents/\w+)/pages/([1-9]\d{0,3})")
TARGET = Rule("H-TARGET", "被审文件中没有这个位置。", "The document under review has no such place.",
              cite(HOUSE, "R-51"))
GROUND = Rule("R-51c", "整改要求须选择所依据的情形，观察项没有。",
              "A correction request names the ground that makes it mandatory; an observation has none.",
              cite(VR, "4.5.3, 5.5.3"))


def raise_finding(ref: str, kind: str, body: str, targets: Iterable[str] = (), *, by: Who, today: date,
                  due_period: int | None = None, tag: str = "", ground: str = "", key: str = "") -> int:
    """Write down a correction request or an observation; gives back its number. It opens exactly its targets.

    The owner sees it once the findings are sent, the tag never. An observation without a period is due in the next one
    (R-84). The same key again gives the same number.
    """
    targets = list(dict.fromkeys(t.strip() for t in targets if t.strip()))
    with transaction() as db:
        row = of_body(db, ref, by, None, Actor.BODY_TEAM)
        asked = [ref, "finding", by.id, kind, body, targets, due_period, tag, ground]
        if key and (done := calls.earlier(db, key, asked)) is not None:
            return done["n"]
        if row.state not in AT_WORK:
            raise NotOpen(ref)
        if broken := _problems(db, row, kind, body, targets, due_period, tag, ground):
            raise Refusal(*broken)
        if kind == "observation" and due_period is None:
            due_period = next_period(db, row)
        n = 1 + (db.scalar(select(func.max(Finding.n)).where(Finding.engagement_id == row.id)) or 0)
        finding = Finding(engagement_id=row.id, n=n, kind=kind, targets=targets, body=body.strip(), state="open",
                          raised_on=today, due_period=due_period, tag=tag, ground=ground)
        db.add(finding)
        db.flush()
        if row.state == "findings_open":
            _send(db, row, finding, today, _agreed(row))
        owner_clock(db, row, today)
        events.write(db, subject=ref, kind="finding", on=today, at=clock.now(), facts={
            "by": by.id, "n": n, "kind": kind, "targets": targets, "ground": ground, "body": sha256(body.strip())})
        _keep(db, key, asked, {"n": n})
        return n


def _problems(db: Db, row: Engagement, kind: str, body: str, targets: list[str], due_period: int | None, tag: str,
              ground: str) -> list[Broken]:
    known = {*reviewed(db, served(db, row)).targets(), *(f"/pictures/{picture.n}" for picture in pictures_of(db, row))}
    pages = {t: match[1] for t in targets if (match := PAGE.fullmatch(t))}
    broken = [TARGET.at(t) for t in targets if pages.get(t, t) not in known]
    grounds = {each.key for each in GROUNDS[row.kind]} if kind == "correction" else {""}
    if kind not in ("correction", "observation"):
        broken.append(INPUT.at("/kind", "请选择整改要求或观察项。", "Choose: a correction request or an observation."))
    elif ground not in grounds:
        broken.append(GROUND.at("/ground"))
    if not 1 <= len(body.strip()) <= 5000:
        broken.append(INPUT.at("/body", "内容为 1 至 5000 字。", "1 to 5000 characters."))
    if due_period is not None and (kind != "observation" or not 1 <= due_period <= 999):
        broken.append(INPUT.at("/due_period", "只有观察项可以约定在以后的核算期落实。",
                               "Only an observation is due in a later accounting period."))
    if tag not in TAGS:
        broken.append(INPUT.at("/tag", "应为不符合、澄清，或不标。", "Nonconformity, clarification, or none."))
    return broken


def answer_finding(ref: str, n: int, body: str, *, by: Who, today: date, key: str = "",
                   file: tuple[str, bytes] | None = None) -> None:
    """The owner answers a finding that was sent. file: (name, bytes) of the evidence that comes with the words."""
    with transaction() as db:
        row = moves.find(db, Engagement, ref, by)
        if not {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER} & access.actors_of(db, by, row, "answer"):
            raise NotYours(ref)
        asked = [ref, "answer", by.id, n, body, sha256(file[1]) if file else ""]
        if key and calls.earlier(db, key, asked) is not None:
            return
        finding = _finding(db, row, n, ("open", "answered"))
        _say(db, row, finding, "owner", body, by, today, file)
        finding.state = "answered"
        if finding.rounds and finding.rounds[-1].answered_on is None:
            finding.rounds[-1].answered_on = today
        owner_clock(db, row, today)
        _keep(db, key, asked, {"n": n})


def judge_finding(ref: str, n: int, verdict: str, body: str, *, by: Who, today: date, key: str = "",
                  answer_by: date | None = None) -> None:
    """The team closes an answered finding, or sends it back for another round, to be answered by an agreed day."""
    with transaction() as db:
        row = of_body(db, ref, by, None, Actor.BODY_TEAM)
        asked = [ref, "judge", by.id, n, verdict, body, answer_by.isoformat() if answer_by else ""]
        if key and calls.earlier(db, key, asked) is not None:
            return
        if verdict not in ("close", "reopen"):
            raise Refusal(INPUT.at("/verdict", "应为关闭或退回。", "Close or reopen."))
        finding = _finding(db, row, n, ("answered",) if verdict == "close" else ("answered", "closed"))
        _say(db, row, finding, "team", body, by, today)
        if finding.rounds and not finding.rounds[-1].verdict:
            last = finding.rounds[-1]
            last.judged_on, last.verdict = today, "closed" if verdict == "close" else "reopened"
        finding.state = "closed" if verdict == "close" else "open"
        if verdict == "reopen":
            _send(db, row, finding, today, answer_by or _agreed(row))
        owner_clock(db, row, today)
        _keep(db, key, asked, {"n": n})


def findings_sent(db: Db, row: Engagement, taken: Taken) -> None:
    """The first round of each finding that was not sent yet begins."""
    row.plan = {**(row.plan or {}), **taken.payload}
    for finding in row.findings:
        if finding.state == "open" and not finding.rounds:
            _send(db, row, finding, taken.today, _agreed(row))
    owner_clock(db, row, taken.today)


def _send(db: Db, row: Engagement, finding: Finding, today: date, answer_by: date | None) -> None:
    version = version_under_review(db, served(db, row))
    db.add(FindingRound(finding_id=finding.id, n=len(finding.rounds) + 1, version=version.n if version else 0,
                        asked_on=today, answer_by=answer_by, verdict=""))
    db.flush()
    db.refresh(finding)


def _agreed(row: Engagement) -> date | None:
    """The day on which answers were agreed to be due, when the findings were last sent."""
    text = (row.plan or {}).get("answer_by")
    return date.fromisoformat(text) if text else None


def _keep(db: Db, key: str, asked: list, result: dict) -> None:
    if key:
        calls.keep(db, key, asked, result, clock.now())


def _finding(db: Db, row: Engagement, n: int, states: tuple[str, ...]) -> Finding:
    finding = db.scalar(select(Finding).where(Finding.engagement_id == row.id, Finding.n == n))
    if finding is None or finding.state not in states or row.state != "findings_open":
        raise NotOpen(f"{row.ref} {n}")
    return finding


def _say(db: Db, row: Engagement, finding: Finding, side: str, body: str, by: Who, today: date,
         file: tuple[str, bytes] | None = None) -> None:
    if not 1 <= len(body.strip()) <= 5000:
        raise Refusal(INPUT.at("/body", "内容为 1 至 5000 字。", "1 to 5000 characters."))
    paper = hang(db, row, f"finding-{finding.n}-{len(finding.answers) + 1}", file, by, today) if file else None
    db.add(FindingAnswer(finding_id=finding.id, person_id=by.id, side=side, body=body.strip(), said_on=today,
                         attachment_id=paper.id if paper else None))
    events.write(db, subject=row.ref, kind="answer", on=today, at=clock.now(), facts={
        **access.signed(db, by.id, row, "answer"), "n": finding.n, "side": side, "body": sha256(body.strip()),
        "file": paper.sha256 if paper else ""})
