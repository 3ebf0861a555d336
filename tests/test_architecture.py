"""A lower part never imports a higher one, for types either; computation knows nothing of the screen or the network."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "geo_opportunity"

#: A module may import what is on an earlier line, or on its own; nothing else, inside functions and for types too.
LAYERS = """
    __init__ version errors vocabulary settings progress rows
    codes
    files
    geography
    setting rulebooks rules uses desk units figure figures_desk figures heads wording headlines
    measures
    schema tables_places tables_training tables manifest data_files
    sources
    pipeline
    cube dataset
    questions
    user_data
    atlas
    scene scene_codecs scene_versions deck
    maps
    exports
    cli cli_ask cli_common cli_desk cli_export cli_own cli_site __main__ ui
"""
RANK = {part: rank for rank, line in enumerate(LAYERS.split("\n")) for part in line.split()}
#: Opened data and questions rest on tables alone: they never import how tables are made.
OPENED = {"cube", "dataset", "questions", "user_data", "atlas"}
MAKING = {"sources", "pipeline"}
#: What computes, and what it must not import. Only sources.fetch downloads.
COMPUTES = [part for part in RANK if RANK[part] <= RANK["atlas"]]
SCREEN = {"streamlit", "altair", "pydeck", "folium"}
NETWORK = {"httpx", "requests", "urllib3"}
DOWNLOADS = {"sources.fetch"}

PAGES = {"about", "area", "board", "compare", "explore", "occupation", "present", "training"}
#: The app asks the atlas: of these it imports nothing, and of the questions types at most.
BELOW_THE_ATLAS = {"measures", "tables", "cube", "dataset", "pipeline", "sources"}


class Import(NamedTuple):
    """One import of the package by a module of it."""

    module: str
    name: str
    for_types: bool


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules() -> dict[str, ast.Module]:
    return {
        module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))
    }


def imported(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Yield the full names a file imports, at any depth, and whether only for types."""
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the package"
            yield from ((f"{node.module}.{name.name}", id(node) in for_types) for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, id(node) in for_types) for name in node.names)


@cache
def imports() -> list[Import]:
    """Return every import of a module of the package by another one."""
    known, out = modules(), []
    for module, tree in known.items():
        for full, for_types in imported(tree):
            if full.split(".")[0] != "geo_opportunity":
                continue
            name = full.removeprefix("geo_opportunity").lstrip(".")
            while name and name not in known:
                name = name.rpartition(".")[0]
            out.append(Import(module, name or "__init__", for_types))
    return out


def part(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def test_every_part_has_its_place():
    assert {part(module) for module in modules()} <= set(RANK)


def test_no_import_goes_upward_types_included():
    found = {
        (i.module, i.name)
        for i in imports()
        if i.module != "__init__" and RANK[part(i.name)] > RANK[part(i.module)]
    }
    assert found == set()


def test_opened_data_do_not_know_how_tables_are_made():
    found = {(i.module, i.name) for i in imports() if part(i.module) in OPENED and part(i.name) in MAKING}
    assert found == set()


def test_no_modules_import_each_other_in_a_circle():
    graph: dict[str, set[str]] = {}
    for i in imports():
        if i.module not in ("__init__", i.name):
            graph.setdefault(i.module, set()).add(i.name)
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_what_computes_imports_neither_the_screen_nor_the_network():
    wrong = [
        (module, full)
        for module, tree in modules().items()
        if part(module) in COMPUTES and module not in DOWNLOADS
        for full, _ in imported(tree)
        if full.split(".")[0] in SCREEN | NETWORK
    ]
    assert not wrong


def test_what_computes_loads_neither_the_screen_nor_the_network():
    names = [f"geo_opportunity.{m}" for m in modules() if part(m) in {"measures", "questions", "atlas"}]
    code = (
        f"import importlib, sys\nfor m in {names!r}: importlib.import_module(m)\n"
        f"bad = [m for m in {sorted(SCREEN | NETWORK)!r} if m in sys.modules]\nassert not bad, bad"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def page(module: str) -> str | None:
    """Return the page a module of the app belongs to; None for what the pages share."""
    last = [name for name in module.split(".")[1:] if name in PAGES]
    return last[0] if last else None


def test_pages_import_what_they_share_never_each_other_and_nothing_below_the_atlas():
    of_app = [i for i in imports() if part(i.module) == "ui"]
    found = {(i.module, i.name) for i in of_app if part(i.name) in BELOW_THE_ATLAS}
    found |= {(i.module, i.name) for i in of_app if part(i.name) == "questions" and not i.for_types}
    found |= {
        (i.module, i.name)
        for i in of_app
        if part(i.name) == "ui" and page(i.module) and page(i.name) and page(i.module) != page(i.name)
    }
    assert found == set()


@pytest.mark.parametrize("heavy", ["pandas", "streamlit"])
def test_importing_the_package_is_cheap(heavy):
    code = f"import sys, geo_opportunity\nassert {heavy!r} not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_opening_a_data_set_loads_nothing_that_only_some_questions_need():
    """The questions stand in the class, so their modules are loaded with it: what is slow waits until it is used."""
    heavy = ("scipy.sparse", "scipy.spatial", "pandera", "pydantic", "mapclassify")
    code = (
        "import sys, geo_opportunity.atlas\n"
        f"bad = [m for m in {heavy!r} if m in sys.modules]\nassert not bad, bad"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_raw_file_lies_in_the_project():
    """data/ holds what our own build writes; nothing of shared/raw is copied in."""
    names = {p.name for p in (ROOT / "data").iterdir()}
    assert {n for n in names if not n.endswith((".parquet", ".json"))} == set()


#: Files that are still longer than a reader can hold, with what they may not exceed.
LONG = {
    "geo_opportunity/pipeline/plausibility.py": 680,
    "geo_opportunity/pipeline/report.py": 680,
    "tests/test_pipeline.py": 800,
    "tests/tiny.py": 640,
}


def test_files_have_at_most_600_lines():
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("geo_opportunity", "tests")
        for path in (ROOT / folder).rglob("*.py")
    }
    long = {path: count for path, count in lines.items() if count > 600}
    assert {path: count for path, count in long.items() if count > LONG.get(path, 600)} == {}
    assert set(LONG) - set(long) == set(), "no longer so long: take it off the list"
