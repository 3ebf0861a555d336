"""Settings every test shares."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# CI tries the same examples each time, so that a red run speaks of the change; elsewhere new ones are looked for.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a browser test that failed try twice more: without a graphics card a loaded machine paints late and loses taps."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session", autouse=True)
def static_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the shapes of tiny countries out of the folder this checkout serves (browser tests need that one)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_OPPORTUNITY_STATIC_DIR", str(tmp_path_factory.mktemp("static")))
        yield


@pytest.fixture
def in_process(monkeypatch):
    """Read files in this process, without its limits: quicker, for tests of what is read (tests/test_uploads.py has the rest)."""
    from geo_opportunity.files import __main__ as reader
    from geo_opportunity.files import reading

    monkeypatch.setattr(reading, "_run", lambda folder, *_: reader.work(folder))
