"""The forms of what is done with credits, as their pages send them, once everything is issued."""
from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.credits.queries import choice
from app.credits.views import NOUN
from app.database import reading
from app.models.future import FutureNote
from app.models.lender import LenderLink
from app.models.work import Proposal
from app.published import service as published
from tests.promises.desk_forms import Form
from tests.promises.project_forms import file
from tests.rooms.lenders import CODE, with_bank
from tests.rooms.offices import Offices
from tests.rooms.test_bad_input import code_of
from tests.stories import Told
from tests.visiting import newest, newest_dossier

USE = {"beneficiary": "示范会议组委会", "purpose": "event", "user": "public_body", "use_year": "2026", "abroad": "no",
       "statement": "会议碳中和"}


def shown() -> str:
    """The digest of what waits for a second person."""
    with reading() as db:
        return db.scalar(select(Proposal.digest).where(Proposal.state == "open")) or ""


def issued(story: Told) -> Iterator[Form]:
    """A holder retires some of what was issued, proves a transfer of more, and hands in a sheet; a lender is shown a
    range; the registry binds an account for surrenders."""
    account = "CN00000001"                              # certified first, in a second that has no act
    yield Form("owner2", "/accounts/<number>/certificates", f"/accounts/{account}/certificates", {
        "first": "", "on": "", "at": ""})
    serial = str(choice("retirement", account, story.who["owner1"]).held[-1].block)
    yield Form("owner1", f"/{NOUN}", "/retirements", {"account": account, "serial": serial, "tonnes": "10"})
    of = f"/retirements/{newest_dossier('retirement')}"
    yield Form("owner1", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/request", USE)
    yield Form("owner2", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/confirm", {"digest": shown()})
    yield Form("registry1", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/take_up")
    yield Form("registry1", f"/{NOUN}/<ref>/moves/<trigger>", f"{of}/moves/retire")
    yield Form("owner1", f"/{NOUN}", "/transfers", {"account": account, "serial": serial, "tonnes": "10"})
    yield Form("owner1", f"/{NOUN}/<ref>/documents", f"/transfers/{newest_dossier('transfer')}/documents", {
        "slot": "transfer_proof", "level": "private", "reason": "身份", "page_code": "", "file": file()})
    sheet = f"account,total,{','.join(USE)}\n{account},5,{','.join(USE.values())}\n"
    yield Form("owner1", "/credits/bulk", "/credits/bulk", {
        "step": "retirement.request", "file": file(sheet.encode(), "rows.csv")}, 200)
    yield from shown_to_a_lender(account, serial)
    yield from noted(story)
    at, province = "/allowance-accounts", code_of("province")
    yield Form("registry1", at, at, {"account": account, "number": "QA-1", "province": province,
                                     "bound_on": "2026-01-05"})
    yield Form("registry2", f"{at}/answers", f"{at}/answers", {"subject": f"AB:{account}", "answer": "yes"})
    yield Form("registry1", f"{at}/last-days", f"{at}/last-days", {
        "province": province, "year": "2025", "last_day": "2026-12-10", "source": "演环函〔2026〕1号"})


def shown_to_a_lender(account: str, serial: str) -> Iterator[Form]:
    yield Form("owner1", "/lender-links", "/lender-links", {
        "account": account, "serial": serial, "lender": "演示银行", "days": "7"})
    yield Form("owner1", "/lender-links/<ref>/revoke", f"/lender-links/{newest(LenderLink)}/revoke")


def noted(story: Told) -> Iterator[Form]:
    """A note on future credits, once the registry takes such notes."""
    with_bank(Offices(story))
    published.propose_setting("pledge.future_notes", "true", story.today, by=story.who["registry1"], today=story.today)
    published.confirm_setting("pledge.future_notes", by=story.who["registry2"], today=story.today)
    at, project = "/future-notes", story.refs["project"]
    yield Form("owner1", at, at, {"project": project, "pledgee": CODE, "contract_no": "ZY-9", "pboc_no": "0543"})
    yield Form("owner2", f"{at}/answers", f"{at}/answers", {"of": project, "answer": "yes"})
    ref = newest(FutureNote)
    yield Form("bank1", f"{at}/<ref>/lift", f"{at}/{ref}/lift")
    yield Form("bank2", f"{at}/answers", f"{at}/answers", {"of": ref, "answer": "yes"})
