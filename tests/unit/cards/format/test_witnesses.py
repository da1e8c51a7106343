"""Second witnesses: an SD-JWT library takes our good tokens as they are; what it wrongly takes, we refuse (card-format.md)."""

import pytest
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from goda.cards import verify, wire


def payload_by_sd_jwt(token, issuer, proved=True):
    key = JWK(**(issuer.WALLET if proved else issuer.PRINT).jwk)
    expected = (f"{issuer.ORIGIN}/verify", issuer.nonce()) if proved else ()
    return SDJWTVerifier(token, lambda _iss, _header=None: key, *expected).get_verified_payload()


def test_sd_jwt_reads_the_same_names_from_our_good_tokens(issuer, judge):
    for names in (("Žanis",), ("Jānis Bērziņš", "Anna Bērziņa"), ("A" * 60, 'An"na \\', "𐍈", "D", "E", "F")):
        token = issuer.wallet(issuer.claims(names))
        for text in (token, wire.unpack(wire.pack(token))):
            assert tuple(payload_by_sd_jwt(text, issuer)["names"]) == names == judge(text).names
        paper = issuer.printed(issuer.claims(names, printed=True))
        assert tuple(payload_by_sd_jwt(paper, issuer, proved=False)["names"]) == names == judge(paper).names


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda i: i.wallet(i.claims(exp=86_400)), "expired"),
        (lambda i: i.wallet(iat=i.NOW - 365 * 86_400), "old-code"),
        (lambda i: i.wallet(iat=i.NOW + 365 * 86_400), "phone-clock"),
        (lambda i: i.wallet(header=i.card_header(typ="JWT")), "not-ours"),
    ],
)
def test_what_the_library_takes_wrongly_we_refuse(issuer, judge, made, reason):
    token = made(issuer)
    assert payload_by_sd_jwt(token, issuer)["names"]
    assert judge(token) == verify.Verdict("not_valid", reason)


def test_both_refuse_what_is_forged(issuer, judge):
    token = issuer.wallet(key=issuer.STRANGER)
    with pytest.raises(Exception, match=r"[Ss]ignature"):
        payload_by_sd_jwt(token, issuer)
    assert judge(token).reason == "forged"
