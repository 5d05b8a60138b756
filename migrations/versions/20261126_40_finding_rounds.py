"""Findings: the ground of a correction request, its rounds, evidence with an answer (R-51, R-52, R-84)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_40"
down_revision = "20261126_33"
branch_labels = None
depends_on = None

GROUND = "Correction: why it is mandatory (R-51, R-84), a key of workflows.findings"
FIRST_ROUNDS = """
    INSERT INTO finding_round (finding_id, n, version, asked_on, answer_by, answered_on, judged_on, verdict)
    SELECT f.id, 1, 0, f.raised_on, NULL,
           (SELECT min(said_on) FROM finding_answer a WHERE a.finding_id = f.id AND a.side = 'owner'),
           CASE WHEN f.state = 'closed'
                THEN (SELECT max(said_on) FROM finding_answer a WHERE a.finding_id = f.id AND a.side = 'team') END,
           CASE WHEN f.state = 'closed' AND EXISTS (
                SELECT 1 FROM finding_answer a WHERE a.finding_id = f.id AND a.side = 'team') THEN 'closed' ELSE '' END
    FROM finding f JOIN engagement e ON e.id = f.engagement_id
    WHERE f.state <> 'open' OR e.state = 'findings_open'"""


def upgrade() -> None:
    with op.batch_alter_table("finding") as batch:
        batch.add_column(sa.Column("ground", sa.String(20), nullable=False, server_default="", comment=GROUND))
        batch.create_check_constraint(op.f("ck_finding_ground"), "kind = 'correction' or ground = ''")
    with op.batch_alter_table("finding") as batch:
        batch.alter_column("ground", existing_type=sa.String(20), existing_nullable=False, server_default=None,
                           existing_comment=GROUND)
    with op.batch_alter_table("finding_answer") as batch:
        batch.add_column(sa.Column("attachment_id", sa.Integer(), nullable=True, comment="Evidence that came with it"))
        batch.create_foreign_key(op.f("fk_finding_answer_attachment_id"), "attachment", ["attachment_id"], ["id"])
    op.create_table(
        "finding_round",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("finding_id", sa.Integer(), nullable=False, comment="Which finding"),
        sa.Column("n", sa.Integer(), nullable=False, comment="1, 2, … of this finding"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Number of the owner's version that was sent back"),
        sa.Column("asked_on", sa.Date(), nullable=False, comment="Sent, or sent back"),
        sa.Column("answer_by", sa.Date(), nullable=True, comment="The agreed day"),
        sa.Column("answered_on", sa.Date(), nullable=True, comment="First answer of the round"),
        sa.Column("judged_on", sa.Date(), nullable=True, comment="Judged by the team"),
        sa.Column("verdict", sa.String(10), nullable=False, comment="closed or reopened; empty: under way"),
        sa.CheckConstraint("verdict in ('','closed','reopened')", name=op.f("ck_finding_round_verdict")),
        sa.CheckConstraint("(verdict = '') = (judged_on is null)", name=op.f("ck_finding_round_judged")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_round_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_round")),
        sa.UniqueConstraint("finding_id", "n", name=op.f("uq_finding_round_finding_id_n")))
    op.execute(FIRST_ROUNDS)


def downgrade() -> None:
    op.drop_table("finding_round")
    with op.batch_alter_table("finding_answer") as batch:
        batch.drop_constraint(op.f("fk_finding_answer_attachment_id"), type_="foreignkey")
        batch.drop_column("attachment_id")
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint(op.f("ck_finding_ground"), type_="check")
        batch.drop_column("ground")
