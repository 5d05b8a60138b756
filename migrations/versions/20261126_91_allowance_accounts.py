"""Accounts bound with the allowance registry, and the provinces' last days for the form of surrender."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_91"
down_revision = "20261126_90"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allowance_binding",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Registry account"),
        sa.Column("number", sa.String(40), nullable=False, comment="Account number of the allowance registry"),
        sa.Column("province_id", sa.Integer(), nullable=False, comment="Department that takes the form"),
        sa.Column("bound_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("entered_by", sa.Integer(), nullable=False, comment="Who entered it"),
        sa.Column("checked_by", sa.Integer(), nullable=False, comment="Who checked it"),
        sa.CheckConstraint("checked_by <> entered_by", name=op.f("ck_allowance_binding_two_people")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_allowance_binding_account_id")),
        sa.ForeignKeyConstraint(["province_id"], ["organisation.id"], name=op.f("fk_allowance_binding_province_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_allowance_binding_entered_by")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_allowance_binding_checked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_binding")),
        comment="Accounts bound with the allowance registry")
    op.create_index(op.f("ix_allowance_binding_account_id"), "allowance_binding", ["account_id"])
    op.create_table(
        "form_last_day",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("province_id", sa.Integer(), nullable=False, comment="Whose last day"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year of the obligation"),
        sa.Column("last_day", sa.Date(), nullable=False, comment="Announced last day, included; Beijing date"),
        sa.Column("source", sa.String(200), nullable=False, comment="Where it was announced"),
        sa.Column("entered_by", sa.Integer(), nullable=False, comment="Who entered it"),
        sa.Column("checked_by", sa.Integer(), nullable=False, comment="Who checked it"),
        sa.CheckConstraint("checked_by <> entered_by", name=op.f("ck_form_last_day_two_people")),
        sa.CheckConstraint("year between 2019 and 2199", name=op.f("ck_form_last_day_year")),
        sa.ForeignKeyConstraint(["province_id"], ["organisation.id"], name=op.f("fk_form_last_day_province_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_form_last_day_entered_by")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_form_last_day_checked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_last_day")),
        comment="Last days for the form of surrender")
    op.create_index(op.f("ix_form_last_day_province_id"), "form_last_day", ["province_id"])


def downgrade() -> None:
    op.drop_table("form_last_day")
    op.drop_table("allowance_binding")
