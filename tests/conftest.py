"""Settings and fixtures every test shares: the tiny country, opened, and the app on it."""

from __future__ import annotations

import os
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support import ROOT
from tests.tiny import tiny_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.components.v2.component_manager import BidiComponentManager
    from streamlit.testing.v1 import AppTest

    from geo_opportunity import Atlas

# CI tries the same examples each time, so that a red run speaks of the change; elsewhere new ones are tried.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

#: The data directory whose answers the app has in its caches.
_kept: list[Path] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Retry a failed browser test twice: without a graphics card a loaded machine paints late.

    Those of presses on the map are never retried: a press that is lost now and then is what they look for.
    """
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("once"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session", autouse=True)
def static_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the shapes of tiny countries out of the folder this checkout serves (browser tests need it)."""
    folder = tmp_path_factory.mktemp("static")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_OPPORTUNITY_STATIC_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny country as a data directory. Every test reads it; none writes to it."""
    return tiny_data(tmp_path_factory.mktemp("tiny") / "data")


@pytest.fixture(scope="session")
def atlas(data_dir: Path) -> Atlas:
    """Return the tiny country, opened. Its frames are shared: copy one before changing it."""
    import geo_opportunity as go

    return go.open_atlas(data_dir)


def _forget() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()
    _kept.clear()


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """Clear the app's caches, before and after: for tests that replace what an answer rests on."""
    _forget()
    yield
    _forget()


@pytest.fixture
def use_data(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that sets the data directory the app opens; caches of any other are cleared."""

    def use(folder: Path) -> None:
        monkeypatch.setenv("GEO_OPPORTUNITY_DATA_DIR", str(folder))
        if _kept != [folder]:
            _forget()
            _kept.append(folder)

    return use


@cache
def _components() -> BidiComponentManager:
    """Look for installed components once: each AppTest would look by itself, for a seventh of a second."""
    from streamlit.components.v2.component_manager import BidiComponentManager

    found = BidiComponentManager()
    found.discover_and_register_components(start_file_watching=False)
    return found


def open_link(**query: str) -> AppTest:
    """Return the app after its first run on a link of today's version, unless it says `v`.

    A page's own name is in `page`, as links have it.
    """
    from streamlit.testing.v1 import AppTest

    from geo_opportunity.scene import VERSION

    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at._bidi_component_manager = _components()
    for key, value in {**({"v": str(VERSION)} if set(query) - {"page"} else {}), **query}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, [e.value for e in at.exception]
    return at


@pytest.fixture
def app(
    data_dir: Path,
    use_data: Callable[[Path], None],
    request: pytest.FixtureRequest,
) -> Callable[..., AppTest]:
    """Return a function that opens the app on the tiny country by link: ``app(page="area", area="28140")``.

    A module that sets ``PAGE = "area"`` opens that page where no other is named.
    """
    use_data(data_dir)
    page = getattr(request.module, "PAGE", None)
    return partial(open_link, page=page) if page else open_link


@pytest.fixture
def in_process(monkeypatch):
    """Read files in this process, without its limits: quicker, for tests of what is read (tests/test_uploads.py has the rest)."""
    from geo_opportunity.files import __main__ as reader
    from geo_opportunity.files import reading

    monkeypatch.setattr(reading, "_run", lambda folder, *_: reader.work(folder))
