"""Notices to people: reminders, escalations, what became of a comment (R-183)."""

import sqlalchemy as sa
from alembic import op

from app.models.base import Instant

revision = "20261126_31"
down_revision = "20261126_30"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("key", sa.String(120), nullable=False, comment="Cause and reader: nothing is told twice"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="To whom"),
        sa.Column("subject", sa.String(40), nullable=False, comment="Dossier or comment it speaks of"),
        sa.Column("href", sa.String(200), nullable=False, comment="Page to go to"),
        sa.Column("zh", sa.Text(), nullable=False, comment="What it says, in Chinese"),
        sa.Column("en", sa.Text(), nullable=False, comment="What it says, in English"),
        sa.Column("made_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("sent_at", Instant(), nullable=True, comment="When the adapter took it"),
        sa.Column("seen_at", Instant(), nullable=True, comment="When its reader marked it as seen"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    op.create_index(op.f("ix_mail_person_id"), "mail", ["person_id"])


def downgrade() -> None:
    op.drop_table("mail")
