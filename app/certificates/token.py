"""A seal whose key lies in a PKCS#11 token and never leaves it: a smart card, a signing host.

`keys/seal/token.toml` stands where `seal.key` would:

    library = "/usr/lib/softhsm/libsofthsm2.so"     # the maker's PKCS#11 module
    token = "ccer"                                  # label of the token
    key = "seal"                                    # label of the private key: EC or RSA, of seal.pem

The PIN is in `token.pin` beside it, or in CCER_TOKEN_PIN. The time stamp's key and the root's list stay files.
"""
from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from importlib.util import find_spec
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from app.certificates.keys import KEYS, Keys
from app.certificates.signer import FileSigner, Signer
from methodologies.kernel.rules import Refusal

FILE = "token.toml"


@dataclass(frozen=True)
class Token:
    """Where the key lies."""
    library: str
    token: str
    key: str


class TokenSigner(FileSigner):
    """Signs with a key of the token; everything else comes from the folder."""

    def __init__(self, keys: Keys, key: str, session: Any):
        self.key, self.session = key, session
        super().__init__(keys)

    def _hand(self) -> Any:
        from pyhanko.sign.pkcs11 import PKCS11Signer

        # Many tokens take an ECDSA key only with a digest that was made outside.
        raw = isinstance(self.keys.seal.public_key(), ec.EllipticCurvePublicKey)
        return PKCS11Signer(self.session, signing_cert=self.seal, ca_chain=[self.root, self.tsa], key_label=self.key,
                            use_raw_mechanism=raw)


@contextmanager
def signer_for(keys: Keys) -> Iterator[Signer]:
    """What seals with these keys: a token where one is named, else the file. Refusal CERT-KEYS says what is missing."""
    if not (keys.folder / FILE).exists():
        yield FileSigner(keys)
        return
    token = _token(keys)
    session = _opened(token, keys)
    try:
        yield TokenSigner(keys, token.key, session)
    finally:
        session.close()


def _token(keys: Keys) -> Token:
    try:
        said = tomllib.loads(keys.bytes_of(FILE).decode())
        return Token(**{f.name: str(said[f.name]) for f in fields(Token)})
    except (ValueError, KeyError) as error:
        raise _refusal(f"{FILE} 不可读：{error}。", f"{FILE} can't be read: {error}.") from error


def _opened(token: Token, keys: Keys) -> Any:
    """A session in which the key is there; none stays open where it is not, for a token lets nobody in twice."""
    if find_spec("pkcs11") is None:
        raise _refusal("未安装 python-pkcs11。", "python-pkcs11 is not installed.")
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    session = None
    try:
        session = open_pkcs11_session(token.library, token_criteria=TokenCriteria(label=token.token),
                                      user_pin=_pin(keys))
        session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label=token.key)
        return session
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        if session is not None:
            session.close()
        why = f"{type(error).__name__} {error}".strip()
        raise _refusal(f"密码模块中的签章密钥无法使用：{why}。",
                       f"The seal's key in the token can't be used: {why}.") from error


def _pin(keys: Keys) -> str | None:
    path = keys.folder / "token.pin"
    return os.environ.get("CCER_TOKEN_PIN") or (path.read_text().strip() if path.exists() else None)


def _refusal(zh: str, en: str) -> Refusal:
    return Refusal(KEYS.at(FILE, zh, en))
