"""Many certificates at once: what fails is tried again and none is made twice; in the long form a thousand."""
from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import clock, jobs, worker  # noqa: F401  (the worker knows what each job is)
from app.certificates import service
from app.certificates.keys import establish_demonstration
from app.database import reading, transaction
from app.disclosure import queries
from app.evidence import documents, events
from app.models.certificate import Certificate, CertificateContent
from app.models.work import Job
from tests.promises.issuing import broken, count
from tests.promises.kinds import statement

MANY = 25 * int(os.environ.get("CCER_SOAK", "0")) or 4


@pytest.fixture
def numbers(db_url) -> list[str]:
    """Asked for in one transaction."""
    establish_demonstration(clock.now())
    made = [f"CY-2026-{n:06d}" for n in range(1, MANY + 1)]
    with transaction() as db:
        for number in made:
            service.certify(db, replace(statement(), number=number), on=clock.today(), at=clock.now(), facts={})
    return made


def test_a_batch_that_fails_on_the_way_is_tried_again_and_each_is_made_once(numbers):
    began, folder = time.process_time(), documents.store().folder
    folder.parent.mkdir(exist_ok=True, parents=True)
    folder.write_text("a file where the folder of documents should be")
    jobs.do(jobs.waiting()[0])
    assert (jobs.progress("certificate"), count(Certificate)) == (jobs.Progress(0, MANY, 0), 0)
    folder.unlink()
    assert all([jobs.do(job) for job in jobs.waiting()])                # all but the first, which is not due yet
    assert jobs.progress("certificate") == jobs.Progress(MANY - 1, 1, 0)

    clock.set_offset(1)
    jobs.work_until_idle()
    jobs.do(1)                                          # once more, as a second worker would

    with reading() as db:
        stored = [[e.kind for e in events.history(db, number)].count("certificate stored") for number in numbers]
        assert {job.attempts for job in db.scalars(select(Job))} == {1, 2}
    files = [path for path in folder.glob("??/*")]
    assert stored == [1] * MANY and count(Certificate) == count(CertificateContent) == len(files) == MANY
    assert broken() == []
    print(f"batch: {MANY} certificates asked for at once, {len(files)} files, none twice; "
          f"{time.process_time() - began:.1f} CPU s with all checks")


def test_a_waiting_certificate_says_how_many_come_before_it(numbers):
    assert [queries.making(number) for number in numbers[:3]] == [queries.Making(n, False) for n in range(3)]


def test_the_worker_looks_up_from_a_long_batch(numbers):
    assert jobs.work_a_while(0) == 1 and jobs.progress("certificate") == jobs.Progress(1, MANY - 1, 0)


def test_what_a_killed_writer_left_half_written_is_swept_at_the_start(tmp_path):
    store = documents.BlobStore(tmp_path)
    kept = store.put(b"whole")
    old, young = (store.path(kept).parent / f".draft-{name}" for name in ("old", "young"))
    for draft in (old, young):
        draft.write_bytes(b"ha")
    os.utime(old, (1, 1))

    assert store.drop_drafts(time.time() - 60) == 1
    assert (store.get(kept), old.exists(), young.exists()) == (b"whole", False, True)
