"""The page of the log: its figures for everybody, the button for the registry, a witness that reads it from afar."""
from __future__ import annotations

import json
import threading

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server

from app.cli.witness import witness
from app.database import reading, transaction
from app.evidence import logkey, queries, sequencer
from app.web import create_app
from tests.promises.test_log import bodies, happen
from tests.promises.test_log_tampering import rewrite
from tests.visiting import Browser


def test_the_registry_signs_at_once_and_others_only_look(told):
    story = told("issued")
    app = create_app()
    operator, owner = (Browser(app, story, name) for name in ("registry1", "owner1"))
    operator.post("/log/checkpoints")
    before = queries.newest().size
    happen(1, 9000)

    refused = owner.post("/log/checkpoints").status_code
    after_refusal = queries.newest().size
    done = operator.post("/log/checkpoints")

    assert (refused, after_refusal) == (404, before)
    assert (done.status_code, done.location) == (303, "/log") and queries.newest().size == before + 1
    assert 'action="/log/checkpoints"' in operator.get("/log").text
    for page in (owner.get("/log").text, app.test_client().get("/log").text):
        assert 'action="/log/checkpoints"' not in page
        assert f"{before + 1}\n{queries.newest().root}" in page and logkey.verifier() in page
    number = story.refs["certificate"]
    assert number in app.test_client().get(f"/log/proof/inclusion?certificate={number}&format=json").json["event"]


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_witness_elsewhere_sees_growth_and_a_rewritten_log(db_url, tmp_path):
    def ask() -> tuple[int, dict]:
        done = CliRunner().invoke(witness, [str(tmp_path / "kept.json"), "--from", f"http://127.0.0.1:{port}/log",
                                            "--key", logkey.verifier(), "--json"])
        return done.exit_code, json.loads(done.output)

    def grow(first: int) -> None:
        happen(10, first)
        sequencer.sequence()
        sequencer.checkpoint(force=True)

    grow(0)
    server = make_server("127.0.0.1", 0, create_app())
    port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    first = ask()
    grow(10)
    second = ask()
    with reading() as db:
        forged = bodies(db)
    forged[3] = forged[3].replace('"n":3', '"n":4')
    with transaction() as db:
        rewrite(db, forged)                             # by somebody who has database and log key
    third = ask()
    grow(20)
    fourth = ask()
    server.shutdown()

    assert [(code, said["grew_from"], said["size"]) for code, said in (first, second)] == [(0, 0, 10), (0, 10, 20)]
    assert [(code, said["why"]) for code, said in (third, fourth)] == [(1, "forked"), (1, "forked")]
