"""What has changed against the last data set, and when it has changed too much to be taken unseen.

The manifest keeps, for each table, how many rows have a value in each numeric column and what they add up to
(counts of people, jobs, awards, homes) or their mean (prices, rates, degrees). A build compares them, and the
rows of tables and sources, with the manifest it is about to replace: a change beyond the tolerance is half a
source, a wrong unit or a new edition, and only the last is wanted. ``--accept-changes`` says that it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import JoinError
from geo_opportunity.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_opportunity.manifest import Manifest

__all__ = ["FEW", "TOLERANCE", "TOLERANCES", "Change", "changes", "figures", "refuse_changes"]

#: Largest share by which a figure may differ from the last data set.
TOLERANCE: Final = 0.10

#: Larger shares, by table, column and figure, for what moves more from one edition to the next.
TOLERANCES: Final[dict[tuple[str, str], float]] = {
    (
        "programs",
        "completions_previous sum",
    ): 0.15,  # the same programs a year apart: openings and closures add to it
    ("projections", "growth mean"): 0.50,  # a mean of rates near zero
    ("occupations", "listing_coverage mean"): 0.25,  # a ratio with openings below it
    ("county_need", "unemployment_rate mean"): 0.50,  # a recession doubles it
}

#: Fewer than this, before and now, are too few for a share to mean anything.
FEW: Final = 20

#: Units whose values add up to something; of all others the mean is kept.
_ADDITIVE: Final = frozenset({"people", "jobs", "jobs a year", "awards a year", "units", "tracts", "km2"})

_ALL: Final = "00-0000"


def figures(name: str, frame: pd.DataFrame) -> dict[str, float]:
    """Return the figures the manifest has of a table: ``<column> count`` and ``<column> sum`` or ``mean``.

    Rows of all occupations (00-0000) are left out: some editions have them and others do not. Figures have
    six significant digits, so that they do not depend on the order of a sum.
    """
    rows = frame[frame["soc"] != _ALL] if "soc" in frame else frame
    out: dict[str, float] = {}
    for column, field in TABLES[name].to_schema().columns.items():
        if (
            column not in rows
            or not pd.api.types.is_numeric_dtype(rows[column].dtype)
            or rows[column].dtype == bool
        ):
            continue
        held = rows[column].dropna()
        kind = "sum" if (field.metadata or {}).get("unit", "") in _ADDITIVE else "mean"
        out[f"{column} count"] = float(len(held))
        if len(held):
            out[f"{column} {kind}"] = _six_digits(float(held.sum() if kind == "sum" else held.mean()))
    return out


def _six_digits(value: float) -> float:
    return float(f"{value:.6g}") if math.isfinite(value) else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure that changed more than it may."""

    what: str
    before: float
    now: float
    tolerance: float
    sources: tuple[str, ...]
    """Sources of the figure that are not the file they were; empty where only our code has changed."""

    def text(self) -> str:
        """Return the change as one line: figure, before, now, source."""
        share = f"{self.now / self.before - 1:+.0%}" if self.before else "from nothing"
        source = (
            f"source: {', '.join(self.sources)}" if self.sources else "no source has changed, the code has"
        )
        return (
            f"{self.what}: {_shown(self.before)} before, {_shown(self.now)} now ({share}, at most "
            f"±{self.tolerance:.0%}); {source}"
        )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"


def changes(old: Manifest, new: Manifest) -> list[Change]:
    """Return every figure of `new` that differs from `old` by more than its tolerance, sources first.

    Tables and figures that only one of the two has are not compared; a source that was read before and is
    absent now counts as a change to no rows.
    """
    moved = {i for i, s in new.sources.items() if i in old.sources and s.sha256 != old.sources[i].sha256}
    found = []
    for source in sorted(moved):
        before, now = float(old.sources[source].rows), float(new.sources[source].rows)
        if now == 0 and new.sources[source].file is not None:
            continue  # it is there and was not read: its steps were left out
        if _differs(before, now, TOLERANCE, least=FEW):
            found.append(
                Change(
                    what=f"rows of source {source}",
                    before=before,
                    now=now,
                    tolerance=TOLERANCE,
                    sources=(source,),
                )
            )
    for name in sorted(set(old.tables) & set(new.tables)):
        if old.tables[name].sha256 == new.tables[name].sha256:
            continue
        culprits = tuple(s.id for s in new.sources_of(name) if s.id in moved)
        for figure, before, now, tolerance in _pairs(name, old, new):
            found.append(
                Change(
                    what=f"{figure} of table {name}",
                    before=before,
                    now=now,
                    tolerance=tolerance,
                    sources=culprits,
                )
            )
    return found


def _pairs(name: str, old: Manifest, new: Manifest) -> Iterator[tuple[str, float, float, float]]:
    """Yield the figures of a table that differ too much, with before, now and tolerance."""
    one, other = old.tables[name], new.tables[name]
    if _differs(float(one.rows), float(other.rows), TOLERANCE, least=FEW):
        yield "rows", float(one.rows), float(other.rows), TOLERANCE
    if max(one.rows, other.rows) < FEW:
        return
    for figure in one.figures:
        tolerance = TOLERANCES.get((name, figure), TOLERANCE)
        before, now = one.figures[figure], other.figures.get(figure, 0.0)
        if _differs(before, now, tolerance, least=FEW if figure.endswith(" count") else 0.0):
            yield figure, before, now, tolerance


def _differs(before: float, now: float, tolerance: float, *, least: float) -> bool:
    return max(abs(before), abs(now)) >= least and abs(now - before) > tolerance * abs(before)


def refuse_changes(found: list[Change]) -> None:
    """Raise JoinError when there are changes beyond tolerance; the message lists them all."""
    if found:
        lines = "\n".join(f"FAIL {change.text()}" for change in found)
        msg = (
            "figures differ from the last data set by more than a build takes unseen; the old data stay "
            f"in place:\n{lines}\n"
        )
        fix = (
            "download the sources named again; if they are a new edition and the figures are right, "
            "build with --accept-changes"
        )
        raise JoinError(msg, fix=fix)
