"""The dossier of a registry account, one for each account there is; a closed account is known to its holder's row."""

import json

import sqlalchemy as sa
from alembic import op

revision = "20261124_05"
down_revision = "20261124_04"
branch_labels = None
depends_on = None

STATES = ("draft", "first_review", "in_review", "refused", "active", "change_review", "restricted", "restore_asked",
          "closure_asked", "closed")
NOT_OPENED = ("draft", "first_review", "in_review", "refused")


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("closed_on", sa.Date(), nullable=True, comment="R-17: account closed, for good"))
    op.create_table(
        "account_dossier",
        sa.Column("id", sa.Integer(), nullable=False, comment="Inside the house only"),
        sa.Column("ref", sa.String(40), nullable=False, comment="AO-2026-0001"),
        sa.Column("state", sa.String(20), nullable=False, comment="Assigned by moves alone"),
        sa.Column("mode", sa.String(12), nullable=False, comment="R-18: joint or independent, once applied for"),
        sa.Column("kind", sa.String(20), nullable=False, comment="Kind of account, R-12 and R-24"),
        sa.Column("credit_code", sa.String(18), nullable=False, comment="统一社会信用代码, check digit tested by the service"),
        sa.Column("name_zh", sa.String(120), nullable=False, comment="Registered name"),
        sa.Column("name_en", sa.String(200), nullable=False, comment="Name used in English texts"),
        sa.Column("address", sa.String(200), nullable=False, comment="Registered address"),
        sa.Column("representative", sa.String(80), nullable=False, comment="法定代表人"),
        sa.Column("phone", sa.String(40), nullable=False, comment="Phone of the entity"),
        sa.Column("applicant_id", sa.Integer(), nullable=True, comment="Who applies, and becomes the initiator (R-19)"),
        sa.Column("confirmer_id", sa.Integer(), nullable=True, comment="Who becomes the confirmer"),
        sa.Column("employers", sa.JSON(), nullable=False, comment='R-11: {"initiator": {"kind", "name"}, "confirmer": …} as declared'),
        sa.Column("pending", sa.JSON(), nullable=False, comment="What the review under way was asked for"),
        sa.Column("holder_id", sa.Integer(), nullable=True, comment="Whose account, once it is opened"),
        sa.Column("account_no", sa.String(20), nullable=False, comment="Number of the ledger account"),
        sa.Column("trading_no", sa.String(40), nullable=False, comment="Number of the bound trading account"),
        sa.Column("begun_on", sa.Date(), nullable=False, comment="Day of the draft; Beijing date"),
        sa.Column("applied_on", sa.Date(), nullable=True, comment="Day of the application"),
        sa.Column("first_reviewed_on", sa.Date(), nullable=True, comment="初审: decided by the exchange"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="复审: decided by the registry"),
        sa.Column("restricted_on", sa.Date(), nullable=True, comment="First day of the restriction in force (R-16)"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="Set if and only if closed (R-17)"),
        sa.CheckConstraint(f"state in {STATES}", name=op.f("ck_account_dossier_state")),
        sa.CheckConstraint(f"(state in {NOT_OPENED}) = (holder_id is null)", name=op.f("ck_account_dossier_opened")),
        sa.CheckConstraint("(holder_id is null) = (account_no = '')", name=op.f("ck_account_dossier_numbered")),
        sa.CheckConstraint("(state = 'closed') = (closed_on is not null)", name=op.f("ck_account_dossier_closed")),
        sa.CheckConstraint("applicant_id <> confirmer_id", name=op.f("ck_account_dossier_two_people")),
        sa.CheckConstraint("mode in ('','joint','independent')", name=op.f("ck_account_dossier_mode")),
        sa.ForeignKeyConstraint(["applicant_id"], ["person.id"], name=op.f("fk_account_dossier_applicant_id")),
        sa.ForeignKeyConstraint(["confirmer_id"], ["person.id"], name=op.f("fk_account_dossier_confirmer_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_account_dossier_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_dossier")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_dossier_ref")),
    )
    op.create_index(op.f("ix_account_dossier_applicant_id"), "account_dossier", ["applicant_id"])
    op.create_index(op.f("ix_account_dossier_holder_id"), "account_dossier", ["holder_id"])
    alone = sa.text("state not in ('draft','refused')")
    op.create_index("uq_account_dossier_entity", "account_dossier", ["credit_code"], unique=True, sqlite_where=alone,
                    postgresql_where=alone)
    _dossiers_of_accounts()


def downgrade() -> None:
    op.drop_table("account_dossier")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("closed_on")


def _dossiers_of_accounts() -> None:
    """Accounts opened before there were dossiers get one each, dated by the event of their opening."""
    rows = op.get_bind().execute(sa.text(
        "select o.id, o.credit_code, o.name_zh, o.name_en, o.address, o.restricted, a.number, a.kind, min(e.\"on\")"
        " from account a join organisation o on o.id = a.organisation_id left join event e on e.subject = a.number"
        " group by a.id, o.id, o.credit_code, o.name_zh, o.name_en, o.address, o.restricted, a.number, a.kind"
        " order by a.id")).all()
    for n, (home, code, zh, en, address, restricted, number, kind, on) in enumerate(rows, 1):
        on = str(on or "2026-11-24")
        op.get_bind().execute(
            sa.text("insert into account_dossier (ref, state, mode, kind, credit_code, name_zh, name_en, address,"
                    " representative, phone, employers, pending, holder_id, account_no, trading_no, begun_on, decided_on,"
                    " restricted_on) values (:ref, :state, 'independent', :kind, :code, :zh, :en, :address, '', '', :none,"
                    " :none, :home, :number, '', :day, :day, :since)").bindparams(
                sa.bindparam("day", type_=sa.Date()), sa.bindparam("since", type_=sa.Date())),
            {"ref": f"AO-{on[:4]}-{n:04d}", "state": "restricted" if restricted else "active", "kind": kind,
             "code": code, "zh": zh, "en": en, "address": address, "none": json.dumps({}), "home": home,
             "number": number, "day": _day(on), "since": _day(on) if restricted else None})


def _day(text: str):
    from datetime import date

    return date.fromisoformat(text)
