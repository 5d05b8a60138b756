"""A newcomer who opens an account: the story, two people who serve nobody yet, and what they say and do."""
from __future__ import annotations

import uuid
from datetime import date

import pytest

from app.access import Who
from app.accounts import queries, service
from app.demo.story import PASSWORD
from app.parties import service as parties
from app.parties.credit_code import check_character
from methodologies.kernel.rules import Refusal

PDF = b"%PDF-1.4\n%%EOF\n"
STEMS = {"公司": "91330100MA2AB3CD5", "机关": "11330000002482090", "事业单位": "12330000470051234",
         "社会组织": "51330000501987654", "村集体": "N2330109MF1234567"}


class House:
    """The story, and a newcomer with a colleague who serve nobody yet."""

    def __init__(self, story):
        self.story, self.today = story, story.today
        self.new, self.second = (self._person(name) for name in ("newcomer", "colleague"))

    def _person(self, name: str) -> Who:
        return Who(parties.add_person(name=name, sign_in=name, password=PASSWORD), name, name)

    def who(self, name: str) -> Who:
        return {"newcomer": self.new, "colleague": self.second}.get(name) or self.story.who[name]

    def said(self, code: str = "", **known: str) -> dict[str, str]:
        code = code or STEMS["公司"] + check_character(STEMS["公司"])
        return {"kind": "project_owner", "credit_code": code, "name_zh": "新源风电有限公司", "name_en": "Xinyuan Wind",
                "address": "杭州市演示路1号", "representative": "张某", "phone": "0571-0000",
                "confirmer": "colleague", "initiator_employer": "applicant", "confirmer_employer": "applicant", **known}

    def begin(self, code: str = "", **known: str) -> str:
        ref = service.begin(self.said(code, **known), by=self.new, today=self.today, key=uuid.uuid4().hex)
        for slot in ("entity_proof", "representatives_authorisation"):
            self.attach(ref, slot)
        return ref

    def attach(self, ref: str, slot: str, who: str = "newcomer") -> None:
        service.attach(ref, slot, f"{slot}.pdf", PDF, by=self.who(who), today=self.today)

    def act(self, ref: str, trigger: str, who: str, on: date | None = None, **payload: str):
        return service.move(ref, trigger, by=self.who(who), today=on or self.today, key=uuid.uuid4().hex,
                            payload=payload)

    def two(self, ref: str, trigger: str, first: str = "registry1", second: str = "registry2", **payload: str) -> None:
        self.act(ref, trigger, first, **payload)
        self.act(ref, "confirm", second)

    def opened(self, **known: str) -> str:
        ref = self.begin(**known)
        self.act(ref, "apply", "newcomer")
        self.two(ref, "approve")
        return ref

    def show(self, ref: str, who: str = "registry1") -> queries.Dossier:
        return queries.show(ref, by=self.who(who), today=self.today)


def broken(call) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        call()
    return {b.rule.id for b in refusal.value.broken}
