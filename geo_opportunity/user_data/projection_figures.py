"""Figures of a user's projections, judged by their whole columns: jobs, growth, years, openings.

A column is compared with the file's other columns, and with the built-in projections of the same states and
occupations. What is clear is said; what can be meant in two ways is asked (``DoubtError``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.user_data.figures import answer, ask, head_years, marks_told, numbers, read_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import Reading

__all__ = ["QUESTIONS", "Answers", "projection_figures", "reference"]

#: What a projection table may leave in doubt, and the answers.
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("percent", "fraction"),
    "scale": ("jobs", "thousands"),
    "openings": ("annual", "total"),
    "period": ("leave_out", "compound"),
}
#: Years of the projections all rates are compared with, and the periods near enough to be brought to them.
_DECADE: Final = 10
_NEAR: Final = (8, 12)
#: Growth beyond these is no growth of an occupation in such a period, fractions.
_GROWTH: Final = (-1.0, 5.0)
#: Rows it takes for a column to be judged by comparison alone.
_ENOUGH: Final = 3
#: What an odd figure is in a column of percents, and of fractions.
_AMONG: Final = {"percent": "a fraction among percents", "fraction": "percent among fractions"}
#: Sizes within this factor of each other are alike; percent and fractions are a hundred apart.
_ALIKE: Final = 5
#: Growth in a decade above this is hardly ever true, fraction; a column of fractions stays below it.
_RARE: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the user said of a projection table; None where nothing was said."""

    unit: str | None = None
    """Of growth without a percent sign: percent or fraction."""
    scale: str | None = None
    """Of employment: jobs or thousands."""
    openings: str | None = None
    """annual or total (over the period)."""
    period: str | None = None
    """Rows over far less or more than ten years: leave_out or compound (to ten years: an estimate)."""
    base_year: int | None = None
    projected_year: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no answer."""
        for setting, allowed in QUESTIONS.items():
            answer(setting, getattr(self, setting), allowed)


def reference(atlas: Dataset, rows: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Return what the built-in projections lead to expect of each row.

    Parameters
    ----------
    atlas
        The data set.
    rows
        region and soc.
    regions
        region and county_fips.

    Returns
    -------
    DataFrame
        Indexed like `rows`; base (the state's jobs in proportion to residents), growth (fraction in ten
        years) and ratio (openings a year / base) of the state most of the region's residents live in; of the
        nation where the state has none; NaN where neither has.
    """
    counties = atlas.table("counties")
    members = regions.merge(counties, on="county_fips")
    people = members.groupby(["region", "state_fips"])["population"].sum().sort_values(kind="stable")
    home = people.reset_index().drop_duplicates("region", keep="last").set_index("region")["state_fips"]
    residents = people.groupby("region").sum()
    of_state = counties.groupby("state_fips")["population"].sum()
    built_in = atlas.table("projections")
    built_in = built_in.loc[built_in["preferred"] & built_in["level"].isin(["state", "nation"])]
    built_in = built_in.drop_duplicates(["geo_code", "soc"]).set_index(["geo_code", "soc"])
    out = pd.DataFrame(index=rows.index, columns=["base", "growth", "ratio"], dtype="float64")
    state = rows["region"].map(home)
    for geo, whole in (
        (state, state.map(of_state)),
        (state.where(state.isna(), "99"), float(counties["population"].sum())),
    ):
        found = built_in.reindex(pd.MultiIndex.from_arrays([geo, rows["soc"]])).set_index(rows.index)
        share = rows["region"].map(residents) / whole
        base = found["base"].where(found["base"] > 0)
        more = {"base": base * share, "growth": found["growth"], "ratio": found["openings"] / base}
        out = out.fillna(pd.DataFrame(more))
    return out


def projection_figures(
    atlas: Dataset, reading: Reading, rows: pd.DataFrame, regions: pd.DataFrame, said: Answers
) -> pd.DataFrame:
    """Return the figures of each row, jobs and fractions in ten years.

    Parameters
    ----------
    atlas, reading
        The data set and the file.
    rows
        region and soc of each row.
    regions
        region and county_fips.
    said
        What the user said.

    Returns
    -------
    DataFrame
        Indexed like `rows`: base, projected (jobs; NaN where not given), growth (as printed; NaN where the
        jobs decide), openings (a year), base_year, projected_year, years (as given), doubtful (a growth whose
        unit cannot be told).

    Raises
    ------
    DoubtError
        What the file means must be said: unit, scale, openings or period.
    FormatError
        No years are given.
    """
    expected = reference(atlas, rows, regions)
    out = _years(reading, rows, said)
    factor = _jobs(reading, out, expected["base"], said)
    implied = (out["projected"] / out["base"].where(out["base"] > 0)) - 1
    slack = _slack(out["base"], out["projected"])
    out["growth"], out["doubtful"] = np.nan, False
    for column in ("growth", "growth_percent"):
        if column in reading.matched.columns:
            _growth(reading, out, column, _Judges(implied, slack, expected["growth"]), said)
    off = (out["growth"] - implied).abs() > slack
    if off.any():
        words = "growth printed and growth from the two employments contradict each other"
        shown = ["region", "soc", "base", "projected", "growth_percent", "growth"]
        reading.notes.problem(words, off, "the employments are taken", shown)
    out["growth"] = out["growth"].mask(off | (implied.notna() & out["doubtful"]))
    out["doubtful"] &= implied.isna()
    out["projected"] = out["projected"].fillna(out["base"] * (1 + out["growth"]))
    out["openings"] = _openings(reading, out, expected["ratio"], factor, said)
    return _decade(reading, out, said)


