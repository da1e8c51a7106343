"""The state's side in the demo: the simulators as a program beside the server, and a few of its people to sign in as.

The two know each other by HTTP and by what the program prints, as everywhere.
"""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

STOP_SECONDS: Final = 10
MAIL_FROM: Final = "3+ Ģimenes karte <karte@fonds.example>"
PUSH_CONTACT: Final = "mailto:karte@fonds.example"


class Guest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Somebody to sign in as. Names and codes of synthetic people are the same on every day."""

    edge: str
    """By which the simulators list them: `/edges#{edge}`."""
    personal_code: str
    name: str
    story: str


GUESTS: Final = (
    Guest(edge="three-children", personal_code="399010-00007", name="Anna Siliņa", story="three children at home: a card in minutes"),
    Guest(edge="child-with-disability", personal_code="399010-02029", name="Anete Celmiņa", story="a child with a disability: a card in minutes"),
    Guest(edge="own-card-at-seven", personal_code="399010-02897", name="Daina Kļaviņa", story="a child of seven, who may have a card of their own"),
    Guest(edge="student-abroad-with-certificate", personal_code="399010-02459", name="Santa Kļaviņa", story="a student abroad: a clerk needs the school's certificate"),
    Guest(edge="debtor", personal_code="399010-01544", name="Haralds Liepiņš", story="a debt to the maintenance fund: a clerk decides"),
    Guest(edge="no-register-answer", personal_code="399010-02651", name="Aiga Zariņa", story="a register that does not answer: nothing is refused for that"),
    Guest(edge="two-children", personal_code="399010-00058", name="Daina Jansone", story="two children: a clerk decides, and a refusal says how to contest it"),
    Guest(edge="turns-18-tomorrow", personal_code="399010-00197", name="Antra Strazdiņa", story="a child who grows up tomorrow: a right that ends"),
)  # fmt: skip


class _Client(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    secret: str | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What of the program's own line is used here; the rest is for whoever drives it."""

    start: str
    issuer: str
    token: str
    smtp: str
    mailbox: str
    eaddress: str
    clients: tuple[_Client, ...]

    def settings(self) -> dict[str, str]:
        """What tells the server where all of it is, as its environment."""
        secrets = {client.id: client.secret or "" for client in self.clients}
        return {
            "GODA_LOGIN": self.issuer,
            "GODA_LOGIN_CLIENT": "goda",
            "GODA_LOGIN_SECRET": secrets["goda"],
            "GODA_REGISTERS": self.start,
            "GODA_REGISTERS_TOKEN": self.token,
            "GODA_REGISTERS_CLIENT": "goda-registers",
            "GODA_REGISTERS_SECRET": secrets["goda-registers"],
            "GODA_SMTP": self.smtp,
            "GODA_MAIL_FROM": MAIL_FROM,
            "GODA_EADDRESS": self.eaddress,
            "GODA_EADDRESS_TOKEN": self.token,
            "GODA_EADDRESS_CLIENT": "goda-eaddress",
            "GODA_EADDRESS_SECRET": secrets["goda-eaddress"],
            "GODA_PUSH_SIMULATOR": self.start,
            "GODA_PUSH_CONTACT": PUSH_CONTACT,
        }


class NotStarted(Exception):
    """The program ended before it served; it has said why."""


@contextlib.contextmanager
def running(origin: str, port: int) -> Iterator[Callable[[], Told]]:
    """Have the program run beside us until the block is left; what is given waits until it serves. Raises `NotStarted` there.

    It starts while the caller goes on with its own preparations. It is out of the terminal's reach, so that Ctrl+C ends the server first, and
    ends by itself when we are gone without a word.
    """
    command = [sys.executable, "-m", "simulators", "--port", str(port), "--redirect", f"{origin}/login/callback"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--with-parent", "--json"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True
    )
    assert process.stdout is not None

    def told() -> Told:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise NotStarted
        return msgspec.json.decode(line, type=Told)

    try:
        yield told
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
