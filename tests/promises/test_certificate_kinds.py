"""S9 for retirements, registrations and statements: the genuine one accepted, each forgery refused by its line."""
from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace

import pytest
import rfc8785

from app.certificates import check
from app.certificates import content as contents
from app.certificates.check import genuine, verify
from app.certificates.parts import Kind
from methodologies.kernel.rules import Refusal
from tests.promises.certificates import event, flipped, tampered, text_of
from tests.promises.kinds import EVERY, Paper, estimate, event_of, held, lot, registration, retirement, statement

pytestmark = pytest.mark.xdist_group(__name__)          # one worker makes the papers, once


@pytest.fixture(scope="module", params=EVERY)
def paper(request, tmp_path_factory) -> Paper:
    return Paper.on(tmp_path_factory.mktemp("desk") / "seal", EVERY[request.param]())


@pytest.fixture(scope="module")
def sealed(paper) -> bytes:
    return paper.sealed()


def refusing_line(forged: bytes, paper: Paper) -> str:
    return next((line.name for line in verify(forged, paper.desk.trust) if not line.ok), "none")


def test_the_genuine_one_is_accepted_on_every_line_of_its_kind(paper, sealed):
    lines = verify(sealed, paper.desk.trust)

    assert [(line.name, line.ok) for line in lines] == [(n, True) for n in check.LINES[paper.said.kind]], lines[-1]
    assert genuine(lines)


def test_poppler_sees_one_signature_over_the_whole_file(sealed, tmp_path):
    (tmp_path / "good.pdf").write_bytes(sealed)

    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "good.pdf"], capture_output=True, text=True).stdout

    assert "Total document signed" in said and "Signature is Valid" in said and said.count("Signature #") == 1


def test_it_is_read_back_as_it_was_written(paper):
    data = contents.to_bytes(paper.said)

    assert contents.read(data) == paper.said and contents.to_bytes(contents.read(data)) == data


def test_every_word_of_it_is_on_the_page(paper, sealed):
    text = re.sub(r"\s+", "", text_of(sealed, how="-raw"))

    for value in words_of(json.loads(contents.to_bytes(paper.said))):
        assert re.sub(r"\s+", "", value) in text, value


UNPRINTED = {"format", "kind", "key", "base_url", "worksheet_sha256", "state", "liens", "as_of", "first_day",
             "last_day", "issued_on", "project_code"}


