"""Rows of the ledger. Whole tonnes, integer serials; an act closes holdings and opens others, and nothing else moves.

What may not be false is guarded by the database itself: constraints here, triggers in `triggers.py`.
"""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest, Instant
from app.models.evidence import Serial
from workflows.holdings import FINAL, FREE, LIENS, STATES

WORLD = 0                                               # the account that issues post against; it never holds
SERIAL_BITS = 36                                        # a serial is below 2^36, so that (batch, serial) is one bigint
ACCOUNTS = {
    "world": ("账外", "outside the ledger"),
    "project_owner": ("项目业主", "project owner"),
    "key_emitter": ("重点排放单位", "key emitter"),
    "trading_entity": ("其他交易主体", "other trading entity"),
    "body": ("审定与核查机构", "validation and verification body"),
    "department": ("省级生态环境主管部门", "provincial department"),
}

_act = lambda: ForeignKey("act.id", deferrable=True, initially="DEFERRED")
_listed = lambda words: "(" + ", ".join(f"'{word}'" for word in words) + ")"
# The state is that of the first lien; a holding without liens is free or final. The text of liens is canonical JSON.
_lien_gives_state = " OR ".join(
    [f"(state IN {_listed(FREE | FINAL)} AND liens = '[]')"]
    + [f"(state = '{state}' AND liens LIKE '[{{\"kind\":\"{lien}\",%')" for lien, (state, _, _) in LIENS.items()])


class Account(Base):
    """Who may hold. Account 0 is the world. Its state (restricted, closed) is the organisation's."""
    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(f"kind IN {_listed(ACCOUNTS)}", name="kind"),
        CheckConstraint("(id = 0) = (kind = 'world')", name="world"),
        CheckConstraint("(kind = 'world') = (organisation_id IS NULL)", name="holder"),
        {"info": {"insert_only": True}, "comment": "Registry accounts"})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only; 0 is the world")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True,
                                                        comment="Whose account; empty for the world")
    number: Mapped[str] = mapped_column(String(20), unique=True, comment="Account number as printed")
    kind: Mapped[str] = mapped_column(String(20), comment="Kind of holder, R-12; world for account 0")


class Call(Base):
    """One use of an idempotency key: what was asked and what was answered. A refused request leaves none."""
    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("length(key) >= 8", name="key"),
        {"info": {"insert_only": True}, "comment": "Idempotency keys used"})
    key: Mapped[str] = mapped_column(String(80), primary_key=True, comment="Minted by the form or the client")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the canonical request, with its sender")
    result: Mapped[str] = mapped_column(Text, comment="Canonical JSON of the answer, given again to a retry")
    at: Mapped[datetime] = mapped_column(Instant, comment="First use, UTC")


class Act(Base):
    """One thing done to the ledger. Inserted last: its trigger is the seal over everything the act brought."""
    __tablename__ = "act"
    __table_args__ = ({"info": {"insert_only": True}, "comment": "Ledger acts; the seal of their rows"},)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, comment="UUID, lower case")
    key: Mapped[str] = mapped_column(ForeignKey("call.key"), unique=True, comment="The call that asked for it")
    kind: Mapped[str] = mapped_column(String(30), comment="issue, transfer, retire …")
    result: Mapped[str] = mapped_column(Text, comment="Canonical JSON: serials opened, with account and state")
    on: Mapped[date] = mapped_column(comment="Beijing date")
    at: Mapped[datetime] = mapped_column(Instant, comment="Instant, UTC")


class Batch(Base):
    """The credits of a project, calendar year and period: serials 1 to size, one tonne each."""
    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("project_code", "year", "period_no"),
        CheckConstraint(f"size BETWEEN 1 AND {2**SERIAL_BITS - 1}", name="size"),
        CheckConstraint("year BETWEEN 2012 AND 2199", name="year"),
        CheckConstraint("period_no BETWEEN 1 AND 99", name="period_no"),
        {"info": {"insert_only": True, "sealed_by": "act_id"}, "comment": "Issued batches"})
    id: Mapped[int] = mapped_column(Serial, Identity(always=True), primary_key=True, comment="Inside the house only")
    project_code: Mapped[str] = mapped_column(String(40), comment="Code of the registered project")
    year: Mapped[int] = mapped_column(comment="Vintage: calendar year in which the reduction happened (R-96)")
    period_no: Mapped[int] = mapped_column(comment="Number of the project's accounting period")
    size: Mapped[int] = mapped_column(BigInteger, comment="tCO2e issued; the last serial")
    act_id: Mapped[str] = mapped_column(String(36), _act(), index=True, comment="Act that issued it")


