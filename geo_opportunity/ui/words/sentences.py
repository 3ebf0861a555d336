"""Sentences that several pages say: each takes figures already written out and returns the English around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "above",
    "area",
    "area_no_jobs",
    "area_no_need",
    "below",
    "budget_need",
    "by_openings",
    "by_percent",
    "certainty",
    "entered_with",
    "growth_error",
    "hourly",
    "in_sector",
    "jobs",
    "largest",
    "largest_gap",
    "line",
    "measure_title",
    "million",
    "more_programs",
    "nation",
    "near_point",
    "needed",
    "occupation",
    "of_jobs",
    "over",
    "overlap_line",
    "pay_test",
    "poverty_need",
    "programs_here",
    "providers_line",
    "reach_test",
    "reasons",
    "schedule_left_out",
    "source",
    "sources_all",
    "sources_line",
    "supply",
    "three_tests",
    "under",
    "unknown_line",
    "wage_errors",
    "with_schedule",
    "yearly",
]


# --------------------------------------------------------------------- figures


def hourly(amount: str) -> str:
    """Return pay by the hour."""
    return f"{amount} an hour"


def yearly(amount: str) -> str:
    """Return pay by the year."""
    return f"{amount} a year"


def under(share: str) -> str:
    """Return that a share lies below the least that can be read off."""
    return f"under {share}"


def over(share: str) -> str:
    """Return that a share lies above the most that can be read off."""
    return f"over {share}"


def million(number: str) -> str:
    """Return a large number of something."""
    return f"{number} million"


def measure_title(name: str, *, hourly: bool) -> str:
    """Return a money measure's name with its unit."""
    return f"{name}, dollars {'an hour' if hourly else 'a year'}"


def line(name: str, value: str) -> str:
    """Return a name and its figure."""
    return f"{name}: {value}"


# ----------------------------------------------------------------------- tests


def by_percent(least: str) -> str:
    """Return the growth rule "by a percent" as part of a sentence."""
    return f"growing by at least {least}% in ten years"


def by_openings(least: str) -> str:
    """Return the growth rule "openings a year" as part of a sentence."""
    return f"with at least {least} openings a year"


def budget_need(family: str) -> str:
    """Return the family budget as part of a sentence."""
    return f"the local family budget ({family}; need per earner)"


def poverty_need(multiple: str, family: str) -> str:
    """Return the multiple of the poverty guideline as part of a sentence."""
    return f"{multiple} times the poverty guideline ({family}; need per earner)"


def pay_test(wage: str, standard: str) -> str:
    """Return the pay rule as part of a sentence."""
    return f"{wage} reaching {standard}"


def reach_test(distance: str, share: str) -> str:
    """Return the training rule as part of a sentence."""
    return f"a program within {distance} of at least {share} of adults, or none needed"


def three_tests(growth: str, pay: str, reach: str) -> str:
    """Return the three tests in one sentence."""
    return f"All three meet: {growth}; {pay}; {reach}."


def in_sector(sector: str) -> str:
    """Return a sector as part of a sentence."""
    return f"in {sector.lower()}"


def entered_with(levels: Sequence[str]) -> str:
    """Return entry education as part of a sentence; degrees keep their capital."""
    proper = ("Bach", "Mast", "Doct", "Assoc")
    return "entered with " + " or ".join(e if e.startswith(proper) else e[0].lower() + e[1:] for e in levels)


def with_schedule(least: str) -> str:
    """Return the least share of workers with a regular schedule as part of a sentence."""
    return f"with a regular schedule for at least {least} of workers"


# ------------------------------------------------------------------- headlines


def nation(share: str, jobs: str, which: str, training_gap: str, quality_gap: str) -> str:
    """Return the nation's headline; `which` names the occupations chosen, "" for all."""
    what = f"jobs {which}" if which else "jobs BLS publishes by area and occupation"
    return (
        f"{share} of {jobs} {what} are in occupations where all three meet. "
        f"Another {training_gap} are in a training gap, and {quality_gap} in a job-quality gap."
    )


def area(title: str, *, share: str, jobs: str, which: str, against: str, gap: str | None, need: str) -> str:
    """Return an area's headline; `gap` is the jobs in a training gap, None for none."""
    more = (
        f"Another {gap} are in a training gap."
        if gap is not None
        else "No training gap shows in the published jobs."
    )
    return (
        f"{title}: {share} of {jobs} jobs{f' {which}' if which else ''} are in occupations where all three meet, {against}. "
        f"{more} {needed(need)}."
    )


def area_no_jobs(title: str) -> str:
    """Return the headline of an area without published jobs."""
    return f"{title}: no jobs are published for this choice."


def area_no_need(title: str) -> str:
    """Return the headline of an area where the pay needed is not known."""
    return f"{title}: what a family needs here is not known, so pay cannot be judged."


