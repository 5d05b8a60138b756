"""Notes of a pledge on the future credits of a project."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_99"
down_revision = "20261126_98"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "future_note",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="FN-2026-0001"),
        sa.Column("project_id", sa.Integer(), nullable=False, comment="Whose future credits"),
        sa.Column("counterparty_id", sa.Integer(), nullable=False, comment="质权人, the pledgee"),
        sa.Column("contract_no", sa.String(80), nullable=False, comment="Number of the contract"),
        sa.Column("pboc_no", sa.String(80), nullable=False, comment="No. in the register of movable finance"),
        sa.Column("noted_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("entered_by", sa.Integer(), nullable=False, comment="Who entered it"),
        sa.Column("checked_by", sa.Integer(), nullable=False, comment="Who checked it"),
        sa.Column("lifted_on", sa.Date(), nullable=True, comment="Day on which the pledgee lifted it"),
        sa.Column("lifted_by", sa.Integer(), nullable=True, comment="The pledgee's second person"),
        sa.CheckConstraint("checked_by <> entered_by", name=op.f("ck_future_note_two_people")),
        sa.CheckConstraint("(lifted_on is null) = (lifted_by is null)", name=op.f("ck_future_note_lifted")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_future_note_project_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["organisation.id"], name=op.f("fk_future_note_counterparty_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_future_note_entered_by")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_future_note_checked_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_future_note_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_future_note")),
        sa.UniqueConstraint("ref", name=op.f("uq_future_note_ref")))
    for column in ("project_id", "counterparty_id"):
        op.create_index(op.f(f"ix_future_note_{column}"), "future_note", [column])


def downgrade() -> None:
    op.drop_table("future_note")
