"""Run every part and print ratios; `python -m bench PART …` runs some."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.cards import checking, issuing
from bench.measure import title
from bench.pages import pages
from bench.status import building, serving


def in_the_browsers_language() -> None:
    """The till's own verifier on Node's WebCrypto, against two raw verifications and against @sd-jwt."""
    title("Checking a card with its proof (TypeScript on Node)")
    subprocess.run(["npx", "vitest", "bench", "--run", "bench"], cwd=Path(__file__).parents[1], check=True)


PARTS: dict[str, Callable[[], None]] = {
    "checking": checking,
    "typescript": in_the_browsers_language,
    "issuing": issuing,
    "list": building,
    "serving": serving,
    "pages": pages,
}


def main() -> None:
    """Run the parts named, or all."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
