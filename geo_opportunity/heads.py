"""Heads of every table: a figure's own (:mod:`geo_opportunity.figures`), or the table's own."""

from __future__ import annotations

from typing import Final

from geo_opportunity.figures import FIGURES, declared

__all__ = ["TABLES"]


def _table(text: str) -> dict[str, str]:
    """Return the heads of a table's columns, in order: the figure's, or that of "column: head"."""
    return {name: head or FIGURES[name].head for name, head in declared(text).items()}


#: Columns of a college's tables that say what the labor market is like.
_MARKET: Final = """openings; growth; growing: Growing; p25: Entry wage; p50: Median wage; threshold;
    sustaining: Pays enough; on_list; completers_local; gap; verdict; gap_reason"""

#: Table -> column -> head.
TABLES: Final[dict[str, dict[str, str]]] = {
    # on several pages
    "supply": _table(
        """title: Occupation; employment; openings; completers_local; completers_online; completers_not_new;
        gap; ratio; verdict; reason"""
    ),
    "left_out": _table("what; count; unit"),
    "ladders": _table(
        "ladder; rung; title: Occupation; wage; raise; growth; openings; sustaining; entry; basis"
    ),
    "sensitivity": _table("setting; change; jobs_gained; jobs_lost; share_moved"),
    "budget": _table("component; annual; monthly; basis: Figure is; year; note"),
    "preview": _table("item: What matched; rows: Rows"),
    "doubles": _table(
        """row: Row; provider: Provider; program: Program; their_name: In the data already; their_program: Its
        program; their_completions: Its completers a year; why: Why"""
    ),
    # Explore
    "programs": _table(
        """name; program; award; distance; adults_within; completions; city; control; open_admission; tuition:
        Tuition and fees, in state; leads_to"""
    ),
    "access": _table(
        """name: County; people; access_per_1000: Completions a year per 1,000 adults; share_no_access;
        nearest_miles"""
    ),
    # Area
    "area_wages": _table(
        """occupation; kind; p10: 10th pct.; p25: 25th pct.; p50: Median; p75: 75th pct.; p90: 90th pct.;
        share_paying"""
    ),
    "area_sectors": _table(
        """sector: Sector; jobs; share: Share of jobs; location_quotient; share_overlap: All three meet;
        nation: … in the nation; share_trained_for: Trained for; share_learned_on_the_job: Learned on the job;
        share_training_gap: Training gap; share_quality_gap: Job-quality gap"""
    ),
    "area_programs": _table("name; program; award; length; distance; tuition: Price a year; completions"),
    "area_every_program": _table(
        """name; program; award; length; distance; adults_within; tuition: Tuition and fees, in state, $ a
        year; completions; city; control; open_admission; leads_to"""
    ),
    "area_supply": _table("occupation; openings; completers_local; gap"),
    "area_need": _table("measure: Measure; here: Here; nation: Nation; covered: Residents covered"),
    "area_counties": _table(
        """county; population; poverty_rate; median_household_income; unemployment_rate; no_vehicle_share;
        no_internet_share; social_vulnerability"""
    ),
    "area_neighbors": _table(
        """title; jobs; share_overlap: All three meet; share_trained_for: Trained for;
        share_learned_on_the_job: Learned on the job; share_training_gap: Training gap; relation: Relation"""
    ),
    "area_parts": _table(
        """title; counties: Counties in the region; counties_of_area: Of its counties; residents; weight:
        Share of its jobs; jobs; basis: Split by"""
    ),
    # Compare
    "parts": _table("title; counties: Counties in the region; share_of_region; weight; jobs"),
    "counties": _table("county; population; share: Share living inside"),
    # Occupation
    "occupations": _table(
        """title: Occupation; jobs: Jobs, US; wage: Median wage, US, $ a year; wage_hourly: Median wage, US,
        an hour; growth: Growth, US, 10 years; openings: Openings a year, US; work_experience; overlap: Areas,
        all three meet; trained_for: Of them, trained for; learned_on_the_job: Of them, learned on the job;
        would_help: Areas, a program would help; training gap: Areas, training gap; trained elsewhere: Areas,
        trained elsewhere; partial reach: Areas, partial reach; job-quality gap: Areas, job-quality gap;
        steady: Areas, steady; declining: Areas, declining; two or more tests failed: Areas, two or more fail;
        unknown: Areas, unknown"""
    ),
    "outcomes": _table("growing: Growing?; sustaining: Pays enough?; accessible: Training?"),
    "tests": _table("test: Test; outcome: Outcome; areas: Areas"),
    "spread": _table(
        """figure: Figure; count: Areas with a figure; missing: Areas without; low: Lowest;
        q10: 10th percentile; q25: 25th percentile; q50: Middle area; q75: 75th percentile;
        q90: 90th percentile; high: Highest"""
    ),
    "linked_programs": _table(
        "cip; program: Field of study; award; completions: Completions a year, US; providers; states"
    ),
    # Training
    "providers": _table(
        """name; city; programs; completions; adults: Adults of the area in reach; control: Run by;
        open_admission; online; tuition: Tuition and fees, $ a year"""
    ),
    "catalog": _table(
        """name; city; program; award; completions; tuition: Tuition and fees, $ a year; control: Run by;
        open_admission; leads_to"""
    ),
    "catchment": _table(
        """title: Occupation; awards: By way of; completions; overlap: All three meet in; gap: Training gap
        in; jobs: Jobs in the areas reached; standing: In its own area"""
    ),
    "reached_areas": _table("title; adults: Adults in reach; share: Of all its adults"),
    "reached_counties": _table("title: County; adults: Adults in reach; share: Of all its adults"),
    "deserts_ace": _table(
        "title: Place; class: Reading; kind: It holds (open admission); colleges; broad_access; adults"
    ),
    "deserts_urban": _table(
        """title: Place; share_physical; share_physical_any_public; share_online; share_complete;
        adults_physical; adults"""
    ),
    "what_if": _table(
        """title; reach_before; reach_after; adults_gained; accessible_before: Training in reach, before;
        accessible_after: Training in reach, after; kind_before: Together, before; kind_after: Together,
        after; employment: Jobs of the occupation; jobs_overlap_before; jobs_overlap_after"""
    ),
    "what_if_change": _table("what: In this area; before: Before; after: After; change: Change"),
    # Board
    "sites_people": _table(
        """order: No.; name: Where; adults_added; kind: What it is; city; state: State; adults_alone;
        adults_near; note: To know"""
    ),
    "sites_openings": _table(
        """order: No.; name: Where; openings_added; kind: What it is; city; state: State; openings_alone;
        adults_near; note: To know"""
    ),
    "frontier_people": _table(
        """sites: New programs; adults_covered; share: Of all adults; adults_added: Added by the last;
        adults_greedy; gap: Proof"""
    ),
    "frontier_openings": _table(
        """sites: New programs; openings_covered; share: Of all unmet openings; openings_added: Added by the
        last; openings_greedy; gap: Proof"""
    ),
    "pell": _table(
        """name; program; pell: Verdict; stops; length: Length, as known; occupation: Target occupation;
        A1: On the rule book's list; rows_met; rows_not_met; rows_unknown; growing: Growing;
        sustaining: Pays enough; openings; p25: Entry wage; p50: Median wage; threshold; price; cap_p25;
        cap_p50; cap_standing; completions; award; leads_to"""
    ),
    "pell_rows": _table(
        "rule_row; status; figure: What is known; known: How it is known; bar; marks: How the rule is known"
    ),
    "pell_rule": _table("rule_row; bar; in_force; marks: How the rule is known"),
    "pell_areas": _table(
        """title; share_short_led; jobs_short_led; occupations_short_led; share_short_missing;
        jobs_short_missing; occupations_short_missing; programs_short"""
    ),
    "college_programs": _table(
        f"""program; award; completions_previous: Completers 2022-23; completions: Completers 2023-24;
        years_held; occupation; {_MARKET}; cip"""
    ),
    "college_occupations": _table(
        f"""title: Occupation; programs: Programs here; awards: By way of; completers_college; {_MARKET}"""
    ),
    "college_proposals": _table(f"title: Occupation; fields; {_MARKET}; entry_education; reach"),
    "proposal_fields": _table(
        """cip; program: Field of study; award; completions: Completions a year, US; providers; states;
        offered"""
    ),
    "proposal_near": _table(
        """name; city; program; award; completions_previous: Completers 2022-23;
        completions: Completers 2023-24; years_held; distance_miles: Distance, miles; adults_within"""
    ),
    # Data & methods
    "sources": _table(
        """publisher: Publisher; title: Data set; vintage: Vintage; rows: Rows read; license: License;
        address: Address; note: Note"""
    ),
    "coverage": _table("what: What; count: Count; of: Of; share"),
    "joins": _table(
        """label: What is counted; count: Count; of: Of; share; limit: At most; parts: By kind; worst: For
        example"""
    ),
    "tables": _table(
        "name: Table; about: Holds; sources: Made from; rows: Rows; columns: Columns; bytes: Size"
    ),
    "backtest": _table(
        """state: State; years: Years; regions: Regions; occupations: Occupations; cells: Pairs; error: Our
        error, points; error_one_rate: One rate for all, points; bias: Bias, points; error_p90: Nine in ten
        jobs within, points; correlation: Correlation"""
    ),
    # Board
    "rule_book": _table(
        """title: Occupation; outcome: Outcome; tier; certainty; misses; miss_share; openings; new_jobs;
        growth; p50; top_coded; entry_education; training: Training on the job"""
    ),
    "rule_asks": _table("asks; met: Occupations that meet it; not_met; unknown"),
    "rule_books": _table(
        "name: Rule book; status: Here; met: Occupations that meet it; not_met; unknown; tiers; counts"
    ),
    "on_rule_books": _table(
        "name: Rule book; outcome: Outcome; tier; certainty; misses; miss_share; status: Here"
    ),
    "rule_book_areas": _table("title; met; not_met; unknown"),
    "target_list": _table(
        """title: Occupation; verdict: Verdict; employment; growth; growth_basis; growth_error; openings;
        new_jobs; p25; p50; top_coded; threshold; p25_margin; p50_margin; entry_education; work_experience;
        training: Training on the job; programs_in_reach; completers_local; gap; certainty; tier; rule_book;
        reason: Reason"""
    ),
    "list_changes": _table(
        """title: Occupation; change: Change; verdict_before; verdict: Verdict; reason: Reason;
        openings_before; openings; p50_before; p50"""
    ),
}
