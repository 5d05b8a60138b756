"""Every kind of organisation of the rule book (R-12 and the offices beside it), and the duties of their people."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_01"
down_revision = "20261123_02"
branch_labels = None
depends_on = None

KINDS = ("owner", "body", "registry", "regulator")
MORE_KINDS = (
    "key_emitter", "trader", "province", "exchange", "pledgee", "consultant", "market_supervision", "court",
    "expert_panel",
)
DUTIES = (
    "initiator", "confirmer", "team", "reviewer", "decider", "operator", "national_administrator", "commenter",
    "auditor",
)
MORE_DUTIES = ("officer", "expert", "system_administrator", "security_administrator")


def upgrade() -> None:
    _allow("organisation", "kind", KINDS + MORE_KINDS)
    _comment("owner, body, registry, regulator", "One of KINDS")
    _allow("membership", "duty", DUTIES + MORE_DUTIES)


def downgrade() -> None:
    """Offices and duties unknown before become ones that give no power over any dossier."""
    op.execute(f"update organisation set kind = 'regulator' where kind in {MORE_KINDS}")
    op.execute(f"update membership set duty = 'team' where duty in {MORE_DUTIES}")
    _allow("organisation", "kind", KINDS)
    _comment("One of KINDS", "owner, body, registry, regulator")
    _allow("membership", "duty", DUTIES)


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} in {values}")


def _comment(old: str, new: str) -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.alter_column("kind", existing_type=sa.String(20), existing_nullable=False, comment=new,
                           existing_comment=old)
