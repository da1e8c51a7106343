"""Every answer carries the browser's rules (security.md, Browser), also those that no route gave."""

import httpx
import pytest

from goda.web.application import assemble
from goda.web.headers import CLEAR_SITE_DATA, Policies

pytestmark = pytest.mark.anyio

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health/live", 200),
        ("GET", "/nowhere", 404),
        ("DELETE", "/wishes", 405),
        ("POST", "/wishes", 422),
        ("GET", "/breaks", 500),
        ("GET", "/hangs", 503),
        ("GET", "/plain.css", 200),
        ("OPTIONS", "/wishes", 204),
        ("POST", "/console/probe", 405),
    ],
)
async def test_no_answer_goes_without_security_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value
    for name in ("content-security-policy", "permissions-policy", "cross-origin-resource-policy", "cache-control"):
        assert len(answer.headers.get_list(name)) == 1, name
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


async def test_guards_before_routing_answer_with_them_too(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.post("/wishes", json={}, headers={"origin": "https://evil.example"}),
        await client.post("/wishes", content=b"x" * 20_000, headers={"content-type": "application/json"}),
        await client.post("/wishes", content=b"x", headers={"content-type": "text/plain"}),
        await client.get("/nowhere", headers={"x-much": "a" * 9000}),
    ):
        assert answer.status_code in {403, 413, 415, 431}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in answer.headers


def policy(path: str, origin: str = "http://localhost:8000") -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in Policies(origin).of(path)}


def test_camera_and_wasm_are_the_verifiers_alone() -> None:
    for path in ("/verify", "/verify/assets/x.js"):
        assert "camera=(self)" in policy(path)["permissions-policy"]
        assert "'wasm-unsafe-eval'" in policy(path)["content-security-policy"]
        assert "media-src blob: mediastream:" in policy(path)["content-security-policy"]
    for path in ("/", "/console", "/verifyx", "/wallet/card", "/status/1", "/assets/verify/x.js"):
        assert "camera=()" in policy(path)["permissions-policy"]
        assert "wasm" not in policy(path)["content-security-policy"]


def test_built_pages_have_exactly_the_agreed_policy() -> None:
    assert policy("/", "https://3plus.example")["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self' https://3plus.example; manifest-src 'self'; worker-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types goda"
    )


def test_forms_may_be_sent_from_the_console_alone() -> None:
    assert "form-action 'self'" in policy("/console/families")["content-security-policy"]
    assert "form-action 'none'" in policy("/verify")["content-security-policy"]


def test_only_what_any_page_may_fetch_is_cross_origin() -> None:
    for path in ("/status/1", "/.well-known/goda-keys", "/vct/1"):
        assert policy(path)["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/", "/verify", "/console", "/wallet/card", "/statusx"):
        assert policy(path)["cross-origin-resource-policy"] == "same-origin"


def test_hsts_belongs_to_https() -> None:
    assert "strict-transport-security" in policy("/", "https://3plus.example")
    assert "strict-transport-security" not in policy("/")


def test_no_policy_names_a_third_party() -> None:
    for path in ("/", "/verify", "/console", "/schema", "/wallet/card", "/status/1"):
        text = policy(path, "https://3plus.example")["content-security-policy"].replace("https://3plus.example", "")
        assert "http" not in text
        assert "*" not in text


def test_signing_out_clears_what_the_browser_kept_and_no_card_of_the_same_origin() -> None:
    assert CLEAR_SITE_DATA == ("Clear-Site-Data", '"cache"')


@pytest.mark.parametrize(
    "path", ["/schema", "/schema/openapi.json", "/schema/swagger", "/schema/redoc", "/schema/elements"]
)
async def test_production_shows_no_description_of_itself(path: str) -> None:
    """security.md, traps: Litestar serves `/schema` by default."""
    app = assemble([], origin="https://3plus.example", demo=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://3plus.example") as client:  # type: ignore[arg-type]
        answer = await client.get(path)
    assert answer.status_code == 404
    assert "strict-transport-security" in answer.headers
