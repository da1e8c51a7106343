"""authlib's authorization server, fitted to what we want of it: PKCE by S256, exact addresses, a nonce, single-use codes.

authlib takes `plain` and no PKCE at all from a client with a secret, and its clock is the machine's: `_Challenge` and
`_Assertion` are stricter. The rest is authlib's.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final, cast

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, InvalidClientError, InvalidRequestError, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from simulators.login.clients import REGISTERS, Client
from simulators.login.keys import ALGORITHM, Keys
from simulators.login.tokens import TOKEN_LIFE, Code, Grant
from simulators.state import State
from simulators.world.model import Person

Answer = tuple[int, Any, dict[str, str]]
"""Status, body, headers."""
METHODS: Final = ["private_key_jwt", "client_secret_basic", "client_secret_post"]
SCOPES: Final = ("openid", "profile", *REGISTERS, "e-address")
ID_TOKEN_SECONDS: Final = 300
ASSERTION_SECONDS: Final = 3600
"""What the clients of common libraries sign for."""


class LoginRequest(OAuth2Request):
    """One request, as authlib wants it: its form, and all values of a parameter that came more than once."""

    def __init__(self, method: str, uri: str, values: list[tuple[str, str]], headers: Mapping[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = BasicOAuth2Payload(dict(values))
        for name, _ in values:
            self.payload.datalist[name] = [value for key, value in values if key == name]

    @property
    def form(self) -> dict[str, str]:
        """What a token request sends in its body."""
        assert self.payload is not None
        return self.payload.data

    @property
    def args(self) -> dict[str, str | None]:
        """The same: what an authorization request sends in its address."""
        return dict(self.form)


class _Challenge(CodeChallenge):
    """PKCE for everybody, and S256 only (RFC 9700, 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012 - authlib's way to be told

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without challenge or with another method than S256."""
        sent = grant.request.payload.data
        if not sent.get("code_challenge") or sent.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' with 'code_challenge_method' S256 is needed.")
        super().validate_code_challenge(grant, redirect_uri)


class _Assertion(JWTBearerClientAssertion):
    """`private_key_jwt` (RFC 7523), by the state's clock, each assertion once."""

    CLIENT_AUTH_METHOD = "private_key_jwt"  # type: ignore[misc]  # the library itself asks for this

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    def get_audiences(self) -> list[str]:
        """The issuer and the token endpoint."""
        issuer = f"{self._state.origin}/login"
        return [issuer, f"{issuer}/token"]

    def resolve_client_public_key(self, client: Client) -> ECKey:
        """The key that the client registered."""
        if not client.registration.public_key:
            raise InvalidClientError(description="This client has a secret, no key.")
        return ECKey.import_key(client.registration.public_key)

    def verify_claims(self, claims: Any) -> None:
        """As RFC 7523 says, and good for no longer than an hour."""
        checks = jwt.JWTClaimsRegistry(
            now=self._state.clock.seconds(),
            leeway=5,
            iss={"essential": True, "value": claims.get("sub")},
            sub={"essential": True},
            aud={"essential": True, "values": self.get_audiences()},
            exp={"essential": True},
            jti={"essential": True},
        )
        try:
            checks.validate(claims)
        except JoseError as error:
            raise InvalidClientError(description=error.description) from error
        if claims["exp"] > self._state.clock.seconds() + ASSERTION_SECONDS:
            raise InvalidClientError(description="The assertion lives too long.")
        if not self._state.tokens.is_new_assertion(f"{claims['sub']} {claims['jti']}"):
            raise InvalidClientError(description="The assertion has been used before.")


class _Codes(grants.AuthorizationCodeGrant):
    """Codes are kept in `Tokens`."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    server: "Provider"

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep what was asked for with the code."""
        sent = request.payload.data if request.payload else {}
        assert request.client is not None
        self.server.state.tokens.add_code(
            Code(
                value=code,
                client=request.client.get_client_id(),
                redirect_uri=sent["redirect_uri"],
                scope=request.scope,
                person=request.user.id if request.user else -1,
                nonce=sent["nonce"],
                code_challenge=sent["code_challenge"],
                code_challenge_method=sent["code_challenge_method"],
                at=self.server.state.clock.now(),
            )
        )

    def query_authorization_code(self, code: str, client: ClientMixin) -> Code | None:
        """A code that can still be redeemed."""
        return self.server.state.tokens.code(code, client.get_client_id())

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It has been redeemed."""
        self.server.state.tokens.use(authorization_code.value)

    def authenticate_user(self, authorization_code: Code) -> Person:
        """Who signed in."""
        return self.server.state.world.people[authorization_code.person]


class _Machines(grants.ClientCredentialsGrant):
    """Tokens for the registers."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class _Identity(OpenIDCode):
    """What the ID token says of the person."""

    def __init__(self, state: State, keys: Keys) -> None:
        super().__init__(require_nonce=True)
        self._state = state
        self._keys = keys

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        """Whether the client used the nonce before."""
        return self._state.tokens.has_nonce(request.payload.client_id if request.payload else "", nonce)

    def resolve_client_private_key(self, _client: Client) -> ECKey:
        """The key that signs now."""
        return self._keys.signing

    def get_client_algorithm(self, _client: Client) -> str:
        """ES256."""
        return ALGORITHM

    def get_encode_header(self, _client: Client) -> dict[str, Any]:
        """With the key's id, so that keys can change."""
        return {"alg": ALGORITHM, "typ": "JWT", "kid": self._keys.signing.kid}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        """Whose token it is, for whom, and how long."""
        now = self._state.clock.seconds()
        return {
            "iss": f"{self._state.origin}/login",
            "aud": client.client_id,
            "iat": now,
            "exp": now + ID_TOKEN_SECONDS,
        }

    def generate_user_info(self, user: Person, scope: str) -> UserInfo:  # noqa: ARG002 - authlib's signature
        """Names, and all versions of the personal code, the current one first (R-11, D-13)."""
        return UserInfo(
            sub=f"synthetic-{user.id}", given_name=user.given, family_name=user.surname, personal_codes=list(user.codes)
        )


class Provider(AuthorizationServer):
    """The authorization server. Answers are (status, body, headers)."""

    def __init__(self, state: State, keys: Keys) -> None:
        super().__init__(scopes_supported=SCOPES)
        self.state: Final = state
        self.keys: Final = keys
        life = int(TOKEN_LIFE.total_seconds())
        self.register_token_generator(
            "default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(32), None, lambda *_: life)
        )
        self.register_client_auth_method("private_key_jwt", _Assertion(state))
        self.register_grant(_Codes, [_Identity(state, keys), _Challenge(required=True)])
        self.register_grant(_Machines)

    def query_client(self, client_id: str) -> Client | None:  # type: ignore[override]  # None is how the library is told that there is none
        """Whose id it is."""
        return self.state.clients.find(client_id)

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Keep what an access token is good for."""
        assert request.client is not None
        code = request.authorization_code
        grant = Grant(
            request.client.get_client_id(), frozenset(token["scope"].split()), self.state.clock.now() + TOKEN_LIFE,
            code.value if code else None,
        )  # fmt: skip
        self.state.tokens.add_grant(token["access_token"], grant)

    def create_oauth2_request(self, request: LoginRequest) -> LoginRequest:
        """It is one already."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        """Let the caller answer."""
        return status, body, dict(headers)

    def begin(self, request: LoginRequest, person: Person | None = None) -> Any:
        """The grant that an authorization request asks for. Raises `OAuth2Error`; with a `redirect_uri` where that may be told to the client."""
        return self.get_consent_grant(request, person)  # type: ignore[no-untyped-call]

    def finish(self, request: LoginRequest, grant: Any, person: Person | None) -> Answer:
        """Back to the client, with a code for this person, or with `access_denied`."""
        return cast("Answer", self.create_authorization_response(request, grant_user=person, grant=grant))

    def refuse(self, error: OAuth2Error) -> Answer:
        """The error as an answer."""
        return self.handle_response(*error(None))

    def tokens(self, request: LoginRequest) -> Answer:
        """A code, or a client's own credentials, for tokens."""
        return cast("Answer", self.create_token_response(request))

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def metadata(self) -> dict[str, Any]:
        """The discovery document (OpenID Connect Discovery 1.0, 3). ES256 only: RS256, which it asks for, has no use for one client of today."""
        issuer = f"{self.state.origin}/login"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": METHODS,
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": [
                "sub",
                "given_name",
                "family_name",
                "personal_codes",
                "auth_time",
                "acr",
                "amr",
                "nonce",
            ],
            "ui_locales_supported": ["lv", "en"],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
        }
