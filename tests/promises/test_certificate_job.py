"""From the act to the stored PDF: once, whole, by the worker, on both databases."""
from __future__ import annotations

import os
import signal
import sys
import uuid
from dataclasses import replace

import pytest
import rfc8785
from sqlalchemy import select

from app import clock, database, jobs, worker  # noqa: F401  (the worker makes its tasks known)
from app.certificates import check, job, queries, service, trust
from app.certificates.content import Kind
from app.certificates.keys import establish_demonstration, trust_file
from app.database import StorageFull, reading, transaction
from app.evidence import documents, events
from app.models.certificate import Certificate, CertificateContent
from app.models.evidence import Event
from app.models.work import Job
from methodologies.kernel.rules import Conflict, NotFound, Refusal
from tests.promises.certificates import content, tampered, worksheet
from tests.promises.issuing import broken, canonical_worksheet, count, issued


def test_the_worker_makes_a_genuine_certificate_of_what_the_act_has_fixed(db_url):
    establish_demonstration(clock.now())
    said = issued()

    digest = job.make(said.number)

    pdf = queries.pdf_of(said.number)
    lines = check.verify(pdf, trust.read(trust_file()))
    assert check.genuine(lines), lines[-1]
    shown = queries.certificate(said.number)
    assert (shown.content, shown.pdf_sha256, shown.is_made) == (said, digest, True)
    with reading() as db:
        logged = events.history(db, said.number)
    assert [(e.kind, e.facts) for e in logged] == [
        ("certificate stored", {"number": said.number, "pdf_sha256": digest})]
    assert [(each.counted, each.broken) for each in job.check_stored()] == [(1, ()), (0, ())]


def test_a_second_run_gives_the_same_bytes_and_one_row(db_url):
    said = issued()

    first, second = job.make(said.number), job.make(said.number)

    assert first == second and count(Certificate) == 1


def test_certificates_wait_for_room_on_the_disk_and_are_made_once_there_is_some(db_url, monkeypatch):
    said = issued()
    put = documents.BlobStore.put

    def full(store, data):
        raise StorageFull("no space left on device")
    monkeypatch.setattr(documents.BlobStore, "put", full)
    for _ in range(6):                                  # for days, at each of which it is tried
        jobs.work_until_idle()
        clock.set_offset(clock._offset_days + 1)
    waits = jobs.progress("certificate")
    monkeypatch.setattr(documents.BlobStore, "put", put)

    jobs.work_until_idle()

    assert (waits.waiting, waits.failed) == (1, 0)
    assert queries.certificate(said.number).is_made


def test_what_failed_five_times_counts_as_failed_and_is_tried_again_every_hour(db_url, monkeypatch):
    said, make, tried = issued(), job.make, []

    def break_down(number):
        tried.append(clock.now())
        raise OSError("the printer is on fire")
    monkeypatch.setattr(job, "make", break_down)
    for _ in range(6):
        jobs.work_until_idle()
        clock.set_offset(clock._offset_days + 1)
    failed = jobs.progress("certificate").failed
    monkeypatch.setattr(job, "make", make)

    jobs.work_until_idle()

    assert (len(tried), failed) == (6, 1)
    assert queries.certificate(said.number).is_made and jobs.progress("certificate").failed == 0


def test_preparing_asks_the_worker_in_the_same_transaction(db_url):
    said = issued()

    with reading() as db:
        asked = [(row.name, row.payload) for row in db.scalars(select(Job))]

    assert asked == [("certificate", {"number": said.number})]


def test_an_unknown_number_is_not_found(db_url):
    for ask in (job.make, queries.certificate, queries.pdf_of, queries.worksheet_of):
        with pytest.raises(NotFound):
            ask("QF-2026-999999")


def test_a_certificate_that_waits_is_counted_and_has_no_pdf(db_url):
    said = issued()

    assert [(each.counted, each.broken) for each in job.check_stored()] == [(0, ()), (1, ())]
    assert not queries.certificate(said.number).is_made
    with pytest.raises(NotFound):
        queries.pdf_of(said.number)


