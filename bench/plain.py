"""The barest answer granian can give, to measure ours against: `python -m bench.plain PORT ANSWER`.

ANSWER is a JSON file: headers and body as the server in question sends them, so that both write the same bytes.
"""

import base64
import json
import os
import sys
from pathlib import Path

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server

from goda.web.server import BUFFER_BYTES, HEADER_SECONDS

ANSWER = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text()) if "BENCH_ANSWER" in os.environ else {}
HEADERS = [(name.encode(), value.encode()) for name, value in ANSWER.get("headers", ())]
BODY = base64.b64decode(ANSWER.get("body", ""))


async def app(scope, _receive, send) -> None:
    """Answer every request with the same bytes."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    os.environ["BENCH_ANSWER"] = sys.argv[2]
    Server(
        "bench.plain:app", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI, http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=BUFFER_BYTES),
        loop=Loops.asyncio, backlog=1024, websockets=False, log_enabled=False,
    ).serve()  # fmt: skip
