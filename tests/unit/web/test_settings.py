"""One frozen Struct from defaults, file and environment; production refuses what only a demo may have, and says what to set."""

import base64
from pathlib import Path

import pytest

from goda.settings import (
    DEMO_LOGIN_SECRET,
    DEMO_PASSPHRASE,
    DEMO_REGISTERS_SECRET,
    DEMO_VAULT_KEY,
    Settings,
    SettingsRefused,
    load,
)

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
PRODUCTION = {
    "GODA_PROFILE": "production",
    "GODA_ORIGIN": "https://3plus.example",
    "GODA_DATABASE": "postgresql://goda:hunter2@db/goda",
    "GODA_KEYS_PASSPHRASE": "correct horse battery",
    "GODA_VAULT_KEY": KEY,
    "GODA_PROXIES": "1",
    "GODA_LOGIN": "https://login.state.example",
    "GODA_LOGIN_CLIENT": "3plus",
    "GODA_LOGIN_SECRET": "agreed with the state login",
    "GODA_REGISTERS": "https://registers.state.example/api/",
    "GODA_REGISTERS_CLIENT": "3plus",
    "GODA_REGISTERS_SECRET": "agreed with the registers",
}


def refusals(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        load(environment)
    return refused.value.problems


def test_a_demo_needs_nothing() -> None:
    settings = load({})
    assert settings.demo
    assert settings.origin == "http://localhost:8000"
    assert settings.host_port == ("127.0.0.1", 8000)
    assert settings.var == Path.cwd() / "var"
    assert settings.database == f"sqlite:///{Path.cwd()}/var/goda.sqlite"
    assert settings.keys == Path.cwd() / "var" / "keys"
    assert len(settings.vault_key_bytes) == 32


def test_production_with_everything_set_is_taken() -> None:
    settings = load(PRODUCTION)
    assert not settings.demo
    assert settings.vault_key_bytes == bytes(range(32))


def test_registers_give_tokens_at_an_address_below_theirs_unless_told_otherwise() -> None:
    assert load(PRODUCTION).registers_token == "https://registers.state.example/api/login/token"
    told = load(PRODUCTION | {"GODA_REGISTERS_TOKEN": "https://tokens.state.example/t"})
    assert (told.registers, told.registers_token) == (
        "https://registers.state.example/api",
        "https://tokens.state.example/t",
    )
    with pytest.raises(SettingsRefused):
        load({"GODA_REGISTERS": "localhost:8100"})


def test_no_proxy_at_all_is_an_answer_too() -> None:
    assert load(PRODUCTION | {"GODA_PROXIES": "0"}).proxies == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"GODA_ORIGIN": ""}, "GODA_ORIGIN"),
        ({"GODA_ORIGIN": "http://3plus.example"}, "https"),
        ({"GODA_ORIGIN": "https://3plus.example/path"}, "GODA_ORIGIN"),
        ({"GODA_DATABASE": "mysql://x"}, "GODA_DATABASE"),
        ({"GODA_KEYS_PASSPHRASE": DEMO_PASSPHRASE}, "GODA_KEYS_PASSPHRASE"),
        ({"GODA_KEYS_PASSPHRASE": "short"}, "GODA_KEYS_PASSPHRASE"),
        ({"GODA_VAULT_KEY": DEMO_VAULT_KEY}, "GODA_VAULT_KEY"),
        ({"GODA_VAULT_KEY": DEMO_VAULT_KEY + "="}, "GODA_VAULT_KEY"),
        ({"GODA_VAULT_KEY": "AAAA"}, "GODA_VAULT_KEY"),
        ({"GODA_VAULT_KEY": "ā" * 43}, "GODA_VAULT_KEY"),
        ({"GODA_ROOT_PASSPHRASE": "kept at hand for ease"}, "GODA_ROOT_PASSPHRASE"),
        ({"GODA_DATABASE": "sqlite:////srv/goda.sqlite", "GODA_WORKERS": "2"}, "GODA_WORKERS"),
        ({"GODA_WORKERS": "0"}, "GODA_WORKERS"),
        ({"GODA_PROXIES": ""}, "GODA_PROXIES"),
        ({"GODA_PROXIES": "-1"}, "GODA_PROXIES"),
        ({"GODA_LOGIN": "http://login.state.example"}, "GODA_LOGIN"),
        ({"GODA_LOGIN_SECRET": DEMO_LOGIN_SECRET}, "GODA_LOGIN_SECRET"),
        ({"GODA_REGISTERS": "http://registers.state.example"}, "GODA_REGISTERS"),
        ({"GODA_REGISTERS": ""}, "GODA_REGISTERS"),
        ({"GODA_REGISTERS_TOKEN": "http://registers.state.example/token"}, "GODA_REGISTERS_TOKEN"),
        ({"GODA_REGISTERS_CLIENT": ""}, "GODA_REGISTERS_CLIENT"),
        ({"GODA_REGISTERS_SECRET": DEMO_REGISTERS_SECRET}, "GODA_REGISTERS_SECRET"),
        ({"GODA_LISTEN": "8000"}, "GODA_LISTEN"),
        ({"GODA_LISTEN": "127.0.0.1:８０００"}, "GODA_LISTEN"),
    ],
)
def test_production_refuses_and_says_what_to_set(change: dict[str, str], says: str) -> None:
    problems = refusals(PRODUCTION | change)
    assert len(problems) == 1
    assert says in problems[0]


