"""What changed in a plan chapter since last year's, by the JSON written with it (``exports.record``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError, disk_errors
from geo_opportunity.exports.parts import one_line
from geo_opportunity.exports.place.written import Table
from geo_opportunity.exports.plan.tables import data_tables
from geo_opportunity.exports.record import FORM
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.plan.facts import Chapter

__all__ = ["Before", "changes", "read_before"]

#: Bytes of a file that is read.
_MOST: Final = 20_000_000
_NAME: Final = "the file of the earlier chapter"
_FIX: Final = "choose the .json that was written with last year's chapter"
#: Tables compared: name -> their keys.
_KEYS: Final = {"figures": "figure", "occupations": "soc", "sectors": "sector"}
#: A figure differs when it is apart by more than this part of it.
_SAME: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier chapter."""

    code: str
    title: str
    settings: str
    data_version: str
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]
    """Table -> key -> column -> value."""


def read_before(given: bytes | str | Path) -> Before:
    """Read an earlier chapter: the JSON itself, or where it is.

    Raises
    ------
    FormatError
        It is no such file; the message says what is wrong with it.
    DiskError
        It cannot be read.
    """
    name = _NAME
    if not isinstance(given, bytes):
        path = Path(given)
        name = path.name
        with disk_errors(path, fix=_FIX):
            if path.stat().st_size > _MOST:
                raise FormatError(f"{name} is larger than any chapter", fix=_FIX)
            given = path.read_bytes()
    try:
        said = json.loads(given[: _MOST + 1].decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name} is no JSON ({one_line(str(error), 120)})", fix=_FIX) from error
    if not isinstance(said, dict) or said.get("form") != FORM or said.get("page") != "board":
        raise FormatError(f"{name} is not the figures of a plan chapter", fix=_FIX)
    try:
        place, about = said["places"][0], said["about"]
        rows = {table: _rows(said["tables"][table], key) for table, key in _KEYS.items()}
        texts = (place["code"], place["title"], about["settings"], about["data_version"])
        code, title, settings, version = (one_line(str(text), 1_000) for text in texts)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        lacking = one_line(f"{type(error).__name__}: {error}", 80)
        raise FormatError(f"{name} lacks a part of a plan chapter ({lacking})", fix=_FIX) from error
    return Before(code, title, settings, version, rows)


