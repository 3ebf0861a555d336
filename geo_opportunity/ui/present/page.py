"""The Present page: decks of saved views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_opportunity.ui import display

if TYPE_CHECKING:
    from geo_opportunity.ui.display import Page


def page() -> None:
    """Draw the page."""
    page = display.open_page("present")
    display.head("Present", "Saved views in an order, shown full screen", page.problems)


def stage(page: Page) -> None:
    """Draw the slide alone (``ui.stage``)."""
