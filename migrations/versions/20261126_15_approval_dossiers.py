"""A body's approval becomes a dossier with states, under a published need; rows that were entered keep their days."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "20261126_15"
down_revision = "20261124_05"
branch_labels = None
depends_on = None

STATES = ("need_published", "applied", "expert_review", "mee_consulted", "suspended", "approved", "refused", "revoked",
          "surrendered", "expired")
BEFORE = ("need_published", "applied", "expert_review", "mee_consulted", "refused")
LIVE = "state not in ('need_published', 'refused', 'revoked', 'surrendered', 'expired')"


def upgrade() -> None:
    op.create_table(
        "approval_need",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="VN-2026-0001"),
        sa.Column("sector", sa.String(2), nullable=False, comment="Sector number, 01 energy"),
        sa.Column("words", sa.Text(), nullable=False, comment="What is needed"),
        sa.Column("published_on", sa.Date(), nullable=False, comment="First day for applying"),
        sa.Column("closes_on", sa.Date(), nullable=False, comment="Last day for applying"),
        sa.Column("published_by", sa.Integer(), nullable=False, comment="Officer of market supervision"),
        sa.CheckConstraint("closes_on >= published_on", name=op.f("ck_approval_need_window")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_approval_need_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_need")),
        sa.UniqueConstraint("ref", name=op.f("uq_approval_need_ref")),
    )
    with op.batch_alter_table("approval") as batch:
        batch.add_column(sa.Column("ref", sa.String(40), nullable=True, comment="VB-2026-0001"))
        batch.add_column(sa.Column("state", sa.String(20), nullable=True, comment="Assigned by moves alone"))
        batch.add_column(sa.Column("need_id", sa.Integer(), nullable=True, comment="The need that it answers; none for what was entered by hand"))
        batch.add_column(sa.Column("begun_on", sa.Date(), nullable=True, comment="Day on which the dossier began; Beijing date"))
        batch.add_column(sa.Column("said", sa.JSON(), nullable=False, server_default="{}", comment="Staff and conditions as applied for (R-22)"))
        batch.add_column(sa.Column("consented_on", sa.Date(), nullable=True, comment="Day of the ministry's consent"))
        batch.add_column(sa.Column("valid_to", sa.Date(), nullable=True, comment="Last day by its own terms"))
        batch.add_column(sa.Column("suspended_on", sa.Date(), nullable=True, comment="First day of the suspension in force"))
        batch.add_column(sa.Column("pauses", sa.JSON(), nullable=False, server_default="[]", comment="Suspensions that are over: first and last day"))
        batch.add_column(sa.Column("ground", sa.String(10), nullable=False, server_default="", comment="Rule on which it was suspended or revoked"))
        batch.add_column(sa.Column("reports", sa.JSON(), nullable=False, server_default="[]", comment="Years reported on, with the day (R-25)"))
    _name_rows()
    with op.batch_alter_table("approval") as batch:
        batch.alter_column("ref", existing_type=sa.String(40), nullable=False, existing_comment="VB-2026-0001")
        batch.alter_column("state", existing_type=sa.String(20), nullable=False, existing_comment="Assigned by moves alone")
        batch.alter_column("begun_on", existing_type=sa.Date(), nullable=False, existing_comment="Day on which the dossier began; Beijing date")
        batch.alter_column("approved_on", existing_type=sa.Date(), nullable=True, existing_comment="First day")
        for name, kind in (("said", sa.JSON()), ("pauses", sa.JSON()), ("ground", sa.String(10)), ("reports", sa.JSON())):
            batch.alter_column(name, existing_type=kind, server_default=None)
        batch.alter_column("body_id", existing_type=sa.Integer(), existing_nullable=False, comment="The body", existing_comment="The approved body")
        batch.alter_column("ended_on", existing_type=sa.Date(), existing_nullable=True, comment="Last day, once revoked, surrendered or expired", existing_comment="Last day, if suspended, revoked or expired")
        batch.create_unique_constraint(op.f("uq_approval_ref"), ["ref"])
        batch.create_foreign_key(op.f("fk_approval_need_id"), "approval_need", ["need_id"], ["id"])
        batch.create_check_constraint(op.f("ck_approval_state"), f"state in {STATES}")
        batch.create_check_constraint(op.f("ck_approval_approved"), f"(state in {BEFORE}) = (approved_on is null)")
        batch.create_check_constraint(op.f("ck_approval_suspended"), "(state = 'suspended') = (suspended_on is not null)")
        batch.create_check_constraint(op.f("ck_approval_ended"), "(state in ('revoked','surrendered','expired')) = (ended_on is not null)")
    op.create_index("uq_approval_live", "approval", ["body_id", "sector"], unique=True, sqlite_where=sa.text(LIVE),
                    postgresql_where=sa.text(LIVE))


def downgrade() -> None:
    """Dossiers that never became approvals are lost; a suspension becomes an end."""
    op.drop_index("uq_approval_live", "approval")
    op.execute("delete from approval where approved_on is null")
    op.execute("update approval set ended_on = suspended_on where suspended_on is not null and ended_on is null")
    with op.batch_alter_table("approval") as batch:
        for name in ("state", "approved", "suspended", "ended"):
            batch.drop_constraint(op.f(f"ck_approval_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_approval_need_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_approval_ref"), type_="unique")
    with op.batch_alter_table("approval") as batch:
        for name in ("ref", "state", "need_id", "begun_on", "said", "consented_on", "valid_to", "suspended_on", "pauses", "ground", "reports"):
            batch.drop_column(name)
        batch.alter_column("approved_on", existing_type=sa.Date(), nullable=False, existing_comment="First day")
        batch.alter_column("body_id", existing_type=sa.Integer(), existing_nullable=False, comment="The approved body", existing_comment="The body")
        batch.alter_column("ended_on", existing_type=sa.Date(), existing_nullable=True, comment="Last day, if suspended, revoked or expired", existing_comment="Last day, once revoked, surrendered or expired")
    op.drop_table("approval_need")


def _name_rows() -> None:
    """An approval whose last day was entered ended on it: expired, where that day is over; else valid up to it."""
    rows = op.get_bind().execute(sa.text("select id, approved_on, ended_on from approval order by id").columns(
        approved_on=sa.Date(), ended_on=sa.Date())).all()
    for n, (key, since, until) in enumerate(rows, 1):
        over = until is not None and until < date(2026, 11, 26)
        op.get_bind().execute(
            sa.text("update approval set ref = :ref, state = :state, begun_on = :since, valid_to = :until,"
                    " ended_on = :ended where id = :key").bindparams(
                *(sa.bindparam(name, type_=sa.Date()) for name in ("since", "until", "ended"))),
            {"ref": f"VB-{since.year}-{n:04d}", "state": "expired" if over else "approved", "since": since,
             "until": until, "ended": until if over else None, "key": key})
