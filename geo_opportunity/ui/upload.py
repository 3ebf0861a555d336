"""Reading an upload while the page stays usable: how long it takes is shown, and it can be canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.ui.words import common as texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.files.reading import Waiting

T = TypeVar("T")


def attempt(
    work: Callable[[Waiting], T], label: str, *, key: str, on_cancel: Callable[[], None]
) -> T | GeoOpportunityError:
    """Return what `work` returns, or the error it raises, showing seconds and a button to cancel meanwhile.

    Each time `work` reports the seconds spent, Streamlit may end this run (another click, the upload removed); that
    stops the reading too.
    """
    place = st.empty()
    with place.container():
        line = st.empty()
        st.button(texts.CANCEL, key=key, on_click=on_cancel)
    line.caption(label)

    def waiting(seconds: float) -> None:
        line.caption(texts.reading(label, seconds))

    try:
        result: T | GeoOpportunityError = work(waiting)
    except GeoOpportunityError as error:
        result = error
    place.empty()
    return result
