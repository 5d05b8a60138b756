"""Revoking a certificate: two people of the registry and a reason. The PDF stays as it was sealed, and the credits are
where they are; from then on the check page says that nobody should rely on the paper.
"""
from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import access, clock
from app.access import Who
from app.certificates.parts import NUMBER
from app.certificates.queries import REVOKED, revocation_of
from app.evidence import events
from app.models.certificate import CertificateContent
from app.models.work import Proposal
from app.proposals import open_proposal, propose
from app.rooms import SamePerson
from methodologies.kernel.rules import HOUSE, INPUT, NotFound, NotOpen, NotYours, Refusal, Rule, cite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Db

STAFF = {"operator", "national_administrator"}
LONGEST = 400                                           # characters of a reason
REPLACED = Rule("CERT-REPLACED", "接替的证书须已出具、属同一种类且未被撤销。",
                "The certificate in its place is there, of the same kind and not revoked.",
                cite(HOUSE, "certificates"))


def propose_revocation(db: Db, number: str, reason: str, replaced_by: str, *, by: Who, today: date) -> None:
    """The first person; replaced_by: number of the certificate that stands in its place, or empty."""
    row = _live(db, number, by)
    if open_proposal(db, _subject(number)):
        raise NotOpen(number)
    if broken := tuple(_problems(db, row, reason.strip(), replaced_by)):
        raise Refusal(*broken)
    propose(db, _subject(number), "revoke", {"reason": reason.strip(), "replaced_by": replaced_by}, by, today)


def confirm_revocation(db: Db, number: str, *, by: Who, today: date) -> None:
    """The second person: from here on it is revoked."""
    row, proposal = _live(db, number, by), _proposal(db, number)
    if proposal.proposed_by == by.id:
        raise SamePerson(number)
    said = json.loads(proposal.payload)
    if broken := tuple(_problems(db, row, said["reason"], said["replaced_by"])):    # it may have been revoked meanwhile
        raise Refusal(*broken)
    proposal.state, proposal.confirmed_by, proposal.closed_at = "confirmed", by.id, clock.now()
    db.flush()
    events.write(db, subject=number, kind=REVOKED, on=today, at=clock.now(), facts={
        "by": by.id, "proposed_by": proposal.proposed_by, "payload": proposal.digest,
        "replaced_by": said["replaced_by"]})


def decline_revocation(db: Db, number: str, *, by: Who, today: date) -> None:
    """The second person's no, or the first one's change of mind."""
    _live(db, number, by)
    proposal = _proposal(db, number)
    proposal.state, proposal.closed_at = "declined", clock.now()
    events.write(db, subject=_subject(number), kind="declined", on=today, at=clock.now(),
                 facts={"by": by.id, "payload": proposal.digest})


def is_staff(db: Db, by: Who) -> bool:
    duties = access.duties_of(db, by)
    kinds = access.kinds_of(db, duties)
    return any(duty in STAFF and kinds.get(home or 0) == "registry" for home, duty in duties)


def _subject(number: str) -> str:
    return f"C:{number}"


def _live(db: Db, number: str, by: Who) -> CertificateContent:
    """The certificate, for staff of the registry, as long as it is not revoked."""
    if not is_staff(db, by):
        raise NotYours(number)
    row = db.get(CertificateContent, number)
    if row is None:
        raise NotFound(f"certificate {number}")
    if revocation_of(db, number):
        raise NotOpen(number)
    return row


def _proposal(db: Db, number: str) -> Proposal:
    wanted = select(Proposal).where(Proposal.subject == _subject(number), Proposal.state == "open").with_for_update()
    if (found := db.scalar(wanted)) is None:
        raise NotOpen(number)
    return found


def _problems(db: Db, row: CertificateContent, reason: str, replaced_by: str) -> Iterator:
    if not 1 <= len(reason) <= LONGEST:
        yield INPUT.at("/reason", f"请写明理由，不超过 {LONGEST} 字。", f"Say why, in at most {LONGEST} characters.")
    if replaced_by:
        other = db.get(CertificateContent, replaced_by) if NUMBER.fullmatch(replaced_by) else None
        if other is None or other.kind != row.kind or replaced_by == row.number or revocation_of(db, replaced_by):
            yield REPLACED.at("/replaced_by")
