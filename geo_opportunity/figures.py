"""Every measure and column that is shown, declared once: name, meaning, unit, colors, direction, basis.

Maps, legends, heads of tables, the comparison, exports and docs/MEASURES.md read these declarations. A figure
goes by the name of its column in the answers of the Atlas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.figure import LESS, MORE, RESTS_ON, Better, Figure, declared
from geo_opportunity.figure import columns as _columns
from geo_opportunity.figures_desk import DESK_CODES, DESK_COLUMNS, DESK_MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AREA_MEASURES",
    "CODES",
    "FIGURES",
    "OCCUPATION_MEASURES",
    "RESTS_ON",
    "Figure",
    "declared",
    "unit_of",
]

_PASSING: Final = "grow, pay enough, and have training in reach or need none."
_TRAINED: Final = "grow, pay enough, and have a program in reach that leads to them."
_LEARNED: Final = "grow, pay enough, and are learned on the job: no program is needed."
_HELP: Final = (
    "grow, pay enough and are learned on the job, where a program would help and too few adults can "
    "reach one."
)
_TRAINING_GAP: Final = (
    "in occupations that grow and pay enough and need a program but no bachelor's degree, where few or no "
    "adults can reach one."
)
_ELSEWHERE: Final = (
    "in occupations that grow and pay enough and need a bachelor's degree or more, where few or no adults "
    "can "
    "reach a program: they are filled from a state or national labor market."
)
_PARTIAL: Final = (
    "in occupations that grow and pay enough, whose program is in reach of some adults but not of enough."
)
_QUALITY_GAP: Final = (
    "in occupations that grow and whose training is in reach or not needed, but pay less than the family "
    "needs."
)
_STEADY: Final = (
    "in occupations that pay enough and whose training is in reach or not needed, but grow less than the "
    "chosen bar. People who leave are replaced: see the openings a year."
)
_DECLINING: Final = "in occupations that pay enough but are projected to lose jobs."


def _kind_measures(
    column: str, name: str, meaning: str, palette: str, better: Better = 0
) -> dict[str, Figure]:
    """Return the share of jobs and the number of jobs of one kind of place."""
    return {
        f"share_{column}": Figure(
            f"{name}: share of jobs",
            f"Part of the jobs {meaning}",
            "share",
            f"Share, {name[0].lower()}{name[1:]}",
            palette,
            better=better,
        ),
        f"jobs_{column}": Figure(f"{name}: number of jobs", f"Jobs {meaning}", "jobs", palette=palette),
    }


#: Measures of all selected occupations of an area, in the order offered; the first is the default.
_AREA: Final[dict[str, Figure]] = {
    "share_overlap": Figure(
        "Share of jobs where all three meet",
        f"Part of the area's jobs in occupations that {_PASSING}",
        "share",
        "Share, all three meet",
        better=MORE,
    ),
    "jobs_overlap": Figure(
        "Number of jobs where all three meet",
        f"Jobs in occupations that {_PASSING}",
        "jobs",
        "Jobs, all three meet",
    ),
    "occupations_overlap": Figure(
        "Number of occupations where all three meet", f"Occupations that {_PASSING}", "count", better=MORE
    ),
    "share_trained_for": Figure(
        "Trained for: share of jobs where all three meet through a program",
        f"Part of the area's jobs in occupations that {_TRAINED}",
        "share",
        "Share, trained for",
        better=MORE,
    ),
    "jobs_trained_for": Figure(
        "Trained for: number of jobs", f"Jobs in occupations that {_TRAINED}", "jobs", "Jobs, trained for"
    ),
    "share_learned_on_the_job": Figure(
        "Learned on the job: share of jobs where all three meet without a program",
        f"Part of the area's jobs in occupations that {_LEARNED}",
        "share",
        "Share, learned on the job",
        "PuBu",
        better=MORE,
    ),
    "jobs_learned_on_the_job": Figure(
        "Learned on the job: number of jobs",
        f"Jobs in occupations that {_LEARNED}",
        "jobs",
        "Jobs, learned on the job",
        "PuBu",
    ),
    "share_would_help": Figure(
        "A program would help here: share of jobs",
        f"Part of the area's jobs in occupations that {_HELP}",
        "share",
        "Share, a program would help",
        "Oranges",
    ),
    "jobs_would_help": Figure(
        "A program would help here: number of jobs",
        f"Jobs in occupations that {_HELP}",
        "jobs",
        "Jobs, a program would help",
        "Oranges",
    ),
    "missing_most": Figure(
        "What is missing here most",
        "The test that more of the area's jobs fail alone than the nation's do, by a hundredth of the jobs "
        "or more: growth, pay or training. Where several are, the one furthest above the nation's.",
        "category",
    ),
    "main_kind": Figure(
        "Kind of place",
        "Of the kinds of place (all three meet, training gap, trained elsewhere, partial reach, job-quality "
        "gap, steady, declining), the one with most of the area's jobs. Jobs in which two or more tests fail "
        "or one cannot be judged belong to none.",
        "category",
    ),
    **_kind_measures("training_gap", "Training gap", _TRAINING_GAP, "Oranges", LESS),
    **_kind_measures("trained_elsewhere", "Trained elsewhere", _ELSEWHERE, "BuPu"),
    **_kind_measures("partial_reach", "Partial reach", _PARTIAL, "Oranges"),
    **_kind_measures("quality_gap", "Job-quality gap", _QUALITY_GAP, "RdPu", LESS),
    **_kind_measures("steady", "Steady", _STEADY, "YlOrBr"),
    **_kind_measures("declining", "Declining", _DECLINING, "Greys", LESS),
    "share_growing": Figure(
        "Share of jobs in growing occupations",
        "Part of the jobs in occupations that grow by the chosen rule.",
        "share",
        palette="YlGn",
        better=MORE,
        rests_on="growing",
    ),
    "share_sustaining": Figure(
        "Share of jobs in occupations that pay enough",
        "Part of the jobs in occupations whose chosen wage reaches what the family needs here.",
        "share",
        palette="PuBu",
        better=MORE,
        rests_on="sustaining",
    ),
    "share_accessible": Figure(
        "Share of jobs with training in reach or none needed",
        "Part of the jobs in occupations that have a program in reach, or need none.",
        "share",
        palette="BuPu",
        better=MORE,
        rests_on="accessible",
    ),
    "share_unknown": Figure(
        "Share of jobs that cannot be judged",
        "Part of the jobs where no test fails but at least one is unknown.",
        "share",
        "Share, unknown",
        "Greys",
    ),
    "share_not_released": Figure(
        "Share of jobs BLS does not break down",
        "Part of all jobs of the area in occupations whose number BLS does not publish.",
        "share",
        palette="Greys",
        rests_on="sustaining",
    ),
    "threshold": Figure(
        "Pay needed per earner",
        "What each earner must make to meet the chosen pay standard here.",
        "usd",
        "Pay needed",
        "GnBu",
        rests_on="sustaining",
    ),
    "average_growth": Figure(
        "Average growth of all jobs",
        "Projected growth of the area's occupations over ten years, weighted by jobs.",
        "growth",
        "Average growth",
        "YlGn",
        better=MORE,
        rests_on="growing",
    ),
    "growth_state_total": Figure(
        "Growth of all jobs of the state",
        "Growth of all jobs as the state's own agency projects it; of several states, blended by residents. "
        "Agencies differ, so areas of two states are compared beside it.",
        "growth",
        "State's growth",
        "YlGn",
        better=MORE,
        rests_on="growing",
    ),
    "share_oversupply": Figure(
        "Oversupply: share of jobs judged",
        "Part of the jobs, in occupations that can be judged, where the area's own providers have clearly "
        "more completers a year than there are openings; online students are taken out.",
        "share",
        palette="YlOrBr",
        better=LESS,
        rests_on="supply",
    ),
    "misalignment": Figure(
        "Misalignment of awards and openings",
        "Part of middle-skill awards that would have to be in other fields to match the openings (after "
        "Georgetown CEW, The Great Misalignment).",
        "share",
        palette="RdPu",
        better=LESS,
        rests_on="supply",
    ),
    "access_per_1000": Figure(
        "Access score: training within reach of residents",
        "Yearly completions within 25 road miles, shared among the adults who can reach them, nearer ones "
        "counting more (E2SFCA); of the chosen sector, or all.",
        "rate",
        palette="BuPu",
        better=MORE,
        rests_on="access",
    ),
    **DESK_MEASURES,
}

#: Measures of one occupation in every area, in the order offered; the first is the default.
_OCCUPATION: Final[dict[str, Figure]] = {
    "kind": Figure(
        "What the three tests say together",
        "Growing, paying enough and training in reach, taken together.",
        "category",
        "Together",
    ),
    "tests_passed": Figure(
        "Tests met, of three",
        "How many of the three tests (growing, paying enough, training in reach or not needed) are met.",
        "category",
    ),
    "growing": Figure(
        "Is it growing?", "Outcome of the growth test.", "category", "Growing", rests_on="growing"
    ),
    "sustaining": Figure(
        "Does it pay enough?", "Outcome of the pay test.", "category", "Pays enough", rests_on="sustaining"
    ),
    "accessible": Figure(
        "Is training in reach, or none needed?",
        "Outcome of the training test.",
        "category",
        "Training",
        rests_on="accessible",
    ),
    "employment": Figure(
        "Number of jobs",
        "Jobs of this occupation in the area.",
        "jobs",
        "Jobs",
        "GnBu",
        rests_on="sustaining",
    ),
    "wage": Figure(
        "Wage", "Wage at the chosen percentile.", "usd", palette="PuBu", better=MORE, rests_on="sustaining"
    ),
    "growth": Figure(
        "Projected growth",
        "Projected growth over ten years, on the best basis published for the area.",
        "growth",
        "Growth, 10 years",
        "YlGn",
        better=MORE,
        rests_on="growing",
    ),
    "openings": Figure(
        "Openings a year",
        "Growth plus people leaving the labor force or the occupation, a year.",
        "jobs",
        palette="YlGn",
        rests_on="growing",
    ),
    "reach": Figure(
        "Adults within reach of a program",
        "Part of the area's adults who live within the chosen distance of a program that leads to it.",
        "share",
        "Adults in reach",
        "BuPu",
        better=MORE,
        rests_on="accessible",
    ),
    "location_quotient": Figure(
        "Concentration against the nation",
        "The occupation's share of local jobs divided by its share of the nation's; 1 means the same.",
        "ratio",
        "Concentration",
        rests_on="sustaining",
    ),
}


def _of_test(test: str, what: str) -> dict[str, Figure]:
    """Return the figures that count the jobs by one test's outcome."""
    jobs = (
        f"jobs_{test}: Jobs {what}; jobs_not_{test}: Jobs not {what}; "
        f"jobs_{test}_unknown: Jobs, unknown whether {what}"
    )
    share = (
        f"share_not_{test}: Share of jobs not {what}; share_{test}_of_all: Share of all jobs {what}; "
        f"share_{test}_unknown: Share of jobs, unknown whether {what}"
    )
    return _columns("jobs", jobs) | _columns("share", share)


