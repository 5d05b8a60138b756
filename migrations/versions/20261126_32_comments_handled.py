"""What the registry does about comments: state, ground, warnings, suspensions (R-37); who reads a reply (PA9)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_32"
down_revision = "20261126_31"
branch_labels = None
depends_on = None

TEXTS = (("state", 10, "shown", "Assigned by moves alone"),
         ("ground", 10, "", "Why it was warned of or is not shown"),
         ("reply_level", 10, "public", "Who reads the reply: public, body"))
REASON = "The registry's reason for the present state"
CHECKS = {"state": "state in ('shown','warned','hidden','reported')",
          "ground": "ground in ('','unrelated','uncivil','illegal')",
          "grounded": "(state = 'shown') = (ground = '')",
          "reply_level": "reply_level in ('public','body')"}


def upgrade() -> None:
    with op.batch_alter_table("comment") as batch:
        for name, length, default, meaning in TEXTS:
            batch.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=default,
                                       comment=meaning))
        batch.add_column(sa.Column("handling", sa.Text(), nullable=False, server_default="", comment=REASON))
        batch.add_column(sa.Column("handled_on", sa.Date(), nullable=True,
                                   comment="Beijing date of the present state"))
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_comment_{name}"), condition)
    with op.batch_alter_table("comment") as batch:
        for name, length, _, _ in TEXTS:
            batch.alter_column(name, existing_type=sa.String(length), existing_nullable=False, server_default=None)
        batch.alter_column("handling", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.create_table(
        "comment_warning",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("comment_id", sa.Integer(), nullable=False, comment="For which comment"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="To whom"),
        sa.Column("newest_id", sa.Integer(), nullable=False, comment="The newest comment there was when it was given"),
        sa.Column("given_on", sa.Date(), nullable=False, comment="Beijing date"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_warning_comment_id_comment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_warning_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_warning")),
    )
    op.create_table(
        "comment_suspension",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("comment_id", sa.Integer(), nullable=False, comment="The comment that led to it"),
        sa.Column("person_id", sa.Integer(), nullable=False, comment="Whose right"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="First day; Beijing date"),
        sa.Column("until_on", sa.Date(), nullable=False, comment="Last day"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why"),
        sa.Column("lifted_on", sa.Date(), nullable=True, comment="Day on which it was lifted"),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_comment_suspension_order")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_suspension_comment_id_comment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_suspension_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_suspension")),
    )
    for table in ("comment_warning", "comment_suspension"):
        for column in ("comment_id", "person_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("comment_suspension")
    op.drop_table("comment_warning")
    with op.batch_alter_table("comment") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_comment_{name}"), type_="check")
        for name in ("handled_on", "handling", "reply_level", "ground", "state"):
            batch.drop_column(name)
