"""A link by which a holder shows a lender one range: signed as of the second, for some days, taken back at will."""
from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from app import clock
from app.cli.log import log
from app.credits import links, queries
from app.credits.statement import FORMAT, Statement
from app.database import reading, transaction
from app.evidence import calls, logkey
from app.evidence.note import BadNote, known, open_note, read_verifier_key
from app.ledger import acts, store
from app.ledger.pieces import Change, Span, end, give, lay
from app.ledger.serials import read_serial
from app.models.evidence import Event
from app.models.ledger import Account
from app.models.party import Organisation
from app.models.sanction import Bar, SanctionCase
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, Refusal
from tests.databases import ENGINES
from tests.rooms.lenders import DEBT, account_no, code_of, laid_over, open_account, pledged, with_bank
from tests.rooms.offices import Offices
from tests.visiting import Browser


@pytest.fixture
def lite(told):
    return with_bank(Offices(told("issued")))


def serial(office: Offices) -> str:
    """The owner's first range, cut to 150 t."""
    first = str(queries.choice("pledge", account_no(office), office.who["owner1"]).held[0].block)
    return first.rpartition("-")[0] + "-150"


def opened(office: Offices, of: str, days: str = "7", who: str = "owner1") -> str:
    return links.open_link(account_no(office), of, "演示银行信贷部", days, by=office.who[who], today=office.today,
                           key=uuid.uuid4().hex)


def address(office: Offices, ref: str) -> str:
    page = links.page(office.who["owner1"], office.today)
    return urlsplit(next(line.address for line in page.lines if line.ref == ref)).path


def seen(office: Offices, at: str, on: date | None = None) -> Statement:
    _, _, ref, mark = at.split("/")
    return links.read(ref, mark, today=on or office.today)


def signed(said: Statement) -> dict:
    """What the note says, once the log's published key has opened it."""
    kind, body = open_note(said.note, known(read_verifier_key(logkey.verifier()))).splitlines()
    assert kind == FORMAT
    return json.loads(body)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_link_shows_state_liens_and_uses_as_of_the_second_under_a_signature(told, engine):
    office = with_bank(Offices(told("issued", engine)))
    of = serial(office)
    at = address(office, opened(office, of))
    free, ref = seen(office, at), pledged(office)
    laid_over(office, ref, lay("court", "FZ-2026-0001"), "FZ-2026-0001")

    said = seen(office, at)

    assert [use.broken for use in free.uses] == [(), ()] and free.bound_t == 0
    assert [(p.tonnes, p.key, [each.kind for each in p.liens]) for p in said.parts] == [
        (100, "judicial_frozen", ["court", "pledge"]), (50, "available", [])]
    assert said.parts[0].liens[1].number == DEBT["pboc_no"] and said.bound_t == 100
    assert [[(b.rule.id, b.where) for b in use.broken] for use in said.uses] == [[("R-124", "/ranges/0")]] * 2
    told_of = signed(said)
    assert (told_of["serial"], told_of["at"], told_of["uses"]["pledge"]) == (
        of, said.at.isoformat(), [{"rule": "R-124", "where": "/ranges/0"}])


def test_the_note_fits_nothing_but_its_own_words(lite):
    said = seen(lite, address(lite, opened(lite, serial(lite))))

    with pytest.raises(BadNote):
        open_note(said.note.replace('"tonnes":150', '"tonnes":151'), known(read_verifier_key(logkey.verifier())))


def test_a_link_opens_until_its_last_day_and_not_once_it_is_taken_back(lite):
    of = serial(lite)
    first, second = opened(lite, of, "2"), opened(lite, of)
    short, long = address(lite, first), address(lite, second)
    last = lite.today + timedelta(days=1)

    assert seen(lite, short, last).ref == first
    with pytest.raises(NotFound):
        seen(lite, short, last + timedelta(days=1))
    with pytest.raises(NotFound):
        links.revoke(second, by=lite.who["stranger"], today=lite.today)
    links.revoke(second, by=lite.who["owner2"], today=lite.today)
    with pytest.raises(NotFound):
        seen(lite, long)
    with pytest.raises(NotOpen):
        links.revoke(second, by=lite.who["owner1"], today=lite.today)


def test_an_address_that_was_guessed_opens_nothing(lite):
    at = address(lite, opened(lite, serial(lite)))

    for wrong in (at[:-1] + ("0" if at[-1] != "0" else "1"), at[:-1], "/lender/LL-2026-0099/" + at[-32:]):
        with pytest.raises(NotFound):
            seen(lite, wrong)


@pytest.mark.parametrize("days, where", [("0", "/days"), ("91", "/days"), ("x", "/days"), ("７", "/days")])
def test_a_link_without_a_term_is_refused(lite, days, where):
    with pytest.raises(Refusal) as refusal:
        opened(lite, serial(lite), days)

    assert [b.where for b in refusal.value.broken] == [where]


def test_only_the_holder_makes_a_link_and_only_to_what_it_holds(lite):
    with pytest.raises(NotFound):
        opened(lite, serial(lite), who="stranger")
    with pytest.raises(NotFound):
        opened(lite, serial(lite), who="registry1")
    with pytest.raises(Refusal) as refusal:
        opened(lite, "CN-CCER-NOSUCH-2024-01-1-10", "0")

    assert [b.where for b in refusal.value.broken] == ["/serial", "/days"]


def test_making_and_taking_back_stand_in_the_log(lite):
    ref = opened(lite, serial(lite))
    links.revoke(ref, by=lite.who["owner1"], today=lite.today)

    with reading() as db:
        kinds = [json.loads(body)["kind"] for (body,) in db.query(Event.body).filter_by(subject=ref)
                 .order_by(Event.subject_seq)]
    assert kinds == ["opened", "revoked"]


