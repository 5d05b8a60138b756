"""Proofs of the ledger that were run."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_97"
down_revision = "20261126_96"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proof_run",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False,
                  comment="Instant of the snapshot that was proved, UTC"),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False,
                  comment="The same by the machine's own clock: gives its age"),
        sa.Column("took_ms", sa.Integer(), nullable=False, comment="How long it took"),
        sa.Column("cause", sa.String(8), nullable=False, comment="timer; person: asked for on the page; command"),
        sa.Column("asked_by", sa.Integer(), nullable=True, comment="Who asked for it"),
        sa.Column("batches", sa.Integer(), nullable=False, comment="Batches that there were"),
        sa.Column("issued_t", sa.BigInteger(), nullable=False, comment="Tonnes that were ever issued"),
        sa.Column("whole", sa.Boolean(), nullable=False, comment="Every promise of the ledger held"),
        sa.Column("found", sa.Text(), nullable=False,
                  comment="Canonical JSON: [promise, how many counted, [where broken]] each"),
        sa.CheckConstraint("cause in ('timer','person','command')", name=op.f("ck_proof_run_cause")),
        sa.CheckConstraint("(cause = 'person') = (asked_by is not null)", name=op.f("ck_proof_run_asked")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_proof_run_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_run")),
        comment="Proofs of the ledger that were run")


def downgrade() -> None:
    op.drop_table("proof_run")
