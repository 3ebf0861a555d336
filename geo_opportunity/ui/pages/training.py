"""Training."""

from geo_opportunity.ui.training import page

page()
