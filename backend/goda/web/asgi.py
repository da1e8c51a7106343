"""The one type of the layers around Litestar: something that answers an HTTP request."""

from collections.abc import Awaitable, Callable

from litestar.types import HTTPScope, Receive, Send

HTTPApp = Callable[[HTTPScope, Receive, Send], Awaitable[None]]
