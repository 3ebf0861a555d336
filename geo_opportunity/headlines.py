"""Headlines: what a nation, an area or an occupation looks like, for a reader who knows none of our terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.vocabulary import KINDS, Kind, Status
from geo_opportunity.wording import (
    REASONS,
    pay,
    pay_needed,
    people,
    percent,
    percent_range,
    rank_range,
    selection_words,
    value_missing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.wording import Shown

__all__ = [
    "about_share",
    "area_headline",
    "area_opening",
    "areas_of",
    "likely_share",
    "nation_headline",
    "nation_opening",
    "occupation_headline",
    "occupation_in",
    "occupation_opening",
]

#: For whom pay is enough, in a headline.
_FOR_WHOM: Final[dict[str, str]] = {
    "a2c2": "a family",
    "a1c0": "one adult",
    "a1c1": "a parent and child",
    "a2c2w1": "a family with one earner",
    "a2c0": "a couple",
}


def _passing_words(shown: Shown, where: str) -> str:
    """Return what occupations of the overlap do; `where` pay is enough: "there", "here"."""
    rules = shown.rules
    growing = "have enough openings" if rules.growth == "openings" else "are growing"
    paying = {
        "budget": f"pay enough for {_FOR_WHOM[rules.family]} {where}",
        "fed": f"pay the US median wage at prices {where}",
        "poverty": f"pay {rules.poverty_multiple:g} times the poverty line for {_FOR_WHOM[rules.family]}",
        "own": f"pay at least {pay(rules.own_wage, hourly=shown.hourly)}",
    }[rules.pay]
    return f"{growing}, {paying} and can be trained for"


def about_share(value: float) -> str:
    """Write a share for a headline, in whole percents."""
    if value_missing(value):
        return "an unknown share"
    return "under 1%" if 0 < value < 0.005 else "over 99%" if 0.995 <= value < 1 else percent(value, 0)


def _interval(row: Mapping[str, Any]) -> tuple[float, float]:
    """Return the 80 percent interval of the share in the overlap; NaN where there is none."""
    nan = float("nan")
    return float(row.get("share_overlap_low", nan)), float(row.get("share_overlap_high", nan))


def likely_share(row: Mapping[str, Any], also: str = "") -> str:
    """Write the share in the overlap with its 80 percent interval, for a headline; `also` is said beside it.

    The share shown counts each occupation by its verdict, so it can lie outside its interval or at the edge:
    then it is called the published figures', and the expected share is named.
    """
    share, (low, high) = float(row["share_overlap"]), _interval(row)
    said, likely, notes = about_share(share), percent_range(low, high), [also] if also else []
    if value_missing(share):
        return said
    if value_missing(low) or percent(low, 0) == percent(high, 0):
        pass
    elif round(100 * low) < round(100 * share) < round(100 * high):
        notes.insert(0, f"likely {likely}")
    else:
        said += " by the published figures"
        expected = about_share(float(row["share_overlap_expected"]))
        notes.insert(0, f"{likely} is likely once their errors are counted, {expected} expected")
    return f"about {said} ({'; '.join(notes)})" if notes else f"about {said}"


def _compared(row: Mapping[str, Any], nation: Mapping[str, Any]) -> str:
    """Return the nation's share, and whether the area's is apart from it: only beyond both intervals."""
    (low, high), (least, most) = _interval(row), _interval(nation)
    said = about_share(nation["share_overlap"])
    if any(map(value_missing, (low, high, least, most))):
        return f"(nation {said})"
    if low > most:
        return f"(above the nation's {said})"
    if high < least:
        return f"(below the nation's {said})"
    return f"(nation {said}; the ranges overlap)"


def _rank_words(row: Mapping[str, Any], nation: Mapping[str, Any]) -> str:
    """Return the 80 percent interval of an area's rank as a sentence; "" for a place that has none."""
    low, high = (float(row.get(name, float("nan"))) for name in ("rank_low", "rank_high"))
    if value_missing(low) or value_missing(high):
        return ""
    return f" It ranks {rank_range(low, high)} of {nation['areas_ranked']:,.0f} areas."


