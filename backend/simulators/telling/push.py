"""A push service, simulated (RFC 8030 with VAPID, RFC 8292): `POST /push/{id}` where a browser would be woken.

The sender's token is checked by a library of its own (joserfc): signed with the key that it names, for this service, for no longer than a day.
"""

import base64
import binascii
import re
from collections import deque
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from litestar import Litestar, Request, Response, post
from litestar.params import FromPath

from simulators import problem
from simulators.clock import Clock
from simulators.problem import Refused

KEPT: Final = 10_000
_DAY: Final = 24 * 3600
_VAPID: Final = re.compile(r"\Avapid t=([A-Za-z0-9_.-]+), ?k=([A-Za-z0-9_-]+)\Z")
_POINT_BYTES: Final = 65


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of an answer."""


class Woken(Wire, frozen=True, kw_only=True):
    """One call. `bytes`: of its body, which should have none."""

    id: str
    at: datetime
    subject: str
    key: str
    ttl: int
    bytes: int
    answer: int


class PushAnswer(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to answer calls of one subscription with from now on."""

    status: Annotated[int, msgspec.Meta(ge=200, le=599)]


class Pushes:
    """What came, and what is answered."""

    def __init__(self, clock: Clock) -> None:
        self.clock: Final = clock
        self.clear()

    def clear(self) -> None:
        """As at the start."""
        self.woken: deque[Woken] = deque(maxlen=KEPT)
        self.answers: dict[str, int] = {}


def application(pushes: Pushes, origin: str) -> Litestar:
    """The service's program."""

    @post("/{subscription:str}", status_code=201)
    async def wake(request: Request[Any, Any, Any], subscription: FromPath[str]) -> Response[None]:
        claims, key = _checked(request.headers.get("authorization", ""), origin, pushes.clock.seconds())
        ttl = request.headers.get("ttl", "")
        if not (ttl.isascii() and ttl.isdigit()):
            raise Refused(400, "ttl-missing", "Say in the header TTL how long to keep the call.")
        status = pushes.answers.get(subscription, 201)
        body = await request.body()
        pushes.woken.append(
            Woken(id=subscription, at=pushes.clock.now(), subject=str(claims["sub"]), key=key, ttl=int(ttl), bytes=len(body), answer=status)
        )  # fmt: skip
        return Response(
            None, status_code=status, headers={"location": f"{origin}/push/m/{len(pushes.woken)}", "ttl": ttl}
        )

    return Litestar([wake], openapi_config=None, exception_handlers={Exception: problem.handle}, logging_config=None)


def _checked(authorization: str, origin: str, now: int) -> tuple[dict[str, Any], str]:
    """The token's claims and the key it names. Raises `Refused` with 401 or 403."""
    found = _VAPID.match(authorization)
    if found is None:
        raise Refused(401, "vapid-missing", "Authorization must be `vapid t=…, k=…`.")
    try:
        point = base64.b64decode(found[2] + "=" * (-len(found[2]) % 4), altchars=b"-_", validate=True)
        if len(point) != _POINT_BYTES or point[0] != 4:
            raise Refused(403, "vapid-key", "The key is no uncompressed point of P-256.")
        half = _POINT_BYTES // 2
        x, y = (
            base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (point[1 : half + 1], point[half + 1 :])
        )
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})
        claims = jwt.decode(found[1], key, algorithms=["ES256"]).claims
    except (JoseError, ValueError, binascii.Error) as error:
        raise Refused(403, "vapid-signature", "The token is not signed with that key.") from error
    if claims.get("aud") != origin:
        raise Refused(403, "vapid-audience", "The token is for another service.")
    expires = claims.get("exp")
    if not isinstance(expires, int) or not now < expires <= now + _DAY:
        raise Refused(403, "vapid-expired", "The token has ended, or lasts for more than a day.")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https://")):
        raise Refused(403, "vapid-subject", "The token does not say whom to write to.")
    return claims, found[2]
