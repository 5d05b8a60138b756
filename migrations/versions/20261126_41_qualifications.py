"""Competence by record: who is competent in which sector, from when to when (R-48)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_41"
down_revision = "20261126_40"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("body_id", sa.Integer(), nullable=False, comment="Who keeps the record"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="Whose competence"),
        sa.Column("sector", sa.String(4), nullable=False, comment="01 … as in the body's approvals"),
        sa.Column("evidence", sa.String(300), nullable=False, comment="Training, degree or practice that shows it"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="Last day; empty: open"),
        sa.Column("recorded_by", sa.Integer(), nullable=False, comment="Decision maker who entered it"),
        sa.Column("recorded_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_qualification_days")),
        sa.CheckConstraint("length(evidence) >= 5", name=op.f("ck_qualification_evidence")),
        sa.ForeignKeyConstraint(["body_id"], ["organisation.id"], name=op.f("fk_qualification_body_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_qualification_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_qualification_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("body_id", "person_id", "sector", "starts_on",
                            name=op.f("uq_qualification_body_id_person_id_sector_starts_on")))
    op.create_index(op.f("ix_qualification_body_id"), "qualification", ["body_id"])
    op.create_index(op.f("ix_qualification_person_id"), "qualification", ["person_id"])


def downgrade() -> None:
    op.drop_table("qualification")
