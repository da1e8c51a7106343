"""The house keeps its one direction: each contract of import-linter breaks on a planted violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = {
    "one-direction": ("goda/kernel/clock.py", "import goda.db"),
    "within-a-feature": ("goda/cards/model.py", "import goda.cards.service"),
    "pure": ("goda/cards/wire.py", "import piccolo"),
    "own-store-cards": ("goda/console/desk.py", "import goda.cards.store"),
    "own-store-people": ("goda/console/desk.py", "import goda.people.store"),
    "own-store-registers": ("goda/console/desk.py", "import goda.registers.store"),
    "own-store-staff": ("goda/console/desk.py", "import goda.staff.store"),
    "own-store-applications": ("goda/console/desk.py", "import goda.applications.store"),
    "own-store-notices": ("goda/console/desk.py", "import goda.notices.store"),
    "own-store-decisions": ("goda/console/desk.py", "import goda.decisions.store"),
    "own-store-printing": ("goda/console/desk.py", "import goda.printing.store"),
    "own-store-rechecks": ("goda/console/desk.py", "import goda.rechecks.store"),
    "keys-apart": ("godakeys/messages.py", "import goda.kernel"),
    "simulators-apart": ("simulators/state.py", "import goda.kernel"),
    "simulators-sign-alone": ("simulators/login/keys.py", "import godakeys.messages"),
    "keys-by-client": ("goda/cards/service.py", "import godakeys.local"),
}


def lint(tree: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--contract", contract]
    paths = os.pathsep.join([str(tree / "backend"), str(tree / "keys")])
    return subprocess.run(
        command, cwd=tree, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    skip = shutil.ignore_patterns("__pycache__", "web_dist")
    for folder in ("backend", "keys"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", PLANTED)
def test_each_contract_holds_and_breaks_on_a_planted_violation(tree: Path, contract: str) -> None:
    whole = lint(tree, contract)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    name, line = PLANTED[contract]
    home = next(base / name for base in (tree / "backend", tree / "keys") if (base / name).exists())
    home.write_text(home.read_text(encoding="utf-8") + f"\n{line}  # planted\n", encoding="utf-8")
    broken = lint(tree, contract)
    assert broken.returncode == 1, broken.stdout
    assert "BROKEN" in broken.stdout
