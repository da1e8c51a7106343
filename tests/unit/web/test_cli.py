"""`goda`: quick to ask for help, every command where it is expected, refusals as sentences."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = ("audit", "cards", "demo", "keys", "migrate", "serve", "settings", "staff", "status", "worker")


def goda(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GODA_")}
    return subprocess.run(
        [sys.executable, "-m", "goda", *arguments], capture_output=True, text=True, env=clean | environment, check=False
    )


def test_help_names_every_command_without_loading_any() -> None:
    answer = goda("--help")
    assert answer.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command} " in answer.stdout
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "goda", "--help"], capture_output=True, text=True, check=True
    ).stderr
    for heavy in ("litestar", "piccolo", "cryptography", "granian", "babel"):
        assert f"| {heavy}" not in loaded.replace("  ", ""), heavy


def test_settings_prints_them_with_secrets_masked() -> None:
    answer = goda("settings", GODA_KEYS_PASSPHRASE="hunter2 hunter2 hunter2")
    assert answer.returncode == 0
    assert "GODA_ORIGIN=http://localhost:8000" in answer.stdout
    assert "hunter2" not in answer.stdout


@pytest.mark.parametrize("command", ["settings", "serve", "migrate", "worker"])
def test_refused_settings_are_sentences_and_exit_code_two(command: str) -> None:
    answer = goda(command, GODA_PROFILE="production")
    assert answer.returncode == 2
    assert "GODA_VAULT_KEY" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_migrate_brings_an_empty_folder_up_and_has_nothing_to_do_the_second_time(tmp_path: Path) -> None:
    first = goda("migrate", GODA_VAR=str(tmp_path / "new"))
    assert first.returncode == 0, first.stderr
    assert "0003_sessions" in first.stdout
    assert goda("migrate", GODA_VAR=str(tmp_path / "new")).stdout == ""


def test_serving_without_keys_or_migrations_is_refused_in_a_sentence(tmp_path: Path) -> None:
    answer = goda("serve", GODA_VAR=str(tmp_path))
    assert (answer.returncode, "goda keys init" in answer.stderr) == (2, True)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "root.json").write_text("{}")
    answer = goda("serve", GODA_VAR=str(tmp_path))
    assert (answer.returncode, "goda migrate" in answer.stderr) == (2, True)
    assert "Traceback" not in answer.stderr
