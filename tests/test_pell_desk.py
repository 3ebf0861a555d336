"""The Workforce Pell desk on the tiny country: programs, a list of a user's own, and the nation's map."""

from __future__ import annotations

import numpy as np
import pytest

import geo_opportunity as go
from geo_opportunity import user_data
from geo_opportunity.errors import FormatError, UnknownCodeError
from geo_opportunity.geography.distance import CIRCUITY, geodesic_km
from geo_opportunity.measures import pell
from geo_opportunity.questions.pell import poverty_line
from tests.user_data import own_atlas, write

AIDES, MACHINISTS, TURBINES = (
    "ipeds:300/51.3902/20",
    "ipeds:300/48.0501/21",
    "ipeds:400/47.1703/21",
)
HEAD = (
    "provider,program,cip,zip,hours,weeks,semester credits,cost,completion rate,placement rate,earnings,soc\n"
)
GOOD = "Wire Works,Wiring,46.0302,68501,480,12,,9000,81%,72%,41000,"


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("pell"))


def listed(atlas, path, *rows):
    file = write(path / "short.csv", HEAD + "\n".join(rows) + "\n")
    return user_data.import_programs(atlas, file, name="short")


def test_desk_holds_the_short_programs_somebody_completed(atlas):
    found = atlas.pell()
    assert set(found.index) == {AIDES, MACHINISTS, TURBINES}  # Plains University's aides: no completers
    assert set(atlas.pell("45820").index) == {AIDES, MACHINISTS, TURBINES}
    assert atlas.pell("30700").empty
    with pytest.raises(UnknownCodeError):
        atlas.pell("99999")


def test_award_level_and_months_give_spans(atlas):
    found = atlas.pell()
    aides, machinists = found.loc[AIDES], found.loc[MACHINISTS]
    assert (aides["hours_least"], aides["hours_most"]) == (0, 300)
    assert aides["weeks_least"] == pytest.approx(30.4375 / 7)  # two months, one more or less
    assert aides["weeks_most"] == 12  # the award level says less than three months
    assert (aides["L1"], aides["L3"]) == ("unknown", "unknown")
    assert machinists["L3"] == "not met"  # nine months full-time
    assert machinists["weeks_least"] == pytest.approx(8 * 30.4375 / 7)
    assert machinists["pell"] == "not met"
    assert machinists["stops"].startswith("Weeks of instruction")


def test_the_target_is_an_entry_job_before_one_that_asks_for_experience(mine, tmp_path, monkeypatch):
    """Of two occupations not judged, the one with most openings, unless it asks for experience."""
    row = "Wire Works,Wiring,99.9999,68501,480,12,,9000,81%,72%,,47-2111; 53-3032"
    rows = listed(mine, tmp_path, row)
    first = mine.pell_list(rows, book="massachusetts")["soc"].iloc[0]  # both are unknown
    other = {"47-2111": "53-3032", "53-3032": "47-2111"}[first]
    changed = mine.occupations.copy()
    changed.loc[first, "work_experience"] = "5 years or more"
    monkeypatch.setitem(vars(mine), "occupations", changed)
    assert mine.pell_list(rows, book="massachusetts")["soc"].iloc[0] == other
    changed.loc[other, "work_experience"] = "Less than 5 years"  # both do: openings again
    assert mine.pell_list(rows, book="massachusetts")["soc"].iloc[0] == first


def test_price_cap_by_hand(atlas):
    year, line = poverty_line(atlas)
    found = atlas.pell().loc[AIDES]
    cube = atlas.cube
    row, column = atlas.area_row("45820"), atlas.soc_column("31-1131")
    p25, p50 = (float(cube.wages[k, row, column]) for k in (1, 2))
    assert (found["p25"], found["p50"], found["parity"]) == (p25, p50, 90.0)
    assert found["cap_p25"] == pytest.approx(100 * p25 / 90 - 1.5 * line)
    assert found["cap_p50"] == pytest.approx(100 * p50 / 90 - 1.5 * line)
    assert found["price"] == 1_200
    assert found["earnings_needed"] == pytest.approx((1_200 + 1.5 * line) * 0.9)
    assert found["cap_standing"] == "within the cap at both wages"
    assert year == int(atlas.table("poverty_guidelines")["year"].max())


