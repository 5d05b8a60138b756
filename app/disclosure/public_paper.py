"""A report or a document that a body has issued, as everybody may read it: no person's name, public parts alone."""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.disclosure.project_page import REPORTS, filings_of, issued_papers
from app.fields.sections import SectionWidget, for_public, sections
from app.models.engagement import Engagement
from methodologies.kernel import catalogue
from methodologies.kernel.rules import NotFound
from workflows.documents import template

if TYPE_CHECKING:
    from app.database import Db

ANSWERS = {"yes": ("符合", "Met"), "no": ("不符合", "Not met"), "not_applicable": ("不适用", "Not applicable"),
           "": ("未判断", "Open")}
KINDS = {"correction": ("整改要求", "Correction request"), "observation": ("观察项", "Observation")}
CONCLUSIONS = {"positive": ("肯定", "Positive"), "negative": ("否定", "Negative")}


@dataclass(frozen=True, kw_only=True)
class PublicPaper:
    """sections: of a document; checklist, findings: of a report, as plain data of the frozen version."""
    address: str
    project: str
    title: tuple[str, str]
    digest: str
    on: date
    body: str
    conclusion: tuple[str, str] | None
    by_year: Mapping[str, int]
    sections: tuple[SectionWidget, ...]
    checklist: Sequence[Mapping[str, Any]]
    findings: Sequence[Mapping[str, Any]]


def paper(db: Db, address: str, digest: str) -> PublicPaper:
    """NotFound for what no body has issued on this project."""
    application, refs = filings_of(db, address)
    version = next((v for v in issued_papers(db, refs) if v.digest == digest), None)
    if version is None:
        raise NotFound(digest)
    work = db.scalar(select(Engagement).where(Engagement.subject == version.subject, Engagement.state == "issued"))
    said = json.loads(version.body)
    shown: tuple[SectionWidget, ...] = ()
    if "template" in said:
        asked = catalogue.find(application.methodology).design if version.label == "validated_design" else ()
        every = for_public(sections(template(said["template"]), asked, said))
        shown = tuple(s for s in every if s.widgets or (s.text and s.text.value))
    return PublicPaper(
        address=address, project=application.name, title=REPORTS[version.label], digest=version.digest,
        on=version.made_on, body=work.body.name_zh, conclusion=CONCLUSIONS.get(work.conclusion or ""),
        by_year=said.get("verified_by_year") or said.get("by_year") or {}, sections=shown,
        checklist=said.get("checklist", ()), findings=said.get("findings", ()))
