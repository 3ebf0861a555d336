"""SOC codes as OEWS and EP publish them.

O*NET, the CIP crosswalk and some state projections speak of SOC 2018 detailed codes that OEWS
publishes only combined (31-1121 and 31-1122 as 31-1120). Unless they are mapped first, 176 of 830
occupations silently lose their programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["onet_to_soc", "published_soc"]


def published_soc(soc: pd.Series, groups: pd.DataFrame) -> pd.Series:
    """Map SOC 2018 detailed codes to the codes OEWS and EP publish.

    `groups` is the raw table of source ``soc_groups`` (columns soc_2018, oews_ep_code); codes it does
    not list are returned unchanged.
    """
    mapping = dict(zip(groups["soc_2018"], groups["oews_ep_code"], strict=True))
    return soc.map(lambda code: mapping.get(code, code)).astype("str")


def onet_to_soc(onet: pd.Series) -> pd.Series:
    """Return the first seven characters of O*NET-SOC 2019 codes, which are their SOC 2018 codes."""
    return onet.str.slice(0, 7).astype("str")
