"""Told to stop, the server finishes what it has begun, takes nothing new, and goes."""

from pathlib import Path
from typing import Any


def test_a_request_under_way_is_answered_and_the_process_ends_well(tmp_path: Path, serving: Any) -> None:
    with serving(tmp_path) as server:
        with server.connect() as connection:
            connection.sendall(
                b"POST /wallet/nonces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{"
            )
            # An answer on another connection shows that the first request has reached the server.
            with server.connect() as other:
                other.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert other.recv(65536).startswith(b"HTTP/1.1 200")
            server.process.terminate()
            connection.sendall(b"}")
            assert connection.recv(65536).startswith(b"HTTP/1.1 2")
        assert server.process.wait(30) == 0
        assert "Traceback" not in server.log.read_text()
