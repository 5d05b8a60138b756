"""举报. Anyone may report fraud; the channel hands a report on a project to the province, on a body to market
supervision, at once and by itself. Law: Measures (Trial), articles 34, 35, 41."""
from __future__ import annotations

from dataclasses import dataclass

from methodologies.kernel.rules import Verdict, cite, rule
from workflows import engine
from workflows.engine import Actor, Ask, Move, Stage
from workflows.texts import M31


class State(engine.State):
    RECEIVED = "received", "已收到", "Received"
    WITH_PROVINCE = "with_province", "省级主管部门办理中", "With the provincial department"
    WITH_SUPERVISION = "with_supervision", "市场监管部门办理中", "With market supervision"
    ANSWERED = "answered", "已办结", "Closed with a result"


@dataclass(frozen=True)
class Facts:
    """about: project or body; the two others: whether what is named is known to the public here."""
    about: str
    project_known: bool
    body_known: bool


@rule("R-10", zh="举报所指的项目已在本系统公示或登记。",
      en="The project that is reported was on notice or is registered here.",
      source=cite(M31, "第34、41条"))
def project_is_known(facts: Facts) -> Verdict:
    return facts.about == "project" and facts.project_known or ("/target",)


@rule("R-10a", zh="举报所指的机构是审定与核查机构。",
      en="The body that is reported is a validation and verification body.",
      source=cite(M31, "第35、41条"))
def body_is_known(facts: Facts) -> Verdict:
    return facts.about == "body" and facts.body_known or ("/target",)


OFFICE = {"with_province": "province", "with_supervision": "market_supervision"}     # state → who has it
REASON = (Ask("reason", "转办理由", "Why it is passed on"),)
RESULT = (Ask("result", "办理结果", "What came of it"),)
S, A = State, Actor

REPORT = Stage("report", State, (
    Move("route_project", S.RECEIVED, S.WITH_PROVINCE, A.CLOCK, (project_is_known,), zh="转省级主管部门",
         en="Hand to the province"),
    Move("route_body", S.RECEIVED, S.WITH_SUPERVISION, A.CLOCK, (body_is_known,), zh="转市场监管部门",
         en="Hand to market supervision"),
    Move("answer", S.WITH_PROVINCE, S.ANSWERED, A.PROVINCE, zh="办结", en="Close with a result", asks=RESULT),
    Move("answer", S.WITH_SUPERVISION, S.ANSWERED, A.MARKET_SUPERVISION, zh="办结", en="Close with a result",
         asks=RESULT),
    Move("pass_on", S.WITH_PROVINCE, S.WITH_SUPERVISION, A.PROVINCE, zh="转市场监管部门办理",
         en="Pass on to market supervision", asks=REASON),
    Move("pass_on", S.WITH_SUPERVISION, S.WITH_PROVINCE, A.MARKET_SUPERVISION, zh="转省级主管部门办理",
         en="Pass on to the province", asks=REASON),
))
