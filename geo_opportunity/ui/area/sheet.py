"""The summary of a place that is printed instead of the screen: two Letter pages, laid out by sheet.html."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from geo_opportunity import wording
from geo_opportunity.exports.origins import CAVEATS
from geo_opportunity.exports.place import lists, tables, wages, written
from geo_opportunity.exports.place.written import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo_opportunity.exports.place.facts import Facts

_TEMPLATE: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
).get_template("sheet.html")


def sheet_html(facts: Facts, version: str, sources: Sequence[str]) -> str:
    """Return the printed summary: tables and bars, no script, text escaped.

    Parameters
    ----------
    facts
        All that is known of the place.
    version, sources
        Of the data, for the foot.
    """
    shown, programs = tables.programs_shown(facts, limit=6)
    rows = wages.printed(facts)
    end = wages.limit(rows, facts) if len(rows) else 0.0
    kinds = lists.list_kinds(facts)[:4]
    certain = wording.certainty_sentence(facts.certainty)
    return _TEMPLATE.render(
        facts=facts,
        tables=tables,
        written=written,
        caveats=CAVEATS,
        settings=wording.settings_sentence(facts.scene),
        bars=_bars(rows, end, facts),
        need_at=_at(float(facts.row["threshold"]), end) if len(rows) and facts.pay_known else None,
        wages_note=wages.note(rows, facts) if len(rows) else wages.EMPTY,
        lists=[lists.list_table(facts, kind).only(0, 1, 2, 3, 4) for kind in kinds],
        shown=shown,
        programs=programs,
        supply=wording.supply_sentence(facts.supply_summary),
        certainty=f"{wording.growth_error_sentence(facts.growth_error)} {certain}",
        version=version,
        sources="; ".join(dict.fromkeys(sources)),
    )


def _at(value: float, end: float) -> float:
    """Return where a wage is between zero and the end of the bars, percent."""
    return round(100 * min(value / end, 1.0), 2)


def _bars(rows: pd.DataFrame, end: float, facts: Facts) -> list[dict[str, Any]]:
    """Return the wage bars for the template: name, kind, boxes (look, left, width), middle, points."""
    bars = []
    for r, kind in zip(rows.to_dict("records"), wages.together(rows), strict=True):
        boxes = []
        for low, high, look in (("p10", "p90", "thin"), ("p25", "p75", "thick")):
            if not wording.value_missing(r[low]) and not wording.value_missing(r[high]):
                left, right = _at(r[low], end), _at(r[high], end)
                boxes.append((look, left, round(right - left, 2)))
        points = " / ".join(money(r[p], facts.scene) for p in ("p10", "p50", "p90"))
        bars.append(
            {
                "name": r["title"],
                "kind": kind,
                "boxes": boxes,
                "middle": _at(r["p50"], end),
                "points": f"{points} {written.TOP_CODED}" if r["p90_top"] else points,
            }
        )
    return bars
