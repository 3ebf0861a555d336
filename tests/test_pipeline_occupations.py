"""Build steps of occupations and the sector definitions: hand-worked and on the real files."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity import tables as t
from geo_opportunity.errors import JoinError, MissingColumnError, UnknownCodeError
from geo_opportunity.measures import sectors
from geo_opportunity.pipeline import occupations as build
from geo_opportunity.pipeline import skills as build_skills
from geo_opportunity.pipeline import training
from geo_opportunity.pipeline.trained_outside import TRAINED_OUTSIDE
from geo_opportunity.sources import apprenticeship, bls_ep, crosswalks, ipeds, oews, onet, scorecard
from geo_opportunity.vocabulary import EDUCATION_LEVELS, SECTORS, TRAINING_LEVELS
from tests.support import RAW, needs_raw

STEPS = {s.name: s for s in build.STEPS}
GROUPS = pd.DataFrame({"soc_2018": ["31-1121", "31-1122"], "oews_ep_code": ["31-1120", "31-1120"]})
NURSE, AIDE, ELECTRICIAN, CASHIER = "29-1141", "31-1120", "47-2111", "41-2011"


def frame(columns, *rows):
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture
def raw():
    return {
        "ep_education": frame(
            "soc title entry_education work_experience training",
            (NURSE, "Registered nurses", "Bachelor's degree", "None", "None"),
            (
                AIDE,
                "Home health and personal care aides",
                "High school diploma or equivalent",
                "None",
                "Short-term on-the-job training",
            ),
            (ELECTRICIAN, "Electricians", "High school diploma or equivalent", "None", "Apprenticeship"),
            (
                CASHIER,
                "Cashiers",
                "No formal educational credential",
                "None",
                "Short-term on-the-job training",
            ),
        ),
        "soc_groups": GROUPS,
        "onet_soc_2019_to_2018": frame(
            "onet_2019 onet_title soc_2018 soc_title",
            ("29-1141.00", "x", NURSE, "Registered Nurses"),
            ("31-1121.00", "x", "31-1121", "Home Health Aides"),
            ("31-1122.00", "x", "31-1122", "Personal Care Aides"),
            ("47-2111.00", "x", ELECTRICIAN, "Electricians"),
            ("41-2011.00", "x", CASHIER, "Cashiers"),
        ),
        "onet_occupations": frame(
            "onet_soc title description",
            ("29-1141.00", "Registered Nurses", "Assess."),
            ("29-1141.01", "Acute Care Nurses", "Acute."),
            ("31-1122.00", "Personal Care Aides", "Assist."),
            ("31-1121.00", "Home Health Aides", "Monitor."),
        ),
        "onet_job_zones": frame(
            "onet_soc job_zone",
            ("29-1141.00", 3.0),
            ("29-1141.01", 5.0),
            ("31-1121.00", 3.0),
            ("31-1122.00", 2.0),
            ("47-2111.02", 4.0),
        ),
        "onet_work_context": None,
        "work_context_derived": frame(
            "code kind regular_percent week_mean",
            (NURSE, "pct_non_regular", 87.0, 2.0),
            (AIDE, "rescaled_mean", None, 2.0),
            ("29-1141.01", "pct_non_regular", 10.0, 2.0),
        ),
        "rapids": frame(
            "title rapids_code onet_code term type", ("ELECTRICIAN", "1", "47-2111.00", "8000", "TB")
        ),
        "soc_2010_to_2018": frame(
            "soc_2010 title_2010 soc_2018 title_2018", ("47-2111", "x", "47-2111", "x")
        ),
        "bright_outlook": frame("onet_soc title", ("29-1141.00", "x"), ("47-2111.02", "only a specialty")),
    }


@pytest.fixture
def tables():
    return {
        "nation_wages": pd.DataFrame({"soc": ["00-0000", "29-0000", NURSE, AIDE, ELECTRICIAN]}),
        "area_wages": pd.DataFrame({"soc": [NURSE, CASHIER]}),
        "apprenticeable": pd.DataFrame({"soc": [ELECTRICIAN]}),
        "cip_soc": frame("cip soc", ("51.3801", NURSE), ("46.0302", ELECTRICIAN), ("51.2602", AIDE)),
        "programs": frame(
            "provider_id cip award_level completions",
            ("p1", "51.3801", 5, 150.0),
            ("p2", "51.3801", 3, 50.0),
            ("p2", "51.3801", 7, 999.0),
            ("p2", "46.0302", 2, 30.0),
        ),
        "projections": pd.DataFrame(
            {
                "series": "ep_2024_34",
                "level": ["nation"] * 4 + ["state"],
                "geo_code": "99",
                "soc": [NURSE, AIDE, ELECTRICIAN, CASHIER, NURSE],
                "openings": [400.0, 1000.0, 0.0, 50.0, 7.0],
            }
        ),
    }


def run(name, raw, tables):
    return {k: t.validate(k, f) for k, f in STEPS[name].run(raw, tables).items()}


def test_apprenticeable_codes_go_from_soc_2010_to_published_codes(raw, tables):
    assert run("apprenticeable", raw, tables)["apprenticeable"]["soc"].tolist() == [ELECTRICIAN]


def test_occupations_by_hand(raw, tables):
    out = run("occupations", raw, tables)["occupations"].set_index("soc")
    assert list(out.index) == [NURSE, AIDE, CASHIER, ELECTRICIAN]  # totals and groups are left out
    assert out.loc[AIDE, "title"] == "Home Health and Personal Care Aides"
    assert out.loc[AIDE, "description"] == "Home Health Aides: Monitor. Personal Care Aides: Assist."
    assert out["program_need"].to_dict() == {
        NURSE: "required",
        AIDE: "not needed",
        CASHIER: "not needed",
        ELECTRICIAN: "helpful",
    }
    assert out["program_links"].to_dict() == {NURSE: 1, AIDE: 1, CASHIER: 0, ELECTRICIAN: 1}
    # nurses: bachelor's 150 and associate's 50 fit, the 999 master's do not; 200 completers for 400 openings
    assert out.loc[NURSE, "listing_coverage"] == pytest.approx(0.5)
    # a quarter of the 200 completers hold an associate's degree
    assert out.loc[NURSE, "supply_below_ba"] == pytest.approx(0.125)
    assert out.loc[AIDE, "listing_coverage"] == 0.0  # linked, nobody completed: none, not unknown
    assert out.loc[[CASHIER, ELECTRICIAN], "listing_coverage"].isna().all()  # no link; no openings
    assert out["job_zone"].to_dict() == {
        NURSE: 3.0,
        AIDE: 2.0,
        CASHIER: pytest.approx(float("nan"), nan_ok=True),
        ELECTRICIAN: 4.0,
    }
    assert out["apprenticeable"].tolist() == [False, False, False, True]
    assert out["bright_outlook"].tolist() == [True, False, False, False]
    assert out["schedule_basis"].tolist() == ["derived from O*NET", "none", "none", "none"]
    assert out.loc[NURSE, "regular_schedule_share"] == pytest.approx(0.87)
    assert out["long_hours_share"].isna().all()


def test_official_distribution_comes_before_the_derived_one(raw, tables):
    columns = "onet_soc element scale category value n suppress"
    raw["onet_work_context"] = frame(
        columns,
        ("29-1141.00", "4.C.3.d.4", "CTP", 1.0, 80.0, 30.0, "N"),
        ("29-1141.01", "4.C.3.d.4", "CTP", 1.0, 10.0, 30.0, "N"),
        ("29-1141.00", "4.C.3.d.4", "CT", None, 1.2, 30.0, "N"),
        ("29-1141.00", "4.C.3.d.8", "CTP", 3.0, 25.0, 30.0, "N"),
        ("31-1121.00", "4.C.3.d.4", "CTP", 1.0, 60.0, 30.0, "N"),
        ("31-1122.00", "4.C.3.d.4", "CTP", 1.0, 70.0, 30.0, "N"),
        ("47-2111.00", "4.C.3.d.4", "CTP", 1.0, 90.0, 5.0, "Y"),
    )
    out = run("occupations", raw, tables)["occupations"].set_index("soc")
    assert out.loc[NURSE, "regular_schedule_share"] == pytest.approx(0.80)
    assert out.loc[NURSE, "long_hours_share"] == pytest.approx(0.25)
    assert out.loc[AIDE, "regular_schedule_share"] == pytest.approx(0.65)
    assert pd.isna(out.loc[ELECTRICIAN, "regular_schedule_share"])  # O*NET advises against the figure
    assert out.loc[[NURSE, AIDE], "schedule_basis"].tolist() == ["O*NET distribution"] * 2


def test_missing_national_openings_stop_the_build(raw, tables):
    tables["projections"] = tables["projections"].assign(series="other")
    with pytest.raises(JoinError, match="ep_2024_34"):
        run("occupations", raw, tables)


def test_wrong_ep_edition_stops_the_build(raw, tables):
    raw["ep_education"] = raw["ep_education"].iloc[:2]
    with pytest.raises(JoinError, match="2 of 4 occupations have no EP education"):
        run("occupations", raw, tables)


@given(
    st.sampled_from([None, *EDUCATION_LEVELS]),
    st.sampled_from([None, *TRAINING_LEVELS]),
    st.integers(0, 3),
    st.sampled_from([None, 0.0, 0.049, 0.05, 1.2]),
)
def test_program_need_covers_every_case(education, training_level, links, supply):
    need = build.program_need(
        pd.Series([education]),
        pd.Series([training_level]),
        pd.Series([links]),
        pd.Series([supply], dtype="float64"),
    )[0]
    long = training_level in {"Long-term on-the-job training", "Apprenticeship"}
    if education is None:
        assert need == "unknown"
    elif education == "Some college, no degree":
        assert need == "helpful"
    elif EDUCATION_LEVELS.index(education) > 2:
        assert need == "required"
    elif (long and links) or (supply is not None and supply >= 0.05):
        assert need == "helpful"
    else:
        assert need == "not needed"


def test_programs_below_a_bachelors_degree_make_one_helpful(raw, tables):
    """A tenth of the aides' 1,000 openings are supplied by certificates; their bachelor's degrees do not count."""
    fed = frame(
        "provider_id cip award_level completions", ("p3", "51.2602", 2, 100.0), ("p3", "51.2602", 5, 900.0)
    )
    tables["programs"] = pd.concat([tables["programs"], fed], ignore_index=True)
    aide = run("occupations", raw, tables)["occupations"].set_index("soc").loc[AIDE]
    assert aide["supply_below_ba"] == pytest.approx(0.1)
    assert aide["program_need"] == "helpful"


def test_who_trains_outside_the_list_is_named(raw, tables):
    named = run("occupations", raw, tables)["occupations"].set_index("soc")["trained_outside"]
    assert named[AIDE].endswith("(42 CFR 484.80).")
    assert named.drop(AIDE).isna().all()


def test_every_entry_trained_outside_has_a_source():
    assert all(re.fullmatch(r"\d\d-\d{4}", soc) for soc in TRAINED_OUTSIDE)
    source = re.compile(r"\((BLS OOH, .+, How to Become One|\d+ CFR [^)]+|49 U\.S\.C\. 44935\(g\))\)\.$")
    assert [soc for soc, text in TRAINED_OUTSIDE.items() if not source.search(text)] == []


def test_related_and_titles():
    known = {"occupations": frame("soc title", (NURSE, "Registered Nurses"), (AIDE, "Aides"))}
    related = frame(
        "onet_soc related_onet_soc tier rank",
        ("31-1121.00", "29-1141.00", "Supplemental", 12.0),
        ("31-1122.00", "29-1141.01", "Primary-Long", 15.0),
        ("31-1121.00", "31-1122.00", "Primary-Short", 1.0),
        ("29-1141.00", "55-1011.00", "Primary-Short", 2.0),
    )
    out = run("related", {"onet_related": related, "soc_groups": GROUPS}, known)["related"]
    assert out.values.tolist() == [[AIDE, NURSE, "Primary-Long", 12]]
    raw = {
        "soc_groups": GROUPS,
        "onet_reported_titles": frame(
            "onet_soc title shown",
            ("29-1141.00", "Staff Nurse", "Y"),
            ("29-1141.00", "registered nurses", "Y"),
        ),
        "onet_alternate_titles": frame(
            "onet_soc title short_title",
            ("29-1141.01", "STAFF  NURSE", "n/a"),
            ("31-1122.00", "Caregiver", "n/a"),
            ("29-1141.00", "RN Nurse", "RN"),
        ),
    }
    titles = run("titles", raw, known)["titles"]
    assert titles.values.tolist() == [
        [NURSE, "RN"],
        [NURSE, "RN Nurse"],
        [NURSE, "Staff Nurse"],
        [AIDE, "Caregiver"],
    ]


# ---------------------------------------------------------------------- sectors


def test_green_lists_need_the_base_code():
    green = frame(
        "onet_2010 category",
        ("47-2231.00", "Green New & Emerging"),
        ("47-2111.02", "Green Increased Demand"),
        ("29-1141.00", "Green Enhanced Skills"),
        ("29-1141.01", "Green New & Emerging"),
    )
    walk = frame(
        "onet_2010 onet_2019",
        ("47-2231.00", "47-2231.00"),
        ("47-2111.02", "47-2111.02"),
        ("29-1141.00", "29-1141.00"),
        ("29-1141.01", "29-1141.01"),
    )
    out = sectors.green_membership(green, walk, GROUPS)
    assert out.values.tolist() == [
        ["29-1141", "Green Enhanced Skills"],
        ["47-2111", sectors.GREEN_SPECIALTY],
        ["47-2231", "Green New & Emerging"],
    ]
    with pytest.raises(JoinError, match="no 2010-to-2019 crosswalk"):
        sectors.green_membership(green, walk.iloc[:1], GROUPS)


TO_NEM = frame(
    "naics4 nem nem_title nem_type relation",
    ("3364", "336400", "", "", "equal"),
    ("3271", "327000", "", "", "superset"),
    ("5417", "541700", "", "", "equal"),
)


def test_advanced_share_by_hand():
    jobs = frame(
        "soc nem employment_2018",
        ("31-1121", "TE1000", 100.0), ("31-1121", "336400", 10.0), ("31-1121", "327000", 90.0),
        ("31-1122", "TE1000", 300.0), ("31-1122", "541700", 30.0), ("31-1122", "336400", 60.0),
        ("15-2090", "TE1000", 50.0), ("15-2090", "541700", 20.0),
        ("41-2011", "TE1000", 500.0), ("31-0000", "TE1000", 400.0), ("31-0000", "336400", 400.0),
    )  # fmt: skip
    lines = frame(
        "soc type",
        *((s, "Line item") for s in ("31-1121", "31-1122", "15-2090", "41-2011")),
        ("31-0000", "Summary"),
    )
    hybrid = frame(
        "oes_2018 soc_2018",
        ("31-1121", "31-1121"),
        ("31-1122", "31-1122"),
        ("15-2090", "15-2051"),
        ("15-2090", "15-2099"),
        ("41-2011", "41-2011"),
    )
    out = sectors.advanced_shares(jobs, lines, TO_NEM, hybrid, GROUPS).set_index("soc")["share"].to_dict()
    # merged aides: (10 + 30 + 60) of 400; both parts of 15-2090 take its 20 of 50; minerals are left out
    assert out == pytest.approx({"31-1120": 0.25, "15-2051": 0.4, "15-2099": 0.4, "41-2011": 0.0})
    with pytest.raises(JoinError, match="no SOC 2018 code, worst 41-2011"):
        sectors.advanced_shares(jobs, lines, TO_NEM, hybrid[hybrid["oes_2018"] != "41-2011"], GROUPS)


def industry_rows(*rows):
    return frame("naics occ_code o_group tot_emp", *rows)


def test_advanced_share_by_industry_by_hand():
    nation = frame(
        "soc employment",
        ("00-0000", 1_000.0), ("17-2011", 100.0), ("51-4041", 400.0), ("41-2011", 500.0), ("27-2011", np.nan),
    )  # fmt: skip
    cells = industry_rows(
        ("336400", "17-2011", "detailed", 60.0), ("3330A1", "17-2011", "detailed", 10.0),
        ("336000", "17-2011", "detailed", 90.0), ("336400", "17-2000", "broad", 60.0),
        ("327000", "51-4041", "detailed", 300.0), ("3330A1", "51-4041", "detailed", np.nan),
        ("517000", "51-4041", "detailed", 40.0), ("517000", "27-2011", "detailed", 5.0),
        ("000000", "41-2011", "detailed", 500.0),
    )  # fmt: skip
    naics4 = ["3364", "3331", "3332", "3271", "5173", "5179"]
    out = sectors.advanced_shares_by_industry(cells, nation, naics4).set_index("soc")["share"].to_dict()
    # 336000 holds 336400 and is none of them; minerals are left out; an unreleased cell counts as none
    assert out == pytest.approx({"17-2011": 0.7, "51-4041": 0.1, "41-2011": 0.0})
    with pytest.raises(JoinError, match=r"lacks the advanced industries 513200\. Fix"):
        sectors.advanced_shares_by_industry(cells, nation, [*naics4, "5112"])


def test_nested_industries_are_refused():
    with pytest.raises(JoinError, match="OEWS industry 517300 lies within 517000"):
        sectors._disjoint({"517000", "517300"}, of="OEWS")
    nested = pd.concat([TO_NEM, TO_NEM.iloc[[2]].assign(nem="541710")])
    with pytest.raises(JoinError, match="541710 lies within 541700"):
        sectors.advanced_industry_codes(nested)


def test_members_and_definitions():
    table = frame(
        "sector soc tag share",
        ("advanced", "17-2011", sectors.ADVANCED_TAG, 0.6),
        ("advanced", "43-1011", sectors.ADVANCED_TAG, 0.25),
        ("advanced", "41-2011", sectors.ADVANCED_TAG, 0.01),
        ("green", "47-2231", "Green New & Emerging", None),
        ("green", "47-2111", "Green Enhanced Skills", None),
        ("healthcare", "29-1141", "x", None),
    )
    pick = sectors.sector_members
    assert pick(table, "advanced", advanced_cutoff=0.25, green_tags=()) == {"17-2011", "43-1011"}
    assert pick(table, "green", advanced_cutoff=0.25, green_tags=("Green New & Emerging",)) == {"47-2231"}
    assert pick(table, "healthcare", advanced_cutoff=0.25, green_tags=()) == {"29-1141"}
    assert pick(table, "trades", advanced_cutoff=0.25, green_tags=()) == frozenset()
    with pytest.raises(UnknownCodeError, match="farming"):
        pick(table, "farming", advanced_cutoff=0.25, green_tags=())
    with pytest.raises(MissingColumnError, match="share"):
        pick(table.drop(columns="share"), "green", advanced_cutoff=0.25, green_tags=())
    assert set(sectors.DEFINITIONS) == set(SECTORS)


def test_listed_sectors_do_not_overlap_and_ignore_order():
    socs = ["49-3031", "29-1141", "31-1120", "47-2111", "11-9111", "41-2011", "51-9081"]
    out = sectors.listed_membership(socs)
    assert not out["soc"].duplicated().any()
    pd.testing.assert_frame_equal(out, sectors.listed_membership(reversed(socs)))
    assert set(out.loc[out["sector"] == "healthcare", "soc"]) == {"29-1141", "31-1120", "11-9111", "51-9081"}


def test_jobs_reached_from_another_job_are_not_supplied_by_programs():
    base = pd.DataFrame(
        {
            "soc": ["51-4121", "51-1011", "29-1141", "11-9111", "43-1011"],
            "work_experience": ["None", "Less than 5 years", "None", "5 years or more", "Less than 5 years"],
        }
    )
    assert build._for_newcomers(base).tolist() == [True, False, True, False, False]


@needs_raw
@pytest.mark.raw
def test_real_occupations_and_sectors():
    modules = (ipeds, crosswalks, onet, bls_ep, apprenticeship, oews, scorecard)
    sources = {s.id: s for m in modules for s in m.SOURCES}
    wanted = {n for step in (*training.STEPS, *build.STEPS) for n in step.sources} - {"onet_work_context"}
    raw = {n: sources[n].locate(RAW).read() for n in sorted(wanted)}
    areas = pd.read_csv(RAW / "oews_areas/county_to_oews_area.csv", dtype=str).rename(
        columns={"area": "area_code"}
    )
    nation = pd.read_excel(RAW / "oews/national_M2025_dl.xlsx", dtype=str, engine="calamine")
    nation = nation[nation["O_GROUP"].isin(["detailed", "total"])]
    skills = sources["ep_top_skills"].variants[0].path
    ep = pd.read_excel(RAW / skills, sheet_name="Table 6.2", header=1, dtype=object, engine="calamine")
    opened = pd.DataFrame(
        {
            "soc": ep["2024 National Employment Matrix code"],
            "openings": ep["Occupational openings, 2024–34 annual average"],
        }
    ).dropna()
    opened = opened.assign(
        openings=opened["openings"].astype(float) * 1000, series="ep_2024_34", level="nation", geo_code="99"
    )
    tables = {
        "counties": areas[["county_fips", "area_code"]],
        "areas": pd.DataFrame({"area_code": ["6600001", "7800001"], "states": ["GU", "VI"]}),
        "nation_wages": pd.DataFrame(
            {"soc": nation["OCC_CODE"], "employment": pd.to_numeric(nation["TOT_EMP"])}
        ),
        "area_wages": pd.DataFrame({"soc": ["29-1141"]}),
        "projections": opened,
    }
    for step in (*training.STEPS, *build.STEPS):
        tables |= {k: t.validate(k, f) for k, f in step.run(raw, tables).items()}
    out = tables["occupations"].set_index("soc")
    published = nation[nation["O_GROUP"] == "detailed"].set_index("OCC_CODE")["OCC_TITLE"].str.strip()
    assert out["title"].to_dict() == published.to_dict()
    assert out["entry_education"].notna().all()
    assert out["apprenticeable"].sum() == 344
    assert out["regular_schedule_share"].notna().sum() == 680
    assert (
        out["program_links"] == 0
    ).sum() == 204  # 167 of EP's 832 have none, and 37 postsecondary teachers
    assert out.loc["53-3032", "listing_coverage"] < 0.1 < out.loc["29-1141", "listing_coverage"]
    assert out.loc["29-1141", "listing_coverage"] == pytest.approx(1.27, abs=0.05)
    assert set(sectors.TRADES_OTHERS) <= set(out.index)
    assert {k: v for k, v in sectors.TRADES_OTHERS.items() if out.loc[k, "title"] != v} == {}
    jobs = raw["nem_2018_employment"]
    total = jobs[jobs["soc"] == "00-0000"].set_index("nem")["employment_2018"]
    codes = sectors.advanced_industry_codes(raw["advanced_to_nem"])
    assert 0.084 < total.reindex(sorted(codes)).sum() / total["TE1000"] < 0.091
    members = sectors.sector_members(tables["sectors"], "advanced", advanced_cutoff=0.25, green_tags=())
    assert {"17-2011", "51-2011", "15-1252"} <= members
    assert "41-2011" not in members
    industry = raw["oews_industry"].set_index(["naics", "occ_code"])["tot_emp"]
    advanced = sectors.advanced_oews_industries(raw["advanced_industries"]["naics4"])
    total = industry.xs("00-0000", level="occ_code")
    assert len(advanced) == 41
    assert total[sorted(advanced)].sum() / total["000000"] == pytest.approx(0.1016, abs=0.0001)
    shares = tables["sectors"].query("sector == 'advanced'").set_index("soc")["share"]
    jobs = tables["nation_wages"].drop_duplicates("soc").set_index("soc")["employment"]
    assert (shares * jobs[shares.index]).sum() == pytest.approx(15_618_370)
    raw["oews_industry"] = None  # the 2018-28 matrix takes its place
    older = next(s for s in build.STEPS if s.name == "sectors").run(raw, tables)["sectors"]
    assert (
        "19-4044" in sectors.sector_members(older, "advanced", advanced_cutoff=0.25, green_tags=()) - members
    )


RATED = "onet_soc element_id element scale value suppress not_relevant"


def _rated(*rows):
    return frame(RATED, *((*row, False, False) if len(row) == 5 else row for row in rows))


def test_skills_speak_for_published_codes_and_what_onet_advises_against_is_left_out():
    occupations = pd.DataFrame({"soc": [NURSE, AIDE, ELECTRICIAN]})
    raw = {
        "onet_skills": _rated(
            ("29-1141.00", "2.A.1.a", "Reading", "IM", 4.0),
            ("29-1141.00", "2.A.1.a", "Reading", "LV", 4.5),
            ("29-1141.01", "2.A.1.a", "Reading", "IM", 1.0),  # a specialty: its base code speaks
            ("29-1141.00", "2.B.1.a", "Perceiving", "IM", 4.5),
            ("29-1141.00", "2.B.1.a", "Perceiving", "LV", 1.0, False, True),  # level not relevant
            ("29-1141.00", "2.B.3.a", "Repairing", "IM", 5.0, True, False),  # imprecise
            ("31-1121.00", "2.A.1.a", "Reading", "IM", 3.0),  # two base codes of one published code
            ("31-1122.00", "2.A.1.a", "Reading", "IM", 4.0),
            ("47-2111.02", "2.A.1.a", "Reading", "IM", 2.0),  # no base code: the specialty speaks
            ("99-9999.00", "2.A.1.a", "Reading", "IM", 2.0),
        ),
        "onet_knowledge": None,
    }
    found = t.validate("occupation_skills", build_skills.occupation_skills(raw, occupations, GROUPS))
    assert found[["soc", "element", "importance", "rank"]].values.tolist() == [
        [NURSE, "Reading", 4.0, 2],
        [NURSE, "Perceiving", 4.5, 1],
        [AIDE, "Reading", 3.5, 1],
        [ELECTRICIAN, "Reading", 2.0, 1],
    ]
    assert found["level"].tolist()[0] == 4.5
    assert np.isnan(found["level"].tolist()[1])
    assert set(found["kind"]) == {"skill"}


def test_ten_skills_are_kept_and_none_without_the_sources():
    occupations = pd.DataFrame({"soc": [NURSE]})
    many = _rated(*(("29-1141.00", f"2.A.{i}", f"S{i}", "IM", 1 + i / 10) for i in range(1, 15)))
    empty = {"onet_skills": None, "onet_knowledge": None}
    kept = build_skills.occupation_skills(empty | {"onet_skills": many}, occupations, GROUPS)
    assert sorted(kept["rank"]) == list(range(1, 11))
    assert kept.loc[kept["rank"] == 1, "element"].item() == "S14"
    for name, found in (
        ("occupation_skills", build_skills.occupation_skills(empty, occupations, GROUPS)),
        ("occupation_technology", build_skills.occupation_technology(None, occupations, GROUPS)),
    ):
        assert t.validate(name, found).empty


def test_technology_of_any_base_code_is_kept_where_it_is_hot_or_in_demand():
    named = frame(
        "onet_soc technology category hot in_demand",
        ("31-1121.00", "Excel", "Spreadsheets", True, False),
        ("31-1122.00", "Excel", "Spreadsheets", True, True),
        ("31-1122.00", "Old Tool", "Tools", False, False),
    )
    found = build_skills.occupation_technology(named, pd.DataFrame({"soc": [AIDE]}), GROUPS)
    rows = t.validate("occupation_technology", found).values.tolist()
    assert rows == [[AIDE, "Excel", "Spreadsheets", True, True]]
