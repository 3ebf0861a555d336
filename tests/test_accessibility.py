"""Every page under axe-core, at desk and phone width: no serious or critical violation that is ours to fix."""

from __future__ import annotations

import os

import pytest

from tests.browser import needs_browser, serve, visit
from tests.support import ROOT
from tests.tiny import tiny_data

AXE = ROOT / ".cache" / "npm" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    needs_browser,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        not AXE.is_file() and not os.environ.get("REQUIRE_BROWSER"),
        reason="no axe-core: scripts/test installs it where npm is",
    ),
]

#: Violations of the framework, by rule: (part of the element, why it is not ours).
NOT_OURS: dict[str, tuple[str, str]] = {}

PAGES = {
    "explore": "/",
    "explore, an area picked": "/?area=30700",
    "an occupation on the map": "/?soc=29-1141",
    "area": "/area?area=30700",
    "what is missing most": "/?show=missing_most",
    "access of an area": "/?area=30700&lay=access",
    "compare": "/compare?places=30700,28140&sector=healthcare",
    "occupation": "/occupation?soc=29-1141",
    "training": "/training?area=30700",
    "deserts": "/training?look=deserts",
    "supply and demand": "/training?look=supply&area=30700",
    "what if": "/training?look=what_if&area=30700&soc=53-3032",
    "board": "/board?area=30700",
    "decks": "/present?deck=tour",
    "a slide": "/present?deck=tour&slide=1",
    "a framed map": "/?embed=true",
    "data and methods": "/about",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("axe")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where


@pytest.mark.parametrize("width", [1440, 390])
def test_no_serious_violation_on_any_page(address, width):
    found = {}
    with visit(address, width=width, phone=width < 640) as seen:  # one browser for all pages: half the time
        for name, path in PAGES.items():
            seen.open(f"{address}{path}")
            seen.page.evaluate(AXE.read_text(encoding="utf-8"))
            result = seen.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            for violation in result["violations"]:
                if violation["impact"] not in {"serious", "critical"}:
                    continue
                part, _ = NOT_OURS.get(violation["id"], ("", ""))
                ours = [n["html"][:200] for n in violation["nodes"] if not part or part not in n["html"]]
                if ours:
                    found.setdefault(name, []).append((violation["id"], ours[:3]))
    assert not found
