"""Dependencies point one way, computation knows nothing of the screen, and nothing is fetched at import (DESIGN section 3)."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ROOT / "geo_opportunity"

#: What each part may import of the package, besides itself; the lower never know of the higher.
BASE = {"errors", "vocabulary"}
ALLOWED = {
    "sources": BASE | {"settings", "progress", "__init__"},
    "files": BASE,
    "geography": BASE | {"files"},
    "measures": BASE | {"geography", "rules"},
    "pipeline": BASE
    | {"sources", "geography", "measures", "tables", "manifest", "settings", "progress", "__init__"},
    "questions": BASE
    | {"geography", "measures", "atlas", "cube", "rules", "wording", "user_data", "pipeline.reach"},
    "user_data": BASE
    | {
        "files",
        "geography",
        "measures",
        "atlas",
        "cube",
        "tables",
        "manifest",
        "pipeline.reach",
        "sources",
        "settings",
    },
    "maps": BASE | {"figures", "geography", "rules", "scene", "units", "wording"},
    "exports": BASE,
}
SCREEN = ("streamlit", "pydeck", "folium", "altair")


def imports(path: Path) -> set[str]:
    """Modules of the package that a file imports, at any level of it but for type checking."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("geo_opportunity"):
            parent = node.module.removeprefix("geo_opportunity").lstrip(".")
            found |= {f"{parent}.{a.name}" if parent else a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {
                a.name.removeprefix("geo_opportunity.")
                for a in node.names
                if a.name.startswith("geo_opportunity.")
            }
    return found


@pytest.mark.parametrize("part", sorted(ALLOWED))
def test_dependencies_point_one_way(part):
    wrong = {}
    for path in sorted((PACKAGE / part).rglob("*.py")):
        for name in imports(path):
            allowed = (
                any(name == a or name.startswith(f"{a}.") for a in ALLOWED[part] | {part})
                or name == "__version__"
            )
            if not allowed:
                wrong.setdefault(path.name, []).append(name)
    assert not wrong


def test_computation_knows_nothing_of_the_screen_or_the_network():
    modules = sorted(
        ".".join(p.relative_to(ROOT).with_suffix("").parts)
        for part in ("measures", "geography", "questions")
        for p in (PACKAGE / part).rglob("*.py")
        if p.name != "__init__.py"
    )
    modules += ["geo_opportunity.atlas", "geo_opportunity.cube", "geo_opportunity.wording"]
    code = (
        f"import importlib, sys\nfor m in {modules!r}: importlib.import_module(m)\n"
        f"bad = [m for m in {(*SCREEN, 'httpx', 'requests')!r} if m in sys.modules]\nassert not bad, bad"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_package_is_cheap():
    code = (
        "import sys, geo_opportunity\nassert 'pandas' not in sys.modules and 'streamlit' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_raw_file_lies_in_the_project():
    """data/ holds what our own build writes; nothing of shared/raw is copied in."""
    names = {p.name for p in (ROOT / "data").iterdir()}
    assert {n for n in names if not n.endswith((".parquet", ".json"))} == set()
