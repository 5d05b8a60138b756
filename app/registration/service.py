"""项目登记: a design document from its first draft to a project code."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock, moves
from app.access import Who
from app.certificates import service as certificates
from app.database import Db, transaction
from app.desk import experts, screen
from app.desk import service as desk
from app.desk.screen import ENDED
from app.engagement.queries import open_targets
from app.evidence import calls, events
from app.evidence.canonical import canonical, sha256
from app.evidence.refs import next_ref
from app.fields.sections import TOPS, strangers
from app.models.imported import ImportedProject
from app.models.party import Organisation
from app.models.project import Application, Component, Project
from app.notices import service as notices
from app.papers import changes
from app.papers import service as papers
from app.papers.checks import parameters_of
from app.papers.designs import design_document, estimate, form_of
from app.papers.queries import current_draft, newest_version, slots_filled
from app.registration.content import content_of
from app.registration.dossier import open_slots
from app.registration.queries import again_problems, design_facts
from app.rooms import Outcome, Room, Taken
from methodologies.kernel import catalogue
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import INPUT, Broken, NotOpen, NotYours, Refusal
from methodologies.kernel.worksheet import Worksheet
from workflows.engine import Actor
from workflows.registration import REGISTRATION, not_filed, project_code


def open_application(owner: str, methodology: str, name: str, *, by: Who, today: date, key: str) -> str:
    """Begin a project application of an organisation (credit code). Gives back its ref. Raises NotYours, Refusal."""
    said = ["open", owner, methodology, name, by.id]
    with transaction() as db:
        organisation = _home(db, owner, "owner", lock=True)
        if organisation is None or (organisation.id, "initiator") not in access.duties_of(db, by):
            raise NotYours("open")
        if (done := calls.earlier(db, key, said)) is not None:
            return done["ref"]
        module = _module(db, organisation, methodology, name, today)
        row = Application(ref=next_ref(db, Application, "PA", today.year), state="draft", owner_id=organisation.id,
                          name=name.strip(), methodology=module.code, opened_on=today)
        db.add(row)
        db.flush()
        calls.keep(db, key, said, {"ref": row.ref}, clock.now())
        papers.open_draft(db, row.ref, {
            "template": form_of(row).id, "sections": {}, "parameters": parameters_of(module),
            "inputs": {"project_name": name.strip()}}, by)
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={"by": by.id, "key": key})
        return row.ref


def apply_again(ref: str, *, by: Who, today: date, key: str) -> str:
    """A new draft from an application that came to nothing: its last document, its evidence, the link to it.

    Gives back the new ref. Raises NotFound, NotYours, Refusal; then nothing is stored.
    """
    said = ["again", ref, by.id]
    with transaction() as db:
        old = moves.find(db, Application, ref, by)
        if Actor.OWNER_INITIATOR not in access.actors_of(db, by, old):
            raise NotYours(ref)
        if (done := calls.earlier(db, key, said)) is not None:
            return done["ref"]
        if broken := (*again_problems(db, old, today), *_name_problems(db, old.owner_id, old.name)):
            raise Refusal(*broken)
        row = Application(ref=next_ref(db, Application, "PA", today.year), state="draft", owner_id=old.owner_id,
                          name=old.name, methodology=old.methodology, opened_on=today, earlier_id=old.id)
        db.add(row)
        db.flush()
        calls.keep(db, key, said, {"ref": row.ref}, clock.now())
        papers.open_draft(db, row.ref, {**design_document(db, old), "template": form_of(old).id}, by)
        kept = papers.copy_evidence(db, old, row)
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(),
                     facts={"by": by.id, "key": key, "earlier": old.ref, "attachments": kept})
        return row.ref


def save(ref: str, document: Mapping[str, Any], revision: int, *, by: Who, today: date,
         also: Callable[[Db], None] | None = None) -> int:
    """Save the draft whole; gives back its new revision. Raises Conflict on a stale one: nothing is lost.

    also: what happens with it, in the same transaction.

    While it is a draft everything may change. After publication only the open findings' targets may, and each save is a
    new version.
    """
    with transaction() as db:
        row = _own(db, ref, by, "save")
        draft = current_draft(db, ref)
        if also:
            also(db)
        if (draft.revision, draft.document) == (revision, dict(document)):
            return revision                             # nothing has changed: no revision, no version
        if row.state != "draft":
            if row.state not in changes.OPEN_FOR_CHANGES:
                raise NotOpen(ref)
            targets = (p if p.startswith(TOPS) else f"/inputs{p}" for p in open_targets(db, ref))
            changes.refuse_outside(draft.document, document, targets)
        name = str(document["inputs"].get("project_name") or row.name).strip()
        module = catalogue.find(row.methodology)
        if broken := (*strangers(document, draft.document, form_of(row), module.design, parameters_of(module)),
                      *_name_problems(db, row.owner_id, name, ref)):
            raise Refusal(*broken)
        saved = papers.save_draft(db, ref, dict(document), revision, by)
        row.name = name
        if row.state != "draft":
            version = papers.freeze(db, ref, "revised", dict(document), by, today)
            events.write(db, subject=ref, kind="revised", on=today, at=clock.now(),
                         facts={**access.signed(db, by.id, row, "save"), "version": version.digest, "n": version.n})
        return saved.revision


def replaceable(ref: str, *, by: Who) -> int:
    """The owner whose draft may be changed now by this person. Raises NotFound, NotYours, NotOpen."""
    with transaction() as db:
        row = _own(db, ref, by, "save")
        if row.state not in ("draft", *changes.OPEN_FOR_CHANGES):
            raise NotOpen(ref)
        return row.owner_id


def name_body(ref: str, credit_code: str, *, by: Who) -> None:
    """Say which body is commissioned; it is published with the document (R-36)."""
    with transaction() as db:
        row = _own(db, ref, by, "name_body")
        if row.state != "draft":
            raise NotOpen(ref)
        body = _home(db, credit_code, "body")
        if body is None:
            raise Refusal(INPUT.at("/body", "没有这个审定与核查机构。",
                                   "There is no such validation and verification body."))
        row.body_id = body.id


def attach(ref: str, slot: str, name: str, data: bytes, *, by: Who, today: date, **said: str) -> str:
    """Upload a document into a slot of the application. Gives back the attachment's ref."""
    with transaction() as db:
        row = _own(db, ref, by, "attach")
        targets = tuple(open_targets(db, ref))
        if papers.slot_of(row, slot) and slot not in open_slots(row, slots_filled(db, ref), targets):
            raise NotOpen(slot)
        file = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="attached", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, row, "attach"), "attachment": file.ref, "slot": slot,
                            "sha256": file.sha256})
        return file.ref


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, Application, ref, by, key)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def _home(db: Db, credit_code: str, kind: str, *, lock: bool = False) -> Organisation | None:
    wanted = select(Organisation).where(Organisation.credit_code == credit_code, Organisation.kind == kind)
    return db.scalar(wanted.with_for_update() if lock else wanted)


