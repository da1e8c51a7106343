"""Who may ask a register: a bearer token with its scope, and a purpose that was agreed on."""

from typing import Any, Final, NamedTuple

from litestar import Request

from simulators.login.tokens import Tokens
from simulators.problem import Refused

PURPOSES: Final = {
    "application": "Izvērtēt iesniegumu (MK noteikumi, R-43)",
    "recheck": "Pārbaudīt, vai tiesības uz apliecību pastāv (R-56)",
    "data-subject": "Atbildēt datu subjektam (R-90)",
}
"""What may stand in the header `Purpose`."""


class Asker(NamedTuple):
    """Who asks, and why."""

    client: str
    purpose: str


class Access:
    """The check of one register."""

    def __init__(self, scope: str, tokens: Tokens) -> None:
        self._scope = scope
        self._tokens = tokens

    def check(self, request: Request[Any, Any, Any]) -> Asker:
        """Who asks. Raises `Refused` with 401, 403 (RFC 6750), or 400 for a missing purpose."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(
                401, "token-missing", "Send a bearer token.", {"www-authenticate": f'Bearer scope="{self._scope}"'}
            )
        grant = self._tokens.find(token)
        if grant is None:
            raise Refused(
                401,
                "token-invalid",
                "The token is unknown or has expired.",
                {"www-authenticate": 'Bearer error="invalid_token"'},
            )
        if self._scope not in grant.scopes:
            says = {"www-authenticate": f'Bearer error="insufficient_scope", scope="{self._scope}"'}
            raise Refused(403, "scope-missing", f"The token has no scope {self._scope}.", says)
        purpose = request.headers.get("purpose", "")
        if not purpose:
            raise Refused(400, "purpose-missing", "Say in the header Purpose why you ask.")
        if purpose not in PURPOSES:
            raise Refused(403, "purpose-not-agreed", f"Agreed on are: {', '.join(PURPOSES)}.")
        return Asker(grant.client, purpose)
