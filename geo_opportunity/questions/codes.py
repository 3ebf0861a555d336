"""The codes of a data set as people write them: parsers of occupations and of fields of study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_opportunity.codes.changes import Changes
from geo_opportunity.codes.cip import CipCodes
from geo_opportunity.codes.soc import SocCodes
from geo_opportunity.dataset import once

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset

__all__ = ["cip_codes", "soc_codes"]


@once
def _changes(data: Dataset) -> Changes:
    return Changes.of(data.table("code_changes"))


@once
def soc_codes(data: Dataset) -> SocCodes:
    """Return the parser of codes of occupations, to the codes OEWS publishes."""
    return SocCodes(frozenset(data.table("occupations")["soc"]), _changes(data))


@once
def cip_codes(data: Dataset) -> CipCodes:
    """Return the parser of codes of fields of study, to CIP 2020."""
    return CipCodes(frozenset(data.table("cips")["cip"]), _changes(data))
