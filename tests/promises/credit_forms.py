"""The forms of what is done with credits, as their pages send them, once everything is issued."""
from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.credits.queries import choice
from app.credits.views import NOUN
from app.database import reading
from app.models.work import Proposal
from tests.promises.desk_forms import Form
from tests.promises.project_forms import file
from tests.stories import Told
from tests.visiting import newest_dossier

USE = {"beneficiary": "示范会议组委会", "purpose": "event", "user": "public_body", "use_year": "2026", "abroad": "no",
       "statement": "会议碳中和"}


def shown() -> str:
    """The digest of what waits for a second person."""
    with reading() as db:
        return db.scalar(select(Proposal.digest).where(Proposal.state == "open")) or ""


def issued(story: Told) -> Iterator[Form]:
    """A holder retires some of what was issued, proves a transfer of more, and hands in a sheet."""
    account = "CN00000001"
    serial = str(choice("retirement", account, story.who["owner1"]).held[-1].block)
    yield Form("owner1", f"/{NOUN}", "/retirements", {"account": account, "serial": serial, "tonnes": "10"})
    of = f"/retirements/{newest_dossier('retirement')}"
    yield Form("owner1", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/request", USE)
    yield Form("owner2", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/confirm", {"digest": shown()})
    yield Form("registry1", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/take_up")
    yield Form("registry1", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/retire")
    yield Form("owner1", f"/{NOUN}", "/transfers", {"account": account, "serial": serial, "tonnes": "10"})
    yield Form("owner1", f"/{NOUN}/<ref>/documents", f"/transfers/{newest_dossier('transfer')}/documents", {
        "slot": "succession_proof", "level": "private", "reason": "身份", "page_code": "", "file": file()})
    sheet = f"account,total,{','.join(USE)}\n{account},5,{','.join(USE.values())}\n"
    yield Form("owner1", "/credits/bulk", "/credits/bulk", {
        "step": "retirement.request", "file": file(sheet.encode(), "rows.csv")}, 200)
