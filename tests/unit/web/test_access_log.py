"""The log says what happened and never to whom."""

import json
import logging

import httpx
import pytest

from goda.web import access_log

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


def test_exceptions_of_every_logger_of_ours_lose_their_message(capsys: pytest.CaptureFixture[str]) -> None:
    """A job that fails may quote a row; `log.exception` of any feature goes through the same sieve."""
    ours, handlers, level = (
        logging.getLogger("goda"),
        logging.getLogger("goda").handlers,
        logging.getLogger("goda").level,
    )
    try:
        access_log.configure()
        try:
            int(PLANTED)
        except ValueError:
            logging.getLogger("goda.db.jobs").exception("job %s failed", "cards.publish")
    finally:
        ours.handlers, ours.level, ours.propagate = handlers, level, True
    written = json.loads(capsys.readouterr().out)
    assert written["message"] == "job cards.publish failed"
    assert written["trouble"] == "ValueError"
    assert any("test_access_log" in place for place in written["at"])
    assert PLANTED not in json.dumps(written)
