"""Half a source, shuffled rows, lost zeros and wrong units are refused; the message names source, figure and fix.

Each trial damages one real source as a faulty download would, runs the one build step that reads it on the tables of
data/, and judges the result as a build does: by the checks beside the join report, and against the last manifest.
"""

from __future__ import annotations

import dataclasses
import functools
import gzip

import numpy as np
import pandas as pd
import pytest

from geo_opportunity import sources as register
from geo_opportunity.errors import FormatError, JoinError, ValueRangeError
from geo_opportunity.manifest import read_manifest
from geo_opportunity.pipeline import all_steps, report
from geo_opportunity.pipeline.changes import changes, figures, refuse_changes
from geo_opportunity.pipeline.checks import JoinReport
from geo_opportunity.pipeline.store import TableFiles
from geo_opportunity.sources.base import Located, Variant
from geo_opportunity.tables import TABLES, validate
from geo_opportunity.vocabulary import Flag
from tests.support import RAW, ROOT, needs_raw

DATA = ROOT / "data"
STEPS = {step.name: step for step in all_steps()}
SOURCES = register.all_sources()
#: The groups that judge what is said; of those that judge how tables match, the ones a trial is about.
GROUPS = (
    *report.PLAUSIBLE,
    *(g for g in report._GROUPS if g[1] in {report._wages, report._costs, report._need}),
)
TOO_MUCH = "at most ±10%"

raw = pytest.mark.raw


@pytest.fixture(scope="module")
def tables():
    return TableFiles(DATA, TABLES)


@functools.cache
def frame(source_id):
    """Return a source's raw frame, read once."""
    found = [v for v in SOURCES[source_id].variants if (v.built_in or RAW / v.path).is_file()]
    return (
        Located(SOURCES[source_id], found[0], found[0].built_in or RAW / found[0].path).read()
        if found
        else None
    )


@dataclasses.dataclass
class Verdict:
    """What a build would say of a damaged source."""

    report: JoinReport
    """Checks of the groups that look at the tables made anew."""
    changes: tuple

    @property
    def failed(self):
        return {check.name for check in self.report.failures}


def judge(tables, step_name, source_id, damaged):
    """Run one step on a damaged source and judge its tables."""
    step, old = STEPS[step_name], read_manifest(DATA)
    given = {i: damaged if i == source_id else frame(i) for i in step.sources}
    made = {
        name: validate(name, table)
        for name, table in step.run(given, {n: tables[n] for n in step.needs}).items()
    }
    every = {name: made.get(name, tables[name]) if name in made else tables[name] for name in TABLES}
    checks = [check for needs, group in GROUPS if needs & set(made) for check in group(every)]
    records = {
        name: dataclasses.replace(
            old.tables[name], rows=len(table), sha256="new", figures=figures(name, table)
        )
        for name, table in made.items()
    }
    source = dataclasses.replace(old.sources[source_id], rows=len(damaged), sha256="new")
    new = dataclasses.replace(old, tables=old.tables | records, sources=old.sources | {source_id: source})
    return Verdict(JoinReport(tuple(checks)), tuple(changes(old, new)))


# ------------------------------------------------------------------- what is true


def test_the_data_that_are_committed_pass_every_check(tables):
    found = report.join_report(tables)
    assert found.failures == ()
    named = [check for check in found.checks if check.sources]
    assert all(check.fix and set(check.sources) <= set(SOURCES) for check in named)


def test_the_manifest_holds_the_figures_of_every_table(tables):
    manifest = read_manifest(DATA)
    assert changes(manifest, manifest) == []
    for name, record in manifest.tables.items():
        assert dict(record.figures) == figures(name, tables[name]), name
    assert manifest.tables["counties"].figures["population sum"] == 335_642_000
    assert manifest.tables["programs"].figures["completions sum"] == 5_459_860


# ------------------------------------------------------------------------- damages


def half(frame):
    return frame.sample(frac=0.5, random_state=1)


def sixty_percent(frame):
    return frame.sample(frac=0.6, random_state=1)


def times(factor, *columns):
    return lambda frame: frame.assign(**{c: frame[c] * factor for c in columns})