def test_a_content_cannot_join_an_act_that_is_sealed(db_url):
    said = issued()
    with reading() as db:
        act_id = db.scalar(select(CertificateContent.act_id))
        event_act = db.scalar(select(Event.act_id).where(Event.act_id.is_not(None)))
    late = replace(said, number="QF-2026-000002")

    with pytest.raises((Conflict, Exception), match="sealed|UNIQUE|unique"):
        with transaction() as db:
            service.prepare(db, late, canonical_worksheet(), act_id)

    assert act_id == event_act and count(CertificateContent) == 1


def test_a_refused_issue_leaves_no_content_and_no_job(db_url):
    said = content()
    with pytest.raises(Refusal):
        with transaction() as db:
            service.prepare(db, said, canonical_worksheet(), str(uuid.uuid4()))
            raise Refusal()

    assert count(CertificateContent) == count(Job) == 0


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_another_worksheet_than_the_named_one_is_refused_with_names_that_cannot_be_printed(db_url):
    said = content()
    said = replace(said, project=replace(said.project, name_zh="甲₂项目"),
                   bodies=replace(said.bodies, verification="𠮷核查有限公司"))

    with pytest.raises(Refusal) as refusal:
        with transaction() as db:
            service.prepare(db, said, rfc8785.dumps(tampered(worksheet(), remainder="0")), str(uuid.uuid4()))

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [
        ("INPUT", "/worksheet_sha256"), ("CERT-GLYPH", "/project/name_zh"), ("CERT-GLYPH", "/bodies/verification")]


def test_numbers_run_by_kind_and_year(db_url):
    issued()

    with transaction() as db:
        given = [service.next_number(db, Kind.ISSUANCE, 2026), service.next_number(db, Kind.RETIREMENT, 2026),
                 service.next_number(db, Kind.ISSUANCE, 2027)]

    assert given == ["QF-2026-000002", "ZX-2026-000001", "QF-2027-000001"]


# --- kills and tampering

@pytest.mark.parametrize("step", ["sealed", "put", "write"])
def test_a_kill_between_two_steps_leaves_nothing_false_and_the_next_run_finishes(db_url, step):
    establish_demonstration(clock.now())
    said = issued()
    database.engine().dispose()
    child = os.fork()
    if child == 0:
        _die_at(step)
        job.make(said.number)
        os._exit(0)                                     # not reached
    _, status = os.waitpid(child, 0)

    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert count(Certificate) == 0 and broken() == []
    digest = job.make(said.number)
    with reading() as db:
        kept = queries.documents_referred(db)
    documents.store().sweep(kept, clock.now().timestamp() + 60)
    assert kept == [digest] and broken() == []
    assert [path for path in documents.store().folder.glob("??/*")] == [documents.store().path(digest)]


def _die_at(step: str) -> None:
    """In the child: the process ends by kill -9 as soon as it enters this function."""
    def look(frame, event, arg):
        if event == "call" and frame.f_code.co_name == step and "/app/" in frame.f_code.co_filename:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(look)


def worker_making(number: str) -> int:
    """A process of its own that makes the certificate; its id. It ends with 0 when nothing was raised."""
    if child := os.fork():
        return child
    try:
        job.make(number)
        os._exit(0)
    finally:
        os._exit(1)


def test_two_workers_at_once_make_one_certificate(db_url):
    establish_demonstration(clock.now())
    said = issued()
    database.engine().dispose()
    children = [worker_making(said.number) for _ in range(2)]
    ends = [os.waitpid(child, 0)[1] for child in children]

    assert ends == [0, 0] and count(Certificate) == 1 and broken() == []
    with reading() as db:
        assert len(events.history(db, said.number)) == 1


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_pdf_changed_on_disk_is_found(db_url):
    establish_demonstration(clock.now())
    said = issued()
    path = documents.store().path(job.make(said.number))
    path.chmod(0o600)

    path.write_bytes(path.read_bytes() + b"\n")

    assert any(said.number in sentence or path.name in sentence for sentence in broken())


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_worksheet_that_its_module_does_not_give_is_never_sealed(db_url):
    establish_demonstration(clock.now())
    untrue = tampered(worksheet(), unrounded="1")
    said = issued(content(untrue), rfc8785.dumps(untrue))

    with pytest.raises(Refusal) as refusal:
        job.make(said.number)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("CERT-CHECK", "/tonnes")]
    assert count(Certificate) == 0 and not documents.store().folder.exists()
