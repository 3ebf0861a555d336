"""Compare."""

from geo_opportunity.ui.compare import page

page()
