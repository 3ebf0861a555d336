"""Shared by tests: where the real source files are, when they are there, and readers of what a page shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.measures.budget import FAMILY_TYPES
from tests.drawn import maps_of

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
RAW = Path(os.environ.get("GEO_OPPORTUNITY_RAW", ROOT.parent / "shared" / "raw"))

needs_raw = pytest.mark.skipif(not RAW.is_dir(), reason=f"no raw files at {RAW}")


def html_of(at: AppTest) -> str:
    """Return the HTML of the main part of a page, with that of the legends on its maps."""
    parts = [block.proto.body for block in at.main.get("html")]
    return "\n".join([*parts, *(spec["legend"] for spec in maps_of(at).values())])


def query_of(at: AppTest) -> dict[str, str]:
    """Return the parameters of the link a page has written."""
    return {k: v[0] if isinstance(v, list) else v for k, v in at.query_params.items()}


#: (smaller, larger) family types: every adult, worker and child of the smaller is in the larger, which pays for child
#: care if the smaller does (an adult at home takes the place of paid care).
INSIDE = [
    (small.code, large.code)
    for small in FAMILY_TYPES.values()
    for large in FAMILY_TYPES.values()
    if small is not large
    and small.adults <= large.adults
    and small.earners <= large.earners
    and set(small.children) <= set(large.children)
    and small.pays_care <= large.pays_care
]


def assert_rises_with_the_family(found: dict[str, pd.DataFrame]) -> None:
    """Compare the budgets of every two family types one of which is inside the other, by place (NaN passes)."""
    for small, large in INSIDE:
        for column in ("rent", "food", "health", "transport", "other", "need", "total"):
            less = found[large][column] < found[small][column] - 0.05
            assert not less.any(), f"{column}: {large} below {small} in {list(less.index[less])[:5]}"


def places_of(*titles: str) -> list[Place]:
    """Return areas of these titles as the Compare page has them."""
    return [Place(f"{i}", "area", title, "metropolitan area") for i, title in enumerate(titles)]