class Posting(Base):
    """One line of an act: a range enters (+) or leaves (−) an account and state. Per act and batch they sum to 0."""
    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("lo >= 1 AND hi >= lo", name="range"),
        CheckConstraint("abs(delta) = hi - lo + 1", name="delta"),
        CheckConstraint("(account_id = 0) = (state = 'world')", name="world"),
        CheckConstraint(f"state IN {_listed(['world', *STATES])}", name="state"),
        CheckConstraint(f"delta > 0 OR state NOT IN {_listed(FINAL)}", name="final"),
        Index("ix_posting_account_id_batch_id", "account_id", "batch_id"), Index("ix_posting_batch_id", "batch_id"),
        {"info": {"insert_only": True, "sealed_by": "act_id"}, "comment": "Postings of the acts"})
    act_id: Mapped[str] = mapped_column(String(36), _act(), primary_key=True, comment="Act it belongs to")
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Line number within the act, from 0")
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), comment="Batch of the range")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), comment="Account; 0 is the world")
    state: Mapped[str] = mapped_column(String(20), comment="State there; world for account 0")
    lo: Mapped[int] = mapped_column(BigInteger, comment="First serial")
    hi: Mapped[int] = mapped_column(BigInteger, comment="Last serial")
    delta: Mapped[int] = mapped_column(BigInteger, comment="tCO2e: + the range enters, − it leaves")


class Holding(Base):
    """A range with one account, state and liens, from the act that opened it to the act that closes it."""
    __tablename__ = "holding"
    __table_args__ = (
        CheckConstraint(f"lo >= 1 AND hi >= lo AND hi < {2**SERIAL_BITS}", name="range"),
        CheckConstraint("account_id <> 0", name="world"),
        CheckConstraint(f"state IN {_listed(STATES)}", name="state"), CheckConstraint(_lien_gives_state, name="liens"),
        CheckConstraint(f"state NOT IN {_listed(FINAL)} OR closed_by IS NULL", name="final"),
        CheckConstraint("closed_by IS NULL OR closed_by <> opened_by", name="life"),
        Index("ix_holding_open", "batch_id", "lo", "hi", sqlite_where=text("closed_by IS NULL"),
              postgresql_where=text("closed_by IS NULL")),
        Index("ix_holding_owner", "account_id", "batch_id", "lo", sqlite_where=text("closed_by IS NULL"),
              postgresql_where=text("closed_by IS NULL")),
        Index("ix_holding_closed_by", "closed_by", sqlite_where=text("closed_by IS NOT NULL"),
              postgresql_where=text("closed_by IS NOT NULL")),
        {"comment": "Ranges and who holds them; may be closed once, never else changed"})
    id: Mapped[int] = mapped_column(Serial, Identity(always=True), primary_key=True,
                                    comment="Never referred to from outside: name act and range instead")
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), comment="Batch of the range")
    lo: Mapped[int] = mapped_column(BigInteger, comment="First serial")
    hi: Mapped[int] = mapped_column(BigInteger, comment="Last serial")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), comment="Holder; never the world")
    state: Mapped[str] = mapped_column(String(20), comment="That of the first lien, else free or final")
    liens: Mapped[str] = mapped_column(Text, default="[]", server_default="[]", comment=(
        'Open liens by priority, canonical JSON: [{"kind","ref","was"}]; "was" is the free state they were laid upon'))
    opened_by: Mapped[str] = mapped_column(String(36), _act(), index=True, comment="Act that opened it")
    closed_by: Mapped[str | None] = mapped_column(String(36), _act(), comment="Act that closed it")
