"""Runs the app in a process of its own and opens it in headless Chromium; records what leaves the machine and what fails."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlparse
from urllib.request import urlopen

import numpy as np
import pytest
from PIL import Image

from geo_opportunity.scene import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REQUIRED = bool(os.environ.get("REQUIRE_BROWSER"))

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED, reason="no Chromium: apt-get install chromium fonts-dejavu-core"
)

#: Messages of the browser that are not ours to fix: (part of the text, why).
NOT_OURS = (
    ("GPU stall due to ReadPixels", "software rendering reads the canvas for picking"),
    ("WebGL: CONTEXT_LOST", "the tab closes while software rendering works"),
    ("GL Driver Message", "software rendering"),
    ("Automatic fallback to software WebGL", "no graphics card here"),
)
#: Requests that fail by design of the framework: on a page below the root it looks for its server there first.
PROBES = tuple(f"/{page}/_stcore/{what}" for page in PAGES[1:] for what in ("health", "host-config"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], port: int, log: Path, env: dict[str, str], *, base: str = ""
) -> Iterator[str]:
    """Run a command that serves the app on a port of this machine; yields its address, below the path `base`, once it answers."""
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | env,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}{base}"
        end = time.monotonic() + 60
        while True:
            try:
                with urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    msg = f"the app did not start; its log: {log.read_text(encoding='utf-8')}"
                    raise RuntimeError(msg) from None
                time.sleep(0.2)
        yield address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(
                process.pid, signal.SIGTERM
            )  # the command may have started the server as a process of its own
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def streamlit(script: str, log: Path, env: dict[str, str], *options: str) -> Iterator[str]:
    """Run a Streamlit script on a free port of this machine with more `options`; yields its address."""
    port = free_port()
    where = ("--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true")
    command = [sys.executable, "-m", "streamlit", "run", script, *where, *options]
    with running(command, port, log, env) as address:
        yield address


@contextmanager
def serve(data_dir: Path, log: Path, *, static: bool = True) -> Iterator[str]:
    """Run ``streamlit run app.py`` on a free port with the given data, serving `static` files or not; yields its address."""
    # the browser gets the folder beside app.py and no other
    env = {"GEO_OPPORTUNITY_DATA_DIR": str(data_dir), "GEO_OPPORTUNITY_STATIC_DIR": str(ROOT / "static")}
    with streamlit("app.py", log, env, "--server.enableStaticServing", str(static).lower()) as address:
        yield address


#: The part of a map that takes the hand.
MAP = ".go-map-hand"


@dataclass
class Visit:
    """An open page and everything it asked for."""

    page: Any
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sockets: list[int] = field(default_factory=list)
    """Bytes of each message from the server."""

    def query(self) -> dict[str, str]:
        return {k: v[-1] for k, v in parse_qs(urlparse(self.page.url).query).items()}

    def open(self, address: str) -> None:
        """Open a page and wait until it is there."""
        self.page.goto(address)
        self.page.wait_for_selector(f'{MAP}, [data-testid="stMain"] h1', timeout=60_000)
        self.settle()

    def settle(self, timeout: float = 60) -> None:
        """Wait until the app has finished a run and no picture changes."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(
            "() => document.querySelector('.stApp')?.getAttribute('data-test-script-state') === 'notRunning'"
            " && !document.querySelector('[data-testid=\"stSkeleton\"]') && "
            "!document.querySelector('[data-stale=\"true\"]')",
            timeout=timeout * 1000,
        )
        self.page.wait_for_timeout(250)

    def choose(self, key: str, option: str, *, settle: bool = True) -> None:
        """Pick an option of the select box `key` with the keyboard alone, and wait for what follows unless told not to."""
        box = self.page.locator(f".st-key-{key} input")
        box.click()
        box.fill(option)
        box.press("Enter")
        if settle:
            self.settle()

    def assert_clean(self, *, below_root: bool = False, downloaded: bool = False) -> None:
        """Assert that no other host was asked, and that no request and no script failed.

        Parameters
        ----------
        below_root
            The page's path is not the root: there Streamlit looks for its server below it first, and is told 404.
        downloaded
            A file was downloaded: that ends the request for its page.
        """
        assert self.outside == [], "the app asked other hosts"
        assert [f for f in self.failed if not (downloaded and "/media/" in f)] == []
        assert [e for e in self.errors if not (below_root and "404" in e)] == []

    def canvas(self) -> Any:
        return self.page.locator(MAP).first

    def picture(self) -> np.ndarray:
        """Return the map's pixels: height x width x 3."""
        return np.asarray(Image.open(BytesIO(self.canvas().screenshot())).convert("RGB"))

    def wait_for_color(
        self, color: tuple[int, int, int], *, at_least: int = 400, timeout: float = 60
    ) -> None:
        """Wait until the map shows `color` on at least so many pixels."""
        end = time.monotonic() + timeout
        while (seen := count_color(self.picture(), color)) < at_least:
            if time.monotonic() > end:
                msg = f"the map shows colour {color} on {seen} pixels only"
                raise AssertionError(msg)
            self.page.wait_for_timeout(300)

    def pixel(self, lon: float, lat: float, chart: Any = None) -> dict[str, float]:
        """Return where on a map a place is."""
        x, y = (chart or self.canvas()).evaluate("(hand, at) => hand.goMap.pixel(...at)", [lon, lat])
        return {"x": x, "y": y}

    def still(self, lon: float, lat: float) -> dict[str, float]:
        """Return where on the map a place is, once the map does not move."""
        at, before = self.pixel(lon, lat), None
        while at != before:
            self.page.wait_for_timeout(250)
            at, before = self.pixel(lon, lat), at
        return at

    def press(self, chart: Any, position: dict[str, float], *, hold: int = 120) -> None:
        """Press a place on a map as a person does: the hand comes, waits, and holds the button for a moment."""
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        self.page.mouse.move(box["x"] + position["x"] - 30, box["y"] + position["y"] - 10)
        self.page.mouse.move(box["x"] + position["x"], box["y"] + position["y"], steps=5)
        self.page.wait_for_timeout(250)
        self.page.mouse.down()
        self.page.wait_for_timeout(hold)
        self.page.mouse.up()

    def click_map(self, chart: Any, position: dict[str, float], done: str, *, timeout: float = 30) -> None:
        """Press a place on a map, once; `done` (a JavaScript condition) has to hold then."""
        self.press(chart, position)
        self.page.wait_for_function(f"() => {done}", timeout=timeout * 1000)
        self.settle()
        self.page.mouse.move(2, 2)  # what is under the hand is drawn lighter

    def text(self) -> str:
        return str(self.page.locator('[data-testid="stMain"]').inner_text())


