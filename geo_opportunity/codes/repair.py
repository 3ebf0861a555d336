"""Codes that spreadsheets have damaged, repaired where that takes no guessing."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["repair_cip"]


def repair_cip(code: pd.Series) -> pd.Series:
    """Return six-digit CIP codes from codes a spreadsheet has damaged; null where none can be read.

    ``430107`` and ``43.0107`` give 43.0107; ``1.0101`` and ``10101`` give 01.0101; ``51.39`` (a number that
    lost its closing zeros) gives 51.3900; ``51.390199999`` gives 51.3902.
    """
    text = code.astype("string").str.strip().str.strip("'\"=").fillna("")
    whole = text.str.fullmatch(r"\d{5,6}")
    pointed = text.str.fullmatch(r"\d{1,2}\.\d+")
    digits = text.str.zfill(6)
    value = pd.to_numeric(text.where(pointed), errors="coerce").round(4)
    left = np.floor(value)
    right = ((value - left) * 10_000).round()
    left_text = left.astype("Int64").astype("string").str.zfill(2)
    right_text = right.astype("Int64").astype("string").str.zfill(4)
    out = (digits.str.slice(0, 2) + "." + digits.str.slice(2, 6)).where(whole, left_text + "." + right_text)
    good = (
        (whole | pointed)
        & out.str.fullmatch(r"\d{2}\.\d{4}").fillna(False)
        & ~out.str.startswith("00").fillna(True)
    )
    return pd.Series(out.where(good, None), index=code.index, name=code.name, dtype="str")
