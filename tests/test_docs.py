"""The documents: links lead somewhere, the picture is that of the list, the tutorial runs."""

from __future__ import annotations

import json
import re

import pytest

from scripts.docs import architecture_page, dependency_order
from tests.support import ROOT
from tests.test_architecture import LAYERS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_no_document_is_named_that_does_not_come_with_the_project():
    folders = ("geo_opportunity", "docs", "scripts", "benchmarks")
    files = [p for f in folders for ending in ("py", "md", "ipynb") for p in (ROOT / f).rglob(f"*.{ending}")]
    files += [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", ROOT / "pyproject.toml"]
    named = {
        p.name: re.findall(r"\b[A-Z]{4,}\.md\b|\b(?:DESIGN|CRAFT)\b", p.read_text(encoding="utf-8"))
        for p in files
    }
    known = {p.name for p in PAGES}
    assert {name: missing for name, found in named.items() if (missing := set(found) - known)} == {}


def test_the_picture_of_the_architecture_is_that_of_its_list():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert architecture_page(text) == text
    order = dependency_order(text)
    tested = [
        {name for name in line.split() if not name.startswith(("__", "cli_"))}
        for line in LAYERS.strip().splitlines()
    ]
    assert [set(line) for line in order] == tested
    every = [name for line in order for name in line]
    assert len(every) == len(set(every))
    for name in every:
        assert f"`{name}`" in text or name == "version", name


def test_the_scripts_named_for_contributors_exist():
    text = (ROOT / "docs" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in set(re.findall(r"(?:scripts|tests|\.ci|docs)/[\w./-]*\w", text)):
        assert (ROOT / path).exists(), path


def test_the_tutorial_runs(monkeypatch):
    """Its code cells, one after the other, on the national data; the last line of each gives something to look at."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.delenv("GEO_OPPORTUNITY_DATA_DIR", raising=False)
    cells = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))["cells"]
    space: dict[str, object] = {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "clear the outputs: they would grow old"
            exec(compile("".join(cell["source"]), f"tutorial cell {number}", "exec"), space)  # noqa: S102
    assert space["phoenix"] == "38060"
    assert space["jobs"]["reason_growing"].str.len().gt(20).all()
    assert space["overlap"].explore("share_overlap", tiles=None)._repr_html_()
