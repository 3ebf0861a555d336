"""Write docs/TABLES.md from the table schemas. Run it after a schema changes: python scripts/docs.py."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo_opportunity import tables  # noqa: E402


def tables_page() -> str:
    """Return the data dictionary as Markdown."""
    parts = [
        "# Tables",
        "",
        "What lies in `data/`, one Parquet (or GeoParquet, EPSG:4326) file per table. Generated from `geo_opportunity/tables.py` by",
        "`python scripts/docs.py`; a test keeps it true. Codes are text with their zeros; shares and growth are fractions; missing is null,",
        "and why it is missing stands in the `*_flag` or `*_basis` column beside it.",
    ]
    for name, schema in tables.TABLES.items():
        key = ", ".join(f"`{k}`" for k in tables.KEYS[name])
        first = (schema.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        parts += [
            "",
            f"## {name}",
            "",
            f"{' '.join(first.split())} Key: {key}.",
            "",
            "| column | unit | null? | meaning |",
            "|---|---|---|---|",
        ]
        parts += [
            f"| `{row.column}` | {row.unit} | {'yes' if row.nullable else ''} | {row.description} |"
            for row in tables.describe(name).itertuples(index=False)
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "TABLES.md").write_text(tables_page(), encoding="utf-8")
