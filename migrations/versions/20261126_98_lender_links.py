"""Links by which a holder shows a lender how one range stands."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_98"
down_revision = "20261126_97"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lender_link",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="LL-2026-0001"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Whose credits"),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False,
                  comment="Batch of the serials"),
        sa.Column("lo", sa.BigInteger(), nullable=False, comment="First serial"),
        sa.Column("hi", sa.BigInteger(), nullable=False, comment="Last serial"),
        sa.Column("lender", sa.String(120), nullable=False, comment="For whom, as the holder calls it"),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("opened_by", sa.Integer(), nullable=False, comment="Who made it"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="Last day, included"),
        sa.Column("revoked_on", sa.Date(), nullable=True, comment="Day on which the holder took it back"),
        sa.Column("revoked_by", sa.Integer(), nullable=True, comment="Who took it back"),
        sa.CheckConstraint("lo >= 1 and hi >= lo", name=op.f("ck_lender_link_range")),
        sa.CheckConstraint("ends_on >= opened_on", name=op.f("ck_lender_link_term")),
        sa.CheckConstraint("(revoked_on is null) = (revoked_by is null)", name=op.f("ck_lender_link_revoked")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_lender_link_account_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_lender_link_batch_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_lender_link_opened_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_lender_link_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lender_link")),
        sa.UniqueConstraint("ref", name=op.f("uq_lender_link_ref")))
    op.create_index(op.f("ix_lender_link_account_id"), "lender_link", ["account_id"])


def downgrade() -> None:
    op.drop_table("lender_link")
