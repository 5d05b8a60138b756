"""What the pages of a reduction application show, as frozen values: built inside a reading of the database."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app import access, moves
from app.access import Who
from app.certificates import queries as certificates
from app.desk.queries import INSIDE, Review, review_of
from app.evidence import events
from app.issuance.casefile import READERS
from app.issuance.facts import report_document
from app.ledger import queries as ledger
from app.models.document import Worksheet
from app.models.ledger import STATES
from app.models.reduction import ReductionApplication
from app.notices.queries import comments_open, notice_of
from app.papers.history import Happened, history_of
from app.papers.periods import module_of
from app.papers.queries import Attached, attached, newest_worksheet, sheet_of, versions_of
from app.papers.waiting import Due, Waiting, deadlines_of, waiting_of
from app.rooms import Offer
from methodologies.kernel.methodology import Methodology
from workflows import lifecycle
from workflows.documents import REPORT, Section, Slot, slots_of
from workflows.engine import Actor, Move, State
from workflows.verification import VERIFICATION

if TYPE_CHECKING:
    from app.database import Db

LAST = ("ask_withdrawal", "return", "decline_withdrawal", "terminate", "ask_supplement", "ask_evaluation",
        "refuse")   # below the others
HAPPENED = {"opened": ("开始编制核算报告", "Accounting report begun"),
            "revised": ("修改核算报告", "Accounting report revised"),
            "adopted": ("采用核查量", "Verified amounts adopted")}
VERSIONS = {
    "accounting_report": ("公示的核算报告", "Accounting report as published"),
    "verification_report": ("减排量核查报告", "Verification report"),
    "verified_accounting_report": ("经核查的核算报告", "Verified accounting report"),
}


@dataclass(frozen=True)
class Head:
    """What every page of an application says first."""
    ref: str
    state: State
    project_code: str
    project_name: str
    owner_zh: str
    owner_en: str
    period_ref: str
    n: int
    starts_on: date
    ends_on: date
    crediting_from: date
    crediting_to: date
    registered_on: date
    methodology: Methodology


@dataclass(frozen=True)
class Year:
    """A calendar-year line: tonnes applied for and verified, and the amount before rounding down, as decimal text."""
    year: str
    applied: int | None
    verified: int | None
    unrounded: str
    remainder: str


@dataclass(frozen=True)
class Sheet:
    """A worksheet that the application rests on."""
    zh: str
    en: str
    href: str
    tonnes: int
    unrounded: str
    remainder: str
    made_on: date
    digest: str


@dataclass(frozen=True)
class Notice:
    ref: str
    starts_on: date
    ends_on: date
    provisional: bool
    called_off: bool
    comments: int
    unanswered: int


@dataclass(frozen=True)
class Work:
    """The verification that serves it."""
    ref: str
    state: State
    body_zh: str
    body_en: str
    visible: bool


@dataclass(frozen=True)
class Block:
    """Serials as issued, and the pieces as they stand today: (serial, tonnes, state, account)."""
    serial: str
    year: int
    tonnes: int
    pieces: tuple[tuple[str, int, tuple[str, str], str], ...]


@dataclass(frozen=True)
class Certificate:
    number: str
    made: bool
    issued_on: date
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Frozen:
    """A version that can never change."""
    n: int
    zh: str
    en: str
    made_on: date
    digest: str


@dataclass(frozen=True)
class ReductionPage:
    """An application as its actors see it; `sections` with their texts, `papers` by slot."""
    head: Head
    body_zh: str
    body_en: str
    body_code: str
    validator_zh: str
    validator_en: str
    validator_code: str
    sector: str
    years: tuple[Year, ...]
    sheets: tuple[Sheet, ...]
    notice: Notice | None
    work: Work | None
    certificate: Certificate | None
    versions: tuple[Frozen, ...]
    sections: tuple[tuple[Section, str], ...]
    papers: tuple[Attached, ...]
    printed: tuple[Slot, ...]
    deadlines: tuple[Due, ...]
    waiting: Waiting | None
    offers: tuple[Offer, ...]
    waits: tuple[tuple[Move, Actor], ...]
    history: tuple[Happened, ...]
    may_edit: bool
    may_attach: bool
    may_adopt: bool
    review: Review | None
    attempts: tuple[tuple[str, State, date], ...]
    may_take_case: bool


def reduction_page(db: Db, ref: str, by: Who, today: date) -> ReductionPage:
    row = moves.look(db, ReductionApplication, ref, by)
    initiator = Actor.OWNER_INITIATOR in access.actors_of(db, by, row, "save")
    waiting, validator, body = waiting_of(db, row, by), row.project.validator, row.body
    texts, sheets = report_document(db, row)["sections"], _worksheets(db, row)
    busy = waiting is not None
    review = review_of(db, row, by, today)
    differs = any(line.verified_t is not None and line.applied_t != line.verified_t for line in row.lines)
    return ReductionPage(
        head_of(row),
        *((body.name_zh, body.name_en, body.credit_code) if body else ("", "", "")),
        validator.name_zh,
        validator.name_en,
        validator.credit_code,
        module_of(row.project).sector,
        years_of(db, row),
        tuple(sheet_line(each) for each in sheets),
        _notice(db, ref),
        _work(db, row, by),
        _certificate(db, ref) if row.state == "issued" else None,
        tuple(Frozen(v.n, *VERSIONS.get(v.label, (v.label, v.label)), v.made_on, v.digest)
              for v in versions_of(db, ref)),
        tuple((s, texts.get(s.code, "")) for s in REPORT.sections if s.text),
        attached(db, row),
        tuple(s for s in slots_of("issuance") if s.made == "printed"),
        deadlines_of(db, ref),
        waiting,
        tuple(sorted(moves.offers(db, row, by, today), key=lambda offer: offer.trigger in LAST)),
        () if busy else _waits(row),
        history_of(db, row, HAPPENED, unseen=INSIDE if review and not review.is_desk else ()),
        initiator and row.state == "draft" and not busy,
        initiator
        and row.state in ("draft", "on_notice", "awaiting_body", "body_done", "supplement_asked")
        and not busy,
        initiator and row.state == "body_done" and differs and not busy,
        review,
        tuple((each.ref, moves.state_of(each), each.opened_on)
              for each in sorted(row.period.claims, key=lambda claim: claim.id) if each.id <= row.id),
        bool(access.actors_of(db, by, row) & READERS),
    )


def head_of(row: ReductionApplication) -> Head:
    project, period = row.project, row.period
    return Head(row.ref, moves.state_of(row), project.code, project.name, project.owner.name_zh, project.owner.name_en,
                period.ref, period.n, period.starts_on, period.ends_on, project.crediting_from, project.crediting_to,
                project.registered_on, module_of(project))


def years_of(db: Db, row: ReductionApplication) -> tuple[Year, ...]:
    """The lines of the application; before it is submitted, those of the period's worksheet."""
    sheet = sheet_of(newest_worksheet(db, row.ref, "verification")) or sheet_of(claimed_worksheet(db, row)) or {}
    exact = _exact(module_of(row.project), sheet)
    lines = {str(line.year): (line.applied_t, line.verified_t) for line in row.lines}
    lines = lines or {year: (tonnes, None) for year, tonnes in sheet.get("by_year", {}).items()}
    return tuple(Year(year, applied, verified, *exact.get(year, ("", "")))
                 for year, (applied, verified) in lines.items())


