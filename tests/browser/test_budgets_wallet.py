"""The wallet's weight, from the built files (experience.md, "Budgets")."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "backend/goda/web_dist/wallet"
KIB = 1024


@pytest.fixture(scope="module")
def weigh():
    """Brotli size of files, at the quality with which they are served."""
    if not (BUILT / "index.html").exists():
        subprocess.run(["npm", "run", "build", "-w", "@goda/wallet"], cwd=ROOT, check=True, capture_output=True)
    script = (
        "const z = require('zlib'), fs = require('fs');"
        "console.log(process.argv.slice(1).reduce((n, f) => n + z.brotliCompressSync(fs.readFileSync(f)).length, 0))"
    )

    def weight(*files: Path) -> int:
        return int(subprocess.run(["node", "-e", script, *files], check=True, capture_output=True, text=True).stdout)

    return weight


def first_files() -> list[Path]:
    """The page, its styles, and its first script with all that this imports without being asked."""
    html = (BUILT / "index.html").read_text(encoding="utf-8")
    found = {BUILT / path for path in re.findall(r'(?:src|href)="/(assets/[^"]+)"', html)}
    waiting = [path for path in found if path.suffix == ".js"]
    while waiting:
        source = waiting.pop().read_text(encoding="utf-8")
        for name in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', source):
            path = BUILT / "assets" / name
            if path not in found:
                found.add(path)
                waiting.append(path)
    return [BUILT / "index.html", *sorted(path for path in found if path.exists())]


def test_page_styles_and_first_script_weigh_at_most_30_kb(weigh):
    files = first_files()
    assert {path.suffix for path in files} == {".html", ".css", ".js"}
    assert weigh(*files) <= 30 * KIB


def test_all_routes_weigh_at_most_80_kb(weigh):
    files = [path for path in (BUILT / "assets").iterdir() if path.suffix in {".js", ".css"}]
    assert len(files) > 5
    assert weigh(BUILT / "index.html", *files) <= 80 * KIB


def test_everything_a_card_needs_is_kept_for_offline():
    worker = (BUILT / "sw.js").read_text(encoding="utf-8")
    for path in (BUILT / "assets").iterdir():
        if path.suffix in {".js", ".css"}:
            assert f"/assets/{path.name}" in worker


def test_nothing_is_loaded_from_elsewhere():
    for path in (BUILT / "assets").glob("*.css"):
        assert "url(" not in path.read_text(encoding="utf-8")
    html = (BUILT / "index.html").read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href)="(?!/)[^"]*"', html)
    assert "style=" not in html
