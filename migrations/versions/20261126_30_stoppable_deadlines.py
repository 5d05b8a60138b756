"""A deadline keeps what it is counted from, and may stand still (R-07, R-45, R-52)."""

import json

import sqlalchemy as sa
from alembic import op

revision = "20261126_30"
down_revision = "20261126_18"
branch_labels = None
depends_on = None

LENGTHS = {"pub.days_wd": 20, "pub.review_wd": 5, "review.supplement_wd": 10, "vvb.report_limit_cd": 100, "issue.wd": 3}
KINDS = {"pub.days_wd": "notice", "vvb.report_limit_cd": "calendar"}
ANSWERS = ("业主答复整改要求", "the owner answers findings")


def upgrade() -> None:
    with op.batch_alter_table("deadline") as batch:
        batch.add_column(sa.Column("days", sa.Integer(), nullable=False, server_default="15",
                                   comment="Its length, as the setting was on the first day"))
        batch.add_column(sa.Column("kind", sa.String(10), nullable=False, server_default="review",
                                   comment="notice, review: working days; calendar: calendar days"))
        batch.add_column(sa.Column("first_counts", sa.Boolean(), nullable=False, server_default=sa.false(),
                                   comment="The first day itself counts, if it is one of its kind"))
        batch.add_column(sa.Column("stopped_on", sa.Date(), nullable=True,
                                   comment="Stands still since; due_on is then the earliest day"))
        batch.create_check_constraint(op.f("ck_deadline_days"), "days >= 1")
        batch.create_check_constraint(op.f("ck_deadline_kind"), "kind in ('notice','review','calendar')")
    _lengths()
    with op.batch_alter_table("deadline") as batch:
        for name, kind in (("days", sa.Integer()), ("kind", sa.String(10)), ("first_counts", sa.Boolean())):
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("subject", sa.String(40), nullable=False, comment="Dossier whose deadline stands still"),
        sa.Column("setting", sa.String(40), nullable=False, comment="Setting that gives the deadline its length"),
        sa.Column("stopped_on", sa.Date(), nullable=False, comment="Day on which it stopped; does not count"),
        sa.Column("resumed_on", sa.Date(), nullable=True, comment="Day on which it went on"),
        sa.Column("cause_zh", sa.String(80), nullable=False, comment="Why, in Chinese"),
        sa.Column("cause_en", sa.String(80), nullable=False, comment="Why, in English"),
        sa.CheckConstraint("resumed_on >= stopped_on", name=op.f("ck_pause_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_subject"), "pause", ["subject"])
    stands = sa.text("resumed_on is null")
    op.create_index("uq_pause_open", "pause", ["subject", "setting"], unique=True, sqlite_where=stands,
                    postgresql_where=stands)
    _pauses_of_findings()


def downgrade() -> None:
    op.drop_table("pause")
    with op.batch_alter_table("deadline") as batch:
        batch.drop_constraint(op.f("ck_deadline_days"), type_="check")
        batch.drop_constraint(op.f("ck_deadline_kind"), type_="check")
        for name in ("stopped_on", "first_counts", "kind", "days"):
            batch.drop_column(name)


def _lengths() -> None:
    """What was counted until now, by the lengths that were in force."""
    for setting, days in LENGTHS.items():
        op.get_bind().execute(
            sa.text("update deadline set days = :days, kind = :kind, first_counts = :first where setting = :setting"),
            {"days": days, "kind": KINDS.get(setting, "review"), "first": setting == "pub.days_wd", "setting": setting})


def _pauses_of_findings() -> None:
    """The times in which a body waited for the owner, as the log tells them."""
    rows = op.get_bind().execute(sa.text(
        "select g.subject, e.\"on\", e.body from event e join engagement g on g.ref = e.subject"
        " order by g.id, e.subject_seq")).all()
    since: dict[str, object] = {}
    for subject, on, body in rows:
        trigger = json.loads(body).get("facts", {}).get("trigger")
        if trigger == "send_findings":
            since.setdefault(subject, on)
        elif trigger == "close_findings" and subject in since:
            _keep(subject, since.pop(subject), on)
    for subject, on in since.items():
        _keep(subject, on, None)


def _keep(subject, stopped, resumed) -> None:
    op.get_bind().execute(sa.text(
        "insert into pause (subject, setting, stopped_on, resumed_on, cause_zh, cause_en)"
        " values (:subject, 'vvb.report_limit_cd', :stopped, :resumed, :zh, :en)"),
        {"subject": subject, "stopped": stopped, "resumed": resumed, "zh": ANSWERS[0], "en": ANSWERS[1]})
