"""The few files that the web package itself serves: the style of its problem page."""

from pathlib import Path

from litestar.types import ASGIApp

from goda.web import assets


def files() -> dict[str, ASGIApp]:
    """Answers by address."""
    style = Path(__file__).with_name("plain.css").read_bytes()
    return {"/plain.css": assets.serve(assets.asset(style, assets.type_of("plain.css")))}
