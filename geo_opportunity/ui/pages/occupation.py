"""Occupation."""

from geo_opportunity.ui.occupation import page

page()
