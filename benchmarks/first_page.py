"""How soon a page shows in a fresh browser, beside a bare Streamlit page with one map of the same shapes.

``python -m benchmarks.first_page`` (needs Chromium).

Both servers run at once; each visit has a browser of its own, by turns. *Text* is the time from the request
to the page's title, *map* to the first picture that has the map's colors. Then the same with servers just
started.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from benchmarks import load  # noqa: E402
from benchmarks.bare_page import RED  # noqa: E402
from geo_opportunity.maps import palettes  # noqa: E402
from tests.browser import CHROMIUM, FLAGS, count_color, serve, streamlit  # noqa: E402

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

RESULT = ROOT / "benchmarks" / "results" / "first_page.json"
#: A color of the map, and how many pixels of it make a painted one.
PAINTED = {"ours": (palettes.rgb(palettes.sequential("YlGnBu", 6)[-1]), 3_000), "bare": (RED, 20_000)}
PATIENCE = 90.0


def _served(name: str, folder: Path) -> AbstractContextManager[str]:
    """Run the app, or the bare page; yields its address."""
    log = folder / f"{name}.txt"
    return serve(ROOT / "data", log) if name == "ours" else streamlit("benchmarks/bare_page.py", log, {})


def _visit(playwright: Any, name: str, address: str) -> dict[str, float]:
    """Return seconds to the text and to the painted map, of a fresh browser."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    try:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        start = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector("h1", timeout=PATIENCE * 1000)
        seen = {"text": time.perf_counter() - start}
        color, least = PAINTED[name]
        while time.perf_counter() - start < PATIENCE:
            pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
            if count_color(pixels, color) > least:
                break
            time.sleep(0.05)
        return {**seen, "map": time.perf_counter() - start}
    finally:
        browser.close()


def run(repeats: int) -> dict[str, Any]:
    """Return medians of seconds: of running servers and of fresh ones, ours and bare, text and map."""
    found: dict[str, dict[str, list[dict[str, float]]]] = {"running": {}, "fresh": {}}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with _served("bare", Path(folder)) as bare, _served("ours", Path(folder)) as ours:
            addresses = {"bare": bare, "ours": ours}
            for n in range(repeats + 1):
                for name, address in addresses.items():
                    seen = _visit(playwright, name, address)
                    if n:  # the first visit opens the data
                        found["running"].setdefault(name, []).append(seen)
        for _ in range(max(1, repeats // 2)):
            for name in addresses:
                with _served(name, Path(folder)) as address:
                    found["fresh"].setdefault(name, []).append(_visit(playwright, name, address))
    return {
        "machine": load.machine(),
        "visits": repeats,
        **{
            server: {
                name: {what: round(statistics.median(v[what] for v in visits), 2) for what in ("text", "map")}
                for name, visits in by_name.items()
            }
            for server, by_name in found.items()
        },
    }


def section(result: dict[str, Any]) -> str:
    """Return the result as Markdown."""
    lines = [
        "## The first page, in a fresh browser",
        "",
        "`python -m benchmarks.first_page`: beside a bare Streamlit page with one pydeck map of the same",
        "shapes and nothing else, by turns in the same run. Seconds to the title and to the painted map,",
        f"medians of {result['visits']} visits.",
        "",
        "| server | text | bare page | ratio | map | bare page | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for server, what in (("running", "running"), ("fresh", "just started")):
        ours, bare = result[server]["ours"], result[server]["bare"]
        cells = [f"{ours[w]} | {bare[w]} | {ours[w] / bare[w]:.2f}" for w in ("text", "map")]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print; with ``--save`` keep the result and write docs/PERFORMANCE.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    result = run(options.repeats)
    sys.stdout.write(section(result))
    if options.save:
        from benchmarks.interactions import write_page  # noqa: PLC0415  (which shows this result too)

        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        write_page()


if __name__ == "__main__":
    main()
