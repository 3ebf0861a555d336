"""What the schemas of our tables share: their base, the description of a column, the shapes of codes."""

from __future__ import annotations

from typing import Any, Final

import pandera.pandas as pa

__all__ = ["AREA", "CIP", "COUNTY", "SOC", "STATE", "Base", "field"]

AREA: Final = r"^(\d{5}|\d{7})$"
COUNTY: Final = r"^\d{5}$"
STATE: Final = r"^\d{2}$"
SOC: Final = r"^\d{2}-\d{4}$"
CIP: Final = r"^\d{2}\.\d{4}$"


def field(description: str, *, unit: str = "", nullable: bool = False, **checks: Any) -> Any:
    """Return a column's declaration: what it holds, its unit, whether it may be null, its checks."""
    return pa.Field(
        description=description, metadata={"unit": unit}, nullable=nullable, coerce=True, **checks
    )


class Base(pa.DataFrameModel):
    """A table with exactly its declared columns, in their order."""

    class Config:
        """What pandera checks of every table."""

        strict = True
        ordered = True
        unique_column_names = True
