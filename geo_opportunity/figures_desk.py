"""Measures and columns of the Board page's papers: see ``figures``."""

from __future__ import annotations

from typing import Final

from geo_opportunity.figure import LESS, MORE, Figure, columns

__all__ = ["DESK_CODES", "DESK_COLUMNS", "DESK_MEASURES"]

_LED: Final = (
    "grow and pay enough, and that a certificate program of under a year (IPEDS levels 20 and 21) in reach "
    "of enough adults leads to."
)
_MISSING: Final = (
    "grow and pay enough, that such programs lead to elsewhere in the nation, and that hardly any adult here "
    "can reach one for. Occupations that the list of programs covers badly are left out."
)

#: Measures of areas, offered with the others.
DESK_MEASURES: Final[dict[str, Figure]] = {
    "share_short_led": Figure(
        "Short programs lead there: share of jobs",
        f"Part of the area's jobs in occupations that {_LED}",
        "share",
        "Share, short programs lead there",
        "YlGn",
        better=MORE,
        rests_on="short",
    ),
    "share_short_missing": Figure(
        "No short program in reach: share of jobs",
        f"Part of the area's jobs in occupations that {_MISSING}",
        "share",
        "Share, no short program in reach",
        "Oranges",
        better=LESS,
        rests_on="short",
    ),
}

DESK_COLUMNS: Final[dict[str, Figure]] = {
    "price": Figure(
        "Price", "Of the entire program, as published or as a list gives it.", "price", rests_on="pell"
    ),
    "cap_p25": Figure(
        "Price cap at entry wage",
        "Price cap with the area's 25th percentile wage in the place of completers' earnings: an estimate.",
        "price",
        rests_on="pell",
    ),
    "cap_p50": Figure(
        "Price cap at median wage",
        "Price cap with the area's median wage in the place of completers' earnings: an estimate.",
        "price",
        rests_on="pell",
    ),
    "earnings_needed": Figure(
        "Earnings its price needs",
        "Median earnings of completers at which the price is just within the cap.",
        "usd",
        rests_on="pell",
    ),
    **columns("jobs", "jobs_short_led: Jobs, short programs lead there; "
              "jobs_short_missing: Jobs, no short program in reach"),
    **columns(
        "count",
        """occupations_short_led: Occupations, short programs lead there;
        occupations_short_missing: Occupations, no short program in reach;
        programs_short: Short programs of its own providers; rows_met: Tests met;
        rows_not_met: Tests not met; rows_unknown: Tests unknown; rows_not_yet: Tests not yet in force;
        completions_previous: Completers the year before; completers_college: Completers of the college;
        fields: Fields of study""",
    ),
    **columns(
        "people",
        """adults_added: Adults it adds; adults_alone: Adults it would add alone; adults_near: Adults near it;
        openings_added: Unmet openings it adds; openings_alone: Unmet openings it would add alone;
        adults_covered: Adults in reach; adults_greedy: Adults in reach, one at a time; openings_covered:
        Unmet openings in reach; openings_greedy: Unmet openings in reach, one at a time""",
    ),
    **columns("usd", "earnings: Earnings of completers"),
    **columns("index", "parity: Price parity (US = 100)"),
    **columns("share", "placement_rate: Placement rate; completion_institution: Completion, institution"),
    **columns(
        "number",
        """hours: Clock hours; weeks: Weeks; semester_credits: Semester credits;
        quarter_credits: Quarter credits; hours_least: Clock hours, at least;
        hours_most: Clock hours, at most; weeks_least: Weeks, at least; weeks_most: Weeks, at most""",
    ),
    **columns(
        "text",
        """pell: Verdict; stops: What stops it; price_basis: Price is; cap_standing: Price against the cap;
        listed_in: List; rule_row: Test; bar: Bar; status: Status; known: How the figure is known;
        marks: How the rule is known; in_force: In force; years_held: Award years with completers;
        on_list: On the rule book's list; gap_reason: Why the gap cannot be judged; offered: Offered here;
        file: File; told: Told""",
    ),
}  # fmt: skip

_ROWS: Final = [f"{group}{n}" for group, most in zip("LAOEX", (5, 5, 4, 8, 4), strict=True)
                for n in range(1, most + 1)]  # fmt: skip
#: Columns that are no figures: ids, and the status of each row of the Workforce Pell rule.
DESK_CODES: Final = frozenset({*_ROWS, "S1", "S2", "program_id", "row", "used"})
