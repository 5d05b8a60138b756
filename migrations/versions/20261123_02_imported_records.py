"""Records of other registers: projects, periods of reductions, their calendar years."""

import sqlalchemy as sa
from alembic import op

from app.models.base import Instant

revision = "20261123_02"
down_revision = "20261123_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_project",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("code", sa.String(length=20), nullable=False, comment="项目编号 as published"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="项目名称"),
        sa.Column("owner", sa.String(length=200), nullable=False, comment="项目业主, by name"),
        sa.Column("province", sa.String(length=20), nullable=False, comment="省级行政区"),
        sa.Column("methodology", sa.String(length=40), nullable=False, comment="Code and version"),
        sa.Column(
            "validator", sa.String(length=200), nullable=False, comment="审定机构, by name or short name"
        ),
        sa.Column("started_on", sa.Date(), nullable=False, comment="开工日期"),
        sa.Column("registered_on", sa.Date(), nullable=False, comment="登记日期"),
        sa.Column(
            "crediting_from", sa.Date(), nullable=False, comment="First day of the crediting period, included"
        ),
        sa.Column(
            "crediting_to", sa.Date(), nullable=False, comment="Last day of the crediting period, included"
        ),
        sa.Column("annual_t", sa.Integer(), nullable=False, comment="Expected yearly reduction, tCO2e"),
        sa.Column(
            "total_t",
            sa.Integer(),
            nullable=False,
            comment="Expected reduction of the crediting period, tCO2e",
        ),
        sa.Column(
            "more", sa.JSON(), nullable=False, comment="Further public fields (R-150) by name, as text"
        ),
        sa.Column(
            "problems",
            sa.JSON(),
            nullable=False,
            comment="Broken rules, in the shape in which every page shows them",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Where the record was published"),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day of the record"),
        sa.Column("imported_at", Instant(), nullable=False, comment="When it was read in, UTC"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_project")),
        sa.UniqueConstraint("code", name=op.f("uq_imported_project_code")),
    )
    op.create_index(
        op.f("ix_imported_project_registered_on"), "imported_project", ["registered_on"], unique=False
    )
    op.create_table(
        "imported_reduction",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column(
            "project_code",
            sa.String(length=20),
            nullable=False,
            comment="Code of the project, which may be unknown here",
        ),
        sa.Column("period", sa.Integer(), nullable=False, comment="核算期次 1, 2, …"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day of the period, included"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="Last day of the period, included"),
        sa.Column(
            "verifier", sa.String(length=200), nullable=False, comment="核查机构, by name or short name"
        ),
        sa.Column("registered_on", sa.Date(), nullable=True, comment="登记日期, where shown"),
        sa.Column(
            "issued_on",
            sa.Date(),
            nullable=True,
            comment="签发日期; none = registration seen, issue not shown",
        ),
        sa.Column("total_t", sa.Integer(), nullable=False, comment="Total as published, tCO2e"),
        sa.Column(
            "more", sa.JSON(), nullable=False, comment="Further public fields (R-150) by name, as text"
        ),
        sa.Column(
            "problems",
            sa.JSON(),
            nullable=False,
            comment="Broken rules, in the shape in which every page shows them",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Where the record was published"),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day of the record"),
        sa.Column("imported_at", Instant(), nullable=False, comment="When it was read in, UTC"),
        sa.CheckConstraint(
            "issued_on is not null or registered_on is not null", name=op.f("ck_imported_reduction_dated")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_reduction")),
        sa.UniqueConstraint("project_code", "period", name=op.f("uq_imported_reduction_project_code_period")),
    )
    op.create_table(
        "imported_line",
        sa.Column("reduction_id", sa.Integer(), nullable=False, comment="Of which period"),
        sa.Column(
            "year", sa.Integer(), nullable=False, comment="Calendar year in which the reduction arose (R-96)"
        ),
        sa.Column(
            "tonnes",
            sa.Integer(),
            nullable=False,
            comment="Whole tonnes as published, tCO2e; a wrong figure is kept as it is",
        ),
        sa.ForeignKeyConstraint(
            ["reduction_id"], ["imported_reduction.id"], name=op.f("fk_imported_line_reduction_id")
        ),
        sa.PrimaryKeyConstraint("reduction_id", "year", name=op.f("pk_imported_line")),
    )


def downgrade() -> None:
    op.drop_table("imported_line")
    op.drop_table("imported_reduction")
    op.drop_index(op.f("ix_imported_project_registered_on"), table_name="imported_project")
    op.drop_table("imported_project")
