"""举报: filed by anyone, handed at once to the office that answers for it, closed by that office with a result."""
from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from app import clock, moves, secrecy
from app.access import CLOCK, Who
from app.database import Db, transaction
from app.evidence import calls, events
from app.evidence.canonical import sha256
from app.evidence.refs import next_ref
from app.models.report import FraudReport
from app.reports.queries import report_facts, strangers_today, target_of
from app.rooms import Outcome, Room, Taken
from methodologies.kernel.rules import HOUSE, INPUT, Broken, Refusal, Rule, cite
from workflows.reports import OFFICE, REPORT, body_is_known, project_is_known

LONGEST, SHORTEST, MOST_A_DAY = 5000, 10, 50
ROUTES = {"project": ("route_project", project_is_known), "body": ("route_body", body_is_known)}
TOO_MANY = Rule("H-REPORTS", "今日匿名举报已达上限，请登录后提交。",
                "Today's limit of reports without a name is reached: sign in to report.", cite(HOUSE, "reports"))


def file(said: Mapping[str, str], *, by: Who | None, today: date, key: str) -> tuple[str, str]:
    """Take a report and hand it to its office in one transaction; gives back (ref, code). Refusal with all that is
    wrong: then nothing is stored."""
    with transaction() as db:
        asked = ["report", dict(said), by.id if by else 0]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"], done["code"]
        text = {name: said.get(name, "").strip() for name in ("about", "target", "body", "contact")}
        name = target_of(db, text["about"], text["target"])
        if broken := _problems(db, text, name, by, today):
            raise Refusal(*broken)
        text["contact"] = secrecy.seal(text["contact"], "contact")
        row = FraudReport(ref=next_ref(db, FraudReport, "JB", today.year), state="received", target_zh=name,
                          code=secrets.token_hex(16), applicant_id=by.id if by else None, said_on=today, **text)
        db.add(row)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref, "code": row.code}, clock.now())
        events.write(db, subject=row.ref, kind="reported", on=today, at=clock.now(),
                     facts={"about": row.about, "body": sha256(row.body)})
        moves.perform(db, row, ROUTES[row.about][0], by=CLOCK, today=today, key=f"route:{row.ref}")
        return row.ref, row.code


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Pass on, or close with a result. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, FraudReport, ref, by, key)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def _problems(db: Db, text: Mapping[str, str], name: str, by: Who | None, today: date) -> list[Broken]:
    broken = []
    if text["about"] not in ROUTES:
        broken.append(INPUT.at("/about", "请选择举报的是项目还是机构。", "Choose: a project or a body."))
    elif not name:
        broken.append(ROUTES[text["about"]][1].at("/target"))
    if not SHORTEST <= len(text["body"]) <= LONGEST:
        broken.append(INPUT.at("/body", f"请写明情况，{SHORTEST} 至 {LONGEST} 字。",
                               f"Say what happened, in {SHORTEST} to {LONGEST} characters."))
    if len(text["contact"]) > 120:
        broken.append(INPUT.at("/contact", "联系方式最多 120 字。", "At most 120 characters."))
    if by is None and strangers_today(db, today) >= MOST_A_DAY:
        broken.append(TOO_MANY.at(""))
    return broken


def _handed(db: Db, row: FraudReport, taken: Taken) -> dict[str, str]:
    row.office = OFFICE[taken.move.dest.key]
    return {"office": row.office}


def _answered(db: Db, row: FraudReport, taken: Taken) -> None:
    row.result, row.answered_on = taken.payload["result"].strip()[:LONGEST], taken.today


moves.serve("report", Room(REPORT, report_facts, {
    "route_project": _handed, "route_body": _handed, "pass_on": _handed, "answer": _answered}))
