"""Servers to measure: the demo on a free port with a folder of its own that goes with it, or any other command."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from goda.seeds import state_side

ROOT = Path(__file__).parents[1]


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """The demo, served from a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder, served(folder) as ready:
        yield ready


@contextmanager
def served(folder: str, *, state: bool = False) -> Iterator[dict[str, Any]]:
    """The demo; yields what `goda demo --json` says, with `origin`, `port`, `pid` and, if the state's side runs beside it, `state`."""
    with ExitStack() as beside:
        port = free_port()
        origin = f"http://localhost:{port}"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GODA_")}
        environment |= {"GODA_VAR": folder, "GODA_ORIGIN": origin, "GODA_LISTEN": f"127.0.0.1:{port}"}
        told = beside.enter_context(state_side.running(origin, 0))() if state else None
        environment |= told.settings() | {"GODA_PROXIES": "1"} if told else {}  # families at addresses of their own
        goda = Path(sys.executable).with_name("goda")
        made = subprocess.run([goda, "demo", "--json"], env=environment, check=True, capture_output=True, text=True)
        with running([str(goda), "serve"], environment, port, "/health/ready") as pid:
            yield {**json.loads(made.stdout), "origin": origin, "port": port, "pid": pid, "state": told}


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[int]:
    """`command` for as long as the body lasts, from when `path` answers 200; yields its process id."""
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command} does not answer")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def get(port: int, path: str, headers: str = "") -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of one GET."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}Connection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: link.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split()[1]), [(name.lower(), value.strip()) for name, _, value in pairs], body


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    try:
        return get(port, path)[0] == 200
    except OSError:
        return False
