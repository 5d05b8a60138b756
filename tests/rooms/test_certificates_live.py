"""How certificates stand: read from ledger, register and log at the moment of asking; revoked by two people."""
from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock, worker
from app.certificates import check, composing, queries, service
from app.certificates import trust as trusts
from app.certificates.keys import trust_file
from app.certificates.parts import Kind
from app.database import reading, transaction
from app.disclosure import queries as public
from app.evidence import calls
from app.ledger import acts
from app.ledger import queries as ledger
from app.ledger.pieces import Span, end, give, lay
from app.models.ledger import Account, Batch
from app.models.work import Proposal
from methodologies.kernel.rules import Conflict, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post
from tests.rooms.lenders import code_of, open_account, with_bank
from tests.rooms.offices import Offices


def retire(story, tonnes: int, first: int = 1) -> str:
    """As a room does it: the certificate's words, then the act with their facts, in one transaction."""
    act_id, key = str(uuid.uuid4()), str(uuid.uuid4())
    with transaction() as db:
        batch, account = db.scalars(select(Batch).order_by(Batch.id)).first(), db.scalars(
            select(Account).where(Account.id > 0).order_by(Account.id)).first()
        calls.keep(db, key, [first, tonnes], {}, clock.now())
        use = composing.use_of(beneficiary="青岫纺织股份有限公司", purpose="product", user="state_owned", year=2025,
                               statement="“青岫”牌床品。")
        gone = Span(batch.id, first, first + tonnes - 1)
        facts = composing.certify_retirement(db, act_id=act_id, account_no=account.number, serials=[gone], use=use,
                                             application="RT-2026-0001", on=story.today)
        acts.reshape(db, key=key, kind="retire", subject=batch.project_code, on=story.today, at=clock.now(),
                     facts=facts, spans=[gone], change=end("retired"), act_id=act_id)
    return facts["certificate"]["number"]


def reshape(story, kind: str, lo: int, hi: int, change, cause: str) -> None:
    """An act on serials of the first batch."""
    with transaction() as db:
        batch, key = db.scalars(select(Batch).order_by(Batch.id)).first(), str(uuid.uuid4())
        calls.keep(db, key, [cause], {}, clock.now())
        acts.reshape(db, key=key, kind=kind, subject=cause, spans=[Span(batch.id, lo, hi)], change=change,
                     on=story.today, at=clock.now())


def state(story) -> tuple[str, str]:
    """Certify what the account holds now; (number, check code)."""
    with transaction() as db:
        account = db.scalars(select(Account).where(Account.id > 0).order_by(Account.id)).first()
        said = composing.state_account(db, account_no=account.number, held=ledger.holdings_of(db, account.id),
                                       at=clock.now(), today=story.today, now=clock.now(), asked_by=1)
    return said.number, said.code


@pytest.mark.parametrize("kind", ENGINES)
def test_every_kind_is_sealed_and_genuine_and_stands_as_the_ledger_has_it(told, kind):
    story = told("issued", kind)
    with reading() as db:
        registration = queries.registration_of(db, story.refs["project"])
    stated, _ = state(story)
    stands = lambda number: public.certificate(number).standing.key
    assert [stands(n) for n in (story.refs["certificate"], registration, stated)] == ["valid"] * 3

    clock.set_offset(1)
    retired = retire(story, 1_000)
    worker.jobs.work_until_idle()

    now = [stands(n) for n in (story.refs["certificate"], retired, stated)]
    assert now == ["partly_retired", "valid", "superseded"]
    trust = trusts.read(trust_file())
    for number in (story.refs["certificate"], registration, stated, retired):
        lines = check.verify(queries.pdf_of(number), trust)
        assert check.genuine(lines) and public.certificate(number).is_genuine, (number, lines[-1])


def test_a_registered_project_offers_its_certificate(told):
    story = told("issued")

    page = client_of().get(f"/projects/{story.refs['project']}").text

    number = re.search(r"/certificates/(DJ-\d{4}-\d{6})", page)[1]
    assert "温室气体自愿减排项目登记证明" in client_of().get(f"/certificates/{number}").text
    assert client_of().get(f"/certificates/{number}.pdf").data.startswith(b"%PDF")


def test_a_statement_is_shown_to_whoever_has_its_code_and_to_nobody_else(told):
    story = told("issued")
    number, code = state(story)
    worker.jobs.work_until_idle()
    client = client_of()

    assert "查验码" in (bare := client.get(f"/verify/{number}").text) and "CN-CCER-" not in bare
    assert "不符" in client.get(f"/verify/{number}?code=AAAAAAAAAAAAAAAA").text
    assert "CN-CCER-" in client.get(f"/verify/{number}?code={code.lower()}").text
    assert [client.get(f"/certificates/{number}{end}").status_code for end in ("", ".pdf")] == [404, 404]
    assert [client.get(f"/certificates/{number}{end}?code={code}").status_code for end in ("", ".pdf")] == [200, 200]


