"""Dossiers of what is done with credits: retirement, surrender, pledge, freeze, suspension, transfer, market."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_90"
down_revision = "20261126_83"
branch_labels = None
depends_on = None

STAGES = "('retirement', 'surrender', 'pledge', 'freeze', 'suspension', 'transfer', 'market_move')"


def upgrade() -> None:
    op.create_table(
        "credit_dossier",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="RT-2026-0001, PL-…, FZ-…"),
        sa.Column("stage", sa.String(20), nullable=False, comment="Which table of moves it lives by"),
        sa.Column("state", sa.String(24), nullable=False, comment="Assigned by moves alone"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Whose credits"),
        sa.Column("counterparty_id", sa.Integer(), nullable=True,
                  comment="Pledgee, successor: who else must agree or is entitled"),
        sa.Column("office_id", sa.Integer(), nullable=True,
                  comment="The one office that takes part: a surrender's province; empty: any"),
        sa.Column("begun_by", sa.String(8), nullable=False, comment="holder, other, office: whose draft it is"),
        sa.Column("said", sa.JSON(), nullable=False, comment="What its moves were told so far, by name"),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("opened_by", sa.Integer(), nullable=False, comment="Who began it"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="Day on which it came to its end"),
        sa.CheckConstraint(f"stage in {STAGES}", name=op.f("ck_credit_dossier_stage")),
        sa.CheckConstraint("begun_by in ('holder','other','office')", name=op.f("ck_credit_dossier_begun_by")),
        sa.CheckConstraint("(begun_by <> 'other') or (counterparty_id is not null)", name=op.f("ck_credit_dossier_other")),
        sa.CheckConstraint("ended_on >= opened_on", name=op.f("ck_credit_dossier_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credit_dossier_account_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["organisation.id"], name=op.f("fk_credit_dossier_counterparty_id")),
        sa.ForeignKeyConstraint(["office_id"], ["organisation.id"], name=op.f("fk_credit_dossier_office_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_credit_dossier_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_dossier")),
        sa.UniqueConstraint("ref", name=op.f("uq_credit_dossier_ref")))
    for column in ("stage", "account_id", "counterparty_id"):
        op.create_index(op.f(f"ix_credit_dossier_{column}"), "credit_dossier", [column])
    op.create_table(
        "credit_range",
        sa.Column("dossier_id", sa.Integer(), nullable=False, comment="Of which dossier"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, …"),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False,
                  comment="Batch of the serials"),
        sa.Column("lo", sa.BigInteger(), nullable=False, comment="First serial"),
        sa.Column("hi", sa.BigInteger(), nullable=False, comment="Last serial"),
        sa.CheckConstraint("lo >= 1 and hi >= lo", name=op.f("ck_credit_range_range")),
        sa.ForeignKeyConstraint(["dossier_id"], ["credit_dossier.id"], name=op.f("fk_credit_range_dossier_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_credit_range_batch_id")),
        sa.PrimaryKeyConstraint("dossier_id", "n", name=op.f("pk_credit_range")),
        comment="Serials of the dossiers of credits")
    op.create_index(op.f("ix_credit_range_batch_id"), "credit_range", ["batch_id"])


def downgrade() -> None:
    op.drop_table("credit_range")
    op.drop_table("credit_dossier")
