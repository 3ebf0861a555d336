"""A user's own data: read, previewed, and laid over the built-in data without changing it.

>>> from geo_opportunity import user_data                                          # doctest: +SKIP
>>> mine = user_data.read(atlas, "programs", "etpl.csv", name="nj", state="NJ")    # doctest: +SKIP
>>> print(mine.preview.text())                                               # doctest: +SKIP
>>> atlas = user_data.add(atlas, mine)                                             # doctest: +SKIP
"""

from __future__ import annotations

from geo_opportunity.user_data.budgets import import_budgets
from geo_opportunity.user_data.doors import given, read, settings
from geo_opportunity.user_data.effects import Effect, effect
from geo_opportunity.user_data.importer import Imported
from geo_opportunity.user_data.layer import add
from geo_opportunity.user_data.preview import Preview
from geo_opportunity.user_data.programs import import_programs
from geo_opportunity.user_data.projections import import_projections
from geo_opportunity.user_data.travel import import_travel_times

__all__ = [
    "Effect",
    "Imported",
    "Preview",
    "add",
    "effect",
    "given",
    "import_budgets",
    "import_programs",
    "import_projections",
    "import_travel_times",
    "read",
    "settings",
]