def test_sanctions_against_the_holder_are_told(lite):
    at = address(lite, opened(lite, serial(lite)))
    with transaction() as db:
        owner = db.query(Organisation).filter_by(name_en=seen(lite, at).holder.name_en).one()
        office = db.query(Organisation).filter_by(kind="province").first()
        db.add_all([Bar(organisation_id=owner.id, starts_on=lite.today, ground="R-128"),
                    SanctionCase(ref="SA-2026-0001", state="decided", ground="R-128", office_id=office.id,
                                 respondent_id=owner.id, committed_on=lite.today, opened_on=lite.today, summary="…",
                                 decided_on=lite.today, number="演环罚〔2026〕1号")])

    said = seen(lite, at)

    assert said.barred and [s.number for s in said.sanctions] == ["演环罚〔2026〕1号"]
    assert signed(said)["barred"] is True


def acted(office: Offices, of: str, kind: str, lo: int, hi: int, change: Change, cause: str) -> None:
    """An act on serials of the batch."""
    with transaction() as db:
        batch, key = store.batch_of(db, read_serial(of)), uuid.uuid4().hex
        calls.keep(db, key, [cause], {}, clock.now())
        acts.reshape(db, key=key, kind=kind, subject=cause, spans=[Span(batch.id, lo, hi)], change=change,
                     on=office.today, at=clock.now())


def test_a_link_tells_nothing_of_whoever_holds_the_credits_by_now(lite):
    """R-151: neither liens nor where one begins, on the page, in the note and in the judgment of the uses."""
    of = serial(lite)
    at, stranger = address(lite, opened(lite, of)), open_account(code_of("Bank"))
    with reading() as db:
        other = db.query(Account.id).filter_by(number=stranger).scalar()
    acted(lite, of, "transfer", 21, 150, give(other), "TR-2026-0009")
    before = seen(lite, at)

    acted(lite, of, "freeze", 31, 50, lay("court", "FZ-2026-0042"), "FZ-2026-0042")
    acted(lite, of, "pledge", 41, 80, lay("pledge", "PL-2026-0042"), "PL-2026-0042")
    said = seen(lite, at)

    assert [(p.tonnes, p.key, p.here, p.liens) for p in said.parts] == [
        (20, "available", True, ()), (130, "moved", False, ())]
    assert (said.parts, said.uses, said.bound_t) == (before.parts, before.uses, 0)
    assert {(b.rule.id, b.where) for use in said.uses for b in use.broken} == {("R-124", "/ranges/1")}
    assert [part["state"] for part in signed(said)["parts"]] == ["available", "moved"]
    page = create_app().test_client().get(at).text
    for words in ("FZ-2026-0042", "PL-2026-0042", "司法冻结", "judicial", stranger):
        assert words not in page and words not in said.note
    assert "已转至其他账户" in page
    acted(lite, of, "retire", 101, 150, end("retired"), "RT-2026-0042")
    assert [(p.tonnes, p.key, p.here) for p in seen(lite, at).parts] == [
        (20, "available", True), (80, "moved", False), (50, "retired", False)]


def test_a_closed_account_is_shown_by_no_link_and_makes_none(lite):
    """R-17: nobody queries it any more."""
    of = serial(lite)
    ref = opened(lite, of)
    at = address(lite, ref)
    with transaction() as db:
        account = db.query(Account).filter_by(number=account_no(lite)).one()
        db.get_one(Organisation, account.organisation_id).closed_on = lite.today
        number = account.number

    with pytest.raises(NotFound):
        seen(lite, at)
    with pytest.raises(NotFound):
        links.open_link(number, of, "演示银行", "7", by=lite.who["owner1"], today=lite.today, key=uuid.uuid4().hex)
    page = links.page(lite.who["owner1"], lite.today)
    assert (page.accounts, page.lines) == ((), ())


def test_the_page_opens_without_signing_in_and_the_holder_takes_it_back_there(lite, tmp_path):
    app = create_app()
    owner, stranger = Browser(app, lite.story, "owner1"), Browser(app, lite.story, "")
    form = {"account": account_no(lite), "serial": serial(lite), "lender": "演示银行", "days": "7"}

    wrong = owner.problems("/lender-links", {**form, "days": "0"})
    made = owner.post("/lender-links", form)
    ref = made.headers["Location"].rpartition("#")[2]
    at = address(lite, ref)
    page, note = stranger.get(at), stranger.get(f"{at}/statement.txt")
    owner.post(f"/lender-links/{ref}/revoke")

    assert wrong == (422, [("INPUT", "/days")]) and made.status_code == 303
    assert page.status_code == 200 and "演示银行" in page.text and page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert note.text.startswith(f"{FORMAT}\n") and note.headers["Cache-Control"] == "no-store"
    (tmp_path / "statement.txt").write_text(note.text)
    (tmp_path / "changed.txt").write_text(note.text.replace('"tonnes":150', '"tonnes":151'))
    good, changed = (CliRunner().invoke(log, ["statement", str(tmp_path / f"{name}.txt"), "--key", logkey.verifier()])
                     for name in ("statement", "changed"))
    assert good.exit_code == 0 and "属实" in good.output and '"tonnes": 150' in good.output
    assert changed.exit_code == 1 and "Not genuine" in changed.output
    assert stranger.get(at).status_code == stranger.get(f"{at}/statement.txt").status_code == 404
