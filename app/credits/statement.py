"""What a lender is told of one range as of the second: whose, under which liens, with which sanctions, good for what.

The same words stand on the page and in the signed note (C2SP signed-note, by the log's key, under a first line that no
checkpoint has), so that a bank may keep the note and check it without the registry. What has left the account is told
as moved or at its end, and no more: it is another's (R-151).
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from app.clock import BEIJING
from app.credits.eyes import hidden
from app.credits.ranges import facts_about, serials
from app.evidence import logkey, note
from app.evidence.canonical import canonical
from app.ledger import store
from app.ledger.pieces import Piece, Span
from app.ledger.serials import serial_text
from app.models.credit import CreditDossier
from app.models.ledger import Act, Batch
from app.models.lender import LenderLink
from app.models.party import Organisation
from app.models.project import Project
from app.models.sanction import DECIDED, Bar, SanctionCase
from app.parties.queries import Named
from methodologies.kernel.rules import Broken, judge
from workflows.breaches import GROUNDS, MEASURES
from workflows.engine import State
from workflows.holdings import LIENS, SPENDING, STATES, Facts
from workflows.pledge import pledges_are_recorded
from workflows.projects import State as ProjectState
from workflows.retirement import origin_is_outside_the_quota, registered_since_the_start

if TYPE_CHECKING:
    from app.database import Db

FORMAT = "ccer-statement/v1"                            # first line of the note: what the key says it signs
MOVED = ("moved", "已转至其他账户", "moved to another account")      # all that is told of it
USES = (("pledge", "可办理质押登记", "May be pledged now", (pledges_are_recorded, *SPENDING)),
        ("surrender", "可用于全国碳市场履约抵销", "May be surrendered in the national market",
         (*SPENDING, registered_since_the_start, origin_is_outside_the_quota)))


@dataclass(frozen=True)
class Lien:
    """Highest rank first. number: of a court's or an authority's document, or in the register of movable finance."""
    kind: str
    words: tuple[str, str]
    ref: str
    number: str


@dataclass(frozen=True)
class Part:
    """A run of serials that stands in one state. here: still in the holder's account; where it is not, no lien is told
    and the state is final or `MOVED`."""
    serial: str
    tonnes: int
    key: str
    state: tuple[str, str]
    here: bool
    liens: tuple[Lien, ...]


@dataclass(frozen=True)
class Decided:
    """A sanction that was decided against the holder: which, when, and what was ordered."""
    number: str
    on: date
    ground: tuple[str, str]
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProjectNamed:
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Use:
    """Whether the range is good for something; broken: why it is not."""
    key: str
    words: tuple[str, str]
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class Statement:
    """usable: the holder's account is not restricted; barred: its applications are not accepted."""
    ref: str
    lender: str
    ends_on: date
    at: datetime
    serial: str
    tonnes: int
    holder: Named
    account: str
    usable: bool
    project: ProjectNamed
    project_state: State
    issued_on: date
    in_quota: bool | None
    parts: tuple[Part, ...]
    sanctions: tuple[Decided, ...]
    barred: bool
    uses: tuple[Use, ...]
    note: str

    @property
    def bound_t(self) -> int:
        return sum(part.tonnes for part in self.parts if part.liens)


def statement_of(db: Db, row: LenderLink, at: datetime) -> Statement:
    """How the range stands at this instant, signed."""
    today = at.astimezone(BEIJING).date()
    batch, home = db.get_one(Batch, row.batch_id), db.get_one(Organisation, row.account.organisation_id)
    project = db.scalars(select(Project).where(Project.code == batch.project_code)).one()
    pieces = hidden(store.parts_in(db, [Span(row.batch_id, row.lo, row.hi)]),
                    lambda piece: piece.account_id == row.account_id, MOVED[0])
    known = Facts(**facts_about(db, row.account, pieces, today))
    said: dict[str, Any] = dict(
        ref=row.ref, lender=row.lender, ends_on=row.ends_on, at=at.replace(microsecond=0),
        serial=serial_of(db, row), tonnes=row.hi - row.lo + 1,
        holder=Named(home.name_zh, home.name_en, home.credit_code), account=row.account.number,
        usable=known.account_active, project=ProjectNamed(project.code, project.name, project.name_en),
        project_state=ProjectState.of(project.state),
        issued_on=db.get_one(Act, batch.act_id).on, in_quota=known.ranges[0].in_ets, parts=_parts(db, row, pieces),
        sanctions=_sanctions(db, home.id), barred=_is_barred(db, home.id, today),
        uses=tuple(Use(key, (zh, en), judge(rules, known)) for key, zh, en, rules in USES))
    return Statement(**said, note=_signed(Statement(**said, note="")))


