"""A clear family, from "submit" to "granted", against the registers' own answer times for the very questions it took."""

import statistics
import tempfile
import time
from typing import Any, Final
from uuid import uuid4

import httpx

from bench.measure import row, title
from bench.servers import served
from goda.seeds import state_side

PATIENCE: Final = 30.0
"""Seconds."""
LOOK: Final = 0.025
"""Seconds between two looks whether it is granted: who asks without a pause keeps the server from deciding."""
UNCLEAR: Final = ("no-register-answer", "contradictory", "dead-holder")


def applying() -> None:
    """Sign in, apply, submit, wait for the card: one family after the other, all registers well."""
    title("Applying: submit → card granted, registers well")
    with tempfile.TemporaryDirectory() as folder, served(folder, state=True) as demo:
        state: state_side.Told = demo["state"]
        clients = {client.id: client.secret or "" for client in state.clients}
        granted: list[float] = []
        asked: list[float] = []
        questions: list[int] = []
        with httpx.Client(timeout=PATIENCE) as direct:
            for place, code in enumerate(_clear_families(direct, state.start)):
                family = Family(demo["origin"], code, f"192.0.2.{place}")
                before = len(_asked(direct, state.start))
                took = family.apply()
                family.close()
                if took is None:
                    continue
                new = _asked(direct, state.start)[before:]
                checks = [one for one in new if one["at"] >= family.submitted_at]
                granted.append(took)
                asked.append(_replayed(direct, state, clients["goda-registers"], checks))
                questions.append(len(checks))
    base = statistics.median(asked)
    row("the same questions, asked one after the other", base, base, f"{statistics.median(questions):.0f} a family")
    row("submit → granted, card issued, decision sealed", statistics.median(granted), base, f"{len(granted)} families")


class Family:
    """One family's browser, as far as HTTP goes."""

    def __init__(self, origin: str, code: str, address: str) -> None:
        self._origin = origin
        self._address = address
        self._jar: dict[str, str] = {}
        self._client = httpx.Client(timeout=PATIENCE, follow_redirects=False)
        self.submitted_at = ""
        there = self._call("GET", "/login?to=/").headers["location"]
        back = self._client.post(there, data={"person": code}).headers["location"]
        self._call("GET", back.removeprefix(origin))

    def apply(self) -> float | None:
        """Seconds from submitting until granted; None if a person has to decide."""
        begun = self._call("POST", "/wallet/applications", {"renewal": False})
        application = begun.json()
        path = f"/wallet/applications/{application['id']}"
        names = [one["person"] for one in application["members"] if one["role"] == "dependant"][:4]
        disabled = [one["person"] for one in application["members"] if one["role"] == "dependant"]
        answers = {"email": "a@example.org", "phone": "29111222", "channel": "email", "names": names}
        if len(disabled) < 3:
            answers["disability"] = disabled
        self._call("PATCH", f"{path}/answers", answers).raise_for_status()
        self.submitted_at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        start = time.perf_counter()
        self._call("POST", f"{path}/submission", {"key": str(uuid4())}).raise_for_status()
        while time.perf_counter() - start < PATIENCE:
            time.sleep(LOOK)
            state = self._call("GET", path).raise_for_status().json()["state"]
            if state == "granted":
                return time.perf_counter() - start
            if state != "checking":
                return None
        raise RuntimeError("not decided in time")

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        self._client.cookies.clear()
        headers = {
            "cookie": "; ".join(f"{name}={value}" for name, value in self._jar.items()),
            "origin": self._origin,
            "accept": "application/json",
            "x-forwarded-for": self._address,
        }
        answer = self._client.request(method, self._origin + path, json=body, headers=headers)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self._jar[name] = rest.partition(";")[0].strip('"')
        return answer


def _clear_families(direct: httpx.Client, start: str) -> list[str]:
    edges: dict[str, dict[str, Any]] = direct.get(f"{start}/control/edges").json()
    return [edges[name]["applicant"] for name in edges if not name.startswith(UNCLEAR)]


def _asked(direct: httpx.Client, start: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = direct.get(f"{start}/control/asked").json()
    return answer


def _replayed(direct: httpx.Client, state: state_side.Told, secret: str, questions: list[dict[str, Any]]) -> float:
    """Seconds that the registers alone take for these questions."""
    tokens: dict[str, str] = {}
    for register in {one["register"] for one in questions}:
        form = {"grant_type": "client_credentials", "scope": register}
        answer = direct.post(state.token, data=form, auth=("goda-registers", secret))
        tokens[register] = answer.raise_for_status().json()["access_token"]
    start = time.perf_counter()
    for one in questions:
        headers = {"authorization": f"Bearer {tokens[one['register']]}", "purpose": "application"}
        url = f"{state.start.rstrip('/')}/{one['register']}/v1/queries"
        direct.post(url, json={"personalCode": one["personalCode"]}, headers=headers)
    return time.perf_counter() - start
