"""The warm-up of the pages after the first: the next visitor finds worked out what they rest on."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from geo_opportunity.questions import access, ladders, overlap, supply, supply_cells
from geo_opportunity.ui import answers, warm
from tests.support import ROOT, html_of


def test_a_visitor_finds_the_pages_worked_out(app, caplog, monkeypatch):
    monkeypatch.setattr(warm, "_PAUSE", 0)
    with caplog.at_level(logging.INFO):
        warm._warm_others(warm.first_page())
    assert "No warm-up" not in caplog.text

    def again(*_, **__):
        pytest.fail("worked out once more")

    for module, name in ((supply, "lay_out"), (supply_cells, "_catchment"), (access, "_surface")):
        monkeypatch.setattr(module, name, again)
    monkeypatch.setattr(access, "_urban", again)
    monkeypatch.setattr(ladders, "_steps", again)
    at = app()
    with monkeypatch.context() as patch:
        patch.setattr(overlap, "_top_titles", again)  # what the first changes of settings need
        at.selectbox(key="family").select("a1c0").run()
        assert not at.exception
    areas, _, states = answers.names(answers.newest())
    largest = answers.newest().areas["population"].idxmax()
    for link in (
        {"page": "area", "area": largest},
        {"page": "compare", "places": f"{next(iter(areas))},{next(iter(states))}"},
        {"page": "training", "look": "deserts"},
        {"page": "training", "look": "supply"},
    ):
        at = app(**link)
        assert not at.exception
        assert html_of(at)


def test_pages_are_imported_before_there_are_threads():
    code = (
        "import sys, threading\n"
        "from geo_opportunity.ui import warm\n"
        "threading.Timer.start = lambda timer: print('pyproj' in sys.modules, threading.active_count())\n"
        "warm.begin()\n"
        "from geo_opportunity.ui import session\n"
        "print(all(f'geo_opportunity.ui.{module}' in sys.modules for *_, module in session._PAGES.values()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["True", "1", "True"]
    assert done.stderr == ""  # nor a warning that no server runs yet
