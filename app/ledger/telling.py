"""Whoever holds a pledge is told of every act that touches it: written with the act, once for each reader."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import access, mail
from app.ledger.pieces import Piece
from app.mail import Letter
from app.models.credit import CreditDossier
from app.models.future import FutureNote
from workflows.engine import Actor
from workflows.holdings import STATES

if TYPE_CHECKING:
    from app.database import Db

LENDERS = (Actor.COUNTERPARTY_INITIATOR, Actor.COUNTERPARTY_CONFIRMER)
Pairs = Iterable[tuple[Piece, Piece]]


def tell_pledgees(db: Db, act_id: str, cause: str, pairs: Pairs, on: date) -> None:
    """pairs: what was and what has become of it; cause: ref of the dossier on which the act rests."""
    touched: dict[str, dict[tuple[str, str, bool], int]] = defaultdict(lambda: defaultdict(int))
    for before, then in pairs:
        for ref in {bond["ref"] for piece in (before, then) for bond in piece.bonds if bond["kind"] == "pledge"}:
            touched[ref][before.state, then.state, then.is_bound_by(ref)] += then.tonnes
    if not touched:
        return
    rows = db.scalars(select(CreditDossier).where(CreditDossier.ref.in_(touched)).order_by(CreditDossier.id))
    mail.write(db, [_letter(who.id, row.ref, act_id, cause, touched[row.ref])
                    for row in rows for who in access.people_of(db, row, LENDERS)], on)


def _letter(person_id: int, ref: str, act_id: str, cause: str, changes: dict[tuple[str, str, bool], int]) -> Letter:
    told = [(tonnes, *_words(*change)) for change, tonnes in changes.items()]
    zh = "；".join(f"{tonnes:,} 吨{words}" for tonnes, words, _ in told)
    en = "; ".join(f"{tonnes:,} t {words}" for tonnes, _, words in told)
    return Letter(person_id, f"pledged:{act_id}:{ref}:{person_id}", ref, f"/pledges/{ref}",
                  f"质押 {ref} 项下的减排量发生变动（依据 {cause}）：{zh}。",
                  f"Credits pledged under {ref} have changed, by {cause}: {en}.")


def note_on(db: Db, project_id: int) -> FutureNote | None:
    """The note of a pledge that lies on a project's future credits now."""
    return db.scalar(select(FutureNote).where(FutureNote.project_id == project_id, FutureNote.lifted_on.is_(None))
                     .order_by(FutureNote.id))


def tell_of_future(db: Db, project_id: int, cause: str, tonnes: int, on: date) -> None:
    """Credits of a noted project could be issued now: whoever holds the note decides."""
    row = note_on(db, project_id)
    if row is None:
        return
    mail.write(db, [Letter(
        who.id, f"future:{cause}:{who.id}", row.ref, "/future-notes",
        f"项目 {row.project.code} 的减排量 {tonnes:,} 吨已登记（{cause}），因备注 {row.ref} 停止签发，待您解除备注。",
        f"{tonnes:,} t of {row.project.code} are registered ({cause}) and not issued because of your note {row.ref}: "
        f"lift it to let them be issued.") for who in access.people_of(db, row, LENDERS)], on)


def _words(before: str, then: str, pledged: bool) -> tuple[str, str]:
    """What became of them; where the state stays, a higher lien still lies on them."""
    (was_zh, was_en), (is_zh, is_en) = STATES[before], STATES[then]
    zh, en = (f"仍为“{is_zh}”", f"stay {is_en}") if before == then else (
        f"由“{was_zh}”变为“{is_zh}”", f"from {was_en} to {is_en}")
    return (zh, en) if pledged else (f"{zh}，不再质押", f"{en}, no longer pledged")
