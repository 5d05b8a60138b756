"""减排量业务: the dossiers of what is done with credits, from the choice of serials to its end. The ledger holds what
became of them; which serials a dossier is about is fixed when it begins.
"""
from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, Ref
from app.models.ledger import Account
from app.models.party import Organisation, Person

LETTERS = {"retirement": "RT", "surrender": "SU", "pledge": "PL", "freeze": "FZ", "suspension": "SP", "transfer": "NT",
           "market_move": "MV", "cancellation": "FC", "correction": "CE"}
NOUNS = {"retirements": "retirement", "surrenders": "surrender", "pledges": "pledge", "freezes": "freeze",
         "suspensions": "suspension", "transfers": "transfer", "market-moves": "market_move",
         "cancellations": "cancellation", "corrections": "correction"}
NOUN_OF = {stage: noun for noun, stage in NOUNS.items()}
OFFICES = {"surrender": ("province",), "pledge": ("exchange",), "freeze": ("court",), "suspension": ("exchange",),
           "transfer": ("court",), "market_move": ("exchange",)}

OF_ITS_BEGINNER = ("freeze", "transfer")                # of these an office sees what it began itself, and no more
UNLAID = {"freeze": ("draft", "received", "returned")}  # states in which the holder is not told of it yet


def place_of(ref: str) -> str:
    """Where the dossier of credits with this ref stands among the pages; empty for anything else."""
    stage = next((stage for stage, letters in LETTERS.items() if ref.startswith(f"{letters}-")), "")
    return f"/{stage.replace('_', '-')}s/{ref}" if stage else ""


class CreditDossier(Base):
    """One thing to be done with credits of one account: a retirement, a pledge, a freeze …"""
    __tablename__ = "credit_dossier"
    __table_args__ = (
        CheckConstraint(f"stage in {tuple(LETTERS)}", name="stage"),
        CheckConstraint("begun_by in ('holder','other','office')", name="begun_by"),
        CheckConstraint("(begun_by <> 'other') or (counterparty_id is not null)", name="other"),
        CheckConstraint("ended_on >= opened_on", name="order"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="RT-2026-0001, PL-…, FZ-…")
    stage: Mapped[str] = mapped_column(String(20), index=True, comment="Which table of moves it lives by")
    state: Mapped[str] = mapped_column(String(24), comment="Assigned by moves alone")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, comment="Whose credits")
    counterparty_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, comment="Pledgee, successor: who else must agree or is entitled")
    office_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), comment="The one office that takes part: a surrender's province; empty: any")
    begun_by: Mapped[str] = mapped_column(String(8), comment="holder, other, office: whose draft it is")
    said: Mapped[dict] = mapped_column(Json, default=dict, comment="What its moves were told so far, by name")
    opened_on: Mapped[date] = mapped_column(comment="Beijing date")
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who began it")
    ended_on: Mapped[date | None] = mapped_column(comment="Day on which it came to its end")
    account: Mapped[Account] = relationship()
    counterparty: Mapped[Organisation | None] = relationship(foreign_keys=[counterparty_id])
    opener: Mapped[Person] = relationship(foreign_keys=[opened_by])
    ranges: Mapped[list[CreditRange]] = relationship(back_populates="dossier", order_by="CreditRange.n")

    @property
    def offices(self) -> tuple[str, ...]:
        """Kinds of the offices that take part: no court in what a holder or a successor begins."""
        alone = self.stage in OF_ITS_BEGINNER and self.begun_by in ("holder", "other")
        return () if alone else OFFICES.get(self.stage, ())

    @property
    def href(self) -> str:
        """Where its page stands."""
        return f"/{NOUN_OF[self.stage]}/{self.ref}"

    @property
    def holder_id(self) -> int | None:
        """Whose credits they are; what an office or another drafts is not yet the holder's to see, nor a judicial
        freeze that is not laid."""
        drafted = self.begun_by != "holder" and self.state in UNLAID.get(self.stage, ("draft",))
        return None if drafted else self.account.organisation_id

    @property
    def is_claim_not_taken_up(self) -> bool:
        """What another than the holder claims: before the registry looked, it tells nothing of the holding."""
        return self.begun_by == "other" and self.state not in ("under_review", "transferred")

    @property
    def is_draft_of_another(self) -> bool:
        return self.state == "draft" and self.begun_by != "holder"


class CreditRange(Base):
    """Serials that a dossier is about, as they were chosen."""
    __tablename__ = "credit_range"
    __table_args__ = (CheckConstraint("lo >= 1 and hi >= lo", name="range"),
                      {"info": {"insert_only": True}, "comment": "Serials of the dossiers of credits"})
    dossier_id: Mapped[int] = mapped_column(ForeignKey("credit_dossier.id"), primary_key=True,
                                            comment="Of which dossier")
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1, 2, …")
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True, comment="Batch of the serials")
    lo: Mapped[int] = mapped_column(BigInteger, comment="First serial")
    hi: Mapped[int] = mapped_column(BigInteger, comment="Last serial")
    dossier: Mapped[CreditDossier] = relationship(back_populates="ranges")
