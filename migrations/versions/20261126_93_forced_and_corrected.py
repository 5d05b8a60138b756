"""Two more dossiers of credits: forced cancellation, and correction by a compensating entry."""

from alembic import op

revision = "20261126_93"
down_revision = "20261126_91"
branch_labels = None
depends_on = None

STAGES = ("retirement", "surrender", "pledge", "freeze", "suspension", "transfer", "market_move", "cancellation",
          "correction")


def upgrade() -> None:
    check = op.f("ck_credit_dossier_stage")
    with op.batch_alter_table("credit_dossier") as batch:
        batch.drop_constraint(check, type_="check")
        batch.create_check_constraint(check, f"stage in {STAGES}")


def downgrade() -> None:
    """The wider check stays until the table itself goes: dossiers that stand under it are not lost."""
