"""What an interaction costs in the browser: milliseconds and bytes.

``python -m benchmarks.interactions`` (needs Chromium).

The national app is opened in headless Chromium, through a proxy that counts what travels over the wire (so
compression counts). Each interaction is timed from the key press to the first change of the text it changes
("answer") and to the end of the app's run ("done"). The baseline, in the same run: the same app with
``server.enableStaticServing=false``, where shapes travel with every picture.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import first_page, load, pages  # noqa: E402
from tests.browser import serve, visit  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESULT = ROOT / "benchmarks" / "results" / "interactions.json"
PAGE = ROOT / "docs" / "PERFORMANCE.md"


class Wire:
    """A proxy on this machine that counts the bytes from the server."""

    def __init__(self, target: str) -> None:
        """Listen on a free port and pass everything on to `target` (an address)."""
        place = urlsplit(target)
        self.target = (str(place.hostname), int(place.port or 80))
        self.down = 0
        self._counting = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            there = socket.create_connection(self.target)
            for source, sink, counted in ((client, there, False), (there, client, True)):
                threading.Thread(
                    target=self._pass_on, args=(source, sink), kwargs={"counted": counted}, daemon=True
                ).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, *, counted: bool) -> None:
        try:
            while part := source.recv(65_536):
                if counted:
                    with self._counting:
                        self.down += len(part)
                sink.sendall(part)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()


@contextmanager
def counted(static: bool) -> Iterator[Wire]:
    """Run the national app behind a counting proxy."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(ROOT / "data", Path(folder) / "log.txt", static=static) as address,
    ):
        wire = Wire(address)
        try:
            yield wire
        finally:
            wire.close()


