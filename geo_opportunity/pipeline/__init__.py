"""From raw tables to ours: the steps' register. Importing the package imports none of them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_opportunity.pipeline.step import Step

__all__ = ["MODULES", "all_steps", "step_modules"]

#: Modules of this package that export ``STEPS``.
MODULES: Final[tuple[str, ...]] = (
    "places",
    "counties",
    "labor",
    "costs",
    "training",
    "code_changes",
    "occupations",
    "skills",
    "campuses",
    "reach",
    "points",
)


def all_steps() -> tuple[Step, ...]:
    """Return every step, in the order of the modules (the pipeline sorts them by need)."""
    return tuple(step for name in MODULES for step in importlib.import_module(f"{__name__}.{name}").STEPS)


def step_modules() -> dict[str, str]:
    """Return the module that exports each step, by step name."""
    modules = (f"{__name__}.{name}" for name in MODULES)
    return {step.name: module for module in modules for step in importlib.import_module(module).STEPS}
