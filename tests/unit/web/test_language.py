"""Latvian unless English is asked for."""

import pytest

from goda.web.language import language_of


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "lv"),
        ({"accept-language": "en"}, "en"),
        ({"accept-language": "EN-us,en;q=0.9"}, "en"),
        ({"accept-language": "lv,en;q=0.9"}, "lv"),
        ({"accept-language": "en;q=0.2,lv;q=0.8"}, "lv"),
        ({"accept-language": "ru,en;q=0.5"}, "en"),
        ({"accept-language": "en;q=0"}, "lv"),
        ({"accept-language": "english"}, "lv"),
        ({"accept-language": "en;q=nonsense, ;;;,,"}, "lv"),
        ({"accept-language": "en;q=nan"}, "lv"),
        ({"cookie": "a=1; goda_lang=en", "accept-language": "lv"}, "en"),
        ({"cookie": "goda_lang=lv", "accept-language": "en"}, "lv"),
        ({"cookie": "goda_lang=xx", "accept-language": "en"}, "en"),
        ({"cookie": "xgoda_lang=en"}, "lv"),
        ({"cookie": "goda_lang=english"}, "lv"),
    ],
)
def test_cookie_then_header_then_latvian(headers: dict[str, str], language: str) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert language_of({"type": "http", "headers": raw}) == language  # type: ignore[typeddict-item, arg-type]
