"""What only the real server can show: granian, sockets, deadlines, the log as it is written, a graceful end."""

import contextlib
import json
import socket
import threading
import time
from typing import Any

import httpx
import pytest

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
BAD_BODIES = {
    "deep": b"[" * 8000,
    "deep-and-closed": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "invalid-utf8": b'{"code":"\xff\xfe"}',
    "surrogate": b'{"code":"\\ud800"}',
    "nul": b'{"code":"a\\u0000"}',
    "twice": b'{"code":"a","code":"b"}',
    "cut": b'{"code":"a',
    "text": b"code=a",
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "number": b"1e999",
    "huge-number": b"9" * 4500,
    "not-a-number": b"NaN",
    "numbers-for-words": b'{"code":1,"deviceName":[],"names":{},"family":"x"}',
    "nulls": b'{"code":null,"deviceName":null}',
    "megabyte": b'{"code":"' + b"A" * 1_000_000 + b'"}',
}


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return told


def operations(http: httpx.Client) -> list[tuple[str, str]]:
    """Every method and address of the API's description, ids filled with one that nobody has."""
    paths = http.get("/schema/openapi.json").json()["paths"]
    filled = []
    for path, methods in paths.items():
        address = "".join(
            "6d0c2f3e-0f3f-4a51-9d43-3b8f0f0c6b11" if part.startswith("{") else part for part in _parts(path)
        )
        filled += [
            (method.upper(), address) for method in methods if method in {"get", "post", "put", "patch", "delete"}
        ]
    return filled


def _parts(path: str) -> list[str]:
    return path.replace("{", "\0{").replace("}", "}\0").split("\0")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/health/live", 200), ("GET", "/nowhere", 404), ("DELETE", "/health/live", 405), ("POST", "/status/1", 405),
     ("PUT", "/vct/1", 405), ("GET", "/status/1", 200), ("GET", "/status/2", 404), ("GET", "/.well-known/goda-keys", 200),
     ("BREW", "/nowhere", 404), ("GET", "/console/nowhere", 404)],
)  # fmt: skip
def test_security_headers_stand_on_every_answer(http: httpx.Client, method: str, path: str, status: int) -> None:
    answer = http.request(method, path)
    assert answer.status_code == status
    for name, value in EVERYWHERE.items():
        assert answer.headers.get_list(name) == [value]
    for name in ("content-security-policy", "permissions-policy", "cross-origin-resource-policy", "cache-control"):
        assert len(answer.headers.get_list(name)) == 1
    if status == 405:
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("name", BAD_BODIES)
def test_bad_bodies_are_clear_problems_on_every_operation(http: httpx.Client, name: str) -> None:
    asked = [operation for operation in operations(http) if operation[0] != "GET"]
    assert asked
    for method, path in asked:
        answer = http.request(
            method,
            path,
            content=BAD_BODIES[name],
            headers={"content-type": "application/json", "accept": "application/json"},
        )
        assert answer.status_code < 500, (method, path, answer.text)
        if answer.status_code >= 400:
            problem(answer)
        if name == "megabyte":
            assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
def test_other_kinds_of_body_are_a_415_on_every_json_operation(http: httpx.Client, kind: str) -> None:
    for method, path in operations(http):
        if method == "GET" or (kind.startswith("multipart") and path.endswith("/documents")):
            continue  # files come as forms, there and nowhere else
        answer = http.request(method, path, content=b"{}", headers={"content-type": kind} if kind else {})
        assert problem(answer)["code"] == "unsupported-media-type"


def test_requests_that_another_site_caused_are_refused(http: httpx.Client) -> None:
    for method, path in operations(http):
        if method == "GET":
            continue
        answer = http.request(
            method, path, json={}, headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        )
        assert problem(answer)["code"] == "cross-origin"


def test_head_is_get_without_a_body(http: httpx.Client) -> None:
    for path in ("/health/live", "/status/1", "/.well-known/goda-keys", "/vct/1", "/nowhere"):
        head, get = http.head(path), http.get(path)
        assert head.content == b""
        assert head.status_code == get.status_code
        assert head.headers.get("content-length") == get.headers.get("content-length")


def test_headers_over_the_limit_are_refused_and_the_server_stays(http: httpx.Client) -> None:
    for size in (9_000, 20_000, 200_000):
        with contextlib.suppress(httpx.TransportError):
            assert http.get("/health/live", headers={"x-much": "a" * size}).status_code in {400, 431}
    assert http.get("/health/live").status_code == 200