def shuffled(*columns, within=None):
    """Give the values of some columns (together) to other rows."""

    def damage(frame):
        rng = np.random.default_rng(1)
        order = np.arange(len(frame))
        groups = [order] if within is None else frame.groupby(within).indices.values()
        for rows in groups:
            order[rows] = rng.permutation(rows)
        return frame.assign(**{c: frame[c].to_numpy()[order] for c in columns})

    return damage


def emptied(*columns, share=0.4):
    def damage(frame):
        gone = np.random.default_rng(1).random(len(frame)) < share
        return frame.assign(**{c: frame[c].mask(gone) for c in columns})

    return damage


def exchanged(one, other):
    return lambda frame: frame.assign(**{one: frame[other], other: frame[one]})


def not_released(chosen):
    """Withhold the jobs of the rows `chosen` (frame -> mask)."""

    def damage(frame):
        gone = chosen(frame)
        return frame.assign(
            tot_emp=frame["tot_emp"].mask(gone),
            tot_emp_flag=frame["tot_emp_flag"].mask(gone, Flag.NOT_RELEASED.value),
        )

    return damage


def largest(share):
    return lambda frame: frame["tot_emp"].rank(ascending=False, pct=True) <= share


def without_zeros(frame):
    return frame.assign(ZIP=frame["ZIP"].str.lstrip("0"))


POINT = ("LONGITUD", "LATITUDE")

