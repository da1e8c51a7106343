"""Alive and ready are two questions; a part that fails or hangs is named, and nothing more is told."""

import asyncio

import httpx
import pytest

from goda.web import health
from goda.web.application import assemble
from goda.web.feature import Feature, Ready

pytestmark = pytest.mark.anyio


async def well() -> bool:
    return True


async def ill() -> bool:
    return False


async def broken() -> bool:
    raise ConnectionError("postgresql://user:secret@host")


async def stuck() -> bool:
    await asyncio.Event().wait()
    return True


async def ask(path: str, **parts: Ready) -> httpx.Response:
    app = assemble([Feature(name="parts", ready=parts)], origin="http://localhost:8000", demo=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost:8000") as client:  # type: ignore[arg-type]
        return await client.get(path)


async def test_ready_where_every_part_is_well() -> None:
    answer = await ask("/health/ready", database=well, status=well)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "parts": {"database": True, "status": True}})


async def test_not_ready_where_one_is_ill_broken_or_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SECONDS", 0.02)
    for part in (ill, broken, stuck):
        answer = await ask("/health/ready", database=well, status=part)
        assert answer.status_code == 503
        assert answer.json() == {"status": "not-ready", "parts": {"database": True, "status": False}}
        assert "secret" not in answer.text


async def test_alive_is_asked_of_no_part() -> None:
    assert (await ask("/health/live", database=broken)).status_code == 200


async def test_metrics_count_by_template_and_hold_no_address() -> None:
    await ask("/health/live")
    text = (await ask("/metrics")).text
    assert 'goda_request_seconds_count{method="GET",route="/health/live",status="200"}' in text
    await ask("/nobody-050588-11111")
    assert "050588" not in (await ask("/metrics")).text
