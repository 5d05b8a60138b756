"""The override log of a body's screen of independence (R-133b)."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_02"
down_revision = "20261124_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tie_override",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("engagement_id", sa.Integer(), nullable=False, comment="Which work"),
        sa.Column("key", sa.String(120), nullable=False,
                  comment="The tie: client-…, validator-…, worked-… sign-in name"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it does not touch independence"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="The decision maker who cleared it"),
        sa.Column("made_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("ck_tie_override_reason")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"],
                                name=op.f("fk_tie_override_engagement_id_engagement")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tie_override_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_override")),
        sa.UniqueConstraint("engagement_id", "key", name=op.f("uq_tie_override_engagement_id_key")),
    )


def downgrade() -> None:
    op.drop_table("tie_override")
