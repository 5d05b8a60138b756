"""Cases, measures, and bars in place of one day on the organisation: a bar may have no end."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_18"
down_revision = "20261126_17"
branch_labels = None
depends_on = None

CASE_STATES = ("opened", "investigating", "decided", "executed", "closed", "dismissed")
DECIDED = ("decided", "executed", "closed")
MEASURE_STATES = ("proposed", "ordered", "overdue", "in_force", "done", "lifted", "dropped")
KINDS = ("fine", "suspend_trading", "order_cancel", "force_cancel", "return_shortage", "revoke_project", "bar",
         "stop_body", "revoke_body", "staff_ban")


def upgrade() -> None:
    op.create_table(
        "sanction_case",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="SA-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("ground", sa.String(10), nullable=False, comment="R-128 … R-134"),
        sa.Column("office_id", sa.Integer(), nullable=False, comment="Who conducts it"),
        sa.Column("respondent_id", sa.Integer(), nullable=False, comment="当事人"),
        sa.Column("committed_on", sa.Date(), nullable=False, comment="Day of the breach: it decides which fine applies"),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("summary", sa.Text(), nullable=False, comment="What it is about"),
        sa.Column("heard_on", sa.Date(), nullable=True, comment="Day of the respondent's statement"),
        sa.Column("statement", sa.Text(), nullable=False, comment="The respondent's statement"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="Set if and only if decided"),
        sa.Column("number", sa.String(80), nullable=False, comment="Number of the decision"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Reasons of the decision, shown to everybody"),
        sa.CheckConstraint(f"state in {CASE_STATES}", name=op.f("ck_sanction_case_state")),
        sa.CheckConstraint(f"(state in {DECIDED}) = (decided_on is not null)", name=op.f("ck_sanction_case_decided")),
        sa.ForeignKeyConstraint(["office_id"], ["organisation.id"], name=op.f("fk_sanction_case_office_id")),
        sa.ForeignKeyConstraint(["respondent_id"], ["organisation.id"], name=op.f("fk_sanction_case_respondent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction_case")),
        sa.UniqueConstraint("ref", name=op.f("uq_sanction_case_ref")),
    )
    op.create_index(op.f("ix_sanction_case_respondent_id"), "sanction_case", ["respondent_id"])
    op.create_table(
        "sanction_measure",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="SM-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("case_id", sa.Integer(), nullable=False, comment="Of which case"),
        sa.Column("n", sa.Integer(), nullable=False, comment="1, 2, …"),
        sa.Column("kind", sa.String(20), nullable=False, comment="fine, bar, …"),
        sa.Column("amount", sa.BigInteger(), nullable=True, comment="Fine in CNY"),
        sa.Column("quantity", sa.BigInteger(), nullable=True, comment="Tonnes to be cancelled or returned"),
        sa.Column("project_id", sa.Integer(), nullable=True, comment="Project to be revoked"),
        sa.Column("target", sa.String(200), nullable=False, comment="Project code or names of staff, as given"),
        sa.Column("starts_on", sa.Date(), nullable=True, comment="First day in force, once it lasts"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="Day on which it no longer holds; none: until it is lifted"),
        sa.Column("done_on", sa.Date(), nullable=True, comment="Day on which it was carried out"),
        sa.Column("act", sa.String(80), nullable=False, comment="Ledger act that carried it out"),
        sa.CheckConstraint(f"kind in {KINDS}", name=op.f("ck_sanction_measure_kind")),
        sa.CheckConstraint(f"state in {MEASURE_STATES}", name=op.f("ck_sanction_measure_state")),
        sa.CheckConstraint("amount > 0 and quantity > 0", name=op.f("ck_sanction_measure_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["sanction_case.id"], name=op.f("fk_sanction_measure_case_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_sanction_measure_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction_measure")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_sanction_measure_case_id_n")),
        sa.UniqueConstraint("ref", name=op.f("uq_sanction_measure_ref")),
    )
    op.create_table(
        "bar",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("organisation_id", sa.Integer(), nullable=False, comment="Who is barred"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="First day on which applications are accepted again"),
        sa.Column("ground", sa.String(10), nullable=False, comment="R-128, R-129"),
        sa.Column("measure_id", sa.Integer(), nullable=True, comment="The measure it rests on"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_bar_span")),
        sa.ForeignKeyConstraint(["measure_id"], ["sanction_measure.id"], name=op.f("fk_bar_measure_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bar_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bar")),
    )
    op.create_index(op.f("ix_bar_organisation_id"), "bar", ["organisation_id"])
    op.execute("insert into bar (organisation_id, starts_on, ends_on, ground)"
               " select id, '2023-10-19', barred_until, 'R-128' from organisation where barred_until is not null")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("barred_until")


def downgrade() -> None:
    """A bar without an end becomes one of a hundred years; cases and measures are lost."""
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("barred_until", sa.Date(), nullable=True, comment="R-128, R-129: no application before this day"))
    op.execute("update organisation set barred_until = (select max(coalesce(ends_on, '2126-11-26')) from bar"
               " where bar.organisation_id = organisation.id)")
    op.drop_table("bar")
    op.drop_table("sanction_measure")
    op.drop_table("sanction_case")