@pytest.mark.parametrize(
    "name", ["ORIGIN", "DATABASE", "KEYS_PASSPHRASE", "VAULT_KEY", "PROXIES", "LOGIN", "LOGIN_CLIENT", "LOGIN_SECRET"]
)
def test_production_refuses_what_is_unset(name: str) -> None:
    (problem,) = refusals({key: value for key, value in PRODUCTION.items() if key != f"GODA_{name}"})
    assert f"GODA_{name}" in problem


def test_every_refusal_is_told_at_once() -> None:
    assert len(refusals({"GODA_PROFILE": "production"})) >= 8


def test_production_refuses_a_folder_of_demo_keys(tmp_path: Path) -> None:
    (tmp_path / "DEMO").touch()
    (problem,) = refusals(PRODUCTION | {"GODA_KEYS": str(tmp_path)})
    assert "goda keys init" in problem


def test_an_unknown_name_is_refused_since_it_is_a_typing_error() -> None:
    (problem,) = refusals({"GODA_ORIGN": "https://3plus.example"})
    assert "GODA_ORIGN" in problem


def test_a_wrong_form_is_refused_without_quoting_a_secret() -> None:
    problems = refusals({"GODA_WORKERS": "many"})
    assert "workers" in problems[0]
    assert "hunter2" not in "".join(refusals(PRODUCTION | {"GODA_KEYS_PASSPHRASE": "hunter2"}))


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "goda.toml").write_text('origin = "http://localhost:9000"\nworkers = 1\nvar = "/srv/goda"\n')
    settings = load({"GODA_CONFIG": str(tmp_path / "goda.toml"), "GODA_ORIGIN": "http://localhost:9001"})
    assert (settings.origin, settings.var) == ("http://localhost:9001", Path("/srv/goda"))


def test_a_file_that_is_not_there_or_not_toml_is_refused(tmp_path: Path) -> None:
    assert "GODA_CONFIG" in refusals({"GODA_CONFIG": str(tmp_path / "none.toml")})[0]
    (tmp_path / "bad.toml").write_text("origin = ")
    assert "not TOML" in refusals({"GODA_CONFIG": str(tmp_path / "bad.toml")})[0]
    (tmp_path / "typo.toml").write_text('orign = "x"')
    assert "GODA_ORIGN" in refusals({"GODA_CONFIG": str(tmp_path / "typo.toml")})[0]


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    environment = {key: value for key, value in PRODUCTION.items() if key != "GODA_VAULT_KEY"}
    assert load(environment | {"GODA_VAULT_KEY_FILE": str(tmp_path / "key")}).vault_key == KEY
    assert "GODA_VAULT_KEY_FILE" in refusals(environment | {"GODA_VAULT_KEY_FILE": str(tmp_path / "none")})[0]


def test_what_is_shown_has_no_secret_in_it() -> None:
    shown = load(PRODUCTION).shown()
    text = str(shown)
    for secret in ("hunter2", "correct horse", KEY):
        assert secret not in text
    assert shown["GODA_DATABASE"] == "postgresql://goda:***@db/goda"
    assert shown["GODA_KEYS_PASSPHRASE"] == "(set)"
    assert set(shown) == {f"GODA_{name.upper()}" for name in Settings.__struct_fields__}


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        load({}).origin = "http://evil.example"  # type: ignore[misc]
