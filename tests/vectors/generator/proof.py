"""Proofs that are of another phone, card or till, or not written as the format writes them."""

from hashlib import sha256

from generator import issuer as i
from generator import lists


def _other_s(credential):
    """The credential with the other of the two values of s: as rightly signed, but another text."""
    head, _, signature = credential[:-1].rpartition(".")
    raw = i.unb64(signature)
    return f"{head}.{i.b64(raw[:32] + (i.N - int.from_bytes(raw[32:], 'big')).to_bytes(32, 'big'))}~"


def proof(v):
    credential = i.unproved()
    other = i.unproved(i.claims(idx=5))
    good = {
        "iat": i.NOW - 5,
        "aud": f"{i.ORIGIN}/verify",
        "nonce": i.nonce(),
        "sd_hash": i.b64(sha256(credential.encode()).digest()),
    }
    text = i.compact(good)
    v.refused("proof: of another phone", i.packed(i.wallet(holder=i.STRANGER)))
    v.refused("proof: of the issuer", i.packed(i.wallet(holder=i.WALLET)))
    v.refused("proof: over another card", i.packed(credential + i.proof(other)))
    v.refused("proof: sd_hash without the tilde", i.packed(credential + i.proof(credential[:-1])))
    v.refused("proof: sd_hash of nothing", i.packed(credential + i.proof("")))
    v.refused(
        "proof: the other s in the card, the hash of this one", i.packed(_other_s(credential) + i.proof(credential))
    )
    for name, aud in {
        "another origin": "https://other.example/verify",
        "the origin alone": i.ORIGIN,
        "a slash after": f"{i.ORIGIN}/verify/",
        "a till of its own": f"{i.ORIGIN}/verify?till=1",
        "the page it was shown at": "https://till.example/verify",
        "empty": "",
    }.items():
        v.refused(f"proof: aud {name}", i.packed(i.wallet(aud=aud)))
    for name, value in {
        "ten characters": i.nonce()[:10],
        "twelve characters": i.nonce() + "A",
        "not canonical": lists.other_ending(i.nonce()),
        "padded": i.nonce() + "=",
        "standard base64": "+" + i.nonce()[1:],
        "empty": "",
        "one digit": "4." + i.nonce(),
        "four digits": "0042." + i.nonce(),
        "a letter before the dot": "4a." + i.nonce(),
        "a dot without digits": "." + i.nonce(),
        "two dots": "42.." + i.nonce(),
        "Arabic digits": "٤٢." + i.nonce(),
        "digits alone": "42.",
        "a line end": i.nonce() + "\n",
    }.items():
        v.refused(f"proof: nonce of {name}", i.packed(i.wallet(text=i.compact({**good, "nonce": value}))))
    for name, value in {
        "padded": good["sd_hash"] + "=",
        "not canonical": lists.other_ending(good["sd_hash"]),
        "hexadecimal": "ab" * 32,
        "short": good["sd_hash"][:40],
        "empty": "",
    }.items():
        v.refused(f"proof: sd_hash {name}", i.packed(i.wallet(text=i.compact({**good, "sd_hash": value}))))
    for name, changed in {
        "a space": text.replace(",", ", ", 1),
        "a further member": text[:-1] + ',"x":1}',
        "exp": text[:-1] + ',"exp":9999999999}',
        "iat missing": i.compact({m: good[m] for m in ("aud", "nonce", "sd_hash")}),
        "aud missing": i.compact({m: good[m] for m in ("iat", "nonce", "sd_hash")}),
        "nonce missing": i.compact({m: good[m] for m in ("iat", "aud", "sd_hash")}),
        "sd_hash missing": i.compact({m: good[m] for m in ("iat", "aud", "nonce")}),
        "another order": i.compact(dict(reversed(good.items()))),
        "iat twice": text.replace('"iat"', '"iat":1,"iat"'),
        "iat a float": text.replace(str(i.NOW - 5), f"{i.NOW - 5}.5"),
        "iat .0": text.replace(str(i.NOW - 5), f"{i.NOW - 5}.0"),
        "iat as text": text.replace(str(i.NOW - 5), f'"{i.NOW - 5}"'),
        "iat negative": text.replace(str(i.NOW - 5), "-5"),
        "iat null": text.replace(str(i.NOW - 5), "null"),
        "iat 2⁵³": text.replace(str(i.NOW - 5), "9007199254740992"),
        "aud a list": text.replace(f'"{i.ORIGIN}/verify"', f'["{i.ORIGIN}/verify"]'),
        "aud twice": text.replace('"aud"', '"aud":"x","aud"'),
        "nonce a number": text.replace(f'"{i.nonce()}"', "1"),
        "an escaped letter": text.replace("verify", "\\u0076erify"),
        "an empty object": "{}",
        "a list": "[]",
        "cut short": text[:-1],
        "nested deep": "[" * 3000,
        "a byte order mark": "\ufeff" + text,
    }.items():
        v.refused(f"proof: {name}", i.packed(i.wallet(text=changed)))
    for name, header in {
        "typ JWT": '{"alg":"ES256","typ":"JWT"}',
        "typ of a card": '{"alg":"ES256","typ":"dc+sd-jwt"}',
        "typ in capitals": '{"alg":"ES256","typ":"KB+JWT"}',
        "typ empty": '{"alg":"ES256","typ":""}',
        "no typ": '{"alg":"ES256"}',
        "alg none": '{"alg":"none","typ":"kb+jwt"}',
        "alg ES384": '{"alg":"ES384","typ":"kb+jwt"}',
        "no alg": '{"typ":"kb+jwt"}',
        "another order": '{"typ":"kb+jwt","alg":"ES256"}',
        "kid": '{"alg":"ES256","typ":"kb+jwt","kid":"26a"}',
        "jwk": '{"alg":"ES256","typ":"kb+jwt","jwk":' + i.compact(i.STRANGER.jwk) + "}",
        "a space": '{"alg": "ES256","typ":"kb+jwt"}',
        "typ twice": '{"alg":"ES256","typ":"JWT","typ":"kb+jwt"}',
    }.items():
        v.refused(f"proof header: {name}", i.packed(credential + i.proof(credential, header=header)))


def changed_after_signing(v):
    """Each field of a proof changed while the phone's signature stays."""
    credential, _, proof = i.wallet().partition("~")
    header, payload, signature = proof.split(".")
    text = i.unb64(payload).decode()
    for name, old, new in (
        ("iat", str(i.NOW - 5), str(i.NOW - 4)),
        ("iat of an old proof made new", str(i.NOW - 5), str(i.NOW)),
        ("aud", "/verify", "/verifx"),
        ("nonce", i.nonce(), i.nonce("1")),
        ("nonce, a challenge put before", i.nonce(), "42." + i.nonce()),
        ("sd_hash", i.b64(sha256((credential + "~").encode()).digest()), i.b64(sha256(b"x").digest())),
    ):
        changed = text.replace(old, new)
        assert changed != text
        v.both(
            f"proof forged: {name}",
            f"{credential}~{header}.{i.b64(changed.encode())}.{signature}",
            "not_valid",
            "not-ours",
        )
    typ = i.b64(b'{"alg":"ES256","typ":"JWT"}')
    v.both("proof forged: typ", f"{credential}~{typ}.{payload}.{signature}", "not_valid", "not-ours")
