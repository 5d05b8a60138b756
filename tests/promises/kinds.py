"""One valid content of each further kind of certificate, with the event and the worksheet that belong to it."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import rfc8785

from app.certificates import content as contents
from app.certificates.check import ATTACHMENTS
from app.certificates.parts import (
    EVENTS,
    Certified,
    HolderNamed,
    Kind,
    MethodologyNamed,
    Named,
    OwnerNamed,
    ProjectNamed,
)
from app.certificates.registration import CreditingPeriod, Registration
from app.certificates.retirement import Lot, Retirement, Use
from app.certificates.statement import HeldRange, Statement
from app.ledger.serials import batch_text, serial_text
from methodologies.kernel.catalogue import find
from tests.promises.certificates import CODE, Desk, event

PROJECTS = {"A210001": ("东澜海上风电场一期工程项目", "Donglan Offshore Wind Farm Phase I"),
            "A210002": ("远屿海上风电场工程项目", "Yuanyu Offshore Wind Farm")}
HOLDER = HolderNamed("青岫纺织股份有限公司", "Qingxiu Textiles Co., Ltd.", "91330900MA2XXXXX2H", "CN00000002")
COMMON = {"demonstration": True, "issued_on": date(2026, 11, 23), "base_url": "http://localhost:8000"}
WIND = MethodologyNamed(CODE, "并网海上风力发电", "Grid-connected offshore wind power")


@lru_cache
def estimate() -> dict:
    methodology = find(CODE)
    case = next(c for c in methodology.cases if c.chapter == "estimate")
    return methodology.work("estimate", dict(case.inputs)).to_json()


def lot(code: str, year: int, first: int, last: int, issuance: str = "QF-2026-000001") -> Lot:
    return Lot(ProjectNamed(code, *PROJECTS[code]), WIND, year, 1, first, last, last - first + 1,
               serial_text(code, year, 1, first, last), issuance)


def retirement(*lots: Lot, **known: Any) -> Retirement:
    """Two ranges of two projects by default."""
    lots = lots or (lot("A210001", 2023, 1, 1200), lot("A210002", 2024, 501, 1300, "QF-2026-000002"))
    use = Use("青岫纺织股份有限公司", "91330900MA2XXXXX2H",
              Named("state_owned", "国有企业", "State-owned company"),
              Named("product", "产品碳中和", "Carbon neutrality of a product"), 2025,
              "用于抵销2025年度“青岫”牌床品从原料到出厂的温室气体排放。")
    valid = {**COMMON, "kind": Kind.RETIREMENT, "number": "ZX-2026-000001", "holder": HOLDER, "use": use, "lots": lots,
             "tonnes": sum(each.tonnes for each in lots), "application": "RT-2026-0001"}
    return Retirement(**(valid | known))


def registration(**known: Any) -> Registration:
    worked = estimate()
    valid = {**COMMON, "kind": Kind.REGISTRATION, "number": "DJ-2026-000001",
             "project": ProjectNamed("A210001", *PROJECTS["A210001"]),
             "owner": OwnerNamed("东澜海上风电有限公司", "Donglan Offshore Wind Power Co., Ltd.", "91330900MA2XXXXX1K"),
             "methodology": WIND, "province": "浙江省",
             "crediting": CreditingPeriod(date(2023, 1, 1), date(2032, 12, 31)), "expected_t": worked["tonnes"],
             "yearly_t": worked["average"], "validated_by": "青岩审定核查认证有限公司", "application": "PA-2026-0001",
             "design_sha256": "0a" * 32, "worksheet_sha256": contents.digest(rfc8785.dumps(worked))}
    return Registration(**(valid | known))


def held(code: str, year: int, first: int, last: int, state: str = "available", *liens: str) -> HeldRange:
    return HeldRange(code, year, 1, first, last, last - first + 1, serial_text(code, year, 1, first, last), state,
                     liens)


def statement(*ranges: HeldRange, **known: Any) -> Statement:
    ranges = ranges or (held("A210001", 2023, 1201, 9000), held("A210001", 2023, 9001, 10_000, "pledged", "pledge"))
    valid = {**COMMON, "kind": Kind.STATEMENT, "number": "CY-2026-000001", "code": "ABCDEFGHIJKLMNOP", "holder": HOLDER,
             "as_of": "2026-11-23T10:00:00+08:00", "restricted": False, "ranges": ranges,
             "tonnes": sum(each.tonnes for each in ranges)}
    return Statement(**(valid | known))


def event_of(said: Certified, **known: Any) -> bytes:
    """The leaf that a certificate of this kind rests on."""
    if isinstance(said, Retirement):
        postings = [line for each in said.lots for line in _retired(said.holder.account, each)]
        return event(said, **{"kind": "retire", "subject": said.lots[0].project.code,
                              "facts": contents.facts_of(said) | {"postings": postings}} | known)
    return event(said, **{"act": None, "kind": EVENTS[said.kind], "subject": said.number,
                          "facts": contents.facts_of(said)} | known)


def _retired(account: str, each: Lot) -> list[list[Any]]:
    batch = batch_text(each.project.code, each.year, each.period_no)
    return [[batch, account, "available", each.first, each.last, -each.tonnes],
            [batch, account, "retired", each.first, each.last, each.tonnes]]


@dataclass(frozen=True)
class Paper:
    """A certificate of some kind on a desk of its own: its files, which a test may change, and the sealing."""
    desk: Desk
    said: Certified
    entry: bytes

    @classmethod
    def on(cls, folder, said: Certified, entry: bytes | None = None) -> Paper:
        entry = entry or event_of(said)
        return cls(Desk.open(folder, said, entry=entry), said, entry)

    def files(self, **changed: bytes) -> dict[str, bytes]:
        """changed: by kind of file, `certificate`, `worksheet`, `event`, `proof`."""
        made = {"certificate.json": contents.to_bytes(self.said), "worksheet.json": rfc8785.dumps(estimate()),
                "event.json": self.entry, "event.tlog-proof": self.desk.log.proof(self.entry).encode()}
        named = {"certificate": "certificate.json", "worksheet": "worksheet.json", "event": "event.json",
                 "proof": "event.tlog-proof"}
        return {name: made[name] for name in ATTACHMENTS[self.said.kind]} | {
            named[key]: data for key, data in changed.items()}

    def page(self, **changed: bytes) -> bytes:
        return self.desk.page_with(self.said, self.files(**changed).items())

    def sealed(self, **changed: bytes) -> bytes:
        return self.desk.sign(self.page(**changed))


EVERY = {"retirement": retirement, "registration": registration, "statement": statement}