def said(connection: socket.socket) -> bytes:
    """All that comes until the server closes or has answered."""
    received = b""
    with contextlib.suppress(TimeoutError, ConnectionResetError):
        while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
            received += more
    return received


def test_a_head_that_trickles_is_dropped_within_the_deadline(server: Any) -> None:
    """granian alone waits for ever by default (security.md, traps)."""
    with server.connect() as connection:
        begin = time.monotonic()
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        said(connection)
        assert 3 < time.monotonic() - begin < 10


def test_a_body_that_trickles_is_answered_408_at_the_deadline_however_many_there_are(server: Any) -> None:
    """A byte now and then keeps no request alive; the others are served meanwhile."""
    begin = time.monotonic()
    answers: list[tuple[bytes, float]] = []

    def trickle() -> None:
        with server.connect() as connection:
            connection.sendall(
                b"POST /wallet/nonces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
            )
            connection.settimeout(0.5)
            received = b""
            while not received and time.monotonic() - begin < 25:
                try:
                    received = connection.recv(65536)
                except TimeoutError:
                    connection.sendall(b" ")
            answers.append((received, time.monotonic() - begin))

    threads = [threading.Thread(target=trickle) for _ in range(20)]
    for thread in threads:
        thread.start()
    assert httpx.get(f"{server.origin}/health/live", timeout=5).status_code == 200
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    for received, taken in answers:
        assert received.startswith(b"HTTP/1.1 408 ")
        assert 9 < taken < 15


PLANTED = ("050588-11111", "ABCDE-FGHJK-MNPQR", "Bērziņš")


def test_a_code_in_address_header_or_body_reaches_no_log(server: Any) -> None:
    with httpx.Client(base_url=server.origin) as http:
        for code in PLANTED:
            ascii_code = code.encode("ascii", "ignore").decode()
            headers = {"user-agent": ascii_code, "referer": f"http://x/{ascii_code}", "cookie": f"goda={ascii_code}"}
            for path in (
                f"/{code}",
                f"/nowhere?code={code}",
                f"/status/{code}",
                f"/wallet/devices/{code}",
                f"/console/cards/{code}",
            ):
                http.get(path, headers=headers)
                http.delete(path, headers=headers)
            http.post("/wallet/activations", json={"code": code, "deviceName": code}, headers=headers)
            http.post(
                "/wallet/activations", content=f'{{"{code}":'.encode(), headers={"content-type": "application/json"}
            )
            http.post("/console/nowhere", data={"q": code})
        assert http.get("/health/live").status_code == 200
    written = server.log.read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert len(lines) > 30
    for code in PLANTED:
        for piece in (code, code.replace("-", ""), code.encode("ascii", "ignore").decode()):
            assert piece not in written
    assert "127.0.0.1:" not in written.replace(f"127.0.0.1:{server.port}", "")
    assert all(set(line) <= {"method", "route", "status", "ms", "bytes", "id"} for line in lines if "route" in line)


def test_the_description_is_there_for_learners_with_a_page_of_our_own(http: httpx.Client) -> None:
    description = http.get("/schema/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    page = http.get("/schema")
    if page.status_code == 404:
        pytest.skip("the pages are not built: run `npm run build`")
    assert "http://" not in page.text
    assert "https://" not in page.text
    for path in ("/schema/swagger-ui.css", "/schema/swagger-ui-bundle.js", "/schema/start.js"):
        assert http.get(path).status_code == 200


def test_problems_are_described_in_the_openapi(http: httpx.Client) -> None:
    description = http.get("/schema/openapi.json").json()
    assert "Problem" in description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            kinds = [
                set(answer.get("content", {})) for status, answer in operation["responses"].items() if status >= "4"
            ]
            assert {"application/problem+json"} in kinds, (method, path)


def test_ready_and_alive_and_counted(http: httpx.Client) -> None:
    assert http.get("/health/live").json() == {"status": "ok", "parts": {}}
    ready = http.get("/health/ready").json()
    assert ready["status"] == "ok"
    assert {"database", "migrations", "status"} <= set(ready["parts"])
    text = http.get("/metrics").text
    assert 'goda_request_seconds_count{method="GET",route="/health/ready",status="200"}' in text
    assert "goda_key_list_seconds_left " in text
    assert 'goda_status_list_answers_total{status="200"}' in text
