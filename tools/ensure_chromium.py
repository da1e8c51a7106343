"""Find a Chromium for the browser tests, or install Debian's as root; without one the browser tests skip and say so."""

import os
import shutil
import subprocess
import sys

CANDIDATES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The path of the machine's Chromium, if it has one."""
    return next((path for name in CANDIDATES if (path := shutil.which(name))), None)


def main() -> None:
    """Install Chromium where that can be done; never fail."""
    if find():
        return
    if os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        print("No Chromium here: installing Debian's.", file=sys.stderr)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run([apt, "update", "-qq"], check=False, **quiet)
        subprocess.run([apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet)
    if not find():
        print("No Chromium: the browser tests will be SKIPPED. Install chromium and run again.", file=sys.stderr)


if __name__ == "__main__":
    main()
