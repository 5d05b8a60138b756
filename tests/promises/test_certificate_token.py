"""The seal's key in a PKCS#11 token: SoftHSM, as any token is spoken to."""
from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from app.certificates.check import genuine, sealed, verify
from app.certificates.keys import Keys
from app.certificates.token import signer_for
from app.evidence.events import instant_text
from app.summaries import page
from app.summaries.content import Summary
from methodologies.kernel.rules import Refusal
from tests.promises.certificates import AT, Desk, content
from tests.promises.forgeries import alone

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "482913"


def soft(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def at_the_token(tmp_path_factory) -> Desk:
    """A desk whose seal's key was moved into a token: the file is gone."""
    folder = tmp_path_factory.mktemp("token")
    desk = Desk.open(folder / "seal", content())
    with pytest.MonkeyPatch.context() as patch:
        into_a_token(desk.keys.folder, folder, patch)
        yield desk


def into_a_token(keys: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Move the key of the seal out of its file into a token that lies in `folder`."""
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    soft("--init-token", "--free", "--label", "ccer", "--pin", PIN, "--so-pin", PIN)
    key = load_pem_private_key((keys / "seal.key").read_bytes(), None)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    soft("--import", str(folder / "key.pem"), "--token", "ccer", "--label", "seal", "--id", "01", "--pin", PIN)
    (folder / "key.pem").unlink()
    (keys / "seal.key").unlink()
    says(keys)


def says(folder: Path, library: str = LIBRARY, token: str = "ccer", key: str = "seal", pin: str = PIN) -> None:
    (folder / "token.toml").write_text(f'library = "{library}"\ntoken = "{token}"\nkey = "{key}"\n')
    (folder / "token.pin").write_text(pin)


def test_a_certificate_sealed_by_a_token_is_genuine_for_every_check(at_the_token, tmp_path):
    desk = at_the_token

    with signer_for(Keys(desk.keys.folder)) as signer:
        made = [signer.sign(desk.page(), AT, "签发证明") for _ in range(2)]

    (tmp_path / "x.pdf").write_bytes(made[0])
    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "x.pdf"], capture_output=True, text=True).stdout
    assert [genuine(verify(pdf, desk.trust)) for pdf in made] == [True, True] and alone(made[0], desk) == "none"
    assert "Signature is Valid" in said and "Total document signed" in said


@pytest.mark.parametrize(("wrong", "why"), [
    ({"pin": "000000"}, "PinIncorrect"), ({"token": "other"}, "No token"), ({"key": "other"}, "NoSuchKey"),
    ({"library": "/nowhere/module.so"}, "nowhere")])
def test_what_is_wrong_with_the_token_is_said_and_certificates_wait_until_it_is_mended(wrong, why, at_the_token):
    folder = at_the_token.keys.folder
    says(folder, **wrong)
    try:
        with pytest.raises(Refusal) as refusal, signer_for(Keys(folder)):
            pass
    finally:
        says(folder)

    assert refusal.value.broken[0].rule.id == "CERT-KEYS" and why in refusal.value.broken[0].en
    with signer_for(Keys(folder)) as signer:
        assert signer.sign(at_the_token.page(), AT, "签发证明").startswith(b"%PDF")


def test_the_nightly_page_is_sealed_by_the_token_too(at_the_token):
    said = Summary(AT.date(), True, "o", "k", "o\n1\nr\n\n— o x\n", instant_text(AT), 1, "r", 1, 2, 1, 1, 9,
                   (("available", 9),))

    made = page.sealed(said, Keys(at_the_token.keys.folder), AT)

    assert sealed(made, at_the_token.trust).ok
