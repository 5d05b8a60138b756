"""Reports of fraud, each with the office that has it."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_10"
down_revision = "20261126_60"
branch_labels = None
depends_on = None

STATES = ("received", "with_province", "with_supervision", "answered")


def upgrade() -> None:
    op.create_table(
        "fraud_report",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="JB-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("about", sa.String(10), nullable=False, comment="project or body"),
        sa.Column("target", sa.String(40), nullable=False, comment="Project code, ref of an application, or credit code"),
        sa.Column("target_zh", sa.String(200), nullable=False, comment="Name of the target on the day of the report"),
        sa.Column("body", sa.Text(), nullable=False, comment="What is reported"),
        sa.Column("contact", sa.String(120), nullable=False, comment="How to reach the reporter, if they want"),
        sa.Column("code", sa.String(32), nullable=False, comment="Opens the page of its state to whoever reported it"),
        sa.Column("office", sa.String(20), nullable=False, comment="Kind of organisation that has it"),
        sa.Column("applicant_id", sa.Integer(), nullable=True, comment="Who reported, when signed in"),
        sa.Column("said_on", sa.Date(), nullable=False, comment="Day of the report; Beijing date"),
        sa.Column("answered_on", sa.Date(), nullable=True, comment="Set if and only if answered"),
        sa.Column("result", sa.Text(), nullable=False, comment="What came of it, for its reporter"),
        sa.CheckConstraint(f"state in {STATES}", name=op.f("ck_fraud_report_state")),
        sa.CheckConstraint("about in ('project','body')", name=op.f("ck_fraud_report_about")),
        sa.CheckConstraint("office in ('','province','market_supervision')", name=op.f("ck_fraud_report_office")),
        sa.CheckConstraint("(state = 'answered') = (answered_on is not null)", name=op.f("ck_fraud_report_answered")),
        sa.ForeignKeyConstraint(["applicant_id"], ["person.id"], name=op.f("fk_fraud_report_applicant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_report")),
        sa.UniqueConstraint("ref", name=op.f("uq_fraud_report_ref")))
    op.create_index(op.f("ix_fraud_report_applicant_id"), "fraud_report", ["applicant_id"])
    op.create_index(op.f("ix_fraud_report_said_on"), "fraud_report", ["said_on"])


def downgrade() -> None:
    op.drop_table("fraud_report")
