"""The registry's desk: items of the list as judged, experts who were drawn, and the state in which they are asked."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_50"
down_revision = "20261126_63"
branch_labels = None
depends_on = None

BEFORE = ("draft", "pub_review", "on_notice", "withdrawal_asked", "awaiting_body", "body_done", "under_review",
          "supplement_asked", "registered", "refused", "withdrawn", "terminated")
ASKED = "under_evaluation"


def upgrade() -> None:
    _allow("application", (*BEFORE, ASKED))
    _allow("reduction_application", (*BEFORE, ASKED, "issued"))
    op.create_table(
        "review_item",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("subject", sa.String(40), nullable=False, comment="Application under review"),
        sa.Column("round", sa.Integer(), nullable=False, comment="Supplements asked for by then: 0, 1 …"),
        sa.Column("key", sa.String(40), nullable=False, comment="Item of workflows/templates/completeness.toml"),
        sa.Column("verdict", sa.String(10), nullable=False, comment="there or gap"),
        sa.Column("words", sa.Text(), nullable=False, comment="What is missing; of a gap alone"),
        sa.Column("judged_by", sa.Integer(), nullable=False, comment="Who judged"),
        sa.Column("judged_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.CheckConstraint("verdict in ('there','gap')", name=op.f("ck_review_item_verdict")),
        sa.CheckConstraint("(verdict = 'gap') = (words <> '')", name=op.f("ck_review_item_words")),
        sa.ForeignKeyConstraint(["judged_by"], ["person.id"], name=op.f("fk_review_item_judged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
        sa.UniqueConstraint("subject", "round", "key", name=op.f("uq_review_item_subject_round_key")),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("subject", sa.String(40), nullable=False, comment="Application under review"),
        sa.Column("n", sa.Integer(), nullable=False, comment="1, 2, … within the application"),
        sa.Column("question", sa.Text(), nullable=False, comment="What the experts are asked"),
        sa.Column("seed", sa.String(64), nullable=False, comment="Seed of the draw: sha256 of ref, number and names"),
        sa.Column("ranks", sa.JSON(), nullable=False,
                  comment="[[rank, sign-in name], …] of all in the draw, lowest first"),
        sa.Column("left_out", sa.JSON(), nullable=False,
                  comment="[[sign-in name, tie zh, tie en], …] kept out of the draw"),
        sa.Column("asked_on", sa.Date(), nullable=False, comment="Day of the draw; Beijing date"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("subject", "n", name=op.f("uq_evaluation_subject_n")),
    )
    op.create_table(
        "expert_seat",
        sa.Column("id", sa.Integer(), nullable=False, comment="In the order of the draw"),
        sa.Column("evaluation_id", sa.Integer(), nullable=False, comment="Of which evaluation"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="Who was drawn"),
        sa.Column("view", sa.String(10), nullable=False, comment="supports, doubts or objects, once given"),
        sa.Column("opinion", sa.Text(), nullable=False, comment="The opinion in words"),
        sa.Column("said_on", sa.Date(), nullable=True, comment="Day of the opinion"),
        sa.CheckConstraint("(opinion = '') = (said_on is null)", name=op.f("ck_expert_seat_said")),
        sa.CheckConstraint("view in ('','supports','doubts','objects')", name=op.f("ck_expert_seat_view")),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name=op.f("fk_expert_seat_evaluation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_expert_seat_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_seat")),
        sa.UniqueConstraint("evaluation_id", "person_id", name=op.f("uq_expert_seat_evaluation_id_person_id")),
    )
    op.create_index(op.f("ix_expert_seat_person_id"), "expert_seat", ["person_id"])


def downgrade() -> None:
    """An application before the experts is under review again."""
    op.drop_index(op.f("ix_expert_seat_person_id"), table_name="expert_seat")
    op.drop_table("expert_seat")
    op.drop_table("evaluation")
    op.drop_table("review_item")
    for table, states in (("application", BEFORE), ("reduction_application", (*BEFORE, "issued"))):
        op.execute(f"update {table} set state = 'under_review' where state = '{ASKED}'")
        _allow(table, states)


def _allow(table: str, states: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_state"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_state"), f"state in {states}")