def serial_of(db: Db, row: LenderLink) -> str:
    batch = db.get_one(Batch, row.batch_id)
    return serial_text(batch.project_code, batch.year, batch.period_no, row.lo, row.hi)


def _parts(db: Db, row: LenderLink, pieces: list[Piece]) -> tuple[Part, ...]:
    refs = {bond["ref"] for piece in pieces for bond in piece.bonds}
    numbers = {dossier.ref: dossier.said.get("document_no") or dossier.said.get("pboc_no") or ""
               for dossier in db.scalars(select(CreditDossier).where(CreditDossier.ref.in_(refs)))}
    return tuple(Part(serial, piece.tonnes, piece.state, STATES.get(piece.state, MOVED[1:]),
                      piece.account_id == row.account_id,
                      tuple(Lien(bond["kind"], LIENS[bond["kind"]][1:], bond["ref"], numbers.get(bond["ref"], ""))
                            for bond in piece.bonds)) for piece, serial in zip(pieces, serials(db, pieces)))


def _sanctions(db: Db, home: int) -> tuple[Decided, ...]:
    rows = db.scalars(select(SanctionCase).where(SanctionCase.respondent_id == home, SanctionCase.state.in_(DECIDED))
                      .order_by(SanctionCase.decided_on.desc(), SanctionCase.id.desc()))
    return tuple(Decided(row.number, row.decided_on or row.opened_on, (GROUNDS[row.ground].zh, GROUNDS[row.ground].en),
                         tuple(MEASURES[m.kind] for m in row.measures if m.state not in ("dropped", "lifted")))
                 for row in rows)


def _is_barred(db: Db, home: int, today: date) -> bool:
    return db.scalar(select(Bar.id).where(Bar.organisation_id == home, Bar.starts_on <= today,
                                          or_(Bar.ends_on.is_(None), Bar.ends_on > today)).limit(1)) is not None


def _signed(said: Statement) -> str:
    """The note: the format, one line of JSON, the signature."""
    return note.sign(f"{FORMAT}\n{canonical(_plain(said))}\n", logkey.origin(), logkey.private_key())


def _plain(said: Statement) -> dict[str, Any]:
    return {
        "account": said.account, "account_usable": said.usable, "at": said.at.isoformat(), "barred": said.barred,
        "holder": {"credit_code": said.holder.credit_code, "name": said.holder.name_zh},
        "inside_quota": said.in_quota, "issued_on": said.issued_on.isoformat(), "lender": said.lender,
        "link": said.ref, "link_ends_on": said.ends_on.isoformat(),
        "parts": [{"in_account": p.here, "serial": p.serial, "state": p.key, "tonnes": p.tonnes,
                   "liens": [{"kind": each.kind, "number": each.number, "ref": each.ref} for each in p.liens]}
                  for p in said.parts],
        "project": {"code": said.project.code, "name": said.project.name_zh, "state": said.project_state.key},
        "sanctions": [{"measures": [zh for zh, _ in s.measures], "number": s.number, "on": s.on.isoformat(),
                       "ground": s.ground[0]} for s in said.sanctions],
        "serial": said.serial, "tonnes": said.tonnes,
        "uses": {use.key: [{"rule": b.rule.id, "where": b.where} for b in use.broken] for use in said.uses}}
