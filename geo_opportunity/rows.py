"""Rows of tables as mappings by the names of their columns, as texts and headlines read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["record", "records"]


def record(row: pd.Series | pd.DataFrame) -> dict[str, Any]:
    """Return one row of a table: a series, whatever the types of ``loc`` leave open."""
    return {str(name): value for name, value in row.items()}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return every row of a table, in order."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
