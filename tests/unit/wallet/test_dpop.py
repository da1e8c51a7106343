"""The reader of proofs raises what it promises, whatever it is given (RFC 9449)."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goda.cards.jws import PublicKey, base64url, unbase64url
from goda.db.vault import Vault
from goda.kernel.clock import SetClock
from goda.wallet import dpop
from goda.wallet.errors import ProofInvalid, UseNonce

URL = "https://3plus.example/wallet/card"
KEY = ec.generate_private_key(ec.SECP256R1())
KEPT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def nonces(vault: Vault, clock: SetClock) -> dpop.Nonces:
    return dpop.Nonces(vault, clock)


def sign(header: object, claims: object) -> str:
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    r, s = decode_dss_signature(KEY.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def jwk() -> dict[str, str]:
    point = KEY.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(point.x.to_bytes(32, "big")),
        "y": base64url(point.y.to_bytes(32, "big")),
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@KEPT
@given(
    text=st.text(max_size=400)
    | st.from_regex(r"[A-Za-z0-9_-]{0,90}\.[A-Za-z0-9_-]{0,90}\.[A-Za-z0-9_-]{86}", fullmatch=True)
)
def test_no_text_is_a_proof(nonces: dpop.Nonces, text: str) -> None:
    with pytest.raises(ProofInvalid):
        dpop.read(text, method="GET", url=URL, nonces=nonces)


@KEPT
@given(header=json_values, claims=json_values)
def test_no_signed_json_but_the_right_one_is_a_proof(nonces: dpop.Nonces, header: object, claims: object) -> None:
    good = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk()}
    for text in (sign(header, claims), sign(good, claims)):
        with pytest.raises((ProofInvalid, UseNonce)):
            dpop.read(text, method="GET", url=URL, nonces=nonces)


@KEPT
@given(member=st.sampled_from(["jti", "htm", "htu", "iat", "nonce"]), value=json_values)
def test_a_member_of_another_value_is_refused_or_asks_for_a_nonce(
    nonces: dpop.Nonces, member: str, value: object
) -> None:
    claims = {"jti": "a" * 22, "htm": "GET", "htu": URL, "iat": 1, "nonce": nonces.new()}
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk()}
    assert dpop.read(sign(header, claims), method="GET", url=URL, nonces=nonces).key == PublicKey(**jwk())
    if member == "iat" and type(value) is int:
        return
    with pytest.raises((ProofInvalid, UseNonce)):
        dpop.read(sign(header, claims | {member: value}), method="GET", url=URL, nonces=nonces)


def test_the_thumbprint_is_that_of_rfc_7638(nonces: dpop.Nonces) -> None:
    """RFC 9449, section 6.1: the example's key and its thumbprint."""
    key = PublicKey(
        kty="EC",
        crv="P-256",
        x="l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        y="9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    )
    assert dpop.thumbprint(key) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def test_the_proof_of_rfc_9449_is_read(nonces: dpop.Nonces) -> None:
    """Section 5: its signature holds; only a nonce of ours is missing."""
    text = (
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMi"
        "LCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9"
        "TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbd"
        "LXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
    )
    with pytest.raises(UseNonce):
        dpop.read(text, method="POST", url="https://server.example.com/token", nonces=nonces)
    with pytest.raises(ProofInvalid):
        dpop.read(text[:-4] + "AAAA", method="POST", url="https://server.example.com/token", nonces=nonces)


def test_any_process_with_the_same_vault_knows_the_nonce(vault: Vault, clock: SetClock, nonces: dpop.Nonces) -> None:
    nonce = nonces.new()
    dpop.Nonces(Vault(bytes(range(32))), clock).check(nonce)
    with pytest.raises(UseNonce):
        dpop.Nonces(Vault(bytes(32)), clock).check(nonce)
    behind = SetClock(clock.now() - timedelta(seconds=30))
    dpop.Nonces(vault, behind).check(nonce)
    with pytest.raises(UseNonce):
        dpop.Nonces(vault, SetClock(clock.now() - timedelta(seconds=31))).check(nonce)


def test_every_flipped_bit_of_a_nonce_is_noticed(nonces: dpop.Nonces) -> None:
    raw = unbase64url(nonces.new())
    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(UseNonce):
            nonces.check(base64url(bytes(flipped)))


def test_problems_of_proofs_carry_their_headers(nonces: dpop.Nonces) -> None:
    with pytest.raises(UseNonce) as refused:
        nonces.check("")
    assert refused.value.headers["dpop-nonce"]
    assert 'error="use_dpop_nonce"' in refused.value.headers["www-authenticate"]
