"""Settings every test shares."""

from __future__ import annotations

import os

from hypothesis import settings

# CI tries the same examples each time, so that a red run speaks of the change; elsewhere new ones are looked for.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
