"""Everything that is a person's turn, over all dossiers that the person has to do with. Nothing of it is stored.

The list says whose turn it is by the tables of moves; whether a step is open today, with the reasons if not, stands on
the dossier's own page.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.access import Who
from app.database import reading
from app.inbox import after, agents, credits, desk, gathering, pending, trading
from app.inbox.gathering import MOST, Roles, Row
from app.inbox.steps import is_final, state_words, step, turn_of
from app.inbox.tasks import NO_DAY, Day, Inbox, Task, Waiting, sorted_into_days
from app.models.credit import LETTERS, place_of
from workflows.engine import Actor, Move
from workflows.lifecycle import STAGES
from workflows.mandates import covers
from workflows.settings import SETTINGS

NOUNS = {"registration": "applications", "issuance": "reductions", "monitoring": "periods", "validation": "engagements",
         "verification": "engagements", "account": "account-applications", "approval": "approvals",
         "project": "registered-projects", "sanction": "sanction-cases", "measure": "sanction-measures",
         "report": "reports", "mandate": "mandates", "comment": "comments"}
Proposals = Mapping[str, tuple[str, int, date]]
Deadlines = Mapping[str, Day]
Comments = Mapping[str, tuple[str, int, date]]
NOBODY = ("", "")


def inbox(who: Who, today: date) -> Inbox:
    """What waits for this person, sorted by day; a dozen statements, however many dossiers there are."""
    with reading() as db:
        roles = gathering.roles_of(db, who, today)
        kinds = [
            gathering.applications(db, roles),
            gathering.reductions(db, roles),
            gathering.engagements(db, roles, who),
            gathering.periods(db, roles),
            gathering.accounts(db, roles, who),
            gathering.reports(db, roles),
            gathering.mandates(db, roles, who),
            credits.rows(db, roles),
        ]
        rows = [row for kind in kinds for row in kind[:MOST]]
        mandated = agents.rows(db, roles, who)
        refs = {name for row in (*rows, *mandated) for name in (row.ref, row.subject)}
        proposals, due = pending.proposals(db), pending.deadlines(db, refs)
        later = [*desk.opinions(db, who), *after.without_body(db, roles), *after.approvals(db, roles, today),
                 *after.projects(db, roles, who.id, proposals), *after.sanctions(db, roles, who.id, proposals),
                 *trading.bindings(db, roles), *trading.settlements(db, roles, who.id, proposals),
                 *trading.days(db, roles, who.id, proposals)]
        comments, idle = pending.unanswered_comments(db, refs), gathering.idle_projects(db, roles)
    tasks = [replace(task, on_behalf=roles.serving(row)) for row in rows
             for task in _of(row, who, today, proposals, due, comments)]
    tasks += [replace(task, on_behalf=row.owner) for row in mandated if row.ref not in proposals
              for task in _of_agent(row, due, comments)]
    tasks += [*_published(proposals, roles, who), *_idle(idle, roles), *later]
    mine = {task.ref for task in tasks}
    waiting = [_waits(row, due, proposals) for row in rows if row.ref not in mine and row.owner_id in roles.owner
               and row.stage in ("registration", "issuance", *LETTERS) and not is_final(row.stage, row.state)
               and turn_of(row.stage, row.state)]
    return sorted_into_days(tasks, waiting, today, any(len(kind) > MOST for kind in kinds))


def href(stage: str, ref: str) -> str:
    return place_of(ref) or f"/{NOUNS[stage]}/{ref}"


def _of(row: Row, who: Who, today: date, proposals: Proposals, due: Deadlines, comments: Comments) -> Iterator[Task]:
    """The tasks that one dossier holds for the reader."""
    when = due.get(row.ref) or due.get(row.subject) or NO_DAY
    if row.ref in comments and Actor.OWNER_INITIATOR in row.actors:
        notice, count, first = comments[row.ref]
        yield _task(row, f"答复公众意见（{count} 条）", f"Reply to the public's comments ({count})", when, since=first,
                    to=f"/notices/{notice}")
    if row.ref in proposals:
        yield from _second(row, who, proposals[row.ref], when)
    elif row.state == "findings_open":
        yield from _findings(row, when)
    elif row.stage == "monitoring" and row.state == "accounted":
        if not row.extra["claims"] and Actor.OWNER_INITIATOR in row.actors:
            yield _task(row, "申请减排量登记", "Apply for the reductions' registration")
    elif move := step(row.stage, row.state, row.actors, late=when.on is not None and when.on < today):
        yield _task(row, move.zh, move.en, when)
    elif Actor.NATIONAL_ADMINISTRATOR in row.actors:
        yield from _escalated(row, when, today)


def _of_agent(row: Row, due: Deadlines, comments: Comments) -> Iterator[Task]:
    """The steps that a mandate gives an agent on one dossier (H-MA1…H-MA6)."""
    when, acts = due.get(row.ref) or due.get(row.subject) or NO_DAY, row.extra["acts"]
    if row.ref in comments and covers(acts, row.stage, "reply"):
        notice, count, first = comments[row.ref]
        yield _task(row, f"答复公众意见（{count} 条）", f"Reply to the public's comments ({count})", when, since=first,
                    to=f"/notices/{notice}")
    move = step(row.stage, row.state, (Actor.OWNER_INITIATOR,))
    if row.state == "findings_open":
        yield from _findings(row, when) if covers(acts, row.stage, "answer") else ()
    elif move and covers(acts, row.stage, move.trigger):
        yield _task(row, move.zh, move.en, when)
    elif row.state == "draft" and covers(acts, row.stage, "save"):
        yield _task(row, "编写申请材料", "Write the papers", when)
    elif row.state == "open" and covers(acts, row.stage, "data"):
        yield _task(row, "填报监测数据和证据", "Enter monitoring data and evidence", when)


def _escalated(row: Row, when: Day, today: date) -> Iterator[Task]:
    """What the registry's operator let run out is its national administrators' to see to."""
    waits = step(row.stage, row.state, (Actor.REGISTRY_OPERATOR,))
    if waits and when.on is not None and when.on < today:
        yield _task(row, f"督办逾期事项：{waits.zh}", f"Overdue, see to it: {waits.en}", when)


def _second(row: Row, who: Who, proposal: tuple[str, int, date], when: Day) -> Iterator[Task]:
    trigger, by, on = proposal
    move = _move(row, trigger)
    if move.confirm in row.actors and by != who.id:
        yield _task(row, f"复核：{move.zh}", f"Confirm: {move.en}", when, since=on, second=True)


def _findings(row: Row, when: Day) -> Iterator[Task]:
    """While findings are open: the owner answers, the team judges, and closes when all are judged."""
    open_, answered = row.extra["findings"].get("open", 0), row.extra["findings"].get("answered", 0)
    by = _day(row.extra["answer_by"])
    if open_ and Actor.OWNER_INITIATOR in row.actors:
        yield _task(row, f"答复整改要求与观察项（{open_} 项）", f"Answer the findings ({open_})", Day(by))
    if answered and Actor.BODY_TEAM in row.actors:
        yield _task(row, f"判断业主的答复（{answered} 项）", f"Judge the owner's answers ({answered})", when)
    if not open_ and not answered and Actor.BODY_TEAM in row.actors:
        yield _task(row, "关闭整改", "Close the findings", when)


def _published(proposals: Proposals, roles: Roles, who: Who) -> Iterator[Task]:
    """Rows of published tables and settings that wait for a second person of the registry."""
    for subject, (_, by, on) in proposals.items():
        kind, _, name = subject.partition(":")
        if kind == "D" and roles.secures and by != who.id:
            yield Task("确认人员职责", "Confirm a duty", name, "/people", "", "待确认", "waits for a second person",
                       NOBODY, on, second=True)
        if kind == "C" and roles.registry and by != who.id:
            yield Task("确认撤销证书", "Confirm the revocation of a certificate", name, f"/revocations/{name}", "",
                       "待复核", "waits for a second person", NOBODY, on, second=True)
        if name and roles.registry and by != who.id and kind in ("T", "S"):
            zh, en, to = (("复核公布数据", "Check a published value", "/tables") if kind == "T" else
                          (f"复核配置：{SETTINGS[name].zh}", f"Confirm a setting: {SETTINGS[name].en}", "/settings"))
            yield Task(zh, en, name, to, "", "待复核", "waits for a second person", NOBODY, on, second=True)


def _idle(projects: list[tuple[str, str, int, date]], roles: Roles) -> Iterator[Task]:
    for code, name, home, on in projects:
        if Actor.OWNER_INITIATOR in roles.owner[home]:
            yield Task("开始下一核算期", "Open the next accounting period", code, f"/projects/{code}/periods", name,
                       "已登记", "Registered", NOBODY, on)


def _task(row: Row, zh: str, en: str, when: Day = NO_DAY, *, since: date | None = None, to: str = "",
          second: bool = False) -> Task:
    owner_reads = Actor.OWNER_INITIATOR in row.actors or Actor.OWNER_CONFIRMER in row.actors
    return Task(zh, en, row.ref, to or href(row.stage, row.ref), row.about, *state_words(row.stage, row.state),
                row.body if owner_reads else row.owner, since or row.opened_on, when.on, when.provisional, second,
                (when.zh, when.en))


def _waits(row: Row, due: Deadlines, proposals: Proposals) -> Waiting:
    actors = turn_of(row.stage, row.state)
    if row.ref in proposals and (second := _move(row, proposals[row.ref][0]).confirm):
        actors = (second,)
    return Waiting(
        row.ref,
        href(row.stage, row.ref),
        row.about,
        *state_words(row.stage, row.state),
        "、".join(a.zh for a in actors),
        ", ".join(a.en for a in actors),
        due.get(row.ref, NO_DAY).on,
    )


def _move(row: Row, trigger: str) -> Move:
    stage = STAGES[row.stage]
    return stage.move(trigger, stage.states.of(row.state))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
