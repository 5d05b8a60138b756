"""Certificates that speak of an event of their own instead of a ledger act: a registration, a statement."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_83"
down_revision = "20261126_82"
branch_labels = None
depends_on = None

ACTS = ("issuance", "retirement")
KINDS = (*ACTS, "registration", "statement")
WORDS = (("number", sa.String(20), "QF-2026-000001 签发, ZX-… 注销",
          "QF-2026-000001 签发, ZX-… 注销, DJ-… 项目登记, CY-… 持有"),
         ("kind", sa.String(12), "issuance or retirement", "issuance, retirement, registration, statement"),
         ("worksheet", sa.Text(), "worksheet.json, canonical, byte for byte",
          "worksheet.json, canonical, byte for byte; empty where it rests on none"))
ACT = ("The ledger act it speaks of", "The ledger act it speaks of; empty where the first event of its number is it")


def upgrade() -> None:
    with op.batch_alter_table("certificate_content") as batch:
        batch.alter_column("act_id", existing_type=sa.String(36), nullable=True, comment=ACT[1],
                           existing_comment=ACT[0])
        for name, kind, before, after in WORDS:
            batch.alter_column(name, existing_type=kind, existing_nullable=False, comment=after,
                               existing_comment=before)
        batch.drop_constraint(op.f("ck_certificate_content_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_certificate_content_kind"), f"kind in {KINDS}")
        batch.create_check_constraint(op.f("ck_certificate_content_act"), f"(kind in {ACTS}) = (act_id is not null)")


def downgrade() -> None:
    """What was certified stays, and so the column and the list of kinds stay wide enough for it."""
    with op.batch_alter_table("certificate_content") as batch:
        batch.drop_constraint(op.f("ck_certificate_content_act"), type_="check")
        for name, kind, before, after in WORDS:
            batch.alter_column(name, existing_type=kind, existing_nullable=False, comment=before,
                               existing_comment=after)
        batch.alter_column("act_id", existing_type=sa.String(36), existing_nullable=True, comment=ACT[0],
                           existing_comment=ACT[1])