def _module(db: Db, owner: Organisation, code: str, name: str, today: date) -> Methodology:
    """The methodology asked for. Refusal with all that is wrong with what was typed."""
    broken = list(_name_problems(db, owner.id, name))
    module = catalogue.catalogue().get(code)
    if module and module.status in catalogue.WHY_NOT_FILED:
        broken.append(not_filed(module.status))
    elif module is None or not module.admits(today):
        broken.append(INPUT.at("/methodology", "没有这个现行有效的方法学。", "There is no such methodology in force."))
    if broken:
        raise Refusal(*broken)
    return module


def _name_problems(db: Db, owner_id: int, name: str, besides: str = "") -> Iterator[Broken]:
    """A name has a length, and no other live application of this owner has it."""
    if not 1 <= len(name.strip()) <= 200:
        yield INPUT.at("/project_name", "项目名称为 1 至 200 字。", "A project's name has 1 to 200 characters.")
    if db.scalar(select(Application.ref).where(Application.owner_id == owner_id, Application.name == name.strip(),
                                               Application.ref != besides, Application.state.not_in(ENDED))):
        yield INPUT.at("/project_name", "贵单位已有同名的在办或已登记项目申请。",
                       "Another live application of your organisation has this name.")


def _own(db: Db, ref: str, by: Who, step: str) -> Application:
    row = moves.find(db, Application, ref, by)
    if Actor.OWNER_INITIATOR not in access.actors_of(db, by, row, step):
        raise NotYours(ref)
    if moves.open_proposal(db, ref):
        raise NotOpen(ref)
    return row


# --- what a move leaves behind

