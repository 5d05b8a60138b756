"""S9: the command says each line of a certificate, and trusts nothing but the PDF and what its reader names."""
from __future__ import annotations

import json
import subprocess

import pytest
import rfc8785
from click.testing import CliRunner

from app.certificates import check
from app.certificates.parts import Kind
from app.cli.certificate import certificate as command
from methodologies.kernel.rules import Unreadable
from tests.promises import certificates
from tests.promises.certificates import flipped


@pytest.fixture
def at_home(tmp_path, monkeypatch, desk, good):
    """A data folder with its trust file, and the genuine PDF."""
    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    (tmp_path / "trust.json").write_text(desk.trust.to_json())
    (tmp_path / "good.pdf").write_bytes(good)
    return tmp_path


def run(*words: object):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_the_command_says_each_line_and_exits_0(at_home):
    done = run("verify", at_home / "good.pdf", "--offline", "--json")

    said = json.loads(done.output)
    assert done.exit_code == 0 and said["genuine"]
    assert [line["line"] for line in said["lines"]] == list(check.LINES[Kind.ISSUANCE])
    assert all(line["zh"] != line["en"] for line in said["lines"])


def test_the_command_names_the_refusing_line_of_a_forgery_and_exits_1(at_home, good):
    (at_home / "forged.pdf").write_bytes(flipped(good, len(good) // 2))

    done = run("verify", at_home / "forged.pdf")

    assert done.exit_code == 1
    assert done.output.startswith("✗ 签章 Signature") and "· 日志 Log" in done.output


def test_the_command_trusts_nothing_that_lies_beside_the_pdf(at_home, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("CCER_HOME", str(tmp_path_factory.mktemp("elsewhere")))

    refused = run("verify", at_home / "good.pdf")
    accepted = run("verify", at_home / "good.pdf", "--trust", at_home / "trust.json")

    assert isinstance(refused.exception, Unreadable) and accepted.exit_code == 0


@pytest.mark.parametrize("text", [
    "", "{}", "[]", '{"root_certificate": "x", "log_origin": "a", "log_public_key": "eA=="}'])
def test_an_unreadable_trust_file_is_bad_input_not_a_forgery(at_home, text):
    (at_home / "bad.json").write_text(text)

    assert isinstance(run("verify", at_home / "good.pdf", "--trust", at_home / "bad.json").exception, Unreadable)


def test_the_check_imports_neither_web_nor_database():
    code = ("import sys; import app.certificates.check, app.cli.certificate;"
            "bad = {'flask', 'sqlalchemy', 'weasyprint', 'app.database', 'app.models', 'pyhanko'} & set(sys.modules);"
            "assert not bad, bad")

    subprocess.run([certificates.PYTHON, "-c", code], check=True, cwd=certificates.ROOT)


def test_the_attachments_are_what_the_event_names(desk, good):
    files = check.attachments_of(good)

    said = json.loads(files["event.json"])["facts"]["certificate"]
    assert set(files) == set(check.ATTACHMENTS[Kind.ISSUANCE])
    assert said["worksheet_sha256"] == certificates.contents.digest(files["worksheet.json"])
    assert rfc8785.dumps(json.loads(files["worksheet.json"])) == files["worksheet.json"]
