"""The log says what happened and never to whom."""

import json
import logging
import sys
import warnings
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest

from goda.web import access_log, shell

pytestmark = pytest.mark.anyio

PLANTED = "050588-11111"


@pytest.fixture(autouse=True)
def listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "goda.access")


def lines(caplog: pytest.LogCaptureFixture, logger: str = "goda.access") -> list[dict[str, object]]:
    return [json.loads(record.getMessage()) for record in caplog.records if record.name == logger]


async def test_one_line_a_request_with_template_status_and_time(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/things/6d0c2f3e-0f3f-4a51-9d43-3b8f0f0c6b11")
    (line,) = lines(caplog)
    assert set(line) == {"method", "route", "status", "ms", "bytes", "id"}
    assert (line["method"], line["route"], line["status"]) == ("GET", "/things/{thing}", 200)
    assert line["bytes"] == len(answer.content)
    assert line["id"] == answer.headers["x-request-id"]


async def test_a_code_planted_anywhere_in_a_request_is_not_in_the_log(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    for path in (f"/{PLANTED}", f"/things/{PLANTED}", f"/pages?number={PLANTED}", f"/breaks?{PLANTED}"):
        await client.get(
            path, headers={"referer": PLANTED, "user-agent": PLANTED, "cookie": PLANTED, "x-forwarded-for": PLANTED}
        )
    await client.post("/wishes", json={"firstName": PLANTED * 3, PLANTED: PLANTED})
    await client.post("/wishes", content=PLANTED, headers={"content-type": PLANTED})
    await client.request(f"X{PLANTED}", "/wishes")
    assert len(lines(caplog)) == 7
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert PLANTED not in written
    assert "127.0.0.1" not in written


async def test_trouble_is_logged_by_type_and_place_without_its_message(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/breaks")
    (trouble,) = lines(caplog, "goda.trouble")
    assert trouble["trouble"] == "RuntimeError"
    assert trouble["id"] == answer.headers["x-request-id"]
    assert any("breaks" in place for place in trouble["at"])  # type: ignore[attr-defined]
    assert PLANTED not in json.dumps(trouble)


@pytest.fixture
def configured() -> Iterator[None]:
    """The log as a server has it, and as it was afterwards."""
    names = ["", "goda", "py.warnings", *(name for name in logging.root.manager.loggerDict)]
    before = [(one, one.handlers, one.level, one.propagate) for one in map(logging.getLogger, names)]
    logging.getLogger("_granian").handlers = [logging.StreamHandler(sys.stdout)]
    access_log.configure()
    yield
    logging.captureWarnings(capture=False)
    logging.getLogger("_granian").handlers = []
    for one, handlers, level, propagate in before:
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.mark.usefixtures("configured")
def test_exceptions_of_every_logger_of_ours_lose_their_message(capsys: pytest.CaptureFixture[str]) -> None:
    """A job that fails may quote a row; `log.exception` of any feature goes through the same sieve."""
    access_log.configure()
    try:
        int(PLANTED)
    except ValueError:
        logging.getLogger("goda.db.jobs").exception("job %s failed", "cards.publish")
    written = json.loads(capsys.readouterr().out)
    assert written["message"] == "job cards.publish failed"
    assert written["trouble"] == "ValueError"
    assert any("test_access_log" in place for place in written["at"])
    assert PLANTED not in json.dumps(written)


@pytest.mark.parametrize("name", ["_granian", "_granian.asgi.serve", "asyncio", "asyncpg", "never.seen.before"])
@pytest.mark.usefixtures("configured")
def test_of_what_strangers_log_only_the_place_is_written(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A server writes the exceptions that reach it, asyncio those of tasks nobody awaits: both with all values."""
    access_log.configure()
    try:
        int(PLANTED)
    except ValueError:
        logging.getLogger(name).exception("could not read %s", PLANTED)
    logging.getLogger(name).info("connected as %s", PLANTED)
    (line,) = capsys.readouterr().out.splitlines()
    written = json.loads(line)
    assert (written["logger"], written["trouble"]) == (name, "ValueError")
    assert "test_access_log" in written["from"]
    assert "message" not in written
    assert PLANTED not in line


@pytest.mark.usefixtures("configured")
def test_warnings_are_written_without_what_they_quote(capsys: pytest.CaptureFixture[str]) -> None:
    access_log.configure()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"odd value {PLANTED}", stacklevel=1)
    said = capsys.readouterr()
    assert json.loads(said.out)["logger"] == "py.warnings"
    assert PLANTED not in said.out + said.err


@pytest.mark.parametrize("gone", [False, True])
async def test_trouble_after_the_first_byte_ends_the_answer_and_reaches_no_server(
    caplog: pytest.LogCaptureFixture, *, gone: bool
) -> None:
    """What is raised to the server is written by the server, message and values."""
    sent: list[dict[str, object]] = []

    async def breaks_late(scope: object, receive: object, send: Callable[..., Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ValueError(PLANTED)

    async def send(message: dict[str, object]) -> None:
        if gone and len(sent) == 2:
            raise ConnectionError(PLANTED)
        sent.append(message)

    await shell.answered(breaks_late)({"type": "http", "path": "/", "headers": []}, None, send)  # type: ignore[arg-type]
    assert len(sent) == (2 if gone else 3)
    assert gone or sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert [one["trouble"] for one in lines(caplog, "goda.trouble")] == [
        "ValueError",
        *(["ConnectionError"] if gone else []),
    ]
    assert PLANTED not in caplog.text
