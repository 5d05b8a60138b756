"""RFC 6238, appendix B, and how each code counts once."""
from datetime import UTC, datetime, timedelta

import pytest

from app.parties import totp

SECRET = b"12345678901234567890"                        # of the RFC's vectors for SHA-1
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize("second, code", [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
    (2000000000, "69279037"), (20000000000, "65353130")])
def test_codes_are_those_of_the_rfc(second, code):
    assert totp.code(SECRET, second // totp.STEP, digits=8) == code


@pytest.mark.parametrize("off, good", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(off, good):
    now = totp.step_of(NOON)

    step = totp.matching_step(SECRET, totp.code(SECRET, now + off), NOON, after=0)

    assert step == (now + off if good else None)


def test_a_code_counts_once_and_so_does_none_before_it():
    now = totp.step_of(NOON)
    before, same, later = (totp.code(SECRET, now + n) for n in (-1, 0, 1))

    assert totp.matching_step(SECRET, same, NOON, after=now) is None
    assert totp.matching_step(SECRET, before, NOON, after=now) is None
    assert totp.matching_step(SECRET, later, NOON, after=now) == now + 1


def test_a_demonstration_names_the_next_code_that_still_counts():
    now = totp.step_of(NOON)

    assert totp.next_code(SECRET, NOON, after=0) == totp.code(SECRET, now)
    assert totp.next_code(SECRET, NOON, after=now) == totp.code(SECRET, now + 1)
    assert totp.next_code(SECRET, NOON, after=now + 1) == ""
    assert totp.next_code(SECRET, NOON + timedelta(seconds=30), after=now + 1) == totp.code(SECRET, now + 2)


def test_the_secret_is_typed_as_it_is_read():
    assert totp.secret_of(totp.typed_secret(SECRET)) == SECRET
    assert totp.address(SECRET, "顾简").startswith("otpauth://totp/CCER%3A%E9%A1%BE%E7%AE%80?secret=GEZDGNBVGY3TQOJQ")
