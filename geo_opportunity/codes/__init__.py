"""Codes as people and programs write them, one parser per system, and what became of retired ones.

Every door (links, command line, own files, search) reads codes here. A parser takes text, never guesses
between two meanings, and says what it had to do.
"""

from __future__ import annotations

from geo_opportunity.codes.areas import area
from geo_opportunity.codes.base import Code, column, listed, unwrap
from geo_opportunity.codes.cip import repair_cip
from geo_opportunity.codes.counties import Counties, county_digits
from geo_opportunity.codes.states import state
from geo_opportunity.codes.zips import repair_zip, zip_code

__all__ = [
    "Code",
    "Counties",
    "area",
    "column",
    "county_digits",
    "listed",
    "repair_cip",
    "repair_zip",
    "state",
    "unwrap",
    "zip_code",
]
