"""An issuer and a phone with fixed keys, for vectors and tests: signs anything, also what a real signer refuses.

Every byte follows from the labels: keys are derived from them, ES256 takes its k from the message (RFC 6979).
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DICTIONARY = (Path(__file__).parents[3] / "backend/goda/cards/dictionary-1.txt").read_bytes()
ORIGIN = "https://3plus.example"
NOW = 1_795_348_800  # 2026-11-22 12:00 UTC
EXP = 1_797_897_600  # 2026-12-22
PRINT_EXP = 1_889_913_600  # 2029-11-21
KB_HEADER = '{"alg":"ES256","typ":"kb+jwt"}'
LIST_BITS = 2**20


def b64(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Key:
    def __init__(self, label):
        scalar = int.from_bytes(sha256(f"goda vectors 1: {label}".encode()).digest(), "big") % (N - 1) + 1
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.jwk = {
            "kty": "EC",
            "crv": "P-256",
            "x": b64(numbers.x.to_bytes(32, "big")),
            "y": b64(numbers.y.to_bytes(32, "big")),
        }

    def sign(self, message):
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def jws(self, header, payload):
        """Sign header and payload, each a value or the very text to stand there."""
        parts = [
            part if isinstance(part, bytes) else (part if isinstance(part, str) else compact(part)).encode()
            for part in (header, payload)
        ]
        signed = f"{b64(parts[0])}.{b64(parts[1])}"
        return f"{signed}.{b64(self.sign(signed.encode()))}"


ROOT, WALLET, PRINT, STATUS, PHONE, STRANGER = (
    Key(label) for label in ("root", "wallet", "print", "status", "phone", "stranger")
)
ROOT_JWK = {"kid": "root1", **ROOT.jwk}


def card_header(kid="26a", **changes):
    return {"alg": "ES256", "typ": "dc+sd-jwt", "kid": kid, **changes}


def claims(
    names=("Jānis Bērziņš", "Anna Bērziņa"), *, printed=False, origin=ORIGIN, idx=482_913, holder=PHONE, **changes
):
    """The claims of a card in their order; a change to None leaves a member out."""
    value = {
        "iss": origin,
        "vct": f"{origin}/vct/print-1" if printed else f"{origin}/vct/1",
        "exp": PRINT_EXP if printed else EXP,
        "status": {"status_list": {"idx": idx, "uri": f"{origin}/status/1"}},
        "names": list(names),
    }
    if not printed:
        value["cnf"] = {"jwk": holder.jwk}
    value.update(changes)
    return {member: content for member, content in value.items() if content is not None}


def nonce(label="0", challenge=None):
    return (f"{challenge}." if challenge else "") + b64(sha256(label.encode()).digest()[:8])


def proof(
    credential, *, iat=NOW - 5, aud=f"{ORIGIN}/verify", value=None, holder=PHONE, header=KB_HEADER, text=None, **changes
):
    """A phone's proof over `credential`, which ends in its tilde."""
    members = {
        "iat": iat,
        "aud": aud,
        "nonce": value or nonce(),
        "sd_hash": b64(sha256(credential.encode()).digest()),
        **changes,
    }
    return holder.jws(header, text or {member: content for member, content in members.items() if content is not None})


def wallet(payload=None, header=None, key=WALLET, **of_proof):
    credential = key.jws(header or card_header(), payload or claims()) + "~"
    return credential + proof(credential, **of_proof)


def unproved(payload=None, header=None, key=WALLET):
    """A wallet credential without its proof."""
    return key.jws(header or card_header(), payload or claims()) + "~"


def printed(payload=None, header=None, key=PRINT):
    return key.jws(header or card_header("26p"), payload or claims(printed=True)) + "~"


def deflate(data, level=9, strategy=zlib.Z_DEFAULT_STRATEGY, dictionary=DICTIONARY):
    packer = (
        zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy, dictionary)
        if dictionary
        else zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    )
    return packer.compress(data) + packer.flush()


def digits_of(data):
    widths = (0, 3, 5, 8, 10, 13, 15, 17)
    return "".join(
        str(int.from_bytes(data[at : at + 7], "big")).zfill(widths[len(data[at : at + 7])])
        for at in range(0, len(data), 7)
    )


def unb64(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts_of(token):
    """The signatures and JSON parts of a token."""
    triples = [jws.split(".") for jws in token.split("~") if jws]
    return [unb64(part[2]) for part in triples], [unb64(text) for part in triples for text in part[:2]]


def packed(token=None, *, signatures=None, parts=None, count=None, packing=None, after=b"", prefix="3301"):
    """Pack a token, or anything at all."""
    own_signatures, own_parts = parts_of(token) if token else ([], [])
    signatures = own_signatures if signatures is None else signatures
    parts = own_parts if parts is None else parts
    body = deflate(b"\n".join(parts)) if packing is None else packing
    head = bytes([len(signatures) if count is None else count])
    return prefix + digits_of(head + b"".join(signatures) + body + after)


def high_s(token, which=0):
    """The same token with the other of the two values of s in one signature, whichever is greater."""
    jwts = token.split("~")
    head, _, signature = jwts[which].rpartition(".")
    raw = unb64(signature)
    s = int.from_bytes(raw[32:], "big")
    jwts[which] = f"{head}.{b64(raw[:32] + max(s, N - s).to_bytes(32, 'big'))}"
    return "~".join(jwts)


def listed(kid, key, use, *, nbf=NOW - 100 * 86_400, exp=NOW + 300 * 86_400, state="active"):
    return {"kid": kid, "jwk": key.jwk, "use": use, "nbf": nbf, "exp": exp, "state": state}


def working_keys():
    return [
        listed("26a", WALLET, "wallet"),
        listed("26p", PRINT, "print", exp=NOW + 1200 * 86_400),
        listed("26s", STATUS, "status"),
    ]


def key_list(keys=None, *, header=None, root=ROOT, **changes):
    members = {
        "iss": ORIGIN,
        "iat": NOW - 86_400,
        "exp": NOW + 60 * 86_400,
        "version": 3,
        "keys": working_keys() if keys is None else keys,
        **changes,
    }
    return root.jws(
        header or {"alg": "ES256", "typ": "goda-keys+jwt", "kid": "root1"},
        {m: c for m, c in members.items() if c is not None},
    )


def bits(annulled=(), size=LIST_BITS):
    field = bytearray(size // 8)
    for index in annulled:
        field[index >> 3] |= 1 << (index & 7)
    return bytes(field)


def status_list(
    annulled=(7, 1000, 482_914), *, size=LIST_BITS, iat=NOW - 60, number=1, key=STATUS, header=None, lst=None, **changes
):
    status = {"bits": 1, "lst": b64(zlib.compress(bits(annulled, size), 9)) if lst is None else lst}
    members = {
        "sub": f"{ORIGIN}/status/{number}",
        "iat": iat,
        "exp": (iat if isinstance(iat, int) else NOW) + 86_400,
        "ttl": 300,
        "status_list": status,
        **changes,
    }
    return key.jws(
        header or {"alg": "ES256", "typ": "statuslist+jwt", "kid": "26s"},
        {m: c for m, c in members.items() if c is not None},
    )
