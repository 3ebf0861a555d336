"""A scene's figures as JSON, for programs: the tables in full, each with its key, and what they are of.

The same scene and data give the same bytes. A plan chapter reads last year's back (:mod:`.plan.changes`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.exports.text import digest, plain

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.parts import Table

__all__ = ["FORM", "record"]

#: What the layout is called, with its edition.
FORM: Final = "geo-opportunity figures 1"


def record(sheet: Sheet, __atlas: Atlas | None = None) -> bytes:
    """Return a scene's tables as JSON: name -> title, key, columns (name, head, unit) and rows.

    A figure that is not known is null.
    """
    said = {
        "form": FORM,
        "page": sheet.scene.page,
        "places": [{"code": place.code, "title": plain(place.title)} for place in sheet.places],
        "about": digest(sheet),
        "tables": {table.name: _table(table) for table in sheet.tables},
    }
    return (json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _table(table: Table) -> dict[str, Any]:
    frame = table.frame if table.frame.index.name is None else table.frame.reset_index()
    names = [str(name) for name in frame.columns]
    columns = [
        {"name": n, "head": plain(table.heads.get(n, n)), "unit": table.units.get(n, "text")} for n in names
    ]
    rows = [
        [_value(v) for v in row] for row in frame.astype(object).itertuples(index=False, name=None)
    ]  # as objects: whole numbers stay whole
    return {"title": plain(table.title), "key": table.frame.index.name, "columns": columns, "rows": rows}


def _value(value: Any) -> Any:
    """Return a cell as JSON has it."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return plain(value)
    if value is None or value is pd.NA:
        return None
    if np.ndim(value):
        return [_value(v) for v in value]
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return plain(value)
