"""The program as a whole: one port, this machine only, pages for people and JSON for scripts."""

import re
import signal
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest


def test_it_prints_what_a_script_needs_and_answers_the_same(state: Any) -> None:
    assert state.control("GET", "/addresses") == state.told
    assert set(state.told["registers"]) == {"fpr", "viis", "iis", "ugf", "vadonis", "sopa"}
    assert {one["id"] for one in state.told["clients"]} == {"goda", "goda-registers", "goda-eaddress", "goda-key"}


def test_every_link_of_the_start_page_leads_somewhere(state: Any) -> None:
    page = state.http.get(state.told["start"])
    links = re.findall(r'href="(/[^"]*)"', page.text)
    assert len(links) > 12
    for link in links:
        assert state.http.get(state.told["start"] + link).status_code == 200, link


def test_the_edges_are_a_page_and_json_with_the_same_codes(state: Any) -> None:
    page = state.http.get(f"{state.told['start']}/edges").text
    for name, edge in state.control("GET", "/edges").items():
        assert f'id="{name}"' in page
        assert all(code in page for code in edge["codes"])


def test_it_listens_on_this_machine_only(state: Any) -> None:
    port = urlsplit(state.told["start"]).port
    hosts = {address[4][0] for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for host in hosts - {"127.0.0.1"}:
        if not host.startswith("127."):
            with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
                socket.create_connection((host, port), timeout=1)


def test_people_are_found_and_everything_about_them_shown(state: Any) -> None:
    person = state.control("GET", "/people?search=anna&limit=5")[0]
    known = state.control("GET", f"/people/{person['personalCode']}")
    assert known["records"]["fpr"]["givenNames"] == person["givenNames"]
    assert state.http.get(f"{state.told['control']}/people/399999-99999").status_code == 404


def test_a_client_can_be_registered_with_its_own_key_or_address(state: Any) -> None:
    new = {"grants": ["client_credentials"], "scopes": ["ugf"], "secret": "for tests only"}
    state.control("PUT", "/clients/other", new)
    form = {"grant_type": "client_credentials", "scope": "ugf"}
    assert state.http.post(state.told["token"], data=form, auth=("other", "for tests only")).status_code == 200
    for wrong in ({"secret": None}, {"publicKey": {"kty": "EC"}}, {"more": 1}):
        answer = state.http.put(f"{state.told['control']}/clients/other", json=new | wrong)
        assert answer.status_code == 400, wrong


def test_a_reset_makes_the_world_as_of_another_day(changed: Any) -> None:
    changed.change("death", changed.about("two-children"))
    told = changed.control("POST", "/resets", {"day": "2030-06-30"})
    assert (told["day"], told["families"]) == ("2030-06-30", 2000)
    assert changed.records("fpr", changed.about("third-child-born-today"))[0]["person"]["birthDate"] == "2030-06-30"
    assert changed.records("fpr", changed.about("two-children"))[0]["status"] == "active"


def test_an_address_that_is_none_and_a_body_that_is_none_are_problems(state: Any) -> None:
    assert (
        state.http.get(f"{state.told['registers']['fpr']}/nothing").headers["content-type"]
        == "application/problem+json"
    )
    answer = state.http.post(
        f"{state.told['control']}/changes", content=b"{", headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert state.http.get(f"{state.told['start']}/nothing").status_code == 404


def test_it_ends_quietly_when_told_to() -> None:
    command = [sys.executable, "-m", "simulators", "--port", "0", "--families", "100", "--day", "2030-01-01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "as of 2030-01-01: http://localhost:" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


def test_it_does_not_share_a_port_that_is_taken(state: Any) -> None:
    port = str(urlsplit(state.told["start"]).port)
    done = subprocess.run(
        [sys.executable, "-m", "simulators", "--port", port], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
