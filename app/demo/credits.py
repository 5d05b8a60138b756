"""What becomes of the story's credits once they are issued: some are retired, some wait to be."""
from __future__ import annotations

import uuid

from app.credits import service
from app.demo.cast import Cast
from app.ledger import queries as ledger
from app.ledger import service as proofs
from app.worker import work_until_idle

RETIRED = {"beneficiary": "示范海洋论坛组委会", "purpose": "event", "user": "public_body", "abroad": "no",
           "statement": "用于抵销示范海洋论坛全程的温室气体排放。"}
WAITING = {"beneficiary": "海曜新能源（青岛）有限公司", "purpose": "low_carbon_life", "user": "other", "abroad": "no",
           "statement": "员工通勤自愿抵销。"}


def use(demo: Cast) -> str:
    """Retire 1,200 t for an event, ask for 80 t more, prove the ledger; gives back the ref of the first."""
    owner = demo.who["owner1"]
    account = ledger.accounts(owner).rows[0].number
    retired = _asked(demo, account, "1200", RETIRED)
    for trigger in ("take_up", "retire"):
        demo.act(service, retired, trigger, "registry1")
    _asked(demo, account, "80", WAITING)
    work_until_idle()
    proofs.prove("timer")
    return retired


def _asked(demo: Cast, account: str, tonnes: str, said: dict[str, str]) -> str:
    ref = service.begin("retirement", account, [], total=tonnes, by=demo.who["owner1"], today=demo.today,
                        key=uuid.uuid4().hex)
    demo.two(service, ref, "request", "owner1", "owner2", use_year=str(demo.today.year), **said)
    return ref