def _submitted(db: Db, row: Application, taken: Taken) -> dict:
    document = design_document(db, row)
    version = papers.freeze(db, row.ref, "published", document, taken.by, taken.today)
    worked = estimate(db, row, document, taken.today)
    sheet = papers.keep_worksheet(db, row.ref, "estimate", worked.to_json(), taken.today)
    return {"version": version.digest, "worksheet": sheet.digest, **screen.keep(db, row, "submit", taken.today)}


def _released(db: Db, row: Application, taken: Taken) -> dict:
    notice = notices.open_notice(db, row.ref, newest_version(db, row.ref), taken.today)
    return {"notice": notice.ref, "from": notice.starts_on.isoformat(), "to": notice.ends_on.isoformat(),
            "calendar": notice.calendar_version}


def _restarted(db: Db, row: Application, taken: Taken) -> dict:
    """The owner names another body; this notice is called off and kept, the next release begins another (R-184)."""
    notices.call_off(db, row.ref, taken.today)
    gone, row.body_id = row.body_id, None
    return {"body": gone}


def _withdrawn(db: Db, row: Application, taken: Taken) -> None:
    notices.call_off(db, row.ref, taken.today)


def _recommissioned(db: Db, row: Application, taken: Taken) -> dict:
    row.body_id = _home(db, taken.payload["body"], "body").id
    return {"body": row.body_id}


def _validated(conclusion: str):
    def effect(db: Db, row: Application, taken: Taken) -> dict:
        row.conclusion = conclusion
        return {"conclusion": conclusion}
    return effect


def _applied(db: Db, row: Application, taken: Taken) -> None:
    row.received_on = taken.today


def _registered(db: Db, row: Application, taken: Taken) -> dict:
    """The project comes into being: code, pinned methodology, crediting period, expected tonnes."""
    row.registered_on = taken.today
    screened = screen.keep(db, row, "register", taken.today)
    module = catalogue.find(row.methodology)
    version = newest_version(db, row.ref, "validated_design")
    document = papers.document_of(version)
    facts, sheet = document["inputs"], estimate(db, row, document, taken.today)
    code = _next_code(db, module.type_code)
    project = Project(code=code, state="registered", application_id=row.id, owner_id=row.owner_id,
                      validator_id=row.body_id, name=row.name, name_en=facts.get("project_name_en", ""),
                      methodology=row.methodology, province=facts["province"], registered_on=taken.today,
                      crediting_from=date.fromisoformat(facts["crediting_from"]),
                      crediting_to=date.fromisoformat(facts["crediting_to"]), annual_t=sheet.average,
                      total_t=sheet.tonnes, version_id=version.id)
    db.add(project)
    db.flush()
    db.add(Component(project_id=project.id, n=1, methodology=row.methodology))
    return {"project": code, "version": version.digest, **screened,
            "certificate": _certified(db, row, project, version.digest, sheet, taken)}


def _certified(db: Db, row: Application, project: Project, design: str, sheet: Worksheet, taken: Taken) -> str:
    """The certificate of the registration, with the estimate that it states; gives its number."""
    worksheet = canonical(sheet.to_json())
    content = content_of(db, row, project, design, sha256(worksheet), taken.today)
    certificates.certify(db, content, worksheet.encode(), on=taken.today, at=clock.now(),
                         facts={"application": row.ref, "version": design})
    return content.number


def _next_code(db: Db, type_code: str) -> str:
    """The next code of a type (R-58), past those that other registers' records hold."""
    stem = project_code(type_code, 1)[:3]
    given = [code for model in (Project, ImportedProject)
             for code in db.scalars(select(model.code).where(model.code.startswith(stem)))]
    return project_code(type_code, 1 + max((int(code[3:]) for code in given if code[3:].isdigit()), default=0))


def _find(db: Db, other: Any) -> Application | None:
    """The application that an engagement serves."""
    ref = getattr(other, "subject", "")
    return db.lock(Application, ref) if ref.startswith("PA-") else None


moves.serve("registration", Room(REGISTRATION, design_facts, {
    "submit": _submitted, "release": _released, "restart": _restarted, "grant_withdrawal": _withdrawn,
    "recommission": _recommissioned, "upload_positive": _validated("positive"),
    "upload_negative": _validated("negative"), "apply": _applied, "ask_supplement": desk.asked_supplement,
    "ask_evaluation": experts.appoint, "register": _registered}, find=_find))