def test_the_check_page_tells_nobody_of_freezes_and_pledges_nor_since_when(told):
    """R-151: what it says of credits that are alive is what the page of a serial says to everybody."""
    story = with_bank(Offices(told("issued"))).story
    number, client = story.refs["certificate"], client_of()
    stranger = open_account(code_of("Bank"))
    block = public.certificate(number).blocks[0].block
    with reading() as db:
        other = db.scalars(select(Account.id).where(Account.number == stranger)).one()
    clock.set_offset(1)

    reshape(story, "freeze", 1, 50, lay("court", "FZ-2026-0042"), "FZ-2026-0042")
    reshape(story, "pledge", 41, 70, lay("pledge", "PL-2026-0042"), "PL-2026-0042")
    frozen, page = public.certificate(number), client.get(f"/verify/{number}").text
    reshape(story, "transfer", 101, 200, give(other), "TR-2026-0042")
    reshape(story, "freeze", 101, 150, lay("court", "FZ-2026-0043"), "FZ-2026-0043")
    reshape(story, "retire", 201, 210, end("retired"), "RT-2026-0042")

    told_of = [(p.block.lo, p.block.hi, p.key, p.with_holder, p.since) for p in frozen.blocks[0].pieces]
    assert told_of == [(1, block.tonnes, "alive", True, None)]
    assert {key for key, *_ in frozen.by_state} == {"alive"} and frozen.standing.key == "valid"
    for words in ("司法冻结", "质押", "frozen", "pledged", "FZ-2026", "PL-2026"):
        assert words not in page.partition("<main")[2].partition("<footer")[0]
    moved = public.certificate(number)
    assert [(p.block.lo, p.block.hi, p.key, p.with_holder, p.since is None) for p in moved.blocks[0].pieces] == [
        (1, 100, "alive", True, True), (101, 200, "alive", False, True), (201, 210, "retired", True, False),
        (211, block.tonnes, "alive", True, True)]
    assert "已转至其他账户" in (page := client.get(f"/verify/{number}").text) and "司法冻结" not in page


@pytest.mark.parametrize("kind", ENGINES)
def test_a_certificate_is_revoked_by_two_people_with_a_reason_and_its_file_stays(told, kind):
    story = told("issued", kind)
    number = story.refs["certificate"]
    first, second, today = story.who["registry1"], story.who["registry2"], story.today
    before = queries.pdf_of(number)

    with pytest.raises(NotYours):
        service.propose_revocation(number, "印制有误。", "", by=story.who["owner1"], today=today)
    with pytest.raises(Refusal) as refusal:
        service.propose_revocation(number, " ", number, by=first, today=today)
    assert [b.where for b in refusal.value.broken] == ["/reason", "/replaced_by"]
    service.propose_revocation(number, "印制有误。", "", by=first, today=today)
    with pytest.raises(NotYours):
        service.confirm_revocation(number, by=first, today=today)
    with pytest.raises(Conflict), transaction() as db:  # and the database says so too
        db.execute(update(Proposal).where(Proposal.state == "open").values(
            state="confirmed", confirmed_by=Proposal.proposed_by))
    assert public.certificate(number).standing.key == "valid"
    service.confirm_revocation(number, by=second, today=today)

    stands = public.certificate(number).standing
    assert (stands.key, stands.why_zh) == ("revoked", "印制有误。") and queries.pdf_of(number) == before
    with pytest.raises(NotOpen):
        service.propose_revocation(number, "再次。", "", by=first, today=today)


def test_a_replaced_certificate_names_the_one_that_counts_now_or_none(told):
    story = told("issued")
    first, second, third = (retire(story, 10, lowest) for lowest in (1, 11, 21))

    def revoke(number: str, instead: str) -> None:
        service.propose_revocation(number, "印制有误。", instead, by=story.who["registry1"], today=story.today)
        service.confirm_revocation(number, by=story.who["registry2"], today=story.today)

    named = []
    for number, instead in ((first, second), (second, third), (third, "")):
        revoke(number, instead)
        named.append(public.certificate(first).standing.other)

    assert named == [second, third, ""]


def test_two_people_revoke_on_the_page_and_the_check_page_says_so(told):
    story = told("issued")
    number = story.refs["certificate"]
    first, second = (client_of(story.who[name]) for name in ("registry1", "registry2"))
    at = f"/revocations/{number}"
    assert at in first.get(f"/certificates/{number}").text and at not in client_of().get(f"/certificates/{number}").text

    wrong = post(first, at, at, reason="印制有误。", replaced_by="DJ-2026-000001")
    post(first, at, at, reason="印制有误。")
    waits, mine = second.get(at).text, first.get(at).text
    asked = second.get("/inbox").text
    post(second, f"{at}/confirm", at)

    assert wrong.status_code == 422 and "CERT-REPLACED" in wrong.text
    assert f"{at}/confirm" in waits and f"{at}/confirm" not in mine and at in asked
    page = client_of().get(f"/verify/{number}").text
    assert "确曾出具，已撤销" in page and "印制有误。" in page and "证书属实" not in page


def test_a_declined_revocation_leaves_the_certificate_as_it_was(told):
    story = told("issued")
    number, first = story.refs["certificate"], story.who["registry1"]
    service.propose_revocation(number, "印制有误。", "", by=first, today=story.today)

    service.decline_revocation(number, by=first, today=story.today)

    assert public.certificate(number).standing.key == "valid"
    service.propose_revocation(number, "仍然有误。", "", by=first, today=story.today + timedelta(days=1))


def test_a_retirement_of_a_batch_names_the_certificate_of_its_issue(told):
    story = told("issued")

    said = queries.certificate(retire(story, 10)).content

    assert said.kind is Kind.RETIREMENT and [lot.issuance for lot in said.lots] == [story.refs["certificate"]]
