"""Shared by tests: where the real source files lie, when they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RAW = Path(os.environ.get("GEO_OPPORTUNITY_RAW", ROOT.parent / "shared" / "raw"))

needs_raw = pytest.mark.skipif(not RAW.is_dir(), reason=f"no raw files at {RAW}")
