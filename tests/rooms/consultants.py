"""A consultant to whom a mandate is given: the story, one agent, and what owner and agent do."""
from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy import select

from app.access import Who
from app.database import reading
from app.demo.story import PASSWORD
from app.evidence import events
from app.inbox.queries import inbox
from app.mandates import service
from app.mandates.service import Said
from app.models.party import Organisation
from app.papers.queries import draft_of
from app.parties import service as parties
from app.parties.credit_code import check_character
from app.registration import service as registration

STEM = "91110108MA4AGT007"
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n%%EOF\n"


class House:
    """The story, with a consultant of one person, a clerk of it with another duty, and a mandate to be given."""

    def __init__(self, story):
        self.story, self.today = story, story.today
        self.code = STEM + check_character(STEM)
        home = parties.add_organisation(name_zh="青禾咨询有限公司", name_en="Qinghe Consulting", kind="consultant",
                                        credit_code=self.code)
        number = parties.add_person(name="刘敏", sign_in="agent1", password=PASSWORD)
        parties.give_duty(number, "initiator", home)
        story.who["agent1"] = Who(number, "刘敏", "agent1")

    def who(self, name: str) -> Who:
        return self.story.who[name]

    def said(self, **known) -> Said:
        with reading() as db:
            owner = db.scalar(select(Organisation.credit_code).where(Organisation.name_zh.like("海曜%")))
        return Said(**{**dict(principal=owner, agent=self.code, acts=("write", "file"), projects=("*",),
                              starts_on=self.today.isoformat(), ends_on=(self.today + 90 * DAY).isoformat()), **known})

    def begin(self, **known) -> str:
        return service.begin(self.said(**known), by=self.who("owner1"), today=self.today, key=uuid.uuid4().hex)

    def act(self, ref: str, trigger: str, who: str, on: date | None = None, **payload: str):
        return service.move(ref, trigger, by=self.who(who), today=on or self.today, key=uuid.uuid4().hex,
                            payload=payload)

    def given(self, **known) -> str:
        ref = self.begin(**known)
        self.act(ref, "sign", "owner1")
        self.act(ref, "confirm", "owner2")
        self.act(ref, "accept", "agent1")
        return ref

    def application(self, name: str = "海曜二期") -> str:
        return registration.open_application(self.said().principal, "CCER-01-002-V01", name, by=self.who("owner1"),
                                             today=self.today, key=uuid.uuid4().hex)

    def write(self, ref: str, who: str = "agent1") -> int:
        with reading():
            document, revision = draft_of(ref)
        document["sections"]["A.1.1"] = f"受托编写 {uuid.uuid4().hex}"
        return registration.save(ref, document, revision, by=self.who(who), today=self.today)

    def log(self, ref: str) -> list[dict]:
        with reading() as db:
            return [event.facts | {"kind": event.kind} for event in events.history(db, ref)]

    def tasks(self, who: str) -> list[str]:
        found = inbox(self.who(who), self.today)
        return [f"{task.ref} {task.zh}" for task in (*found.today, *found.soon, *found.later)]
