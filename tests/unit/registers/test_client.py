"""One question over HTTP: who we say we are, what is refused, when a register is left in peace; over a real connection where that matters."""

import asyncio
import gzip
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from goda.kernel import personal_code
from goda.kernel.clock import SetClock, SystemClock
from goda.law.facts import Register
from goda.registers.client import FAILURES, LARGEST, REST, Access, Client
from goda.registers.errors import Unusable

pytestmark = pytest.mark.anyio
ACCESS = Access(base="https://state.test", token="https://state.test/token", client="goda", secret="s3cret")
CODE = personal_code.parse("320000-00017")
PACKED = {"content-type": "application/json", "x-encoding": "gzip"}
TOKEN = {"access_token": "t1", "token_type": "Bearer", "expires_in": 600}


def answer(**more: Any) -> dict[str, Any]:
    return {"register": "ugf", "asOf": "2026-11-22T12:00:00Z", "records": []} | more


class Scripted:
    """A register whose every answer a test gives: a function from the request, or one of a list, the last again and again."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.tokens = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.tokens += 1
            return sent(httpx.Response(200, json=TOKEN | {"access_token": f"t{self.tokens}"}))
        self.asked.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        made = given(request) if callable(given) else given
        made = await made if asyncio.iscoroutine(made) else made
        return made if isinstance(made.stream, Drip) else sent(made)

    def client(self, clock: Any, **more: Any) -> Client:
        return Client(ACCESS, clock, transport=httpx.MockTransport(self), **more)


class Drip(httpx.AsyncByteStream):
    """A body that never ends."""

    async def __aiter__(self):
        while True:
            yield b" "
            await asyncio.sleep(0.01)


class Body(httpx.AsyncByteStream):
    """A body as it comes from a connection: not read yet."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    async def __aiter__(self):
        yield self.content


def sent(made: httpx.Response) -> httpx.Response:
    return httpx.Response(made.status_code, headers=made.headers, stream=Body(made.content))


def well() -> httpx.Response:
    return httpx.Response(200, json=answer())


async def trouble(client: Client) -> str | None:
    try:
        await client.query(Register.MAINTENANCE, CODE, "application")
    except Unusable as error:
        return error.trouble
    return None


async def test_the_code_travels_in_the_body_with_token_and_purpose(clock: SetClock) -> None:
    register = Scripted(lambda _: well())
    client = register.client(clock)
    for _ in range(2):
        assert await trouble(client) is None
    first, second = register.asked
    assert (first.method, str(first.url)) == ("POST", "https://state.test/ugf/v1/queries")
    assert json.loads(first.content) == {"personalCode": "32000000017"}
    assert (first.headers["authorization"], first.headers["purpose"]) == ("Bearer t1", "application")
    assert second.headers["authorization"] == "Bearer t1"
    assert register.tokens == 1


async def test_a_token_is_renewed_before_it_ends_and_when_it_is_not_taken(clock: SetClock) -> None:
    register = Scripted(lambda _: well())
    client = register.client(clock)
    await trouble(client)
    clock.advance(timedelta(minutes=10))
    await trouble(client)
    assert [one.headers["authorization"] for one in register.asked] == ["Bearer t1", "Bearer t2"]
    register.answers = [httpx.Response(401, json={}), lambda _: well()]
    assert await trouble(client) is None
    assert register.asked[-1].headers["authorization"] == "Bearer t3"
    register.answers = [httpx.Response(401, json={})]
    assert await trouble(client) == "refused"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (httpx.Response(500, text="trouble"), "failed"),
        (httpx.Response(204), "failed"),
        (httpx.Response(307, headers={"location": "https://elsewhere.test/ugf/v1/queries"}), "failed"),
        (httpx.Response(404, text="not found"), "failed"),
        (httpx.Response(404, json={"type": "/problems/person-unknown"}), "unknown"),
        (httpx.Response(403, json={}), "refused"),
        (httpx.Response(200, html="<title>Apkope</title>"), "unreadable"),
        (httpx.Response(200, content=json.dumps(answer())), "unreadable"),
        (httpx.Response(200, content=b"{" * 10_000, headers={"content-type": "application/json"}), "unreadable"),
        (httpx.Response(200, json=answer(records=None)), "unreadable"),
        (httpx.Response(200, json=answer(asOf="2026-11-22T12:00:00")), "unreadable"),
        (httpx.Response(200, json=answer(records=[{"debtor": "no"}])), "unreadable"),
        (httpx.Response(200, content=gzip.compress(json.dumps(answer()).encode()), headers=PACKED), "unreadable"),
        (httpx.Response(200, json=answer() | {"pad": "x" * LARGEST}), "unreadable"),
    ],
)
async def test_an_answer_that_is_none_is_told_by_its_kind(clock: SetClock, given: Any, taken: str) -> None:
    register = Scripted(given)
    assert await trouble(register.client(clock)) == taken
    assert {request.url.host for request in register.asked} == {"state.test"}


async def test_a_media_type_may_name_its_characters(clock: SetClock) -> None:
    spoken = httpx.Response(
        200, content=json.dumps(answer()), headers={"content-type": "Application/JSON; charset=utf-8"}
    )
    assert await trouble(Scripted(spoken).client(clock)) is None


