"""The Data & methods page without Streamlit: what the manifest, the documents, the code and the tables say of themselves."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity import measures, tables
from geo_opportunity.ui.words import about as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.build.manifest import Manifest

__all__ = [
    "DOCS",
    "Chapter",
    "Formula",
    "back_test_table",
    "chapters",
    "coverage_table",
    "formulas",
    "markdown_text",
    "onet_line",
    "report_table",
    "size_table",
    "source_table",
    "table_table",
]

#: The project's documents, beside the package; absent where only the package is installed.
DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
_TOPICS: Final = ("access", "supply", "ladders", "certainty", "regions", "own-data")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the documents."""

    title: str
    text: str
    """Markdown, ready for ``st.markdown``."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A public function or class of a measures module."""

    name: str
    signature: str
    text: str


# ------------------------------------------------------------------- manifest


def source_table(manifest: Manifest) -> pd.DataFrame:
    """Return the published sources as rows; those that were absent at the build say so."""
    rows = [
        {
            "Publisher": s.publisher,
            "Data set": s.title,
            "Vintage": s.vintage,
            "Rows read": s.rows if s.file is not None else None,
            "Licence": s.licence,
            "Address": s.landing_page,
            "Note": s.note if s.file is not None else f"Absent when the data were built. {s.note}".strip(),
        }
        for s in manifest.sources.values()
    ]
    frame = pd.DataFrame(rows, columns=["Publisher", "Data set", "Vintage", "Rows read", "Licence", "Address", "Note"])
    return frame.sort_values(["Publisher", "Data set"], kind="stable").reset_index(drop=True)


def table_table(manifest: Manifest) -> pd.DataFrame:
    """Return our own tables as rows: what each holds, rows, size."""
    rows = []
    for name, record in manifest.tables.items():
        model = tables.TABLES.get(name)
        about = (model.__doc__ or "").strip().splitlines()[0] if model is not None else ""
        rows.append({"Table": name, "Holds": about, "Rows": record.rows, "Columns": len(record.columns), "Bytes": record.bytes})
    return pd.DataFrame(rows, columns=["Table", "Holds", "Rows", "Columns", "Bytes"])


def report_table(path: Path) -> pd.DataFrame | None:
    """Return the join report (a JSON file of checks) as rows, or None when it is not there or not readable."""
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    checks: Any = spec.get("checks", spec) if isinstance(spec, dict) else spec
    if isinstance(checks, dict):
        checks = [{"name": name, **check} for name, check in checks.items() if isinstance(check, dict)]
    rows = []
    for check in checks if isinstance(checks, list) else []:
        if not isinstance(check, dict) or "count" not in check:
            continue
        total, count = float(check.get("total") or 0), float(check["count"])
        limit = check.get("limit")
        rows.append(
            {
                "What is counted": str(check.get("label") or check.get("name", "")),
                "Count": count,
                "Of": total,
                "Share": count / total if total else None,
                "At most": float(limit) if limit is not None else None,
                "By kind": "; ".join(f"{k} {v:,.0f}" for k, v in (check.get("parts") or {}).items()),
                "For example": "; ".join(map(str, check.get("worst") or ())),
            }
        )
    return pd.DataFrame(rows) if rows else None


def onet_line(manifest: Manifest) -> str | None:
    """Return the attribution O*NET asks for, naming the versions used; None where no source is O*NET's."""
    ours = [s for s in manifest.sources.values() if "O*NET" in s.publisher]
    if not ours:
        return None
    said = " ".join(f"{s.vintage} {s.title}" for s in ours if s.file is not None)
    versions = sorted(set(re.findall(r"O\*NET (\d+\.\d+)", said)), key=lambda v: [int(p) for p in v.split(".")])
    listed = " and ".join([", ".join(versions[:-1]), versions[-1]]) if len(versions) > 1 else "".join(versions)
    return words.onet(" ".join(f"O*NET {listed} Database".split()))


# ------------------------------------------------------------------ documents


def markdown_text(text: str, deeper: int = 2) -> str:
    """Return a document's Markdown for ``st.markdown``: headings deeper, dollars plain, links to other files as words."""
    out, fenced = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            line = re.sub(r"^(#{1,4}) ", lambda m: "#" * min(6, len(m[1]) + deeper) + " ", line)  # noqa: PLW2901
            line = re.sub(r"\[([^\]]+)\]\((?!https?://)[^)]*\)", r"\1", line)  # noqa: PLW2901
            line = re.sub(r"(?<!\\)\$", r"\\$", line)  # noqa: PLW2901 - else a formula in TeX
        out.append(line)
    return "\n".join(out)


