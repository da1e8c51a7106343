"""Lighthouse on a phone's terms for both pages: the judge that peers are measured by too.

Fetched by npx when it is asked for and nowhere locked: it is no part of the product, and it is large. Its performance score
comes from a simulated phone, yet a busy machine lowers it; the other categories do not depend on a clock.
"""

import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from bench.browser import chromium_or_none
from bench.measure import title
from bench.servers import demo

VERSION: Final = "lighthouse@13.5.0"
RUNS: Final = 5
TRIES: Final = 8
"""On a busy machine Lighthouse now and then records no page load (NO_NAVSTART) and asks to be run again."""
BUDGETS: Final = {"performance": 95, "accessibility": 100, "best-practices": 100}
PEERS: Final = "36 to 93"
"""Performance of peers' verifier pages, as measured when the design was made."""
FLAGS: Final = "--headless=new --no-sandbox --disable-background-networking"
PATIENCE: Final = 120


def lighthouse() -> None:
    """Both pages, a line a category; left out where npx cannot fetch Lighthouse or there is no Chromium."""
    title(f"Lighthouse, mobile; medians of {RUNS} (lowest to highest)")
    chromium = chromium_or_none()
    if chromium is None or not _fetched():
        print("  left out: " + ("no Chromium on this machine" if chromium is None else f"{VERSION} cannot be fetched"))
        return
    with demo() as ready, tempfile.TemporaryDirectory() as folder:
        for name, address in (("/verify", ready["verifier"]), ("/", ready["wallet"])):
            runs: list[dict[str, Any]] = []
            for _ in range(TRIES):
                if len(runs) < RUNS and (run := _run(address, chromium, Path(folder))):
                    runs.append(run)
            if len(runs) < RUNS:
                print(f"  {name:<9}only {len(runs)} of {RUNS} runs came through")
                continue
            for category, budget in BUDGETS.items():
                scores = [round(run["categories"][category]["score"] * 100) for run in runs]
                median = statistics.median(scores)
                peers = f"   peers {PEERS}" if category == "performance" else ""
                print(
                    f"  {name:<9}{category:<16}{median:4.0f} ({min(scores)} to {max(scores)})   budget {budget:3d}   "
                    f"{'kept' if median >= budget else 'NOT KEPT'}{peers}"
                )
            for audit in _lost(runs):
                print(f"           lost by: {audit}")
    print(f"  load of this machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _fetched() -> bool:
    asked = subprocess.run(["npx", "--yes", VERSION, "--version"], capture_output=True, check=False, timeout=PATIENCE)
    return asked.returncode == 0


def _run(address: str, chromium: str, folder: Path) -> dict[str, Any] | None:
    """One report; None where Lighthouse itself gave up."""
    report = folder / "report.json"
    command = ["npx", "--yes", VERSION, address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(BUDGETS)}"]
    environment = {**os.environ, "CHROME_PATH": chromium, "TMPDIR": str(folder)}
    ran = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    if ran.returncode != 0:
        return None
    run: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    return run


def _lost(runs: list[dict[str, Any]]) -> list[str]:
    """What cost points in the categories that do not depend on a clock."""
    found = set()
    for run in runs:
        for category in ("accessibility", "best-practices"):
            for each in run["categories"][category]["auditRefs"]:
                audit = run["audits"][each["id"]]
                if each["weight"] and audit["score"] is not None and audit["score"] < 1:
                    found.add(f"{each['id']}: {audit['title']}")
    return sorted(found)