#: (trial, step, source, damage, a check that must fail or None, a figure that must have changed too much or None)
TRIALS = [
    ("half of the area wages", "wages", "oews_area", half, "wage_jobs_outside_rows", "employment sum of table area_wages"),
    ("half of the state wages", "wages", "oews_state", half, "state_jobs_against_nation", "employment sum of table state_wages"),
    ("half of the national wages", "wages", "oews_nation", half, "nation_jobs_against_total", "employment sum of table nation_wages"),
    ("half of the jobs withheld", "wages", "oews_area", not_released(largest(0.5)), "wage_cells_without_jobs", "employment count of table area_wages"),
    ("the largest cells withheld", "wages", "oews_area", not_released(largest(0.03)), "wage_jobs_outside_rows", "employment sum of table area_wages"),
    ("wages of other rows", "wages", "oews_area", shuffled("a_pct10", "a_pct25", "a_median", "a_pct75", "a_pct90"), "wage_cells_far_from_nation", None),
    ("half of the directory", "providers", "ipeds_directory", half, None, "rows of source ipeds_directory"),
    ("coordinates halved", "providers", "ipeds_directory", times(0.5, *POINT), "providers_outside_state", "lat mean of table providers"),
    ("coordinates shuffled", "providers", "ipeds_directory", shuffled(*POINT), "providers_outside_state", None),
    ("coordinates shuffled in each state", "providers", "ipeds_directory", shuffled(*POINT, within="STABBR"), "providers_far_from_zip", None),
    ("ZIP codes without zeros", "providers", "ipeds_directory", without_zeros, "providers_zip_malformed", None),
    ("ZIP codes shuffled", "providers", "ipeds_directory", shuffled("ZIP"), "providers_zip_of_another_state", None),
    ("tuition a month", "providers", "ipeds_prices", times(1 / 12, "CHG2AY3"), "tuition_median", "tuition mean of table providers"),
    ("completions x 12", "programs", "ipeds_completions", times(12, "CTOTALT"), "completions_total", "completions sum of table programs"),
    ("last year's completions x 12", "programs", "ipeds_completions_previous", times(12, "CTOTALT"), "completions_previous_total", None),
    ("half of the completions", "programs", "ipeds_completions", half, "completions_total", "rows of source ipeds_completions"),
    ("land x 1,000", "counties", "gaz_counties", times(1000, "land_km2"), "land_total", "land_km2 sum of table counties"),
    ("land of other counties", "counties", "gaz_counties", shuffled("land_km2"), "counties_land_beyond_shape", None),
    ("points of other counties", "counties", "gaz_counties", shuffled("lon", "lat"), "counties_point_astray", None),
    ("people x 1,000", "counties", "acs_counties", times(1000, "population"), "people_total", "population sum of table counties"),
    ("people of other counties", "counties", "acs_counties", shuffled("population"), "counties_people_per_home", None),
    ("points of other tracts", "tracts", "tract_centres", shuffled("lon", "lat"), "tracts_point_astray", None),
    ("points of other ZIP codes", "postal points", "gaz_zcta", shuffled("lon", "lat"), "postal_points_astray", None),
    ("half of the ZIP codes", "postal points", "gaz_zcta", half, "providers_zip_unknown", "rows of table postal_points"),
    ("points of other places", "place points", "gaz_places", shuffled("lon", "lat"), "places_point_astray", None),
    ("40 % of poverty missing", "county need", "saipe", sixty_percent, "counties_without_poverty_rate", (
        "poverty_rate count of table county_need"
    )),
    ("40 % of income missing", "county need", "saipe", emptied("median_household_income"), "counties_without_income", "median_household_income count"),
    ("40 % of unemployment missing", "county need", "laus", sixty_percent, "counties_without_unemployment", "unemployment_rate count"),
    ("40 % of vulnerability missing", "county need", "svi", sixty_percent, "counties_without_vulnerability", "social_vulnerability count"),
    ("40 % of rural codes missing", "county need", "rucc", sixty_percent, "counties_without_rural_code", "rural_urban_code count"),
    ("40 % of typology missing", "county need", "county_typology", sixty_percent, "counties_without_persistent_poverty", "rows of source county_typology"),
    ("40 % of coverage missing", "county need", "mobile_coverage", sixty_percent, "counties_without_mobile_coverage", "mobile_5g_share count"),
    ("40 % of zones missing", "county need", "opportunity_zones", sixty_percent, None, (
        "opportunity_zone_tracts sum of table county_need"
    )),
    ("poverty of other counties", "county need", "saipe", shuffled("poverty_rate", "median_household_income"), "poverty_with_vulnerability", None),
    ("labor force of other counties", "county need", "laus", shuffled("labor_force"), "counties_labor_force_share", None),
    ("incomes a month", "county need", "saipe", times(1 / 12, "median_household_income"), "income_mean", "median_household_income mean"),
    ("care of infants and preschoolers exchanged", "county costs", "childcare", exchanged("center_infant", "center_preschool"), "counties_infant_not_above_preschool", "childcare_preschool_weekly mean"),
    ("care of preschoolers and schoolchildren exchanged", "county costs", "childcare", exchanged("center_preschool", "center_school_age"), "counties_preschool_below_school_age", "childcare_preschool_weekly mean"),
    ("rents of bedrooms exchanged", "county costs", "fmr", exchanged("rent_1", "rent_3"), "counties_rents_falling", "rent_1_monthly mean"),
    ("rents a year", "county costs", "fmr", times(12, *(f"rent_{n}" for n in range(5))), "rent_mean", "rent_2_monthly mean"),
    ("half of the price parities", "county costs", "rpp_metro", half, "counties_metro_without_metro_parity", "rows of source rpp_metro"),
    ("jobs projected in thousands", "projections", "ep_occupations", times(0.001, "base_jobs", "projected_jobs"), "projected_base_against_jobs", "base sum of table projections"),
    ("half of the state projections", "projections", "projections_central", half, None, "rows of source projections_central"),
]  # fmt: skip


@needs_raw
@raw
@pytest.mark.parametrize("trial", TRIALS, ids=[trial[0] for trial in TRIALS])
def test_a_damaged_source_is_refused(tables, trial):
    _, step, source, damage, check, figure = trial
    assert check or figure
    verdict = judge(tables, step, source, damage(frame(source)))
    assert check is None or check in verdict.failed
    if check is not None:
        with pytest.raises(JoinError, match=r"the old data stay in place") as caught:
            verdict.report.raise_for_limits()
        text = verdict.report[check].text()
        assert text in str(caught.value)
    told = [change.text() for change in verdict.changes]
    if figure is not None:
        line = next(line for line in told if line.startswith(figure))
        assert "before" in line
        assert line.endswith(f"source: {source}")
        with pytest.raises(
            JoinError, match=r"download the sources named again; .* build with --accept-changes"
        ):
            refuse_changes(list(verdict.changes))


@needs_raw
@raw
def test_published_totals_in_thousands_are_refused(tables):
    wages = tables["area_wages"]
    total = wages["soc"] == "00-0000"
    assert total.sum() == len(tables["areas"])
    damaged = wages.assign(employment=wages["employment"].mask(total, wages["employment"] * 1000))
    given = {name: tables[name] for name in TABLES} | {"area_wages": damaged}
    verdict = judge(given, "areas", "oews_areas", frame("oews_areas"))
    assert {"jobs_per_resident", "wage_jobs_outside_rows"} <= verdict.failed


