"""granian with our limits: HTTP/1.1, header deadline, no access log of its own, a graceful stop.

What granian cannot do, a proxy in front must (deploy/nginx.conf): drop clients that read slowly, and bound connections by address.
"""

import os
from pathlib import Path
from typing import Final

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

HEADER_SECONDS: Final = 5
STOP_SECONDS: Final = 20
"""A worker that has not ended its requests by then is killed: longer than a handler may run (`limits.HANDLER_SECONDS`)."""
BUFFER_BYTES: Final = 16 * 1024
"""Of one request's head; the shell refuses heads over 8 KiB, the server cannot be asked to read far beyond."""


def serve(target: str, *, host: str, port: int, workers: int, var: Path) -> None:
    """Serve the application made by the factory `target` ("module:callable") until told to stop."""
    if workers > 1:
        folder = var / "metrics"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.db"):
            old.unlink()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    Server(
        target,
        address="127.0.0.1" if host == "localhost" else host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=BUFFER_BYTES),
        websockets=False,
        loop=Loops.asyncio,
        backlog=1024,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        factory=True,
    ).serve()
