"""The strict door on its own: what PyJWT and json let through, and this must not (security.md, traps)."""

import pytest

from goda.cards.jws import NotOurs, base64url, split, strict_json, unbase64url, verifies


@pytest.mark.parametrize(
    "text", ["", "=", "QQ=", "QQ==", "Q", "QR", "QQ ", " QQ", "QQ\n", "Q\nQ", "Q+", "Q/", "ＱＱ", "Q~", "Q.", "QUI="]
)
def test_base64url_that_would_be_written_otherwise_is_refused(text):
    with pytest.raises(NotOurs):
        unbase64url(text)


def test_base64url_as_rfc_7515_writes_it_is_read():
    assert unbase64url("-_8") == b"\xfb\xff"
    assert unbase64url("QQ") == b"A"


@pytest.mark.parametrize(
    "text",
    [
        b"1.0",
        b"1e0",
        b"-0",
        b"10000000000000000",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b'{"a":1,"a":1}',
        b'{"b":{"a":1,"a":2}}',
        b"\xff",
        b"",
        b"{}{}",
        b"[1,]",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xef\xbb\xbf{}",
        b"'a'",
    ],
)
def test_json_that_two_readers_could_take_differently_is_refused(text):
    with pytest.raises(NotOurs):
        strict_json(text)


def test_integers_up_to_what_javascript_keeps_are_read():
    assert strict_json(b"[9007199254740991,0,-5]") == [2**53 - 1, 0, -5]


def test_a_jws_is_three_parts_and_no_longer_than_it_may_be(issuer):
    text = issuer.WALLET.jws("{}", "[]")
    assert split(text, len(text)).payload == b"[]"
    for wrong in (
        text + ".",
        "." + text,
        text.replace(".", "", 1),
        text.replace(".", ""),
        text.replace(".", "..", 1),
        "..",
        "",
        ".",
    ):
        with pytest.raises(NotOurs):
            split(wrong, len(text) + 1)
    with pytest.raises(NotOurs):
        split(text, len(text) - 1)


def test_no_signature_of_another_length_gets_as_far_as_a_key(issuer):
    signed, _, signature = issuer.WALLET.jws("{}", "[]").rpartition(".")
    raw = unbase64url(signature)
    for length in (0, 1, 63, 65, 128):
        with pytest.raises(NotOurs):
            split(f"{signed}.{base64url((raw * 2)[:length])}", 1000)


def test_only_the_key_that_signed_verifies(issuer):
    message = b"a.b"
    signature = issuer.WALLET.sign(message)
    assert verifies(issuer.WALLET.private.public_key(), message, signature)
    assert not verifies(issuer.PRINT.private.public_key(), message, signature)
    assert not verifies(issuer.WALLET.private.public_key(), message + b"c", signature)
