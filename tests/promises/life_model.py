"""What ought to happen to an application, the work of its body and the comments on it: a model without SQL.

Order and duties come from the matrices that were written by hand (tests/law/*.csv), guards from the few facts below.
An answer is "done", "proposed", the name of a refusal, or "Refusal" with the ids of the rules that are broken.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.promises.life_law import AT_WORK, CAUSED, DUTIES, ENDED, FILING, OVER, OWNER, REGISTRY, WORK
from workflows.calendar import CALENDAR


@dataclass
class Work:
    """A body's engagement. findings: number → (kind, state); desk, points: whether all of them have a verdict; seen,
    heard: the site is on record, an interview with its signed sheet."""
    state: str = "requested"
    named: bool = False
    desk: bool = False
    points: bool = False
    seen: bool = False
    heard: bool = False
    conclusion: str = ""
    findings: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Life:
    today: date
    state: str = "draft"
    work: Work | None = None
    begins: date | None = None
    ends: date | None = None
    comments: list[tuple[str, bool]] = field(default_factory=list)     # (words, answered)
    scanned: bool = False
    validated: bool = False
    supplements: int = 0
    supplement_due: date | None = None
    judged: str = ""                                    # the registry's list: "" while an item is open, there, gap
    evaluations: int = 0
    opinions: set[int] = field(default_factory=set)     # which of the experts who were drawn have answered
    evaluation_due: date | None = None
    waiting: tuple[str, str] | None = None              # (trigger, who proposed it)
    registered: int = 0                                 # projects

    # --- who is what

    def actors(self, who: str, of_work: bool) -> set[str]:
        if of_work and self.work is None:
            return set()
        found = {OWNER[who]} if who in OWNER else set()
        if who in REGISTRY and (of_work or self.state != "draft"):
            found.add(REGISTRY[who])
        if self.work and who in DUTIES:
            found.add(DUTIES[who])
        return found

    # --- moves of the application

    def file(self, trigger: str, who: str) -> str:
        if trigger in ("confirm", "decline"):
            return self._answer(trigger, who)
        if refused := self._unfit(FILING, self.state, trigger, self.actors(who, False)):
            return refused
        if self.waiting or trigger in CAUSED:
            return "NotOpen"
        if broken := self._filing_rules(trigger):
            return f"Refusal {' '.join(sorted(broken))}"
        if FILING[self.state, trigger][2]:
            self.waiting = (trigger, who)
            return "proposed"
        self._file(trigger)
        return "done"

    def _unfit(self, law, state: str, trigger: str, actors: set[str]) -> str:
        if not actors:
            return "NotFound"
        if (state, trigger) not in law:
            return "NotOpen"
        return "" if law[state, trigger][1] & actors else "NotYours"

    def _answer(self, trigger: str, who: str) -> str:
        actors = self.actors(who, False)
        if not actors:
            return "NotFound"
        if not self.waiting:
            return "NotOpen"
        asked, first = self.waiting
        if FILING[self.state, asked][2] not in actors and who != first:
            return "NotYours"
        if trigger == "decline":
            self.waiting = None
            return "done"
        if who == first:
            return "SamePerson"
        if broken := self._filing_rules(asked):
            return f"Refusal {' '.join(sorted(broken))}"
        self.waiting = None
        self._file(asked)
        return "done"

    def _filing_rules(self, trigger: str) -> set[str]:
        gone = self.work is not None and self.work.state in OVER
        late = self.supplement_due is not None and self.supplement_due < self.today
        broken = {
            "ask_withdrawal": {"R-41"} if self.ends and self.today > self.ends else set(),
            "apply": set() if self.scanned and self.validated else {"R-56"},
            "register": (set() if self.scanned and self.validated else {"R-56"}) | {
                "there": set(), "gap": {"R-45b"}, "": {"R-45a"}}[self.judged],
            "ask_supplement": ({"R-180"} if self.supplements else set()) | {
                "there": {"R-180b"}, "gap": set(), "": {"R-45a", "R-180b"}}[self.judged],
            "answer_supplement": {"R-180c"} if late else set(),
            "ask_evaluation": {"R-181"} if self.evaluations else set(),
            "end_evaluation": set() if len(self.opinions) == 3 or (
                self.evaluation_due and self.evaluation_due < self.today) else {"R-181b"},
            "restart": set() if gone else {"R-26b"},
            "recommission": {"R-184a"} | (set() if gone else {"R-26b"}),        # by default the notice starts anew
            "refuse": {"R-180a"} if self.state == "supplement_asked" and not late else set(),
        }
        return broken.get(trigger, set())

    def _file(self, trigger: str) -> None:
        self.state = FILING[self.state, trigger][0]
        if trigger == "release":
            window = CALENDAR.notice_after(self.today, 20, first_counts=True)
            self.begins, self.ends, self.work = window.starts_on, window.ends_on, Work()
        if trigger == "ask_supplement":
            self.supplements, self.judged = self.supplements + 1, ""
            self.supplement_due = CALENDAR.review_due(self.today, 10, from_next_day=True).on
        if trigger == "ask_evaluation":
            self.evaluations += 1
            self.evaluation_due = CALENDAR.review_due(self.today, 10, from_next_day=True).on
        if trigger == "answer_supplement":
            self.supplement_due = None
        self.registered += trigger == "register"

    def next_day(self, today: date) -> None:
        self.today = today
        if self.state == "on_notice" and self.ends and today > self.ends:
            self.state = "awaiting_body"

    # --- moves of the body's work

    def do(self, trigger: str, who: str) -> str:
        work = self.work or Work("none")
        if refused := self._unfit(WORK, work.state, trigger, self.actors(who, True)):
            return refused
        if broken := self._work_rules(work, trigger):
            return f"Refusal {' '.join(sorted(broken))}"
        work.state = WORK[work.state, trigger][0]
        if trigger.startswith("decide_"):
            work.conclusion = trigger.removeprefix("decide_")
        if trigger == "issue_positive":
            self.state, self.validated = "body_done", True
        if trigger == "issue_negative":
            self.state = "terminated"
        return "done"

    def _work_rules(self, work: Work, trigger: str) -> set[str]:
        if trigger == "lose_body":
            return set()
        broken = {"H-11"} if self.state in ENDED else set()
        unjudged = any(state != "closed" for _, state in work.findings.values())
        unanswered = any(not answered for _, answered in self.comments)
        early = self.ends is not None and self.today <= self.ends
        return broken | {
            "plan": set() if work.named else {"R-48"},
            "finish_desk": set() if work.desk else {"R-49a"},
            "finish_visit": set() if work.seen else {"R-50", "R-50b"},
            "close_findings": {"R-51a"} if unjudged else set(),
            "draft_report": ({"R-51a"} if unjudged else set()) | (set() if work.points else {"R-82"})
            | (set() if work.heard else {"R-50e"}),
            "decide_positive": ({"R-51"} if unjudged else set()) | ({"R-38"} if unanswered else set()),
            "issue_positive": ({"H-12"} if work.conclusion != "positive" else set()) | ({"R-42"} if early else set())
            | ({"R-38"} if unanswered else set()),
            "issue_negative": ({"H-13"} if work.conclusion != "negative" else set()) | ({"R-42"} if early else set()),
        }.get(trigger, set())

    # --- what is no move

    def name_team(self, who: str) -> str:
        return self._of_body(who, {"body_team", "body_decider"}, ("requested", "contracted")) or self._set("named")

    def judge(self, who: str, what: str) -> str:
        """what: "desk", the evidence alone; "points", everything."""
        refused = self._of_body(who, {"body_team"}, AT_WORK)
        return refused or (self._set("desk") and self._set(what))

    def see(self, who: str) -> str:
        return self._of_body(who, {"body_team"}, ("desk_done",)) or self._set("seen")

    def hear(self, who: str) -> str:
        return self._of_body(who, {"body_team"}, AT_WORK[1:]) or self._set("heard")

    def raise_finding(self, who: str, kind: str) -> str:
        if refused := self._of_body(who, {"body_team"}, AT_WORK):
            return refused
        self.work.findings[len(self.work.findings) + 1] = (kind, "open")
        return "done"

    def answer(self, who: str, n: int) -> str:
        actors = self.actors(who, True)
        if not actors:
            return "NotFound"
        if not actors & set(OWNER.values()):
            return "NotYours"
        return self._turn(n, ("open", "answered"), "answered")

    def verdict(self, who: str, n: int, close: bool) -> str:
        if refused := self._of_body(who, {"body_team"}, None):
            return refused
        return self._turn(n, ("answered",) if close else ("answered", "closed"), "closed" if close else "open")

    def comment(self, words: str) -> str:
        if not self.begins:
            return "NotFound"
        if not self.begins <= self.today <= self.ends:
            return "NotOpen"
        if words not in [said for said, _ in self.comments]:            # said once, however often it is sent
            self.comments.append((words, False))
        return "done"

    def scan(self) -> str:
        """The signed papers of the application for registration; none while a second person looks at what is there."""
        if self.state not in ("body_done", "supplement_asked") or self.waiting:
            return "NotOpen"
        self.scanned = True
        return "done"

    def look_through(self, who: str, verdict: str) -> str:
        """The registry judges its whole list; "gap": one item has one."""
        actors = self.actors(who, False)
        if not actors:
            return "NotFound"
        if "registry_operator" not in actors:
            return "NotYours"
        if self.state not in ("under_review", "under_evaluation") or self.waiting:
            return "NotOpen"
        self.judged = verdict
        return "done"

    def opine(self, n: int) -> str:
        """The n-th expert who was drawn; before there is one, an expert who was not."""
        if not self.evaluations:
            return "NotFound"
        if self.state != "under_evaluation" or self.waiting or n in self.opinions:
            return "NotOpen"
        self.opinions.add(n)
        return "done"

    def reply(self, who: str, n: int) -> str:
        actors = self.actors(who, False)
        if not actors:
            return "NotFound"
        if "owner_initiator" not in actors:
            return "NotYours"
        words, answered = self.comments[n]
        self.comments[n] = words, True
        return "NotOpen" if answered else "done"

    def _of_body(self, who: str, duties: set[str], states: tuple[str, ...] | None) -> str:
        actors = self.actors(who, True)
        if not actors:
            return "NotFound"
        if not actors & duties:
            return "NotYours"
        unfit = self.work.state in OVER or (states is not None and self.work.state not in states)
        return "NotOpen" if unfit else ""

    def _turn(self, n: int, states: tuple[str, ...], after: str) -> str:
        kind, state = self.work.findings.get(n, ("", ""))
        if state not in states or self.work.state != "findings_open":
            return "NotOpen"
        self.work.findings[n] = (kind, after)
        return "done"

    def _set(self, name: str) -> str:
        setattr(self.work, name, True)
        return "done"
