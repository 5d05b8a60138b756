"""Fixtures of the certificate tests: a desk that seals, a page without its seal, and the genuine certificate."""
from __future__ import annotations

from dataclasses import replace

import pytest

from tests.promises.certificates import Desk, content, event


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    second = replace(content(), number="QF-2026-000002")
    return Desk.open(tmp_path_factory.mktemp("desk") / "seal", content(), event(second))


@pytest.fixture(scope="module")
def page(desk) -> bytes:
    return desk.page()


@pytest.fixture(scope="module")
def good(desk, page) -> bytes:
    return desk.sign(page)