@needs_raw
@raw
@pytest.mark.parametrize("step", ["county need", "county costs", "providers"])
def test_undamaged_sources_pass(tables, step):
    source = STEPS[step].sources[0]
    verdict = judge(tables, step, source, frame(source))
    assert verdict.failed == set()
    assert verdict.changes == ()


def test_a_failed_check_names_source_and_fix(tables):
    damaged = tables["county_need"].assign(labor_force=tables["county_need"]["labor_force"] / 1000)
    checks = report._need({**tables, "county_need": damaged}) + [
        check
        for needs, group in report.PLAUSIBLE
        if "county_need" in needs
        for check in group({**tables, "county_need": damaged})
    ]
    text = JoinReport(tuple(checks))["labor_force_share"].text()
    assert text.startswith(
        "FAIL labor force per resident outside its plausible range (0.0005093; plausible: 0.42 to 0.6)"
    )
    assert text.endswith(
        "source: laus, acs_counties. Fix: download the file again and check its edition, its units and the "
        "order of its rows."
    )


def test_a_layer_whose_optional_source_is_absent_is_not_judged(tables):
    without = tables["county_need"].assign(mobile_5g_share=np.nan)
    found = JoinReport(tuple(report._need({"counties": tables["counties"], "county_need": without})))
    assert found["counties_without_mobile_coverage"].limit is None
    assert found["counties_without_mobile_coverage"].share == 1
    assert found.failures == ()


# ------------------------------------------------------------- what readers refuse


def reread(source_id, path):
    source = SOURCES[source_id]
    variant = next(v for v in source.variants if (RAW / v.path).is_file())
    return Located(source, Variant(path.name, variant.read), path).read()


def copied(tmp_path, source_id, edit):
    """Write a source's text file, edited, below another folder."""
    path = RAW / next(v.path for v in SOURCES[source_id].variants if (RAW / v.path).is_file())
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8", errors="replace", newline="") as handle:
        text = edit(handle.read())
    out = tmp_path / path.name
    with open_text(out, "wt", encoding="utf-8", newline="") as handle:
        handle.write(text)
    return out


@needs_raw
@raw
@pytest.mark.parametrize("source", ["rpp_metro", "rpp_portion"])
def test_exchanged_vintages_of_price_parities_are_refused(tmp_path, source):
    """By their headings' order, and by the drift of the values where the headings stay."""
    path = copied(
        tmp_path,
        source,
        lambda text: text.replace("2023,2024\n", "2024,2023\n", 1).replace(
            "2023,2024\r\n", "2024,2023\r\n", 1
        ),
    )
    with pytest.raises(
        FormatError,
        match=r"PP_.*2022, 2024, 2023; BEA publishes them ascending.*exchanged; download the file again",
    ):
        reread(source, path)

    def moved(text):
        lines = text.splitlines()
        heads = lines[0].split(",")
        one, other = heads.index("2023"), heads.index("2024")
        out = [lines[0]]
        for line in lines[1:]:
            cells = line.rsplit(",", len(heads) - one)
            if len(cells) > 2:
                first = len(cells) - (len(heads) - one)
                cells[first], cells[first + other - one] = cells[first + other - one], cells[first]
            out.append(",".join(cells))
        return "\n".join(out) + "\n"

    path = copied(tmp_path, source, moved)
    with pytest.raises(
        ValueRangeError,
        match=r"PP_.*parities of 2024 lie nearer to those of 2022 .* columns 2023 and 2024 are exchanged",
    ):
        reread(source, path)


@needs_raw
@raw
def test_an_older_vintage_under_a_new_name_is_refused(tmp_path):
    path = copied(
        tmp_path, "rpp_metro", lambda text: text.replace("new statistics for 2024", "new statistics for 2023")
    )
    with pytest.raises(FormatError, match=r"MARPP.*new statistics for 2023.*expected '2024'"):
        reread("rpp_metro", path)