@pytest.mark.parametrize(
    ("price", "standing"),
    [(10, "within the cap at both wages"), (12_000, "within it at the median only"), (90_000, "over the cap at both wages")],
)  # fmt: skip
def test_price_stands_against_both_wages_and_is_no_verdict(mine, tmp_path, price, standing):
    row = f"Wire Works,Wiring,46.0302,68501,480,12,,{price},81%,72%,,"
    low, high = (mine.pell_list(listed(mine, tmp_path, row))[f"cap_{p}"].iloc[0] for p in ("p25", "p50"))
    price = (low + high) / 2 if price == 12_000 else price
    row = f"Wire Works,Wiring,46.0302,68501,480,12,,{price},81%,72%,,"
    found = mine.pell_list(listed(mine, tmp_path, row), year=2030).iloc[0]
    assert found["cap_standing"] == standing
    assert (found["E1"], found["E7"]) == ("unknown", "unknown")  # its own completers' earnings are not given


def test_occupations_of_a_program_are_judged_by_any_of_them(atlas, monkeypatch):
    codes = np.full(atlas.cube.employment.shape, pell.NOT_MET)
    row = atlas.area_row("45820")
    for outcome, status in ((pell.MET, "met"), (pell.UNKNOWN, "unknown"), (pell.NOT_MET, "not met")):
        codes[row, atlas.soc_column("31-1131")] = outcome
        monkeypatch.setattr("geo_opportunity.questions.pell.listed", lambda *_: codes)
        assert atlas.pell().loc[AIDES, "A1"] == status


def test_the_chosen_rule_book_judges_the_occupations(atlas):
    for book in ("oregon_pell", "maine"):
        listed = atlas.rule_book("45820", book, dollars="restated")["outcome"]
        found = atlas.pell(book=book, dollars="restated")
        assert found.loc[AIDES, "A1"] == listed["31-1131"]
        assert found.loc[MACHINISTS, "A1"] == listed["51-4041"]
    with pytest.raises(UnknownCodeError):
        atlas.pell(book="nowhere")
    assert "Maine" in atlas.pell_program(AIDES, book="maine").loc["A1", "figure"]


def test_a_program_asked_alone_is_judged_as_among_all(atlas):
    every = atlas.pell(book="maine")
    for program in every.index:
        alone = atlas.pell_program(program, book="maine")["status"]
        assert alone.to_dict() == every.loc[program, alone.index].to_dict()


def test_every_row_of_the_rule_has_a_figure_or_says_what_it_needs(atlas):
    found = atlas.pell_program(AIDES)
    assert list(found.index) == [row.id for row in pell.rows()]
    assert (found["known"] != "").all()
    assert found.loc["E4", "figure"] == "$15,960 × 1.5 = $23,940"
    assert found.loc["L3", "figure"] == "4.3 to 12 weeks"
    assert found.loc["E1", "status"] == "not yet in force"
    assert "stand in" in found.loc["E1", "known"]
    assert found.loc["O1", "status"] == "unknown"
    assert atlas.pell_program(AIDES, year=2030).loc["E1", "status"] == "unknown"
    with pytest.raises(UnknownCodeError):
        atlas.pell_program("ipeds:300/51.3902/21")


def test_completion_of_the_institution_is_beside_unknown(atlas):
    row = atlas.pell().loc[TURBINES].to_dict() | {"completion_institution": 0.62}
    found = atlas.pell_rows(row).loc["O1"]
    assert found["status"] == "unknown"
    assert "Of the whole institution 62%" in found["figure"]


def test_rule_rows_say_since_when_and_how_each_is_known(atlas):
    rule = atlas.pell_rule()
    assert rule.loc["E1", "in_force"] == "from 2030-31"
    assert atlas.pell_rule(year=2030).loc["E1", "in_force"] == "since 2030-31"
    assert rule.loc["L1", "marks"] == "summary (JFF); predecessor bill"


# -------------------------------------------------------------------------- list


def test_a_list_comes_back_with_a_verdict_a_row_and_nothing_lost(mine, tmp_path):
    rows = [
        GOOD,
        "Wire Works,Long,46.0302,68501,700,20,,,,,,",
        "Wire Works,Bare,46.0302,68501,,,,,,,,",
        "Wire Works,Credits,46.0302,68501,,10,6,,,,,",
        "Nowhere,Lost,46.0302,,160,10,,,,,,",
        "Wire Works,No code,,68501,160,10,,,,,,",
    ]
    imported = listed(mine, tmp_path, *rows)
    found = mine.pell_list(imported)
    assert found["row"].tolist() == list(range(2, 8)) == imported.preview.ledger["row"].tolist()
    by = found.set_index("row")
    assert by["used"].tolist() == [True] * 4 + [False] * 2
    assert by["pell"].tolist() == ["unknown", "not met", "unknown", "unknown", "left out", "left out"]
    assert (by.loc[~by["used"], "reason"] != "").all()
    assert by.loc[2, ["L1", "L3", "O1", "O2", "E1"]].tolist() == [
        "met",
        "met",
        "met",
        "met",
        "not yet in force",
    ]
    assert by.loc[3, ["L1", "L3"]].tolist() == ["not met", "not met"]
    assert by.loc[3, "stops"].split("; ")[:2] == ["Clock hours", "Weeks of instruction"]
    assert by.loc[4, ["L1", "L2", "L3", "O1", "O2"]].tolist() == ["unknown"] * 5  # its award level is assumed
    assert by.loc[5, ["L1", "L2", "L3"]].tolist() == ["unknown", "met", "met"]


