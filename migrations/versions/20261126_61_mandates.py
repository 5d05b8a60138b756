"""Mandates: what an owner lets an agent do in its dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_61"
down_revision = "20261126_10"
branch_labels = None
depends_on = None

STATES = ("draft", "signed", "in_force", "refused", "revoked", "expired")


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="M-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("holder_id", sa.Integer(), nullable=False, comment="委托方, the owner"),
        sa.Column("counterparty_id", sa.Integer(), nullable=False, comment="受托方, the agent"),
        sa.Column("acts", sa.JSON(), nullable=False, comment="Keys of workflows.mandates.ACTS"),
        sa.Column("scope", sa.JSON(), nullable=False, comment='Refs of applications, codes of projects, or ["*"] for all'),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day; Beijing date"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="Last day, included"),
        sa.Column("begun_on", sa.Date(), nullable=False, comment="Day of the draft"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="Set if and only if refused, revoked or expired"),
        sa.CheckConstraint(f"state in {STATES}", name=op.f("ck_mandate_state")),
        sa.CheckConstraint("holder_id <> counterparty_id", name=op.f("ck_mandate_two_parties")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_mandate_term")),
        sa.CheckConstraint("(state in ('refused','revoked','expired')) = (ended_on is not null)", name=op.f("ck_mandate_ended")),
        *(sa.ForeignKeyConstraint([side], ["organisation.id"], name=op.f(f"fk_mandate_{side}"))
          for side in ("holder_id", "counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("ref", name=op.f("uq_mandate_ref")))
    for side in ("holder_id", "counterparty_id"):
        op.create_index(op.f(f"ix_mandate_{side}"), "mandate", [side])


def downgrade() -> None:
    op.drop_table("mandate")
