"""One program at the Workforce Pell desk: every row of the rule with its figure and how each is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.desk import award_year
from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import pell
from geo_opportunity.questions.pell import desk, poverty_line
from geo_opportunity.questions.rulebooks import book_of
from geo_opportunity.rows import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rulebooks import RuleBook
    from geo_opportunity.rules import Rules

    Given = Mapping[str, Any]

__all__ = ["pell_program", "pell_rows", "rule_rows"]

#: What a mark says of how a fact is known.
MARKS: Final[dict[str, str]] = {
    "O": "owner's own text read",
    "S": "summary",
    "D": "draft or proposed text",
    "B": "predecessor bill",
    "I": "inferred",
}
_LIST: Final = "The list"
_LEVEL: Final = "IPEDS award level"


def _money(value: float) -> str:
    return f"−${-value:,.0f}" if value < 0 else f"${value:,.0f}"


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def marks(row: pell.Row) -> str:
    """Return how a row is known, in words: "summary (JFF); predecessor bill"."""
    return "; ".join(
        f"{MARKS[mark[0]]} ({mark[3:]})" if mark[1:2] == ":" else MARKS[mark] for mark in row.marks
    )


def rule_rows(data: Dataset, *, year: int = 2026) -> pd.DataFrame:  # noqa: ARG001 - a question of the atlas
    """Return the rows of the federal rule: id (index), group, name, bar, marks (how each is known), in_force.

    in_force says since which award year, or from which one it will be.
    """
    first = int(pell.facts()["award_years"]["first"])
    found = [
        {
            "id": row.id,
            "group": row.group,
            "rule_row": row.name,
            "bar": row.bar,
            "marks": marks(row),
            "in_force": f"from {award_year(row.since)}" if row.since > year else
            f"since {award_year(row.since or first)}",
        }
        for row in pell.rows()
    ]  # fmt: skip
    return pd.DataFrame(found).set_index("id")


# ---------------------------------------------------------------------- figures


def _length(given: Given, name: str, unit: str) -> tuple[str, str]:
    """Return what is known of a length, and by what."""
    exact, low, high = given[name], given[f"{name}_least"], given[f"{name}_most"]
    if np.isfinite(exact):
        return f"{_number(exact)} {unit}", _LIST
    if not np.isfinite(low):
        return "", ""
    by = _LEVEL
    if name == "weeks" and np.isfinite(given["months"]):
        by += f"; {_number(given['months'])} months full-time (College Scorecard), a month more or less"
    known = f"under {_number(high)} {unit}" if low == 0 else f"{_number(low)} to {_number(high)} {unit}"
    return known, by


def _credits(given: Given) -> tuple[str, str]:
    units = {"semester_credits": "semester credits", "quarter_credits": "quarter credits"}
    known = [f"{_number(given[name])} {unit}" for name, unit in units.items() if np.isfinite(given[name])]
    return "; ".join(known), _LIST if known else ""


def _occupation(given: Given, book: str) -> tuple[str, str]:
    if not isinstance(given["occupation"], str):
        return "It leads to no occupation by the crosswalk at an award level that fits", "NCES crosswalk"
    more = given["leads_to"].count("; ")
    others = f" and {more} more" if more else ""
    return f"{given['occupation']}{others}: {given['A1']} by {book}", "Rule book chosen here"


def _rate(given: Given, name: str) -> tuple[str, str]:
    if np.isfinite(given[name]):
        return f"{given[name]:.0%}", _LIST
    if name == "completion_rate" and np.isfinite(given["completion_institution"]):
        whole = f"{given['completion_institution']:.0%}"
        return f"Of the program unknown. Of the whole institution {whole}", (
            "College Scorecard, first-time full-time students: another measure"
        )
    return "", ""


def _cap(given: Given) -> tuple[str, str]:
    price = (
        f"Price {_money(given['price'])} ({given['price_basis']})"
        if np.isfinite(given["price"])
        else "Price unknown"
    )
    caps = [
        f"{_money(given[f'cap_{point}'])} at the {words} of {given['occupation']} here"
        for point, words in (("p25", "25th percentile wage"), ("p50", "median wage"))
        if np.isfinite(given[f"cap_{point}"])
    ]
    if not caps:
        return f"{price}; no wage of its occupation is published here", ""
    standing = f": {given['cap_standing']}" if np.isfinite(given["price"]) else ""
    return f"{price}; cap {', '.join(caps)}{standing}", (
        "Estimate: the area's wages stand in for completers' earnings; they are not the test"
    )


def _awards(given: Given) -> tuple[str, str]:
    years = (("2022-23", "completions_previous"), ("2023-24", "completions"))
    known = [f"{year}: {given[name]:,.0f}" for year, name in years if np.isfinite(given[name])]
    if not known:
        return "", ""
    return f"Completers in {', in '.join(known)}", "IPEDS: no proof that the criteria were met then"


def _figures(
    given: Given, year: int, poverty: tuple[int, float], book: str
) -> dict[str, Callable[[], tuple[str, str]]]:
    line, multiple = poverty[1], float(pell.facts()["poverty"]["multiple"])
    parity = given["parity"]
    return {
        "L1": lambda: _length(given, "hours", "clock hours"),
        "L2": lambda: _credits(given),
        "L3": lambda: _length(given, "weeks", "weeks"),
        "A1": lambda: _occupation(given, book),
        "A5": lambda: _awards(given),
        "O1": lambda: _rate(given, "completion_rate"),
        "O2": lambda: _rate(given, "placement_rate"),
        "O3": lambda: (
            "Any employment counts" if year < int(pell.facts()["award_years"]["transition"])
            else "Employment in the occupation trained for counts", "",
        ),
        "E1": lambda: _cap(given),
        "E4": lambda: (
            f"{_money(line)} × {multiple:g} = {_money(line * multiple)}", f"Guideline of {poverty[0]}"
        ),
        "E5": lambda: (
            (f"{parity:.1f} (nation 100)", "BEA, all items, of the area") if np.isfinite(parity) else ("", "")
        ),
        "E7": lambda: (
            (f"{_money(given['cap_p50'])} at the median wage", "Estimate: see the price cap")
            if np.isfinite(given["cap_p50"]) else ("", "")
        ),
    }  # fmt: skip


def _why(row: pell.Row) -> str:
    """Return why nothing is known for a row."""
    if row.how == "student":
        return "About the student, not the program"
    if row.how == "term":
        return "Says how other rows work: nothing to test"
    return f"Needs {row.needs}" if row.needs else "Not given; a list with such a column says it"


def pell_rows(data: Dataset, given: Given, *, year: int = 2026, book: str = "") -> pd.DataFrame:
    """Return every row of the rule for one program of :func:`geo_opportunity.questions.pell.desk`.

    Parameters
    ----------
    given
        A row of the desk.
    book
        Name of the rule book its occupations were judged by; "": growing and family-sustaining.

    Returns
    -------
    DataFrame indexed by id: group, rule_row, bar, status, figure (in words; "" where there is none), known
    (how the figure is known, or what record is needed), marks (how the rule itself is known).
    """
    figures = _figures(
        given, year, poverty_line(data), book or "the settings (growing and family-sustaining)"
    )
    found = []
    for row in pell.rows():
        figure, known = figures.get(row.id, lambda: ("", ""))()
        found.append(
            {
                "id": row.id,
                "group": row.group,
                "rule_row": row.name,
                "bar": row.bar,
                "status": given[row.id],
                "figure": figure,
                "known": known or _why(row),
                "marks": marks(row),
            }
        )
    return pd.DataFrame(found).set_index("id")


def pell_program(
    data: Dataset,
    program_id: str,
    rules: Rules | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    year: int = 2026,
    **settings: Any,
) -> pd.DataFrame:
    """Return every row of the rule for one program, by its id: see :func:`pell_rows`.

    Raises
    ------
    UnknownCodeError
        There is no such program at the desk.
    """
    found = desk(data, None, rules, book=book, dollars=dollars, year=year, program_id=program_id, **settings)
    if found.empty:
        raise UnknownCodeError(
            f"no short program {program_id!r}", fix="take an id from the desk, e.g. ipeds:105154/51.3902/20"
        )
    given = record(found.iloc[0])
    return pell_rows(data, given, year=year, book="" if book is None else book_of(book).name)
