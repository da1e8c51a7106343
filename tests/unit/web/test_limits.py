"""How much of a client we bear (security.md, Limits), and JSON that every parser reads alike."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.web import errors, limits
from goda.web.application import Application

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


async def code(client: httpx.AsyncClient, body: bytes, headers: dict[str, str] = JSON) -> tuple[int, str]:
    answer = await client.post("/anything", content=body, headers=headers)
    problem = answer.json() if answer.status_code >= 400 else {}
    return answer.status_code, problem.get("code", "")


async def test_deeply_nested_json_is_a_400_not_a_recursion_error(client: httpx.AsyncClient) -> None:
    for body in (b"[" * 8000 + b"]" * 8000, b"[" * 16000, b'{"a":' * 3000, b'[{"a":' * 20 + b"1" + b"}]" * 20):
        assert await code(client, body) == (400, "too-deep")


async def test_thirty_two_levels_are_read_and_thirty_three_are_not(client: httpx.AsyncClient) -> None:
    assert (await code(client, b"[" * 32 + b"]" * 32))[0] == 201
    assert (await code(client, b"[" * 33 + b"]" * 33))[0] == 400


async def test_brackets_in_a_string_are_not_depth(client: httpx.AsyncClient) -> None:
    assert (await code(client, json.dumps("[{" * 100 + '\\"[').encode()))[0] == 201


async def test_texts_that_never_end_are_refused_at_once() -> None:
    """16 KiB of escaped quotation marks kept a server busy for two seconds, before any limit of an address."""
    for body in (b'"' + b'\\"' * 8000, b'["' + b'\\"' * 8000 + b"\\", b'"' * 16_001):
        begun = time.process_time()
        with pytest.raises(errors.MalformedBody):
            limits.check_json(body)
        assert time.process_time() - begun < 0.25


async def test_invalid_utf8_is_a_400(client: httpx.AsyncClient) -> None:
    for body in (b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', '"ā"'.encode("utf-16"), b'\xef\xbb\xbf"a"'):
        assert await code(client, body) == (400, "malformed-body")


async def test_a_member_that_stands_twice_is_a_400(client: httpx.AsyncClient) -> None:
    assert await code(client, b'{"a":1,"a":2}') == (400, "malformed-body")
    assert await code(client, b'[{"b":{"\\u0061":1,"a":1}}]') == (400, "malformed-body")


async def test_nul_and_lone_surrogates_are_a_400(client: httpx.AsyncClient) -> None:
    for body in (b'"\\u0000"', b'{"a\\u0000":1}', b'"\\ud800"', b'["x\\udfff"]'):
        assert await code(client, body) == (400, "malformed-body")
    assert (await code(client, b'"\\ud83d\\ude00 \\\\u0000"'))[0] == 201


async def test_what_json_does_not_know_is_a_400(client: httpx.AsyncClient) -> None:
    for body in (b"NaN", b"-Infinity", b"{'a':1}", b"[1,]", b" ", b"1" * 5000, b"[1] 2"):
        assert (await code(client, body))[0] == 400


async def test_sixteen_kibibytes_are_read_and_one_byte_more_is_not(client: httpx.AsyncClient) -> None:
    fits = b'"' + b"a" * (limits.JSON_BYTES - 2) + b'"'
    assert (await code(client, fits))[0] == 201
    assert await code(client, fits + b" ") == (413, "too-large")


async def test_a_long_body_without_a_declared_length_is_a_413(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1024):
            yield b" " * 1024

    answer = await client.post("/anything", content=pieces(), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"],
)
async def test_a_body_that_is_not_json_is_a_415_on_json_routes(client: httpx.AsyncClient, kind: str) -> None:
    assert await code(client, b'{"a":1}', {"content-type": kind} if kind else {}) == (415, "unsupported-media-type")


async def test_json_with_a_charset_is_json(client: httpx.AsyncClient) -> None:
    assert (await code(client, b"1", {"content-type": "Application/JSON; charset=utf-8"}))[0] == 201


@pytest.mark.parametrize("path", ["/words/１２", "/words/%EF%BC%91", "/words/1%00", "/words/a%0A", "/words/٣"])
async def test_digits_and_signs_that_are_not_ascii_meet_no_route(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get("/words/12")).status_code == 200
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("query", ["number=%00", "number=%ff", "number=%ED%A0%80"])
async def test_nul_and_invalid_utf8_in_a_query_are_a_400(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"/pages?{query}")).status_code == 400


async def test_headers_over_eight_kibibytes_are_a_431(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere", headers={"x-much": "a" * limits.HEADER_BYTES})
    assert (answer.status_code, answer.json()["code"]) == (431, "headers-too-large")


async def test_an_address_over_two_kibibytes_is_a_400(client: httpx.AsyncClient) -> None:
    assert (await client.get("/pages?number=" + "1" * limits.TARGET_BYTES)).status_code == 400


async def test_a_body_that_trickles_is_a_408_at_the_deadline(client: httpx.AsyncClient) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        yield b'"'
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        answer = await client.post("/anything", content=trickle(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (408, "too-slow")


async def test_a_handler_that_hangs_is_a_503_at_the_deadline(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(5):
        answer = await client.get("/hangs")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_a_body_of_a_get_is_not_read(client: httpx.AsyncClient) -> None:
    answer = await client.request("GET", "/pages?number=1", content=b"\xff" * 100_000)
    assert answer.status_code == 200


async def test_no_route_takes_integers_by_litestar_own_converter(app: Application) -> None:
    """`{n:int}` takes `１２` and `1_0` (security.md, traps); ours are strings with an anchored pattern, or UUIDs."""
    for route in app.routes:
        assert not any(kind in route.path for kind in (":int", ":float", ":decimal")), route.path


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_break_the_check(body: bytes) -> None:
    with contextlib.suppress(errors.MalformedBody, errors.TooDeep):
        limits.check_json(body)


leaves = (
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(exclude_categories=["Cs", "Cc"]))
)


@given(
    st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"])), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_all_ordinary_json_passes(value: object, ascii_only: bool) -> None:
    limits.check_json(json.dumps(value, ensure_ascii=ascii_only).encode())


@given(st.integers(1, 200))
def test_depth_is_counted_exactly(depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    if depth <= limits.JSON_DEPTH:
        limits.check_json(body)
    else:
        with pytest.raises(errors.TooDeep):
            limits.check_json(body)
