"""Findings: the body's internal tag, and the earlier observation that a later one carries on (R-51, R-84)."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_04"
down_revision = "20261124_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("finding") as batch:
        batch.add_column(sa.Column("tag", sa.String(20), nullable=False, server_default="",
                                   comment="Inside the body: nonconformity 不符合, clarification 澄清, or none"))
        batch.add_column(sa.Column("carried_from", sa.Integer(), nullable=True,
                                   comment="The earlier observation, due now, that this one carries on"))
        batch.create_check_constraint(op.f("ck_finding_tag"), "tag in ('','nonconformity','clarification')")
        batch.create_foreign_key(op.f("fk_finding_carried_from_finding"), "finding", ["carried_from"], ["id"])
        batch.create_unique_constraint(op.f("uq_finding_engagement_id_carried_from"),
                                       ["engagement_id", "carried_from"])
    with op.batch_alter_table("finding") as batch:
        batch.alter_column("tag", existing_type=sa.String(20), existing_nullable=False, server_default=None,
                           existing_comment="Inside the body: nonconformity 不符合, clarification 澄清, or none")


def downgrade() -> None:
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint(op.f("uq_finding_engagement_id_carried_from"), type_="unique")
        batch.drop_constraint(op.f("fk_finding_carried_from_finding"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_finding_tag"), type_="check")
        batch.drop_column("carried_from")
        batch.drop_column("tag")