# ------------------------------------------------------------------------- years


def _years(reading: Reading, rows: pd.DataFrame, said: Answers) -> pd.DataFrame:
    """Return base_year, projected_year and years: of the row, else as said, else of the columns' heads."""
    matched = reading.matched
    heads = head_years(matched)
    both = getattr(matched, "years", None) or next((y for y in heads.values() if len(y) == 2), (None, None))
    of_head = {
        "base_year": next(iter(heads.get("base", ())), both[0]),
        "projected_year": next(iter(heads.get("projected", ())), both[1]),
    }
    out = pd.DataFrame(index=rows.index)
    for column, otherwise in of_head.items():
        given = getattr(said, column) or otherwise
        year = numbers(matched, column, reading.notes, low=2000, high=2100)
        out[column] = year.fillna(np.nan if given is None else given)
        if out[column].isna().all():
            msg = f"{reading.given.file} has no column {column!r}"
            raise FormatError(msg, fix=f"add it, or say {column}=")
    out["years"] = out["projected_year"] - out["base_year"]
    return out


def _decade(reading: Reading, out: pd.DataFrame, said: Answers) -> pd.DataFrame:
    """Bring growth over other periods to ten years, ask about those far from it."""
    years = out["years"]
    given = (years > 0) & out["base"].notna() & out["projected"].notna()
    far = given & ~years.between(*_NEAR)
    if far.any() and said.period is None and not (given & ~far).any():
        row = out.loc[far].iloc[0]
        n, rate = int(row["years"]), row["projected"] / row["base"] - 1 if row["base"] > 0 else 0.0
        what = (
            f"{reading.given.file}: figures are for {n} years ({int(row['base_year'])} to "
            f"{int(row['projected_year'])}), and rates here are for ten years; the two are not comparable"
        )
        choices = {
            "leave_out": f"rows over {n} years are not used",
            "compound": f"an estimate: {rate:+.1%} in {n} years is taken as "
            f"{(1 + rate) ** (_DECADE / n) - 1:+.1%} in ten",
        }
        raise ask(what, "period", choices)
    brought = given & (years != _DECADE) & (~far | (said.period == "compound"))
    rate = out["growth"].fillna(out["projected"] / out["base"].where(out["base"] > 0) - 1)
    ten = (1 + rate.clip(lower=-1)) ** (_DECADE / years.where(brought)) - 1
    shown = ["region", "soc", "base", "projected", "growth_percent", "growth", "base_year", "projected_year"]
    for n in sorted(years[brought].unique()):
        words = f"figures for {n:g} years"
        outcome = "growth brought to ten years by compounding: an estimate"
        reading.notes.problem(words, brought & (years == n), outcome, shown)
    out["projected"] = out["projected"].mask(brought & ten.notna(), out["base"] * (1 + ten))
    out["growth"] = out["growth"].mask(brought)
    out["projected_year"] = out["projected_year"].mask(brought, out["base_year"] + _DECADE)
    out["far"] = far & ~brought
    return out


# -------------------------------------------------------------------------- jobs


def _typical(values: pd.Series) -> tuple[float, int]:
    """Return the median of positive ratios and how many there are."""
    known = values[np.isfinite(values) & (values > 0)]
    return (float(known.median()), len(known)) if len(known) else (np.nan, 0)


def _jobs(reading: Reading, out: pd.DataFrame, expected: pd.Series, said: Answers) -> float:
    """Read base and projected, and return what they were multiplied by."""
    for column in ("base", "projected"):
        out[column] = numbers(reading.matched, column, reading.notes, high=1e8)
    factor = 1_000.0 if said.scale == "thousands" else 1.0
    ratio, _ = _typical(out["base"] / expected.where(expected >= 1))
    if said.scale is None and ratio < 0.01:
        row, first = next(iter(out["base"].dropna().items()))
        what = (
            f"{reading.given.file}, column {reading.matched.columns['base']!r}: employment is about "
            f"{1 / ratio:,.0f} times smaller than the built-in projections lead to expect of these regions; "
            "it looks like thousands"
        )
        choices = {
            "jobs": f"row {row!s}: {first:,.6g} is {first:,.6g} jobs",
            "thousands": f"row {row!s}: {first:,.6g} is {1_000 * first:,.0f} jobs",
        }
        raise ask(what, "scale", choices)
    out[["base", "projected"]] *= factor
    return factor


