"""The few files that the web package itself serves: the style of its problem page."""

from pathlib import Path

from goda.web import assets
from goda.web.asgi import HTTPApp


def files() -> dict[str, HTTPApp]:
    """Answers by address."""
    style = Path(__file__).with_name("plain.css").read_bytes()
    return {"/plain.css": assets.serve(assets.asset(style, assets.type_of("plain.css")))}
