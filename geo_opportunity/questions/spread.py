"""How one occupation's figures and the outcomes of its tests spread over areas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.questions.overlap import occupation_status
from geo_opportunity.vocabulary import KINDS, PERCENTILES, STATUSES

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["outcomes", "quantiles", "spread", "wage_rate"]

_QUANTILES: Final = {"q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90}


def quantiles(values: pd.Series) -> dict[str, float]:
    """Return how a figure spreads over areas, each counting once; NaN figures are counted apart.

    Keys: count, missing, low, q10, q25, q50, q75, q90, high.

    >>> quantiles(pd.Series([10.0, 20.0, 30.0, math.nan]))["q50"]
    20.0
    """
    known = values.dropna().to_numpy(float)
    out = {"count": float(len(known)), "missing": float(len(values) - len(known))}
    if not len(known):
        return out | dict.fromkeys(("low", *_QUANTILES, "high"), math.nan)
    inner = {name: float(np.quantile(known, share)) for name, share in _QUANTILES.items()}
    return out | {"low": float(known.min())} | inner | {"high": float(known.max())}


def spread(data: Dataset, soc: str, rules: Rules | None = None, **settings: Any) -> pd.DataFrame:
    """Return how one occupation's figures spread over areas: columns as :func:`quantiles`, index figure.

    Figures: p10 … p90 (US dollars a year), ratio (the chosen wage / the pay needed there), growth and reach
    (fractions).

    Raises
    ------
    UnknownCodeError
        The data have no such occupation.
    """
    frame = occupation_status(data, soc, rules, geometry=False, **settings)
    figures = {name: frame[name] for name in PERCENTILES}
    figures["ratio"] = frame["wage"] / frame["threshold"]
    figures |= {name: frame[name] for name in ("growth", "reach")}
    found = pd.DataFrame({name: quantiles(values) for name, values in figures.items()}).T
    return found.rename_axis("figure")


def outcomes(data: Dataset, soc: str, rules: Rules | None = None, **settings: Any) -> pd.DataFrame:
    """Return in how many areas, with how many jobs of an occupation, each test has each outcome.

    Index: test ("kind": all three together; growing; sustaining; accessible), and every outcome that is
    possible. Columns: areas; jobs (those published).

    Raises
    ------
    UnknownCodeError
        The data have no such occupation.
    """
    frame = occupation_status(data, soc, rules, geometry=False, **settings)
    rows = {
        (test, outcome): (
            int((frame[test] == outcome).sum()),
            frame.loc[frame[test] == outcome, "employment"].sum(),
        )
        for test, named in {"kind": KINDS, **STATUSES}.items()
        for outcome in named
    }
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["areas", "jobs"])
    return found.set_axis(pd.MultiIndex.from_tuples(rows, names=["test", "outcome"]))


def wage_rate(data: Dataset, soc: str) -> str:
    """Return which national pay BLS publishes: "both", "annual only", "hourly only", or "" for none."""
    nation = data.table("nation_wages")
    found = nation.loc[nation["soc"] == soc, "wage_rate"]
    return "" if found.empty else str(found.iloc[0])