#: Columns of the Atlas's answers and of tables that no map shows.
_COLUMNS: Final[dict[str, Figure]] = {
    "population": Figure(
        "Residents", "American Community Survey; of a region in part, those inside.", "people"
    ),
    "jobs_total": Figure("Jobs, all", "All jobs OEWS covers.", "jobs"),
    "jobs_selected": Figure(
        "Jobs of your choice, published",
        "Published jobs of the occupations chosen in the settings.",
        "jobs",
        "Jobs, your choice",
    ),
    "rpp_all": Figure(
        "Price level (US = 100)",
        "BEA regional price parity, all items; of regions and states the mean over residents.",
        "index",
    ),
    "top_overlap": Figure(
        "Largest occupations where all three meet", "", "text", "Largest occupations, all three meet"
    ),
    "top_gap": Figure(
        "Largest occupations in the training gap", "", "text", "Largest occupations, training gap"
    ),
    "share_paying": Figure(
        "Jobs paying enough",
        "Part of the occupation's jobs that pay what the family needs, read off its published wages.",
        "share",
    ),
    "tuition": Figure("Tuition and fees", "In-state tuition and required fees.", "usd", rests_on="training"),
    "net_price": Figure(
        "Net price a year",
        "Average yearly price after grants, full-time students with aid; below zero where grants exceed it.",
        "usd",
        better=LESS,
        rests_on="training",
    ),
    "completion_rate": Figure(
        "Completion rate",
        "Part of the provider's first-time full-time students who finish within 150 percent of normal time.",
        "share",
        better=MORE,
        rests_on="training",
    ),
    "completion_students": Figure(
        "Students the completion rate is of",
        "First-time full-time students of two classes; of fewer than 30 the rate says little.",
        "people",
        "Students behind the rate",
        rests_on="training",
    ),
    "students_online": Figure(
        "Students wholly online",
        "Part of the provider's students who took only distance courses in fall 2022.",
        "share",
        rests_on="training",
    ),
    "price_program": Figure(
        "Price of the entire program",
        "Tuition, fees, books and supplies, start to finish; published by program-year schools only.",
        "price",
        "Price, entire program",
        better=LESS,
        rests_on="training",
    ),
    "months": Figure(
        "Months of the program", "Full-time, of the program the price is for.", "number", rests_on="training"
    ),
    "campus_reach": Figure(
        "Adults within reach of a campus where it may be taught",
        "Part of the area's adults near a campus of a college that teaches for the occupation somewhere; "
        "which programs a campus teaches is not published.",
        "share",
        "Adults near a campus",
        rests_on="campuses",
    ),
    **_of_test("growing", "in occupations that grow"),
    **_of_test("sustaining", "in occupations that pay enough"),
    **_of_test("accessible", "with training in reach or none needed"),
    **_columns(
        "jobs",
        """employment_total: Jobs, all; jobs: Jobs; jobs_not_overlap: Jobs where a test fails; jobs_unknown:
        Jobs that cannot be judged; jobs_not_released: Jobs in occupations BLS does not publish;
        employment_low: Jobs, low end of the interval; employment_high: Jobs, high end of the interval;
        jobs_judged: Jobs of occupations judged; jobs_oversupply: Jobs in oversupply; jobs_undersupply: Jobs
        in undersupply; jobs_overlap_before: Jobs where all three meet, before; jobs_overlap_after: Jobs where
        all three meet, after; jobs_gained: Jobs into the overlap; jobs_lost: Jobs out of it; jobs_moved: Jobs
        moved; jobs_net: Jobs into less out of the overlap""",
    ),
    **_columns(
        "share",
        """share_not_overlap: Share of jobs where a test fails; share_overlap_of_all: Share of all jobs where
        all three meet; share_not_overlap_of_all: Share of all jobs where a test fails; share_unknown_of_all:
        Share of all jobs that cannot be judged; share_selected_of_all: Share of all jobs, your choice;
        regular_schedule_share: Set weekly schedule; schedule: Set weekly schedule; long_hours_share: Workers
        with long hours; growth_error: Error of the growth rate; growth_margin: Growth less the bar;
        adults_within: Adults in reach; share: Share; share_no_access: Adults with none within reach;
        share_known: Adults whose access is known; share_physical: In a physical desert, upper bound;
        share_physical_any_public: Lower bound; share_online: Households without internet; share_complete: In
        a complete desert; share_undersupply: Undersupply, share of jobs judged; reach_before: Adults in
        reach, before; reach_after: After; share_moved: Share of jobs moved; raise: Raise; weight: Of the
        area's jobs; share_of_region: Of the region's residents; poverty_rate: People in poverty;
        unemployment_rate: Unemployment; no_vehicle_share: Households without a vehicle; no_internet_share:
        Households without internet; social_vulnerability: Social vulnerability, rank""",
    ),
    **_columns(
        "people",
        """people: Adults; adults: Adults; adults_physical: Adults in a physical desert; adults_complete:
        Adults in a complete desert; adults_gained: Adults who gain a program in reach; completions:
        Completions a year; completers: Completers a year, listed; completers_local: Completers a year, taught
        here; completers_not_new: Completers licensed before; completers_distance_only: Completers of wholly
        online providers; completers_share_unknown: Completers whose online share is unknown; gap: Openings
        less completers taught here; surplus: Completers beyond openings; shortfall: Openings beyond
        completers; openings_judged: Openings of occupations judged; completers_judged: Completers of
        occupations judged; completers_allocated: Completers given to occupations; completers_online:
        Completers who study online; completers_no_occupation: Completers of fields without an occupation;
        completers_unfit_award: Completers at awards that fit no occupation; residents: Residents inside;
        count: How many""",
    ),
    **_columns(
        "usd",
        """p10: 10th-percentile wage; p25: 25th-percentile wage; p50: Median wage; p75: 75th-percentile wage;
        p90: 90th-percentile wage; wage_low: Wage, low end of its interval; wage_high: Wage, high end of its
        interval; annual: A year; monthly: A month; rent: Rent; childcare: Child care; food: Food; health:
        Health; transport: Transport; other: Other necessities; taxes: Taxes; fica: Payroll taxes;
        federal_income_tax: Federal income tax; credits: Tax credits; state_tax: State income tax after
        credits; total: Total; need: Need of the family; per_earner: Need per earner; mean_wage: Mean wage,
        all jobs; median_household_income: Median household income a year; p25_margin: 25th percentile less
        the family's need; p50_margin: Median less the family's need; p50_before: Median wage, before""",
    ),
    **_columns(
        "count",
        """areas: Areas; county_count: Counties; counties: Counties; counties_of_area: Of its counties;
        programs: Programs; providers: Places that train; colleges: Colleges; broad_access: Broad-access
        public; program_links: Fields of study that lead to it; occupations_selected: Occupations of your
        choice; occupations_training_gap: Occupations in a training gap; occupations_quality_gap: Occupations
        in a job-quality gap; occupations_trained_for: Occupations trained for;
        occupations_learned_on_the_job: Occupations learned on the job; occupations_would_help: Occupations a
        program would help; occupations_trained_elsewhere: Occupations trained elsewhere;
        occupations_partial_reach: Occupations in partial reach; occupations_steady: Occupations steady;
        occupations_declining: Occupations declining; occupations_unknown: Occupations that cannot be judged;
        occupations_judged: Occupations judged; occupations_oversupply: Occupations in oversupply;
        occupations_undersupply: Occupations in undersupply; occupations_gained: Occupations into the overlap;
        occupations_lost: Occupations out of it""",
    ),
    "tests_met": Figure("Tests met, of three", "Passed by a job on average, at least.", "tests"),
    **_columns(
        "count",
        """areas_ranked: Areas with a rank; met: Met; not_met: Not met; unknown: Unknown; programs_in_reach:
        Programs in reach; openings_before: Openings a year, before""",
    ),
    **_columns(
        "jobs",
        """jobs_missing_growth: Jobs that fail growth alone; jobs_missing_pay: Jobs that fail pay alone;
        jobs_missing_training: Jobs that fail training alone; new_jobs: Jobs added a year""",
    ),
    **_columns(
        "share",
        """share_missing_growth: Share of jobs that fail growth alone; share_missing_pay: Share of jobs that
        fail pay alone; share_missing_training: Share of jobs that fail training alone; miss_share: Misses
        by, of the bar""",
    ),
    "share_overlap_clear": Figure(
        "Share of jobs where all three clearly meet",
        "Part of the area's jobs in occupations where all three tests are met with at least 90% probability.",
        "share",
        "Share, all three clearly meet",
    ),
    **_columns("jobs", "jobs_overlap_clear: Jobs where all three clearly meet"),
    **_columns(
        "share",
        """share_overlap_expected: Share of jobs where all three meet, expected;
        share_overlap_low: Share, low end of its interval;
        share_overlap_high: Share, high end of its interval; p_growing: Probability that it grows;
        p_sustaining: Probability that it pays enough; p_overlap: Probability that all three meet""",
    ),
    **_columns(
        "rank",
        "rank: Rank; rank_low: Rank, upper end of its interval; rank_high: Rank, lower end of its interval",
    ),
    **_columns("count", "rank_group: Group not apart"),
    **_columns(
        "text", "rank_likely: Rank, likely; certainty: How sure; top_coded: At least so much (top-coded)"
    ),
    **_columns("growth", "nation_growth: Growth of all jobs of the nation"),
    **_columns(
        "miles",
        "distance_miles: Distance; nearest_miles: Nearest place that trains, on average; reach_miles: Within",
    ),
    **_columns(
        "ratio",
        """ratio: Completers per opening; ratio_to_other: Against everyone else; listing_coverage: Completers
        listed per opening, nation; supply_below_ba: Completers below a bachelor's degree per opening,
        nation""",
    ),
    **_columns("usd_hourly", "wage_hourly: Wage an hour, where no yearly one is published"),
    **_columns(
        "number",
        """ladder: Ladder; chain: Ladder; step: Rung; cost: Cost of the step; years: Years
        of study; education_step: Steps of education; job_zone: O*NET job zone; land_km2: Land area, square
        kilometers; employment_prse: Standard error of jobs, percent; mean_wage_prse: Standard error of the
        mean wage, percent""",
    ),
    **_columns(
        "text",
        """title: Area; states: States; occupation: Occupation; why: Why; reason_growing: Why (growth);
        reason_sustaining: Why (pay); reason_accessible: Why (training); growth_basis: Growth is;
        growth_period: Growth over; nation_period: Growth of the nation over; wage_rate: Wages published;
        jobs_basis: Jobs are; entry_education: Typical entry education; name: Place that trains;
        program: Program; award:
        Award; cip: CIP; length: Usual length; work_experience: Related experience; distance: Distance; city:
        City; control: Control; open_admission: Open admission; leads_to: Leads to; online: Online study;
        verdict: Reading; reason: Why it cannot be judged; trained_outside: Who trains, outside the list;
        what: Left out; unit: Unit; rung: Rung; entry: How one gets in; basis: Why related; setting: Setting;
        change: Moved one step; county: County; component: Part; year: Prices of; note: Where it comes from;
        evening_weekend: Evening or weekend classes; part_time: Part-time study; day_care: Child care on
        campus; tier: Tier; misses: What is missed; asks: Condition; rule_book: By the rule book; tiers:
        Tiers; verdict_before: Verdict, before; known_from: Known from; unchecked: Not checked; counts:
        Published counts; college: College; booked_at: IPEDS books it at; campus_note: What is known of the
        campus; site_kind: Kind of place""",
    ),
}

