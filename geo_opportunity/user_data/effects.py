"""What changes when own data are added: which occupations come into reach, which jobs change kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.vocabulary import KIND_NAMES, STATUS_NAMES, Kind, Status
from geo_opportunity.wording import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules, Selection

__all__ = ["Effect", "effect"]

_TESTS: Final = ("growing", "sustaining", "accessible")


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What two data sets say differently under one set of rules."""

    cells: pd.DataFrame
    """Every area and occupation of which a test or the kind differs: area_code, area, soc, title, jobs (as
    published, NaN where not), and before and after of growing, sustaining, accessible and kind, in words."""
    sentence: str
    """The same in one plain sentence."""

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


def effect(
    before: Dataset,
    after: Dataset,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    area_code: str | None = None,
    **settings: Any,
) -> Effect:
    """Return what adding own data to `before` changed in `after`, under the same rules.

    Parameters
    ----------
    before, after
        A data set and the one that ``add`` made of it (the same areas and occupations).
    rules, selection
        Under which the tests are judged, and the occupations meant; default: the default ones.
    area_code
        Of this area only; default: of all.
    settings
        Fields of Rules and Selection by name.

    Raises
    ------
    UnknownCodeError
        There is no such area.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    rows = slice(None)
    if area_code is not None:
        row = before.area_row(area_code)
        rows = slice(row, row + 1)
    old, new = before.judge(rules, rows), after.judge(rules, rows)
    mask = before.mask(selection)[None, :]
    differs = old.kind != new.kind
    for test in _TESTS:
        differs = differs | (getattr(old, test) != getattr(new, test))
    i, j = np.nonzero(differs & mask)
    cube = before.cube
    jobs = cube.employment[rows][i, j]
    areas = cube.areas[rows][i]
    found: dict[str, Any] = {
        "area_code": areas,
        "area": before.areas["title"].reindex(areas).to_numpy(),
        "soc": cube.occupations[j],
        "title": before.cube_occupations["title"].to_numpy()[j],
        "jobs": jobs,
    }
    for test, names in (*((t, STATUS_NAMES) for t in _TESTS), ("kind", KIND_NAMES)):
        found[f"{test}_before"] = _named(getattr(old, test)[i, j], names)
        found[f"{test}_after"] = _named(getattr(new, test)[i, j], names)
    cells = pd.DataFrame(found).sort_values("jobs", ascending=False, na_position="last", kind="stable")
    return Effect(cells.reset_index(drop=True), _sentence(cells, one=area_code is not None))


def _named(codes: NDArray[np.int8], names: dict[int, str]) -> list[str]:
    return [names[int(code)] for code in codes]


def _sentence(cells: pd.DataFrame, *, one: bool) -> str:
    """Return what changed in words: reach first, then the training gap, pay, growth, and all three tests."""
    passed, gap, every = Status.PASS.value, Kind.TRAINING_GAP.value, Kind.OVERLAP.value
    parts = [
        _places(cells, cells["accessible_before"], cells["accessible_after"], passed, "into reach", one=one),
        _places(
            cells, cells["accessible_after"], cells["accessible_before"], passed, "out of reach", one=one
        ),
    ]
    for column, value, away, to in (
        ("kind", gap, "leave the training gap", "enter the training gap"),
        ("sustaining", passed, "no longer pay enough", "now pay enough"),
        ("growing", passed, "no longer grow", "now grow"),
        ("kind", every, "no longer meet all three tests", "now meet all three tests"),
    ):
        was, now = cells[f"{column}_before"] == value, cells[f"{column}_after"] == value
        for test, words in ((was & ~now, away), (now & ~was, to)):
            if test.any():
                parts.append(f"{cells.loc[test, 'jobs'].sum():,.0f} jobs {words}")
    said = [p for p in parts if p]
    if not said:
        return (
            "Under these rules nothing changes." if cells.empty else "Under these rules only reasons change."
        )
    return f"Under these rules {listed(said)}."


def _places(
    cells: pd.DataFrame, before: pd.Series, after: pd.Series, passed: str, words: str, *, one: bool
) -> str:
    """Return how many occupations come to pass (`before` not, `after` yes), and in how many areas; or ''."""
    came = cells.loc[(before != passed) & (after == passed)]
    if came.empty:
        return ""
    kinds, areas = came["soc"].nunique(), came["area_code"].nunique()
    text = f"{kinds:,} occupation{'s come' if kinds > 1 else ' comes'} {words}"
    return text if one else f"{text} in {areas:,} area{'s' if areas > 1 else ''}"
