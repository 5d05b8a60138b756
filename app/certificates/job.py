"""The worker's part: proof → page → seal → both checks, ours and the one that strangers run → store; then one
transaction with an event.

A kill at any point leaves either nothing or a file that nobody refers to; the job runs again and makes other bytes,
one of them wins, and the sweep of the document store removes the loser.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.certificates import check, sheet, verify_ccer
from app.certificates import content as contents
from app.certificates import trust as trusts
from app.certificates.keys import Keys, keys_for, trust_file, trust_of
from app.certificates.parts import Certified
from app.certificates.queries import documents_referred, event_of, pdf_of
from app.certificates.signer import Signer
from app.certificates.token import signer_for
from app.certificates.trust import Trust
from app.certificates.words import WORDS
from app.database import Db, reading, transaction
from app.evidence import events, sequencer
from app.evidence.documents import store
from app.evidence.note import check_proof
from app.models.certificate import Certificate, CertificateContent
from methodologies.kernel.rules import HOUSE, Conflict, NotFound, Refusal, Rule, cite

OWN_CHECK = Rule("CERT-CHECK", "证书未通过自身查验，未予保存。",
                 "The certificate failed our own check and was not kept.", cite(HOUSE, "certificates"))


@dataclass(frozen=True)
class Fixed:
    """What has been fixed: the words, the worksheet and the event, byte for byte."""
    content: Certified
    worksheet: bytes
    event: bytes
    event_id: int


@dataclass(frozen=True)
class Checked:
    """One thing that was checked: how many were looked at, and a sentence for each that is broken."""
    name: str
    counted: int
    broken: tuple[str, ...]


def make(number: str) -> str:
    """Make the PDF of a certificate once; its sha256. A second call gives the first one's.

    NotFound for an unknown number; Refusal CERT-KEYS while the operator's keys are missing, CERT-CHECK when our own
    check or the verifier in one file refuses what was made: then nothing is stored.
    """
    if done := _made(number):
        return done
    fixed, at = _fixed(number), clock.now().replace(microsecond=0)
    keys = keys_for(fixed.content.demonstration, at)
    trust = trust_of(keys)
    with signer_for(keys) as signer:
        pdf = sealed(fixed, _proof(fixed.event_id), trust, keys, signer, at)
    _insist_on_genuine(pdf, trust)
    return _record(fixed.content, store().put(pdf), at)


def sealed(fixed: Fixed, proof: str, trust: Trust, keys: Keys, signer: Signer, at: datetime) -> bytes:
    """The page with its attachments, signed."""
    index, size = check_proof(proof, fixed.event, trust.log_origin, trust.log_public_key)
    pdf = sheet.render(fixed.content, fixed.worksheet, fixed.event, proof, sheet.place_of(index, size, fixed.event),
                       keys.registry)
    return signer.sign(pdf, at, WORDS[fixed.content.kind]["title_zh"])


def check_stored() -> list[Checked]:
    """Every sealed PDF, by both offline checks and against its rows; and every certificate that still waits."""
    with reading() as db:
        rows = db.execute(select(CertificateContent, Certificate)
                          .outerjoin(Certificate, Certificate.number == CertificateContent.number)).all()
        broken = [f"{said.number}: {why}" for said, made in rows if made for why in _broken(db, said, made)]
        lost = [f"{name}: {why}" for name, why in store().verify(documents_referred(db))]
    waiting = [said for said, made in rows if made is None]
    return [Checked("certificates sealed", len(rows) - len(waiting), (*broken, *lost)),
            Checked("certificates waiting for the worker", len(waiting), ())]


def _made(number: str) -> str | None:
    with reading() as db:
        made = db.get(Certificate, number)
        return made.pdf_sha256 if made else None


def _fixed(number: str) -> Fixed:
    with reading() as db:
        row = db.get(CertificateContent, number)
        event = event_of(db, row) if row else None
        if row is None or event is None:
            raise NotFound(f"certificate {number}")
        return Fixed(contents.read(row.content.encode()), row.worksheet.encode(), event.body.encode(), event.id)


def _proof(event_id: int) -> str:
    """A proof under a checkpoint that covers the event; the first is signed at once, a certificate does not wait."""
    sequencer.sequence()
    try:
        return sequencer.proof_of(event_id)
    except sequencer.NotCovered:
        sequencer.checkpoint(force=True)
        return sequencer.proof_of(event_id)


def _insist_on_genuine(pdf: bytes, trust: Trust) -> None:
    if refusing := _refusing(pdf, trust):
        raise Refusal(OWN_CHECK.at(f"/{refusing.name}", refusing.zh, refusing.en))


def _refusing(pdf: bytes, trust: Trust) -> check.Line | None:
    """The line on which our check refuses it, or the verifier that strangers run: on what is stored they agree."""
    lines = check.verify(pdf, trust)
    if not check.genuine(lines):
        return lines[-1]
    alone, _ = verify_ccer.verify(pdf, json.loads(trust.to_json()))
    name, holds, words = alone[-1]
    return None if holds else check.Line(name, False, f"verify_ccer.py：{words}", f"verify_ccer.py: {words}")


def _record(content: Certified, pdf_sha256: str, at: datetime) -> str:
    """The row and its event; whoever comes second takes the first one's PDF for the certificate."""
    try:
        with transaction() as db:
            db.add(Certificate(number=content.number, pdf_sha256=pdf_sha256, made_at=at))
            db.flush()
            events.write(db, subject=content.number, kind="certificate stored", on=clock.today(), at=at,
                         facts={"number": content.number, "pdf_sha256": pdf_sha256})
        return pdf_sha256
    except Conflict:
        if first := _made(content.number):
            return first
        raise


def _broken(db: Db, said: CertificateContent, made: Certificate):
    """What is wrong with one sealed certificate, against its files and rows."""
    try:
        pdf = pdf_of(said.number)
        if refusing := _refusing(pdf, trusts.read(trust_file())):
            yield f"{refusing.name}: {refusing.said}"
        elif check.attachments_of(pdf)["certificate.json"] != said.content.encode():
            yield "the PDF says something else than the database"
        logged = [e.facts for e in events.history(db, said.number) if e.kind == "certificate stored"]
        if logged != [{"number": said.number, "pdf_sha256": made.pdf_sha256}]:
            yield "its hash is not the one in the log"
    except (Refusal, NotFound, ValueError) as error:
        yield str(error)
