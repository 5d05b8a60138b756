"""How to reach a reporter is sealed at rest like every other number (S15)."""

import sqlalchemy as sa
from alembic import op

from app import secrecy

revision = "20261126_70"
down_revision = "20261126_42"
branch_labels = None
depends_on = None

SEALED = {"type_": sa.String(800), "comment": "How to reach the reporter, if they want; sealed (S15)"}
PLAIN = {"type_": sa.String(120), "comment": "How to reach the reporter, if they want"}


def upgrade() -> None:
    _alter(PLAIN, SEALED)
    _turn(secrecy.seal)


def downgrade() -> None:
    _turn(secrecy.unseal)
    _alter(SEALED, PLAIN)


def _alter(old: dict, new: dict) -> None:
    with op.batch_alter_table("fraud_report") as batch:
        batch.alter_column("contact", existing_type=old["type_"], existing_nullable=False,
                           existing_comment=old["comment"], **new)


def _turn(how) -> None:
    rows = op.get_bind().execute(sa.text("select id, contact from fraud_report where contact <> ''")).all()
    for number, contact in rows:
        op.get_bind().execute(sa.text("update fraud_report set contact = :contact where id = :id"),
                              {"contact": how(contact, "contact"), "id": number})
