"""Private keys at rest: sealed, for their owner alone, whole or not there."""

import json
import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from godakeys import files, sealed
from godakeys.messages import KeysError
from godakeys.sealed import Passphrase

PRIVATE = ec.generate_private_key(ec.SECP256R1())
SECRET = PRIVATE.private_numbers().private_value
WORDS = Passphrase("correct horse battery staple")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "26a.key"
    sealed.seal(path, PRIVATE, "26a", "wallet", WORDS, work=4)
    return path


def code_of(call) -> str:
    with pytest.raises(KeysError) as error:
        call()
    return error.value.code


def test_sealed_key_opens_with_its_passphrase(path):
    again = sealed.unseal(path, "26a", "wallet", Passphrase("correct horse battery staple"))
    assert again.private_numbers() == PRIVATE.private_numbers()


def test_wrong_passphrase_is_said_plainly(path):
    assert code_of(lambda: sealed.unseal(path, "26a", "wallet", Passphrase("incorrect"))) == "wrong-passphrase"


def test_key_file_is_for_its_owner_alone(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        assert code_of(lambda: sealed.unseal(path, "26a", "wallet", WORDS)) == "file-open-to-others"


def test_mode_does_not_depend_on_the_umask(tmp_path):
    before = os.umask(0)
    try:
        files.write(tmp_path / "file", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_missing_file_is_said_plainly(tmp_path):
    assert code_of(lambda: sealed.unseal(tmp_path / "26a.key", "26a", "wallet", WORDS)) == "file-missing"


def test_private_key_stands_nowhere_in_the_file(path):
    data = path.read_bytes()
    for form in (SECRET.to_bytes(32, "big"), b"%064x" % SECRET, b"%d" % SECRET):
        assert form not in data


def test_passphrase_does_not_show():
    assert "horse" not in repr(WORDS)
    assert "horse" not in f"{WORDS}"


@pytest.mark.parametrize("field", ["kid", "use", "salt", "work", "check", "nonce", "sealed", "format"])
def test_changed_field_is_never_opened(path, field):
    content = json.loads(path.read_bytes())
    if field == "work":
        content["work"] += 1
    elif field in {"kid", "use", "format"}:
        content[field] = {"kid": "26b", "use": "print", "format": "goda-sealed-key-2"}[field]
    else:
        content[field] = ("B" if content[field][0] == "A" else "A") + content[field][1:]
    path.write_text(json.dumps(content))
    kid, use = content["kid"], content["use"]
    assert code_of(lambda: sealed.unseal(path, kid, use, WORDS)) in {"key-tampered", "wrong-passphrase"}


def test_every_flipped_byte_and_every_truncation_is_refused(path):
    data = path.read_bytes().rstrip()
    for at in range(len(data)):
        path.write_bytes(data[:at])
        assert code_of(lambda: sealed.unseal(path, "26a", "wallet", WORDS))
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert code_of(lambda: sealed.unseal(path, "26a", "wallet", WORDS))


def test_file_under_another_name_or_for_another_use_is_refused(path):
    assert code_of(lambda: sealed.unseal(path, "26b", "wallet", WORDS)) == "key-tampered"
    assert code_of(lambda: sealed.unseal(path, "26a", "print", WORDS)) == "key-tampered"


@pytest.mark.parametrize("work", [0, -1, 21, 64])
def test_file_that_asks_for_absurd_work_is_refused_before_working(path, work):
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"work": work}))
    assert code_of(lambda: sealed.unseal(path, "26a", "wallet", WORDS)) == "key-tampered"


def test_sealed_file_is_never_replaced(path):
    assert code_of(lambda: sealed.seal(path, PRIVATE, "26a", "wallet", WORDS, work=4)) == "kid-taken"


def test_folder_has_one_passphrase(path):
    other = path.with_name("26b.key")
    wrong = Passphrase("another passphrase")
    assert code_of(lambda: sealed.seal(other, PRIVATE, "26b", "print", wrong, work=4)) == "wrong-passphrase"
    assert not other.exists()


def test_two_keys_of_a_folder_share_the_salt_and_never_the_nonce(path):
    other = path.with_name("26b.key")
    sealed.seal(other, PRIVATE, "26b", "print", WORDS, work=4)
    first, second = json.loads(path.read_bytes()), json.loads(other.read_bytes())
    assert first["salt"] == second["salt"]
    assert first["nonce"] != second["nonce"]


def test_short_passphrase_is_not_taken_for_a_new_folder():
    assert code_of(lambda: Passphrase("fifteen letters").require_strength()) == "passphrase-short"
    Passphrase("sixteen letters!").require_strength()


def test_failed_write_leaves_the_old_file_and_no_scraps(tmp_path, monkeypatch):
    files.write(tmp_path / "file", b"old")

    def no_space(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        files.write(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
