"""How a certificate stands this moment: read from ledger, register and log whenever it is asked, stored nowhere."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from app.certificates.content import Content, Registration, Retirement, Statement
from app.certificates.queries import in_its_place, revocation_of
from app.models.ledger import FINAL, Account, Act, Posting
from app.models.project import Project
from workflows.projects import LIVING
from workflows.projects import State as ProjectState

if TYPE_CHECKING:
    from app.database import Db
    from app.disclosure.checked import Piece


@dataclass(frozen=True)
class Standing:
    """One word of state with its tone on the page, and why; other: number of the certificate in its place, or empty."""
    key: str
    zh: str
    en: str
    tone: str
    why_zh: str
    why_en: str
    other: str = ""


def standing(db: Db, said: Any, pieces: Sequence[Piece]) -> Standing:
    """pieces: how the certified serials stand now, none for a kind without."""
    if revoked := revocation_of(db, said.number):
        if revoked.replaced_by:
            return Standing("superseded", "已被取代", "superseded", "stop", revoked.reason, revoked.reason,
                            in_its_place(db, revoked))
        return Standing("revoked", "已撤销", "revoked", "stop", revoked.reason, revoked.reason)
    match said:
        case Content():
            return _of_issue(pieces)
        case Retirement():
            return Standing("valid", "有效", "valid", "good", "所列序列号均已注销，不再流通。",
                            "All the serials listed are retired and out of circulation.")
        case Registration():
            return _of_project(db, said)
    return _of_account(db, said)


def _of_issue(pieces: Sequence[Piece]) -> Standing:
    total = sum(p.tonnes for p in pieces)
    final = sum(p.tonnes for p in pieces if p.key in FINAL)
    moved = sum(p.tonnes for p in pieces if p.key not in FINAL and not p.with_holder)
    if not final and not moved:
        return Standing("valid", "有效", "valid", "good", "所列减排量仍在持有人账户内，未转出、未注销。",
                        "All the credits are still in the holder's account, neither moved nor retired.")
    if final == total:
        return Standing("retired", "已全部注销", "all retired", "quiet", "所列减排量已全部注销，不再流通。",
                        "All the credits are retired or cancelled and out of circulation.")
    if moved == total:
        return Standing("transferred", "已全部转出", "all transferred", "wait", "所列减排量已全部转至其他账户。",
                        "All the credits have moved to other accounts.")
    key, zh, en = (("partly_transferred", "已部分转出", "partly transferred") if moved else
                   ("partly_retired", "已部分注销", "partly retired"))
    left = total - moved - final
    return Standing(key, zh, en, "wait", f"已转出 {moved:,} 吨，已注销 {final:,} 吨，其余 {left:,} 吨在原账户。",
                    f"{moved:,} t moved, {final:,} t retired or cancelled, {left:,} t still there.")


def _of_project(db: Db, said: Registration) -> Standing:
    project = db.scalars(select(Project).where(Project.code == said.project.code)).one()
    if project.state not in LIVING:
        state = ProjectState.of(project.state)
        return Standing("ended", f"项目{state.zh}", f"project {state.en.lower()}", "stop", "项目登记已经终止。",
                        "The project's registration has ended.")
    now = (project.name, project.owner.credit_code, project.crediting_from, project.crediting_to)
    then = (said.project.name_zh, said.owner.credit_code, said.crediting.first_day, said.crediting.last_day)
    if now != then:
        return Standing("superseded", "登记事项已变更", "the register has changed", "wait",
                        "项目名称、业主或计入期已变更，以项目公开页为准。",
                        "Name, owner or crediting period has changed since: the project's page decides.")
    return Standing("valid", "有效", "valid", "good", "项目在登记，所载事项未变更。",
                    "The project is registered, and what is stated has not changed.")


def _of_account(db: Db, said: Statement) -> Standing:
    touched = select(Posting.act_id).join(Account).where(Account.number == said.holder.account)
    later = select(Act.id).where(Act.id.in_(touched), Act.at > datetime.fromisoformat(said.as_of))
    if db.scalar(select(exists(later))):
        return Standing("superseded", "其后已有变动", "the account has changed since", "wait",
                        "证明所载为当时情况；其后该账户已有登记业务。",
                        "It states how things stood then; the account has had acts since.")
    return Standing("valid", "其后未有变动", "unchanged since", "good", "自所载时刻起，该账户没有登记业务。",
                    "The account has had no act since the second stated.")
