"""Reading drafts, versions, worksheets, attachments, and the papers printed from them."""
from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access
from app.access import Who
from app.database import Db, reading
from app.models.account import AccountDossier
from app.models.credit import LETTERS, CreditDossier
from app.models.document import Attachment, Draft, Version, Worksheet
from app.models.engagement import Engagement
from app.models.notice import Comment, Notice
from app.models.project import Application
from app.models.reduction import Period, ReductionApplication
from app.papers.values import values_of
from methodologies.kernel import catalogue
from methodologies.kernel.methodology import Evidence
from methodologies.kernel.rules import NotFound
from workflows.comments import OUT_OF_SIGHT
from workflows.documents import PAPERS, Line, Paper, Slot, slot, working_slot
from workflows.engine import Actor

Dossier = Application | ReductionApplication | Engagement | Period | AccountDossier | Comment | CreditDossier
DEFAULT_LEVEL = ("方法学所列证明文件，默认不完全公开", "Evidence that the methodology does not make wholly public")
SIGNERS = {"registration": Actor.OWNER_INITIATOR, "issuance": Actor.OWNER_INITIATOR, "validation": Actor.BODY_TEAM,
           "verification": Actor.BODY_TEAM, "surrender": Actor.OWNER_INITIATOR}
SCANNED_IN = ("body_done", "supplement_asked")           # states of a filing that take a stamped scan
OVER = ("issued", "declined", "body_lost")              # states of a body's work that take none any more
HOMES = {"registration": "/applications", "issuance": "/reductions", "validation": "/engagements",
         "verification": "/engagements", "monitoring": "/periods", "account": "/account-applications",
         "comment": "/comments", "surrender": "/surrenders"}


@dataclass(frozen=True)
class Attached:
    """A file in a slot, as pages show it."""
    ref: str
    slot: Slot
    name: str
    level: str
    reason: str
    sha256: str
    size: int
    uploaded_on: date
    who: str
    page_code: str
    asked_level: str = "public"
    asked_reason: str = ""
    settled_on: date | None = None

    @property
    def is_public(self) -> bool:
        """What everybody gets, once the filing is on notice: level public, and settled so by the registry."""
        return self.level == "public" and self.settled_on is not None

    @property
    def href(self) -> str:
        return f"/documents/{self.ref}"


@dataclass(frozen=True)
class Download:
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True)
class Printed:
    """A paper as it is printed today. `missing`: lines that nothing fills yet: then it is not printed at all."""
    ref: str
    paper: Paper
    code: str
    rows: tuple[tuple[Line, str], ...]
    paragraphs: tuple[tuple[str, str], ...]
    missing: tuple[Line, ...]
    scan: Attached | None
    home: str
    may_upload: bool


def current_draft(db: Db, subject: str) -> Draft:
    draft = db.scalar(select(Draft).where(Draft.subject == subject))
    if draft is None:
        raise NotFound(subject)
    return draft


def newest_version(db: Db, subject: str, label: str | None = None) -> Version | None:
    wanted = select(Version).where(Version.subject == subject)
    return db.scalar((wanted.where(Version.label == label) if label else wanted).order_by(Version.n.desc()))


def versions_of(db: Db, subject: str) -> list[Version]:
    return list(db.scalars(select(Version).where(Version.subject == subject).order_by(Version.n)))


def newest_worksheet(db: Db, subject: str, purpose: str) -> Worksheet | None:
    return db.scalar(select(Worksheet).where(Worksheet.subject == subject, Worksheet.purpose == purpose)
                     .order_by(Worksheet.n.desc()))


def sheet_of(row: Worksheet | None) -> dict | None:
    return row and json.loads(row.body)


def attachments_of(db: Db, subject: str) -> list[Attachment]:
    """What hangs on a dossier now, by slot; replaced files stay stored and are not listed."""
    return list(db.scalars(select(Attachment).where(Attachment.subject == subject, Attachment.replaced_by.is_(None))
                           .order_by(Attachment.slot, Attachment.id)))


