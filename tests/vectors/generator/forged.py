"""Each field and each signature changed after signing."""

from generator import issuer as i
from generator.collect import DAY


def _swap(token, change):
    """The token with its credential's payload changed and the issuer's signature left; proved anew by the phone."""
    head, payload, signature = token.split("~")[0].split(".")
    text = i.unb64(payload).decode()
    changed = text.replace(*change)
    assert changed != text
    credential = f"{head}.{i.b64(changed.encode())}.{signature}~"
    return credential + (i.proof(credential) if not token.endswith("~") else "")


def _changes(exp, vct, other_vct):
    """One field of the claims each, by name: what to replace, and by what."""
    return {
        "iss": (f'"iss":"{i.ORIGIN}"', '"iss":"https://4plus.example"'),
        "vct": (vct, "/vct/2"),
        "vct to the other profile": (vct, other_vct),
        "exp a day on": (str(exp), str(exp + DAY)),
        "exp a second on": (str(exp), str(exp + 1)),
        "idx": ("482913", "482914"),
        "idx to one out of range": ("482913", "48291300"),
        "uri": ("/status/1", "/status/2"),
        "names, one letter": ("Jānis", "Jānes"),
        "names, turned round": ('"Jānis Bērziņš","Anna Bērziņa"', '"Anna Bērziņa","Jānis Bērziņš"'),
        "names, one more": ('"Anna Bērziņa"', '"Anna Bērziņa","Eva"'),
        "names, one less": (',"Anna Bērziņa"', ""),
    }


def forged(v):
    for name, change in _changes(i.EXP, "/vct/1", "/vct/print-1").items():
        v.both(f"forged: {name}", _swap(i.wallet(), change), "not_valid", "forged")
    for name, change in _changes(i.PRINT_EXP, "/vct/print-1", "/vct/1").items():
        v.refused(f"forged in print: {name}", i.packed(_swap(i.printed(), change)), "forged")
    key = tuple(f'"x":"{k.jwk["x"]}","y":"{k.jwk["y"]}"' for k in (i.PHONE, i.STRANGER))
    v.both("forged: the phone's key", _swap(i.wallet(), key), "not_valid", "forged")
    stranger = _swap(i.wallet(), key).partition("~")[0] + "~"
    v.both(
        "forged: the phone's key, with that phone's proof",
        stranger + i.proof(stranger, holder=i.STRANGER),
        "not_valid",
        "forged",
    )
    rest = i.wallet().partition(".")[2]
    for name, header in {
        "typ": i.card_header(typ="vc+sd-jwt"),
        "kid": i.card_header("26bc"),
        "kid to a retired one": i.card_header("25r"),
    }.items():
        credential = f"{i.b64(i.compact(header).encode())}.{rest.split('~')[0]}~"
        v.both(f"forged: {name}", credential + i.proof(credential), "not_valid", "forged")
    other = i.wallet(i.claims(idx=5))
    v.refused("forged: the signature of another card", i.packed(_swap_signature(i.wallet(), other)), "forged")
    v.refused(
        "forged: the proof's signature as the issuer's",
        i.packed(None, signatures=list(reversed(i.parts_of(i.wallet())[0])), parts=i.parts_of(i.wallet())[1]),
        "forged",
    )


def _swap_signature(token, other):
    credential = token.split("~")[0].rpartition(".")[0] + "." + other.split("~")[0].rpartition(".")[2] + "~"
    return credential + i.proof(credential)


def signatures(v):
    """Every byte of both signatures in turn, one bit of it flipped; and signatures that are none."""
    token = i.wallet()
    signatures, parts = i.parts_of(token)
    for at in range(64):
        issuer = _flip(signatures[0], at, 1 << at % 8)
        v.refused(
            f"flipped: bit {at % 8} of byte {at} of the issuer's signature",
            i.packed(signatures=[issuer, signatures[1]], parts=parts),
            "forged",
        )
        v.refused(
            f"flipped: bit {at % 8} of byte {at} of the proof's signature",
            i.packed(signatures=[signatures[0], _flip(signatures[1], at, 1 << at % 8)], parts=parts),
        )
    own, own_parts = i.parts_of(i.printed())
    for at in range(0, 64, 4):
        v.refused(
            f"flipped: byte {at} of a printed card's signature",
            i.packed(signatures=[_flip(own[0], at, 0x80)], parts=own_parts),
            "forged",
        )
    n = i.N.to_bytes(32, "big")
    for name, raw in {
        "zeros": bytes(64),
        "r zero": bytes(32) + signatures[0][32:],
        "s zero": signatures[0][:32] + bytes(32),
        "r of n": n + signatures[0][32:],
        "s of n": signatures[0][:32] + n,
        "all ones": b"\xff" * 64,
        "one and one": (bytes(31) + b"\1") * 2,
        "r and s turned round": signatures[0][32:] + signatures[0][:32],
    }.items():
        v.refused(f"signature: {name}", i.packed(signatures=[raw, signatures[1]], parts=parts), "forged")
        v.refused(f"proof's signature: {name}", i.packed(signatures=[signatures[0], raw], parts=parts))


def _flip(raw, at, bit):
    return raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
