"""How fast `/status/1` is served: beside a bare ASGI answer of the same bytes, on the same server, to the same client.

Load and server share this machine's cores, so requests a second alone would measure both; the processor time that the
server itself used for a request is printed beside them, and what the client used, to show that it held nothing up.
"""

import asyncio
import base64
import json
import os
import select
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.measure import title
from bench.plain import app as plain_app
from bench.servers import demo, free_port, get, running
from goda.kernel.clock import SystemClock
from goda.verification import status
from goda.web.headers import Policies
from goda.web.published import Published, StatusLists

CLIENTS: Final = 32
SECONDS: Final = 1.5
ROUNDS: Final = 5
PATH: Final = "/status/1"
TILL: Final = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n"
    "Accept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: lv\r\nCache-Control: no-cache\r\n"
    "Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n"
)
"""What a till's browser sends along."""


class Load(NamedTuple):
    """One round: requests a second, processor seconds a request of the server, share of a core that the client used."""

    rate: float
    server: float
    client: float


def serving() -> None:
    """Rounds taken in turn by all kinds, medians of each."""
    title(f"Serving {PATH}: one worker, {CLIENTS} connections, a browser's headers; medians of {ROUNDS} rounds")
    with demo() as ready, _plain(ready["port"]) as (plain_port, plain_pid, size):
        unchanged = f"{TILL}If-None-Match: {_etag(ready['port'])}\r\n"
        kinds: dict[str, Callable[[], Load]] = {
            "plain": lambda: load(plain_port, "/", TILL, plain_pid),
            "whole": lambda: load(ready["port"], PATH, TILL, ready["pid"]),
            "unchanged": lambda: load(ready["port"], PATH, unchanged, ready["pid"]),
        }
        rounds: dict[str, list[Load]] = {name: [] for name in kinds}
        for _ in range(ROUNDS):
            for name, run in kinds.items():
                rounds[name].append(run())
    medians = {
        name: Load(*(statistics.median(column) for column in zip(*taken, strict=True)))
        for name, taken in rounds.items()
    }
    base = medians["plain"]
    for name, text in (
        ("plain", f"plain ASGI answer, same {size} bytes and headers"),
        ("whole", f"goda, the whole list ({size} bytes)"),
        ("unchanged", "goda, 304 to a till that has it"),
    ):
        rate, server, client = medians[name]
        print(
            f"  {text:<47}{rate:8.0f} requests/s {rate / base.rate:5.2f} x   server CPU {server * 1e6:5.1f} µs each "
            f"{server / base.server:5.2f} x   (client {client:.0%} of a core)"
        )
    print("  goal: 5 000/s on two cores, load included")
    own, bare = _in_process()
    print(f"  our own code without a server: {own * 1e6:.1f} µs a request, a bare answer {bare * 1e6:.1f} µs")


@contextmanager
def _plain(port: int) -> Iterator[tuple[int, int, int]]:
    """A plain server that answers what the server at `port` does; its port, process and the size of the body."""
    _, headers, body = get(port, PATH, TILL)
    headers = [pair for pair in headers if pair[0] not in {"date", "connection", "server", "transfer-encoding"}]
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        answer.write_text(json.dumps({"headers": headers, "body": base64.b64encode(body).decode()}))
        own = free_port()
        with running([sys.executable, "-m", "bench.plain", str(own), str(answer)], dict(os.environ), own, "/") as pid:
            yield own, pid, len(body)


def load(port: int, path: str, headers: str, pid: int) -> Load:
    """Ask again as soon as an answer is whole, on every connection. All answers are equally long: the first tells how long."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n".encode()
    poll, links, missing = select.epoll(), {}, {}
    length = _length(port, request)
    for _ in range(CLIENTS):
        link = socket.create_connection(("127.0.0.1", port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setblocking(False)
        links[link.fileno()], missing[link.fileno()] = link, length
        poll.register(link.fileno(), select.EPOLLIN)
        link.send(request)
    answered, begin, until = 0, 0.0, time.perf_counter() + SECONDS * 1.2
    warm = time.perf_counter() + SECONDS * 0.2
    own = used = 0.0
    while (now := time.perf_counter()) < until:
        if not begin and now >= warm:
            answered, begin, own, used = 0, now, time.process_time(), cpu(pid)
        for number, _ in poll.poll(1):
            link = links[number]
            missing[number] -= len(link.recv(65_536))
            if missing[number] == 0:
                answered += 1
                missing[number] = length
                link.send(request)
            elif missing[number] < 0:
                raise RuntimeError("answers of different lengths")
    took, own, used = time.perf_counter() - begin, time.process_time() - own, cpu(pid) - used
    for link in links.values():
        link.close()
    poll.close()
    return Load(answered / took, used / answered, own / took)


def cpu(pid: int) -> float:
    """Processor seconds used so far by a process and its living children."""
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    for each in (pid, *_children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def _children(pid: int) -> list[int]:
    found = [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]
    return found + [deeper for each in found for deeper in _children(each)]


def _length(port: int, request: bytes) -> int:
    """Bytes of one whole answer on a connection that stays open."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += link.recv(65_536)
        head, _, body = answer.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        whole = int(lengths[0].split(b":")[1]) if lengths and b" 304 " not in head.split(b"\r\n")[0] else 0
        while len(body) < whole:
            body += link.recv(65_536)
        return len(head) + 4 + whole


def _etag(port: int) -> str:
    return next(value for name, value in get(port, PATH, TILL)[1] if name == "etag")


def _in_process() -> tuple[float, float]:
    """Seconds of one call of our door and of the bare application, with a `send` that does nothing."""
    lists = StatusLists(SystemClock())
    lists.put(1, Published(body=b"x" * 600, gzip=b"x" * 500, brotli=b"x" * 500, etag='"x"', iat=1, exp=2))
    find = status.door(lists, Policies("http://localhost").public)
    headers = [tuple(line.lower().split(": ", 1)) for line in TILL.strip().split("\r\n")]
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": PATH,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }

    async def send(_: Any) -> None:
        pass

    async def both() -> tuple[float, float]:
        async def own() -> None:
            answer = find(PATH)
            assert answer
            await answer(scope, send, send)  # type: ignore[arg-type]

        return await _each(own), await _each(lambda: plain_app(scope, send, send))

    return asyncio.run(both())


async def _each(call: Callable[[], Any], times: int = 5000) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            await call()
        best = min(best, (time.process_time() - start) / times)
    return best