def _exact(module: Methodology, sheet: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Year → (unrounded, what rounding down dropped)."""
    line = next((each for each in sheet.get("lines", ()) if each["symbol"] == module.accounting.result.line), None)
    if line is None:
        return {}
    return {year: (value, f"{Decimal(value) - sheet['by_year'].get(year, 0):f}")
            for year, value in zip(line["keys"], line["values"])}


def claimed_worksheet(db: Db, row: ReductionApplication) -> Worksheet | None:
    """What it applies with: its own once it was submitted, until then the period's."""
    return newest_worksheet(db, row.period.ref if row.state == "draft" else row.ref, "accounting")


def _worksheets(db: Db, row: ReductionApplication) -> list[Worksheet]:
    return [each for each in (claimed_worksheet(db, row), newest_worksheet(db, row.ref, "verification")) if each]


def sheet_line(row: Worksheet) -> Sheet:
    words = {"accounting": ("核算计算书", "Accounting worksheet"),
             "verification": ("核查重新计算书", "Verification worksheet")}
    said = json.loads(row.body)
    return Sheet(*words[row.purpose], f"/worksheets/{row.subject}/{row.purpose}/{row.n}", row.tonnes, said["unrounded"],
                 said["remainder"], row.made_on, row.digest)


def _notice(db: Db, ref: str) -> Notice | None:
    row = notice_of(db, ref)
    if row is None:
        return None
    return Notice(row.ref, row.starts_on, row.ends_on, row.provisional, row.called_off_on is not None,
                  len(row.comments), comments_open(db, ref))


def _work(db: Db, row: ReductionApplication, by: Who) -> Work | None:
    work = access.engagement_of(db, row)
    if work is None:
        return None
    return Work(work.ref, VERIFICATION.states.of(work.state), work.body.name_zh, work.body.name_en,
                bool(access.actors_of(db, by, work)))


def _waits(row: ReductionApplication) -> tuple[tuple[Move, Actor], ...]:
    return tuple(pair for pair in moves.waited_for(row) if not lifecycle.caused(row.stage, pair[0].trigger))


def _certificate(db: Db, ref: str) -> Certificate | None:
    act = next((row.facts["act"] for row in events.history(db, ref) if "act" in row.facts), "")
    found = certificates.certificates_of_act(db, act)
    if not found:
        return None
    blocks = tuple(Block(str(each.block), each.block.year, each.block.tonnes, _pieces(db, str(each.block)))
                   for each in ledger.issued_by(db, act))
    return Certificate(found[0].content.number, found[0].is_made, found[0].content.issued_on, blocks)


def _pieces(db: Db, serial: str) -> tuple[tuple[str, int, tuple[str, str], str], ...]:
    return tuple((str(held.block), held.tonnes, STATES[held.state], held.account)
                 for held in ledger.range_of(db, serial))
