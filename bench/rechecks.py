"""A night of rechecks end to end: `goda recheck` as a process of its own, registers over HTTP, on SQLite and PostgreSQL, 6 000 families and 60 000."""

import asyncio
import importlib.util
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import msgspec

from bench.applying import Family
from bench.many import TABLES, Real, Row, Template
from bench.measure import row, title
from bench.servers import ROOT, free_port, running
from goda.db.vault import Vault
from goda.kernel.clock import riga_day
from goda.seeds import state_side
from goda.settings import DEMO_VAULT_KEY, Settings
from simulators.world.model import Person
from simulators.world.world import SEED, World

SIZES: Final = (6_000, 60_000)
CHANGED: Final = 100
"""One family in so many has a change tonight, and every tenth of those loses the right by it."""
WORLD: Final = 8_000
"""Families in the state's registers: enough of the template's shape."""
EDGE: Final = "three-children"
PAGE: Final = 500
_STARTER: Final = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print("memory:", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True)
sys.exit(done.returncode)
"""
"""Starts the night and tells its peak of memory, KB. Not this process itself: Linux counts to a child what its parent had when it was started."""


def rechecks() -> None:
    """Time, memory, and how both grow tenfold."""
    title("A night of rechecks: every register's feed, 1 in 100 families changed, 1 in 365 warned or ended")
    with ExitStack() as beside:
        folder = Path(beside.enter_context(tempfile.TemporaryDirectory()))
        goda = str(Path(sys.executable).with_name("goda"))
        port = free_port()
        origin = f"http://localhost:{port}"
        told = beside.enter_context(_state(origin))
        environment = _environment(folder, origin, port) | told.settings()
        subprocess.run([goda, "demo", "--json"], env=environment, check=True, capture_output=True)
        with running([goda, "serve"], environment, port, "/health/ready"), httpx.Client(timeout=30) as http:
            edges: dict[str, Any] = http.get(f"{told.start}/control/edges").json()
            family = Family(origin, edges[EDGE]["applicant"], "127.0.0.1")
            if family.apply() is None:
                raise RuntimeError("the template was not granted")
            family.close()
            time.sleep(2)  # its messages are out
        template = Template(folder / "goda.sqlite", Vault(Settings(vault_key=DEMO_VAULT_KEY).vault_key_bytes))
        real = _real(World(SEED, _today(), WORLD))
        on_postgres = beside.enter_context(_postgres())
        files = iter(range(len(SIZES)))
        kinds = {"SQLite": lambda: f"sqlite:///{folder / f'copies-{next(files)}.sqlite'}", "PostgreSQL": on_postgres}
        for kind, new_database in kinds.items():
            _growth(kind, new_database, goda, environment, template, real, told.start)


def _growth(
    kind: str, new_database: Callable[[], str], goda: str, environment: dict[str, str], template: Template, real: list[Real], state: str
) -> None:  # fmt: skip
    """Both sizes on one engine; the second line's ratios are how time and memory grew."""
    base = least = None
    for size in SIZES:
        url = new_database()
        here = environment | {"GODA_DATABASE": url}
        subprocess.run([goda, "migrate"], env=here, check=True, capture_output=True)
        _fill(url, template.copies(size, _today(), real[: size // CHANGED]))
        with httpx.Client(timeout=60) as http:
            http.post(f"{state}/control/resets", json={}).raise_for_status()
            for place, one in enumerate(real[: size // CHANGED]):
                country = "EE" if place % 10 == 0 else "LV"
                change = {"kind": "move", "personalCode": f"{one.codes[2][:6]}-{one.codes[2][6:]}", "country": country}
                http.post(f"{state}/control/changes", json=change).raise_for_status()
        seconds, memory, report = _night(goda, here)
        base = base or seconds
        least = least or memory
        note = ", ".join(f"{report[name]} {name}" for name in ("asked", "cases", "warned", "ended", "failed"))
        row(
            f"{kind}, {size:,} families".replace(",", " "),
            seconds,
            base,
            f"{memory} MB, {memory / least:.2f} x; {note}",
        )


def _night(goda: str, environment: dict[str, str]) -> tuple[float, int, dict[str, int]]:
    """Seconds, MB at most, and what it did."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _STARTER, goda, "recheck"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    told = {name: int(number) for name, _, number in (line.partition(": ") for line in done.stdout.splitlines())}
    return seconds, told.pop("memory") // 1024, told


def _fill(url: str, copies: Iterable[dict[str, list[Row]]]) -> None:
    """Write the copies, a page at a time."""
    copies = iter(copies)
    while page := list(islice(copies, PAGE)):
        rows = {table: [one for copy in page for one in copy[table]] for table in TABLES}
        if url.startswith("sqlite"):
            _into_sqlite(url.removeprefix("sqlite:///"), rows)
        else:
            asyncio.run(_into_postgres(url, rows))


def _into_sqlite(path: str, rows: dict[str, list[Row]]) -> None:
    db = sqlite3.connect(path)
    for table, found in rows.items():
        columns = list(found[0])
        places = ", ".join("?" for _ in columns)
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
        db.executemany(insert, [tuple(one.values()) for one in found])
    db.commit()
    db.close()


async def _into_postgres(url: str, rows: dict[str, list[Row]]) -> None:
    db = await asyncpg.connect(url)
    for table, found in rows.items():
        await db.copy_records_to_table(table, columns=list(found[0]), records=[tuple(one.values()) for one in found])
    await db.close()


def _real(world: World) -> list[Real]:
    """Families of the template's shape in the registers: two parents, three children, nothing else to ask about."""
    found = []
    for applicant in world.people:
        if applicant.spouse is None or len(applicant.children) != 3 or applicant.children[0].child < applicant.id:
            continue
        children = [world.people[link.child] for link in applicant.children]
        people = [applicant, world.people[applicant.spouse], *sorted(children, key=lambda one: one.born)]
        if all(_plain(one) for one in people) and all(
            0 <= child.age(_today()) < 17 and len(child.carers) == 2 for child in children
        ):
            found.append(
                Real(codes=tuple(one.code.replace("-", "") for one in people), born=tuple(one.born for one in people))
            )
    edges = {code.replace("-", "") for edge in world.edges for code in edge.codes}
    chosen = [one for one in {one.codes[2]: one for one in found}.values() if not edges & set(one.codes)]
    if len(chosen) < max(SIZES) // CHANGED:
        raise RuntimeError("too few families of that shape")
    return chosen


def _plain(person: Person) -> bool:
    links = (*person.children, *person.carers)
    return (
        person.country == "LV" and person.active and person.died is None and person.debt is None and person.stay is None
        and len(person.codes) == 1 and all(link.custody == "full" and link.relation == "child" for link in links)
    )  # fmt: skip


def _today() -> date:
    return riga_day(datetime.now(UTC))


def _environment(folder: Path, origin: str, port: int) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GODA_")}
    return own | {
        "GODA_VAR": str(folder),
        "GODA_ORIGIN": origin,
        "GODA_LISTEN": f"127.0.0.1:{port}",
        "GODA_PROXIES": "1",
    }


@contextmanager
def _state(origin: str) -> Iterator[state_side.Told]:
    """The state's side with a world as large as we need."""
    command = [sys.executable, "-m", "simulators", "--port", "0", "--json", "--families", str(WORLD)]
    process = subprocess.Popen([*command, "--redirect", f"{origin}/login/callback"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield msgspec.json.decode(process.stdout.readline(), type=state_side.Told)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _postgres() -> Iterator[Callable[[], str]]:
    """A PostgreSQL server as the tests start it; each call makes an empty database and returns its address."""
    spec = importlib.util.spec_from_file_location("goda_tests", ROOT / "tests" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    tests = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tests)
    server = tests.PostgresServer()
    try:
        server.start()
        yield lambda: str(server.url(server.create("template1")))
    finally:
        server.stop()
