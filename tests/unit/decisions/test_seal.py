"""What anybody can find out about a decision on paper: who sealed it, and whether it is unchanged (R-56)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from goda.decisions.cli import decisions
from goda.decisions.paper import DecisionPaper, decision_pdf
from goda.decisions.seal import Seal, SealBroken, read_seal
from godakeys import ceremony
from godakeys.local import LocalSigner
from godakeys.messages import SignCard, SignDecision

pytestmark = pytest.mark.anyio
NOON = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
ORIGIN = "https://3plus.example"
PAPER = DecisionPaper(
    number="L-2026-000123",
    kind="refuse",
    made=date(2026, 11, 22),
    addressee="Jānis Bērziņš",
    decided_by="Ilze Kalniņa, fonda darbiniece",
    contest_by=date(2026, 12, 22),
)


@pytest.fixture(scope="module")
def open_signer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], LocalSigner]:
    place = tmp_path_factory.mktemp("keys")
    ceremony.initialise(
        place / "keys", "a passphrase for tests", place / "root", "another passphrase", ORIGIN, NOON, work=4
    )
    return lambda: LocalSigner.open(place / "keys", "a passphrase for tests", ORIGIN, lambda: NOON)


@pytest.fixture
async def sealed(open_signer: Callable[[], LocalSigner]) -> tuple[bytes, str, bytes]:
    """A decision, its seal, and the keys as published."""
    signer = open_signer()
    pdf = decision_pdf(PAPER, origin=ORIGIN)
    seal = await signer.sign_decision(
        SignDecision(number="L-2026-000123", kind="refuse", made=PAPER.made, document=pdf)
    )
    return pdf, seal, await signer.decision_keys()


def broken(seal: str, pdf: bytes, keys: bytes, origin: str | None = None) -> str:
    with pytest.raises(SealBroken) as error:
        read_seal(seal, pdf, keys, origin)
    return error.value.code


async def test_seal_tells_whose_when_and_of_which_decision(sealed: tuple[bytes, str, bytes]) -> None:
    pdf, seal, keys = sealed
    found = read_seal(seal + "\n", pdf, keys, ORIGIN)
    kid = found.kid
    assert found == Seal(
        origin=ORIGIN,
        kid=kid,
        sealed_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
        number="L-2026-000123",
        kind="refuse",
        made=date(2026, 11, 22),
    )


async def test_one_changed_byte_anywhere_breaks_the_seal(sealed: tuple[bytes, str, bytes]) -> None:
    pdf, seal, keys = sealed
    for place in range(0, len(pdf), len(pdf) // 50):
        assert broken(seal, pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :], keys) == "changed"
    assert broken(seal, pdf + b"\n", keys) == "changed"


async def test_seal_that_carries_the_document_inside_is_none(sealed: tuple[bytes, str, bytes]) -> None:
    """One form, so that nobody shows a document beside a seal that is about the one inside it."""
    from goda.cards.jws import base64url

    pdf, seal, keys = sealed
    head, _, signature = seal.split(".")
    assert broken(f"{head}.{base64url(pdf)}.{signature}", pdf, keys) == "malformed"
    assert broken(f"{head}.{base64url(b'x')}.{signature}", pdf, keys) == "malformed"


async def test_number_kind_and_day_in_the_seal_cannot_be_changed(sealed: tuple[bytes, str, bytes]) -> None:
    from goda.cards.jws import base64url, unbase64url

    pdf, seal, keys = sealed
    head, _, signature = seal.split(".")
    for old, new in (
        (b"000123", b"000124"),
        (b"refuse", b"grant"),
        (b"2026-11-22", b"2026-11-21"),
        (b"3plus", b"4plus"),
    ):
        forged = base64url(unbase64url(head).replace(old, new))
        assert forged != head
        assert broken(f"{forged}..{signature}", pdf, keys) == "changed"


async def test_key_of_another_purpose_or_of_nobody_makes_no_seal(
    sealed: tuple[bytes, str, bytes], open_signer: Callable[[], LocalSigner]
) -> None:
    pdf, seal, keys = sealed
    assert broken(seal, pdf, b'{"keys":[]}') == "unknown-key"
    assert broken(seal, pdf, keys, "https://4plus.example") == "unknown-key"
    one = json.loads(keys)["keys"][0]
    assert broken(seal, pdf, json.dumps({"keys": [one, one]}).encode()) == "unknown-key"
    card = SignCard(
        profile="print", exp=(NOON // 86_400 + 9) * 86_400, status_list=1, status_idx=1, names=("Jānis Bērziņš",)
    )
    token = await open_signer().sign_card(card)
    assert broken(token.rstrip("~"), pdf, keys) == "malformed"
    head, _, signature = token.rstrip("~").split(".")
    assert broken(f"{head}..{signature}", pdf, keys) == "malformed"


@pytest.mark.parametrize("seal", ["", "..", "a.b.c", "{}", "é..é", "a" * 3_000])
async def test_what_is_no_seal_is_said_to_be_none(seal: str, sealed: tuple[bytes, str, bytes]) -> None:
    pdf, _, keys = sealed
    assert broken(seal, pdf, keys) == "malformed"


@pytest.mark.parametrize("keys", [b"", b"[]", b"{}", b'{"keys":1}', b'{"keys":[{"kid":"26g"}]}'])
async def test_what_are_no_keys_are_said_to_be_none(keys: bytes, sealed: tuple[bytes, str, bytes]) -> None:
    pdf, seal, _ = sealed
    assert broken(seal, pdf, keys) == "malformed"


async def test_command_says_so_in_words_and_by_its_exit(sealed: tuple[bytes, str, bytes], tmp_path: Path) -> None:
    pdf, seal, keys = sealed
    for name, content in (("d.pdf", pdf), ("d.jws", seal.encode()), ("keys.json", keys), ("x.pdf", pdf + b"x")):
        (tmp_path / name).write_bytes(content)

    def run(document: str, *more: str):
        words = [
            "verify",
            str(tmp_path / document),
            str(tmp_path / "d.jws"),
            "--keys",
            str(tmp_path / "keys.json"),
            *more,
        ]
        return CliRunner().invoke(decisions, words)

    good = run("d.pdf")
    assert good.exit_code == 0
    assert "unchanged since https://3plus.example sealed it on 2026-11-22 12:00 UTC" in good.output
    assert "L-2026-000123 (refuse) of 2026-11-22" in good.output
    bad = run("x.pdf")
    assert bad.exit_code == 1
    assert "Not sealed" in bad.output
    assert json.loads(run("x.pdf", "--json").output) == {"holds": False, "why": "changed"}
    assert json.loads(run("d.pdf", "--json").output)["seal"]["number"] == "L-2026-000123"
    assert CliRunner().invoke(decisions, ["verify", str(tmp_path / "d.pdf"), str(tmp_path / "d.jws")]).exit_code == 2


@pytest.fixture
def published(sealed: tuple[bytes, str, bytes]) -> Iterator[str]:
    """A server that publishes the keys, as the fund's does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/.well-known/decision-keys" else 404)
            self.end_headers()
            self.wfile.write(sealed[2])

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_keys_are_fetched_from_the_fund_and_a_seal_of_another_origin_is_not_its_own(
    sealed: tuple[bytes, str, bytes], published: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf, seal, _ = sealed
    (tmp_path / "d.pdf").write_bytes(pdf)
    (tmp_path / "d.jws").write_text(seal)

    def run(origin: str):
        return CliRunner().invoke(
            decisions, ["verify", str(tmp_path / "d.pdf"), str(tmp_path / "d.jws"), "--origin", origin]
        )

    said = run(published)
    assert said.exit_code == 1
    assert f"not of {published}" in said.output
    assert run("http://127.0.0.1:9").exit_code == 2
    assert run("http://3plus.example").exit_code == 2
    assert run("https://3plus.example/elsewhere").exit_code == 2
    monkeypatch.setattr("goda.decisions.cli.WELL_KNOWN", "/elsewhere")
    said = run(published)
    assert (said.exit_code, "answered 404" in said.output) == (2, True)
