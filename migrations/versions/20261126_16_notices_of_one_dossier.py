"""A dossier may have more than one public notice: a change of body starts a new one (R-184)."""

from alembic import op

revision = "20261126_16"
down_revision = "20261126_15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint(op.f("uq_notice_subject"), type_="unique")
    op.create_index(op.f("ix_notice_subject"), "notice", ["subject"])


def downgrade() -> None:
    """Refused by the database while a dossier has two notices."""
    op.drop_index(op.f("ix_notice_subject"), "notice")
    with op.batch_alter_table("notice") as batch:
        batch.create_unique_constraint(op.f("uq_notice_subject"), ["subject"])
