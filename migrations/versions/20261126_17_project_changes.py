"""A registered project changes, is deregistered or revoked: its states, the days and reasons, its changes."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_17"
down_revision = "20261126_52"
branch_labels = None
depends_on = None

OLD = ("registered", "deregistered", "revoked")
STATES = ("change_open", "change_judged", "deregistration_asked", "registered", "deregistered", "revoked")


def upgrade() -> None:
    with op.batch_alter_table("project") as batch:
        batch.add_column(sa.Column("ended_on", sa.Date(), nullable=True, comment="Set if and only if deregistered or revoked"))
        batch.add_column(sa.Column("end_ground", sa.String(20), nullable=False, server_default="", comment="request, owner_ended, project_gone, R-nn"))
        batch.add_column(sa.Column("end_reason", sa.Text(), nullable=False, server_default="", comment="Why it ended, shown to everybody (R-142)"))
    op.execute("update project set ended_on = registered_on where state in ('deregistered', 'revoked')")
    with op.batch_alter_table("project") as batch:
        batch.alter_column("end_ground", existing_type=sa.String(20), existing_nullable=False, server_default=None)
        batch.alter_column("end_reason", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch.alter_column("state", existing_type=sa.String(20), existing_nullable=False, comment="Assigned by moves alone",
                           existing_comment="registered, deregistered, revoked")
        batch.drop_constraint(op.f("ck_project_state"), type_="check")
        batch.create_check_constraint(op.f("ck_project_state"), f"state in {STATES}")
        batch.create_check_constraint(op.f("ck_project_ended"), "(state in ('deregistered','revoked')) = (ended_on is not null)")
    op.create_table(
        "project_change",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("project_id", sa.Integer(), nullable=False, comment="Of which project"),
        sa.Column("n", sa.Integer(), nullable=False, comment="1, 2, …"),
        sa.Column("kind", sa.String(10), nullable=False, comment="A, B, C, owner"),
        sa.Column("what", sa.Text(), nullable=False, comment="What has changed"),
        sa.Column("new_name", sa.String(200), nullable=False, comment="New name of the project, type A"),
        sa.Column("changed_on", sa.Date(), nullable=False, comment="Day of the change"),
        sa.Column("reported_on", sa.Date(), nullable=False, comment="Day of the report; Beijing date"),
        sa.Column("body_id", sa.Integer(), nullable=True, comment="The body named to judge it"),
        sa.Column("new_owner_id", sa.Integer(), nullable=True, comment="Who is to own the project"),
        sa.Column("agreed_on", sa.Date(), nullable=True, comment="Day on which the new owner agreed (R-203)"),
        sa.Column("judged_on", sa.Date(), nullable=True, comment="Day on which the body judged it"),
        sa.Column("judged_by", sa.Integer(), nullable=True, comment="The body that judged it"),
        sa.Column("outcome", sa.String(10), nullable=False, comment="Empty while it is open"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="Day of the outcome"),
        sa.CheckConstraint("kind in ('A','B','C','owner')", name=op.f("ck_project_change_kind")),
        sa.CheckConstraint("outcome in ('','accepted','declined','rejected','withdrawn','ended')", name=op.f("ck_project_change_outcome")),
        sa.CheckConstraint("(kind = 'owner') = (new_owner_id is not null)", name=op.f("ck_project_change_new_owner")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_change_project_id")),
        sa.ForeignKeyConstraint(["body_id"], ["organisation.id"], name=op.f("fk_project_change_body_id")),
        sa.ForeignKeyConstraint(["new_owner_id"], ["organisation.id"], name=op.f("fk_project_change_new_owner_id")),
        sa.ForeignKeyConstraint(["judged_by"], ["organisation.id"], name=op.f("fk_project_change_judged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_change")),
        sa.UniqueConstraint("project_id", "n", name=op.f("uq_project_change_project_id_n")),
    )


def downgrade() -> None:
    """What is under way falls back to registered; the changes are lost."""
    op.drop_table("project_change")
    with op.batch_alter_table("project") as batch:
        batch.drop_constraint(op.f("ck_project_ended"), type_="check")
        batch.drop_constraint(op.f("ck_project_state"), type_="check")
    op.execute("update project set state = 'registered' where state in ('change_open', 'change_judged', 'deregistration_asked')")
    with op.batch_alter_table("project") as batch:
        for name in ("ended_on", "end_ground", "end_reason"):
            batch.drop_column(name)
        batch.alter_column("state", existing_type=sa.String(20), existing_nullable=False,
                           comment="registered, deregistered, revoked", existing_comment="Assigned by moves alone")
        batch.create_check_constraint(op.f("ck_project_state"), f"state in {OLD}")
