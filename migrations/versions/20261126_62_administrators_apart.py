"""Three administrators, three people: a person holds one of these duties at most; a trigger refuses any mixture."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_62"
down_revision = "20261126_61"
branch_labels = None
depends_on = None

ADMINISTERS = sa.text("ended_on is null and duty in ('system_administrator', 'security_administrator', 'auditor')")


def upgrade() -> None:
    op.create_index("uq_membership_administrator", "membership", ["person_id"], unique=True, sqlite_where=ADMINISTERS,
                    postgresql_where=ADMINISTERS)


def downgrade() -> None:
    op.drop_index("uq_membership_administrator", table_name="membership")
