"""What the public pages and the API's public half read. Each answer is one snapshot; nothing here writes."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.certificates import queries as certificates
from app.database import reading
from app.disclosure import checked as checks
from app.disclosure import figures as numbers
from app.disclosure import listing, project_page, public_paper
from app.disclosure import retirements as retired
from app.disclosure.bodies import Body, bodies
from app.disclosure.checked import Checked
from app.disclosure.ended import Decided, Ended, decided, ended
from app.disclosure.figures import Figures, Issue, Registered, Running
from app.disclosure.listing import Choices, Listed, Page, Wanted
from app.disclosure.project_page import Seen
from app.disclosure.public_paper import PublicPaper
from app.disclosure.retirements import Narrowed, Retirements
from app.imports import queries as imports
from app.imports.queries import Record, Reduction
from app.models.work import Job


@dataclass(frozen=True)
class Home:
    figures: Figures
    running: tuple[Running, ...]
    projects: tuple[Registered, ...]
    issues: tuple[Issue, ...]
    imported: imports.Share             # of the figures: what other registers publish


def home(today: date) -> Home:
    with reading() as db:
        return Home(numbers.figures(db, today), numbers.running(db, today), numbers.newest_projects(db),
                    numbers.newest_issues(db), imports.share(db, today))


def statistics(until: date) -> Figures:
    """The figures of the home page, up to and including a day."""
    with reading() as db:
        return numbers.figures(db, until)


def projects(wanted: Wanted, rows: int = listing.ROWS) -> Page:
    with reading() as db:
        return listing.listed(db, wanted, rows)


def records() -> tuple[tuple[Record, ...], tuple[Reduction, ...]]:
    """Imported public records: projects with their periods, the newest first; then periods of unknown projects."""
    with reading() as db:
        found = imports.records(db)
        known = {each.code for each in found}
        return found, tuple(each for each in imports.reductions(db) if each.project not in known)


def approved_bodies(today: date) -> tuple[Body, ...]:
    with reading() as db:
        return bodies(db, today)


def sanctions() -> tuple[tuple[Decided, ...], tuple[Ended, ...]]:
    """Decisions, and projects that ended; the newest first."""
    with reading() as db:
        return decided(db), ended(db)


def choices() -> Choices:
    with reading() as db:
        return listing.choices(db)


def project(address: str) -> Seen:
    """By code or, before registration, by the application's ref. NotFound for what was never on notice."""
    with reading() as db:
        return project_page.seen(db, address)


def paper(address: str, digest: str) -> PublicPaper:
    """A report or document that a body has issued. NotFound for any other digest."""
    with reading() as db:
        return public_paper.paper(db, address, digest)


def retirements(page: int = 1, narrowed: Narrowed = Narrowed()) -> Retirements:
    """What was retired and for what, the newest first."""
    with reading() as db:
        return retired.retirements(db, page, narrowed)


def certificate(number: str) -> Checked:
    """NotFound for a number that was never given."""
    with reading() as db:
        return checks.checked(db, number)


def pdf(number: str) -> bytes:
    """The sealed bytes. NotFound while the worker has not made them."""
    return certificates.pdf_of(number)


def verifier() -> bytes:
    """The offline check in one file."""
    return certificates.verifier()


def trust() -> bytes:
    """trust.json, byte for byte. NotFound before the registry has keys."""
    return certificates.trust()


@dataclass(frozen=True)
class Making:
    """A certificate that is not there yet: how many come before it, and whether making it failed several times."""
    ahead: int
    failed: bool


def making(number: str) -> Making:
    with reading() as db:
        jobs = db.execute(select(Job.payload, Job.state).where(Job.name == "certificate", Job.state != "done")
                          .order_by(Job.id)).all()
    mine = next((n for n, (payload, _) in enumerate(jobs) if payload.get("number") == number), 0)
    return Making(sum(state != "failed" for _, state in jobs[:mine]), bool(jobs) and jobs[mine].state == "failed"
                  and jobs[mine].payload.get("number") == number)


__all__ = [
    "Checked",
    "Choices",
    "Figures",
    "Home",
    "Listed",
    "Making",
    "Page",
    "PublicPaper",
    "Record",
    "Reduction",
    "Retirements",
    "Seen",
    "Wanted",
    "certificate",
    "choices",
    "home",
    "making",
    "paper",
    "pdf",
    "project",
    "projects",
    "records",
    "retirements",
    "statistics",
    "trust",
    "verifier",
]
