"""Personal data: full views and corrections as rows; an account's phone sealed, and a natural person's number beside it."""

import sqlalchemy as sa
from alembic import op

from app import secrecy

revision = "20261126_63"
down_revision = "20261126_62"
branch_labels = None
depends_on = None

SEALED = {"type_": sa.String(200), "comment": "Phone of the entity, sealed (S15)"}
PLAIN = {"type_": sa.String(40), "comment": "Phone of the entity"}


def upgrade() -> None:
    with op.batch_alter_table("account_dossier") as batch:
        batch.alter_column("phone", existing_type=sa.String(40), existing_nullable=False, existing_comment=PLAIN["comment"], **SEALED)
        batch.add_column(sa.Column("id_number", sa.String(200), nullable=False, server_default="", comment="Identity number of a natural person, sealed (S15)"))
    _phones(secrecy.seal)
    op.create_table(
        "personal_view", _number(),
        _person("person_id", "Whose"), sa.Column("field", sa.String(20), nullable=False, comment="phone or id_number"),
        _person("by_id", "Who looked"), sa.Column("reason", sa.String(200), nullable=False, comment="Why, as typed"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.CheckConstraint("field in ('phone', 'id_number')", name=op.f("ck_personal_view_field")),
        *_keys("personal_view", "person_id", "by_id"))
    op.create_index(op.f("ix_personal_view_person_id"), "personal_view", ["person_id"])
    op.create_table(
        "correction", _number(), _person("person_id", "Whose data"),
        sa.Column("field", sa.String(20), nullable=False, comment="name, phone or id_number"),
        sa.Column("wanted", sa.String(400), nullable=False, comment="What it should say; sealed"),
        sa.Column("state", sa.String(10), nullable=False, comment="open, done, refused"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="When it was asked for"),
        _person("decided_by", "Who answered", nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="When"),
        sa.CheckConstraint("field in ('name','phone','id_number')", name=op.f("ck_correction_field")),
        sa.CheckConstraint("state in ('open','done','refused')", name=op.f("ck_correction_state")),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_correction_two_people")),
        sa.CheckConstraint("(state = 'open') = (decided_at is null)", name=op.f("ck_correction_decided")),
        *_keys("correction", "person_id", "decided_by"))
    op.create_index(op.f("ix_correction_person_id"), "correction", ["person_id"])


def downgrade() -> None:
    op.drop_table("correction")
    op.drop_table("personal_view")
    _phones(secrecy.unseal)
    with op.batch_alter_table("account_dossier") as batch:
        batch.drop_column("id_number")
        batch.alter_column("phone", existing_type=sa.String(200), existing_nullable=False, existing_comment=SEALED["comment"], **PLAIN)


def _phones(turn) -> None:
    """Every account's phone, one by one: a key of the data folder seals them, not the database."""
    rows = op.get_bind().execute(sa.text("select id, phone from account_dossier where phone <> ''")).all()
    for number, phone in rows:
        op.get_bind().execute(sa.text("update account_dossier set phone = :phone where id = :id"),
                              {"phone": turn(phone, "phone"), "id": number})


def _number() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only")


def _person(name: str, comment: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable, comment=comment)


def _keys(table: str, *people: str) -> tuple:
    return (*(sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}")) for name in people),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))
