"""Refs of dossiers: the next of its letters and year, past four digits as well."""
from __future__ import annotations

import pytest

from app.database import transaction
from app.evidence.refs import next_ref
from app.models.credit import CreditDossier
from app.parties import service as parties
from tests.promises.acting import ON, open_accounts


@pytest.mark.parametrize("there, following", [
    ((), "RT-2026-0001"), ((1,), "RT-2026-0002"), ((1, 9998), "RT-2026-9999"), ((9, 9999), "RT-2026-10000"),
    ((9999, 10_000), "RT-2026-10001"), ((9998, 9999, 10_009, 99_999), "RT-2026-100000")])
def test_the_next_ref_is_one_more_than_the_highest_of_its_letters_and_year(db_url, there, following):
    open_accounts(1)
    person = parties.add_person(name="演示", sign_in="demo", password="correct-horse-battery")
    refs = [*(f"RT-2026-{n:04d}" for n in there), "RT-2025-0500", "PL-2026-0700"]

    with transaction() as db:
        db.add_all(CreditDossier(ref=ref, stage="retirement", state="draft", account_id=1, begun_by="holder", said={},
                                 opened_on=ON, opened_by=person) for ref in refs)
        db.flush()
        found = next_ref(db, CreditDossier, "RT", 2026)

    assert found == following
