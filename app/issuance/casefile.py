"""The case file of an issuance: one zip with all that led to it, which checks itself without us in ten years' time.

    README.txt  manifest.json  check_case.py  verify_ccer.py  trust.json
    certificate/   the sealed PDF
    versions/      every version of the design, the accounting report and the two reports, canonical JSON
    documents/     files as they were uploaded, by the dossier they hang on
    findings.json  the findings of both bodies with their answers and rounds
    numbers/       the worksheets, and the monitored data as they were accounted
    events/        the events of the dossiers, byte for byte, each with its proof from the log
"""
from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import or_, select

from app.certificates import queries as certificates
from app.evidence.canonical import canonical, sha256
from app.evidence.documents import store
from app.models.certificate import CertificateContent
from app.models.document import Attachment, Version, Worksheet
from app.models.engagement import Engagement, Finding
from app.models.evidence import Event
from app.models.reduction import Dataset, ReductionApplication
from workflows.engine import Actor

if TYPE_CHECKING:
    from app.database import Db

FORMAT = "ccer-case/1"
READERS = {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER, Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR,
           Actor.AUDITOR}                               # of both dossiers; a body knows only its own
README = """核证自愿减排量签发案卷  Case file of an issuance of CCERs  {number}

    pip install cryptography
    python check_case.py [trust.json]

check_case.py 逐一核对：清单中每个文件的 SHA-256；证书（verify_ccer.py）；每个事件在日志中的证明和前后相接；各版本
和附件的摘要是否为事件所记。各案卷的事件须自第一件起无缺；只有本次签发业务的事件单独列入，末行列明。两个程序都很短，
请先阅读再运行。trust.json 请改用从登记机构另行取得的那一份。内含未公开的文件，只交给办理本案的人员。

check_case.py checks the SHA-256 of each file, the certificate (verify_ccer.py), the proof of each event from the log,
the chain of events from the first of each dossier without a gap, and that the events name the versions and files; only
the act of this issue stands alone, and the last lines say so. Both programs are short: read them first. Use a
trust.json that you got from the registry. It holds files that are not public: give it to those who work on the case.
"""


@dataclass(frozen=True)
class Leaf:
    """An event of the case: where it lies in the file, its bytes, and its id for the proof. alone: the other events of
    its subject are not of the case."""
    path: str
    body: str
    id: int
    alone: bool


@dataclass(frozen=True)
class Case:
    """What goes in, read in one snapshot; documents are read from the store while the zip is written."""
    number: str
    texts: tuple[tuple[str, str], ...]                  # path, canonical JSON
    documents: tuple[tuple[str, str], ...]              # path, sha256
    events: tuple[Leaf, ...]


def case_of(db: Db, row: ReductionApplication, number: str) -> Case:
    """number: of the certificate of this issued application."""
    works = db.scalars(select(Engagement).where(Engagement.subject.in_((row.ref, row.project.application.ref)),
                                                Engagement.state == "issued").order_by(Engagement.id)).all()
    papers = (row.project.application.ref, row.ref)
    refs = (*papers, row.period.ref, *(work.ref for work in works), number)
    act = db.scalars(select(CertificateContent.act_id).where(CertificateContent.number == number)).one()
    texts = (*_versions(db, papers), *_numbers(db, (*papers, row.period.ref), row.period_id),
             ("findings.json", canonical([_finding(work, each) for work in works for each in work.findings])))
    events = db.scalars(select(Event).where(or_(Event.subject.in_(refs), Event.act_id == act)).order_by(Event.id))
    return Case(number, texts, tuple(_documents(db, papers, works)),
                tuple(Leaf(f"events/{_plain(e.subject)}/{e.subject_seq:04d}", e.body, e.id, e.subject not in refs)
                      for e in events))


def write(case: Case, proofs: dict[int, str | None], to: IO[bytes]) -> None:
    """proofs: by event id; an event that has none yet is left for a later file. The manifest comes last, names the
    digest of everything before it, and says which events stand alone."""
    digests: dict[str, str] = {}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        def put(path: str, data: bytes) -> None:
            packed.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
            digests[path] = sha256(data)

        for path, data in _fixed(case):
            put(path, data)
        for path, text in case.texts:
            put(path, text.encode())
        for path, digest in case.documents:
            put(path, store().get(digest))
        for leaf in case.events:
            if proof := proofs[leaf.id]:
                put(f"{leaf.path}.json", leaf.body.encode())
                put(f"{leaf.path}.tlog-proof", proof.encode())
        alone = [f"{leaf.path}.json" for leaf in case.events if leaf.alone and proofs[leaf.id]]
        put("manifest.json", canonical({"format": FORMAT, "certificate": case.number, "alone": alone,
                                        "files": digests}).encode())


def _fixed(case: Case) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.format(number=case.number).encode()
    yield "check_case.py", Path(__file__).with_name("check_case.py").read_bytes()
    yield "verify_ccer.py", certificates.verifier()
    yield "trust.json", certificates.trust()
    yield f"certificate/{case.number}.pdf", certificates.pdf_of(case.number)


def _versions(db: Db, refs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for row in db.scalars(select(Version).where(Version.subject.in_(refs)).order_by(Version.id)):
        yield f"versions/{row.subject}-{row.n:02d}-{row.label}.json", row.body


def _numbers(db: Db, refs: tuple[str, ...], period_id: int) -> Iterator[tuple[str, str]]:
    for row in db.scalars(select(Worksheet).where(Worksheet.subject.in_(refs)).order_by(Worksheet.id)):
        yield f"numbers/{row.subject}-{row.purpose}-{row.n:02d}.json", row.body
    for data in db.scalars(select(Dataset).where(Dataset.period_id == period_id).order_by(Dataset.id)):
        yield f"numbers/data-{data.name}.json", canonical(data.rows)


def _documents(db: Db, papers: tuple[str, ...], works: Any) -> Iterator[tuple[str, str]]:
    """What hangs on the two dossiers, and the evidence that came with answers to findings."""
    on_work = Attachment.subject.in_([work.ref for work in works]) & Attachment.slot.startswith("finding-")
    for row in db.scalars(select(Attachment).where(
            or_(Attachment.subject.in_(papers), on_work), Attachment.replaced_by.is_(None)).order_by(Attachment.id)):
        yield f"documents/{row.subject}/{row.ref}-{_plain(row.name)}", row.sha256


def _finding(work: Engagement, row: Finding) -> dict[str, Any]:
    """As its owner has read it: what the body calls it among its own people stays there."""
    return {"engagement": work.ref, "n": row.n, "kind": row.kind, "state": row.state, "body": row.body,
            "targets": row.targets, "raised_on": row.raised_on.isoformat(), "ground": row.ground,
            "answers": [{"side": a.side, "body": a.body, "said_on": a.said_on.isoformat(),
                         "document": a.attachment.sha256 if a.attachment else None} for a in row.answers],
            "rounds": json.loads(json.dumps([{"n": r.n, "asked_on": r.asked_on, "answered_on": r.answered_on,
                                              "judged_on": r.judged_on, "verdict": r.verdict} for r in row.rounds],
                                            default=str))}


def _plain(name: str) -> str:
    """A name that every system takes for one file in its folder."""
    return "".join(c if c.isalnum() or c in "-_.（）" else "_" for c in name).lstrip(".")[-120:] or "_"
