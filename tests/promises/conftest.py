"""Fixtures of the certificate tests: a desk that seals, a page without its seal, and the genuine certificate."""
from __future__ import annotations

from dataclasses import replace

import pytest

from app.certificates.signer import FileSigner
from tests.promises.certificates import Desk, content, event
from tests.promises.forgeries import stranger_in


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


@pytest.fixture(scope="module")
def stranger(tmp_path_factory) -> FileSigner:
    """Another authority that calls itself by the same names."""
    return stranger_in(tmp_path_factory.mktemp("stranger") / "seal")
