"""Tables that a verification body fills from what it saw itself (R-83c, R-86)."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_03"
down_revision = "20261124_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_table",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("engagement_id", sa.Integer(), nullable=False, comment="Which verification"),
        sa.Column("name", sa.String(40), nullable=False, comment="Name of the methodology's record"),
        sa.Column("rows", sa.JSON(), nullable=False, comment="Rows by field name, as the methodology reads them"),
        sa.Column("digest", sa.String(64), nullable=False, comment="sha256 of the canonical rows"),
        sa.Column("source", sa.String(64), nullable=False, comment="The raw file"),
        sa.Column("source_name", sa.String(200), nullable=False, comment="Name of that file"),
        sa.Column("saved_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("saved_by", sa.Integer(), nullable=False, comment="Of the team"),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"],
                                name=op.f("fk_own_table_engagement_id_engagement")),
        sa.ForeignKeyConstraint(["source"], ["document.sha256"], name=op.f("fk_own_table_source_document")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_own_table_saved_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_table")),
        sa.UniqueConstraint("engagement_id", "name", name=op.f("uq_own_table_engagement_id_name")),
    )


def downgrade() -> None:
    op.drop_table("own_table")
