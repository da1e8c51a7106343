"""How large a card's code becomes as a QR code, which names would have to go, and the code drawn for paper.

One numeric segment; error correction L on screens, where M costs two versions and gains nothing, and M on paper. The
phone draws its own code; on the server only paper is drawn (card-format.md, "Error correction").
"""

import io
from hashlib import sha512
from typing import Final, Literal

import msgspec
import segno

from goda.cards.jws import NotOurs, base64url
from goda.cards.wire import pack

Profile = Literal["wallet", "print"]

SCREEN_CEILING: Final = 15  # a frame of 640 × 480 reads most codes at 13, one in five at 19, none at 25
PRINT_CEILING: Final = 11
SPARE: Final = 10  # digits: a code drawn anew varies by a few bytes, and one that changes size flickers
QUIET_ZONE: Final = 4  # modules of white on each side (ISO/IEC 18004)
# Decimal digits that versions 1 to 15 hold in numeric mode (ISO/IEC 18004, table 7).
_HOLDS: Final = {
    "l": (41, 77, 127, 187, 255, 322, 370, 461, 552, 652, 772, 883, 1022, 1101, 1250),
    "m": (34, 63, 101, 149, 202, 255, 293, 365, 432, 513, 604, 691, 796, 871, 991),
}
_EXP: Final = 4_102_358_400  # a day of ten digits, as every end of a card has until the year 2286
_LONGEST_IDX: Final = 1_048_575  # 2²⁰ − 1


class Fit(msgspec.Struct, frozen=True):
    """How names fit into a code: its version, the highest allowed, and the names to leave out (none: it fits)."""

    version: int
    ceiling: int
    drop: tuple[str, ...]


def fits(profile: Profile, names: tuple[str, ...], origin: str) -> Fit:
    """Say which version a card with `names` takes, and which names to leave out if it is above the ceiling.

    Measured on a card like the one to come: its keys and signatures are random and do not compress, so the length
    is the same within a few digits, for which `SPARE` stands. Names are left out from the end, and the holder, who
    stands first, never. Where even the holder's name alone does not fit (a very long origin), the version tells.
    """
    ceiling = PRINT_CEILING if profile == "print" else SCREEN_CEILING
    whole = _version_of(profile, names, origin)
    kept = len(names)
    version = whole
    while version > ceiling and kept > 1:
        kept -= 1
        version = _version_of(profile, names[:kept], origin)
    return Fit(whole, ceiling, names[kept:])


def screen_version(digits: str) -> int:
    """The version (level L) in which a wallet code is drawn for its whole life, with ten digits to spare."""
    return _version(len(digits) + SPARE, "l")


def print_version(digits: str) -> int:
    """The version (level M) of a printed code. It is drawn once, so nothing is spared; above 15 it counts as 16."""
    return _version(len(digits), "m")


def matrix(digits: str, error: Literal["l", "m"] = "m", version: int | None = None) -> tuple[bytes, ...]:
    """The code's rows without the quiet zone, one byte a module, 1 for dark. Raises ValueError if it does not fit."""
    return tuple(bytes(row) for row in _symbol(digits, error, version).matrix)


def matrix_svg(digits: str, error: Literal["l", "m"] = "m", version: int | None = None) -> str:
    """The code with its quiet zone as an `<svg>` element of one path, in modules: the page gives it a size."""
    out = io.BytesIO()
    _symbol(digits, error, version).save(
        out, kind="svg", border=QUIET_ZONE, omitsize=True, xmldecl=False, svgclass=None, lineclass=None, nl=False
    )
    return out.getvalue().decode("utf-8")


def _symbol(digits: str, error: Literal["l", "m"], version: int | None) -> segno.QRCode:
    return segno.make_qr(digits, error=error, version=version, mode="numeric", boost_error=False)


def _version(digits: int, error: Literal["l", "m"]) -> int:
    return next((version for version, holds in enumerate(_HOLDS[error], 1) if digits <= holds), len(_HOLDS[error]) + 1)


def _version_of(profile: Profile, names: tuple[str, ...], origin: str) -> int:
    try:
        digits = pack(_likeness(profile, names, origin))
    except NotOurs:
        return len(_HOLDS["l"]) + 1  # more than a code may hold at all
    return _version(len(digits) + SPARE, "m" if profile == "print" else "l")


def _likeness(profile: Profile, names: tuple[str, ...], origin: str) -> str:
    """A token as long as the card's: the same members, and noise where keys, hashes and signatures stand."""
    status = {"status_list": {"idx": _LONGEST_IDX, "uri": f"{origin}/status/1"}}
    vct = f"{origin}/vct/print-1" if profile == "print" else f"{origin}/vct/1"
    claims: dict[str, object] = {"iss": origin, "vct": vct, "exp": _EXP, "status": status, "names": names}
    header = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": "2z9x"}
    if profile == "print":
        return _unsigned(header, claims) + "~"
    claims["cnf"] = {
        "jwk": {"kty": "EC", "crv": "P-256", "x": base64url(_noise("x", 32)), "y": base64url(_noise("y", 32))}
    }
    proof = {
        "iat": 4_102_444_799,
        "aud": f"{origin}/verify",
        "nonce": f"042.{base64url(_noise('nonce', 8))}",
        "sd_hash": base64url(_noise("hash", 32)),
    }
    return f"{_unsigned(header, claims)}~{_unsigned({'alg': 'ES256', 'typ': 'kb+jwt'}, proof)}"


def _unsigned(header: dict[str, str], claims: dict[str, object]) -> str:
    parts = (msgspec.json.encode(header), msgspec.json.encode(claims), _noise("signature", 64))
    return ".".join(base64url(part) for part in parts)


def _noise(label: str, size: int) -> bytes:
    return sha512(label.encode()).digest()[:size]
