"""What the real server writes when something breaks: never what the exception says (security.md, Logs)."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

PLANTED = "050588-11111"
PROBE = f"""
from goda.web import access_log, shell


def made():
    access_log.configure()

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        if scope["path"] == "/bare":
            raise ValueError("{PLANTED}")  # as if our own shell broke
        await send({{"type": "http.response.start", "status": 200, "headers": []}})
        await send({{"type": "http.response.body", "body": b"half", "more_body": True}})
        raise ValueError("{PLANTED}")

    inside = shell.answered(app)

    async def outer(scope, receive, send):
        await (app if scope.get("path") == "/bare" else inside)(scope, receive, send)

    return outer
"""


def test_an_exception_reaches_the_log_without_its_message(tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text(PROBE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = (
        "from pathlib import Path; from goda.web.server import serve; "
        f"serve('probe:made', host='127.0.0.1', port={port}, workers=1, var=Path('.'))"
    )
    log = tmp_path / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", start],
            env=os.environ | {"PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        bare = _asked(f"http://127.0.0.1:{port}/bare")
        half = _asked(f"http://127.0.0.1:{port}/half")
    finally:
        process.terminate()
        process.wait(30)
    said = log.read_text()
    assert bare.status_code == 500
    assert half.text == "half"
    assert PLANTED not in bare.text
    assert said.count("ValueError") == 1, "that of the shell; the server tells of its own only where it stood"
    assert PLANTED not in said


def _asked(address: str) -> httpx.Response:
    for _ in range(200):
        try:
            return httpx.get(address, timeout=10)
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the server did not come up")
