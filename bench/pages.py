"""What the pages weigh, in brotli, beside peers' verifier pages at first load."""

import re
from pathlib import Path

import brotli

from bench.measure import title

BUILT = Path(__file__).parents[1] / "backend" / "goda" / "web_dist"
PEERS = {"inji-verify": 684, "eudi-web-verifier": 423, "walt.id": 92}
"""KB of brotli at first load, as measured when the design was made."""


def weight(path: Path) -> int:
    """Bytes of a built file as brotli sends it; pictures as they are."""
    made = path.with_name(path.name + ".br")
    if made.exists():
        return made.stat().st_size
    return len(brotli.compress(path.read_bytes())) if path.suffix != ".png" else path.stat().st_size


def first_load(page: str) -> int:
    """Bytes of a page's HTML with the style sheets and scripts it names."""
    folder = BUILT / page
    html = folder / "index.html"
    named = re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', html.read_text(encoding="utf-8"))
    return weight(html) + sum(weight(folder / name.removeprefix(f"/{page}/").lstrip("/")) for name in named)


def pages() -> None:
    """Both pages, and the verifier beside its peers."""
    title("Weight of the built pages, brotli")
    for page, budget in (("verify", 10), ("wallet", 30)):
        first = first_load(page)
        scripts = sum(weight(each) for each in (BUILT / page / "assets").iterdir() if each.suffix in {".js", ".css"})
        print(
            f"  {page:<10} first load {first / 1000:6.1f} KB (budget {budget} KB), every script and style {scripts / 1000:6.1f} KB"
        )
    ours = first_load("verify")
    for peer, kilobytes in PEERS.items():
        print(f"  {peer:<20} {kilobytes:4d} KB = {kilobytes * 1000 / ours:5.1f} x ours")


if __name__ == "__main__":
    pages()
