"""A step of many dossiers from one sheet: all of them, or none and every broken row by name."""
from __future__ import annotations

import io
import json
import uuid

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app import clock
from app.cli import ccer
from app.credits import bulk
from app.database import reading
from app.demo.story import PASSWORD
from app.models.credit import CreditDossier
from app.models.evidence import Event
from app.parties import factors, totp
from app.parties import service as parties
from methodologies.kernel.rules import Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of, post
from tests.rooms.courts import account_no, balance, with_court
from tests.rooms.offices import Offices
from tests.rooms.test_freezes import broken

SECRET = b"everybody may know it"[:20]


@pytest.fixture(params=ENGINES)
def office(request, told):
    return with_court(Offices(told("issued", request.param)))


@pytest.fixture
def lite(told):
    return with_court(Offices(told("issued")))


def sheet(office: Offices, *totals: str) -> list[dict[str, str]]:
    """So much to be frozen, one document a row."""
    return [{"account": account_no(office), "total": total, "organ": "court", "document_no": f"（2026）鲁01执{n}号",
             "expires_on": "2030-01-01"} for n, total in enumerate(totals, 1)]


def taken(office: Offices, kind: str, trigger: str, rows, who: str, key: str = "") -> tuple[str, ...]:
    return bulk.carry_out(kind, trigger, rows, by=office.who[who], today=office.today,
                          key=key or uuid.uuid4().hex).refs


def stored() -> tuple[int, int]:
    with reading() as db:
        return db.scalar(select(func.count(CreditDossier.id))), db.scalar(select(func.count(Event.id)))


def test_a_sheet_is_entered_proposed_and_confirmed_row_by_row_in_three_acts(office):
    refs = taken(office, "freeze", "ask", sheet(office, "10", "20", "30"), "court1", "a-key-that-is-sent-twice")
    again = taken(office, "freeze", "ask", sheet(office, "10", "20", "30"), "court1", "a-key-that-is-sent-twice")
    rows = [{"ref": ref} for ref in refs[:1]]

    taken(office, "freeze", "freeze", rows, "registry1")
    taken(office, "freeze", "confirm", rows, "registry2")

    assert len(set(refs)) == 3 and again == refs
    assert balance(office)["judicial_frozen"] == 10


def test_one_broken_row_stops_all_and_every_broken_row_is_named(lite):
    rows, before = sheet(lite, "10", "0", "20", "99999999999", "5"), stored()
    rows[4]["expires_on"] = "2020-01-01"
    rows.append(dict(rows[0], account="CN09999999"))

    wrong = broken(lambda: taken(lite, "freeze", "ask", rows, "court1"))

    assert [where for _, where in wrong] == ["/rows/2/total", "/rows/4/total", "/rows/5/expires_on", "/rows/6"]
    assert stored() == before


def test_an_unknown_column_or_step_and_an_empty_sheet_are_refused_before_anything_is_read(lite):
    rows = [dict(each, state="frozen", id="1") for each in sheet(lite, "10")]

    assert broken(lambda: taken(lite, "freeze", "ask", rows, "court1")) == [
        ("INPUT", "/columns/state"), ("INPUT", "/columns/id")]
    assert broken(lambda: taken(lite, "freeze", "melt", [], "court1")) == [("INPUT", "/step"), ("INPUT", "/file")]
    assert broken(lambda: taken(lite, "measure", "order", [{"ref": "x"}], "court1")) == [("INPUT", "/step")]
    for data in (b"\xff\xfe", b"a,b\n1,2,3\n"):
        with pytest.raises(Refusal):
            bulk.read(data)


def test_a_row_of_another_kind_of_dossier_and_one_s_own_proposal_are_broken_rows(lite):
    refs = taken(lite, "freeze", "ask", sheet(lite, "10", "20"), "court1")
    rows = [{"ref": ref} for ref in refs]
    taken(lite, "freeze", "freeze", rows[:1], "registry1")

    assert broken(lambda: taken(lite, "suspension", "lift", rows[1:], "registry1")) == [("INPUT", "/rows/1/ref")]
    assert broken(lambda: taken(lite, "freeze", "confirm", rows, "registry1")) == [
        ("LEDGER-BULK", "/rows/1"), ("LEDGER-BULK", "/rows/2")]


def test_the_page_takes_a_sheet_and_names_what_is_broken(lite):
    client = client_of(lite.who["court1"])
    head, data = "account,total,organ,document_no,expires_on\n", f"{account_no(lite)},7,court,第1号,2030-01-01\n"
    send = lambda text: post(client, "/credits/bulk", "/credits/bulk", step="freeze.ask",
                             file=(io.BytesIO((head + text).encode()), "rows.csv"))

    bad, good = send(data.replace(",7,", ",0,") + data), send(data)

    assert (bad.status_code, "数量应为正整数吨" in bad.text, "1 处须改正" in bad.text) == (422, True, True)
    assert (good.status_code, "FZ-" in good.text) == (200, True)


def test_the_command_asks_for_what_a_session_asks_for(lite, tmp_path):
    file, wall = tmp_path / "rows.csv", clock.wall()
    rows = sheet(lite, "10", "20")
    file.write_text("\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]), "utf-8")
    run = lambda *more, password=PASSWORD: CliRunner().invoke(
        ccer, ["bulk", "freeze", "ask", str(file), "--by", "court1", "--json", *more], env={"CCER_PASSWORD": password})

    unknown, unproved, short = run(password="not the password"), run(), run("--key", "seven77")
    factors.enrol_for_demonstration(lite.who["court1"].id, SECRET, at=clock.now())
    proved = run("--code", totp.code(SECRET, totp.step_of(wall)))

    assert isinstance(unknown.exception, parties.WrongSignIn) and isinstance(unproved.exception, Refusal)
    assert [(b.rule.id, b.where) for b in short.exception.broken] == [("INPUT", "/key")]
    assert [ref[:3] for ref in json.loads(proved.stdout)["refs"]] == ["FZ-", "FZ-"]
