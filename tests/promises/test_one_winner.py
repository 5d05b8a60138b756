"""L1, L2: the same rendered "issue" form, posted by 32 clients to a server of 4 processes, has one effect."""
from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.database import reading
from app.issuance import service as issuance
from app.ledger.proof import check_ledger
from app.ledger.queries import batches_of
from tests.databases import ENGINES
from tests.serving import Visitor, hidden, served


@pytest.mark.parametrize("kind", ENGINES)
def test_the_same_issue_form_posted_by_32_clients_issues_once(told, kind):
    story = told("registered", kind)
    ref = story.refs["reduction"]
    issuance.move(ref, "issue", by=story.who["registry1"], today=story.today, key=uuid.uuid4().hex)

    with served(story.url, story.home, processes=4) as address:
        administrator = Visitor(address, "registry2")
        action = f"/reductions/{ref}/moves/confirm"
        fields = hidden(administrator.get(f"/reductions/{ref}")[1], action)
        with ThreadPoolExecutor(32) as clients:
            posted = clients.map(lambda _: administrator.post(action, fields), range(32))
            answers = Counter(status for status, _ in posted)

    assert answers == {303: 32}
    with reading() as db:
        assert [b.block.tonnes for b in batches_of(db, story.refs["project"])] == [476091, 462517]
        assert [c for c in check_ledger(db) if c.broken] == []
