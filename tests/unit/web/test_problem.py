"""Trouble is told alike everywhere (RFC 9457), in the reader's language, and tells nothing of the inside."""

import inspect
import json
from uuid import uuid4

import httpx
import pytest

from goda.kernel.errors import GodaError
from goda.kernel.i18n import gettext
from goda.web import errors

pytestmark = pytest.mark.anyio

ERRORS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, GodaError) and kind is not GodaError
]


def read(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize("kind", ERRORS)
async def test_every_error_of_the_web_speaks_latvian(kind: type[GodaError]) -> None:
    for text in (kind.title, kind.advice):
        assert gettext("lv", text) != text


async def test_unknown_address_is_a_404_problem(client: httpx.AsyncClient) -> None:
    assert read(await client.get("/nowhere"))["code"] == "not-found"


async def test_wrong_method_is_a_405_that_names_the_right_ones(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/wishes")
    assert read(answer)["code"] == "method-not-allowed"
    assert "POST" in answer.headers["allow"]


async def test_wrong_method_on_a_ready_made_answer_is_a_405_too(client: httpx.AsyncClient) -> None:
    answer = await client.post("/plain.css")
    assert read(answer)["code"] == "method-not-allowed"
    assert answer.headers["allow"] == "GET, HEAD"


async def test_a_500_shows_nothing_internal_but_a_number_to_ask_with(client: httpx.AsyncClient) -> None:
    answer = await client.get("/breaks")
    problem = read(answer)
    assert (answer.status_code, problem["code"]) == (500, "internal")
    assert problem["request"] == answer.headers["x-request-id"]
    for inside in ("050588", "RuntimeError", "could not read", ".py", "Traceback"):
        assert inside not in answer.text


async def test_a_500_page_shows_nothing_internal_either(client: httpx.AsyncClient) -> None:
    answer = await client.get("/breaks", headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.status_code == 500
    assert "050588" not in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_errors_of_features_keep_their_status_and_code(client: httpx.AsyncClient) -> None:
    assert read(await client.get("/missing"))["code"] == "not-found"
    assert (await client.get("/taken")).status_code == 409
    busy = await client.get("/busy")
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "17")


async def test_wrong_fields_are_named_and_their_values_are_not(client: httpx.AsyncClient) -> None:
    answer = await client.post("/wishes", json={"firstName": "Jānis", "count": 77})
    problem = read(answer)
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    (field,) = problem["fields"]
    assert field["field"] == "count"
    assert "77" not in answer.text


@pytest.mark.parametrize(
    ("body", "named"),
    [({}, "firstName"), ({"firstName": 5}, "firstName"), ({"firstName": "A", "extra": 1}, "extra"), ([], "")],
)
async def test_missing_unknown_and_mistyped_members_are_422(
    client: httpx.AsyncClient, body: object, named: str
) -> None:
    answer = await client.post("/wishes", json=body)
    assert answer.status_code == 422
    assert [field["field"] for field in read(answer)["fields"]] == [named]


async def test_a_wrong_query_parameter_is_a_422_that_names_it(client: httpx.AsyncClient) -> None:
    for query in ("number=0", "number=x", ""):
        answer = await client.get(f"/pages?{query}")
        assert answer.status_code == 422
        assert read(answer)["fields"][0]["field"] == "number"


async def test_a_path_that_is_no_id_is_a_404(client: httpx.AsyncClient) -> None:
    assert (await client.get("/things/5")).status_code == 404
    assert (await client.get(f"/things/{uuid4()}")).status_code == 200


async def test_latvian_is_the_default_and_english_is_given_on_request(client: httpx.AsyncClient) -> None:
    latvian = read(await client.get("/nowhere"))["title"]
    english = read(await client.get("/nowhere", headers={"accept-language": "en-GB,lv;q=0.3"}))["title"]
    other = read(await client.get("/nowhere", headers={"accept-language": "de"}))["title"]
    assert latvian == other == "Šajā adresē nekā nav."
    assert english == "There is nothing at this address."


async def test_a_person_in_a_browser_gets_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        "/nowhere", headers={"accept": "text/html,application/xhtml+xml", "accept-language": "en"}
    )
    assert answer.status_code == 404
    assert "<h1>There is nothing at this address.</h1>" in answer.text


async def test_what_was_asked_is_never_echoed(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.get("/<script>alert(1)</script>", headers={"accept": "text/html"}),
        await client.post("/wishes", json={"firstName": "<script>", "<script>": 1}),
    ):
        assert "<script>alert" not in answer.text
        assert json.dumps("<script>") not in answer.text


@pytest.mark.parametrize(
    ("path", "home"),
    [("/console/nowhere", "/console"), ("/verify/nowhere", "/verify"), ("/nowhere", "/"), ("/consoles", "/")],
)
async def test_a_wrong_address_leads_to_the_first_page_of_its_own_door(
    client: httpx.AsyncClient, path: str, home: str
) -> None:
    answer = await client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert f'<a href="{home}">' in answer.text
