"""What a trading account is bound to."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_95"
down_revision = "20261126_93"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trading_binding",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="TB-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Registry account"),
        sa.Column("trading_no", sa.String(40), nullable=False, comment="Number of the trading account"),
        sa.Column("bank_holder", sa.String(200), nullable=False, comment="Name as the bank prints it"),
        sa.Column("bank_no", sa.String(300), nullable=False, comment="Number at the bank, sealed (S15)"),
        sa.Column("operators", sa.JSON(), nullable=False, comment="R-19: who trades for the account, by name"),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="Set if and only if ended"),
        sa.CheckConstraint("(state = 'bound') = (bank_no <> '')", name=op.f('ck_trading_binding_bank')),
        sa.CheckConstraint("(state = 'ended') = (ended_on is not null)", name=op.f('ck_trading_binding_ended')),
        sa.CheckConstraint("state in ('unbound','bound','ended')", name=op.f('ck_trading_binding_state')),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_trading_binding_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trading_binding")),
        sa.UniqueConstraint("ref", name=op.f("uq_trading_binding_ref")))
    op.create_index(op.f("ix_trading_binding_account_id"), "trading_binding", ["account_id"])
    op.create_index('uq_trading_binding_account', 'trading_binding', ['account_id'], unique=True, sqlite_where=sa.text("state <> 'ended'"), postgresql_where=sa.text("state <> 'ended'"))


def downgrade() -> None:
    op.drop_table("trading_binding")
