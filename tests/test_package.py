"""The package as others install it: what the wheel holds, that it works from any folder, and that imports are declared."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest

import geo_opportunity
from geo_opportunity import settings
from geo_opportunity.errors import BuildError, MissingPackageError
from geo_opportunity.tables import TABLES
from geo_opportunity.ui import serve
from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
#: Needed without being imported by name, and the text that needs it; the rest is geopandas' for .plot() and .explore().
NOT_BY_NAME = {
    "python-calamine": 'engine="calamine"',
    "psycopg": "postgresql+psycopg://",
    "sqlalchemy": 'import_module("sqlalchemy")',
    "dask-geopandas": "Dask (Geo)DataFrame",
}
#: Distributions that are not called like their modules.
MODULES = {"docx": "python-docx", "pptx": "python-pptx"}
FOR_GEOPANDAS = {"folium", "mapclassify", "matplotlib"}
#: Brought by what an extra declares, which decides its version: Dask's cluster and Streamlit's server.
BROUGHT = {"distributed": "scale", "starlette": "app", "branca": "export"}
#: Parts of the package that may import what an extra installs, and the extra.
PARTS = {
    "ui": "app",
    "cli.py": "app",
    "maps": "app",
    "exports": "export",
    "measures/blocks.py": "scale",
    "user_data": "postgis",
}


# --------------------------------------------------------------------- the wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site-packages")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--no-index",
        "--target",
        folder,
        wheel,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def elsewhere(installed, tmp_path):
    """Run Python in another folder with the installed package alone."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GEO_OPPORTUNITY_")}
    env |= {
        "PYTHONPATH": str(installed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
        "GEO_OPPORTUNITY_CACHE_DIR": str(tmp_path / "cache"),
    }

    def run(*words):
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    return run


def test_the_wheel_holds_the_data_and_the_app(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = {
        n.removeprefix("geo_opportunity/shipped/") for n in names if n.startswith("geo_opportunity/shipped/")
    }
    assert {f"data/{name}.parquet" for name in TABLES} | {
        "data/manifest.json",
        "data/join_report.json",
    } <= inside
    assert set(serve._FILES) | {"docs/METHODS.md", "docs/methods/access.md"} <= inside
    assert not [n for n in inside if n.startswith(("static/map", "docs/images"))]
    assert {"geo_opportunity/py.typed", "geo_opportunity/ui/tabs.js", "geo_opportunity/version.py"} <= names
    assert not [n for n in names if n.startswith(("tests/", "scripts/", "benchmarks/"))]
    assert wheel.stat().st_size < 20e6


def test_whatever_the_code_looks_for_beside_itself_is_in_the_wheel(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    for path in (ROOT / "geo_opportunity").rglob("*.py"):
        for name in re.findall(r'shipped\(\s*"([^"]+)"', path.read_text(encoding="utf-8")):
            assert any(n.startswith(f"geo_opportunity/shipped/{name}") for n in inside), (path, name)


#: The API and the command line from another folder, as if nothing of the extras were installed.
ALONE = """
import json, sys
for name in ("streamlit", "altair", "pydeck", "mapclassify", "folium", "matplotlib", "dask", "sqlalchemy"):
    sys.modules[name] = None
from typer.testing import CliRunner
import geo_opportunity as go
from geo_opportunity.cli import app
atlas = go.open_atlas()
out = {"path": str(atlas.path), "areas": len(atlas.overlap(geometry=False))}
for words in ("info", "export --sector healthcare", "ask cells 38060", "serve", "build --offline"):
    done = CliRunner().invoke(app, words.split())
    out[words] = done.exit_code, done.stdout, done.stderr
print(json.dumps(out))
"""


def test_api_and_command_line_work_from_any_folder_without_streamlit(elsewhere, installed, tmp_path):
    done = elsewhere("-c", ALONE)
    assert done.returncode == 0, done.stderr
    out = json.loads(done.stdout)
    assert Path(out["path"]) == installed / "geo_opportunity" / "shipped" / "data"
    assert out["areas"] > 500
    for words, said in {
        "info": "area_wages",
        "export --sector healthcare": "area_code,",
        "ask cells 38060": "29-1141",
    }.items():
        code, text, error = out[words]
        assert code == 0, error
        assert said in text
    refusal = MissingPackageError("the app needs Streamlit", fix="pip install 'geo-opportunity[app]'")
    assert out["serve"] == [1, "", f"error: {refusal}\n"]
    assert out["build --offline"][0] == 1
    assert "name another directory with --out" in out["build --offline"][2]
    assert not list(tmp_path.iterdir())


def test_it_runs_as_a_module(elsewhere):
    assert elsewhere("-m", "geo_opportunity", "--version").stdout == f"{geo_opportunity.__version__}\n"


SERVED = """
from streamlit import config
from streamlit.testing.v1 import AppTest
from geo_opportunity.settings import Settings
from geo_opportunity.ui.serve import command
config.set_option("server.enableStaticServing", True)
app = command(Settings(), 8501, "127.0.0.1")[4]
at = AppTest.from_file(app, default_timeout=120).run()
assert not at.exception, at.exception
print(app)
"""


def test_the_app_runs_installed_and_writes_nothing_beside_itself(elsewhere, installed, tmp_path):
    before = sorted(installed.rglob("*"))
    done = elsewhere("-c", SERVED)
    assert done.returncode == 0, done.stderr
    app = Path(done.stdout.strip())
    assert app == tmp_path / "cache" / "app" / geo_opportunity.__version__ / "app.py"
    assert (app.parent / ".streamlit" / "config.toml").is_file()
    assert (app.parent / "static" / "icon.png").is_file()
    assert (
        len(list((app.parent / "static" / "map").iterdir())) == 3
    )  # the shapes, where Streamlit serves them
    assert sorted(installed.rglob("*")) == before


# ---------------------------------------------------------- where things are found


def test_a_checkout_serves_and_keeps_its_own_folders():
    assert settings.shipped("data") == ROOT / "data"
    assert settings.app_dir(Path("/nix")) == ROOT
    assert serve.command(settings.Settings(), 8501, "127.0.0.1")[4] == str(ROOT / "app.py")


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """A package that is installed, with the app's files in it."""
    folder = tmp_path / "shipped"
    for name in serve._FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(settings, "_INSIDE", folder)
    monkeypatch.delenv("GEO_OPPORTUNITY_STATIC_DIR", raising=False)
    return folder


def test_the_app_of_an_installed_package_lives_in_the_cache(inside, tmp_path):
    config = settings.Settings(cache_dir=tmp_path / "cache")
    page = Path(serve.command(config, 8501, "127.0.0.1")[4])
    assert config.static_dir == page.parent / "static"
    assert page.is_relative_to(tmp_path / "cache")
    page.write_text("an older one", encoding="utf-8")
    serve.command(config, 8501, "127.0.0.1")
    assert page.read_text(encoding="utf-8") == "app.py"


def test_without_a_folder_to_write_to_the_installed_app_runs_itself(inside, tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert serve.command(settings.Settings(cache_dir=tmp_path / "file"), 8501, "127.0.0.1")[4] == str(
        inside / "app.py"
    )


def test_no_build_writes_into_an_installed_package(inside, tmp_path):
    with pytest.raises(BuildError, match="--out or GEO_OPPORTUNITY_DATA_DIR"):
        _ = settings.Settings(data_dir=inside / "data").build_dir
    assert settings.Settings(data_dir=tmp_path / "data").build_dir == tmp_path / "data"


# --------------------------------------------------------------- what is declared


def names(requirements):
    return {re.split(r"[^A-Za-z0-9._-]", r, maxsplit=1)[0].lower() for r in requirements}


@cache
def imported(path):
    """What a file of the package imports of others, but for type checking; distributions are called like their modules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    modules = set()
    for node in ast.walk(tree):
        if id(node) not in typing and isinstance(node, ast.Import):
            modules |= {a.name.partition(".")[0] for a in node.names}
        elif id(node) not in typing and isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.partition(".")[0])
    named = (MODULES.get(m, m) for m in modules - set(sys.stdlib_module_names) - {"geo_opportunity"})
    return {name.lower().replace("_", "-") for name in named}


def test_what_is_imported_is_declared():
    base = names(PROJECT["dependencies"])
    for path in sorted((ROOT / "geo_opportunity").rglob("*.py")):
        name = path.relative_to(ROOT / "geo_opportunity").as_posix()
        part = next(
            (part for place, part in PARTS.items() if name == place or name.startswith(f"{place}/")), ""
        )
        allowed = base | names(EXTRAS[part] if part else [])
        allowed |= {name for name, extra in BROUGHT.items() if extra == part}
        assert imported(path) - allowed == set(), path


def test_what_is_declared_is_used():
    files = list((ROOT / "geo_opportunity").rglob("*.py"))
    text = "\n".join(p.read_text(encoding="utf-8") for p in files)
    used = set().union(*map(imported, files))
    used |= {name for name, needs in NOT_BY_NAME.items() if needs in text}
    declared = names(PROJECT["dependencies"]).union(*(names(EXTRAS[e]) for e in ("app", "scale", "postgis")))
    assert declared - used == set()
    assert names(EXTRAS["notebook"]) == FOR_GEOPANDAS


def test_pins_are_those_of_the_lock_and_fit_the_ranges():
    from packaging.requirements import Requirement

    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9.-]+)==([^ \n]+)", lock, flags=re.MULTILINE))
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "file:" not in lock
    for text in [*PROJECT["dependencies"], *(r for extra in EXTRAS.values() for r in extra)]:
        need = Requirement(text)
        assert need.specifier.contains(pins[need.name.lower()]), text
    for name, extras in {
        "requirements.txt": ["app", "export"],
        "requirements-dev.txt": ["app", "export", "notebook", "scale", "dev"],
    }.items():
        pinned = dict(
            re.findall(
                r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE
            )
        )
        assert pinned.items() <= pins.items(), name
        assert names(PROJECT["dependencies"]).union(*(names(EXTRAS[e]) for e in extras)) <= set(pinned), name


def test_the_version_is_said_once():
    assert geo_opportunity.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {geo_opportunity.__version__}\n" in citation
