"""How a question of the offline check says no, and how pyHanko is kept from saying it too."""
from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Forged(Exception):
    """The file is not what it claims to be; why, in two languages."""

    def __init__(self, zh: str, en: str):
        super().__init__(en)
        self.zh, self.en = zh, en


def need(holds: object, zh: str, en: str) -> None:
    if not holds:
        raise Forged(zh, en)


@contextmanager
def quiet() -> Iterator[None]:
    """pyHanko writes tracebacks of forgeries to the program's log; here a forgery is an ordinary answer."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before):
            logger.setLevel(level)
