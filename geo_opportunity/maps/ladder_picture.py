"""Ladders drawn: rungs at local wages, the line of what a family needs, and the way from one to the next.

A picture is an SVG of 360 units in width, readable on a phone; its words are in its alternative text too.
"""

from __future__ import annotations

import math
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.units import counted
from geo_opportunity.vocabulary import ProgramNeed
from geo_opportunity.wording import pay, value_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["AWARD_MONTHS", "ladder_alt", "ladder_svg", "way_up"]

#: Usual full-time length of an award, in months, as its name and level say.
AWARD_MONTHS: Final[dict[str, str]] = {
    "Certificate under 12 weeks": "under 3 months",
    "Certificate of 12 weeks to 1 year": "3 to 12 months",
    "Certificate of 1 to 2 years": "12 to 24 months",
    "Certificate of 2 to 4 years": "24 to 48 months",
    "Associate's degree": "about 24 months",
    "Bachelor's degree": "about 48 months",
}
#: BLS' definitions of on-the-job training, in months.
_TRAINING: Final = {
    "Short-term on-the-job training": "up to 1 month on the job",
    "Moderate-term on-the-job training": "1 to 12 months on the job",
    "Long-term on-the-job training": "over 12 months on the job",
    "Apprenticeship": "apprenticeship",
    "Internship/residency": "internship or residency",
}
_EXPERIENCE: Final = {
    "Less than 5 years": "under 5 years of experience",
    "5 years or more": "5 years of experience or more",
}
_WIDTH, _RAIL, _TEXT = 360, 22, 38
_LINE: Final = 16
#: Characters that fit on a line of a title and of the words beside an arrow.
_TITLE_CHARS, _WORD_CHARS = 38, 47
#: Units of height for a doubling of pay, beyond what the words need.
_PER_DOUBLING: Final = 70
_ABOVE, _BELOW, _NEED, _INK, _QUIET = "#0b5394", "#7a4a00", "#9a1b1b", "#1b1b1b", "#4a4a4a"


def way_up(row: Mapping[Any, Any]) -> list[str]:
    """Return what the step to a rung takes, a phrase each: raise, program, award and months, experience.

    `row` is one of ``Atlas.ladders`` (step above 0) or ``Atlas.next_rungs``. The award is the shortest that
    some residents can reach and that fits; its months are those of full-time study.
    """
    out = [] if value_missing(row["raise"]) else [f"+{100 * float(row['raise']):.0f}% pay"]
    awards = [a for a in str(row["awards"] or "").split(", ") if a]
    count = int(row["programs"])
    if str(row["program_need"]) == ProgramNeed.NOT_NEEDED.value:
        out.append("no program needed")
    elif count and awards:
        months = AWARD_MONTHS.get(awards[0], "")
        out.append(f"{counted(count, 'program')} in reach")
        out.append(f"{'from ' if len(awards) > 1 else ''}{awards[0]}{f': {months}' if months else ''}")
    else:
        out.append("no listed program in reach")
    training = _TRAINING.get(str(row["training"]))
    if training:
        out.append(training)
    experience = _EXPERIENCE.get(str(row["work_experience"]))
    if experience:
        out.append(experience)
    return out


def _need_words(threshold: float, *, hourly: bool) -> str:
    return f"Needed here: {pay(threshold, hourly=hourly)}"


def ladder_alt(rungs: pd.DataFrame, *, hourly: bool = False) -> str:
    """Return the picture of one ladder in words; `rungs` as :func:`ladder_svg`."""
    rows = rungs.to_dict("records")
    need = float(rows[0]["threshold"])
    said = []
    for row in rows:
        step = f" ({', '.join(way_up(row))})" if row["role"] != "start" else ""
        enough = "" if math.isnan(need) else ", enough" if float(row["wage"]) >= need else ", not enough"
        said.append(f"{row['title']}, {pay(float(row['wage']), hourly=hourly)}{enough}{step}")
    line = "What is needed here is not known" if math.isnan(need) else _need_words(need, hourly=hourly)
    return f"Ladder: {'; then '.join(said)}. {line}."