def above(share: str) -> str:
    """Return that a share is above the nation's."""
    return f"above the nation's {share}"


def below(share: str) -> str:
    """Return that a share is below the nation's."""
    return f"below the nation's {share}"


def occupation(title: str, *, here: int, areas: int, jobs: str | None, gap: int, unknown: int) -> str:
    """Return one occupation's headline over all areas; `jobs` are those where all three meet, None where not published."""
    held = f" (about {jobs} jobs)" if jobs is not None else ""
    return (
        f"{title}: all three meet in {here:,} of {areas:,} areas{held}; {gap:,} {'has' if gap == 1 else 'have'} a training gap; "
        f"in {unknown:,} it cannot be said."
    )


# -------------------------------------------------------------------- the map


def needed(pay: str) -> str:
    """Return what an earner must make."""
    return f"Pay needed: {pay} per earner"


def of_jobs(name: str, share: str, jobs: str) -> str:
    """Return a test's share of an area's jobs."""
    return f"{name}: {share} of {jobs} jobs"


def overlap_line(held: str, jobs: str, occupations: str) -> str:
    """Return the jobs and occupations of an area where all three meet."""
    return f"All three meet: {held} of {jobs} jobs, {occupations} occupations"


def largest(titles: str) -> str:
    """Return the largest occupations where all three meet."""
    return f"Largest: {titles}"


def largest_gap(titles: str) -> str:
    """Return the largest occupations in a training gap."""
    return f"Training gap, largest: {titles}"


def unknown_line(share: str) -> str:
    """Return the part of an area's jobs that cannot be judged."""
    return f"Cannot be judged: {share} of the jobs"


def jobs(number: str) -> str:
    """Return a number of jobs."""
    return f"{number} jobs"


def reasons(growth: str, pay: str, training: str) -> list[str]:
    """Return why each test has its outcome, a line each."""
    return [f"Growth: {growth}", f"Pay: {pay}", f"Training: {training}"]


def near_point(city: str, state: str, distance: str) -> str:
    """Return where a place that trains lies."""
    return f"{city}, {state}, about {distance}"


def more_programs(count: int) -> str:
    """Return that more programs are there than listed."""
    return f"and {count:,} more"


def providers_line(name: str, count: int) -> str:
    """Return the legend line of places that train."""
    return f"{name} ({count:,})"


# --------------------------------------------------------------------- sources


def source(publisher: str, title: str, vintage: str) -> str:
    """Return a published source in full."""
    return f"{publisher}: {title}{f', {vintage}' if vintage else ''}"


def sources_line(lead: str, version: str, short: Sequence[str]) -> str:
    """Return the short line of sources under a map or table: a lead, the data version, the main sources with their vintages."""
    named = f" From {'; '.join(short)}." if short else ""
    return f"{lead} Data version {version}.{named}".strip()


def sources_all(count: int) -> str:
    """Return what unfolds to all sources."""
    return "Its 1 source in full" if count == 1 else f"All {count:,} sources in full"


# ----------------------------------------------------------- supply and ladders


def supply(judged: str, over: str, under: str, moved: str) -> str:
    """Return an area's supply and demand."""
    return (
        f"Of {judged} occupations that can be judged, {over} have more completers than openings and {under} fewer. Misalignment of "
        f"middle-skill awards and openings over fields: {moved} would have to move to another field (0% = matched)."
    )


def programs_here(count: float, awards: str) -> str:
    """Return how many programs are in reach, by award."""
    return f"{count:,.0f} program{'' if count == 1 else 's'} in reach{f' ({awards})' if awards else ''}"


# ------------------------------------------------------------------- certainty


def growth_error(error: float, error_one_rate: float, years: str, cells: int) -> str:
    """Return how far off the growth rates were on California's published local projections (errors are fractions)."""
    return (
        f"State rates applied to local jobs were off by {100 * error:.1f} points of ten-year growth on average on California's published "
        f"local projections of {years} ({cells:,} occupation-and-region pairs, weighted by jobs); one rate for all would have been off by "
        f"{100 * error_one_rate:.1f}."
    )


def certainty(known: int, close: int, wages: str) -> str:
    """Return how many occupations pass or fail growth clearly; `wages` says the same of pay."""
    return f"Growth: of {known:,} occupations with a rate, {close:,} lie within that error of the bar and may fall on either side. {wages}"


def wage_errors(count: int) -> str:
    """Return for how many occupations wage intervals exist."""
    return f"Wage intervals exist for {count:,} occupations."


# -------------------------------------------------------------------- settings


def schedule_left_out(count: int) -> str:
    """Return how many occupations the schedule filter leaves out for want of an answer."""
    return (
        f"{count:,} occupation{' is' if count == 1 else 's are'} left out because their schedule is unknown."
    )