def _rows(table: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by their key."""
    names = [str(column["name"]) for column in table["columns"]]
    out = {}
    for row in table["rows"]:
        values = dict(zip(names, row, strict=True))
        out[str(values[key])] = values
    return out


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def changes(chapter: Chapter, sheet: Sheet, before: Before) -> tuple[list[str], list[Table]]:
    """Return what changed since an earlier chapter: sentences, and tables of figures, occupations, sectors.

    Raises
    ------
    ValueRangeError
        The earlier chapter is of another place.
    """
    if before.code != chapter.place.code:
        what = f"the earlier chapter is of {before.title}, this one of {chapter.title}"
        raise ValueRangeError(what, fix="choose the file of the same place")
    now = {t.name: t.frame for t in data_tables(chapter)}
    said = [
        (
            f"Compared with the chapter of data version {before.data_version}; this one is of "
            f"{sheet.data_version}."
        )
    ]
    if before.data_version == sheet.data_version:
        said.append("Both rest on the same data, so what differs comes from the settings.")
    if before.settings != one_line(sheet.subtitle, 1_000):
        said.append(f"The settings differ, which changes figures by itself. They were: {before.settings}")
    tables = [_figures(now["figures"], before.rows["figures"])]
    listed, sentence = _listed(now["occupations"], before.rows["occupations"])
    said.append(sentence)
    tables += [listed, _sectors(now["sectors"], before.rows["sectors"])]
    return said, tables


def _differs(old: float | None, new: float | None) -> bool:
    if old is None or new is None or pd.isna(new):
        return (old is None) != (new is None or pd.isna(new))
    return abs(new - old) > _SAME * max(abs(old), abs(new))


def _text(value: float | None, unit: str) -> str:
    if value is None or pd.isna(value):
        return "unknown"
    text = UNITS[unit].text(value)
    return f"{value:,.2f}" if unit == "number" else text


_BY_FILE: Final = {UNITS[key].file: key for key in ("usd", "growth", "share", "people", "ratio")}


def _figures(now: pd.DataFrame, old: Mapping[str, Mapping[str, Any]]) -> Table:
    rows = []
    for name, r in zip(now.index, now.to_dict("records"), strict=True):
        was, value = _number(old.get(str(name), {}).get("value")), float(r["value"])
        unit = _BY_FILE.get(str(r["unit"]), "people")
        texts = (_text(was, unit), _text(value, unit))
        if _differs(was, value) and texts[0] != texts[1]:
            rows.append((str(r["label"]), *texts, _change(was, value, unit)))
    heads = ("Figure", "Last chapter", "This chapter", "Change")
    return Table("Figures that changed", heads, "tnnn", tuple(rows), empty="No single figure changed.")


def _change(was: float | None, value: float, unit: str) -> str:
    if was is None or pd.isna(value):
        return "–"
    gap = value - was
    if unit in ("share", "growth"):
        return f"{100 * gap:+.1f} points".replace("-", "−")
    return f"{'−' if gap < 0 else '+'}{_text(abs(gap), unit)}"


def _listed(now: pd.DataFrame, old: Mapping[str, Mapping[str, Any]]) -> tuple[Table, str]:
    """Return occupations that were added, dropped, or whose figures changed; and how many, in a sentence."""
    rows: list[tuple[str, ...]] = []
    at = {str(soc): r for soc, r in zip(now.index, now.to_dict("records"), strict=True)}
    added = [str(soc) for soc in now.index if str(soc) not in old]
    dropped = [soc for soc in old if soc not in set(map(str, now.index))]
    for soc in added:
        r = at[soc]
        values = (_text(r["openings"], "people"), _text(r["p50"], "usd"))
        rows.append((str(r["title"]), soc, "added", *values))
    for soc in dropped:
        was = old[soc]
        texts = tuple(
            _text(_number(was.get(name)), unit) for name, unit in (("openings", "people"), ("p50", "usd"))
        )
        rows.append((one_line(str(was.get("title", soc)), 120), one_line(soc, 10), "dropped", *texts))
    changed = 0
    for soc in (str(s) for s in now.index if str(s) in old):
        r, was = at[soc], old[soc]
        pairs = [
            tuple(_text(v, unit) for v in (_number(was.get(name)), float(r[name])))
            for name, unit in (("openings", "people"), ("p50", "usd"))
        ]
        if any(a != b for a, b in pairs):
            changed += 1
            cells = tuple(b if a == b else f"{a} → {b}" for a, b in pairs)
            rows.append((str(r["title"]), soc, "changed", *cells))
    heads = ("Occupation", "SOC", "What", "Openings a year", "Median wage")
    table = Table("Listed occupations", heads, "tttnn", tuple(rows), empty="The list is the same.")
    kept = len(now) - len(added)
    return table, (
        f"Of the listed occupations {len(added):,} {'was' if len(added) == 1 else 'were'} added, "
        f"{len(dropped):,} "
        f"dropped, and {changed:,} of the {kept:,} that stayed have other openings or another median wage."
    )


def _sectors(now: pd.DataFrame, old: Mapping[str, Mapping[str, Any]]) -> Table:
    rows = []
    for sector, r in zip(now.index, now.to_dict("records"), strict=True):
        was, jobs = _number(old.get(str(sector), {}).get("jobs")), float(r["jobs"])
        if _differs(was, jobs):
            texts = (_text(was, "people"), _text(jobs, "people"))
            rows.append((str(r["name"]), *texts, _change(was, jobs, "people")))
    heads = ("Sector", "Jobs, last chapter", "Jobs, this chapter", "Change")
    return Table("Jobs by sector", heads, "tnnn", tuple(rows), empty="No sector's jobs changed.")