def count_color(pixels: np.ndarray, color: tuple[int, int, int], tolerance: int = 6) -> int:
    """Return how many pixels have a colour."""
    return int((np.abs(pixels.astype(int) - np.array(color)).max(axis=2) <= tolerance).sum())


@contextmanager
def visit(address: str, *, width: int = 1440, height: int = 900, phone: bool = False) -> Iterator[Visit]:
    """Open `address` in Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        more: dict[str, Any] = (
            {"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if phone else {}
        )
        if phone:
            more["user_agent"] = (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/156.0.0.0 Mobile Safari/537.36"
            )
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        page = context.new_page()
        seen = Visit(page)

        def asked(request: Any) -> None:
            place = urlparse(request.url)
            if place.scheme not in ("data", "blob", "about") and place.hostname != "127.0.0.1":
                seen.outside.append(request.url)

        def failed(request: Any) -> None:
            if not request.url.startswith("blob:"):  # workers of the page itself, ended by a reload
                seen.failed.append(f"{request.url}: {request.failure}")

        def said(message: Any) -> None:
            address = (message.location or {}).get("url", "")
            if (
                message.type == "error"
                and not any(part in message.text for part, _ in NOT_OURS)
                and not address.endswith(PROBES)
            ):
                seen.errors.append(message.text)

        def socket_opened(opened: Any) -> None:
            opened.on("framereceived", lambda frame: seen.sockets.append(len(frame)))

        page.on("request", asked)
        page.on("requestfailed", failed)
        page.on("console", said)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("websocket", socket_opened)
        seen.open(address)
        try:
            yield seen
        finally:
            browser.close()