def words_of(plain, name: str = ""):
    """Every text that a reader must find; keys and digests of files are not for reading."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from words_of(value, key)
    elif isinstance(plain, list):
        for value in plain:
            yield from words_of(value, name)
    elif isinstance(plain, str) and name not in UNPRINTED:
        yield plain
    elif isinstance(plain, int) and name in ("tonnes", "expected_t", "yearly_t"):
        yield f"{plain:,}"


# --- forgeries that suit every kind

def test_a_changed_byte_an_added_attachment_and_a_foreign_event_are_refused(paper, sealed):
    other = event_of(replace(paper.said, number=paper.said.number[:-1] + "9"))
    more = paper.desk.sign(paper.desk.page_with(paper.said, [*paper.files().items(), ("more.json", b"{}")]))

    assert refusing_line(flipped(sealed, len(sealed) // 2), paper) == "signature"
    assert refusing_line(more, paper) == "attachments"
    assert refusing_line(paper.sealed(event=other), paper) == "attachments"
    assert refusing_line(paper.sealed(proof=paper.desk.log.proof(b"after 1").encode()), paper) == "log"


def test_the_event_of_an_issue_does_not_carry_another_kind(paper):
    act = None if paper.said.kind is Kind.RETIREMENT else "0b7c7a52-8f3e-4c55-9a3e-5d3f5a4c1d10"

    assert refusing_line(paper.sealed(event=event(paper.said, act=act)), paper) == "attachments"


def test_words_of_one_kind_under_the_name_of_another_are_refused(paper):
    plain = json.loads(contents.to_bytes(paper.said)) | {"kind": "issuance", "number": "QF-2026-000001"}

    assert refusing_line(paper.sealed(certificate=rfc8785.dumps(plain)), paper) == "attachments"


# --- sealed and logged by the whole registry, and yet untrue

@pytest.mark.parametrize("untrue", ["more", "another range", "another account", "nothing"])
def test_the_serials_line_refuses_what_the_logged_act_did_not_retire(untrue, tmp_path):
    did = {"more": retirement(lot("A210001", 2023, 1, 1201), lot("A210002", 2024, 501, 1299)),
           "another range": retirement(lot("A210001", 2023, 2, 1201), lot("A210002", 2024, 501, 1300)),
           "another account": retirement(holder=replace(retirement().holder, account="CN00000009")),
           "nothing": retirement()}[untrue]
    postings = json.loads(event_of(did))["facts"]["postings"] if untrue != "nothing" else []
    said = retirement()
    entry = event_of(said, facts=contents.facts_of(said) | {"postings": postings})

    lines = verify((made := Paper.on(tmp_path / "seal", said, entry)).sealed(), made.desk.trust)

    assert [(line.name, line.ok) for line in lines][2:] == [("log", True), ("serials", False)]


def test_ranges_that_touch_are_the_same_serials_whole_or_in_pieces(tmp_path):
    said = retirement(lot("A210001", 2023, 1, 600), lot("A210001", 2023, 601, 1200))
    entry = event_of(retirement(lot("A210001", 2023, 1, 1200)), facts=contents.facts_of(said) | {
        "postings": json.loads(event_of(retirement(lot("A210001", 2023, 1, 1200))))["facts"]["postings"]})

    made = Paper.on(tmp_path / "seal", said, entry)

    assert genuine(verify(made.sealed(), made.desk.trust))


def test_the_tonnes_line_refuses_an_estimate_that_its_methodology_does_not_give(tmp_path):
    worked = tampered(estimate(), tonnes=estimate()["tonnes"] + 1)
    said = registration(expected_t=worked["tonnes"], worksheet_sha256=contents.digest(rfc8785.dumps(worked)))
    made = Paper.on(tmp_path / "seal", said)

    lines = verify(made.sealed(worksheet=rfc8785.dumps(worked)), made.desk.trust)

    assert [(line.name, line.ok) for line in lines][2:] == [("log", True), ("tonnes", False)]


def test_the_event_of_a_statement_tells_nobody_what_the_account_holds():
    said = contents.facts_of(statement())["certificate"]

    assert set(said) == {"number", "certificate_sha256"}
    assert contents.facts_of(statement(code="PONMLKJIHGFEDCBA"))["certificate"] != said


@pytest.mark.parametrize(("make", "where"), [
    (lambda: retirement(lot("A210001", 2023, 1, 10), lot("A210001", 2023, 10, 20)), "/lots"),
    (lambda: retirement(tonnes=1), "/tonnes"),
    (lambda: replace(retirement(), use=replace(retirement().use, beneficiary=" ")), "/use/beneficiary"),
    (lambda: statement(held("A210001", 2023, 1, 10, "lost")), "/ranges/0/state"),
    (lambda: statement(as_of="2026-11-23T10:00:00Z"), "/as_of"), (lambda: statement(code="SHORT"), "/code"),
    (lambda: registration(design_sha256="x"), "/design_sha256"), (lambda: registration(expected_t=-1), "/expected_t"),
    (lambda: registration(number="QF-2026-000001"), "/number")])
def test_what_is_at_odds_with_itself_cannot_be_made(make, where):
    with pytest.raises(Refusal) as refusal:
        make()

    assert [broken.where for broken in refusal.value.broken] == [where]


def test_an_account_that_holds_nothing_is_stated_as_empty():
    empty = replace(statement(), ranges=(), tonnes=0)

    assert contents.read(contents.to_bytes(empty)) == empty


def test_many_ranges_go_to_pages_of_their_own(tmp_path):
    lots = [lot("A210001", 2023, 100 * n + 1, 100 * n + 50) for n in range(40)]
    made = Paper.on(tmp_path / "seal", retirement(*lots))

    text = re.sub(r"\s+", "", text_of(made.page(), how="-raw"))

    assert "序列号见第2页" in text and all(each.serial in text for each in lots)
