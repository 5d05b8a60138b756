"""A notice whose dossier leaves it before its end is called off (R-184, R-37): nobody comments on it any more."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_71"
down_revision = "20261126_70"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("called_off_on", sa.Date(), nullable=True,
                                      comment="Left before its end: withdrawn, another body"))


def downgrade() -> None:
    with op.batch_alter_table("notice") as batch:
        batch.drop_column("called_off_on")