def _parts_words(row: Mapping[str, Any]) -> str:
    """Return the parts of the overlap in whole percents that add up to the percent said for both."""
    every, trained, learned = (
        float(row[f"share_{name}"]) for name in ("overlap", "trained_for", "learned_on_the_job")
    )
    if min(trained, learned) >= 0.005:
        learned = (round(100 * every) - round(100 * trained)) / 100
    return f"{about_share(trained)} through a program in reach, {about_share(learned)} learned on the job"


def _roughly(jobs: float) -> str:
    """Write a number of jobs to two digits: it rests on rounded figures and tests of them."""
    return people(float(f"{jobs:.2g}"))


def _help_words(row: Mapping[str, Any]) -> str:
    """Return how many of the jobs learned on the job a program would help with, as a sentence or ""."""
    jobs = float(row["jobs_would_help"])
    if value_missing(jobs) or jobs < 1:
        return ""
    return (
        f" For about {_roughly(jobs)} of those learned on the job a program would help, but too few people "
        "can reach one."
    )


def _gap_words(jobs: float) -> str:
    if value_missing(jobs) or jobs < 1:
        return "No training gap shows in the published jobs."
    return (
        f"About {_roughly(jobs)} more are in a training gap: growing and paying enough, but too few people "
        "can reach the program they need."
    )


def areas_of(state: str, frame: pd.DataFrame) -> str:
    """Return what the areas of a state (its name) are called, where some reach into other states too."""
    beyond = frame["states"].astype(str).str.contains("-", regex=False).any()
    if len(frame) == 1:
        return f"area of {state}{', which reaches into other states' if beyond else ''}"
    return f"areas of {state}{', including those that reach into other states' if beyond else ''}"


def nation_opening(
    summary: Mapping[str, float], shown: Shown, where: str = "", also: str = ""
) -> tuple[str, str]:
    """Return the nation's headline in two: the answer in a sentence, and what it is made of ("": nothing).

    `where` are the areas it is of ("" for the nation); `also` is said beside the share.
    """
    which = selection_words(shown.asked)
    jobs, share = summary["jobs_selected"], summary["share_overlap"]
    inside = f" in the {where}" if where else ""
    if value_missing(jobs) or jobs == 0:
        return f"No jobs are published for this choice{inside}.", ""
    if value_missing(share):
        return f"What a family needs is not known{inside}, so pay cannot be judged.", ""
    what = f"jobs {which}" if which else "jobs BLS publishes by area and occupation"
    place = f"In the {where}: of " if where else "Of "
    answer = (
        f"{place}{people(jobs)} {what}, {likely_share(summary, also)} are in occupations that "
        f"{_passing_words(shown, 'there')}."
    )
    parts = _parts_words(summary)
    gap = _gap_words(summary["jobs_training_gap"])
    return answer, f"{parts[:1].upper()}{parts[1:]}.{_help_words(summary)} {gap}"


def nation_headline(summary: Mapping[str, float], shown: Shown, where: str = "") -> str:
    """Return the nation's headline, or that of the areas `where`, for a reader who knows no terms of ours."""
    return _joined(*nation_opening(summary, shown, where))


def _joined(answer: str, more: str) -> str:
    return f"{answer[:-1]}: {more[:1].lower()}{more[1:]}" if more else answer


def area_opening(
    row: Mapping[str, Any], nation: Mapping[str, float], shown: Shown, also: str = ""
) -> tuple[str, str]:
    """Return an area's headline in two: the answer against the nation's share, and what it is made of.

    The second is "" where there is nothing; `also` is said beside the share.
    """
    title, jobs, share = str(row["title"]), float(row["jobs_selected"]), float(row["share_overlap"])
    if value_missing(jobs):
        return f"{title}: no jobs are published for this choice.", ""
    if value_missing(share):
        return f"{title}: what a family needs here is not known, so pay cannot be judged.", ""
    which, gap = selection_words(shown.asked), float(row["jobs_training_gap"])
    roughly = "about " if str(row.get("jobs_basis", "")).startswith("estimated") else ""
    answer = (
        f"{title}: of {roughly}{people(jobs)} jobs{f' {which}' if which else ''}, {likely_share(row, also)} "
        f"are in occupations that {_passing_words(shown, 'here')} {_compared(row, nation)}."
    )
    parts = f"{_parts_words(row)}.{_rank_words(row, nation)}{_help_words(row)} {_gap_words(gap)}"
    needed = f"{pay_needed(float(row['threshold']), hourly=shown.hourly)}."
    return answer, f"{parts[:1].upper()}{parts[1:]} {needed}"


