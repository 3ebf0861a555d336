"""About the data."""

from geo_opportunity.ui.about import page

page()
