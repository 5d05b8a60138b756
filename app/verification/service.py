"""核查: an engagement on a reduction application, by a body that did not validate the project."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app import access, clock, moves
from app.access import Who
from app.database import Db, transaction
from app.engagement import effects
from app.engagement.dossier import AT_WORK
from app.engagement.queries import served, shared_facts
from app.engagement.reading import risks_of
from app.engagement.recalculated import OWN_RUN, own_run_told, own_tables
from app.evidence import events
from app.evidence.canonical import canonical, sha256
from app.fields import tables as sheets
from app.models.engagement import Engagement, Finding, OwnTable
from app.models.reduction import ReductionApplication
from app.papers import service as papers
from app.papers.periods import design_of, module_of, worked
from app.papers.queries import newest_version, newest_worksheet, sheet_of
from app.published.queries import settings
from app.rooms import Room, Taken
from methodologies.kernel import catalogue
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.recompute import recompute
from methodologies.kernel.records import read_rows
from methodologies.kernel.rules import HOUSE, INPUT, REFUSE, Broken, NotOpen, NotYours, Refusal, Rule, cite
from methodologies.kernel.worksheet import Worksheet
from workflows.documents import asked_of
from workflows.engine import Actor
from workflows.verification import EVIDENCE, VERIFICATION, Facts

NEWER_TABLE = Rule("R-83a", "报告上传日适用的排放因子表已更新，请重新计算。",
                   "A newer factor table applies on the day of upload: recalculate.",
                   cite("各方法学：排放因子取用年份", "2.3"))
LINE = Rule("R-83b", "重新计算与核算报告不一致。", "The recalculation differs from the report.",
            cite(HOUSE, "recalculation"))


def recalculate(ref: str, *, by: Who, today: date) -> int:
    """The body works the claimed period again with today as the day of upload, and fixes the amounts by year (R-85).

    Gives back whole tonnes. No figure can be typed: the amounts are the worksheet's.
    """
    with transaction() as db:
        row = _at_work(db, ref, by)
        application = served(db, row)
        sheet = worked(db, application.period, today)
        stored = papers.keep_worksheet(db, application.ref, "verification", sheet.to_json(), today)
        for line in application.lines:
            line.verified_t = sheet.by_year[str(line.year)]
        run_own(db, row, application, today)
        events.write(db, subject=ref, kind="recalculated", on=today, at=clock.now(),
                     facts={"by": by.id, "worksheet": stored.digest, "by_year": dict(sheet.by_year)})
        return stored.tonnes


def enter_own(ref: str, name: str, file_name: str, data: bytes, *, by: Who, today: date) -> int:
    """Keep a table that the team filled from what it saw itself, and run the methodology on it; gives back the tonnes.

    Tables without one of the body's own stay the owner's. Refusal: every bad cell at once, nothing stored.
    """
    with transaction() as db:
        row = _at_work(db, ref, by)
        application = served(db, row)
        record = next((r for r in module_of(application.project).records if r.name == name), None)
        if record is None:
            raise Refusal(INPUT.at("/name", "该方法学没有这张数据表。", "The methodology has no such table."))
        rows, broken = sheets.read_table(data, file_name, record)
        if broken:
            raise Refusal(*broken)
        clean, wrong = read_rows(record, rows, f"/{name}")
        if wrong:
            raise Refusal(*wrong)
        kept = papers.store_file(db, file_name, data)
        table = db.scalar(select(OwnTable).where(OwnTable.engagement_id == row.id, OwnTable.name == name))
        if table is None:
            table = OwnTable(engagement_id=row.id, name=name)
            db.add(table)
        table.rows, table.digest = clean, sha256(canonical(clean))
        table.source, table.source_name = kept.sha256, file_name[-200:]
        table.saved_on, table.saved_by = today, by.id
        db.flush()
        events.write(db, subject=ref, kind="own_data", on=today, at=clock.now(), facts={
            "by": by.id, "table": name, "rows": len(rows), "digest": table.digest, "file": table.source})
        return run_own(db, row, application, today)


def run_own(db: Db, row: Engagement, application: ReductionApplication, today: date) -> int:
    """Run the methodology with the body's tables in the place of the owner's; 0 t when it has none."""
    own = {t.name: t.rows for t in own_tables(db, row)}
    if not own:
        return 0
    sheet = worked(db, application.period, today, own)
    return papers.keep_worksheet(db, row.ref, OWN_RUN, sheet.to_json(), today).tonnes


def _at_work(db: Db, ref: str, by: Who) -> Engagement:
    """A verification whose team is at work, for a person of that team."""
    row = moves.find(db, Engagement, ref, by)
    if Actor.BODY_TEAM not in access.actors_of(db, by, row) or row.kind != "verification":
        raise NotYours(ref)
    if row.state not in AT_WORK:
        raise NotOpen(ref)
    return row


def facts(db: Db, row: Engagement, today: date, payload: Mapping[str, str]) -> Facts:
    application = served(db, row)
    module = module_of(application.project)
    stored = sheet_of(newest_worksheet(db, application.ref, "verification"))
    now = _now(db, application, today) if stored else None
    verified = {str(line.year): line.verified_t for line in application.lines}
    fixed = bool(application.lines) and None not in verified.values()
    return Facts(
        **shared_facts(db, row, today, payload), sector=module.sector,
        evidence_wanted=asked_of(EVIDENCE, module.sector),
        broken=module.check_design(design_of(db, application.project)),
        validator_code=application.project.validator.credit_code,
        recalculation=_differences(db, application, module, stored, now) if stored else None,
        observations_due=_observations_due(db, row, application), risks=risks_of(row),
        claimed_total=newest_worksheet(db, application.ref, "accounting").tonnes,
        own_by_year=(sheet_of(newest_worksheet(db, row.ref, OWN_RUN)) or {}).get("by_year"),
        request_raised=any(f.kind == "correction" for f in row.findings),
        verified_by_year=verified if fixed else None,
        recalculated_by_year=now.by_year if isinstance(now, Worksheet) else None)


def _now(db: Db, application: ReductionApplication, today: date) -> Worksheet | tuple[Broken, ...]:
    try:
        return worked(db, application.period, today)
    except Refusal as refusal:
        return refusal.broken


def _differences(db: Db, application: ReductionApplication, module: Methodology, stored: dict,
                 now: Worksheet | tuple[Broken, ...]) -> tuple[Broken, ...]:
    """Where the claimed worksheet does not come out again, or the fixed one is out of date today."""
    claimed = sheet_of(newest_worksheet(db, application.ref, "accounting"))
    broken = [LINE.at(f"/worksheet/{d.symbol}", d.zh, d.en) for d in recompute(module, claimed) if d.grade is REFUSE]
    if not isinstance(now, Worksheet):
        return (*broken, *now)
    if dict(now.by_year) != dict(stored["by_year"]):
        broken.append(NEWER_TABLE.at(
            "/recalculation", f"按今日为报告上传日重新计算为 {now.tonnes} t，已确认的为 {stored['tonnes']} t。",
            f"With today as the day of upload it is {now.tonnes} t; {stored['tonnes']} t were fixed."))
    return tuple(broken)


def _observations_due(db: Db, row: Engagement, application: ReductionApplication) -> tuple[str, ...]:
    """Earlier observations, due by this period, whose copy in this engagement is not closed (R-84)."""
    closed = select(Finding.carried_from).where(Finding.engagement_id == row.id, Finding.state == "closed")
    return tuple(f"/observations/{f.id}" for f in _carried(db, application, row) if f.id not in set(db.scalars(closed)))


def _carried(db: Db, application: ReductionApplication, row: Engagement) -> list[Finding]:
    """Observations of the project's issued reports that are due by this period; one that a later report took up and
    closed is done, that later one speaks for itself."""
    issued = select(Engagement.id).where(
        Engagement.state == "issued", Engagement.id != row.id,
        (Engagement.subject == application.project.application.ref) | (Engagement.project_id == application.project_id))
    done = select(Finding.carried_from).where(Finding.engagement_id.in_(issued), Finding.carried_from.is_not(None))
    return list(db.scalars(select(Finding).where(
        Finding.engagement_id.in_(issued), Finding.kind == "observation", Finding.due_period <= application.period.n,
        Finding.carried_from.is_(None), Finding.id.not_in(done)).order_by(Finding.id)))


def _carry(db: Db, row: Engagement, application: ReductionApplication, today: date) -> None:
    """What was left to this period stands among its findings from the first day, to be answered and judged."""
    for n, earlier in enumerate(_carried(db, application, row), 1):
        db.add(Finding(engagement_id=row.id, n=n, kind="observation", targets=[], body=earlier.body, state="open",
                       raised_on=today, due_period=earlier.due_period, carried_from=earlier.id))
    db.flush()


def _open(db: Db, application: ReductionApplication, taken: Taken) -> Engagement:
    project = application.project
    row = effects.open_engagement(db, application, "verification", catalogue.find(project.methodology), taken,
                                  client_id=project.owner_id, project_id=project.id,
                                  validator_id=project.validator_id)
    _carry(db, row, application, taken.today)
    return row


def _drafted(db: Db, row: Engagement, taken: Taken) -> dict:
    """The report with the amounts it fixes, and the verified accounting report, frozen together."""
    application = served(db, row)
    claimed = newest_version(db, application.ref, "accounting_report")
    sheet = newest_worksheet(db, application.ref, "verification")
    by_year = {str(line.year): line.verified_t for line in application.lines}
    document = papers.document_of(claimed)
    verified = papers.freeze(
        db, application.ref, "verified_accounting_report",
        {**document, "by_year": by_year, "tonnes": sheet.tonnes, "worksheet": sheet.digest}, taken.by, taken.today)
    more = {"verified_by_year": by_year, "verified_tonnes": sheet.tonnes, "worksheet": sheet.digest,
            "own_run": own_run_told(db, row), "claimed": claimed.digest, "claimed_tonnes": document["tonnes"],
            "materiality_pct": settings(db, taken.today)["verification.materiality_pct"]}
    return {**effects.write_report(db, row, application, taken, more), "verified": verified.digest}


moves.serve("verification",
            Room(VERIFICATION, facts, {**effects.SHARED_EFFECTS, "draft_report": _drafted}, open=_open))
