"""The visit as data: a record of each site, pictures with consent, interviews with signed sheets (R-50)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_42"
down_revision = "20261126_41"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_record",
        *_numbered(),
        sa.Column("site", sa.String(200), nullable=False, comment="A name of the plan's list"),
        sa.Column("seen_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("seen_at", sa.String(5), nullable=False, comment="HH:MM, Beijing"),
        sa.Column("lat", sa.String(12), nullable=False, comment="Degrees, six digits at most"),
        sa.Column("lon", sa.String(12), nullable=False, comment="Degrees, six digits at most"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="Of the team, who was there"),
        sa.Column("origin", sa.String(10), nullable=False,
                  comment="Where place and time come from: typed, picture, file"),
        sa.Column("note", sa.Text(), nullable=False, comment="What was seen"),
        sa.Column("entered_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.CheckConstraint("origin in ('typed','picture','file')", name=op.f("ck_site_record_origin")),
        *_keys("site_record", person_id="person"))
    op.create_table(
        "visit_picture",
        *_numbered(),
        sa.Column("site", sa.String(200), nullable=False, comment="A name of the plan's list"),
        sa.Column("attachment_id", sa.Integer(), nullable=False, comment="The file"),
        sa.Column("consent_by", sa.String(80), nullable=False, comment="Who consented for the owner (R-50)"),
        sa.Column("consent_on", sa.Date(), nullable=False, comment="When"),
        sa.Column("typed", sa.JSON(), nullable=False,
                  comment='{"at", "lat", "lon"} as typed; empty texts where nothing was'),
        sa.Column("read", sa.JSON(), nullable=False,
                  comment='{"at", "lat", "lon"} as read from the file; empty where absent'),
        sa.Column("note", sa.Text(), nullable=False, comment="What it shows"),
        sa.Column("entered_by", sa.Integer(), nullable=False, comment="Of the team"),
        sa.Column("entered_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.CheckConstraint("length(consent_by) > 0", name=op.f("ck_visit_picture_consent")),
        *_keys("visit_picture", attachment_id="attachment", entered_by="person"))
    op.create_table(
        "interview",
        *_numbered(),
        sa.Column("name", sa.String(80), nullable=False, comment="Who was heard"),
        sa.Column("role", sa.String(120), nullable=False, comment="Post, or what they are to the project"),
        sa.Column("held_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="Of the team, who asked"),
        sa.Column("talk", sa.JSON(), nullable=False, comment="[[question, answer], …]"),
        sa.Column("scan_id", sa.Integer(), nullable=True, comment="The signed sheet"),
        sa.Column("entered_on", sa.Date(), nullable=False, comment="Beijing date"),
        *_keys("interview", person_id="person", scan_id="attachment"))
    for table in ("site_record", "visit_picture", "interview"):
        op.create_index(op.f(f"ix_{table}_engagement_id"), table, ["engagement_id"])


def _numbered() -> list[sa.Column]:
    return [sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
            sa.Column("engagement_id", sa.Integer(), nullable=False, comment="Which work"),
            sa.Column("n", sa.Integer(), nullable=False, comment="1, 2, … in this engagement")]


def _keys(table: str, **foreign: str) -> list[sa.Constraint]:
    columns = {"engagement_id": "engagement", **foreign}
    return [*(sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}"))
              for name, to in columns.items()),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("engagement_id", "n", name=op.f(f"uq_{table}_engagement_id_n"))]


def downgrade() -> None:
    for table in ("interview", "visit_picture", "site_record"):
        op.drop_table(table)