def files_to_publish(db: Db, subject: Dossier) -> list[Attachment]:
    """What becomes public with a filing, as far as its level says so. The files of a claimed period are among the
    claim's own since it was handed in."""
    return attachments_of(db, subject.ref)


def slots_filled(db: Db, subject: str) -> frozenset[str]:
    return frozenset(db.scalars(select(Attachment.slot).where(Attachment.subject == subject,
                                                              Attachment.replaced_by.is_(None))))


def in_place(db: Db, subject: Any) -> frozenset[str]:
    """The slots that hold what they ask for: of a printed paper only the scan of the present version."""
    return frozenset(a.slot for a in attachments_of(db, subject.ref) if a.slot not in PAPERS
                     or a.page_code == page_code(subject.ref, a.slot, paper_version(db, subject, a.slot)))


def paper_version(db: Db, subject: Any, paper: str) -> str:
    """Digest of what a printed paper speaks of: a body's report; the newest version, with the amounts applied for; what
    was stated about credits; or else the draft."""
    if isinstance(subject, CreditDossier):
        return hashlib.sha256(json.dumps(subject.said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if isinstance(subject, Engagement):
        version = db.get(Version, subject.report_version_id) if subject.report_version_id else None
    else:
        version = newest_version(db, subject.ref)
    if version is not None and isinstance(subject, ReductionApplication):
        lines = ",".join(f"{line.year}:{line.applied_t}" for line in subject.lines)
        return hashlib.sha256(f"{version.digest}\n{lines}".encode()).hexdigest()
    if version is not None:
        return version.digest
    draft = db.scalar(select(Draft).where(Draft.subject == subject.ref))
    text = json.dumps(draft.document if draft else {}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def page_code(subject: str, paper: str, version_digest: str) -> str:
    """The code on each page of a paper: it ties a stamped scan to the data that was printed. PA-2026-0001-7F3K-92QD"""
    raw = hashlib.sha256(f"{subject}\n{paper}\n{version_digest}".encode()).digest()
    text = base64.b32encode(raw)[:8].decode()
    return f"{subject}-{text[:4]}-{text[4:]}"


# --- one thing about a dossier, by its ref: for programs that follow a dossier from outside

def state_of(ref: str) -> str:
    with reading() as db:
        return dossier(db, ref).state


def draft_of(ref: str) -> tuple[dict, int]:
    """(document, revision)"""
    with reading() as db:
        draft = current_draft(db, ref)
        return draft.document, draft.revision


def code_of(ref: str, paper: str) -> str:
    """The page code that a paper printed now would carry."""
    with reading() as db:
        row = dossier(db, ref)
        return page_code(ref, paper, paper_version(db, row, paper))


def dossier(db: Db, ref: str) -> Any:
    """The row with this ref, by its letters. NotFound for letters or a ref that nobody gave."""
    model: Any = DOSSIERS.get(ref[:3])
    row = db.scalar(select(model).where(model.ref == ref)) if model else None
    if row is None:
        raise NotFound(ref)
    return row


DOSSIERS = {"PA-": Application, "RA-": ReductionApplication, "VA-": Engagement, "VE-": Engagement, "MP-": Period,
            "AO-": AccountDossier, "GS-": Comment, **{f"{letters}-": CreditDossier for letters in LETTERS.values()}}


# --- files and printed papers

def is_open_to(ref: str, by: Who) -> bool:
    """Whether the dossier exists for this person now: handed back to its owner, it is the owner's alone."""
    with reading() as db:
        return bool(access.actors_of(db, by, dossier(db, ref)))


def slot_of(subject: Dossier, key: str) -> Slot | None:
    """The slot of this key: of the procedure, or one that the dossier's methodology asks for."""
    if (known := slot(key)) is not None:
        return known
    if isinstance(subject, Engagement):
        return working_slot(key)
    return next((each for each in evidence_slots(subject) if each.key == key), None)


def evidence_slots(subject: Dossier, stage: str = "") -> tuple[Slot, ...]:
    """Documents that the methodology asks for beyond those of the procedure. stage: design | monitoring."""
    if isinstance(subject, (Engagement, AccountDossier, Comment, CreditDossier)):
        return ()
    code = subject.methodology if isinstance(subject, Application) else subject.project.methodology
    return tuple(_slot(each) for each in catalogue.find(code).documents
                 if slot(each.id) is None and stage in ("", each.stage))


def _slot(evidence: Evidence) -> Slot:
    zh, en = ("", "") if evidence.publication == "public" else DEFAULT_LEVEL
    return Slot(evidence.id, evidence.zh, evidence.en, "registration" if evidence.stage == "design" else evidence.stage,
                publication=evidence.publication, reason_zh=zh, reason_en=en)


def attached(db: Db, subject: Dossier) -> tuple[Attached, ...]:
    """What hangs on a dossier now, by slot."""
    return tuple(_attached(subject, row) for row in attachments_of(db, subject.ref))


def _attached(subject: Dossier, row: Attachment) -> Attached:
    known = slot_of(subject, row.slot) or Slot(row.slot, row.slot, row.slot, "")
    return Attached(row.ref, known, row.name, row.level, row.reason, row.sha256, row.document.size, row.uploaded_on,
                    row.uploader.name, row.page_code, row.asked_level, row.asked_reason, row.settled_on)


def download(ref: str, *, by: Who | None, today: date) -> Download:
    """A file for any actor of its dossier; what is public for everybody once it was on notice. NotFound."""
    with reading() as db:
        row = db.scalar(select(Attachment).where(Attachment.ref == ref))
        if row is None:
            raise NotFound(ref)
        subject = dossier(db, row.subject)
        actors = access.actors_of(db, by, subject)
        if not (actors or _is_published(db, row, subject, today)) or _is_working(row, subject, actors):
            raise NotFound(ref)
        return Download(row.name, row.document.media_type, row.sha256)


def _is_working(row: Attachment, subject: Dossier, actors: frozenset[Actor]) -> bool:
    """A body's working paper before its report: not the owner's to read, but evidence with an answer is theirs."""
    inner = working_slot(row.slot) is not None and not row.slot.startswith("finding-")
    return inner and subject.state != "issued" and actors <= {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER, Actor.AGENT}


def _is_published(db: Db, row: Attachment, subject: Dossier, today: date) -> bool:
    """Level public, still in its slot, and the filing it belongs to has been on notice. Of all but a body's own papers
    the registry has settled the level before; a comment's file is public while the comment is shown."""
    if row.level != "public" or row.replaced_by is not None:
        return False
    if isinstance(subject, Comment):
        return row.settled_on is not None and subject.state not in OUT_OF_SIGHT
    if isinstance(subject, Engagement):
        if subject.state != "issued":
            return False
        filings = [subject.subject]
    elif row.settled_on is None:
        return False
    else:
        filings = [claim.ref for claim in subject.claims] if isinstance(subject, Period) else [subject.ref]
    return db.scalar(select(Notice.id).where(Notice.subject.in_(filings), Notice.starts_on <= today)) is not None


def printed(ref: str, key: str, *, by: Who, today: date) -> Printed:
    """A paper of a dossier with the data as they stand. NotFound for a paper that this dossier does not have."""
    with reading() as db:
        subject, paper = dossier(db, ref), PAPERS.get(key)
        actors = access.actors_of(db, by, subject)
        if not actors or paper is None or paper.stage != subject.stage:
            raise NotFound(ref)
        values = values_of(db, subject, today)
        missing = tuple(row for row in paper.rows if not values.get(row.name))
        scan = next((each for each in attached(db, subject) if each.slot.key == key), None)
        return Printed(ref, paper, page_code(ref, key, paper_version(db, subject, key)),
                       tuple((row, values.get(row.name, "")) for row in paper.rows),
                       () if missing else paper.paragraphs(values), missing, scan, f"{HOMES[subject.stage]}/{ref}",
                       SIGNERS[paper.stage] in actors and takes_scans(subject))


def takes_scans(subject: Dossier) -> bool:
    """Whether a dossier stands where the stamped scan of its printed paper is handed in."""
    if isinstance(subject, CreditDossier):
        return subject.state == "receipted"
    return subject.state not in OVER if isinstance(subject, Engagement) else subject.state in SCANNED_IN
