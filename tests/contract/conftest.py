"""The real server, as `goda serve` starts it: granian in a process of its own, a fresh SQLite file, keys of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from godakeys.ceremony import initialise

PASSPHRASE = "contract tests only, nothing secret"


@dataclass
class Server:
    """A running `goda serve`."""

    origin: str
    port: int
    log: Path
    process: subprocess.Popen[bytes]
    folder: Path

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Migrate, make keys, serve; on leaving the server is stopped, whatever happened."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://localhost:{port}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GODA_")}
    environment = clean | {"GODA_VAR": str(folder), "GODA_ORIGIN": origin, "GODA_KEYS_PASSPHRASE": PASSPHRASE}
    initialise(folder / "keys", PASSPHRASE, folder / "root", PASSPHRASE[::-1], origin, int(time.time()), work=12)
    subprocess.run([sys.executable, "-m", "goda", "migrate"], env=environment, check=True, capture_output=True)
    log = folder / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "goda", "serve", "--port", str(port)],
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        _until_ready(origin, process, log)
        yield Server(origin, port, log, process, folder)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_ready(origin: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{origin}/health/ready").status_code == 200:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(log.read_text())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    with running(tmp_path_factory.mktemp("server")) as served:
        yield served


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.origin, timeout=30) as client:
        yield client


@pytest.fixture
def serving() -> Callable[[Path], contextlib.AbstractContextManager[Server]]:
    """For tests that need a server of their own: `with serving(folder) as server`."""
    return running
