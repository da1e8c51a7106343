"""`goda keys`: clear words, a question before what cannot be undone, no passphrase where others could read it."""

import os

import pytest
from click.testing import CliRunner

from godakeys import ceremony, local
from godakeys.cli import Desk, keys
from godakeys.keyring import NOTICE


@pytest.fixture
def run(office, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GODA_")]:
        monkeypatch.delenv(name)

    def call(*words: str, typed: str = "", **environment: str):
        desk = Desk(folder=office.folder, root=office.root, origin=office.origin, clock=office.clock)
        given = {"GODA_KEYS_PASSPHRASE": office.passphrase, "GODA_ROOT_PASSPHRASE": office.root_passphrase}
        return CliRunner().invoke(keys, words, input=typed, obj=desk, env=given | environment)

    return call


def states(office) -> dict[str, str]:
    return {key.kid: key.state for key in local.read_keyring(office.folder).keys}


def test_list_shows_every_key_its_state_and_the_root(run, office):
    said = run("list")
    assert said.exit_code == 0
    for kid, state in states(office).items():
        assert any(line.startswith(kid) and state in line for line in said.output.splitlines())
    assert "Key list 1 for https://3plus.example" in said.output
    assert "!" not in said.output


def test_init_makes_and_publishes_from_the_environment_alone(tmp_path, monkeypatch):
    monkeypatch.setitem(ceremony.initialise.__kwdefaults__, "work", 4)
    (tmp_path / "secret").write_text("the root's own passphrase\n")
    environment = {
        "GODA_KEYS": str(tmp_path / "k"), "GODA_ROOT": str(tmp_path / "r"), "GODA_ORIGIN": "https://a.example",
        "GODA_KEYS_PASSPHRASE": "passphrase of the keys", "GODA_ROOT_PASSPHRASE_FILE": str(tmp_path / "secret"),
    }  # fmt: skip
    said = CliRunner().invoke(keys, ["init", "--demo"], env=environment)
    assert said.exit_code == 0, said.output
    assert ceremony.published(tmp_path / "k").origin == "https://a.example"
    assert (tmp_path / "k" / "DEMO").exists()
    again = CliRunner().invoke(keys, ["init"], env=environment)
    assert again.exit_code == 1
    assert "keys-exist" in again.output


def test_passphrase_is_asked_for_when_the_environment_has_none_and_is_not_shown(run, office):
    said = run("publish", typed=office.root_passphrase + "\n", GODA_ROOT_PASSPHRASE="")
    assert said.exit_code == 0
    assert office.root_passphrase not in said.output
    assert "Published key list 2" in said.output


def test_no_command_takes_a_passphrase_as_an_argument():
    options = [option for command in [keys, *keys.commands.values()] for option in command.params]
    assert not [option.name for option in options if "pass" in (option.name or "")]


def test_wrong_passphrase_is_one_sentence_without_a_traceback(run):
    said = run("publish", GODA_ROOT_PASSPHRASE="not the passphrase")
    assert said.exit_code == 1
    assert said.output.startswith("Error: this passphrase does not open")
    assert "Traceback" not in said.output


def test_early_activation_is_refused_with_the_time_from_which_it_is_not(run, office):
    said = run("activate", "26d")
    assert said.exit_code == 1
    assert "2026-11-24 12:00 UTC" in said.output
    office.clock.now += NOTICE
    assert run("activate", "26d").exit_code == 0
    assert (states(office)["26a"], states(office)["26d"]) == ("retired", "active")


def test_compromise_says_what_it_costs_and_asks(run, office):
    said = run("compromise", "26a", typed="no\n")
    assert said.exit_code == 1
    assert "cannot be undone" in said.output
    assert "renews by itself" in said.output
    assert states(office)["26a"] == "active"
    assert "has to be printed anew" in run("compromise", "26b", typed="").output


def test_compromise_switches_and_publishes_at_once_where_the_root_is_at_hand(run, office):
    said = run("compromise", "26a", typed="26a\n")
    assert said.exit_code == 0
    assert "26d signs wallet from now on" in said.output
    assert "Published key list 2" in said.output
    assert {key.kid: key.state for key in ceremony.published(office.folder).keys}["26a"] == "compromised"
    assert "no successor" in run("list").output


def test_without_the_root_the_officer_is_told_to_bring_it(run, office):
    office.root.rename(office.root.with_name("safe"))
    said = run("compromise", "26a", typed="26a\n")
    assert said.exit_code == 0
    assert "bring the root" in said.output
    assert "not up to date" in run("list").output


def test_new_retire_and_a_second_new_take_a_fresh_kid(run, office):
    assert "next-exists" in run("new", "wallet").output
    assert run("retire", "26d").exit_code == 0
    assert "Made 26k, the next wallet key" in run("new", "wallet").output
    assert run("new", "letters").exit_code == 2


def test_publish_if_due_does_nothing_when_all_is_told(run, office):
    assert "in order" in run("publish", "--if-due").output
    office.clock.now += 61 * 86_400
    assert "Published key list 2" in run("publish", "--if-due").output


def test_check_finds_a_changed_log(run, office):
    assert run("check").exit_code == 0
    run("publish")
    log = office.root / "signatures.log"
    log.write_text(log.read_text().replace('"version":1', '"version":3'))
    assert "log-broken" in run("check").output


def test_folder_from_before_decisions_is_told_what_to_do_and_doing_it_is_enough(run, office):
    office.make_older()
    said = run("list").output
    assert "No decision key signs. `goda keys new decision`" in said
    kid = run("new", "decision").output.split()[1].rstrip(",")
    assert run("activate", kid, "--now").exit_code == 0
    assert "No decision key signs" not in run("list").output
    assert {key.kid for key in ceremony.published(office.folder, "office").keys} == {kid}


def test_what_is_lost_with_an_office_key_is_said_before_it_is_marked(run, office):
    kids = {key.use: key.kid for key in local.read_keyring(office.folder).keys if key.state == "active"}
    assert "can no longer be told from a forged one" in run("compromise", kids["decision"], typed="").output
    assert "get no push until" in run("compromise", kids["push"], typed="").output