def area_headline(row: Mapping[str, Any], nation: Mapping[str, float], shown: Shown) -> str:
    """Return an area's headline, against the nation's share."""
    return _joined(*area_opening(row, nation, shown))


def occupation_opening(frame: pd.DataFrame, title: str, where: str = "areas") -> tuple[str, str]:
    """Return in how many areas (``Atlas.occupation_status``) an occupation meets all three; what elsewhere.

    `where` says which areas they are.
    """
    counts = frame["kind"].value_counts()
    meets = frame.loc[frame["kind"] == Kind.OVERLAP.value]
    jobs = float(meets["employment"].sum(min_count=1))
    about = "" if value_missing(jobs) else f" (about {people(jobs)} jobs)"
    said = [
        f"{count:,} {words}"
        for kind, words in _ELSEWHERE.items()
        if (count := int(counts.get(kind.value, 0))) or kind == Kind.TRAINING_GAP
    ]
    unknown = int(counts.get(Kind.UNKNOWN.value, 0))
    answer = (
        f"{title}: it grows, pays enough and can be trained for in {len(meets):,} of {len(frame):,} "
        f"{where}{about}{_how_learned(meets['accessible'])}."
    )
    known = _known_words(frame.loc[frame["kind"] == Kind.UNKNOWN.value])
    return answer, f"Elsewhere: {', '.join(said)}; in {unknown:,} it cannot be judged{known}."


def occupation_headline(frame: pd.DataFrame, title: str, where: str = "areas") -> str:
    """Return the headline of one occupation over areas, as :func:`occupation_opening` has it."""
    return " ".join(occupation_opening(frame, title, where))


def occupation_in(row: Mapping[str, Any], title: str) -> str:
    """Return the headline of one occupation in one area (a row of ``Atlas.occupation_status``)."""
    kind, tests = KINDS[str(row["kind"])], zip(("Growth", "Pay", "Training"), REASONS, strict=True)
    why = " ".join(f"{test}: {row[reason]}" for test, reason in tests)
    return f"{title} in {row['title']}: {kind[:1].lower()}{kind[1:]}. {why}"


def _known_words(unknown: pd.DataFrame) -> str:
    """Return the tests whose outcome is known where that of all three together is not; "" for none."""
    said = []
    for test, passes, what in (("growing", "grows in", "growth"), ("sustaining", "pays enough in", "pay")):
        known = unknown[test] != Status.UNKNOWN.value
        if known.any():
            count, every = int((unknown[test] == Status.PASS.value).sum()), int(known.sum())
            said.append(f"{passes} {count:,} of the {every:,} where {what} is known")
    return f", though it {' and '.join(said)}" if said else ""


#: Kinds of area that an occupation's headline counts.
_ELSEWHERE: Final = {
    Kind.TRAINING_GAP: "with a training gap",
    Kind.TRAINED_ELSEWHERE: "where it is trained elsewhere",
    Kind.PARTIAL_REACH: "where only some can reach a program",
    Kind.QUALITY_GAP: "where it pays too little",
    Kind.STEADY: "where it is steady",
    Kind.DECLINING: "where it declines",
}


def _how_learned(accessible: pd.Series) -> str:
    """Return how people get in where all three tests meet: outcomes of the third test, one per area."""
    counts = accessible.value_counts()
    trained, learned, helped = (
        int(counts.get(status.value, 0)) for status in (Status.PASS, Status.NOT_NEEDED, Status.WOULD_HELP)
    )
    if not learned + helped:
        return ", through a program in reach" if trained else ""
    if trained:
        text = f": in {trained:,} through a program in reach, in {learned + helped:,} learned on the job"
    else:
        text = ", learned on the job"
    return f"{text} (in {helped:,} of them a program would help)" if helped else text
