"""The worker's loop outlives what fails inside it."""
from __future__ import annotations

from datetime import timedelta

from app import clock
from app.worker import every


def test_a_round_that_fails_is_told_in_the_log_and_tried_again_when_its_time_comes(caplog):
    rounds = []

    def work() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise OSError("the disk is full")

    tick, now = every(5, work), clock.now()
    for seconds in (0, 4, 5):
        tick(now + timedelta(seconds=seconds))

    assert rounds == [0, 1]
    assert [record.exc_info[1].args for record in caplog.records] == [("the disk is full",)]
