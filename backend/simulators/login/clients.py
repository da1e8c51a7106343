"""Who may use the login and the registers: client ids, how each proves who it is, where sign-ins may return to."""

import hashlib
import hmac
from typing import Any, Final, Literal

import msgspec
from authlib.oauth2.rfc6749 import ClientMixin
from joserfc.jwk import ECKey

Method = Literal["client_secret_basic", "client_secret_post", "private_key_jwt"]
REGISTERS: Final = ("fpr", "viis", "iis", "ugf", "vadonis", "sopa")
RETURN: Final = "http://localhost:8000/login/callback"


class Registration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A client as it is registered through the control. With `publicKey` (a JWK, ES256) it signs assertions, else it has a secret."""

    grants: tuple[Literal["authorization_code", "client_credentials"], ...]
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    secret: str | None = None
    public_key: dict[str, Any] | None = None


class Client(ClientMixin):
    """A registered client, as authlib asks for it."""

    def __init__(self, client_id: str, registration: Registration) -> None:
        self.client_id: Final = client_id
        self.registration: Final = registration

    def get_client_id(self) -> str:
        """Its id."""
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """None: where to return to must be said in each request."""
        return ""

    def get_allowed_scope(self, scope: Any) -> Any:
        """The scopes asked for; None, which authlib refuses, if there is one that this client may not have, or none at all."""
        asked = (scope or "").split() if isinstance(scope, str) or not scope else list(scope)
        return " ".join(asked) if asked and set(asked) <= set(self.registration.scopes) else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly one of those that are registered."""
        return redirect_uri in self.registration.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """In constant time."""
        return hmac.compare_digest((self.registration.secret or "").encode(), client_secret.encode()) and bool(
            self.registration.secret
        )

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A client with a key has no other way in."""
        ways = {"private_key_jwt"} if self.registration.public_key else {"client_secret_basic", "client_secret_post"}
        return endpoint == "token" and method in ways

    def check_response_type(self, response_type: str) -> bool:
        """Codes only."""
        return response_type == "code" and "authorization_code" in self.registration.grants

    def check_grant_type(self, grant_type: str) -> bool:
        """As registered; never refresh tokens."""
        return grant_type in self.registration.grants


class Clients:
    """All of them. There from the start: `goda`, `goda-registers` and `goda-eaddress` with secrets, `goda-key` with a key for both."""

    def __init__(self, seed: int) -> None:
        self.key: Final = ECKey.generate_key("P-256", {"use": "sig"})
        self.key.ensure_kid()
        registers = tuple(REGISTERS)
        self._clients = {
            "goda": Client("goda", Registration(
                grants=("authorization_code",), scopes=("openid", "profile"), redirect_uris=(RETURN,), secret=_secret(seed, "goda"))),
            "goda-registers": Client("goda-registers", Registration(
                grants=("client_credentials",), scopes=registers, secret=_secret(seed, "goda-registers"))),
            "goda-eaddress": Client("goda-eaddress", Registration(
                grants=("client_credentials",), scopes=("e-address",), secret=_secret(seed, "goda-eaddress"))),
            "goda-key": Client("goda-key", Registration(
                grants=("authorization_code", "client_credentials"), scopes=("openid", "profile", *registers),
                redirect_uris=(RETURN,), public_key=self.key.as_dict(private=False))),
        }  # fmt: skip

    def find(self, client_id: str) -> Client | None:
        """Whose id it is."""
        return self._clients.get(client_id)

    def register(self, client_id: str, registration: Registration) -> None:
        """Enter or replace one."""
        self._clients[client_id] = Client(client_id, registration)

    def all(self) -> list[Client]:
        """In the order in which they came."""
        return list(self._clients.values())


def _secret(seed: int, client: str) -> str:
    """The same at every start, so that whoever has noted it down goes on; it guards nothing but made-up people."""
    return hashlib.sha256(f"synthetic {seed} {client}".encode()).hexdigest()[:40]
