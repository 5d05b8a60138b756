"""R-55, R-149: nothing of a body's file can be deleted, whoever asks; on both engines."""
from __future__ import annotations

import pytest
from sqlalchemy import text

from app.database import transaction
from methodologies.kernel.rules import Conflict
from tests.databases import ENGINES

KEPT = ("engagement", "finding", "finding_round", "finding_answer", "checklist_item", "site_record", "interview",
        "qualification", "own_table", "attachment", "version", "document", "worksheet", "event")


@pytest.mark.parametrize("kind", ENGINES)
def test_no_row_of_a_bodys_file_can_be_deleted(kind: str, told):
    told("issued", kind)

    for table in KEPT:
        with transaction() as db:
            before = db.execute(text(f'select count(*) from "{table}"')).scalar()
        with pytest.raises(Conflict), transaction() as db:
            db.execute(text(f'delete from "{table}"'))
        with transaction() as db:
            assert db.execute(text(f'select count(*) from "{table}"')).scalar() == before > 0