def _slack(base: pd.Series, projected: pd.Series) -> pd.Series:
    """Return how far growth may be from the ratio of two rounded employments, fraction."""
    known = pd.concat([base, projected]).dropna()
    rounded = next((r for r in (1_000, 100, 10) if ((known / r).round(6) % 1 == 0).all()), 1)
    start = base.where(base > 0)
    return 1.5 * rounded / start + 0.0051


def _openings(
    reading: Reading, out: pd.DataFrame, expected: pd.Series, factor: float, said: Answers
) -> pd.Series:
    """Return openings a year; ask where annual and over the period cannot be told apart."""
    matched, notes = reading.matched, reading.notes
    years = out["years"].where(out["years"] > 0)
    openings = pd.Series(np.nan, index=out.index, dtype="float64")
    for column, head in (("openings_annual", "annual"), ("openings_total", "total"), ("openings", None)):
        if column not in matched.columns:
            continue
        given = numbers(matched, column, notes, high=1e9)
        if given.isna().all():
            continue
        times, n = _typical(given / out["base"].where(out["base"] > 0) / expected)
        if factor > 1 and times < 0.03:  # openings in thousands too
            given, times = given * factor, times * factor
        looks = "annual" if times < 2.2 else "total" if times > 4.5 else None
        known = said.openings or (looks if n >= _ENOUGH and head is None else head)
        if known is None or (said.openings is None and n >= _ENOUGH and looks not in {None, known}):
            raise _ask_openings(reading, column, given, out, looks)
        if head is None and said.openings is None:
            words = f"openings read as {'openings a year' if known == 'annual' else 'openings of the period'}"
            notes.problem(words, given.notna(), "judged by the jobs", ["soc", "base", column])
        openings = openings.fillna(given if known == "annual" else given / years)
    return openings


def _ask_openings(
    reading: Reading, column: str, given: pd.Series, out: pd.DataFrame, looks: str | None
) -> Exception:
    """Return the question whether openings are a year's or the period's."""
    known = out.assign(given=given).dropna(subset=["given"])
    row, (first, base, years) = known.index[0], known[["given", "base", "years"]].iloc[0]
    seems = {"annual": "; against the jobs they look like a year's", "total": "; against the jobs they look "
             "like the whole period's"}.get(str(looks), "")  # fmt: skip
    what = (
        f"{reading.given.file}: the column {reading.matched.columns[column]!r} does not say for certain "
        f"whether openings are a year's or the period's{seems}"
    )
    choices = {
        "annual": f"row {row!s}: {first:,.0f} openings a year at {base:,.0f} jobs",
        "total": f"row {row!s}: {first:,.0f} in {years:g} years, {first / years:,.0f} a year",
    }
    return ask(what, "openings", choices)


# ------------------------------------------------------------------------ growth


@dataclass(frozen=True, slots=True, eq=False)
class _Judges:
    """What tells the unit of a growth, indexed like the file's rows."""

    implied: pd.Series
    """By the two employments, fraction."""
    slack: pd.Series
    expected: pd.Series
    """By the built-in projections, fraction."""


def _growth(reading: Reading, out: pd.DataFrame, column: str, judges: _Judges, said: Answers) -> None:
    """Read one column of growth into out[growth] as fractions, and out[doubtful]."""
    cells = read_column(reading.matched, column)
    notes = reading.notes
    marks_told(cells, column, notes)
    bad = cells["mark"] == "bad"
    if bad.any():
        notes.problem(f"{column} is no number", bad, "taken as not given", ["soc", column])
    plain = cells["value"].where(~cells["percent"])
    head = "percent" if column == "growth_percent" else "fraction"
    unit = pd.Series(said.unit or head, index=out.index, dtype=object)
    if said.unit is None and plain.notna().any():
        unit = _units(reading, cells, column, head, judges)
    factor = unit.map({"percent": 0.01, "fraction": 1.0}).astype("float64").mask(cells["percent"], 0.01)
    value = cells["value"] * factor
    wild = value.notna() & ~value.between(*_GROWTH)
    if wild.any():
        words = f"{column} is no growth between -100 and 500 percent"
        notes.problem(words, wild, "taken as not given", ["soc", column])
    out["growth"] = out["growth"].fillna(value.mask(wild))
    out["doubtful"] |= cells["value"].notna() & factor.isna()


