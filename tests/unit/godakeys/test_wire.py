"""The bytes that are signed, against the document's own example, cryptography and PyJWT (card-format.md; R-1, R-4)."""

import json
import zlib

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st

from godakeys import policy, wire
from godakeys.messages import LIST_SIZE, PublicKey, Refused, SignCard, SignStatusList, base64url, base64url_bytes

ORIGIN = "https://3plus.example"
PRIVATE = ec.generate_private_key(ec.SECP256R1())


def verified(token: str, public: ec.EllipticCurvePublicKey) -> tuple[bytes, bytes]:
    """Header and payload of a JWS, checked with nothing but cryptography."""
    head, payload, signature = token.split(".")
    raw = base64url_bytes(signature, 64)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    return base64url_bytes(head), base64url_bytes(payload)


def test_wallet_card_has_exactly_the_documents_bytes():
    message = SignCard(
        profile="wallet",
        exp=1797897600,
        status_list=1,
        status_idx=482913,
        names=("Jānis Bērziņš", "Anna Bērziņa"),
        holder=PublicKey("x" * 43, "y" * 43),
    )
    expected = (
        '{"iss":"https://3plus.example","vct":"https://3plus.example/vct/1","exp":1797897600,'
        '"status":{"status_list":{"idx":482913,"uri":"https://3plus.example/status/1"}},'
        '"names":["Jānis Bērziņš","Anna Bērziņa"],'
        '"cnf":{"jwk":{"kty":"EC","crv":"P-256","x":"' + "x" * 43 + '","y":"' + "y" * 43 + '"}}}'
    )
    assert wire.card_payload(message, ORIGIN) == expected.encode()


def test_printed_card_has_another_vct_and_no_cnf():
    message = SignCard(profile="print", exp=1797897600, status_list=12, status_idx=0, names=("Anna",))
    assert wire.card_payload(message, ORIGIN).decode() == (
        '{"iss":"https://3plus.example","vct":"https://3plus.example/vct/print-1","exp":1797897600,'
        '"status":{"status_list":{"idx":0,"uri":"https://3plus.example/status/12"}},"names":["Anna"]}'
    )


def test_header_has_exactly_alg_typ_kid_in_this_order():
    token = wire.jws(PRIVATE, "26a", wire.CARD_TYPE, b"{}")
    assert base64url_bytes(token.split(".")[0]) == b'{"alg":"ES256","typ":"dc+sd-jwt","kid":"26a"}'


def test_signature_is_raw_and_both_libraries_accept_it():
    token = wire.jws(PRIVATE, "26a", wire.CARD_TYPE, b'{"exp":1}')
    verified(token, PRIVATE.public_key())
    assert jwt.decode(token, PRIVATE.public_key(), algorithms=["ES256"], options={"verify_exp": False}) == {"exp": 1}
    with pytest.raises(InvalidSignature):
        verified(token, ec.generate_private_key(ec.SECP256R1()).public_key())


def test_short_r_or_s_keeps_its_leading_zeros():
    """One signature in 128 has a number of fewer than 32 bytes."""
    assert all(len(wire.jws(PRIVATE, "26a", "t", b"%d" % n).rpartition(".")[2]) == 86 for n in range(600))


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6))
def test_payload_is_what_compact_serialising_of_its_own_parsing_gives(names):
    """So that a verifier may demand it; JSON.stringify writes as json.dumps does with these settings."""
    try:
        policy.check_names(tuple(names))
    except Refused:
        return
    message = SignCard(profile="print", exp=0, status_list=1, status_idx=0, names=tuple(names))
    payload = wire.card_payload(message, ORIGIN)
    parsed = json.loads(payload)
    assert parsed["names"] == names
    assert json.dumps(parsed, ensure_ascii=False, separators=(",", ":")).encode() == payload


def test_status_list_token_has_exactly_these_members():
    bits = bytearray(LIST_SIZE // 8)
    bits[0] = 0b1
    payload = wire.status_payload(SignStatusList(list=1, iat=1_795_000_000, bits=bytes(bits)), ORIGIN)
    packed = base64url(wire.compress(bytes(bits)))
    assert payload.decode() == (
        '{"sub":"https://3plus.example/status/1","iat":1795000000,"exp":1795086400,"ttl":300,'
        f'"status_list":{{"bits":1,"lst":"{packed}"}}}}'
    )


@given(st.binary(max_size=3000))
def test_compressed_bits_are_a_zlib_stream_of_the_bits(data):
    assert zlib.decompress(wire.compress(data)) == data
    assert wire.compress(data)[:1] == b"\x78"  # Token Status List: a zlib header with a 32 KB window


def test_full_list_at_one_per_cent_stays_small():
    import random

    bits = bytearray(LIST_SIZE // 8)
    for index in random.Random(1).sample(range(LIST_SIZE), LIST_SIZE // 100):
        bits[index >> 3] |= 1 << (index & 7)
    assert len(wire.compress(bytes(bits))) < 16_000


@given(st.binary(max_size=80))
def test_base64url_goes_there_and_back(data):
    assert base64url_bytes(base64url(data)) == data


@pytest.mark.parametrize("text", ["AA==", "AB", "A", "A+A_", "AA\n", " AA", "AAā", "A/AA", "=", "AA=A"])
def test_base64url_has_one_spelling(text):
    with pytest.raises(ValueError):
        base64url_bytes(text)
