"""What Prometheus may know: how many, how fast, by route template and status. No label holds anything of a person."""

import os
from typing import Final

from litestar import Response, get
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

REGISTRY: Final = CollectorRegistry()
_SECONDS: Final = Histogram(
    "goda_request_seconds",
    "Time from the first byte of the request to the last of the answer.",
    ("method", "route", "status"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 15.0),
    registry=REGISTRY,
)
STATUS_LISTS: Final = Counter(
    "goda_status_list_answers", "Answers from the status list's door.", ("status",), registry=REGISTRY
)
KEY_LIST_LEFT: Final = Gauge(
    "goda_key_list_seconds_left",
    "Seconds until the published key list ends, negative after it: `goda keys publish --if-due` makes the next.",
    registry=REGISTRY,
    multiprocess_mode="mostrecent",
)


def observe(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    _SECONDS.labels(method, route, str(status)).observe(seconds)


@get("/metrics", include_in_schema=False)
async def metrics() -> Response[bytes]:
    """The text exposition format, of all server processes where there are several (`PROMETHEUS_MULTIPROC_DIR`)."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})
