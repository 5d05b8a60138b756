"""A trade whose report was taken back, so that its record may be reported again."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_01"
down_revision = "20261126_99"
branch_labels = None
depends_on = None

STATES = ("matched", "cleared", "confirmed_both", "delivered", "disputed", "accepted", "corrected", "void")
ONCE, AGAIN = "uq_market_trade_record_no", "uq_market_trade_record_no_attempt"


def upgrade() -> None:
    with op.batch_alter_table("market_trade") as batch:
        batch.add_column(sa.Column("attempt", sa.Integer(), nullable=False, server_default="1",
                                   comment="1, 2, … of this record: again once a report was taken back"))
        batch.drop_constraint(op.f(ONCE), type_="unique")
        batch.create_unique_constraint(op.f(AGAIN), ["record_no", "attempt"])
    check = op.f("ck_settlement_state")
    with op.batch_alter_table("settlement") as batch:
        batch.drop_constraint(check, type_="check")
        batch.create_check_constraint(check, f"state in {STATES}")


def downgrade() -> None:
    """Refused by the database where a record was reported twice: nothing that was reported is lost. The wider check
    stays."""
    with op.batch_alter_table("market_trade") as batch:
        batch.drop_constraint(op.f(AGAIN), type_="unique")
        batch.create_unique_constraint(op.f(ONCE), ["record_no"])
        batch.drop_column("attempt")
