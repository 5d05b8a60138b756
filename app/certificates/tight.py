"""No byte of the file that nobody signed: the rest of the rule "one signature over the whole file".

A signature does not cover the place where it lies itself. What lies there is signed in its own way, or is repeated
here byte for byte: so that one changed byte anywhere is a refusal, not a matter of what a library overlooks.
"""
from __future__ import annotations

import re
from typing import Any


def tight(signature: Any, pdf: bytes) -> bool:
    """The one gap in the signed bytes holds the signature in hex, then zeros, and not a byte besides."""
    from asn1crypto import cms

    start, length, end, _ = signature.byte_range
    gap = pdf[start + length:end]
    if not re.fullmatch(rb"<[0-9A-F]+>", gap):
        return False
    whole = bytes.fromhex(gap[1:-1].decode())
    message = cms.ContentInfo.load(whole)
    parts = message["content_type"].dump() + message["content"].dump()
    return message.contents == parts and shortest(message.dump()) and not any(whole[len(message.dump()):])


def shortest(data: bytes) -> bool:
    """Each element, and each within it, says its length in the only way of DER."""
    from asn1crypto import parser

    while data:
        kind, method, tag, header, contents, trailer = parser.parse(data)
        whole = header + contents + trailer
        if parser.emit(kind, method, tag, contents) != whole or (method and not shortest(contents)):
            return False
        data = data[len(whole):]
    return True


def plain(message: Any, signed: set[bytes]) -> bool:
    """A CMS message whose unsigned parts can't be otherwise. signed: certificates that lie in the file as signed."""
    if len(message["signer_infos"]) != 1:
        return False
    signer = message["signer_infos"][0]
    digest = signer["digest_algorithm"]
    algorithms = message["digest_algorithms"]
    outside = message["encap_content_info"]["content_type"].native == "data"    # it signs the file, else what it holds
    version = b"\x02\x01\x01" if outside else b"\x02\x01\x03"
    beside = [(each["type"].native, len(each["values"])) for each in signer["unsigned_attrs"]]
    absent = (message["crls"],) if outside else (message["crls"], signer["unsigned_attrs"])
    return (beside == ([("signature_time_stamp_token", 1)] if outside else [])
            and not any(each.dump() for each in absent)
            and message["version"].dump() == version and signer["version"].dump() == b"\x02\x01\x01"    # RFC 5652, 5
            and digest["parameters"].dump() in (b"", b"\x05\x00")
            and algorithms.dump() == b"\x31" + bytes([len(digest.dump())]) + digest.dump()
            and all(certificate.dump() in signed for certificate in message["certificates"]))
