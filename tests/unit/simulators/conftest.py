"""The state's side as `python -m simulators` serves it: a process of its own, real HTTP."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest


@dataclass
class State:
    """The running program, as a script sees it."""

    told: dict[str, Any]
    http: httpx.Client

    def client(self, name: str) -> dict[str, Any]:
        return next(one for one in self.told["clients"] if one["id"] == name)

    def bearer(self, scope: str) -> dict[str, str]:
        """Headers of a call to a register: a token with that scope, and a purpose."""
        one = self.client("goda-registers")
        asked = {"grant_type": "client_credentials", "scope": scope}
        answer = self.http.post(self.told["token"], data=asked, auth=(one["id"], one["secret"]))
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}", "purpose": "application"}

    def ask(self, register: str, code: str, **more: Any) -> httpx.Response:
        """Ask a register about somebody."""
        return self.http.post(
            f"{self.told['registers'][register]}/v1/queries",
            json={"personalCode": code}, headers=self.bearer(register), **more,
        )  # fmt: skip

    def records(self, register: str, code: str) -> list[dict[str, Any]]:
        answer = self.ask(register, code)
        assert answer.status_code == 200, answer.text
        return answer.json()["records"]

    def feed(self, register: str, **asked: Any) -> httpx.Response:
        address = f"{self.told['registers'][register]}/v1/changes"
        return self.http.get(address, params=asked, headers=self.bearer(register))

    def edge(self, name: str) -> dict[str, Any]:
        return self.control("GET", "/edges")[name]

    def about(self, name: str) -> str:
        """The code of the one on whom an edge turns."""
        return self.edge(name)["about"][0]

    def change(self, kind: str, code: str, **more: Any) -> list[dict[str, Any]]:
        return self.control("POST", "/changes", {"kind": kind, "personalCode": code, **more})

    def switch(self, register: str, kind: str, **more: Any) -> None:
        self.control("PUT", f"/faults/{register}", {"kind": kind, **more})

    def control(self, method: str, path: str, data: Any = None) -> Any:
        answer = self.http.request(method, self.told["control"] + path, json=data)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def program() -> Iterator[State]:
    command = [sys.executable, "-m", "simulators", "--port", "0", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        with httpx.Client(timeout=20) as http:
            yield State(json.loads(line), http)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def state(program: State) -> Iterator[State]:
    """For tests that switch faults: they are off again afterwards."""
    yield program
    program.control("DELETE", "/faults")


@pytest.fixture
def changed(program: State) -> Iterator[State]:
    """For tests that change facts or the clock: the world is made anew afterwards."""
    yield program
    program.control("PUT", "/clock", {"now": None})
    program.control("POST", "/resets", {})
