"""What the real signer signs, the verifier takes: lists, wallet card and printed card, from key to verdict."""

import pytest

from goda.cards import wire
from goda.cards.keylist import read_key_list
from goda.cards.statuslist import read_status_list
from goda.cards.verify import Verdict, verdict
from godakeys.messages import PublicKey, SignCard, SignStatusList

pytestmark = pytest.mark.anyio
NAMES = ("Jānis Bērziņš", 'Anna "Anniņa" Bērziņa')


def card(profile, now, holder, *, index=7):
    exp = now - now % 86_400 + 30 * 86_400
    return SignCard(profile=profile, exp=exp, status_list=1, status_idx=index, names=NAMES, holder=holder)


async def test_from_the_signers_keys_to_the_tills_verdict(signer, clock, issuer):
    now = int(clock.now().timestamp())
    keys = read_key_list(await signer.key_list(), await signer.root(), now)
    bits = bytearray(2**20 // 8)
    clean = await signer.sign_status_list(SignStatusList(list=1, iat=now - 1, bits=bytes(bits)))
    bits[0] = 1 << 7
    annulled = await signer.sign_status_list(SignStatusList(list=1, iat=now, bits=bytes(bits)))
    before = read_status_list(clean, keys, f"{issuer.ORIGIN}/status/1", now)
    after = read_status_list(annulled, keys, f"{issuer.ORIGIN}/status/1", now, seen=before)

    phone = issuer.PHONE
    credential = await signer.sign_card(card("wallet", now, PublicKey(phone.jwk["x"], phone.jwk["y"])))
    token = credential + issuer.proof(credential, iat=now)
    paper = await signer.sign_card(card("print", now, None))
    for text, printed in ((token, False), (wire.pack(token), False), (paper, True), (wire.pack(paper), True)):
        assert verdict(text, keys=keys, status=before, now=now, origin=issuer.ORIGIN) == Verdict(
            "valid", None, NAMES, printed
        )
        assert verdict(text, keys=keys, status=after, now=now, origin=issuer.ORIGIN) == Verdict(
            "annulled", "annulled", NAMES, printed
        )
