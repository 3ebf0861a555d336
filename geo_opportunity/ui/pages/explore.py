"""Explore."""

from geo_opportunity.ui.explore import page

page()
