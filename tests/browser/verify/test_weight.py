"""The weight of the page as built, in brotli (experience.md, "Budgets"), and that nobody else's address is in it."""

import re

import brotli
import pytest

FIRST = 10_240  # bytes: HTML, CSS and first script
BEFORE_THE_FIRST_SCAN = 30_720  # bytes: all but WebAssembly and its glue, which come after the camera shows


@pytest.fixture(scope="module")
def weights(built_verifier):
    files = [path for path in built_verifier.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    return {str(path.relative_to(built_verifier)): len(brotli.compress(path.read_bytes())) for path in files}


def named(weights, pattern):
    found = [size for name, size in weights.items() if re.fullmatch(pattern, name)]
    assert len(found) == 1, (pattern, weights)
    return found[0]


def test_html_styles_and_first_script_weigh_at_most_ten_kilobytes(weights):
    first = [r"index\.html", r"assets/index-.*\.css", r"assets/index-.*\.js"]
    assert sum(named(weights, pattern) for pattern in first) <= FIRST


def test_everything_before_the_first_scan_weighs_at_most_thirty_kilobytes(weights):
    later = re.compile(r"assets/(zxing|en)-.*")
    assert sum(size for name, size in weights.items() if not later.fullmatch(name)) <= BEFORE_THE_FIRST_SCAN


def test_the_first_script_pulls_in_nothing_before_the_camera(built_verifier):
    html = (built_verifier / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r"<script[^>]+src=", html)) == 1
    assert "modulepreload" not in html
    (script,) = (built_verifier / "assets").glob("index-*.js")
    assert not re.search(r"\bimport[ {\"'`]", script.read_text(encoding="utf-8"))


def test_no_inline_script_or_style_and_one_data_block_for_the_server(built_verifier):
    html = (built_verifier / "index.html").read_text(encoding="utf-8")
    assert html.count('<script type="application/json" id="goda">{}</script>') == 1
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)


def test_every_word_of_the_page_has_its_english(built_verifier):
    html = (built_verifier / "index.html").read_text(encoding="utf-8")
    (english,) = (built_verifier / "assets").glob("en-*.js")
    words = english.read_text(encoding="utf-8")
    keys = set(re.findall(r'data-(?:t|label)="(\w+)"', html))
    assert keys
    assert {key for key in keys if not re.search(rf"\b{key}:", words)} == set()
