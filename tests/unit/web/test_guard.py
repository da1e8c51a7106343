"""Only our own pages, and programs without a cookie, may change anything."""

import httpx
import pytest

from goda.web.sessions import COOKIE

pytestmark = pytest.mark.anyio

BODY = {"firstName": "Anna"}
WITH_COOKIE = {"cookie": f"{COOKIE}=x"}


async def status(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    return (await client.post("/wishes", json=BODY, headers=headers)).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "nonsense"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://localhost:8000.evil.example"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost:8000"},
        WITH_COOKIE,
    ],
)
async def test_requests_of_other_sites_are_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert await status(client, headers) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "http://localhost:8000"},
        {"origin": "http://localhost:8000", **WITH_COOKIE},
        {"sec-fetch-site": "same-origin", **WITH_COOKIE},
        {"sec-fetch-site": "same-origin", "origin": "null", **WITH_COOKIE},
    ],
)
async def test_our_pages_and_programs_without_a_cookie_are_let_in(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert await status(client, headers) == 201


async def test_reading_is_open_from_a_link_on_another_site(client: httpx.AsyncClient) -> None:
    assert (await client.get("/pages?number=1", headers={"sec-fetch-site": "cross-site"})).status_code == 200


async def test_the_refusal_says_what_is_wrong(client: httpx.AsyncClient) -> None:
    answer = await client.post("/wishes", json=BODY, headers={"origin": "http://127.0.0.1:8000"})
    assert answer.json()["code"] == "cross-origin"
