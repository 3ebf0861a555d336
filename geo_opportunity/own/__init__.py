"""A user's own data: read, previewed, and laid over the built-in data without changing it.

>>> from geo_opportunity import own                                          # doctest: +SKIP
>>> mine = own.import_programs(atlas, "etpl.csv", name="nj", state="NJ")     # doctest: +SKIP
>>> print(mine.preview.text())                                               # doctest: +SKIP
>>> atlas = own.add(atlas, mine)                                             # doctest: +SKIP
"""

from __future__ import annotations

from geo_opportunity.own.budgets import import_budgets
from geo_opportunity.own.common import Imported
from geo_opportunity.own.layer import add
from geo_opportunity.own.preview import Preview
from geo_opportunity.own.projections import import_projections
from geo_opportunity.own.providers import import_programs
from geo_opportunity.own.travel import import_travel_times

__all__ = ["Imported", "Preview", "add", "import_budgets", "import_programs", "import_projections", "import_travel_times"]
