"""`goda demo` as a newcomer runs it: the server and the state's side beside it, begun together and ended together."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from goda.seeds.state_side import GUESTS

GODA = [sys.executable, "-m", "goda"]


def environment(folder: Path, port: int = 8000) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GODA_")}
    origin = f"http://localhost:{port}"
    return clean | {"GODA_VAR": str(folder), "GODA_ORIGIN": origin, "GODA_LISTEN": f"127.0.0.1:{port}"}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Demo:
    """A running `goda demo`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.port = free_port()
        self.said = folder / "said"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [*GODA, "demo", *arguments], env=environment(folder / "var", self.port), stdout=said,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{self.port}/health/ready").status_code == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(self.text)

    @property
    def text(self) -> str:
        return self.said.read_text()

    @property
    def state(self) -> str:
        found = re.search(r"State +(http://localhost:[0-9]+)", self.text)
        assert found is not None, self.text
        return found[1]


def answers(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.TransportError:
        return False


def gone_within(seconds: float, address: str) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not answers(address):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path, "--state-port", "0")
    yield running
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)  # the session that we made for it, and nobody else's
    running.process.wait()


def sign_in(http: httpx.Client, demo: Demo, code: str) -> httpx.Response:
    left = http.get("/login", params={"to": "/#/apply"})
    assert left.status_code == 303, left.text
    page = http.get(left.headers["location"])
    action = re.search(r'<form action="([^"]+)" method="post">', page.text)
    assert action is not None, page.text
    back = http.post(f"{demo.state}/login/{action[1].replace('&amp;', '&')}", data={"person": code})
    return http.get(back.headers["location"], headers={"cookie": kept(left)})


def kept(answer: httpx.Response) -> str:
    """What a browser sends back of an answer's cookies; this client would send Secure ones over https only."""
    return "; ".join(line.partition(";")[0] for line in answer.headers.get_list("set-cookie"))


def test_a_newcomer_signs_in_as_one_of_those_it_names_and_it_ends_with_its_state(demo: Demo) -> None:
    guest = GUESTS[0]
    assert f"{guest.personal_code}        {guest.name}: {guest.story}" in demo.text
    with httpx.Client(base_url=f"http://localhost:{demo.port}", headers={"accept": "text/html"}) as http:
        answer = sign_in(http, demo, guest.personal_code)
        assert (answer.status_code, answer.headers["location"]) == (303, "/#/apply")
        me = http.get("/wallet/me", headers={"cookie": kept(answer), "accept": "application/json"}).json()
    assert f"{me['person']['given']} {me['person']['surname']}" == guest.name
    state = demo.state
    demo.process.terminate()
    assert demo.process.wait(30) == 0
    assert not answers(state)
    assert "Traceback" not in demo.text


def test_the_state_does_not_outlive_a_demo_that_is_killed(demo: Demo) -> None:
    state = demo.state
    assert answers(state)
    os.kill(demo.process.pid, signal.SIGKILL)
    demo.process.wait()
    assert gone_within(10, state)


def test_without_the_state_the_login_says_so_and_the_rest_is_there(tmp_path: Path) -> None:
    running = Demo(tmp_path, "--no-state")
    try:
        assert "State  " not in running.text
        assert httpx.get(f"http://localhost:{running.port}/health/ready").status_code == 200
    finally:
        running.process.terminate()
        assert running.process.wait(30) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [*GODA, "demo", "--state-port", str(port)], env=environment(tmp_path / "var", free_port()),
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert "--state-port 0" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_people_it_names_are_those_of_the_state(tmp_path: Path) -> None:
    made = subprocess.run(
        [*GODA, "demo", "--json"], env=environment(tmp_path), check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(made.stdout)["state"]
    assert told["login"] == "http://localhost:8100/login"
    command = [sys.executable, "-m", "simulators", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            state = json.loads(process.stdout.readline())
            edges = httpx.get(state["edges"]).json()
            for guest in told["people"]:
                assert edges[guest["edge"]]["applicant"] == guest["personalCode"]
                person = httpx.get(f"{state['control']}/people/{guest['personalCode']}").json()["records"]["fpr"]
                assert f"{person['givenNames']} {person['surname']}" == guest["name"]
        finally:
            process.terminate()
