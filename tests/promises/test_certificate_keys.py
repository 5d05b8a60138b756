"""The keys that seal certificates, and the trust that is pinned: made once, their owner's alone."""
from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import config
from app import clock
from app.certificates import check, job, queries
from app.certificates.content import facts_of
from app.certificates.keys import establish_demonstration, folder, keys_for, trust_file
from app.database import reading
from app.evidence import logkey, sequencer
from app.models.certificate import Certificate
from app.models.evidence import Checkpoint
from methodologies.kernel.rules import Refusal
from tests.promises.certificates import AT, Desk, certified_again, content, opened
from tests.promises.issuing import count, issued


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_without_the_operators_keys_a_real_certificate_waits_and_says_where_they_go(db_url):
    said = issued(content(demonstration=False))

    with pytest.raises(Refusal) as refusal:
        job.make(said.number)

    assert [b.rule.id for b in refusal.value.broken] == ["CERT-KEYS"]
    assert str(folder()) in refusal.value.broken[0].zh and "seal.key" in refusal.value.broken[0].en
    assert not folder().exists() and count(Certificate) == 0


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_demonstration_keys_never_seal_a_real_certificate(db_url):
    establish_demonstration(clock.now())
    said = issued(content(demonstration=False))

    with pytest.raises(Refusal) as refusal:
        job.make(said.number)

    assert [b.rule.id for b in refusal.value.broken] == ["CERT-KEYS"]


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_demonstration_says_what_it_is_in_its_keys_its_log_and_its_page(db_url):
    pinned = establish_demonstration(clock.now())
    job.make(issued().number)

    with reading() as db:
        note = db.scalar(select(Checkpoint.note))
    named = keys_for(True, clock.now()).seal.subject.rfc4514_string()
    assert pinned.demonstration and "演示专用 DEMONSTRATION ONLY" in named
    assert note.startswith(logkey.DEMO_ORIGIN) and pinned.log_origin == logkey.DEMO_ORIGIN
    with opened(queries.pdf_of("QF-2026-000001")) as pdf:
        assert len(pdf.attachments) == 4


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_keys_are_readable_by_their_owner_alone_and_made_once(db_url):
    establish_demonstration(clock.now())
    before = {path: path.read_bytes() for path in folder().iterdir()}

    establish_demonstration(clock.now())

    assert {path: path.read_bytes() for path in folder().iterdir()} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in before} == {0o600}
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700
    assert json.loads(trust_file().read_text())["log_origin"] == logkey.DEMO_ORIGIN


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_trust_file_that_pins_other_keys_stops_the_making(db_url):
    pinned = establish_demonstration(clock.now())
    trust_file().write_text(replace(pinned, log_public_key=b"\1" * 32).to_json())

    with pytest.raises(Refusal) as refusal:
        job.make(issued().number)

    assert [b.rule.id for b in refusal.value.broken] == ["CERT-KEYS"]


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_under_a_root_that_has_lapsed_certificates_wait(db_url):
    establish_demonstration(clock.now())
    certified_again(folder(), "root", until=clock.now() - timedelta(minutes=1))

    with pytest.raises(Refusal) as refusal:
        job.make(issued().number)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("CERT-KEYS", "root.pem")]
    assert count(Certificate) == 0


def test_what_the_verifier_of_strangers_refuses_is_not_stored_either(tmp_path):
    desk = Desk.open(tmp_path / "seal", content())
    certified_again(desk.keys.folder, "seal", since=AT + timedelta(seconds=1))  # our own check forgives clocks a second
    sealed = desk.sign(desk.page())

    with pytest.raises(Refusal) as refusal:
        job._insist_on_genuine(sealed, desk.trust)

    assert check.genuine(check.verify(sealed, desk.trust))
    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("CERT-CHECK", "/signature")]
    assert "verify_ccer.py" in refusal.value.broken[0].en


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_proof_is_taken_from_the_newest_checkpoint_that_covers_the_event(db_url):
    establish_demonstration(clock.now())
    said = issued()
    sequencer.sequence()
    sequencer.checkpoint(force=True)

    job.make(said.number)

    assert count(Checkpoint) == 1
    assert facts_of(said)["certificate"]["number"] == said.number
    assert Path(config.home(), "keys", "log.key").exists()
