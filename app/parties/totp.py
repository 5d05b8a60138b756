"""Time-based one-time codes (RFC 6238, SHA-1, 30 seconds, 6 digits): what every authenticator app reckons."""
from __future__ import annotations

import hashlib
import hmac
from base64 import b32decode, b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30                                               # seconds
DRIFT = 1                                               # steps that a phone's clock may be off, either way
ISSUER = "CCER"


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def code(secret: bytes, step: int, digits: int = 6) -> str:
    """The code of a step: HOTP (RFC 4226) with the step as counter."""
    mac = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start:start + 4], "big") & 0x7FFFFFFF
    return str(number % 10 ** digits).zfill(digits)


def matching_step(secret: bytes, typed: str, at: datetime, after: int) -> int | None:
    """The step whose code was typed, of those within the drift and later than `after`: so each code counts once."""
    now = step_of(at)
    for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if hmac.compare_digest(code(secret, step), typed):
            return step
    return None


def next_code(secret: bytes, at: datetime, after: int) -> str:
    """The earliest code that still counts; empty when the person has to wait for the next one."""
    step = max(step_of(at), after + 1)
    return code(secret, step) if step <= step_of(at) + DRIFT else ""


def address(secret: bytes, name: str) -> str:
    """What the QR code of an enrolment says."""
    said = urlencode({"secret": typed_secret(secret), "issuer": ISSUER, "period": STEP, "digits": 6})
    return f"otpauth://totp/{quote(f'{ISSUER}:{name}')}?{said}"


def typed_secret(secret: bytes) -> str:
    return b32encode(secret).decode().rstrip("=")


def secret_of(typed: str) -> bytes:
    return b32decode(typed + "=" * (-len(typed) % 8))
