"""Values that tests draw: what a board sets at its desk."""

from __future__ import annotations

from hypothesis import strategies as st

from geo_opportunity.desk import DESK_VIEWS, Desk, Override, plain_reason
from geo_opportunity.rulebooks import DOLLARS, book_names

_SOCS = ["29-1141", "47-2111"]
reasons = st.text(min_size=1, max_size=200).map(plain_reason).filter(bool)
desks = st.builds(
    Desk,
    board_view=st.sampled_from([None, *DESK_VIEWS]),
    book=st.sampled_from(list(book_names())),
    dollars=st.sampled_from(list(DOLLARS)),
    bar_openings=st.floats(0, 100_000, allow_nan=False, width=64),
    bar_growth=st.floats(-100, 1_000, allow_nan=False, width=64),
    bar_wage=st.integers(0, 300).map(lambda n: n / 100),
    bar_need=st.booleans(),
    overrides=st.lists(
        st.builds(Override, st.sampled_from(_SOCS), st.booleans(), reasons),
        max_size=3,
        unique_by=lambda one: one.soc,
    ).map(tuple),
)