def ladder_svg(rungs: pd.DataFrame, *, hourly: bool = False) -> str:
    """Return one ladder as an SVG: the first rung at the foot, pay rising, the pay needed as a line across.

    Parameters
    ----------
    rungs
        Rows of one chain of ``Atlas.ladders``, in the order of their steps.
    hourly
        Whether pay is written by the hour (a year / 2,080).

    Returns
    -------
    str
        SVG of 360 units in width, its texts escaped. The distance of two rungs grows with the raise, and is
        never less than the words between them need.
    """
    rows = rungs.to_dict("records")
    need = float(rows[0]["threshold"])
    parts: list[str] = []
    y, line_at = 0.0, _slot([float(row["wage"]) for row in rows], need)
    for at in range(len(rows) - 1, -1, -1):  # from the top
        if line_at == at + 1:
            y = _need_line(parts, y, need, hourly=hourly)
        y = _rung(parts, y, rows[at], need, hourly=hourly)
        if at:
            y = _arrow(parts, y, rows[at], float(rows[at - 1]["wage"]), crossed=line_at == at)
    if line_at == 0:
        y = _need_line(parts, y + 4, need, hourly=hourly)
    height = math.ceil(y + 4)
    alt = escape(ladder_alt(rungs, hourly=hourly))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="go-ladder" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" aria-label="{alt}" '
        f'font-family="system-ui, sans-serif" font-size="13.3">{"".join(parts)}</svg>'
    )


def _slot(wages: list[float], need: float) -> int:
    """Return below which rung the line of the need runs, the first that reaches it; -1: unknown."""
    if math.isnan(need):
        return -1
    return next((n for n, wage in enumerate(wages) if wage >= need), len(wages))


def _text(x: float, y: float, text: str, color: str = _INK, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{color}"{weight}>{escape(text)}</text>'


def _rung(parts: list[str], y: float, row: Mapping[Any, Any], need: float, *, hourly: bool) -> float:
    """Add a rung with its title and pay; return where it ends."""
    enough = not math.isnan(need) and float(row["wage"]) >= need
    color = _ABOVE if enough else _INK if math.isnan(need) else _BELOW
    titles = wrap(str(row["title"]), _TITLE_CHARS) or [""]
    for n, title in enumerate(titles):
        parts.append(_text(_TEXT, y + _LINE * (n + 1), title, bold=True))
    y += _LINE * len(titles)
    said = pay(float(row["wage"]), hourly=hourly)
    if not math.isnan(need):
        said += " ✓ enough" if enough else " · below the need"
    parts.append(_text(_TEXT, y + _LINE, said, color, bold=True))
    y += _LINE + 5
    parts.append(f'<rect x="4" y="{y:g}" width="{_WIDTH - 8}" height="5" rx="2.5" fill="{color}"/>')
    return y + 9


def _arrow(parts: list[str], y: float, row: Mapping[Any, Any], below: float, *, crossed: bool) -> float:
    """Add the way from the rung below to a rung, with its words; return where it ends."""
    words = [part for phrase in _phrases(way_up(row)) for part in wrap(phrase, _WORD_CHARS)]
    rise = _PER_DOUBLING * max(math.log2(float(row["wage"]) / below), 0.0) if below > 0 else 0.0
    height = max(_LINE * len(words) + 8, rise)
    top = y + 3
    end = y + height
    parts.append(
        f'<path d="M{_RAIL} {end:g}V{top + 6:g}" stroke="{_QUIET}" stroke-width="2" fill="none"/>'
        f'<path d="M{_RAIL} {top:g}l-5 9h10z" fill="{_QUIET}"/>'
    )
    first = y + (height - _LINE * len(words)) / 2
    for n, text in enumerate(words):
        parts.append(_text(_TEXT, first + _LINE * n + 11, text, _QUIET))
    return end + (2 if crossed else 6)


def _phrases(words: list[str]) -> list[str]:
    """Return the phrases of a step in lines: the raise with the program, the award, the rest."""
    return [" · ".join(words[:2]), *([" · ".join(words[2:])] if words[2:] else [])]


def _need_line(parts: list[str], y: float, need: float, *, hourly: bool) -> float:
    """Add the line of the pay needed; return where it ends."""
    parts.append(
        f'<path d="M0 {y + 18:g}H{_WIDTH}" stroke="{_NEED}" stroke-width="2" stroke-dasharray="7 4"/>'
    )
    words = _need_words(need, hourly=hourly)
    parts.append(_text(_TEXT, y + 13, words, _NEED, bold=True))
    return y + 24
