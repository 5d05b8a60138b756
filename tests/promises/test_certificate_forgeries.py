"""S9: the genuine certificate is accepted, and each forgery is refused by the line that it should be refused by."""
from __future__ import annotations

import json
import os
import random
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.certificates import check
from app.certificates.check import genuine, verify
from app.certificates.keys import Keys, make_demonstration_keys
from app.certificates.parts import Kind
from app.certificates.signer import FileSigner
from tests.promises.certificates import AT, Desk, content, flipped, tampered, worksheet
from tests.promises.forgeries import INSIDE, OUTSIDE, alone, more, ours

SOAK = int(os.environ.get("CCER_SOAK", "0"))


# --- the genuine one

def test_the_genuine_certificate_is_accepted_on_all_four_lines(desk, good):
    lines = verify(good, desk.trust)

    assert [(line.name, line.ok) for line in lines] == [(name, True) for name in check.LINES[Kind.ISSUANCE]], lines
    assert genuine(lines)
    assert f"{desk.said.tonnes:,}" in lines[3].zh and worksheet()["law"][:12] in lines[3].en


def test_a_second_tool_sees_one_signature_over_the_whole_file(good, tmp_path):
    (tmp_path / "good.pdf").write_bytes(good)

    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "good.pdf"], capture_output=True, text=True).stdout

    assert "Total document signed" in said and "Signature is Valid" in said and said.count("Signature #") == 1


def test_a_certificate_stays_genuine_after_the_signer_has_lapsed(tmp_path):
    long_ago = AT - timedelta(days=20 * 365)
    desk = Desk.open(tmp_path / "seal", content(), at=long_ago)

    sealed = desk.sign(desk.page(), at=long_ago)

    assert genuine(verify(sealed, desk.trust))


def test_a_lapsed_signer_seals_nothing(tmp_path, page):
    make_demonstration_keys(tmp_path / "seal", AT - timedelta(days=20 * 365))

    with pytest.raises(Exception, match="(?i)valid|expired"):
        FileSigner(Keys(tmp_path / "seal")).sign(page, AT, "x")


# --- forgeries from outside: the file is changed

@pytest.mark.parametrize("how", OUTSIDE)
def test_the_signature_line_refuses_when(how, desk, good, page, stranger):
    forged = OUTSIDE[how](good, page, stranger, FileSigner(desk.keys))

    assert (ours(forged, desk), alone(forged, desk)) == ("signature", "signature")


def test_whatever_byte_is_changed_the_file_is_refused(desk, good):
    chance, many = random.Random(20261123), 40 * (1 + SOAK)
    gap = good.find(b"/Contents <") + 11                # where the signature itself lies, which it cannot cover
    places = [chance.randrange(len(good)) for _ in range(many)]
    places += [gap + chance.randrange(13_000) for _ in range(many)]
    places += [gap, gap + 7, gap + 52, gap + 13_500, len(good) - 1]

    assert [place for place in places if genuine(verify(flipped(good, place), desk.trust))] == []
    print(f"S9: {len(places)} files of one changed byte, all refused")


def test_a_genuine_certificate_is_refused_under_another_root_or_log(desk, good, stranger):
    from cryptography.hazmat.primitives.serialization import Encoding

    other_root = replace(desk.trust, root_certificate=stranger.keys.root.public_bytes(Encoding.PEM).decode())
    other_log = replace(desk.trust, log_public_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    other_origin = replace(desk.trust, log_origin="ccer.localhost/log")

    refused = [verify(good, trust)[-1] for trust in (other_root, other_log, other_origin)]

    assert [(line.name, line.ok) for line in refused] == [("signature", False), ("log", False), ("log", False)]


# --- forgeries from inside: the registry's own hand seals something untrue

@pytest.mark.parametrize(("line", "forge"), INSIDE, ids=lambda each: getattr(each, "__name__", each))
def test_a_false_certificate_under_the_right_seal_is_refused(line, forge, desk):
    forged = forge(desk)

    assert (ours(forged, desk), alone(forged, desk)) == (line, line)


# --- forgeries by the whole registry: sealed and logged, and yet untrue

@pytest.mark.parametrize("case", ["tonnes", "line", "law", "unknown methodology", "estimate"])
def test_the_tonnes_line_refuses_what_the_methodology_does_not_give(case, tmp_path):
    worked = worksheet()
    year, tonnes = next(iter(worked["by_year"].items()))
    lines = json.loads(json.dumps(worked["lines"]))
    lines[0]["values"][0] = "1"
    untrue = {
        "tonnes": tampered(worked, tonnes=worked["tonnes"] + 1, by_year=worked["by_year"] | {year: tonnes + 1}),
        "line": tampered(worked, lines=lines), "law": tampered(worked, law="0" * 64),
        "unknown methodology": tampered(worked, methodology="CCER-99-001-V01"),
        "estimate": tampered(worked, chapter="estimate")}[case]
    said = content(untrue)
    if case == "unknown methodology":
        said = replace(said, methodology=replace(said.methodology, code="CCER-99-001-V01"))
    desk = Desk.open(tmp_path / "seal", said)

    lines = verify(desk.sealed(worked=untrue), desk.trust)

    assert [line.ok for line in lines] == [True, True, True, False], lines[-1]


def test_a_certificate_of_other_tonnes_than_its_worksheet_is_refused_by_the_tonnes_line(tmp_path, desk):
    said = more(desk)
    lying = Desk.open(tmp_path / "seal", said)

    lines = verify(lying.sealed(), lying.trust)

    assert [line.ok for line in lines] == [True, True, True, False]
