"""Whose holdings a reader of a dossier may know (R-151): of another's credits, that they are alive or ended."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.ledger.pieces import Piece
from app.models.credit import CreditDossier
from app.models.ledger import FINAL, Account
from workflows.engine import Actor

LOOKING = frozenset({Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR, Actor.AUDITOR})
HOLDER = frozenset({Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER, Actor.AGENT})
OTHER = frozenset({Actor.COUNTERPARTY_INITIATOR, Actor.COUNTERPARTY_CONFIRMER})
HIDDEN = -1                                             # in place of an account that is not told


@dataclass(frozen=True)
class Eyes:
    """everything: staff of the registry and the auditor; account: the dossier's, or None; home: whose own accounts."""
    everything: bool
    account: int | None
    home: int | None

    def sees(self, account: Account) -> bool:
        own = self.home is not None and account.organisation_id == self.home
        return self.everything or own or account.id == self.account


def eyes_of(row: CreditDossier, me: frozenset[Actor]) -> Eyes:
    """me: what the reader is to the dossier. The other side and an office see the holder's account until its end."""
    theirs = bool(me & HOLDER) or (row.ended_on is None and not is_blind(row, me))
    return Eyes(bool(me & LOOKING), row.account_id if theirs else None, row.counterparty_id if me & OTHER else None)


def is_blind(row: CreditDossier, me: frozenset[Actor]) -> bool:
    """Who claims another's credits knows nothing of them before the registry took the claim up."""
    return row.is_claim_not_taken_up and me <= OTHER


def hidden(pieces: Iterable[Piece], may_see: Callable[[Piece], bool], word: str) -> list[Piece]:
    """The pieces without what the reader may not know: those of others lie in no account, under no lien, and are at
    their end or in the state `word`; neighbours that look alike then are one, so that no holding's end is told."""
    found: list[Piece] = []
    for piece in pieces:
        if not may_see(piece):
            piece = replace(piece, account_id=HIDDEN, liens="[]", state=piece.state if piece.state in FINAL else word)
            last = found[-1] if found else None
            if last and last.hi + 1 == piece.lo and replace(last, lo=piece.lo, hi=piece.hi) == piece:
                piece = replace(piece, lo=found.pop().lo)
        found.append(piece)
    return found
