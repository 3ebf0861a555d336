"""The Workforce Pell desk: short programs, and lists of a user's own, against every row of the federal rule.

``measures.pell`` judges the rows; here is what is known of a program: its length by award level or as a list
gives it, its price, and what the occupations it leads to are like where it is taught.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.codes.awards import HOUR_LIMITS, WEEK_LIMITS
from geo_opportunity.measures import budget, pell, rulebook
from geo_opportunity.measures.alignment import fitting_awards
from geo_opportunity.measures.growth import area_openings
from geo_opportunity.questions.options import choose, rules_with
from geo_opportunity.questions.rulebook_facts import facts_of
from geo_opportunity.questions.rulebooks import book_of
from geo_opportunity.rulebooks import DOLLARS
from geo_opportunity.vocabulary import AWARD_LEVELS, STATUS_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rulebooks import RuleBook
    from geo_opportunity.rules import Rules

__all__ = ["SHORT", "Listing", "desk", "listed", "of_rows", "poverty_line", "with_ledger"]

#: IPEDS award levels of short programs: certificates under 12 weeks, and of 12 weeks to a year.
SHORT: Final[tuple[int, ...]] = (20, 21)
#: Figures of a program: what is known of them is a span.
_FIGURES: Final = (
    *("hours", "weeks", "semester_credits", "quarter_credits"),
    *("completion_rate", "placement_rate", "price"),
)
_WEEKS_A_MONTH: Final = 365.25 / 12 / 7
#: A month count is whole, and how it is rounded is not published: a month more or less.
_MONTH: Final = 1.0
_KEY: Final = ["provider_id", "cip", "award_level"]
_P25, _P50 = 1, 2
_PRICE_BASIS: Final = {"published": "tuition, fees, books and supplies, College Scorecard"}
_FROM_LIST: Final = "as the list gives it"
_LEVEL_KNOWN: Final = ("given", "credential")


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Programs to judge, with what is known of each (one row a program)."""

    frame: pd.DataFrame
    """Index program_id; provider_id, name, program, cip, award_level, level_known, area_code, listed_in, row,
    the figures of ``_FIGURES`` but their spans, earnings, months, completions, completions_previous, socs
    (named by a list), price_basis."""
    spans: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    """Figure -> (low, high)."""


def poverty_line(data: Dataset) -> tuple[int, float]:
    """Return the latest year of the poverty guideline, and that of one person in the 48 states, dollars."""
    guidelines = data.table("poverty_guidelines")
    poverty = pell.facts()["poverty"]
    year = int(guidelines["year"].max())
    return year, float(budget.poverty_guideline(guidelines, int(poverty["size"]), year=year)[poverty["area"]])


# --------------------------------------------------------------------- programs


def _built_in(data: Dataset) -> pd.DataFrame:
    """Return our short programs that somebody completed, with their providers."""
    table = data.table("programs")
    table = table.loc[table["award_level"].isin(SHORT) & (table["completions"] != 0)]
    providers = data.table("providers").set_index("provider_id")
    frame = table.join(providers[["name", "area_code", "completion_rate"]], on="provider_id", how="inner")
    frame = frame.rename(columns={"completion_rate": "completion_institution", "price_program": "price"})
    frame["price_basis"] = frame["price_program_flag"].map(_PRICE_BASIS).fillna("")
    frame["program"] = frame["cip"].map(data.table("cips").set_index("cip")["title"]).fillna(frame["cip"])
    ids = frame["provider_id"] + "/" + frame["cip"] + "/" + frame["award_level"].astype(str)
    return frame.assign(program_id=ids, listed_in="IPEDS", row=0, level_known=True, socs="")


