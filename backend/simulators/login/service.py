"""The login as an HTTP service: discovery, keys, the sign-in page, tokens."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from authlib.oauth2 import OAuth2Error
from litestar import Litestar, Request, Response, get, post

from simulators import problem
from simulators.login.keys import Keys
from simulators.login.provider import LoginRequest, Provider
from simulators.login.words import WORDS, choose
from simulators.pages import page
from simulators.state import State
from simulators.world.model import Person

AnyRequest = Request[Any, Any, Any]
SHOWN: Final = 30
SIGN_IN_AGE: Final = 14
"""Who is younger has no means of identification of the state's."""
BODY: Final = 64 * 1024


class Login:
    """The handlers' collaborators."""

    def __init__(self, state: State, keys: Keys) -> None:
        self.state = state
        self.provider = Provider(state, keys)

    def asked(self, request: AnyRequest, method: str, values: list[tuple[str, str]]) -> LoginRequest:
        """The request as authlib wants it."""
        uri = f"{self.state.origin}/login{request.scope['path']}"
        return LoginRequest(method, uri, values, {name.title(): value for name, value in request.headers.items()})

    def sign_in_page(self, request: AnyRequest) -> Response[Any]:
        """The list of people to choose from, if the request for it is in order."""
        sent = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        search = next((value for name, value in sent if name == "search"), "").strip()
        sent = [(name, value) for name, value in sent if name != "search"]
        words = WORDS[language := choose(dict(sent).get("ui_locales"), request.headers.get("accept-language", ""))]
        try:
            grant = self.provider.begin(self.asked(request, "GET", sent))
        except OAuth2Error as error:
            return self._trouble(error, words, language)
        kept = [(name, value) for name, value in sent if name != "ui_locales"]
        back = urlsplit(grant.redirect_uri)
        values = {
            "w": words, "language": language, "search": search, "sent": [*kept, ("ui_locales", language)],
            "action": f"authorize?{urlencode([*kept, ('ui_locales', language)])}",
            "other": f"authorize?{urlencode([*kept, ('ui_locales', 'en' if language == 'lv' else 'lv'), ('search', search)])}",
            "found": self._found(search), "stories": [] if search else self._stories(language),
            "limit": SHOWN, "today": self.state.world.today(),
        }  # fmt: skip
        return page("signin.html", values, form_to=f"'self' {back.scheme}://{back.netloc}")

    def _trouble(self, error: OAuth2Error, words: dict[str, str], language: str) -> Response[Any]:
        """Back to the client where its address is known to be its own, else a page."""
        if getattr(error, "redirect_uri", None):
            _, _, headers = self.provider.refuse(error)
            return Response(None, status_code=302, headers=headers)
        values = {"w": words, "language": language, "error": error.error, "detail": error.get_error_description()}
        return page("trouble.html", values, status=400)

    def can_sign_in(self, person: Person) -> bool:
        """The living and active, from an age on."""
        return person.died is None and person.active and person.age(self.state.world.today()) >= SIGN_IN_AGE

    def _found(self, search: str) -> list[Person]:
        if not search:
            return []
        found = self.state.world.search(search, 10 * SHOWN)
        return [person for person in found if self.can_sign_in(person)][:SHOWN]

    def _stories(self, language: str) -> list[tuple[Person, str]]:
        world = self.state.world
        told = ((world.find(edge.applicant), edge.lv if language == "lv" else edge.en) for edge in world.edges)
        return [(person, story) for person, story in told if person is not None and self.can_sign_in(person)]

    async def sign_in(self, request: AnyRequest) -> Response[Any]:
        """Somebody has been chosen, or nobody: back to the client with a code, or without."""
        sent = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        words = WORDS[language := choose(dict(sent).get("ui_locales"), request.headers.get("accept-language", ""))]
        form = dict(parse_qsl((await request.body())[:BODY].decode()))
        person = self.state.world.find(form.get("person", ""))
        asked = self.asked(request, "POST", sent)
        try:
            grant = self.provider.begin(asked, person)
        except OAuth2Error as error:
            return self._trouble(error, words, language)
        user = person if person is not None and self.can_sign_in(person) else None
        status, _, headers = self.provider.finish(asked, grant, user)
        return Response(None, status_code=status, headers=headers | {"cache-control": "no-store"})

    async def token(self, request: AnyRequest) -> Response[bytes]:
        """A code, or a client's own credentials, for tokens."""
        form = parse_qsl((await request.body())[:BODY].decode(errors="replace"))
        status, body, headers = self.provider.tokens(self.asked(request, "POST", form))
        sent = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        return Response(
            msgspec.json.encode(dict(body)), status_code=status, media_type="application/json", headers=sent
        )


def application(state: State, keys: Keys) -> Litestar:
    """The login's program."""
    login = Login(state, keys)

    @get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return login.provider.metadata()

    @get("/jwks", cache_control=None)
    async def jwks() -> Response[dict[str, Any]]:
        return Response(keys.public(), headers={"cache-control": "max-age=60"})

    @get("/authorize")
    async def authorize(request: AnyRequest) -> Response[Any]:
        return login.sign_in_page(request)

    @post("/authorize", status_code=302)
    async def chosen(request: AnyRequest) -> Response[Any]:
        return await login.sign_in(request)

    @post("/token", status_code=200)
    async def token(request: AnyRequest) -> Response[bytes]:
        return await login.token(request)

    return Litestar(
        route_handlers=[discovery, jwks, authorize, chosen, token],
        openapi_config=None,
        exception_handlers={Exception: problem.handle},
        logging_config=None,
    )