@dataclass
class Row:
    """One interaction, measured several times."""

    name: str
    answer_ms: list[float] = field(default_factory=list)
    painted_ms: list[float] = field(default_factory=list)
    done_ms: list[float] = field(default_factory=list)
    wire: list[int] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return medians."""
        painted = {"painted_ms": round(statistics.median(self.painted_ms))} if self.painted_ms else {}
        return {
            "answer_ms": round(statistics.median(self.answer_ms)),
            **painted,
            "done_ms": round(statistics.median(self.done_ms)),
            "wire_bytes": round(statistics.median(self.wire)),
            "runs": len(self.wire),
        }


#: Name -> (what to do, the text that answers: a CSS selector).
ACTIONS: dict[str, tuple[Callable[[Any], None], str]] = {
    "another family": (
        lambda s: s.choose("family", "One adult and a preschooler", settle=False),
        ".go-headline",
    ),
    "another sector": (lambda s: s.choose("sector", "Healthcare", settle=False), ".go-headline"),
    "another measure": (
        lambda s: s.choose("measure", "Training gap: share of jobs", settle=False),
        ".go-map-legend .go-legend-title",
    ),
    "one occupation": (lambda s: s.choose("occupation", "Registered Nurses", settle=False), ".go-headline"),
    "all occupations again": (
        lambda s: s.choose("occupation", "All occupations together", settle=False),
        ".go-headline",
    ),
    "click an area": (lambda s: s.press(s.canvas(), s.pixel(-112.0, 33.4)), ".go-card-title"),
    "pick another area": (lambda s: s.choose("area", "Boulder, CO", settle=False), ".go-card-title"),
    "open a tab": (
        lambda s: s.page.get_by_role("tab", name="Supply and demand").click(),
        '[data-testid="stMarkdownContainer"] p',
    ),
    "residents' access on the map": (
        lambda s: s.page.get_by_role("button", name="Training residents reach").click(),
        ".go-map-legend .go-legend-title",
    ),
    "the area's page": (lambda s: s.page.get_by_role("link", name="Area", exact=True).click(), ".go-key"),
    "back to the map": (
        lambda s: s.page.get_by_role("link", name="Explore", exact=True).click(),
        ".go-card-title",
    ),
}

#: Watches, in the page, for the first change of a text after the last key or press, the next painting of the
#: large map, and the end of the app's run; looks once a frame and reads no layout, so that it costs little.
_WATCH = """
selector => {
  const roots = () => [document, ...[...document.querySelectorAll('[class*="st-key-canvas-map"] *')]
    .map(e => e.shadowRoot).filter(Boolean)];
  const read = () => roots().flatMap(root => [...root.querySelectorAll(selector)])
    .map(e => e.textContent).join('|');
  const map = () => document.querySelector('.st-key-canvas-map-map') && roots()
    .map(root => root.querySelector?.('.go-map:not(.go-map-small)')?.dataset.ready).find(Boolean);
  const [old, painted] = [read(), map()];
  const seen = window.goSeen = {};
  const begin = event => {
    if (!seen.answer && (event.type !== 'keydown' || event.key === 'Enter')) seen.start = performance.now();
  };
  for (const kind of ['keydown', 'click']) document.addEventListener(kind, begin, { capture: true });
  const runs = new MutationObserver(() => { if (seen.start) seen.ran = true; });
  runs.observe(document.querySelector('.stApp'), { attributeFilter: ['data-test-script-state'] });
  const look = () => {
    const now = performance.now() - seen.start;
    if (seen.start && !seen.answer && read() !== old) seen.answer = now;
    if (seen.start && !seen.painted && map() !== painted) seen.painted = now;
    const state = document.querySelector('.stApp')?.getAttribute('data-test-script-state');
    if (seen.answer && seen.ran && state === 'notRunning') {
      seen.done = now;
      runs.disconnect();
      for (const kind of ['keydown', 'click']) document.removeEventListener(kind, begin, { capture: true });
    } else requestAnimationFrame(look);
  };
  look();
}
"""


def _measure(seen: Any, wire: Wire, row: Row, act: Callable[[Any], None], selector: str) -> None:
    before, page = wire.down, seen.page
    page.evaluate(_WATCH, selector)
    act(seen)
    page.wait_for_function("() => window.goSeen.done", timeout=60_000, polling=50)
    page.wait_for_timeout(1_500)  # what is still on the wire
    found = page.evaluate("window.goSeen")
    row.answer_ms.append(found["answer"])
    row.done_ms.append(found["done"])
    if "painted" in found:
        row.painted_ms.append(found["painted"])
    row.wire.append(wire.down - before)


#: Seconds after which a server that has started has worked out what pages rest on (``ui.warm``).
WARM: Final = 40.0


def run(static: bool, repeats: int) -> dict[str, Row]:
    """Return the measured interactions; the app is new and warm, each visit's browser new.

    The pages after the first are left out of the baseline, without `static` files.
    """
    rows: dict[str, Row] = {}
    with counted(static) as wire:
        time.sleep(WARM)
        for n in range(repeats + 1):
            first = "first visit" if n == 0 else "a visit of another browser"
            before, start = wire.down, time.perf_counter()
            with visit(wire.address, width=1440) as seen:
                row = rows.setdefault(first, Row(first))
                row.answer_ms.append(1000 * (time.perf_counter() - start))
                row.done_ms.append(row.answer_ms[-1])
                seen.page.wait_for_timeout(1_500)
                row.wire.append(wire.down - before)
                here = {name: (None, *one) for name, one in ACTIONS.items()}
                for name, (prepare, act, selector) in (here | (pages.ACTIONS if static else {})).items():
                    if prepare is not None:
                        prepare(seen)
                        seen.settle()
                    shown = f"{name}, first time" if n == 0 else name
                    _measure(seen, wire, rows.setdefault(shown, Row(shown)), act, selector)
                seen.page.goto(wire.address)
                seen.settle()
                before, start = wire.down, time.perf_counter()
                seen.page.reload()
                seen.page.wait_for_selector(".go-map-legend .go-legend", timeout=60_000)
                seen.settle()
                row = rows.setdefault("reload", Row("reload"))
                row.answer_ms.append(1000 * (time.perf_counter() - start))
                row.done_ms.append(row.answer_ms[-1])
                seen.page.wait_for_timeout(1_000)
                row.wire.append(wire.down - before)
    return rows


def page(result: dict[str, Any]) -> str:
    """Return the result as Markdown."""
    lines = [
        "# What an interaction costs",
        "",
        (
            "Written by `python -m benchmarks.interactions`: the national app in headless Chromium without "
            "a graphics card, through a proxy that"
        ),
        (
            "counts the bytes from the server (compressed, as they travel). *Answer* is the time from the "
            "key or the press to the first changed text,"
        ),
        (
            "*painted* to the large map's next painting, *done* to the end of the app's run. The baseline is "
            "the same app with shapes sent along"
        ),
        (
            "with every picture (`server.enableStaticServing=false`), in the same run, without the pages "
            "after the first. Medians of the runs given;"
        ),
        ("a row with “first time” is one run, of a server that started 40 seconds before."),
        "",
        f"Machine: {result['machine']}.",
        "",
        "| interaction | runs | answer, ms | painted, ms | done, ms | bytes on the wire | baseline | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, row in result["rows"].items():
        base = result["baseline"].get(name)
        ratio = f"{row['wire_bytes'] / base['wire_bytes']:.2f}" if base and base["wire_bytes"] else ""
        against = f"{base['wire_bytes']:,}" if base else ""
        lines.append(
            f"| {name} | {row['runs']} | {row['answer_ms']:,} | {row.get('painted_ms', '')} | "
            f"{row['done_ms']:,} | {row['wire_bytes']:,} | {against} | {ratio} |"
        )
    return "\n".join(lines) + "\n"


def write_page() -> None:
    """Write docs/PERFORMANCE.md from the results that are kept: of this benchmark, first pages and rooms."""
    mine, first, rooms = (
        json.loads(path.read_text(encoding="utf-8")) for path in (RESULT, first_page.RESULT, load.RESULT)
    )
    PAGE.write_text("\n".join([page(mine), first_page.section(first), load.section(rooms)]), encoding="utf-8")


def main() -> None:
    """Measure, print, and with ``--save`` write the result and docs/PERFORMANCE.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    rows = {name: row.summary() for name, row in run(static=True, repeats=options.repeats).items()}
    baseline = {name: row.summary() for name, row in run(static=False, repeats=options.repeats).items()}
    result = {
        "machine": load.machine(),
        "rows": rows,
        "baseline": baseline,
    }
    text = page(result)
    sys.stdout.write(text)
    if options.save:
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        write_page()


if __name__ == "__main__":
    main()
