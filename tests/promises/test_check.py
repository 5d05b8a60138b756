"""`ccer check` says what it checked and how many, and ends with 1 when anything is broken."""
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.cli.check import check
from app.database import transaction
from app.evidence import documents, sequencer
from app.models.document import Document
from tests.promises.acting import AT, issue, move, open_accounts, retire
from tests.promises.test_log import disarm

PDF = b"%PDF-1.7\n"


@pytest.fixture
def a_registry(db_url) -> str:
    """Acts of three kinds and one document, all sequenced and signed."""
    open_accounts(2)
    issue("issue-01")
    move("transfer-1", 150)
    retire("retire-1", 50, account=2)
    with transaction() as db:
        db.add(Document(sha256=documents.store().put(PDF), size=len(PDF), media_type="application/pdf", stored_at=AT))
    sequencer.sequence()
    sequencer.checkpoint(force=True)
    return db_url


def test_a_whole_registry_is_said_to_be_whole(a_registry):
    result = CliRunner().invoke(check, ["--json"])

    found = json.loads(result.stdout)
    counted = {each["name"]: each["counted"] for part in ("ledger", "log", "documents") for each in found[part]}
    assert result.exit_code == 0
    assert found["whole"] is True
    assert counted["each act has one event"] == 3
    assert counted["leaves are the hashes of the events"] == 3
    assert counted["documents are the bytes that were uploaded"] == 1
    assert "certificates" in found


def test_a_broken_promise_is_named_with_its_place(a_registry):
    with transaction() as db:
        disarm(db)
        db.execute(text("UPDATE holding SET account_id = 2 WHERE closed_by IS NULL AND account_id = 1"))

    result = CliRunner().invoke(check)

    assert result.exit_code == 1
    assert "open ranges are what the postings leave" in result.stdout
    assert "serials 151 to 1000" in result.stdout
    assert "破损 BROKEN" in result.stdout


def test_a_changed_document_is_named(a_registry):
    path = next(path for path in documents.store().folder.glob("??/*"))
    path.chmod(0o600)
    path.write_bytes(PDF + b"x")

    result = CliRunner().invoke(check)

    assert result.exit_code == 1
    assert ": changed" in result.stdout