FIGURES: Final[Mapping[str, Figure]] = {**_AREA, **_OCCUPATION, **_COLUMNS, **DESK_COLUMNS}
AREA_MEASURES: Final = tuple(_AREA)
OCCUPATION_MEASURES: Final = tuple(_OCCUPATION)


def unit_of(name: str, *, hourly: bool) -> str:
    """Return a figure's unit (key of :data:`units.UNITS`), pay by the hour where requested."""
    unit = FIGURES[name].unit
    return "usd_hourly" if hourly and unit == "usd" else unit


_CODES: Final = """
    after apprenticeable area_code area_kind award_level awards before bright_outlook campus_id catchment code
    combined convention county_fips description desert desert_any_public distance_only employment_flag
    employment_reliable employment_total_basis figure geometry group growth_certainty growth_sentence
    has_shape high hourly_of hourly_top_coded id imputed key label lat least_education level licence lon low
    missing outcome overlap program_need provider_id publisher q10 q25 q50 q75 q90 reached residual role
    rpp_basis schedule_basis
    share_paying_bound site_id soc state state_fips test threshold_note tract training url vintage
    wage_certainty wage_flag wage_sentence website whole within_education
"""
#: Columns of the Atlas's answers that are no figures: codes, flags, coordinates, texts in other words, and
#: quantiles of several figures.
CODES: Final = frozenset(_CODES.split()) | DESK_CODES
