"""The screen of uniqueness as it stood when a step was taken, and declared shares of shared metering points."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_52"
down_revision = "20261126_51"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uniqueness_screen",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("subject", sa.String(40), nullable=False, comment="Application that was screened"),
        sa.Column("trigger", sa.String(40), nullable=False, comment="Step that was taken with it"),
        sa.Column("body", sa.Text(), nullable=False, comment="Canonical JSON: the footprint's size and every match"),
        sa.Column("digest", sa.String(64), nullable=False, comment="sha256 of the body, as in the event"),
        sa.Column("made_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uniqueness_screen")),
    )
    op.create_index("ix_uniqueness_screen_subject", "uniqueness_screen", ["subject"])
    op.create_table(
        "meter_share",
        sa.Column("id", sa.Integer(), nullable=False, comment="The later of two statements has the greater"),
        sa.Column("application_id", sa.Integer(), nullable=False, comment="Whose share"),
        sa.Column("meter", sa.String(60), nullable=False,
                  comment="Number of the meter, without blanks, dashes and case"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day of the window, included"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="Last day of the window, included; none = open"),
        sa.Column("hundredths", sa.Integer(), nullable=False, comment="Share in hundredths of a percent"),
        sa.Column("stated_by", sa.Integer(), nullable=False, comment="Who stated it, of its owner"),
        sa.Column("stated_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("confirmed_by", sa.Integer(), nullable=True, comment="Who confirmed, of another one"),
        sa.Column("confirmed_on", sa.Date(), nullable=True, comment="Beijing date"),
        sa.CheckConstraint("hundredths between 1 and 10000", name=op.f("ck_meter_share_hundredths")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_meter_share_window")),
        sa.CheckConstraint("(confirmed_by is null) = (confirmed_on is null)", name=op.f("ck_meter_share_confirmed")),
        sa.CheckConstraint("confirmed_by <> stated_by", name=op.f("ck_meter_share_two_people")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_meter_share_application_id")),
        sa.ForeignKeyConstraint(["stated_by"], ["person.id"], name=op.f("fk_meter_share_stated_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_meter_share_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_share")),
    )
    op.create_index(op.f("ix_meter_share_application_id"), "meter_share", ["application_id"])
    op.create_index("ix_meter_share_meter", "meter_share", ["meter"])


def downgrade() -> None:
    op.drop_index("ix_meter_share_meter", table_name="meter_share")
    op.drop_index(op.f("ix_meter_share_application_id"), table_name="meter_share")
    op.drop_table("meter_share")
    op.drop_index("ix_uniqueness_screen_subject", table_name="uniqueness_screen")
    op.drop_table("uniqueness_screen")
