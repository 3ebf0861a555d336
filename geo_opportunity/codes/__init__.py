"""Codes as people and programs write them, one parser per system, and what became of retired ones.

Every door (links, command line, own files, search) reads codes here. A parser takes text, never guesses
between two meanings, and says what it had to do.
"""

from __future__ import annotations

from geo_opportunity.codes.base import Code, column, listed, unwrap
from geo_opportunity.codes.cip import repair_cip
from geo_opportunity.codes.repair import repair_zip

__all__ = ["Code", "column", "listed", "repair_cip", "repair_zip", "unwrap"]
