"""Who takes part in the demo, how days pass, and what people hand in: the helpers of the story."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date

from app import clock, worker
from app.access import Who
from app.demo import story
from app.engagement import competence
from app.ledger import accounts as ledger
from app.notices import pages
from app.notices import service as notices
from app.papers.queries import code_of
from app.parties import factors
from app.parties import service as parties
from app.parties.credit_code import check_character
from app.published import service as published
from methodologies.electricity.grid import illustration

EVIDENCE = b"%PDF-1.4\n% demonstration\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Cast:
    """Who takes part, and the days as they pass."""

    def __init__(self) -> None:
        self.who: dict[str, Who] = {}
        self.code: dict[str, str] = {}

    @property
    def today(self) -> date:
        return clock.today()

    def act(self, service, ref: str, trigger: str, who: str, **payload: str) -> None:
        service.move(ref, trigger, by=self.who[who], today=self.today, key=uuid.uuid4().hex, payload=payload)

    def two(self, service, ref: str, trigger: str, first: str, second: str, **payload: str) -> None:
        """A step of two people."""
        self.act(service, ref, trigger, first, **payload)
        self.act(service, ref, "confirm", second)

    def wait(self, days: int) -> None:
        """Days pass; the worker does what is due each day."""
        for _ in range(days):
            published.advance_clock(1)
            worker.work_until_idle()

    def wait_until(self, day: date) -> None:
        self.wait(max(0, (day - self.today).days))

    def wait_for(self, state, want: str, most: int = 60) -> None:
        for _ in range(most):
            if state() == want:
                return
            self.wait(1)
        raise RuntimeError(f"the dossier is {state()}, not {want}, after {most} days")

    def people(self) -> None:
        for key, (kind, zh, en, stem) in story.ORGANISATIONS.items():
            self.code[key] = stem + check_character(stem)
            home = parties.add_organisation(name_zh=zh, name_en=en, credit_code=self.code[key], kind=kind)
            for sign_in, name, where, duty in story.PEOPLE:
                if where == key:
                    self._person(sign_in, name, duty, home)
            if kind == "body":
                parties.add_approval(home, sector="01", number=f"DEMO-R-{key}", approved_on=date(2024, 6, 1))
        for sign_in, name, where, duty in story.PEOPLE:
            if not where:
                self._person(sign_in, name, duty, None)
        for team in ("val", "ver"):
            competence.record(f"{team}1", "01", "演示：从事新能源领域审定、核查工作五年", date(2024, 6, 1),
                              by=self.who[f"{team}4"], today=self.today)
        for key in ("owner", "other"):
            ledger.open_account(self.code[key], by=self.who["registry1"], today=self.today)

    def _person(self, sign_in: str, name: str, duty: str, home: int | None) -> None:
        number = parties.add_person(name=name, sign_in=sign_in, password=story.PASSWORD)
        parties.give_duty(number, duty, home)
        if sign_in not in story.WITH_PASSWORD_ALONE:
            factors.enrol_for_demonstration(number, story.authenticator(sign_in), at=clock.now())
        self.who[sign_in] = Who(number, name, sign_in)

    def factors(self, until: date) -> None:
        """Illustration tables, as they are published: one person enters, another checks."""
        for row in illustration():
            if self.loaded < row.published_on <= until and row.key["region"] == "N":
                said = {
                    "ref": row.id,
                    "name": row.table,
                    "key": dict(row.key),
                    "values": dict(row.values),
                    "published_on": row.published_on.isoformat(),
                    "source": row.source,
                    "sha256": row.sha256,
                    "purpose": "illustration",
                    "confidence": "unsure",
                    "absent": False,
                }
                published.enter_row(said, by=self.who["registry1"], today=self.today)
                published.check_row(row.id, by=self.who["registry2"], today=self.today)
        self.loaded = until

    def not_published(self, year: int) -> None:
        """Two people state that no table of that year has been published so far."""
        said = {
            "ref": f"grid_ef/{year}/N/none",
            "name": "grid_ef",
            "key": {"table_year": str(year), "region": "N"},
            "values": {},
            "published_on": self.today.isoformat(),
            "source": "演示：截至当日未见公布 demonstration: none published by this day",
            "sha256": hashlib.sha256(f"none {year}".encode()).hexdigest(),
            "purpose": "illustration",
            "confidence": "unsure",
            "absent": True,
        }
        published.enter_row(said, by=self.who["registry1"], today=self.today)
        published.check_row(said["ref"], by=self.who["registry2"], today=self.today)

    def has_factor(self, year: int) -> bool:
        return any(
            r.key == {"table_year": str(year), "region": "N"} and r.published_on <= self.loaded for r in illustration()
        )

    def later_factors(self) -> None:
        """What has come out since; of a year of the period that has no table yet, two people say so."""
        self.factors(self.today)
        for year in range(story.PERIOD[0].year, story.PERIOD[1].year + 1):
            if not self.has_factor(year):
                self.not_published(year)

    loaded = date.min

    def upload(self, service, ref: str, who: str, *slots: str) -> None:
        for slot in slots:
            service.attach(
                ref, slot, f"{slot}.pdf", EVIDENCE + f"% {ref} {slot}\n".encode(), by=self.who[who], today=self.today
            )

    def settle(self, ref: str) -> None:
        """The registry confirms the publication levels that were asked for."""
        found = pages.levels(ref, by=self.who["registry1"])
        asked = {file.ref: (file.level, file.reason) for file in found.files if file.settled_on is None}
        notices.settle_levels(ref, asked, by=self.who["registry1"], today=self.today)

    def scan(self, service, ref: str, who: str, *papers: str) -> None:
        """The stamped scan of a printed paper, with its page code."""
        for paper in papers:
            service.attach(
                ref,
                paper,
                f"{paper}.pdf",
                EVIDENCE + f"% {ref} {paper}\n".encode(),
                by=self.who[who],
                today=self.today,
                code=code_of(ref, paper),
            )
