"""The barest answer granian can give, to measure ours against: `python -m bench.plain PORT BYTES`."""

import os
import sys

from granian.constants import HTTPModes, Interfaces, Loops
from granian.server import Server

BODY = b"x" * int(os.environ.get("BENCH_BODY", "0"))
HEADERS = [(b"content-type", b"text/plain"), (b"content-length", str(len(BODY)).encode())]


async def app(scope, _receive, send) -> None:
    """Answer every request with the same bytes."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    os.environ["BENCH_BODY"] = sys.argv[2]
    Server(
        "bench.plain:app", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI, http=HTTPModes.http1,
        loop=Loops.asyncio, websockets=False, log_enabled=False,
    ).serve()  # fmt: skip
