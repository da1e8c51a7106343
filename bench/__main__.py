"""Run every part and print ratios; `python -m bench PART …` runs some."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.applying import applying
from bench.browser import browser
from bench.cards import checking, issuing
from bench.law import law
from bench.lighthouse import lighthouse
from bench.measure import row, title
from bench.pages import pages
from bench.rechecks import rechecks
from bench.serving import serving
from bench.status import building


def in_the_browsers_language() -> None:
    """The till's own verifier on Node's WebCrypto, against two raw verifications and against @sd-jwt."""
    title("Checking a card with its proof (TypeScript on Node)")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["npx", "vitest", "bench", "--run", "bench", f"--outputJson={report}"]
        subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True)
        (file,) = json.loads(report.read_text(encoding="utf-8"))["files"]
    measured = [each for group in file["groups"] for each in group["benchmarks"]]
    for each in measured:
        row(each["name"], each["median"] / 1000, measured[0]["median"] / 1000)


PARTS: dict[str, Callable[[], None]] = {
    "checking": checking,
    "typescript": in_the_browsers_language,
    "issuing": issuing,
    "list": building,
    "serving": serving,
    "pages": pages,
    "browser": browser,
    "law": law,
    "applying": applying,
    "rechecks": rechecks,
    "lighthouse": lighthouse,
}


def main() -> None:
    """Run the parts named, or all."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