def _units(reading: Reading, cells: pd.DataFrame, column: str, head: str, judges: _Judges) -> pd.Series:
    """Return percent or fraction for each cell without a sign, None where neither can be said."""
    plain = cells["value"].where(~cells["percent"])
    as_percent, as_fraction = (plain / 100 - judges.implied).abs(), (plain - judges.implied).abs()
    fits = pd.DataFrame({"percent": as_percent, "fraction": as_fraction})
    tells = (fits.min(axis=1) <= judges.slack) & ((as_percent - as_fraction).abs() > 2 * judges.slack)
    votes = pd.Series(np.where(as_percent < as_fraction, "percent", "fraction"), index=cells.index).where(
        tells
    )
    shown = ["region", "soc", "base", "projected", column]
    if not tells.any():
        return _by_comparison(reading, cells, column, head, judges.expected)
    signed = int(cells["percent"].sum())
    percents, fractions = int((votes == "percent").sum()) + signed, int((votes == "fraction").sum())
    whole = head if percents == fractions else "percent" if percents > fractions else "fraction"
    if whole != head:
        words = f"{column} holds {whole}s" if whole == "fraction" else f"{column} holds percent"
        reading.notes.problem(words, plain.notna(), "the two employments say so", shown)
    odd = tells & (votes != whole)
    if odd.any():
        words = f"{column} doubtful: {_AMONG[whole]}"
        reading.notes.problem(words, odd, "the two employments decide", shown)
    unit = votes.fillna(whole).astype(object)
    unsaid = _odd(cells.assign(value=cells["value"].where(~tells)), whole, cells)
    return unit.mask(unsaid & judges.implied.isna(), None)


def _by_comparison(
    reading: Reading, cells: pd.DataFrame, column: str, head: str, expected: pd.Series
) -> pd.Series:
    """Return the unit of a column without employments to judge it, by its size and the built-in rates."""
    plain = cells["value"].where(~cells["percent"])
    nonzero = plain[plain.notna() & (plain != 0)]
    unit = pd.Series(head, index=cells.index, dtype=object)
    odd = _odd(cells, head, cells)
    if nonzero.empty or odd.any():
        return unit.mask(odd, None)
    known = expected.loc[nonzero.index].abs().replace(0, np.nan).dropna()
    usual = float(known.median()) if len(known) >= _ENOUGH else np.nan
    size = {"percent": float(nonzero.abs().median()) / 100, "fraction": float(nonzero.abs().median())}
    near = {unit: 1 / _ALIKE < value / usual < _ALIKE for unit, value in size.items()}
    other = "fraction" if head == "percent" else "percent"
    largest = float(nonzero.abs().max())
    beyond = largest < 1 and not cells["percent"].any() if head == "percent" else largest > _RARE
    if near[head] or not (beyond or near[other]):
        return unit
    if near[other]:
        words = f"{column} read as {'fractions (0.08 is 8%)' if other == 'fraction' else 'percent'}"
        reading.notes.problem(words, plain.notna(), "judged by the built-in rates", ["soc", column])
        return pd.Series(other, index=cells.index, dtype=object)
    row, first = next(iter(nonzero.items()))
    text = cells["text"].loc[nonzero.index].iloc[0]
    seems = "fractions: every figure is under 1" if head == "percent" else "percent"
    what = (
        f"{reading.given.file}, column {reading.matched.columns[column]!r}, row {row!s}: {text!r} looks like "
        f"{seems}"
    )
    choices: Mapping[str, str] = {
        "percent": f"{text} is a growth of {first:+.2f}%",
        "fraction": f"{text} is a growth of {100 * first:+,.1f}%",
    }
    raise ask(what, "unit", choices)


def _decimals(text: str) -> int:
    """Return how many decimals a figure is written with."""
    tail = text.replace(",", ".").rpartition(".")[2] if "." in text or "," in text else ""
    return sum(c.isdigit() for c in tail)


def _odd(cells: pd.DataFrame, whole: str, every: pd.DataFrame) -> pd.Series:
    """Whether a cell without a percent sign looks like the other unit among cells of the unit `whole`."""
    size = cells["value"].where(~cells["percent"]).abs()
    if whole == "fraction":
        odd = size > _RARE
        rest = every["value"].notna() & ~odd
    else:
        rest = every["value"].notna() & (every["percent"] | (every["value"].abs() >= 1))
        written = every["text"].map(_decimals)
        finer = written > (written[rest].max() if rest.any() else 99)
        mostly_signed = every.loc[rest, "percent"].mean() > 0.5 if rest.any() else False
        odd = (size > 0) & (size < 1) & (finer | mostly_signed)
    few = odd.sum() <= 0.5 * rest.sum()
    return odd & few
