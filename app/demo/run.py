"""One offshore wind project from design document to certificate, by the services that the pages use."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import config
from app import clock, worker
from app.certificates import keys
from app.certificates import queries as certificates
from app.demo import credits, story
from app.demo.cast import EVIDENCE, Cast
from app.desk import service as desk
from app.desk.queries import items_for
from app.engagement import service as engagement
from app.engagement import visiting
from app.engagement.queries import checklist_keys, unanswered, work_on
from app.issuance import service as issuance
from app.issuance.queries import certificate_of
from app.mandates import service as mandates
from app.monitoring import service as monitoring
from app.notices import service as notices
from app.notices.queries import notice_ref
from app.papers.queries import draft_of, state_of
from app.published import service as published
from app.registration import service as registration
from app.registration.queries import registered_as
from app.verification import service as verification
from workflows.documents import slots_of


class Demo(Cast):
    """The story, chapter by chapter."""

    def live(
        self, keep: Callable[[str, dict[str, str]], None] = lambda chapter, refs: None, end: date | None = None
    ) -> dict[str, str]:
        """The whole story, ending on a day, by default today; `keep` is called at the end of each chapter with the refs
        known by then. The invented factors carry it to the end of 2027."""
        today = clock.today()
        end, refs = end or today, dict[str, str]()
        published.set_clock((end - today).days - story.STARTS_BEFORE)
        keys.establish_demonstration(clock.now())
        self.people()
        self.factors(self.today)
        refs["application"] = application = self.notice()
        keep("noticed", refs)
        self.apply(application)
        keep("applied", refs | {"validation": work_on(application)})
        project = self.register(application)
        refs |= {"validation": work_on(application), "project": project}
        keep("project", refs)
        self.wait_until(end - timedelta(days=180))
        self.later_factors()
        reduction, work = self.reduce(project)
        refs |= {"reduction": reduction, "verification": work}
        keep("claimed", refs)
        self.wait_until(end - timedelta(days=82))  # meanwhile the table of the second year has come out
        self.factors(self.today)
        self.findings_and_report(work, reduction, "ver")
        self.register_reductions(reduction)
        keep("registered", refs)
        refs |= {"certificate": self.issue(reduction)}
        self.mandate(project)
        keep("issued", refs)
        self.wait(3)
        refs |= {"retirement": credits.use(self)}
        self.wait_until(end)
        return refs

    def mandate(self, project: str) -> None:
        """The owner lets a consultant write the next papers and enter data; it never confirms."""
        said = mandates.Said(self.code["owner"], self.code["consultant"], ("write", "data", "answer"), (project,),
                             self.today.isoformat(), (self.today + timedelta(days=365)).isoformat())
        ref = mandates.begin(said, by=self.who["owner1"], today=self.today, key=uuid.uuid4().hex)
        self.two(mandates, ref, "sign", "owner1", "owner2")
        self.act(mandates, ref, "accept", "consultant1")

    def notice(self) -> str:
        """A design document, handed in by two people and released for public notice."""
        owner = self.who["owner1"]
        ref = registration.open_application(
            self.code["owner"], story.CODE, story.NAME, by=owner, today=self.today, key=uuid.uuid4().hex
        )
        registration.save(
            ref,
            {"template": "design_avoid_1_0", "sections": story.SECTIONS, "inputs": story.design()},
            1,
            by=owner,
            today=self.today,
        )
        registration.name_body(ref, self.code["validator"], by=owner)
        wanted = [s.key for s in slots_of("registration", sector=story.SECTOR)
                  if s.made == "upload" and s.key not in story.NOT_NEEDED]
        self.upload(registration, ref, "owner1", *wanted)
        self.two(registration, ref, "submit", "owner1", "owner2")
        self.wait(3)
        self.settle(ref)
        self.act(registration, ref, "release", "registry1")
        return ref

    def apply(self, ref: str) -> None:
        """Validation by a body while the notice runs; then two people apply for registration."""
        work = work_on(ref)
        self.engage(work, "val", self.wait_then_comment(ref))
        self.wait_for(lambda: state_of(ref), "awaiting_body")
        self.findings_and_report(work, ref, "val")
        self.scan(registration, ref, "owner1", "application_form", "commitment_letter")
        self.two(registration, ref, "apply", "owner1", "owner2")

    def register(self, ref: str) -> str:
        """The registry goes through its list, then two people register the project."""
        self.wait(9)
        self.judge_all(ref)
        self.settle(ref)
        self.two(registration, ref, "register", "registry1", "registry2")
        return registered_as(ref)

    def judge_all(self, ref: str) -> None:
        """The registry goes through its list and finds nothing missing."""
        desk.judge(ref, dict.fromkeys(items_for(ref), ("there", "")), by=self.who["registry1"], today=self.today)

    def wait_then_comment(self, ref: str):
        """While the notice runs, somebody asks and the owner answers."""

        def during() -> None:
            self.wait(8)  # the notice begins on the next working day, after the holidays
            notice = notice_ref(ref)
            said = notices.comment(
                notice,
                "请说明离岸距离的测量依据，以及施工期的鸟类监测情况。",
                by=self.who["public1"],
                today=self.today,
                paragraph="B.2",
            )
            self.wait(2)
            notices.reply(
                said,
                "离岸距离依据海域使用论证报告附图逐台量取；鸟类监测报告见环保验收文件。",
                by=self.who["owner1"],
                today=self.today,
            )

        return during

    def engage(self, work: str, side: str, during) -> None:
        """Contract, team, plan, desk review; the notice may run meanwhile."""
        self.act(
            engagement,
            work,
            "accept",
            f"{side}4",
            contract_no=f"HT-{work}",
            contracted_on=self.today.isoformat(),
            independence="declared",
        )
        engagement.name_team(
            work,
            (f"{side}1", f"{side}2"),
            f"{side}3",
            f"{side}4",
            by=self.who[f"{side}4"],
            today=self.today,
        )
        if work.startswith("VE-"):                       # a verification's plan begins with its risks
            engagement.assess_risks(work, story.RISKS, by=self.who["ver1"], today=self.today)
        self.act(
            engagement,
            work,
            "plan",
            f"{side}1",
            analysis="电量计量链条清晰，重点为计量点位、校准和因子年度。",
            visit_on=(self.today + timedelta(days=20)).isoformat(),
            scope="核对计量点、设备铭牌、抄表台账与运行记录，访谈运行与财务人员。",
            interviewees="林海（项目业主）\n王表（运行值班长）\n当地渔业合作社代表",
            sites="\n".join(story.SITES),
        )
        during()
        seen = {key: ("yes", "已与原件核对。") for key in checklist_keys(work) if key.startswith("R-49-")}
        engagement.answer_checklist(work, seen, by=self.who[f"{side}1"], today=self.today)
        self.act(engagement, work, "finish_desk", f"{side}1", focus="计量点位、铭牌、抄表台账与结算凭证。")

    def findings_and_report(self, work: str, ref: str, side: str) -> None:
        today = self.today
        self.bring_back(work, f"{side}1")
        self.act(engagement, work, "finish_visit", f"{side}1", visited_from=today.isoformat(),
                 visited_to=today.isoformat(), people=story.PRESENT[side])
        if side == "val":
            engagement.raise_finding(work, "correction", "B.7.3 未写明数据缺失时的保守处理方式，请补充。",
                                     ["/sections/B.7.3"], ground="plan", by=self.who["val1"], today=today)
            engagement.raise_finding(work, "observation", "首个核算期请核对电能表年度校准的日期。", [],
                                     by=self.who["val1"], today=today, due_period=1)
        else:
            engagement.raise_finding(work, "correction", "2025年3月校准逾期，请说明逾期天数及校正方式。", [],
                                     ground="information", by=self.who["ver1"], today=today)
        self.act(engagement, work, "send_findings", f"{side}1", answer_by=(today + timedelta(days=14)).isoformat())
        self.wait(5)
        self.answer(work, ref, side)
        verdicts = {key: ("yes", "已核对原件与现场。") for key in checklist_keys(work)}
        engagement.answer_checklist(work, verdicts, by=self.who[f"{side}1"], today=self.today)
        self.act(engagement, work, "close_findings", f"{side}1")
        if side == "ver":
            verification.enter_own(work, "readings", "核查组抄表记录.csv", story.seen_readings(),
                                   by=self.who["ver1"], today=self.today)
            self.tonnes = verification.recalculate(work, by=self.who["ver1"], today=self.today)
        for trigger, who, said in (
            ("draft_report", "1", {}),
            ("pass_review", "3", {}),
            ("decide_positive", "4", {"grounds": "证据充分，整改已关闭。"}),
            ("issue_positive", "4", {"promise": "declared"}),
        ):
            self.act(engagement, work, trigger, f"{side}{who}", **said)

    def bring_back(self, work: str, who: str, note: str = "设备铭牌、计量点与台账相符。") -> None:
        """A record of each site, and an interview with its signed sheet."""
        by, today = self.who[who], self.today
        for n, (site, (lat, lon)) in enumerate(story.SITE_PLACES.items()):
            visiting.record_site(work, {"site": site, "person": who, "at": f"{today}T{9 + 2 * n:02}:30", "lat": lat,
                                        "lon": lon, "note": note}, by=by, today=today)
        n = visiting.hear(work, {"name": "王表", "role": "运行值班长", "on": today.isoformat(), "person": who,
                                 "talk": story.TALK}, by=by, today=today)
        visiting.sign_sheet(work, n, "访谈记录.pdf", EVIDENCE + f"% {work} interview\n".encode(), by=by, today=today)

    def answer(self, work: str, ref: str, side: str) -> None:
        if side == "val":
            document, revision = draft_of(ref)
            document["sections"]["B.7.3"] += "主表数据缺失时采用备表；均缺失时上网电量按零计、下网电量按同期最大值计。"
            registration.save(ref, document, revision, by=self.who["owner1"], today=self.today)
        for n in unanswered(work):
            engagement.answer_finding(work, n, "已补充说明和证据，请审阅。", by=self.who["owner1"], today=self.today,
                                      file=("说明及证据.pdf", EVIDENCE + f"% {work} {n}\n".encode()))
            engagement.judge_finding(
                work, n, "close", "证据充分，予以关闭。", by=self.who[f"{side}1"], today=self.today
            )

    def reduce(self, project: str) -> tuple[str, str]:
        owner = self.who["owner1"]
        period = monitoring.open_period(project, *story.PERIOD, by=owner, today=self.today, key=uuid.uuid4().hex)
        for name, rows in story.records().items():
            monitoring.save_rows(period, name, rows, 0, by=owner, today=self.today)
        self.upload(monitoring, period, "owner1", *(s.key for s in slots_of("monitoring") if s.made == "upload"))
        self.act(monitoring, period, "close", "owner1")
        monitoring.calculate(period, by=owner, today=self.today)
        self.act(monitoring, period, "account", "owner1")
        ref = issuance.open_application(period, by=owner, today=self.today, key=uuid.uuid4().hex)
        sections = dict(story.REPORT_SECTIONS)
        report = {"template": "accounting_report_1_0", "sections": sections, "inputs": {}}
        issuance.save(ref, report, 1, by=owner, today=self.today)
        issuance.name_body(ref, self.code["verifier"], by=owner)
        self.upload(issuance, ref, "owner1", *(s.key for s in slots_of("issuance") if s.made == "upload"))
        self.two(issuance, ref, "submit", "owner1", "owner2")
        self.wait(2)
        self.settle(ref)
        self.act(issuance, ref, "release", "registry1")
        work = work_on(ref)
        self.engage(work, "ver", lambda: verification.recalculate(work, by=self.who["ver1"], today=self.today))
        self.wait_for(lambda: state_of(ref), "awaiting_body")
        return ref, work

    def register_reductions(self, ref: str) -> None:
        issuance.adopt_verified(ref, by=self.who["owner1"], today=self.today)
        self.scan(issuance, ref, "owner1", "reduction_application_form", "reduction_commitment_letter")
        self.two(issuance, ref, "apply", "owner1", "owner2")
        self.wait(6)
        self.judge_all(ref)
        self.settle(ref)
        self.two(issuance, ref, "register", "registry1", "registry2")
        self.wait(1)

    def issue(self, ref: str) -> str:
        self.two(issuance, ref, "issue", "registry1", "registry2")
        worker.work_until_idle()
        return certificate_of(ref)


def load() -> dict:
    """Live the whole story in the bound demo database; gives back what `ccer demo --json` prints."""
    refs = Demo().live()
    return summary(refs["project"], refs["certificate"])


def summary(project: str, number: str) -> dict:
    shown = certificates.certificate(number)
    path = config.home() / f"{number}.pdf"
    path.write_bytes(certificates.pdf_of(number))
    return {
        "project_code": project,
        "tonnes": shown.content.tonnes,
        "by_year": {str(year): tonnes for year, tonnes in shown.content.by_year().items()},
        "serials": [block.serial for block in shown.content.blocks],
        "certificate": str(path),
        "trust": str(config.home() / "trust.json"),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
