"""A real Chromium for tests of the pages, a camera that films what a test draws, axe, and a small till's world.

Pages are built before (`npm run build`). Everything of Playwright lives for one module only: while its driver runs, the
thread has a running event loop, and anyio's tests elsewhere could not start theirs.
"""

import importlib.util
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import segno
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
# The browser itself must be silent: tests count requests, and no test may depend on a network.
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# Patience for a busy machine; what must be quick says so in its own test.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, without a camera."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def filming(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """`filming(clip)`: a Chromium whose camera plays that clip in a loop; without a clip, one that shows no code."""
    with ExitStack() as opened:

        def launch(clip: Path | None = None, *, ask: bool = False) -> Browser:
            args = [*QUIET, "--use-fake-device-for-media-stream"]
            args += [f"--use-file-for-fake-video-capture={clip}"] if clip else []
            args += [] if ask else ["--use-fake-ui-for-media-stream"]
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
            opened.callback(browser.close)
            return browser

        yield launch


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Path]:
    """`clip("digits", None, "other", seconds=2)`: a Y4M film of QR codes one after the other; None is an empty scene."""

    def film(*texts: str | None, seconds: float = 1, width: int = 1280, height: int = 720, share: float = 0.7) -> Path:
        rate = 5
        path = tmp_path / f"clip-{len(list(tmp_path.iterdir()))}.y4m"
        noise = np.random.default_rng(1)
        with path.open("wb") as out:
            out.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
            for text in texts:
                scene = _scene(text, width, height, share)
                for _ in range(max(1, round(seconds * rate))):
                    frame = np.clip(scene + noise.normal(0, 4, scene.shape), 0, 255).astype(np.uint8)
                    out.write(b"FRAME\n" + frame.tobytes() + b"\x80" * (width // 2 * (height // 2) * 2))
        return path

    return film


def _scene(text: str | None, width: int, height: int, share: float) -> np.ndarray:
    scene = np.full((height, width), 60.0)
    if text is None:
        return scene
    modules = np.array([[1 - dark for dark in row] for row in segno.make(text, error="l", micro=False).matrix]) * 255.0
    modules = np.pad(modules, 4, constant_values=255)
    side = int(min(width, height) * share)
    pick = np.arange(side) * len(modules) // side
    top, left = (height - side) // 2, (width - side) // 2
    scene[top : top + side, left : left + side] = modules[np.ix_(pick, pick)]
    return scene


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: findings of axe-core as lines, none if the page is accessible by WCAG 2.0 to 2.2 A, AA and best practice.

    The page's policy forbids scripts from elsewhere, so the library is put there by the debugger, not by the page.
    """
    source = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")

    def run(page: Page) -> list[str]:
        session = page.context.new_cdp_session(page)
        try:
            session.send("Runtime.evaluate", {"expression": source, "returnByValue": False})
            options = json.dumps({"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]})
            answer = session.send(
                "Runtime.evaluate",
                {
                    "expression": f"axe.run(document, {options}).then(r => JSON.stringify(r.violations.flatMap("
                    "v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 300)}`))))",
                    "awaitPromise": True,
                    "returnByValue": True,
                },
            )
        finally:
            session.detach()
        return json.loads(answer["result"]["value"])

    return run


@pytest.fixture(scope="session")
def built_verifier() -> Path:
    """The merchant's page as built; built now if it is not there."""
    built = ROOT / "backend/goda/web_dist/verify"
    if not (built / "index.html").exists():
        subprocess.run(["npm", "run", "build", "-w", "@goda/verifier-page"], cwd=ROOT, check=True, capture_output=True)
    return built


@pytest.fixture(scope="session")
def issuer():
    """The vectors' issuer and phone: `issuer.wallet(...)`, `issuer.printed(...)`, `issuer.packed(token)`."""
    return _loaded("goda_vectors_issuer", ROOT / "tests/vectors/generator/issuer.py")


def _loaded(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def stored() -> Callable[[Page], str]:
    """`stored(page)`: everything that this page's origin keeps on the device, as one text."""

    def dump(page: Page) -> str:
        everything = page.evaluate(
            """async () => {
                const out = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
                for (const { name } of await indexedDB.databases()) {
                    const db = await new Promise((ok) => { const r = indexedDB.open(name); r.onsuccess = () => ok(r.result); });
                    for (const store of db.objectStoreNames) {
                        const all = db.transaction(store).objectStore(store);
                        for (const ask of ["getAllKeys", "getAll"])
                            out.push(JSON.stringify(await new Promise((ok) => { const r = all[ask](); r.onsuccess = () => ok(r.result); })));
                    }
                    db.close();
                }
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) out.push(request.url);
                }
                return out.join("\\n");
            }"""
        )
        return str(everything)

    return dump


@pytest.fixture(scope="session")
def stage() -> ModuleType:
    """`stage.py`: what clerk, family and cashier do, each at a browser."""
    return _loaded("goda_tests_stage", Path(__file__).with_name("stage.py"))


@pytest.fixture(scope="module")
def server(stage: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program a newcomer runs, with its demo, in a process of its own."""
    running = stage.Server(tmp_path_factory.mktemp("server"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def whole(stage: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The same with the state's side beside it: login, registers, mailbox."""
    running = stage.Server(tmp_path_factory.mktemp("whole"), state=True)
    yield running
    running.end()


@pytest.fixture
def desk(chromium: Browser, stage: ModuleType, server: Any) -> Iterator[Page]:
    """The clerk's browser."""
    page = stage.sit_down(chromium, server)
    yield page
    page.context.close()