def test_earnings_of_a_list_decide_the_price_rows_once_they_bind(mine, tmp_path):
    cheap, dear = GOOD, GOOD.replace("9000", "90000")
    found = mine.pell_list(listed(mine, tmp_path, cheap, dear), year=2030)
    line, parity = poverty_line(mine)[1], 94.0
    cap = 100 * 41_000 / parity - 1.5 * line
    assert 9_000 < cap < 90_000
    assert found["E1"].tolist() == ["met", "not met"]
    assert found["E7"].tolist() == ["met", "met"]


def test_a_list_that_is_added_takes_the_place_of_the_same_programs(mine, tmp_path):
    same = "Career <b>Institute</b>,Aides,51.3902,,160,10,,900,,,,"
    head = HEAD.replace("zip,", "zip,award_level,lon,lat,state,")
    row = same.replace("51.3902,,", "51.3902,67000,20,-99.5,38.5,KS,")
    file = write(tmp_path / "same.csv", f"{head}{row}\n")
    imported = user_data.import_programs(mine, file, name="same")
    assert imported.tables["programs"].empty  # in the data already
    found = mine.add(imported).pell()
    assert set(found.index) == {"own:same/2", MACHINISTS, TURBINES}
    assert found.loc["own:same/2", ["L1", "L3"]].tolist() == ["met", "met"]
    assert found.loc["own:same/2", "completions"] == 60  # as IPEDS has it


def test_other_files_are_no_list_of_programs(mine, tmp_path):
    file = write(tmp_path / "b.csv", "fips,family,annual total\n31001,a1c0,36000\n")
    budgets = user_data.read(mine, "budgets", file, name="b")
    with pytest.raises(FormatError, match="no list of programs"):
        mine.pell_list(budgets)


# --------------------------------------------------------------------------- map


def brute(atlas, rules, led):
    """Count the jobs of each area one by one."""
    tracts, providers = atlas.table("tracts"), atlas.table("providers").set_index("provider_id")
    links = atlas.links.loc[atlas.links["award_level"].isin([20, 21])]
    out = {}
    for code in atlas.cube.areas:
        people = tracts.loc[tracts["area_code"] == code]
        total, jobs = people["adults"].sum(), 0.0
        cells = atlas.cells(code, rules)
        for soc, cell in cells.iterrows():
            if (cell["growing"], cell["sustaining"]) != ("pass", "pass"):
                continue
            near = 0.0
            for tract in people.itertuples():
                miles = [
                    geodesic_km(*(np.array([x]) for x in (tract.lon, tract.lat, home["lon"], home["lat"])))[0]
                    * CIRCUITY / 1.609344
                    for home in (providers.loc[p] for p in links.loc[links["soc"] == soc, "provider_id"])
                    if not home["distance_only"]
                ]  # fmt: skip
                near += tract.adults * (min(miles, default=np.inf) <= rules.reach_miles)
            share = near / total if total else np.nan
            coverage = atlas.occupations.loc[soc, "listing_coverage"]
            missing = share < 0.1 and soc in set(links["soc"]) and coverage >= rules.coverage_min
            counts = share >= rules.reach_share if led else missing
            jobs += cell["employment"] if counts and cell["employment"] > 0 else 0.0
        out[code] = jobs if total else np.nan
    return out


@pytest.mark.parametrize("rules", [go.Rules(), go.Rules(reach_miles=100, pay="own", own_wage=35_000)])
def test_the_map_counts_what_can_be_counted_one_by_one(atlas, rules):
    found = atlas.short_programs(rules)
    for name, led in (("jobs_short_led", True), ("jobs_short_missing", False)):
        expected = brute(atlas, rules, led)
        known = found[name].dropna()
        assert {code: expected[code] for code in known.index} == known.to_dict()
    assert found["share_short_led"].max() <= 1
    own = found["programs_short"].to_dict()
    assert own["45820"] == 3
    assert own["30700"] == 0


def test_the_map_tells_led_from_missing_and_neither_from_unknown(atlas):
    rules = go.Rules(pay="own", own_wage=35_000, growth="any")
    found = atlas.short_programs(rules)
    assert found.loc["45820", "jobs_short_led"] > 0
    assert (found["jobs_short_missing"] > 0).any()
    assert np.isnan(found.loc["6600001", "share_short_led"])  # no one's home is in the data
