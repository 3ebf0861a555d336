"""What became of codes of older editions: one table for fields of study and occupations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import BuildError
from geo_opportunity.pipeline.step import Step
from geo_opportunity.vocabulary import onet_to_soc, published_soc

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["STEPS", "changes_of"]

_PAIR: Final = ["old", "new"]


def changes_of(pairs: pd.DataFrame, current: Collection[str]) -> pd.DataFrame:
    """Return what became of the old codes that are not codes of today.

    Parameters
    ----------
    pairs
        old, new: one row for each code an old one leads to, unchanged codes too.
    current
        The codes of today. An old one among them means what it means today.

    Returns
    -------
    pandas.DataFrame
        old, new, kind: split where an old code leads to several, merged where others lead to the same code,
        else moved.
    """
    pairs = pairs[_PAIR].drop_duplicates()
    targets = pairs.groupby("old")["new"].transform("nunique")
    origins = pairs.groupby("new")["old"].transform("nunique")
    kind = pd.Series("moved", index=pairs.index, dtype="str")
    kind = kind.mask(origins > 1, "merged").mask(targets > 1, "split")
    return pairs.assign(kind=kind)[~pairs["old"].isin(set(current))]


def _cips(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the fields of study that moved, merged into another one or were dropped in CIP 2020."""
    gone = codes[codes["moved_to"].notna()]
    out = changes_of(gone.rename(columns={"cip": "old", "moved_to": "new"}), ())
    return out.assign(kind=out["kind"].mask(out["new"].str.len() == 2, "dropped"))


def _socs(raw: Mapping[str, pd.DataFrame], groups: pd.DataFrame, soc_2018: Collection[str]) -> pd.DataFrame:
    """Return SOC 2010 codes and codes OES used from 2018 to 2020; what both hold counts as SOC 2010."""
    current = {*soc_2018, *groups["oews_ep_code"]}
    hybrid, found = raw["oes_2019_hybrid"], []
    for older in (
        raw["soc_2010_to_2018"].rename(columns={"soc_2010": "old"}),
        hybrid.rename(columns={"oes_2019": "old"}),
        hybrid.rename(columns={"oes_2018": "old"}),
    ):
        made = changes_of(older.assign(new=published_soc(older["soc_2018"], groups)), current)
        found.append(made)
        current |= set(made["old"])
    combined = groups.rename(columns={"soc_2018": "old", "oews_ep_code": "new"})[_PAIR]
    return pd.concat([*found, combined.assign(kind="combined")], ignore_index=True)


def _onets(raw: Mapping[str, pd.DataFrame], groups: pd.DataFrame) -> pd.DataFrame:
    """Return O*NET-SOC codes of 2009 and 2010 that O*NET-SOC 2019 no longer has."""
    today = raw["onet_soc_2019_to_2018"]["onet_2019"]
    later = raw["onet_soc_2010_to_2019"].rename(columns={"onet_2010": "old", "onet_2019": "new"})[_PAIR]
    earlier = raw["onet_soc_2009_to_2010"].merge(later, left_on="onet_2010", right_on="old")
    earlier = earlier.assign(old=earlier["onet_2009"])[_PAIR]
    earlier = earlier[~earlier["old"].isin(set(later["old"]))]
    pairs = pd.concat([later, earlier])
    pairs["new"] = published_soc(onet_to_soc(pairs["new"]), groups)
    # several old specialties of one occupation do not merge occupations
    out = changes_of(pairs, set(today))
    return out.assign(kind=out["kind"].replace("merged", "moved"))


def _code_changes(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    given = {name: frame for name, frame in raw.items() if frame is not None}
    if missing := sorted(set(raw) - set(given)):
        msg = f"source {missing[0]!r} is needed and absent"
        raise BuildError(msg, fix="put its file below the raw directory; `info` names it")
    groups = given["soc_groups"]
    parts = {
        "cip": _cips(given["cip_codes"]),
        "soc": _socs(given, groups, set(given["onet_soc_2019_to_2018"]["soc_2018"])),
        "onet": _onets(given, groups),
    }
    out = pd.concat([part.assign(system=system) for system, part in parts.items()], ignore_index=True)
    return {"code_changes": out[["system", "old", "new", "kind"]].astype("str")}


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "code_changes",
        ("code_changes",),
        (
            "cip_codes",
            "soc_2010_to_2018",
            "oes_2019_hybrid",
            "soc_groups",
            "onet_soc_2019_to_2018",
            "onet_soc_2010_to_2019",
            "onet_soc_2009_to_2010",
        ),
        (),
        _code_changes,
    ),
)