def chapters(docs: Path = DOCS) -> list[Chapter]:
    """Return the documents as chapters: the parts of METHODS.md, then docs/methods/*.md; empty where they are not installed."""
    out: list[Chapter] = []
    main = docs / "METHODS.md"
    if main.is_file():
        for part in re.split(r"^## ", main.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, text = part.partition("\n")
            out.append(Chapter(title.strip(), markdown_text(text.strip())))
    folder = docs / "methods"
    files = sorted(folder.glob("*.md"), key=lambda f: (_TOPICS.index(f.stem) if f.stem in _TOPICS else len(_TOPICS), f.stem))
    for file in files:
        title, _, text = file.read_text(encoding="utf-8").partition("\n")
        out.append(Chapter(title.lstrip("# ").strip(), markdown_text(text.strip())))
    return out


def formulas() -> dict[str, tuple[str, list[Formula]]]:
    """Return each measures module's own words and those of what it offers, by module name."""
    out: dict[str, tuple[str, list[Formula]]] = {}
    for info in pkgutil.iter_modules(measures.__path__):
        module = importlib.import_module(f"{measures.__name__}.{info.name}")
        offered: list[Formula] = []
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            text = _plain(inspect.getdoc(thing) or "")
            if not (inspect.isfunction(thing) or inspect.isclass(thing)) or not text:
                continue
            offered.append(Formula(name, _signature(thing), text))
        out[info.name] = (_plain(inspect.getdoc(module) or ""), offered)
    return out


def _plain(text: str) -> str:
    """Return a docstring without the marks of its markup."""
    return re.sub(r":\w+:`~?([^`]*)`", r"\1", text).replace("``", "")


def _signature(thing: Any) -> str:
    if inspect.isclass(thing):
        return ""
    return "(" + ", ".join(inspect.signature(thing).parameters) + ")"


# ------------------------------------------------------------------ back-test


def back_test_table(tests: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return back-tests (``questions.certainty.back_tests``) as rows."""
    names = ["Years", "Regions", "Occupations", "Cells", "Our error", "One rate for all", "Bias", "Nine in ten jobs within", "Correlation"]
    rows = [
        (
            t.get("years"),
            t.get("regions"),
            t.get("occupations"),
            t.get("cells"),
            t.get("error"),
            t.get("error_one_rate"),
            t.get("bias"),
            t.get("error_p90"),
            t.get("correlation"),
        )
        for t in tests
    ]
    return pd.DataFrame(rows, columns=names)


def size_table(tests: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the error by the occupation's jobs in the region, a column for each back-test."""
    columns: dict[str, dict[str, float]] = {}
    for t in tests:
        columns[str(t.get("years"))] = {_size(r["jobs_from"], r["jobs_to"]): float(r["error"]) for r in t.get("by_size", ())}
    return (
        pd.DataFrame(columns).rename_axis("Jobs in the region").reset_index() if columns else pd.DataFrame(columns=["Jobs in the region"])
    )


def _size(low: float, high: float | None) -> str:
    if high is None:
        return f"{low:,.0f} or more"
    return f"under {high:,.0f}" if not low else f"{low:,.0f} to {high:,.0f}"


# ------------------------------------------------------------------- coverage


def coverage_table(atlas: Atlas) -> pd.DataFrame:
    """Return what the tables cover: what is counted, count, of how many, share."""
    areas, occupations, providers, programs = (atlas.table(t) for t in ("areas", "occupations", "providers", "programs"))
    wages = atlas.cube.employment
    listed = int(pd.notna(wages).sum())
    rows: list[tuple[str, float, float | None]] = [
        ("Areas", len(areas), None),
        ("… drawn on the map", int(areas["has_shape"].sum()), len(areas)),
        ("… with a price level, so that pay can be judged by a family budget", int((areas["rpp_basis"] != "none").sum()), len(areas)),
        ("Occupations", len(occupations), None),
        ("… with a typical entry education", int(occupations["entry_education"].notna().sum()), len(occupations)),
        ("Occupation × area cells whose jobs are published", listed, float(len(areas) * len(occupations))),
        ("Places that train", len(providers), None),
        ("… at a published point", int((providers["location_basis"] == "published").sum()), len(providers)),
        ("… wholly online, kept out of distances", int(providers["distance_only"].sum()), len(providers)),
        ("… with a published price", int(providers["tuition"].notna().sum()), len(providers)),
        ("Programs (place × field × award)", len(programs), None),
        ("… with somebody completing them in the latest year", int((programs["completions"] > 0).sum()), len(programs)),
        ("Census tracts, where people live", len(atlas.table("tracts")), None),
    ]
    frame = pd.DataFrame(rows, columns=["What", "Count", "Of"])
    frame["Share"] = frame["Count"] / frame["Of"]
    return frame
