"""The officer's steps on disk, and the root that does not take the working folder's word."""

import shutil
import stat

import pytest

from godakeys import ceremony, files, local, sealed
from godakeys.keyring import NOTICE
from godakeys.messages import DAY, KeysError


def code_of(call) -> str:
    with pytest.raises(KeysError) as error:
        call()
    return error.value.code


def test_first_day_gives_each_use_a_key_that_signs_and_one_that_waits(empty_office):
    ring = empty_office.initialise()
    assert sorted((key.use, key.state) for key in ring.keys) == [
        (use, state) for use in ("decision", "print", "push", "status", "wallet") for state in ("active", "next")
    ]
    assert ring.version == 1
    listed = ceremony.published(empty_office.folder)
    assert listed.keys == ring.listed(empty_office.clock())
    assert {key.use for key in listed.keys} == {"wallet", "print", "status"}
    assert {key.use for key in ceremony.published(empty_office.folder, "office").keys} == {"decision", "push"}


def test_keys_are_made_once(office):
    assert code_of(office.initialise) == "keys-exist"


def test_root_and_working_keys_have_passphrases_and_folders_of_their_own(empty_office):
    empty_office.root_passphrase = empty_office.passphrase
    assert code_of(empty_office.initialise) == "passphrases-equal"
    empty_office.root_passphrase = "another one, for the root"
    for place in (empty_office.folder, empty_office.folder / "root"):
        empty_office.root = place
        assert code_of(empty_office.initialise) == "root-inside"
    assert not empty_office.folder.exists()


@pytest.mark.parametrize("which", ["passphrase", "root_passphrase"])
def test_short_passphrase_is_refused_before_anything_is_made(empty_office, which):
    setattr(empty_office, which, "short")
    assert code_of(empty_office.initialise) == "passphrase-short"
    assert not empty_office.folder.exists()


def test_working_passphrase_does_not_open_the_root(office):
    office.root_passphrase = office.passphrase
    assert code_of(office.publish) == "wrong-passphrase"


def test_everything_written_is_for_its_owner_alone(office):
    for folder in (office.folder, office.root):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_demo_keys_are_marked(empty_office):
    ceremony.initialise(empty_office.folder, empty_office.passphrase, empty_office.root,
                        empty_office.root_passphrase, empty_office.origin, empty_office.clock(),
                        demo=True, work=4)  # fmt: skip
    assert (empty_office.folder / "DEMO").exists()


def test_key_list_versions_only_grow(office):
    assert [office.publish().version for _ in range(3)] == [2, 3, 4]


def test_root_outranks_a_working_folder_from_a_backup(office, tmp_path):
    shutil.copytree(office.folder, tmp_path / "backup")
    for _ in range(3):
        office.publish()
    shutil.rmtree(office.folder)
    shutil.copytree(tmp_path / "backup", office.folder)
    assert office.publish().version == 5


def test_root_does_not_clear_a_key_of_its_compromise(office):
    before = (office.folder / "keyring.json").read_bytes()
    ceremony.compromise(office.folder, "26a", office.clock())
    office.publish()
    files.write(office.folder / "keyring.json", before)
    assert code_of(office.publish) == "compromise-undone"


def test_another_root_cannot_publish(office, empty_office, tmp_path):
    ceremony.initialise(tmp_path / "k2", office.passphrase, tmp_path / "r2", office.root_passphrase, office.origin,
                        office.clock(), work=4)  # fmt: skip
    office.root = tmp_path / "r2"
    assert code_of(office.publish) == "another-root"


def test_lost_working_folder_is_made_anew_under_the_same_root_and_what_it_signed_stays_good(office):
    ceremony.compromise(office.folder, "26a", office.clock())
    office.publish()
    shutil.rmtree(office.folder)
    ring = office.initialise()
    assert ring.version == 3
    assert {key.kid: key.state for key in ring.keys if key.use == "wallet"} == {
        "26a": "compromised",
        "26d": "retired",
        "26k": "active",
        "26n": "next",
    }
    assert ceremony.published(office.folder).keys == ring.listed(office.clock())
    office.signer().close()


def test_publishing_is_due_when_there_is_something_to_tell_or_the_list_ends_soon(office):
    folder, origin, now = office.folder, office.origin, office.clock()
    assert not ceremony.is_due(folder, origin, now)
    assert not ceremony.is_due(folder, origin, now + 60 * DAY - 1)
    assert ceremony.is_due(folder, origin, now + 60 * DAY)
    assert ceremony.is_due(folder, "https://other.example", now)
    ceremony.retire(folder, "26d")
    assert ceremony.is_due(folder, origin, now)
    office.publish()
    assert not ceremony.is_due(folder, origin, now)


def test_private_file_of_a_key_that_signs_no_more_is_destroyed(office):
    office.clock.now += NOTICE
    ceremony.activate(office.folder, "26d", office.clock())
    ceremony.retire(office.folder, "26e")
    ceremony.compromise(office.folder, "26c", office.clock())
    assert sorted(path.stem for path in office.folder.glob("*.key")) == [
        "26b",
        "26d",
        "26f",
        "26g",
        "26h",
        "26i",
        "26j",
    ]


def test_new_key_waits_two_days_from_its_publication(office):
    ceremony.retire(office.folder, "26d")
    made = ceremony.new_key(office.folder, office.passphrase, "wallet", office.clock())
    assert made.kid == "26k"
    office.clock.now += 10 * DAY
    assert code_of(lambda: ceremony.activate(office.folder, "26k", office.clock())) == "too-early"
    office.publish()
    office.clock.now += NOTICE - 1
    assert code_of(lambda: ceremony.activate(office.folder, "26k", office.clock())) == "too-early"
    office.clock.now += 1
    assert ceremony.activate(office.folder, "26k", office.clock()).key("26k").state == "active"


def test_new_key_needs_the_folders_passphrase(office):
    ceremony.retire(office.folder, "26d")
    wrong = lambda: ceremony.new_key(office.folder, "not the passphrase", "wallet", office.clock())  # noqa: E731
    assert code_of(wrong) == "wrong-passphrase"
    assert local.read_keyring(office.folder).of("wallet", "next") is None


def test_step_cut_off_between_key_file_and_keyring_can_be_taken_again(office, monkeypatch):
    ceremony.retire(office.folder, "26d")

    def power_cut(*_):
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(ceremony, "_write", power_cut)
        with pytest.raises(OSError, match="power cut"):
            ceremony.new_key(office.folder, office.passphrase, "wallet", office.clock())
    made = ceremony.new_key(office.folder, office.passphrase, "wallet", office.clock())
    assert made.kid == "26k"
    sealed.unseal(office.folder / "26k.key", "26k", "wallet", sealed.Passphrase(office.passphrase))


def test_damaged_keyring_is_said_plainly(office):
    (office.folder / "keyring.json").write_text("{}x")
    assert code_of(office.publish) == "file-damaged"


def test_missing_folder_is_said_plainly(empty_office):
    for step in (
        lambda: ceremony.retire(empty_office.folder, "26a"),
        lambda: ceremony.new_key(empty_office.folder, "x" * 16, "wallet", 0),
    ):
        assert code_of(step) == "file-missing"
