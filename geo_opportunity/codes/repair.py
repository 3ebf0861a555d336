"""Codes that spreadsheets have damaged, repaired where that takes no guessing."""

from __future__ import annotations

import pandas as pd

__all__ = ["repair_zip"]


def repair_zip(code: pd.Series) -> pd.Series:
    """Return five-digit ZIP codes (leading zeros restored, ZIP+4 cut); null where there is none."""
    text = (
        code.astype("string")
        .str.strip()
        .str.replace(r"\.0$", "", regex=True)
        .str.extract(r"^(\d{3,5})(?:-?\d{4})?$")[0]
        .str.zfill(5)
    )
    return pd.Series(text, index=code.index, name=code.name, dtype="str")
