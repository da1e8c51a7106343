"""What till and family wait for, in a headless Chromium slowed down to a cheap phone: medians, next to their budgets.

The slowing is the browser's own (DevTools): "slow 4G" delays each request by 562 ms and gives 1.44 Mbit/s, a factor
divides the processor. The service worker is slowed like its page. Times end when the browser has painted. They are of this
machine and of whatever else it does: the load is printed, the budgets are the yardstick.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright, expect, sync_playwright

from bench.measure import title
from bench.servers import ROOT, demo

sys.path.insert(0, str(ROOT / "tools"))
from ensure_chromium import find

RUNS: Final = 5
PATIENCE: Final = 30_000
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "timezone_id": "Europe/Riga"}
QUIET: Final = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")
SLOW_4G: Final = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1_440_000 / 8,
    "uploadThroughput": 675_000 / 8,
}
FREE: Final = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
NONE: Final = {**FREE, "offline": True}

WATCH: Final = """
window.benched = {};
{
    const painted = (name) => {
        if (name in benched) return;
        benched[name] = null;
        requestAnimationFrame(() => setTimeout(() => { benched[name] = performance.now(); }));
    };
    new MutationObserver(() => {
        if (document.getElementById("eye")?.classList.contains("on")) painted("camera");
        if (document.body?.dataset.view === "verdict") painted("verdict");
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "data-view"] });
    new PerformanceObserver((list) => {
        for (const { name } of list.getEntries()) if (name === "goda-code-shown") painted("code");
    }).observe({ entryTypes: ["measure"] });
}
"""
"""Notes, in ms since the page was asked for, when a thing was on the screen; runs before the page's own script."""

SHOWN_ANEW: Final = """async () => {
    const marks = () => performance.getEntriesByName("goda-code-shown").length;
    const turn = (hidden) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
    };
    const before = marks();
    turn(true);
    await new Promise((done) => setTimeout(done, 300));
    const painted = new Promise((done) => {
        new PerformanceObserver((list, self) => {
            if (!list.getEntriesByName("goda-code-shown").length) return;
            self.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now())));
        }).observe({ entryTypes: ["measure"] });
    });
    turn(false);
    const end = await painted;
    const last = (name) => performance.getEntriesByName(name).at(-1);
    if (marks() !== before + 1) throw new Error("not exactly one new code");
    return { made: last("goda-code-made").duration, shown: end - last("goda-code-shown").startTime };
}"""
"""Look away and back: the card makes and shows a new code at once, the same way as every 20 seconds."""

PASTE: Final = """async (text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    const shown = new Promise((done) => {
        new MutationObserver((_, self) => {
            if (document.body.dataset.view !== "verdict") return;
            self.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now())));
        }).observe(document.body, { attributes: true });
    });
    const begin = performance.now();
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    return (await shown) - begin;
}"""
"""Hand over a decoded text as the camera's decoder does, and wait until its answer is painted."""


