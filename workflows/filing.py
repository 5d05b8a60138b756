"""The table of a filing, shared by registration and issuance: notice, report, another body, review. Its rules stand in
`workflows.application`."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from methodologies.kernel.rules import Rule
from workflows.application import (
    REASON,
    SHARED_AT_SUBMIT,
    account_is_active,
    application_is_stale,
    body_is_gone,
    comments_are_answered,
    levels_are_settled,
    new_body_starts_anew,
    next_body_is_in_scope,
    nothing_is_provisional,
    notice_begins_later,
    notice_goes_on,
    notice_has_run,
    notice_still_runs,
    owner_is_not_barred,
    report_is_not_flagged,
    supplement_is_left,
    supplement_is_overdue,
    upload_follows_notice,
)
from workflows.engine import Actor, Ask, Move, State
from workflows.review import (
    evaluation_is_left,
    list_is_judged,
    nothing_is_missing,
    opinions_are_in,
    panel_is_large_enough,
    something_is_missing,
    supplement_is_in_time,
)

QUESTION = Ask("question", "请专家评估的问题", "What the experts are asked")
ANSWER = Ask("answer", "补正说明", "What was supplied")
NEXT_BODY = Ask("body", "另行委托机构的统一社会信用代码", "Credit code of the body that takes its place", "text")
A = Actor
REGISTRY, CHIEF = A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR
Rules = Callable[[str], tuple[Rule, ...]]               # a stage's own rules of a trigger


def rows(states: type[State], rules: Mapping[str, tuple[Rule, ...]], *, review: str, subject: tuple[str, str],
         report: tuple[str, str], then: str = "") -> tuple[Move, ...]:
    """The table of a filing. `rules` gives the stage's own rules by trigger; `review` and `then` are the settings that
    limit the review (R-45) and the state after it; `subject` and `report` name in both languages what is filed and
    which report it waits for."""
    def of(trigger: str) -> tuple[Rule, ...]:
        return rules.get(trigger, ())
    return _notice(states, of) + _report(states, of, *report) + _review(states, of, *subject, review, then)


def _notice(states: Any, of: Rules) -> tuple[Move, ...]:
    S = states
    return (
        Move("submit", S.DRAFT, S.PUB_REVIEW, A.OWNER_INITIATOR, SHARED_AT_SUBMIT + of("submit"),
             confirm=A.OWNER_CONFIRMER, zh="申请公示", en="Submit for public notice", due="pub.review_wd"),
        Move("release", S.PUB_REVIEW, S.ON_NOTICE, REGISTRY, (notice_begins_later, levels_are_settled, *of("release")),
             zh="受理并公示", en="Release for public notice", due="pub.days_wd"),
        Move("return", S.PUB_REVIEW, S.DRAFT, REGISTRY, of("return"),
             zh="退回修改", en="Return to the owner", asks=(REASON,)),
        Move("end", S.ON_NOTICE, S.AWAITING_BODY, A.CLOCK, (notice_has_run,),
             zh="公示期满", en="End of the notice", due="vvb.report_limit_cd"),
        Move("ask_withdrawal", S.ON_NOTICE, S.WITHDRAWAL_ASKED, A.OWNER_INITIATOR, (notice_still_runs,),
             zh="申请撤回公示", en="Ask to withdraw", asks=(REASON,)),
        Move("grant_withdrawal", S.WITHDRAWAL_ASKED, S.WITHDRAWN, REGISTRY, of("grant_withdrawal"),
             zh="同意撤回", en="Grant the withdrawal"),
        Move("decline_withdrawal", S.WITHDRAWAL_ASKED, S.ON_NOTICE, REGISTRY, of("decline_withdrawal"),
             zh="不同意撤回", en="Decline the withdrawal", asks=(REASON,), due="pub.days_wd"),
    )


def _report(states: Any, of: Rules, zh: str, en: str) -> tuple[Move, ...]:
    S = states
    return (
        Move("upload_positive", S.AWAITING_BODY, S.BODY_DONE, A.BODY_DECIDER,
             (upload_follows_notice, comments_are_answered, *of("upload_positive")),
             zh=f"上传{zh}（肯定结论）", en=f"Upload the {en}, conclusion positive"),
        Move("upload_negative", S.AWAITING_BODY, S.TERMINATED, A.BODY_DECIDER,
             (upload_follows_notice, *of("upload_negative")),
             zh=f"上传{zh}（否定结论）", en=f"Upload the {en}, conclusion negative"),
        Move("terminate", S.AWAITING_BODY, S.TERMINATED, A.OWNER_INITIATOR, of("terminate"),
             zh="终止申请", en="Give up the application", asks=(REASON,)),
        Move("expire", S.AWAITING_BODY, S.TERMINATED, A.CLOCK, (application_is_stale, *of("expire")),
             zh="长期搁置，终止申请", en="End an application left lying"),
        # An owner who never applies would hold the project's one live application for ever (PA11, read widely).
        Move("terminate", S.BODY_DONE, S.TERMINATED, A.OWNER_INITIATOR, of("terminate"),
             zh="终止申请", en="Give up the application", asks=(REASON,)),
        *(move for state in (S.ON_NOTICE, S.AWAITING_BODY) for move in _another_body(states, state, of)),
    )


def _another_body(states: Any, state: Any, of: Rules) -> tuple[Move, ...]:
    """R-26, R-43: the owner commissions another body; whether the notice starts anew is a setting (R-184)."""
    return (
        Move("restart", state, states.DRAFT, A.OWNER_INITIATOR, (body_is_gone, new_body_starts_anew),
             zh="另行委托机构，重新公示", en="Name another body and begin a new notice", rare=True),
        Move("recommission", state, state, A.OWNER_INITIATOR,
             (body_is_gone, notice_goes_on, next_body_is_in_scope, *of("recommission")), confirm=A.OWNER_CONFIRMER,
             zh="另行委托机构", en="Commission another body", asks=(NEXT_BODY,), rare=True),
    )


def _review(states: Any, of: Rules, zh: str, en: str, review: str, then: str) -> tuple[Move, ...]:
    S = states
    return (
        Move("apply", S.BODY_DONE, S.UNDER_REVIEW, A.OWNER_INITIATOR,
             (account_is_active, owner_is_not_barred, nothing_is_provisional, report_is_not_flagged, *of("apply")),
             confirm=A.OWNER_CONFIRMER,
             zh=f"申请{zh}登记", en=f"Apply for registration of the {en}", due=review),
        Move("register", S.UNDER_REVIEW, S.REGISTERED, REGISTRY,
             (owner_is_not_barred, nothing_is_provisional, report_is_not_flagged, levels_are_settled, list_is_judged,
              nothing_is_missing, *of("register")), confirm=CHIEF,
             zh=f"予以{zh}登记", en=f"Register the {en}", due=then),
        Move("ask_supplement", S.UNDER_REVIEW, S.SUPPLEMENT_ASKED, REGISTRY,
             (supplement_is_left, list_is_judged, something_is_missing), zh="一次性告知补正", en="Ask for a supplement",
             due="review.supplement_wd", pauses=review),
        Move("answer_supplement", S.SUPPLEMENT_ASKED, S.UNDER_REVIEW, A.OWNER_INITIATOR,
             (supplement_is_in_time, *of("answer_supplement")),
             zh="提交补正", en="Hand in the supplement", asks=(ANSWER,), resumes=review),
        Move("ask_evaluation", S.UNDER_REVIEW, S.UNDER_EVALUATION, REGISTRY,
             (evaluation_is_left, panel_is_large_enough),
             zh="启动技术评估", en="Ask experts to evaluate", asks=(QUESTION,), due="review.evaluation_wd",
             pauses=review),
        Move("end_evaluation", S.UNDER_EVALUATION, S.UNDER_REVIEW, REGISTRY, (opinions_are_in,),
             zh="结束技术评估", en="End the evaluation", resumes=review),
        Move("refuse", S.UNDER_REVIEW, S.REFUSED, REGISTRY, of("refuse"), confirm=CHIEF,
             zh="不予登记", en="Refuse registration", asks=(REASON,)),
        Move("refuse", S.SUPPLEMENT_ASKED, S.REFUSED, REGISTRY, (supplement_is_overdue, *of("refuse")), confirm=CHIEF,
             zh="逾期未补正，不予登记", en="Refuse: no supplement in time", asks=(REASON,)),
    )
