"""Checking and issuing a card: ours against the known library and against the signatures alone."""

import asyncio
import base64
import json
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from bench.measure import row, seconds_each, title
from goda.cards import wire
from goda.cards.keylist import read_key_list
from goda.cards.statuslist import read_status_list
from goda.cards.verify import verdict
from godakeys import ceremony
from godakeys.local import LocalSigner
from godakeys.messages import PublicKey, SignCard

VECTORS = Path(__file__).parents[1] / "tests" / "vectors"


def checking() -> None:
    """A good wallet code, from its digits to the verdict."""
    title("Checking a card with its proof (Python)")
    file = json.loads((VECTORS / "verdicts.json").read_text(encoding="utf-8"))
    good = next(
        v for v in file["verdicts"]
        if v["expect"]["verdict"] == "valid" and not v["expect"]["print"] and v["text"].startswith("3301")
    )  # fmt: skip
    origin, now = file["origin"], good["now"]
    keys = read_key_list(file["key_lists"][good["keys"]], file["root"], file["now"])
    status = read_status_list(file["status_lists"][good["status"]], keys, f"{origin}/status/1", now)
    token = wire.unpack(good["text"])
    credential, _, proof = token.rpartition("~")
    signatures = [_signed(jws) for jws in (credential.removesuffix("~"), proof)]
    issuer = keys.keys[_part(credential, 0)["kid"]].public
    holder_jwk = _part(credential, 1)["cnf"]["jwk"]
    holder = _public(holder_jwk)
    publics = (issuer, holder)
    kb = _part(proof, 1)
    issuer_jwk = JWK.from_json(json.dumps(_jwk(issuer)))

    def ours() -> None:
        assert verdict(good["text"], keys=keys, status=status, now=now, origin=origin).verdict == "valid"

    def theirs() -> None:
        SDJWTVerifier(token, lambda *_: issuer_jwk, kb["aud"], kb["nonce"])

    def raw() -> None:
        for (message, signature), public in zip(signatures, publics, strict=True):
            public.verify(signature, message, ec.ECDSA(SHA256()))

    took = seconds_each({"raw": raw, "ours": ours, "theirs": theirs}, times=200)
    row("two raw ES256 verifications (the limit)", took["raw"], took["raw"])
    row("goda: digits to verdict, status included", took["ours"], took["raw"])
    row(
        "sd-jwt-python: token and key binding only",
        took["theirs"],
        took["raw"],
        "accepts an expired card, a year-old proof",
    )


def issuing() -> None:
    """A wallet credential from a typed message, policy, log and signature included."""
    title("Issuing a card")
    now = 1_795_348_800
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        ceremony.initialise(
            keys,
            "bench-working-keys-1",
            Path(folder) / "root",
            "bench-root-of-keys-1",
            "http://localhost:8000",
            now,
            work=10,
        )
        signer = LocalSigner.open(
            keys, "bench-working-keys-1", "http://localhost:8000", lambda: now, cards_per_hour=10_000_000
        )
        private = ec.generate_private_key(ec.SECP256R1())
        numbers = private.public_key().public_numbers()
        holder = PublicKey(x=_b64(numbers.x.to_bytes(32, "big")), y=_b64(numbers.y.to_bytes(32, "big")))
        message = SignCard(
            profile="wallet", exp=(now // 86_400 + 45) * 86_400, status_list=1, status_idx=482_913,
            names=("Jānis Bērziņš", "Anna Bērziņa", "Kārlis Bērziņš", "Līga Bērziņa"), holder=holder,
        )  # fmt: skip
        loop = asyncio.new_event_loop()
        took = seconds_each(
            {
                "raw": lambda: private.sign(sha256(b"x").digest() * 16, ec.ECDSA(SHA256())),
                "ours": lambda: loop.run_until_complete(signer.sign_card(message)),
            },
            times=200,
        )
        loop.close()
    row("one raw ES256 signature (the limit)", took["raw"], took["raw"])
    row("godakeys: message to credential, logged", took["ours"], took["raw"])


def _part(jws: str, place: int) -> dict:
    text = jws.split(".")[place]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _signed(jws: str) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    message, _, signature = jws.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    return message.encode(), encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def _public(jwk: dict) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[n] + "=" * (-len(jwk[n]) % 4)), "big") for n in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _jwk(public: ec.EllipticCurvePublicKey) -> dict:
    numbers = public.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _b64(numbers.x.to_bytes(32, "big")),
        "y": _b64(numbers.y.to_bytes(32, "big")),
    }


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    checking()
    issuing()
    sys.exit()