def browser() -> None:
    """Till and wallet, one after the other, on one running demo."""
    title(f"Pages in Chromium, slowed down; medians of {RUNS} (lowest to highest)")
    if chromium_or_none() is None:
        print("  left out: no Chromium on this machine")
        return
    with demo() as ready, tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        with _launched(driver, folder, _filmed(Path(folder) / "clip.y4m", "9" * 900)) as chromium:
            _opening(chromium, ready["verifier"])
        with _launched(driver, folder) as chromium:
            _card(chromium, ready)
    print(f"  load of this machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def chromium_or_none() -> str | None:
    """The path of the machine's Chromium."""
    path: str | None = find()
    return path


def _opening(chromium: Browser, address: str) -> None:
    """The till's page, cold and warm; in front of the camera is a code that is no card, so that the first answer shows."""
    cold: list[dict[str, float]] = []
    warm: list[dict[str, float]] = []
    for _ in range(RUNS):
        with _context(chromium) as context:
            page = _page(context, cpu=4, network=SLOW_4G)
            cold.append(_opened(page, address))
            slow = context.new_cdp_session(page)
            _network(slow, FREE)
            page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
            page.wait_for_load_state("networkidle")
            page.close()
            page = _page(context, cpu=4, network=SLOW_4G)
            with _worker_slowed(chromium, SLOW_4G):
                warm.append(_opened(page, address))
    for name, budget, taken in (("cold", 3000, cold), ("warm", 1500, warm)):
        _row(f"/verify, slow 4G, CPU/4, {name}: camera shows", [each["camera"] for each in taken], budget)
        _row(f"/verify, slow 4G, CPU/4, {name}: a code answered", [each["verdict"] for each in taken])


def _opened(page: Page, address: str) -> dict[str, float]:
    page.goto(address, wait_until="commit")
    return _benched(page, "camera", "verdict")


def _card(chromium: Browser, ready: dict[str, Any]) -> None:
    """The family's card, offline and anew; and its code judged by a till that has its lists."""
    with _context(chromium) as family, _context(chromium) as till:
        phone = _page(family)
        phone.goto(f"{ready['wallet']}#code={ready['cards'][0]['activationCode']}")
        phone.get_by_role("button", name="Pievienot karti").click()
        code = phone.locator("li:not([inert]) canvas")
        expect(code).to_be_visible(timeout=PATIENCE)
        phone.goto(ready["wallet"])
        expect(code).to_be_visible(timeout=PATIENCE)
        phone.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        phone.reload()
        expect(code).to_be_visible(timeout=PATIENCE)

        judged = [_judged(till, ready["verifier"], phone) for _ in range(RUNS)]

        session = family.new_cdp_session(phone)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        _network(session, NONE)
        offline = []
        with _worker_slowed(chromium, NONE):
            for _ in range(RUNS):
                phone.reload(wait_until="commit")
                offline.append(_benched(phone, "code")["code"])
        session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        anew = [phone.evaluate(SHOWN_ANEW) for _ in range(RUNS)]
    _row("decoded → verdict painted, CPU/4, first scan of a page", judged, 100)
    _row("wallet offline, CPU/4: reload → code drawn", offline, 1000)
    _row("wallet, CPU/6: new code drawn", [each["shown"] for each in anew], 50)
    _row("wallet, CPU/6: that code made, signature included", [each["made"] for each in anew])


def _judged(context: BrowserContext, address: str, phone: Page) -> float:
    """The first answer of a page just opened, in ms. There is no camera: while a code is judged the page looks at no frame."""
    page = _page(context)
    page.goto(address)
    expect(page.locator("body")).to_have_attribute("data-age", "fresh", timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    digits = zxingcpp.read_barcodes(Image.open(BytesIO(phone.screenshot())))[0].text
    took = page.evaluate(PASTE, digits)
    expect(page.locator("#v-word")).to_have_text("Derīga", timeout=PATIENCE)
    page.close()
    return float(took)


@contextmanager
def _launched(driver: Playwright, folder: str, clip: Path | None = None) -> Iterator[Browser]:
    """Chromium, with a camera that shows `clip`, or with none; what it leaves behind stays in `folder`."""
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] if clip else []
    camera += [f"--use-file-for-fake-video-capture={clip}"] if clip else []
    environment = {**os.environ, "TMPDIR": folder}
    chromium = driver.chromium.launch(executable_path=find(), args=[*QUIET, *camera], env=environment)
    try:
        yield chromium
    finally:
        chromium.close()


@contextmanager
def _context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(**PHONE)
    try:
        yield context
    finally:
        context.close()


def _page(context: BrowserContext, *, cpu: float = 1, network: dict[str, Any] = FREE) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    _network(session, network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
    return page


def _network(session: CDPSession, conditions: dict[str, Any]) -> None:
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", conditions)


@contextmanager
def _worker_slowed(chromium: Browser, conditions: dict[str, Any]) -> Iterator[None]:
    """The same network for the service workers: their own requests are not their page's. Raises if there is none."""
    session = chromium.new_browser_cdp_session()
    targets = session.send("Target.getTargets")["targetInfos"]
    workers = [each["targetId"] for each in targets if each["type"] == "service_worker"]
    if not workers:
        raise RuntimeError("the page has no service worker")
    for worker in workers:
        attached = session.send("Target.attachToTarget", {"targetId": worker, "flatten": False})["sessionId"]
        for number, (method, params) in enumerate(
            (("Network.enable", {}), ("Network.emulateNetworkConditions", conditions)), start=1
        ):
            message = json.dumps({"id": number, "method": method, "params": params})
            session.send("Target.sendMessageToTarget", {"sessionId": attached, "message": message})
    try:
        yield
    finally:
        session.detach()


def _benched(page: Page, *names: str) -> dict[str, float]:
    """Wait until all these were noted by `WATCH`; ms since the page was asked for."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        noted: dict[str, float | None] = page.evaluate("() => ({ ...globalThis.benched })")
        if all(noted.get(name) is not None for name in names):
            return {name: float(noted[name] or 0) for name in names}
        time.sleep(0.1)
    raise RuntimeError(f"{names} did not all come: {noted}")


def _filmed(path: Path, text: str) -> Path:
    """A camera's film of one code in the middle of 1280×720, as Y4M."""
    width, height, side = 1280, 720, 504
    modules = np.array([[1 - dark for dark in row] for row in segno.make(text, error="l", micro=False).matrix]) * 255
    modules = np.pad(modules, 4, constant_values=255)
    pick = np.arange(side) * len(modules) // side
    scene = np.full((height, width), 60, np.uint8)
    top, left = (height - side) // 2, (width - side) // 2
    scene[top : top + side, left : left + side] = modules[np.ix_(pick, pick)]
    frame = b"FRAME\n" + scene.tobytes() + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)
    return path


def _row(name: str, taken: list[float], budget: float | None = None) -> None:
    """One line: median, lowest and highest, and the budget where experience.md gives one."""
    median = statistics.median(taken)
    verdict = "" if budget is None else f"budget {budget:5.0f} ms   {'kept' if median <= budget else 'NOT KEPT'}"
    print(f"  {name:<55}{median:7.0f} ms ({min(taken):.0f} to {max(taken):.0f})   {verdict}".rstrip())
