"""`goda cards verify`: one code a line in, one JSON line out, whatever the line is (architecture.md, Interfaces)."""

import json
import random
import subprocess
import sys

import pytest
from click.testing import CliRunner

from goda.cards import wire
from goda.cards.cli import cards
from goda.cards.jws import NotOurs

NOT_OURS = {"verdict": "not_valid", "reason": "not-ours", "names": [], "print": False, "as_of": None}


@pytest.fixture
def files(vectors, tmp_path):
    """Options that name a key list, a status list and a root, as a till would have fetched them."""
    document = vectors.verdicts
    (tmp_path / "keys.jws").write_text(document["key_lists"]["good"] + "\n")
    (tmp_path / "status.jwt").write_text(document["status_lists"]["fresh"])
    (tmp_path / "old.jwt").write_text(document["status_lists"]["expired"])
    (tmp_path / "root.jwk").write_text(json.dumps(document["root"]))
    return {
        "--at": str(document["now"]),
        "--keys": str(tmp_path / "keys.jws"),
        "--status": str(tmp_path / "status.jwt"),
        "--root": str(tmp_path / "root.jwk"),
        "--origin": document["origin"],
    }


def answers(options, text):
    result = CliRunner().invoke(
        cards, ["verify", *(word for pair in options.items() for word in pair)], input=text, catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def without(options, *names):
    return {name: value for name, value in options.items() if name not in names}


@pytest.fixture
def code(issuer):
    return wire.pack(issuer.wallet())


def test_digits_and_token_are_answered_alike_in_the_promised_form(files, code):
    valid = {
        "verdict": "valid",
        "reason": None,
        "names": ["Jānis Bērziņš", "Anna Bērziņa"],
        "print": False,
        "as_of": None,
    }
    assert answers(files, f"{code}\n{wire.unpack(code)}\n") == [valid, valid]


def test_the_last_line_needs_no_end_and_windows_ends_are_ends(files, code):
    assert [a["verdict"] for a in answers(files, f"{code}\r\n{code}")] == ["valid", "valid"]


def test_each_line_has_its_answer_however_bad(files, code):
    lines = [
        b"",
        b"\xff\xfe",
        b"\0",
        code.encode() + b"\0",
        b"x" * 1_000_000,
        b"3" * 8192,
        b"3" * 8193,
        b"3" * 8194,
        b"\r",
        b" ",
        code.encode() + b" ",
        "３３".encode(),
        b"{}",
    ]
    for end in (b"\n", b"\r\n"):
        assert answers(files, end.join([*lines, code.encode()]) + end) == [NOT_OURS] * len(lines) + answers(files, code)


def test_nothing_in_nothing_out(files):
    assert answers(files, "") == []


def test_without_lists_a_good_code_cannot_be_told(files, code):
    for missing, reason in (
        (["--keys"], "keys"),
        (["--root"], "keys"),
        (["--status"], "status"),
        (["--keys", "--root", "--status"], "keys"),
    ):
        answer = answers(without(files, *missing), code)[0]
        assert (answer["verdict"], answer["reason"]) == ("cannot_tell", reason)
    assert answers(without(files, "--keys"), "nonsense") == [NOT_OURS]


def test_a_list_that_cannot_be_used_is_named_and_not_held(files, code, tmp_path):
    for option, reason in (("--keys", "keys"), ("--status", "status"), ("--root", "keys")):
        for text in (b"", b"nonsense", b"\xff\0", b"[]", b'{"kid":1}', b"a.b.c"):
            (tmp_path / "bad").write_bytes(text)
            answer = answers({**files, option: str(tmp_path / "bad")}, code)[0]
            assert (answer["verdict"], answer["reason"]) == ("cannot_tell", reason)


def test_a_missing_file_is_a_mistake_in_the_command(files):
    result = CliRunner().invoke(cards, ["verify", "--keys", "/nowhere/keys"])
    assert result.exit_code == 2


def test_the_key_list_names_the_issuer_where_no_origin_is_given(files, code):
    assert answers(without(files, "--origin"), code)[0]["verdict"] == "valid"
    assert answers({**files, "--origin": "https://other.example"}, code)[0]["reason"] == "keys"


def test_a_lists_age_is_that_of_its_iat_since_nobody_fetched_it(files, code, issuer, tmp_path):
    (tmp_path / "old.jwt").write_text(issuer.status_list(iat=issuer.NOW - 3600))
    answer = answers({**files, "--status": str(tmp_path / "old.jwt")}, code)[0]
    assert (answer["verdict"], answer["as_of"]) == ("valid_as_of", issuer.NOW - 3600)


def test_times_are_seconds_or_rfc_3339(files, code):
    for text in ("1795348800", "2026-11-22T12:00:00Z", "2026-11-22T14:00:00+02:00", "2026-11-22T12:00:00.999Z"):
        assert answers({**files, "--at": text}, code)[0]["verdict"] == "valid"
    assert answers({**files, "--at": "2026-11-22T12:02:00Z"}, code)[0]["reason"] == "old-code"
    for text in ("noon", "2026-11-22", "2026-11-22T12:00:00", "-1", "1e9", "١", ""):
        assert CliRunner().invoke(cards, ["verify", "--at", text]).exit_code == 2


def test_an_answer_comes_before_the_next_line_is_asked_for(files, code):
    command = [
        sys.executable,
        "-c",
        "from goda.cards.cli import cards; cards()",
        "verify",
        *(w for p in files.items() for w in p),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as till:
        for line, verdict in ((code, "valid"), ("nonsense", "not_valid"), (code, "valid")):
            till.stdin.write(line.encode() + b"\n")
            till.stdin.flush()
            assert json.loads(till.stdout.readline())["verdict"] == verdict
        till.stdin.close()
        assert till.wait() == 0


def bad_lines(count, good, seed=20261122):
    """Good codes and tokens changed a little or much, and lines that never were any; none has a line end in it."""
    rng = random.Random(seed)
    for _ in range(count):
        text = bytearray(rng.choice(good).encode())
        kind = rng.randrange(8)
        if kind == 0:
            yield bytes(rng.choices([b for b in range(256) if b != 10], k=rng.randrange(200)))
            continue
        if kind == 1:
            yield b"3301" + bytes(rng.choices(b"0123456789", k=rng.randrange(2100)))
            continue
        if kind == 2:
            other = rng.choice(good).encode()
            at = rng.randrange(len(text))
            yield bytes(text[:at] + other[at + rng.randrange(-2, 3) :])
            continue
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            at = rng.randrange(len(text))
            digits = (
                b"0123456789" if text[:1] == b"3" and rng.random() < 0.9 else bytes(b for b in range(256) if b != 10)
            )
            change = rng.randrange(4)
            if change == 0:
                del text[at]
            elif change == 1:
                text.insert(at, rng.choice(digits))
            elif change == 2 and at:
                text[at - 1], text[at] = text[at], text[at - 1]
            else:
                text[at] = rng.choice(digits)
        yield bytes(text)


def is_still(line, good):
    """Whether the line is one of the good texts again, or digits that unpack to one: then Valid is the right answer."""
    text = line.removesuffix(b"\r").decode("ascii", errors="replace")
    try:
        return text in good or wire.unpack(text) in good
    except NotOurs:
        return False


def check_bad_lines(files, issuer, tmp_path, count):
    tokens = [issuer.wallet(), issuer.printed(), issuer.wallet(issuer.claims(("A",), idx=5), iat=issuer.NOW)]
    good = [*tokens, *(wire.pack(token) for token in tokens)]
    lines = list(bad_lines(count, good))
    (tmp_path / "lines").write_bytes(b"\n".join(lines) + b"\n")
    with (tmp_path / "lines").open("rb") as source:
        result = subprocess.run(
            [
                sys.executable,
                "-c",
                "from goda.cards.cli import cards; cards()",
                "verify",
                *(w for p in files.items() for w in p),
            ],
            stdin=source,
            capture_output=True,
            check=True,
        )
    assert result.stderr == b""
    found = [json.loads(line) for line in result.stdout.split(b"\n")[:-1]]
    assert len(found) == count
    for line, answer in zip(lines, found, strict=True):
        if is_still(line, good):
            assert answer["verdict"] == "valid"
        else:
            assert answer["verdict"] == "not_valid", line
            assert answer["names"] == []
            assert answer["reason"] in {"not-ours", "forged"}


def test_ten_thousand_bad_lines_are_each_answered_rightly(files, issuer, tmp_path):
    check_bad_lines(files, issuer, tmp_path, 10_000)


@pytest.mark.slow
def test_two_hundred_thousand_bad_lines_are_each_answered_rightly(files, issuer, tmp_path):
    check_bad_lines(files, issuer, tmp_path, 200_000)
