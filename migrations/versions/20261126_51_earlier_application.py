"""An application made anew from one that came to nothing keeps the link (R-45, R-69)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_51"
down_revision = "20261126_50"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("earlier_id", sa.Integer(), nullable=True,
                                   comment="The application that came to nothing and that this one was made from"))
        batch.create_foreign_key(op.f("fk_application_earlier_id"), "application", ["earlier_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_application_earlier_id"), ["earlier_id"])


def downgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(op.f("uq_application_earlier_id"), type_="unique")
        batch.drop_constraint(op.f("fk_application_earlier_id"), type_="foreignkey")
        batch.drop_column("earlier_id")
