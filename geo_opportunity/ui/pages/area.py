"""One area."""

from geo_opportunity.ui.area import page

page()