def _of_list(data: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of users' lists (``user_data.program_facts.ProgramRows``) as programs."""
    providers = data.table("providers").set_index("provider_id")
    known = rows["provider_id"].isin(providers.index)
    home = rows["provider_id"].map(providers["area_code"]).where(known, rows["area_code"])
    figures = data.table("programs").set_index(_KEY)[["completions", "completions_previous"]]
    there = rows[_KEY].join(figures, on=_KEY)
    titles = rows["cip"].map(data.table("cips").set_index("cip")["title"])
    return rows.assign(
        program_id="own:" + rows["listed_in"] + "/" + rows["row"].astype(str),
        name=rows["provider"],
        program=rows["program"].fillna(titles).fillna(rows["cip"]),
        area_code=home,
        level_known=rows["award_basis"].isin(_LEVEL_KNOWN),
        price=rows["cost"],
        price_basis=np.where(rows["cost"].notna(), _FROM_LIST, ""),
        completions=rows["completions"].fillna(there["completions"]),
        completions_previous=there["completions_previous"],
        completion_institution=rows["provider_id"].map(providers["completion_rate"]),
        months=np.nan,
    )


def _joined(data: Dataset) -> pd.DataFrame:
    """Return our short programs and those of the lists added; a program of both is the list's."""
    ours, rows = _built_in(data), data.added("program_rows")
    if rows is None:
        return ours
    mine = _of_list(data, rows)
    own = ours["provider_id"].isin(set(mine["provider_id"].dropna())) & ours["provider_id"].str.startswith(
        "own:"
    )
    both = pd.MultiIndex.from_frame(ours[_KEY]).isin(pd.MultiIndex.from_frame(mine[_KEY]))
    return pd.concat([mine, ours.loc[~(own | both)]], ignore_index=True)


def _span_of_level(
    levels: NDArray[np.intp], known: NDArray[np.bool_], limits: tuple[tuple[float, int], ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the most that an award level says of a length; NaN where it says nothing."""
    low, high = np.full(len(levels), np.nan), np.full(len(levels), np.nan)
    least = 0.0
    for most, level in limits:
        mine = known & (levels == level) & np.isfinite(most)
        low[mine], high[mine] = least, most
        least = most
    return low, high


def _listing(frame: pd.DataFrame) -> Listing:
    frame = frame.set_index("program_id", drop=False)
    for name in (*_FIGURES, "earnings"):
        frame[name] = frame[name].astype(float) if name in frame.columns else np.nan
    exact = {name: frame[name].to_numpy(float) for name in _FIGURES}
    spans = {name: (figure, figure) for name, figure in exact.items()}
    levels, known = frame["award_level"].to_numpy(np.intp), frame["level_known"].to_numpy(bool)
    low, high = _span_of_level(levels, known, WEEK_LIMITS)
    months = frame["months"].to_numpy(float)
    by_months = ((months - _MONTH) * _WEEKS_A_MONTH, (months + _MONTH) * _WEEKS_A_MONTH)
    low, high = np.fmax(low, by_months[0]), np.fmin(high, by_months[1])
    with np.errstate(invalid="ignore"):
        against = low > high  # the months and the award level say other things
    low, high = np.where(against, np.nan, low), np.where(against, np.nan, high)
    for name, (least, most) in (
        ("weeks", (low, high)),
        ("hours", _span_of_level(levels, known, HOUR_LIMITS)),
    ):
        given = np.isfinite(exact[name])
        spans[name] = (np.where(given, exact[name], least), np.where(given, exact[name], most))
    return Listing(frame, spans)


# ------------------------------------------------------------------ occupations


def _pairs(data: Dataset, frame: pd.DataFrame) -> pd.DataFrame:
    """Return at (position in `frame`) and soc: what each program leads to, each pair once.

    The crosswalk's occupations that the award level fits, and those a list names.
    """
    fits = fitting_awards(data.table("occupations"), higher=True)
    leads = data.table("cip_soc").merge(fits, on="soc")[["cip", "award_level", "soc"]]
    programs = frame[["cip", "award_level"]].reset_index(drop=True).rename_axis("at").reset_index()
    by_crosswalk = programs.merge(leads, on=["cip", "award_level"])[["at", "soc"]]
    named = pd.Series(frame["socs"].to_numpy(object)).str.split(", ").explode()
    named = named[named.fillna("") != ""]
    by_list = pd.DataFrame({"at": named.index.to_numpy(np.intp), "soc": named.to_numpy(object)})
    return pd.concat([by_crosswalk, by_list.astype({"soc": "str"})]).drop_duplicates().reset_index(drop=True)


def _targets(data: Dataset, rules: Rules, frame: pd.DataFrame, judged: NDArray[np.int8]) -> pd.DataFrame:
    """Return what each program's occupations come to, and its target: one row a program, by position.

    The target is, of the occupations it leads to, one on the rule book's list before others, then one that
    asks for no related work experience, then the one with most openings a year where the program is taught.
    """
    cube, pairs = data.cube, _pairs(data, frame)
    row = cube.areas.get_indexer(pd.Index(frame["area_code"].fillna("")))[pairs["at"]]
    column = cube.occupations.get_indexer(pd.Index(pairs["soc"]))
    there = (row >= 0) & (column >= 0)

    def at(values: NDArray[Any], other: Any) -> NDArray[Any]:
        return np.where(there, values[row, column], other)

    statuses = data.statuses(rules)
    experience = pairs["soc"].map(data.occupations["work_experience"]).fillna("None")
    found = pairs.assign(
        code=at(judged, pell.UNKNOWN),
        jobs=at(cube.employment, np.nan),
        openings=area_openings(at(cube.employment, np.nan), at(cube.openings_ratio, np.nan)),
        growth=at(cube.growth, np.nan),
        p25=at(cube.wages[_P25], np.nan),
        p50=at(cube.wages[_P50], np.nan),
        growing=at(statuses.growing, 0),
        sustaining=at(statuses.sustaining, 0),
        experienced=experience.ne("None").to_numpy(),
    )
    rank = found.sort_values(
        ["at", "code", "experienced", "openings", "jobs", "soc"],
        ascending=[True, False, True, False, False, True],
        na_position="last",
        kind="stable",
    )
    best = rank.drop_duplicates("at").set_index("at").reindex(np.arange(len(frame)))
    titles = data.occupations["title"]
    names = found.assign(title=found["soc"].map(titles).fillna(found["soc"])).groupby("at")["title"]
    best["leads_to"] = names.agg("; ".join).reindex(best.index).fillna("")
    by_program = found.groupby("at")["code"]  # joined by OR: met is the largest code, unknown the smallest
    best_code, worst_code = by_program.max(), by_program.min()
    codes = best_code.where(best_code == pell.MET, worst_code).reindex(best.index).fillna(pell.UNKNOWN)
    best["occupation"] = best["soc"].map(titles)
    return best.assign(A1=codes.astype(np.int8))


# ------------------------------------------------------------------------- desk


def _growing_and_sustaining(data: Dataset, rules: Rules) -> NDArray[np.int8]:
    """Return whether occupations grow and pay what the family needs by the settings; A x O codes."""
    found = data.statuses(rules)
    names = {status: code for code, status in STATUS_NAMES.items()}
    tests = [
        np.select([test > 0, test == names["unknown"]], [pell.MET, pell.UNKNOWN], pell.NOT_MET).astype(
            np.int8
        )
        for test in (found.growing, found.sustaining)
    ]
    return rulebook.both(tests)


def _judged(
    data: Dataset, frame: pd.DataFrame, rules: Rules, judged: NDArray[np.int8], year: int
) -> pd.DataFrame:
    """Return the desk's answer for programs; see :func:`desk`."""
    listing = _listing(frame)
    frame = listing.frame
    target = _targets(data, rules, frame, judged).set_axis(frame.index)
    cube = data.cube
    row = cube.areas.get_indexer(pd.Index(frame["area_code"].fillna("")))
    parity = frame["area_code"].map(data.areas["rpp_all"]).to_numpy(float)
    need = np.where(row >= 0, data.threshold(rules)[row], np.nan)
    _, poverty = poverty_line(data)

    def cap(wage: pd.Series) -> NDArray[np.float64]:
        return pell.price_cap(wage.to_numpy(float), parity, poverty)

    codes = pell.judge(
        listing.spans, occupation=target["A1"].to_numpy(np.int8), cap=cap(frame["earnings"]), year=year
    )
    names = pd.Series(STATUS_NAMES)
    out = frame[["listed_in", "row", "name", "program", "cip", "award_level", "area_code"]].assign(
        award=frame["award_level"].map(AWARD_LEVELS),
        title=frame["area_code"].map(data.areas["title"]),
        soc=target["soc"],
        occupation=target["occupation"],
        leads_to=target["leads_to"],
        growing=target["growing"].map(names).fillna("unknown"),
        sustaining=target["sustaining"].map(names).fillna("unknown"),
        openings=target["openings"],
        growth=target["growth"],
        p25=target["p25"],
        p50=target["p50"],
        threshold=need,
        parity=parity,
        **{name: frame[name] for name in ("price", "price_basis", "earnings", "months")},
        **{name: frame[name] for name in ("hours", "weeks", "semester_credits", "quarter_credits")},
        **{name: frame[name] for name in ("completion_rate", "placement_rate", "completion_institution")},
        **{name: frame[name] for name in ("completions", "completions_previous")},
    )
    for name, low_or_high in (("hours", listing.spans["hours"]), ("weeks", listing.spans["weeks"])):
        out[f"{name}_least"], out[f"{name}_most"] = low_or_high
    out["cap_p25"], out["cap_p50"] = cap(target["p25"]), cap(target["p50"])
    out["earnings_needed"] = pell.earnings_needed(frame["price"].to_numpy(float), parity, poverty)
    out["cap_standing"] = _standing(out)
    return out.assign(**_verdicts(codes))


def _standing(out: pd.DataFrame) -> NDArray[np.object_]:
    """Return what the price comes to with the wages of the target occupation in the place of earnings."""
    price, low, high = (out[name].to_numpy(float) for name in ("price", "cap_p25", "cap_p50"))
    with np.errstate(invalid="ignore"):
        within, over = (price <= low) & (price <= high), (price > low) & (price > high)
        between = (price <= high) & (price > low)
    words = ["within the cap at both wages", "over the cap at both wages", "within it at the median only"]
    return np.select([within, over, between], words, "unknown").astype(object)


def _verdicts(codes: Mapping[str, NDArray[np.int8]]) -> dict[str, Any]:
    """Return the verdict, the counts of rows by status, what stops it, and each row's status."""
    words = np.array([pell.STATUSES[code] for code in sorted(pell.STATUSES)], dtype=object)
    first = min(pell.STATUSES)
    tests = [row for row in pell.rows() if row.test]
    stacked = np.stack([codes[row.id] for row in tests])
    stops = [
        "; ".join(row.name for row, code in zip(tests, column, strict=True) if code == pell.NOT_MET)
        for column in stacked.T
    ]
    counts = {
        f"rows_{STATUS_COLUMNS[code]}": (stacked == code).sum(axis=0) for code in sorted(STATUS_COLUMNS)
    }
    return {
        "pell": words[pell.verdict(codes) - first],
        "stops": stops,
        **counts,
        **{name: words[found - first] for name, found in codes.items()},
    }


#: Codes of statuses -> the end of the column that counts a program's rows of that status.
STATUS_COLUMNS: Final[dict[int, str]] = {1: "met", 0: "not_met", -1: "unknown", -2: "not_yet"}


def desk(
    data: Dataset,
    area_code: str | None = None,
    rules: Rules | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    year: int = 2026,
    provider: str | None = None,
    program_id: str | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return every short program of an area against the federal rule (index program_id).

    Ours are those of award levels 20 and 21 that somebody completed; of lists a user added, every row.

    Parameters
    ----------
    area_code
        Where it is taught; None: everywhere.
    book, dollars
        The rule book that says which occupations are high-skill, high-wage or in demand (its code, or one of
        one's own), and its bars (``rulebooks.DOLLARS``); None: that they grow and pay what `rules` ask.
    year
        Award year, by the year it begins in: rows that bind later are "not yet in force".
    provider, program_id
        Of one provider, or one program, only.

    Returns
    -------
    DataFrame: name (place that trains), program, cip, award, title (area); soc, occupation (the target: of
    those it leads to, one the rule book lists before others, then most openings here), leads_to (all of
    them); growing, sustaining, openings (a year), growth, p25, p50 (US dollars a year, here), threshold
    (need); price (US dollars a program), price_basis, parity, cap_p25 and cap_p50 (price cap with that wage
    in the place of completers' earnings), cap_standing, earnings_needed (US dollars a year, for that price);
    hours, weeks, semester_credits, quarter_credits as given, hours_least … weeks_most (what is known),
    completion_rate, placement_rate (fractions), completion_institution; pell ("met", "not met", "unknown"),
    stops (names of the rows not met), rows_met, rows_not_met, rows_unknown, rows_not_yet (tests of a program
    by status); and the status of each row by its id (L1 … S2). Programs that nothing stops come first.

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    rules = rules_with(rules, settings)
    frame = _joined(data)
    if area_code is not None:
        data.area_row(area_code)
        frame = frame.loc[frame["area_code"] == area_code]
    for name, wanted in (("provider_id", provider), ("program_id", program_id)):
        if wanted is not None:
            frame = frame.loc[frame[name] == wanted]
    return _ranked(_judged(data, frame, rules, listed(data, rules, book, dollars), year))


def listed(
    data: Dataset, rules: Rules, book: str | RuleBook | None, dollars: str = "restated"
) -> NDArray[np.int8]:
    """Return whether every occupation is on a rule book's list in every area (A x O codes of STATUSES).

    Parameters as of :func:`desk`.

    Raises
    ------
    UnknownCodeError, ValueRangeError
        There is no such rule book, or no such way of stating bars.
    """
    if book is None:
        return _growing_and_sustaining(data, rules)
    choose("dollars", dollars, DOLLARS)
    found = rulebook.judge(book_of(book), facts_of(data, None, rules), dollars, certain=False)
    return found.met.astype(np.int8)


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    order = found.assign(_most=-found["rows_met"], _stopped=found["rows_not_met"])
    order = order.sort_values(["_stopped", "_most", "name", "program"], kind="stable")
    return found.loc[order.index]


def of_rows(
    data: Dataset,
    rows: pd.DataFrame,
    rules: Rules | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    year: int = 2026,
    **settings: Any,
) -> pd.DataFrame:
    """Return rows of a list (table ``ProgramRows``) against the rule, as :func:`desk`, in their order."""
    rules = rules_with(rules, settings)
    return _judged(data, _of_list(data, rows), rules, listed(data, rules, book, dollars), year)


def with_ledger(found: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return a verdict for every row of a file: the ledger's, and what is left out with its reason.

    Parameters
    ----------
    found
        From :func:`of_rows`.
    ledger
        file, row, used, reason, told: every row of the file (``user_data.Preview.ledger``).

    Returns
    -------
    DataFrame: the ledger's columns, then those of `found`; pell is "left out" where the row could not be
    used, and reason says why.
    """
    judged = found.drop(columns="listed_in").astype({"row": "int64"}).set_index("row")
    every = ledger.join(judged, on="row")
    whole = judged.select_dtypes("integer").columns  # a row left out has no such figure
    every = every.astype(dict.fromkeys(whole, "Int64"))
    every["pell"] = every["pell"].where(every["used"], "left out").fillna("unknown")
    return every
