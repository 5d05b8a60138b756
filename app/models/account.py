"""登记账户: the dossier of a registry account, from its application to its closure. The ledger holds what it owns."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, Ref
from app.models.party import Organisation, Person

STATES = ("draft", "first_review", "in_review", "refused", "active", "change_review", "restricted", "restore_asked",
          "closure_asked", "closed")
NOT_OPENED = ("draft", "first_review", "in_review", "refused")
_alone = text("state not in ('draft','refused')")       # one entity, one account, closed ones too


class AccountDossier(Base):
    """An application for a registry account and, once it is opened, what becomes of it."""
    __tablename__ = "account_dossier"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"(state in {NOT_OPENED}) = (holder_id is null)", name="opened"),
        CheckConstraint("(holder_id is null) = (account_no = '')", name="numbered"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", name="closed"),
        CheckConstraint("applicant_id <> confirmer_id", name="two_people"),
        CheckConstraint("mode in ('','joint','independent')", name="mode"),
        Index("uq_account_dossier_entity", "credit_code", unique=True, sqlite_where=_alone, postgresql_where=_alone))
    stage = "account"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="AO-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    mode: Mapped[str] = mapped_column(String(12), default="", comment="R-18: joint or independent, once applied for")
    kind: Mapped[str] = mapped_column(String(20), comment="Kind of account, R-12 and R-24")
    credit_code: Mapped[str] = mapped_column(String(18), comment="统一社会信用代码, check digit tested by the service")
    name_zh: Mapped[str] = mapped_column(String(120), comment="Registered name")
    name_en: Mapped[str] = mapped_column(String(200), default="", comment="Name used in English texts")
    address: Mapped[str] = mapped_column(String(200), default="", comment="Registered address")
    representative: Mapped[str] = mapped_column(String(80), default="", comment="法定代表人")
    phone: Mapped[str] = mapped_column(String(200), default="", comment="Phone of the entity, sealed (S15)")
    id_number: Mapped[str] = mapped_column(String(200), default="",
                                           comment="Identity number of a natural person, sealed (S15)")
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True,
                                                     comment="Who applies, and becomes the initiator (R-19)")
    confirmer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Who becomes the confirmer")
    employers: Mapped[dict] = mapped_column(
        Json, default=dict, comment='R-11: {"initiator": {"kind", "name"}, "confirmer": …} as declared')
    pending: Mapped[dict] = mapped_column(Json, default=dict, comment="What the review under way was asked for")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True,
                                                  comment="Whose account, once it is opened")
    account_no: Mapped[str] = mapped_column(String(20), default="", comment="Number of the ledger account")
    trading_no: Mapped[str] = mapped_column(String(40), default="", comment="Number of the bound trading account")
    begun_on: Mapped[date] = mapped_column(comment="Day of the draft; Beijing date")
    applied_on: Mapped[date | None] = mapped_column(comment="Day of the application")
    first_reviewed_on: Mapped[date | None] = mapped_column(comment="初审: decided by the exchange")
    decided_on: Mapped[date | None] = mapped_column(comment="复审: decided by the registry")
    restricted_on: Mapped[date | None] = mapped_column(comment="First day of the restriction in force (R-16)")
    closed_on: Mapped[date | None] = mapped_column(comment="Set if and only if closed (R-17)")
    holder: Mapped[Organisation | None] = relationship(foreign_keys=[holder_id])
    applicant: Mapped[Person | None] = relationship(foreign_keys=[applicant_id])
    confirmer: Mapped[Person | None] = relationship(foreign_keys=[confirmer_id])

    @property
    def offices(self) -> tuple[str, ...]:
        """The exchange takes part in a joint opening, and in what follows an opening (R-16, R-21)."""
        return ("exchange",) if self.mode == "joint" or self.holder_id else ()
