"""The receipt of each event beside its leaf: so that a proof is found by what an actor keeps."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "20261126_81"
down_revision = "20261126_80"
branch_labels = None
depends_on = None

STEP = 5000  # leaves in one round


def upgrade() -> None:
    op.add_column("node", sa.Column("receipt", sa.LargeBinary(), nullable=True, comment="On level 0, sha256 of the event's bytes: what its actor keeps"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE node DISABLE TRIGGER USER")  # the guards are put back anew after every migration
    _fill()
    op.create_index(op.f("ix_node_receipt"), "node", ["receipt"])


def downgrade() -> None:
    op.drop_index(op.f("ix_node_receipt"), table_name="node")
    op.drop_column("node", "receipt")


def _fill() -> None:
    leaves = sa.text("select idx, body from node join event on event.id = node.event_id where level = 0 and idx >= :first "
                     "order by idx limit :step").bindparams(step=STEP)
    place = sa.text("update node set receipt = :receipt where level = 0 and idx = :idx")
    first = 0
    while rows := op.get_bind().execute(leaves, {"first": first}).all():
        op.get_bind().execute(place, [{"idx": idx, "receipt": hashlib.sha256(body.encode()).digest()} for idx, body in rows])
        first = rows[-1].idx + 1
