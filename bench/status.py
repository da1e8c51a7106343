"""The status list: building, signing and publishing 2²⁰ entries at 1 % annulled; and how fast it is served."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Final

from bench.measure import row, seconds_each, title
from goda.cards.status import bits, in_all_forms
from godakeys import ceremony, wire
from godakeys.local import LocalSigner
from godakeys.messages import SignStatusList

LIST: Final = 1 << 20
CLIENTS: Final = 32
SECONDS: Final = 4.0
PASSPHRASE: Final = "bench-working-keys-1"


def building() -> None:
    """From the annulled indices to the bytes that are served, by step."""
    title("Building and publishing a status list of 2²⁰ entries, 1 % annulled")
    annulled = sorted(random.Random(1).sample(range(LIST), LIST // 100))
    array = bits(annulled)
    clock = iter(range(1_795_348_800, 1_900_000_000))
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        ceremony.initialise(
            keys,
            PASSPHRASE,
            Path(folder) / "root",
            "bench-root-of-keys-1",
            "http://localhost:8000",
            1_795_348_800,
            work=10,
        )
        now = [1_795_348_800]
        signer = LocalSigner.open(keys, PASSPHRASE, "http://localhost:8000", lambda: now[0], lists_per_hour=1_000_000)
        loop = asyncio.new_event_loop()

        def sign() -> str:
            now[0] = next(clock)
            return loop.run_until_complete(signer.sign_status_list(SignStatusList(list=1, iat=now[0], bits=array)))

        token = sign()
        steps = {
            "level9": lambda: zlib.compress(array, 9),
            "rle": lambda: wire.compress(array),
            "bits": lambda: bits(annulled),
            "sign": sign,
            "forms": lambda: in_all_forms(1, token, 1),
        }
        took = seconds_each(steps, times=3, rounds=3)
        loop.close()
    row("zlib level 9", took["level9"], took["rle"], f"{len(zlib.compress(array, 9)):,} bytes")
    row("zlib Z_RLE, as ours", took["rle"], took["rle"], f"{len(wire.compress(array)):,} bytes")
    row("the array from 10 485 indices", took["bits"], took["rle"])
    row("sign: policy, no bit set back, Z_RLE, ES256", took["sign"], took["rle"])
    row("gzip and brotli of the token, made once", took["forms"], took["rle"], f"token {len(token):,} bytes")


def serving() -> None:
    """Requests a second of `/status/1` and of a bare ASGI answer of the same size, each on granian with one worker."""
    title("Serving /status/1, one worker, 32 connections on this machine")
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        environment = {**os.environ, "GODA_VAR": folder, "GODA_LISTEN": f"127.0.0.1:{port}"}
        environment["GODA_ORIGIN"] = f"http://localhost:{port}"
        goda = Path(sys.executable).with_name("goda")
        subprocess.run([goda, "demo", "--json"], env=environment, check=True, stdout=subprocess.DEVNULL)
        with _server([str(goda), "serve"], environment, port, "/status/1"):
            body = len(_fetch(port, "/status/1")[1])
            ours = _load(port, "/status/1")
    port = _free_port()
    plain = [sys.executable, "-m", "bench.plain", str(port), str(body)]
    with _server(plain, dict(os.environ), port, "/"):
        base = _load(port, "/")
    print(f"  plain ASGI answer of {body:,} bytes {base:10.0f} requests/s    1.00 x")
    print(
        f"  goda /status/1                    {ours:10.0f} requests/s {ours / base:7.2f} x   (goal: 5 000/s on two cores)"
    )


class _server:  # noqa: N801 - reads as a statement
    def __init__(self, command: list[str], environment: dict[str, str], port: int, path: str) -> None:
        self._command, self._environment, self._port, self._path = command, environment, port, path

    def __enter__(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)
        for _ in range(300):
            try:
                if _fetch(self._port, self._path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{self._command} does not answer")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)


def _fetch(port: int, path: str) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: link.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def _load(port: int, path: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()

    class Client(asyncio.Protocol):
        answered = 0

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.buffer, self.missing = transport, b"", -1
            self.transport.write(request)

        def data_received(self, data: bytes) -> None:
            if self.missing >= 0:
                self.missing -= len(data)
            else:
                self.buffer += data
                head, found, rest = self.buffer.partition(b"\r\n\r\n")
                if not found:
                    return
                length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                self.missing = int(length.split(b":")[1]) - len(rest)
            if self.missing <= 0:
                self.buffer, self.missing = b"", -1
                Client.answered += 1
                self.transport.write(request)

    async def run() -> float:
        loop = asyncio.get_running_loop()
        links = [await loop.create_connection(Client, "127.0.0.1", port) for _ in range(CLIENTS)]
        await asyncio.sleep(SECONDS / 4)
        Client.answered, start = 0, time.perf_counter()
        await asyncio.sleep(SECONDS)
        rate = Client.answered / (time.perf_counter() - start)
        for transport, _ in links:
            transport.close()
        return rate

    return asyncio.run(run())


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