async def test_a_token_that_is_refused_or_garbage_is_the_registers_trouble(clock: SetClock) -> None:
    for given, taken in [(httpx.Response(401, json={}), "refused"), (httpx.Response(200, text="{}"), "unreadable")]:
        client = Client(ACCESS, clock, transport=httpx.MockTransport(lambda _, given=given: sent(given)))
        assert await trouble(client) == taken


async def test_the_whole_of_a_question_has_its_time_also_where_bytes_keep_dripping(clock: SetClock) -> None:
    dripping = httpx.Response(200, stream=Drip(), headers={"content-type": "application/json"})
    assert await trouble(Scripted(dripping).client(clock, total=0.1)) == "slow"


async def test_a_register_that_keeps_failing_is_left_in_peace_and_tried_by_one(clock: SetClock) -> None:
    register = Scripted(httpx.Response(500))
    client = register.client(clock)
    for _ in range(FAILURES):
        assert await trouble(client) == "failed"
    assert await trouble(client) == "resting"
    assert len(register.asked) == FAILURES

    clock.advance(REST)
    register.answers = [httpx.Response(500)]
    assert await asyncio.gather(*(trouble(client) for _ in range(4))) == ["failed", "resting", "resting", "resting"]
    assert len(register.asked) == FAILURES + 1

    clock.advance(REST)
    register.answers = [lambda _: well()]
    assert await asyncio.gather(*(trouble(client) for _ in range(4))) == [None] * 4
    register.answers = [httpx.Response(500)]
    assert await trouble(client) == "failed"
    assert await trouble(client) == "failed"


async def test_one_registers_trouble_is_not_anothers(clock: SetClock) -> None:
    register = Scripted(
        lambda request: httpx.Response(500) if request.url.path.startswith("/ugf") else httpx.Response(200, json=answer(register="iis"))
    )  # fmt: skip
    client = register.client(clock)
    for _ in range(FAILURES + 1):
        await trouble(client)
    told, digest = await client.query(Register.DISABILITY, CODE, "application")
    assert (told.register, len(digest)) == ("iis", 32)


async def test_an_unknown_person_and_a_register_that_answers_are_no_failures(clock: SetClock) -> None:
    unknown = httpx.Response(404, json={"type": "/problems/person-unknown"})
    client = Scripted(unknown).client(clock)
    assert [await trouble(client) for _ in range(FAILURES + 1)] == ["unknown"] * (FAILURES + 1)


async def test_a_cancelled_trial_lets_the_next_one_try(clock: SetClock) -> None:
    register = Scripted(httpx.Response(500))
    client = register.client(clock)
    for _ in range(FAILURES):
        await trouble(client)
    clock.advance(REST)
    reached = asyncio.Event()

    async def hold() -> httpx.Response:
        reached.set()
        await asyncio.Event().wait()
        return well()

    register.answers = [lambda _: hold(), lambda _: well()]
    first = asyncio.create_task(trouble(client))
    await reached.wait()
    second = asyncio.create_task(trouble(client))
    first.cancel()
    assert await second is None


async def test_nothing_personal_reaches_the_log(clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Scripted(httpx.Response(500), httpx.Response(200, json=answer(records="?"))).client(clock)
    await trouble(client)
    await trouble(client)
    assert "register ugf: failed" in caplog.text
    for secret in ("32000000017", "320000-00017", "s3cret", "t1 "):
        assert secret not in caplog.text
    assert "s3cret" not in repr(ACCESS)


# -- over real connections -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def program() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "simulators", "--port", "0", "--json", "--families", "70"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        ("cut", "unreachable"),
        ("certificate", "failed"),
        ("silent", "slow"),
        ("slow", "slow"),
        ("html", "unreadable"),
        ("half", "unreadable"),
    ],
)
async def test_faults_of_the_wire_over_the_wire(program: dict[str, Any], kind: str, taken: str) -> None:
    secret = next(one["secret"] for one in program["clients"] if one["id"] == "goda-registers")
    access = Access(base=program["start"].rstrip("/"), token=program["token"], client="goda-registers", secret=secret)
    client = Client(access, SystemClock(), total=2)
    async with httpx.AsyncClient(base_url=program["control"]) as control:
        edge = (await control.get("/edges")).json()["three-children"]
        code = personal_code.parse(edge["applicant"])
        answered, _ = await client.query(Register.PERSONS, code, "application")
        assert len(answered.records) == 1
        await control.put("/faults/fpr", json={"kind": kind, "seconds": 5})
        try:
            with pytest.raises(Unusable) as unusable:
                await client.query(Register.PERSONS, code, "application")
            assert unusable.value.trouble == taken
        finally:
            await control.delete("/faults")
            await client.close()


async def test_a_certificate_that_nobody_should_trust_is_not_trusted(program: dict[str, Any]) -> None:
    base = program["untrusted"]
    access = Access(base=base, token=f"{base}/login/token", client="goda-registers", secret="any")
    client = Client(access, SystemClock(), total=3)
    assert await trouble(client) == "unreachable"
    await client.close()


async def test_where_nobody_listens_the_register_is_unreachable() -> None:
    access = Access(base="http://127.0.0.1:1", token="http://127.0.0.1:1/token", client="c", secret="s")
    client = Client(access, SystemClock(), total=3)
    assert await trouble(client) == "unreachable"
    await client.close()
