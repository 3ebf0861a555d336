# ruff: noqa: D103 - old names only
"""Old names of the kit, for pages that are not yet folded into one file; goes with the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_opportunity.ui import answers
from geo_opportunity.ui import display as _display
from geo_opportunity.ui.answers import _published as published
from geo_opportunity.ui.answers import atlas, basemap, built_in, renew, renewed
from geo_opportunity.ui.display import Page as Opened
from geo_opportunity.ui.display import (
    columns,
    head,
    map_size,
    open_page,
    phone,
    problem_box,
    rounded,
    row_selection,
    show_map,
    table_height,
    tabs,
)
from geo_opportunity.ui.panels import LISTS, step_words
from geo_opportunity.ui.panels import ladder_rows as ladder_table
from geo_opportunity.ui.panels import list_rows as lists
from geo_opportunity.ui.panels import ranking_rows as ranking
from geo_opportunity.ui.panels import supply_rows as supply_table
from geo_opportunity.ui.session import bound

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.maps import layers
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "LISTS",
    "Opened",
    "area_shapes",
    "atlas",
    "basemap",
    "bound",
    "browser_shapes",
    "built_in",
    "cells",
    "certainty",
    "columns",
    "depth_measures",
    "download",
    "growth_error",
    "head",
    "ladder_table",
    "ladders",
    "listed_miles",
    "lists",
    "main_sources",
    "map_size",
    "nation",
    "occupation_status",
    "open_page",
    "overlap",
    "phone",
    "place_names",
    "problem_box",
    "programs",
    "published",
    "ranking",
    "renew",
    "renewed",
    "rounded",
    "row_selection",
    "sensitivity",
    "show_map",
    "source_line",
    "sources",
    "step_words",
    "supply",
    "supply_table",
    "table_height",
    "tabs",
]

# The data version was the first argument of each answer; the session's atlas is what has it.


def browser_shapes(version: str) -> layers.Shapes:  # noqa: ARG001
    return answers.browser_shapes(atlas())


def area_shapes(version: str) -> dict[str, Any]:  # noqa: ARG001
    return answers.area_shapes(atlas())


def overlap(version: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001
    return answers.overlap(atlas(), rules, selection)


def nation(version: str, rules: Rules, selection: Selection) -> dict[str, float]:  # noqa: ARG001
    return answers.summary(atlas(), rules, selection)


def occupation_status(version: str, soc: str, rules: Rules) -> pd.DataFrame:  # noqa: ARG001
    return answers.occupation_status(atlas(), soc, rules)


def cells(version: str, rules: Rules, selection: Selection, area_code: str) -> pd.DataFrame:  # noqa: ARG001
    return answers.cells(atlas(), area_code, rules, selection)


def listed_miles(reach_miles: float) -> float:
    return max(60.0, 2.0 * reach_miles)


def programs(
    version: str,  # noqa: ARG001
    area_code: str,
    socs: tuple[str, ...],
    max_miles: float,  # noqa: ARG001
    reach_miles: float,
) -> pd.DataFrame:
    return answers.programs(atlas(), area_code, socs, reach_miles)


def supply(
    version: str,  # noqa: ARG001
    area_code: str,
    selection: Selection,
) -> tuple[pd.DataFrame, dict[str, Any], pd.DataFrame]:
    opened = atlas()
    return (
        answers.supply_demand(opened, area_code, selection=selection),
        answers.supply_summary(opened, area_code, selection=selection),
        answers.supply_left_out(opened, area_code, selection=selection),
    )


def ladders(version: str, area_code: str, soc: str, rules: Rules) -> pd.DataFrame:  # noqa: ARG001
    return answers.ladders(atlas(), area_code, soc, rules)


def certainty(version: str, area_code: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001
    return answers.certainty(atlas(), area_code, rules, selection)


def sensitivity(version: str, area_code: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001
    return answers.sensitivity(atlas(), area_code, rules, selection)


def growth_error(version: str) -> dict[str, Any]:  # noqa: ARG001
    return answers.growth_error(atlas())


def depth_measures(version: str, selection: Selection) -> pd.DataFrame:  # noqa: ARG001
    return answers.depth_measures(atlas(), selection)


def place_names(version: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:  # noqa: ARG001
    return answers.names(atlas())


def _page(version: str) -> Opened:  # noqa: ARG001
    from geo_opportunity.scene import Scene

    return Opened(Scene(), [], atlas(), {}, {}, {})


def main_sources(version: str, *names: str) -> pd.DataFrame:  # noqa: ARG001
    return answers.main_sources(atlas(), *names)


def sources(version: str, *names: str) -> pd.DataFrame:  # noqa: ARG001
    return answers.sources(atlas(), *names)


def source_line(version: str, names: tuple[str, ...], lead: str) -> None:
    _display.source_line(_page(version), names, lead)


def download(label: str, key: str, *, version: str, **options: Any) -> None:
    _display.download(_page(version), key, label=label, **options)
