"""Signing in by two factors: authenticators, recovery codes, codes sent to a phone; whose password others have set."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_60"
down_revision = "20261126_16"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false(), comment="R-156: the password was set by somebody else"))
        batch.add_column(sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True, comment="When the password was set"))
        batch.add_column(sa.Column("phone", sa.String(200), nullable=False, server_default="", comment="Sealed (S15)"))
        batch.add_column(sa.Column("id_number", sa.String(200), nullable=False, server_default="", comment="居民身份证号, sealed (S15)"))
        batch.create_index(op.f("ix_person_id_number"), ["id_number"])
    with op.batch_alter_table("sign_in") as batch:
        batch.add_column(sa.Column("step", sa.String(10), nullable=False, server_default="password", comment="What was tried: password or code"))
        batch.create_check_constraint(op.f("ck_sign_in_step"), "step in ('password','code')")
        batch.create_index("ix_sign_in_at", ["at"])
    op.create_table(
        "second_factor", _whose(key=True),
        sa.Column("secret", sa.String(160), nullable=False, comment="Sealed; 160 bits"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True, comment="When a first code was shown"),
        sa.Column("last_step", sa.Integer(), nullable=False, comment="Newest step that was used: each code counts once"),
        *_keys("second_factor", "person_id"))
    op.create_table(
        "recovery_code", sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"), _whose(),
        sa.Column("digest", sa.String(64), nullable=False, comment="sha256 of its 80 bits as typed"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True, comment="When it was used"),
        *_keys("recovery_code", "id"))
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"])
    op.create_table(
        "phone_code", _whose(key=True),
        sa.Column("digest", sa.String(64), nullable=False, comment="Keyed digest of the code"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False, comment="When it was sent"),
        sa.Column("used", sa.Boolean(), nullable=False, comment="It counts once"),
        *_keys("phone_code", "person_id"))


def downgrade() -> None:
    for table in ("phone_code", "recovery_code", "second_factor"):
        op.drop_table(table)
    op.execute("delete from sign_in where step = 'code'")
    with op.batch_alter_table("sign_in") as batch:
        batch.drop_index("ix_sign_in_at")
        batch.drop_constraint(op.f("ck_sign_in_step"), type_="check")
        batch.drop_column("step")
    with op.batch_alter_table("person") as batch:
        batch.drop_index(op.f("ix_person_id_number"))
        for name in ("id_number", "phone", "password_set_at", "must_change"):
            batch.drop_column(name)


def _whose(key: bool = False) -> sa.Column:
    return sa.Column("person_id", sa.Integer(), nullable=False, autoincrement=False if key else "auto", comment="Whose")


def _keys(table: str, primary: str) -> tuple:
    return (sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
            sa.PrimaryKeyConstraint(primary, name=op.f(f"pk_{table}")))
