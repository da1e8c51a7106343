"""Digits and tokens: what is packed comes back, and nothing else comes at all (card-format.md, "The QR")."""

import contextlib
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goda.cards import form, wire
from goda.cards.jws import NotOurs, base64url, split, strict_json, unbase64url

JSON_PARTS = st.binary(min_size=1, max_size=120).filter(lambda part: b"\n" not in part)
SIGNATURES = st.binary(min_size=64, max_size=64)
JWTS = st.builds(lambda h, p, s: ".".join(base64url(part) for part in (h, p, s)), JSON_PARTS, JSON_PARTS, SIGNATURES)
TOKENS = st.builds(lambda card, proof: f"{card}~{proof}", JWTS, JWTS | st.just(""))


@settings(deadline=None)  # the machine may be busy
@given(TOKENS)
def test_every_token_comes_back_exactly(token):
    digits = wire.pack(token)
    assert digits.startswith("3301")
    assert digits.isascii()
    assert digits.isdigit()
    assert wire.unpack(digits) == token


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=60))
def test_bytes_become_digits_and_come_back(data):
    digits = wire._digits(data)
    assert wire._bytes(digits) == data


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=2100) | st.text("0123456789", max_size=2100) | st.text("3301-_.~Aa", max_size=300))
def test_any_text_is_read_or_not_ours_and_raises_nothing_else(text):
    for read in (wire.read, wire.unpack, wire.pack, lambda t: form.read(wire.read(t))):
        with contextlib.suppress(NotOurs):
            read(text)


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=900))
def test_any_bytes_behind_the_prefix_raise_nothing_else(data):
    with contextlib.suppress(NotOurs):
        form.read(wire.read("3301" + wire._digits(data)))


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300))
def test_any_bytes_as_json_raise_nothing_else(data):
    for read in (strict_json, lambda d: split(d.decode("latin-1"), 200)):
        with contextlib.suppress(NotOurs):
            read(data)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.sampled_from([b"{}", b"[]", b'{"a":', b'"x"', b"1", b"\xff", b"null"]), min_size=4, max_size=4))
def test_any_four_parts_are_not_ours(parts):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"\n".join(parts)) + packer.flush()
    with pytest.raises(NotOurs):
        form.read(wire.read("3301" + wire._digits(b"\2" + bytes(128) + packed)))


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=100))
def test_base64url_has_one_way_to_be_written(data):
    text = base64url(data)
    if data:
        assert unbase64url(text) == data
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for letter in alphabet if data else "":
        if text[:-1] + letter != text:
            with contextlib.suppress(NotOurs):
                assert unbase64url(text[:-1] + letter) != data


def test_a_reader_works_no_longer_for_a_bomb_than_for_a_code():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(bytes(600_000)) + packer.flush()
    digits = "3301" + wire._digits(b"\1" + bytes(64) + bomb)
    assert len(digits) <= wire.DIGITS_LIMIT
    inflate = zlib.decompressobj(-15, zdict=wire.DICTIONARY_1)
    assert len(inflate.decompress(bomb, wire.INFLATED_LIMIT + 1)) == wire.INFLATED_LIMIT + 1
    with pytest.raises(NotOurs):
        wire.unpack(digits)


def test_a_token_that_no_reader_would_take_is_not_packed(issuer):
    long = issuer.WALLET.jws("{}", '"' + "".join(chr(0x100 + n * 7 % 5000) for n in range(900)) + '"') + "~"
    with pytest.raises(NotOurs):
        wire.pack(long)


def test_four_names_with_one_surname_take_version_13(issuer):
    family = ("Jānis Bērziņš", "Anna Bērziņa", "Kārlis Bērziņš", "Līga Bērziņa")
    assert len(wire.pack(issuer.wallet(issuer.claims(family)))) <= 1022  # 13-L
    assert len(wire.pack(issuer.printed(issuer.claims(family, printed=True)))) <= 432  # 9-M


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_change_of_a_digit_makes_another_token_valid(data, issuer, judge):
    token = issuer.wallet()
    digits = wire.pack(token)
    at = data.draw(st.integers(0, len(digits) - 1))
    change = data.draw(
        st.sampled_from([digits[:at] + digits[at + 1 :], digits[:at] + "7" + digits[at:], digits[at:] + digits[:at]])
        | st.builds(lambda d: digits[:at] + d + digits[at + 1 :], st.sampled_from("0123456789"))
        | st.builds(lambda d: digits[:at] + d, st.text("0123456789", max_size=40))
    )
    answer = judge(change)
    if answer.verdict == "valid":
        assert wire.unpack(change) == token
    else:
        assert answer.verdict == "not_valid"
        assert not answer.names


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_change_of_a_token_is_valid(data, issuer, judge):
    token = issuer.wallet()
    at = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="utf-8"))
    for change in (
        token[:at] + letter + token[at + 1 :],
        token[:at] + letter + token[at:],
        token[:at] + token[at + 1 :],
    ):
        if change != token:
            assert judge(change).verdict == "not_valid"
