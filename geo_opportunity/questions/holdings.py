"""What an opened data set holds: how much its tables cover, what each is made from, how well they match."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset

__all__ = ["checks_of", "coverage", "join_report", "table_list"]


def coverage(data: Dataset) -> pd.DataFrame:
    """Return what the tables cover: count, of (how many; NaN where there is nothing to compare) and share.

    Indexed by what is counted: areas, with shapes, with prices; occupations, with an education; cells (area
    and occupation) with jobs; providers, located, online, priced; programs, active; tracts. The user's own
    data count.
    """
    areas, occupations, providers, programs = (
        data.table(name) for name in ("areas", "occupations", "providers", "programs")
    )
    rows: dict[str, tuple[int, int | None]] = {
        "areas": (len(areas), None),
        "shapes": (int(areas["has_shape"].sum()), len(areas)),
        "prices": (int((areas["rpp_basis"] != "none").sum()), len(areas)),
        "occupations": (len(occupations), None),
        "education": (int(occupations["entry_education"].notna().sum()), len(occupations)),
        "cells": (int(pd.notna(data.cube.employment).sum()), len(areas) * len(occupations)),
        "providers": (len(providers), None),
        "located": (int((providers["location_basis"] == "published").sum()), len(providers)),
        "online": (int(providers["distance_only"].sum()), len(providers)),
        "priced": (int(providers["tuition"].notna().sum()), len(providers)),
        "programs": (len(programs), None),
        "active": (int((programs["completions"] > 0).sum()), len(programs)),
        "tracts": (len(data.table("tracts")), None),
    }
    out = pd.DataFrame.from_dict(rows, orient="index", columns=["count", "of"]).rename_axis("what")
    out["of"] = out["of"].astype(float)
    return out.assign(share=out["count"] / out["of"])


def table_list(data: Dataset) -> pd.DataFrame:
    """Return the tables of the data set: name, about, sources (short names), rows, columns, bytes."""
    manifest = data.manifest
    short = {name: source.short or name for name, source in manifest.sources.items()}
    rows = [
        {
            "name": name,
            "about": _about(name),
            "sources": "; ".join(dict.fromkeys(short.get(source, source) for source in record.sources)),
            "rows": record.rows,
            "columns": len(record.columns),
            "bytes": record.bytes,
        }
        for name, record in manifest.tables.items()
    ]
    return pd.DataFrame(rows)


def _about(table: str) -> str:
    """Return the first paragraph on a table; empty for one that has no schema."""
    from geo_opportunity import tables  # noqa: PLC0415  (pandera is slow to import)

    schema = tables.TABLES.get(table)
    first = (schema.__doc__ or "").strip().split("\n\n")[0] if schema is not None else ""
    return " ".join(first.replace("``", "").split())


def join_report(data: Dataset) -> pd.DataFrame:
    """Return the counts of the last build's join report, as :func:`checks_of` its text; empty without one."""
    return checks_of(data.files.report("join_report.json"))


def checks_of(text: str | None) -> pd.DataFrame:
    """Return a join report (JSON) as rows, read leniently; empty where it is missing or not readable.

    Columns label, count, of, share (fraction), limit (largest share that passes; NaN without one), parts
    (counts by kind), worst (examples).
    """
    try:
        spec = json.loads(text or "")
    except ValueError:
        spec = None
    checks: Any = spec.get("checks", spec) if isinstance(spec, dict) else spec
    if isinstance(checks, dict):
        checks = [{"name": name, **check} for name, check in checks.items() if isinstance(check, dict)]
    columns = ["label", "count", "of", "share", "limit", "parts", "worst"]
    rows = [
        _check(check)
        for check in (checks if isinstance(checks, list) else [])
        if isinstance(check, dict) and "count" in check
    ]
    return pd.DataFrame(rows, columns=columns)


def _check(check: dict[str, Any]) -> tuple[Any, ...]:
    count, total, limit = float(check["count"]), float(check.get("total") or 0), check.get("limit")
    return (
        str(check.get("label") or check.get("name", "")),
        count,
        total,
        count / total if total else None,
        None if limit is None else float(limit),
        "; ".join(f"{kind} {number:,.0f}" for kind, number in (check.get("parts") or {}).items()),
        "; ".join(map(str, check.get("worst") or ())),
    )
