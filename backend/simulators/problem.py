"""Trouble as RFC 9457 tells it: the registers' and the control's answers that are not what was asked for."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457; `code` is stable and for programs."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Refused(Exception):
    """An answer that is a problem; `headers` go with it."""

    def __init__(self, status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}


def handle(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's handler of every exception: problems of ours, of Litestar's, and anything else as 500."""
    match error:
        case Refused():
            return _answer(error.status, error.code, error.detail, error.headers)
        case HTTPException():
            return _answer(
                error.status_code,
                "not-understood",
                error.detail,
                error.headers,
            )
        case _:
            return _answer(500, "trouble", type(error).__name__)


def _answer(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> Response[bytes]:
    told = Problem(
        type=f"/problems/{code}", title=code.replace("-", " ").capitalize(), status=status, detail=detail, code=code
    )
    return Response(msgspec.json.encode(told), status_code=status, media_type=MEDIA_TYPE, headers=headers)
