"""Publication levels as asked for and as the registry settled them; what was public before stays so (R-57)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_33"
down_revision = "20261126_32"
branch_labels = None
depends_on = None

ASKED = ("asked_level", sa.String(10)), ("asked_reason", sa.String(200))
LATER = ("Day on which the registry settled the level; until then nobody but the dossier's own people gets the file")
BEFORE = "('draft','pub_review')"                       # states in which the registry still has a say


def upgrade() -> None:
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("asked_level", sa.String(10), nullable=False, server_default="public",
                                   comment="The level that the uploader asked for"))
        batch.add_column(sa.Column("asked_reason", sa.String(200), nullable=False, server_default="",
                                   comment="Why, in the uploader's words"))
        batch.add_column(sa.Column("settled_on", sa.Date(), nullable=True, comment=LATER))
        batch.add_column(sa.Column("settled_by", sa.Integer(), nullable=True, comment="Who settled it"))
        batch.create_check_constraint(op.f("ck_attachment_asked_level"),
                                      "asked_level in ('public', 'redacted', 'private')")
        batch.create_foreign_key(op.f("fk_attachment_settled_by_person"), "person", ["settled_by"], ["id"])
    run = op.get_bind().exec_driver_sql
    run("update attachment set asked_level = level, asked_reason = reason")
    run("update attachment set settled_on = uploaded_on where subject not in"
        f" (select ref from application where state in {BEFORE}) and subject not in"
        f" (select ref from reduction_application where state in {BEFORE})")
    with op.batch_alter_table("attachment") as batch:
        for name, kind in ASKED:
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("attachment") as batch:
        batch.drop_constraint(op.f("ck_attachment_asked_level"), type_="check")
        batch.drop_constraint(op.f("fk_attachment_settled_by_person"), type_="foreignkey")
        for name in ("settled_by", "settled_on", "asked_reason", "asked_level"):
            batch.drop_column(name)