@needs_raw
@raw
def test_exchanged_ages_of_child_care_are_refused(tmp_path):
    def swapped(text):
        head, _, rest = text.partition("\n")
        return (
            head.replace("mc_infant", "x")
            .replace("mc_preschool", "mc_infant")
            .replace("x", "mc_preschool", 1)
            + "\n"
            + rest
        )

    path = copied(tmp_path, "childcare", swapped)
    with pytest.raises(
        ValueRangeError,
        match=r"ndcp.*mc_infant \(infants\) costs less than mc_preschool .* columns are exchanged",
    ):
        reread("childcare", path)


@needs_raw
@raw
def test_zip_codes_without_zeros_are_refused(tmp_path):
    import re

    path = copied(
        tmp_path, "ipeds_directory", lambda text: re.sub(r'(?<=[",])0(\d{4})(?=[-",])', r"\1", text)
    )
    with pytest.raises(
        FormatError, match=r"hd2024.*column ZIP, row \d+: '\d{4}.*' is no ZIP code .* leading zeros"
    ):
        reread("ipeds_directory", path)


@needs_raw
@raw
@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda lines: lines[:4], "has no guideline of 2026 48_states_and_dc, 2026 alaska, 2026 hawaii"),
        (lambda lines: [lines[0], *lines[4:]], "has no guideline of 2025"),
        (lambda lines: [lines[0], *(a[:5] + b[5:] for a, b in zip(lines[1:4], lines[4:7], strict=True)), *(b[:5] + a[5:] for a, b in zip(lines[1:4], lines[4:7], strict=True))], "does not rise from year to year"),
        (lambda lines: [lines[0], lines[1].replace("15650", "19550"), lines[2].replace("19550", "15650"), *lines[3:]], r"is not 1\.25 \(Alaska\)"),
    ],
)  # fmt: skip
def test_cut_or_shuffled_poverty_guidelines_are_refused(tmp_path, edit, words):
    path = copied(tmp_path, "poverty_guidelines", lambda text: "\n".join(edit(text.splitlines())) + "\n")
    with pytest.raises(
        FormatError, match=rf"hhs_poverty.*{words}.*restore the figures of the Federal Register"
    ):
        reread("poverty_guidelines", path)


# ------------------------------------------------------------------------- figures


def test_figures_are_counts_and_sums_or_means():
    rates = pd.DataFrame(
        {
            "soc": ["11-1011", "11-1021", "00-0000"],
            "exit_rate": [0.03, None, 9.0],
            "transfer_rate": [0.1, 0.2, 9.0],
        }
    )
    assert figures("separations", rates) == {
        "exit_rate count": 1.0,
        "exit_rate mean": 0.03,
        "transfer_rate count": 2.0,
        "transfer_rate mean": 0.15,
    }


@pytest.mark.parametrize(("rows", "counts"), [(91, 0), (110, 0), (89, 1), (111, 1), (0, 1)])
def test_ten_percent_more_or_less_is_taken(rows, counts):
    manifest = read_manifest(DATA)
    old = dataclasses.replace(manifest.tables["cips"], rows=100, figures={})
    new = dataclasses.replace(old, rows=rows, sha256="new")
    one, other = (dataclasses.replace(manifest, tables={"cips": record}) for record in (old, new))
    found = changes(one, other)
    assert len(found) == counts
    assert all(
        TOO_MUCH in change.text() and change.text().endswith("no source has changed, the code has")
        for change in found
    )


def test_too_few_to_judge():
    manifest = read_manifest(DATA)
    old = dataclasses.replace(manifest.tables["cips"], rows=19, figures={"x count": 19.0, "x sum": 1.0})
    new = dataclasses.replace(old, rows=3, sha256="new", figures={"x count": 3.0, "x sum": 9.0})
    assert (
        changes(
            dataclasses.replace(manifest, tables={"cips": old}),
            dataclasses.replace(manifest, tables={"cips": new}),
        )
        == []
    )


def test_a_source_that_is_gone_is_a_change():
    manifest = read_manifest(DATA)
    gone = dataclasses.replace(manifest.sources["laus"], file=None, sha256="", rows=0, bytes=0)
    (change,) = changes(manifest, dataclasses.replace(manifest, sources={**manifest.sources, "laus": gone}))
    assert change.text() == "rows of source laus: 3,221 before, 0 now (-100%, at most ±10%); source: laus"
