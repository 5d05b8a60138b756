"""What the exchange reports: orders, trades and their settlement, days and their reconciliation; keys of programs."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_96"
down_revision = "20261126_95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "market_order",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="MO-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("order_no", sa.String(60), nullable=False, comment="Number given by the exchange"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Seller"),
        sa.Column("project_code", sa.String(40), nullable=False, comment="Instrument: the project"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Instrument: the year"),
        sa.Column("form", sa.String(10), nullable=False, comment="listed, block, auction"),
        sa.Column("tonnes", sa.BigInteger(), nullable=False, comment="Ordered"),
        sa.Column("price", sa.String(20), nullable=False, comment="CNY as decimal text, never a float"),
        sa.Column("placed_on", sa.Date(), nullable=False, comment="Trading day of the order"),
        sa.Column("reported_on", sa.Date(), nullable=False, comment="Beijing date of the report"),
        sa.CheckConstraint("state in ('draft', 'open', 'partial', 'filled', 'cancelled', 'expired')", name=op.f('ck_market_order_state')),
        sa.CheckConstraint("tonnes >= 1", name=op.f("ck_market_order_tonnes")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_market_order_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_order")),
        sa.UniqueConstraint("order_no", name=op.f("uq_market_order_order_no")),
        sa.UniqueConstraint("ref", name=op.f("uq_market_order_ref")))
    op.create_index(op.f("ix_market_order_account_id"), "market_order", ["account_id"])
    op.create_table(
        "market_trade",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column('record_no', sa.String(60), nullable=False, comment="Number of the exchange's record"),
        sa.Column("order_id", sa.Integer(), nullable=False, comment="Order that was taken"),
        sa.Column('buyer_id', sa.Integer(), nullable=False, comment="Buyer's account"),
        sa.Column("tonnes", sa.BigInteger(), nullable=False, comment="Traded"),
        sa.Column("price", sa.String(20), nullable=False, comment="CNY as decimal text, never a float"),
        sa.Column("traded_on", sa.Date(), nullable=False, comment="Trading day"),
        sa.Column("seller_charge", sa.String(20), nullable=False, comment="CNY as decimal text, never a float"),
        sa.Column("buyer_charge", sa.String(20), nullable=False, comment="CNY as decimal text, never a float"),
        sa.Column('buyer_cash', sa.String(24), nullable=False, comment="Buyer's cash that the exchange has locked"),
        sa.CheckConstraint("tonnes >= 1", name=op.f("ck_market_trade_tonnes")),
        sa.ForeignKeyConstraint(["buyer_id"], ["account.id"], name=op.f("fk_market_trade_buyer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["market_order.id"], name=op.f("fk_market_trade_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_trade")),
        sa.UniqueConstraint("record_no", name=op.f("uq_market_trade_record_no")),
        comment="Trades as the exchange reported them")
    op.create_index(op.f("ix_market_trade_buyer_id"), "market_trade", ["buyer_id"])
    op.create_index(op.f("ix_market_trade_order_id"), "market_trade", ["order_id"])
    op.create_index(op.f("ix_market_trade_traded_on"), "market_trade", ["traded_on"])
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="ST-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("trade_id", sa.Integer(), nullable=False, comment="Which trade"),
        sa.Column('cleared_t', sa.BigInteger(), nullable=True, comment="Tonnes in the exchange's clearing"),
        sa.Column("delivered_on", sa.Date(), nullable=True, comment="Day on which the credits went to the buyer"),
        sa.Column("act_id", sa.String(36), nullable=True, comment="Act that delivered them"),
        sa.CheckConstraint("state in ('matched', 'cleared', 'confirmed_both', 'delivered', 'disputed', 'accepted', 'corrected')", name=op.f('ck_settlement_state')),
        sa.CheckConstraint("(delivered_on is null) = (act_id is null)", name=op.f("ck_settlement_delivered")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_settlement_act_id"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["trade_id"], ["market_trade.id"], name=op.f("fk_settlement_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("ref", name=op.f("uq_settlement_ref")),
        sa.UniqueConstraint("trade_id", name=op.f("uq_settlement_trade_id")))
    op.create_table(
        "market_day",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="MD-2026-11-23"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("day", sa.Date(), nullable=False, comment="The trading day"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="Set if and only if closed"),
        sa.CheckConstraint("(state = 'closed') = (closed_on is not null)", name=op.f('ck_market_day_closed')),
        sa.CheckConstraint("state in ('open','closed')", name=op.f('ck_market_day_state')),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_day")),
        sa.UniqueConstraint("day", name=op.f("uq_market_day_day")),
        sa.UniqueConstraint("ref", name=op.f("uq_market_day_ref")))
    op.create_table(
        "market_file",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("day_id", sa.Integer(), nullable=False, comment="Of which day"),
        sa.Column("n", sa.Integer(), nullable=False, comment="1, 2, …"),
        sa.Column("name", sa.String(200), nullable=False, comment="Name of the file as it was sent"),
        sa.Column("sha256", sa.String(64), nullable=False, comment="The bytes as they were sent"),
        sa.Column("positions", sa.JSON(), nullable=False, comment="[[account, project, year, tonnes, locked] …]"),
        sa.Column("trades", sa.JSON(), nullable=False, comment="[[record, order, buyer, tonnes, price] …]"),
        sa.Column("by_id", sa.Integer(), nullable=False, comment="Who sent it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When, UTC"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_market_file_by_id")),
        sa.ForeignKeyConstraint(["day_id"], ["market_day.id"], name=op.f("fk_market_file_day_id")),
        sa.ForeignKeyConstraint(["sha256"], ["document.sha256"], name=op.f("fk_market_file_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_file")),
        sa.UniqueConstraint("day_id", "n", name=op.f("uq_market_file_day_id_n")),
        comment="Files of the exchange for a day")
    op.create_table(
        "market_explanation",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("day_id", sa.Integer(), nullable=False, comment="Of which day"),
        sa.Column("difference", sa.String(64), nullable=False, comment="sha256 of what differs and of both figures"),
        sa.Column("words", sa.Text(), nullable=False, comment="The explanation"),
        sa.Column("by_id", sa.Integer(), nullable=False, comment="Who explained it"),
        sa.Column("on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_market_explanation_by_id")),
        sa.ForeignKeyConstraint(["day_id"], ["market_day.id"], name=op.f("fk_market_explanation_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_explanation")),
        comment="Explanations of differences")
    op.create_index(op.f("ix_market_explanation_day_id"), "market_explanation", ["day_id"])
    op.create_table(
        "program_key",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="In whose name"),
        sa.Column("digest", sa.String(64), nullable=False, comment="sha256 of its 256 bits as shown once"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="From when it opens nothing"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_program_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_program_key_digest")))
    op.create_index(op.f("ix_program_key_person_id"), "program_key", ["person_id"])


def downgrade() -> None:
    op.drop_table("program_key")
    op.drop_table("market_explanation")
    op.drop_table("market_file")
    op.drop_table("market_day")
    op.drop_table("settlement")
    op.drop_table("market_trade")
    op.drop_table("market_order")
