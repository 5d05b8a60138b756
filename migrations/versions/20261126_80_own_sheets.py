"""Sheets of people's own making: the file that waits, and the columns that are remembered."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_80"
down_revision = "20261126_71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_sheet",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("subject", sa.String(40), nullable=False, comment="Dossier: a period or an application"),
        sa.Column("name", sa.String(40), nullable=False, comment="Name of the methodology's record: readings, turbines …"),
        sa.Column("source", sa.String(64), nullable=False, comment="The file as it was sent"),
        sa.Column("file_name", sa.String(200), nullable=False, comment="Its name"),
        sa.Column("sheet", sa.Integer(), nullable=False, comment="Which visible sheet, from 0"),
        sa.Column("head", sa.Integer(), nullable=False, comment="Line of the headings, from 0"),
        sa.Column("columns", sa.JSON(), nullable=False, comment="[number, field or '', unit, by what it was known] a column"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False, comment="When it was sent"),
        sa.Column("sent_by", sa.Integer(), nullable=False, comment="Who sent it"),
        sa.ForeignKeyConstraint(["source"], ["document.sha256"], name=op.f("fk_own_sheet_source")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_own_sheet_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_sheet")),
        sa.UniqueConstraint("subject", "name", name=op.f("uq_own_sheet_subject_name")))
    op.create_table(
        "column_memory",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("organisation_id", sa.Integer(), nullable=False, comment="Whose dossiers"),
        sa.Column("name", sa.String(40), nullable=False, comment="Name of the methodology's record"),
        sa.Column("columns", sa.JSON(), nullable=False, comment="Plain heading: [field or '' when left out, unit]"),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, comment="When rows were taken over last"),
        sa.Column("saved_by", sa.Integer(), nullable=False, comment="Who took them over"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_column_memory_organisation_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_column_memory_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_memory")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_column_memory_organisation_id_name")))


def downgrade() -> None:
    op.drop_table("column_memory")
    op.drop_table("own_sheet")
