"""The sealed page of each day of the log."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_82"
down_revision = "20261126_81"
branch_labels = None
depends_on = None


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "daily_summary",
        sa.Column("day", sa.Date(), nullable=False, comment="Beijing date that it sums up"),
        sa.Column("size", serial, nullable=False, comment="Size of the checkpoint it prints"),
        sa.Column("content", sa.Text(), nullable=False, comment="summary.json, canonical, byte for byte"),
        sa.Column("pdf_sha256", sa.String(64), nullable=False, comment="The bytes in the document store"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was sealed, UTC; what its time stamp states"),
        sa.ForeignKeyConstraint(["size"], ["checkpoint.size"], name=op.f("fk_daily_summary_size")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_summary")),
        sa.UniqueConstraint("pdf_sha256", name=op.f("uq_daily_summary_pdf_sha256")),
        comment="Sealed summaries of the log; never changed")


def downgrade() -> None:
    op.drop_table("daily_summary")
