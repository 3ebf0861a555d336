"""Settings every test shares."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# CI tries the same examples each time, so that a red run speaks of the change; elsewhere new ones are looked for.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a browser test that failed try twice more: without a graphics card a loaded machine paints late and loses taps."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))
