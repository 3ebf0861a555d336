"""A hand-made country of two states, eight counties and six areas, in the tables of our own schema.

Figures are invented for the tests and chosen so that every status occurs; nothing here is real data.
Geometry: counties are one-degree squares, four across (west 100°W to 96°W) and two down (40°N to 38°N);
the northern row is state 31, the southern row state 20.

    31001 31003 | 31005 31007        areas: 30700 (metro)    = 31001 + 31003
    ------------+------------               3100001 (nonmetro) = 31005 + 31007
    20001 20003 | 20005 20007               45820 (metro)    = 20001
                                            28140 (metro, two states in its label) = 20003 + 20005
                                            2000001 (nonmetro, no wages) = 20007
                                            6600001 (nonmetro, wages but no shape)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import MultiPolygon, box
from shapely.ops import unary_union

from geo_opportunity import manifest as mf
from geo_opportunity import tables as t
from geo_opportunity.files.published import sha256_of
from geo_opportunity.geography.reach import campus_reach_table
from geo_opportunity.measures.linkage import occupation_providers
from geo_opportunity.vocabulary import REACH_MILES, Flag, reach_column

if TYPE_CHECKING:
    from pathlib import Path

COUNTIES = {  # fips: (name, state, area, column, row, population)
    "31001": ("Adams County", "NE", "30700", 0, 0, 200_000),
    "31003": ("Boone County", "NE", "30700", 1, 0, 100_000),
    "31005": ("Cedar County", "NE", "3100001", 2, 0, 20_000),
    "31007": ("Dawes County", "NE", "3100001", 3, 0, 10_000),
    "20001": ("Allen County", "KS", "45820", 0, 1, 150_000),
    "20003": ("Barber County", "KS", "28140", 1, 1, 500_000),
    "20005": ("Clay County", "KS", "28140", 2, 1, 300_000),
    "20007": ("Doniphan County", "KS", "2000001", 3, 1, 30_000),
}
AREAS = {  # code: (title, kind, state_fips, states, rpp, total jobs)
    "30700": ("Lincoln, NE", "metro", "31", "NE", 94.0, 150_000.0),
    "3100001": ("Northeast Nebraska nonmetropolitan area", "nonmetro", "31", "NE", 86.0, 12_000.0),
    "45820": ("Topeka, KS", "metro", "20", "KS", 90.0, 70_000.0),
    "28140": ("Kansas City, KS-NE", "metro", "20", "KS-NE", 96.0, 400_000.0),
    "2000001": ("Northwest Kansas nonmetropolitan area", "nonmetro", "20", "KS", 85.0, None),
    "6600001": ("Guam", "nonmetro", "66", "GU", None, 30_000.0),
}
#: Jobs by county and sector: Topeka's one county; nothing is disclosed elsewhere, so areas are split by residents.
JOBS = (("20001", "62", 12_000.0), ("20001", "23", 5_000.0), ("20999", "62", 500.0))

# soc: names of skills and areas of knowledge, the most important first
SKILLS = {
    "29-1141": {"skill": ("Social Perceptiveness", "Active Listening"), "knowledge": ("Psychology",)},
    "47-2111": {"skill": ("Troubleshooting", "Active Listening"), "knowledge": ("Mechanical",)},
    "51-4041": {"skill": ("Monitoring",), "knowledge": ("Mechanical", "Psychology")},
}

# soc: (title, education, training, need, links, coverage, apprenticeable, regular, us median, growth NE, growth KS, growth US)
OCCUPATIONS = {
    "29-1141": (
        "Registered Nurses",
        "Bachelor's degree",
        "None",
        "required",
        3,
        0.9,
        False,
        0.45,
        98_000,
        0.06,
        0.08,
        0.05,
    ),
    "29-2061": (
        "Licensed Practical and Licensed Vocational Nurses",
        "Postsecondary nondegree award",
        "None",
        "required",
        1,
        0.5,
        True,
        0.60,
        64_000,
        0.04,
        0.05,
        0.03,
    ),
    "31-1120": (
        "Home Health and Personal Care Aides",
        "High school diploma or equivalent",
        "Short-term on-the-job training",
        "not needed",
        2,
        0.1,
        True,
        0.40,
        36_000,
        0.20,
        0.18,
        0.17,
    ),
    "31-1131": (
        "Nursing Assistants",
        "Postsecondary nondegree award",
        "None",
        "required",
        1,
        0.4,
        True,
        0.50,
        40_000,
        0.03,
        0.04,
        0.02,
    ),
    "47-2111": (
        "Electricians",
        "High school diploma or equivalent",
        "Apprenticeship",
        "helpful",
        1,
        0.3,
        True,
        0.88,
        64_000,
        0.09,
        0.10,
        0.09,
    ),
    "49-9081": (
        "Wind Turbine Service Technicians",
        "Postsecondary nondegree award",
        "Long-term on-the-job training",
        "required",
        1,
        0.6,
        True,
        0.55,
        63_000,
        0.45,
        0.50,
        0.49,
    ),
    "53-3032": (
        "Heavy and Tractor-Trailer Truck Drivers",
        "Postsecondary nondegree award",
        "Short-term on-the-job training",
        "required",
        1,
        0.02,
        True,
        0.30,
        58_000,
        0.05,
        0.05,
        0.04,
    ),
    "15-1252": (
        "Software Developers",
        "Bachelor's degree",
        "None",
        "required",
        6,
        1.5,
        False,
        0.93,
        135_000,
        0.15,
        0.17,
        0.16,
    ),
    "17-3023": (
        "Electrical and Electronic Engineering Technologists and Technicians",
        "Associate's degree",
        "None",
        "required",
        2,
        0.8,
        True,
        0.90,
        78_000,
        0.05,
        0.02,
        0.01,
    ),
    "41-2011": (
        "Cashiers",
        "No formal educational credential",
        "Short-term on-the-job training",
        "not needed",
        0,
        None,
        False,
        0.35,
        31_000,
        -0.08,
        -0.09,
        -0.10,
    ),
    "43-6014": (
        "Secretaries and Administrative Assistants, Except Legal, Medical, and Executive",
        "High school diploma or equivalent",
        "Short-term on-the-job training",
        "not needed",
        4,
        0.2,
        False,
        0.97,
        46_000,
        -0.06,
        -0.07,
        -0.08,
    ),
    "51-4041": (
        "Machinists",
        "High school diploma or equivalent",
        "Long-term on-the-job training",
        "helpful",
        1,
        0.4,
        True,
        0.85,
        56_000,
        0.02,
        0.01,
        -0.02,
    ),
}
CIP_SOC = [
    ("51.3801", "29-1141"), ("51.3901", "29-2061"), ("51.3902", "31-1131"), ("46.0302", "47-2111"), ("47.1703", "49-9081"),
    ("49.0205", "53-3032"), ("11.0701", "15-1252"), ("15.0303", "17-3023"), ("48.0501", "51-4041"),
]  # fmt: skip
CIP_TITLES = {
    "51.3801": "Registered Nursing/Registered Nurse", "51.3901": (
        "Licensed Practical/Vocational Nurse Training"
    ),
    "51.3902": "Nursing Assistant/Aide and Patient Care Assistant/Aide", "46.0302": "Electrician", "47.1703": "Solar Energy Technology/Technician",
    "49.0205": "Truck and Bus Driver/Commercial Vehicle Operator and Instructor", "11.0701": "Computer Science",
    "15.0303": "Electrical, Electronic, and Communications Engineering Technology/Technician", "48.0501": "Machine Tool Technology/Machinist",
}  # fmt: skip
PROVIDERS = {  # id: (name, city, state, county, lon, lat, control, level, distance only)
    "ipeds:100": ("Lincoln Community College", "Lincoln", "NE", "31001", -99.5, 39.5, "public", "2-year", False),
    "ipeds:200": ("Plains University", "Kansas City", "KS", "20003", -98.5, 38.5, "public", "4-year", False),
    "ipeds:300": ("Career <b>Institute</b>", "Topeka", "KS", "20001", -99.5, 38.5, "private for-profit", "less than 2-year", False),
    "ipeds:400": ("Everywhere Online College", "Topeka", "KS", "20001", -99.5, 38.5, "private nonprofit", "4-year", True),
}  # fmt: skip
CODE_CHANGES = [  # of codes the tiny country has, and as published
    ("cip", "51.0808", "01.8301", "moved"), ("cip", "51.9999", "51.3902", "moved"), ("cip", "60.0499", "61", "dropped"),
    ("soc", "31-1121", "31-1120", "combined"), ("soc", "31-1122", "31-1120", "combined"),
    ("soc", "31-1011", "31-1120", "merged"), ("soc", "39-9021", "31-1120", "merged"),
    ("soc", "15-1132", "15-1252", "moved"), ("soc", "29-2071", "29-1141", "split"), ("soc", "29-2071", "29-2061", "split"),
    ("onet", "15-1199.09", "15-1252", "moved"),
]  # fmt: skip
PROGRAMS = [  # provider, cip, award level, completions, previous
    ("ipeds:100", "51.3801", 3, 80, 75), ("ipeds:100", "51.3901", 2, 30, 28), ("ipeds:100", "46.0302", 2, 20, 20), ("ipeds:100", "15.0303", 3, 10, 12),
    ("ipeds:200", "51.3801", 5, 150, 140), ("ipeds:200", "11.0701", 5, 120, 110), ("ipeds:200", "51.3902", 20, 0, 5),
    ("ipeds:300", "51.3902", 20, 60, 55), ("ipeds:300", "48.0501", 21, 15, None), ("ipeds:400", "47.1703", 21, 40, 38),
]  # fmt: skip


RESULTS = {  # provider: (net price, completion rate, students, flag, share online)
    "ipeds:100": (6_000.0, 0.30, 500.0, "published", 0.10),
    "ipeds:200": (14_000.0, 0.62, 3_000.0, "published", 0.05),
    "ipeds:300": (np.nan, np.nan, np.nan, "not_released", np.nan),
    "ipeds:400": (np.nan, np.nan, np.nan, "not_listed", 1.0),
}
PROGRAM_PRICES = {  # (provider, cip): (price, flag, months)
    ("ipeds:300", "51.3902"): (1_200.0, "published", 2.0), ("ipeds:300", "48.0501"): (np.nan, "not_released", 9.0),
}  # fmt: skip


def _square(column: int, row: int) -> MultiPolygon:
    west, north = -100 + column, 40 - row
    return MultiPolygon([box(west, north - 1, west + 1, north)])


def _wages(codes: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Wage rows: code -> (jobs, wage level); every status of a published figure occurs."""
    rows = []
    for area, (jobs, level) in codes.items():
        for i, (soc, spec) in enumerate(OCCUPATIONS.items()):
            median = spec[8] * level
            p = {"p10": 0.70, "p25": 0.85, "p50": 1.0, "p75": 1.2, "p90": 1.45}
            row = {
                "area_code": area, "soc": soc, "employment": float(round(jobs * (0.02 + 0.005 * i), -1)), "employment_flag": Flag.PUBLISHED.value,
                "employment_prse": np.nan, "location_quotient": np.nan, "mean": np.nan, "mean_flag": Flag.NOT_LISTED.value, "mean_prse": np.nan, "wage_rate": "unstated",
            }  # fmt: skip
            for name, factor in p.items():
                row[name], row[f"{name}_flag"] = float(round(median * factor, -1)), Flag.PUBLISHED.value
            if soc == "15-1252" and area == "28140":  # top-coded upper end
                row["p90"], row["p90_flag"] = 239_200.0, Flag.TOP_CODED.value
            if soc == "51-4041" and area == "45820":  # employment withheld
                row["employment"], row["employment_flag"] = np.nan, Flag.NOT_RELEASED.value
            if soc == "17-3023" and area == "3100001":  # wage withheld
                for name in p:
                    row[name], row[f"{name}_flag"] = np.nan, Flag.NOT_RELEASED.value
            if soc == "49-9081" and area == "45820":
                continue  # not listed
            rows.append(row)
    return pd.DataFrame(rows)[list(t.Wages.to_schema().columns)]


def tiny_tables() -> dict[str, pd.DataFrame]:
    """Return every table of the tiny country, validated."""
    counties = pd.DataFrame(
        [
            {
                "county_fips": f, "name": name, "state_fips": f[:2], "state": state, "area_code": area, "cbsa_code": area if len(area) == 5 else None,
                "population": float(pop), "adult_share": 0.75, "housing_units": pop / 2.4, "land_km2": 9000.0, "lon": -99.5 + col, "lat": 39.5 - row,
            }
            for f, (name, state, area, col, row, pop) in COUNTIES.items()
        ]
    )  # fmt: skip
    squares = gpd.GeoDataFrame(
        {"county_fips": list(COUNTIES)},
        geometry=[_square(c[3], c[4]) for c in COUNTIES.values()],
        crs="EPSG:4326",
    )
    by_area = counties.set_index("county_fips")["area_code"]
    merged = squares.assign(area_code=squares["county_fips"].map(by_area))

    def multi(shapes: list) -> MultiPolygon:
        union = unary_union(shapes)
        return union if isinstance(union, MultiPolygon) else MultiPolygon([union])

    shapes = gpd.GeoDataFrame(
        [{"area_code": a, "geometry": multi(list(g.geometry))} for a, g in merged.groupby("area_code")],
        crs="EPSG:4326",
    )
    states = gpd.GeoDataFrame(
        [
            {
                "state_fips": fips,
                "state": abbr,
                "name": name,
                "geometry": multi(list(squares.geometry[squares["county_fips"].str[:2] == fips])),
            }
            for fips, abbr, name in (("20", "KS", "Kansas"), ("31", "NE", "Nebraska"))
        ],
        crs="EPSG:4326",
    )
    population = counties.groupby("area_code")["population"].sum()
    points = shapes.set_index("area_code").representative_point()
    areas = pd.DataFrame(
        [
            {
                "area_code": code, "title": title, "kind": kind, "state_fips": fips, "states": abbr,
                "population": population.get(code, np.nan), "adults": population.get(code, np.nan) * 0.75,
                "county_count": int((counties["area_code"] == code).sum()), "land_km2": 9000.0 * (counties["area_code"] == code).sum() or np.nan,
                "lon": points.x.get(code, np.nan), "lat": points.y.get(code, np.nan), "rpp_all": np.nan if rpp is None else rpp,
                "rpp_basis": "none" if rpp is None else ("metro" if kind == "metro" else "state nonmetro portion"),
                "employment_total": np.nan if jobs is None else jobs, "employment_total_basis": "none" if jobs is None else "derived",
                "mean_wage": np.nan, "mean_wage_prse": np.nan,
                "has_shape": code in points.index,
            }
            for code, (title, kind, fips, abbr, rpp, jobs) in AREAS.items()
        ]
    )  # fmt: skip
    tracts = pd.DataFrame(
        [
            {
                "tract": f"{f}{i:06d}", "county_fips": f, "area_code": c[2], "population": c[5] // 4, "adults": c[5] / 4 * 0.75,
                "lon": -99.5 + c[3] + dx, "lat": 39.5 - c[4] + dy,
            }
            for f, c in COUNTIES.items() for i, (dx, dy) in enumerate([(-0.02, 0.0), (0.02, 0.0), (0.3, 0.3), (-0.3, -0.3)], start=1)
        ]
    )  # fmt: skip
    rpp = counties["area_code"].map({a: v[4] for a, v in AREAS.items()})
    costs = pd.DataFrame(
        {"county_fips": counties["county_fips"], "rpp_all": rpp, "rpp_goods": rpp + 3, "rpp_basis": "metro"}
    )
    for bedrooms, rent in enumerate((700, 800, 1000, 1350, 1600)):
        costs[f"rent_{bedrooms}_monthly"] = rent * rpp / 90
    costs["rent_basis"] = "published"
    for kind, price in (("preschool", 180.0), ("school_age", 110.0), ("infant", 220.0)):
        costs[f"childcare_{kind}_weekly"] = price * rpp / 90
        costs[f"childcare_{kind}_basis"] = ["county"] * 7 + ["state median"]
        costs[f"childcare_{kind}_year"] = [2018.0] * 6 + [2016.0, 2018.0]
    costs["poverty_guideline_area"] = "48_states_and_dc"
    need = pd.DataFrame({"county_fips": counties["county_fips"]}).assign(
        poverty_rate=[0.1, 0.12, 0.15, 0.2, 0.11, 0.13, 0.14, np.nan], median_household_income=60_000.0, unemployment_rate=0.03,
        labor_force=counties["population"] / 2, no_vehicle_share=0.06, no_internet_share=0.1, social_vulnerability=0.4,
        rural_urban_code=[2, 2, 7, 8, 3, 1, 1, 9], persistent_poverty="no", opportunity_zone_tracts=1.0, mobile_5g_share=0.7,
    )  # fmt: skip
    occupations = pd.DataFrame(
        [
            {
                "soc": soc, "title": o[0], "description": f"What {o[0].lower()} do.", "entry_education": o[1], "work_experience": "None",
                "training": o[2], "program_need": o[3], "program_links": o[4], "listing_coverage": np.nan if o[5] is None else o[5],
                "supply_below_ba": np.nan if o[5] is None or o[3] == "not needed" else o[5],
                "trained_outside": "Trained by carriers." if soc == "53-3032" else None, "job_zone": 3.0,
                "apprenticeable": o[6], "regular_schedule_share": o[7], "schedule_basis": "derived from O*NET", "long_hours_share": np.nan,
                "bright_outlook": o[11] > 0.1,
            }
            for soc, o in OCCUPATIONS.items()
        ]
    )  # fmt: skip
    occupations.loc[occupations["soc"] == "51-4041", ["regular_schedule_share", "schedule_basis"]] = [
        np.nan,
        "none",
    ]
    sectors = pd.DataFrame(
        [("healthcare", s, "SOC 29 and 31", np.nan) for s in OCCUPATIONS if s[:2] in {"29", "31"}]
        + [("trades", s, "SOC 47", np.nan) for s in OCCUPATIONS if s[:2] == "47"]
        + [
            ("trades", "51-4041", "listed production trades", np.nan),
            ("green", "49-9081", "Green New & Emerging", np.nan),
        ]
        + [
            ("green", "47-2111", "Green Enhanced Skills", np.nan),
            ("advanced", "15-1252", "Brookings", 0.6),
            ("advanced", "17-3023", "Brookings", 0.5),
        ]
        + [("advanced", "51-4041", "Brookings", 0.2)],
        columns=["sector", "soc", "tag", "share"],
    )
    projections = pd.DataFrame(
        [
            {
                "series": series, "level": level, "geo_code": geo, "soc": soc, "base": 1000.0 * (i + 1), "projected": 1000.0 * (i + 1) * (1 + g),
                "growth": g, "growth_source": "printed", "openings": 120.0 * (i + 1), "openings_basis": "published", "base_year": year, "projected_year": year + 10, "preferred": True,
            }
            for series, level, geo, year, column in (("pc_2022_32", "state", "31", 2022, 9), ("pc_2022_32", "state", "20", 2022, 10), ("ep_2024_34", "nation", "99", 2024, 11))
            for i, (soc, o) in enumerate(OCCUPATIONS.items())
            for g in (o[column],)
            if not (geo == "20" and soc == "49-9081")
        ]
        + [
            {
                "series": series, "level": level, "geo_code": geo, "soc": "00-0000", "base": 100_000.0, "projected": 100_000.0 * (1 + g),
                "growth": g, "growth_source": "printed", "openings": 12_000.0, "openings_basis": "published", "base_year": year, "projected_year": year + 10, "preferred": True,
            }
            for series, level, geo, year, g in (("pc_2022_32", "state", "31", 2022, 0.06), ("pc_2022_32", "state", "20", 2022, 0.04), ("ep_2024_34", "nation", "99", 2024, 0.031))
        ]
    )  # fmt: skip
    county_jobs = pd.DataFrame(
        [(fips, sector, "private", jobs, 50_000.0, 2024) for fips, sector, jobs in JOBS],
        columns=["county_fips", "sector", "owners", "employment", "avg_pay", "year"],
    )
    county_education = pd.DataFrame(
        [
            (fips, 0.68 * c[5], 0.08 * c[5], 0.2 * c[5], 0.2 * c[5], 0.2 * c[5])
            for fips, c in COUNTIES.items()
        ],
        columns=["county_fips", "adults_25", "below_high_school", "high_school", "some_college", "bachelors"],
    )
    workforce_areas = pd.DataFrame(
        [(fips, f"{fips[:2]}000001", f"{c[1]} Works", 1.0, float(c[5])) for fips, c in COUNTIES.items()],
        columns=["county_fips", "area_code", "area_name", "share_of_county", "population"],
    )
    occupation_sectors = pd.DataFrame(
        [("29-1141", "62", 0.9), ("29-1141", "61", 0.1), ("47-2111", "23", 0.6)], columns=["soc", "sector", "share"]
    )  # fmt: skip
    occupation_skills = pd.DataFrame(
        [
            (soc, kind, f"2.{'C' if kind == 'knowledge' else 'A'}.{rank}", name, 4.5 - 0.25 * rank, 4.0, rank)
            for soc, named in SKILLS.items()
            for kind, names in named.items()
            for rank, name in enumerate(names, start=1)
        ],
        columns=t.column_names("occupation_skills"),
    )
    occupation_technology = pd.DataFrame(
        [
            ("29-1141", "Epic Systems", "Medical software", True, True),
            ("29-1141", "Microsoft Excel", "Spreadsheet software", True, False),
            ("51-4041", "G-code", "Development software", False, True),
        ],
        columns=t.column_names("occupation_technology"),
    )
    providers = pd.DataFrame(
        [
            {
                "provider_id": pid, "name": p[0], "address": "1 Main St", "city": p[1], "state": p[2], "zip": "67000", "county_fips": p[3],
                "area_code": COUNTIES[p[3]][2], "lon": p[4], "lat": p[5], "location_basis": "published", "control": p[6], "level": p[7],
                "open_admission": "yes" if p[7] != "4-year" else "no", "distance_only": p[8], "some_distance": "yes", "evening_weekend": "unknown",
                "part_time": "yes", "day_care": "no", "tuition": np.nan if p[7] == "less than 2-year" else 5000.0,
                **dict(zip(("net_price", "completion_rate", "completion_students", "completion_flag", "share_online"), RESULTS[pid], strict=True)),
                "net_price_flag": RESULTS[pid][3], "share_online_undergraduate": RESULTS[pid][4], "share_online_graduate": np.nan,
                "website": "www.example.edu",
            }
            for pid, p in PROVIDERS.items()
        ]
    )  # fmt: skip
    providers = providers[list(t.column_names("providers"))]
    programs = pd.DataFrame(
        PROGRAMS, columns=["provider_id", "cip", "award_level", "completions", "completions_previous"]
    )
    prices = [
        PROGRAM_PRICES.get(pair, (np.nan, "not_listed", np.nan))
        for pair in zip(programs["provider_id"], programs["cip"], strict=True)
    ]
    programs[["price_program", "price_program_flag", "months"]] = pd.DataFrame(prices)
    campuses = pd.DataFrame(
        [
            (
                "dapip:1",
                "ipeds:100",
                "Lincoln Community College at Cedar",
                "Cedar",
                "NE",
                None,
                -97.5,
                39.5,
                "city centre",
                None,
                106.4,
            )
        ],
        columns=t.column_names("campuses"),
    )
    cip_soc = pd.DataFrame(CIP_SOC, columns=["cip", "soc"])
    sites = pd.DataFrame(
        [
            (
                "va:10000001",
                "LINCOLN POLICE DEPARTMENT",
                "NE",
                "police or fire department",
                "31001",
                -99.4,
                39.4,
            ),
            ("va:20000002", "TOPEKA ELECTRICAL JATC", "KS", "joint apprenticeship", "20001", -99.4, 38.4),
            ("va:25000003", "BARBER TRUCK DRIVING SCHOOL", "KS", "truck driving", "20003", -98.4, 38.4),
        ],
        columns=t.column_names("training_sites"),
    )
    reach_rows = {  # (area, soc): reach at 5, 10, 15, 20, 25 … miles (hand-set, monotone)
        ("30700", "29-1141"): (0.3, 0.6, 0.7, 0.7, 0.8), ("30700", "29-2061"): (0.3, 0.6, 0.7, 0.7, 0.8), ("30700", "47-2111"): (0.3, 0.6, 0.7, 0.7, 0.8),
        ("30700", "17-3023"): (0.3, 0.6, 0.7, 0.7, 0.8), ("28140", "29-1141"): (0.3, 0.4, 0.5, 0.6, 0.63), ("28140", "15-1252"): (0.3, 0.4, 0.5, 0.6, 0.63),
        ("45820", "31-1131"): (0.5, 0.5, 0.5, 0.5, 1.0), ("45820", "51-4041"): (0.5, 0.5, 0.5, 0.5, 1.0),
    }  # fmt: skip
    reach = pd.DataFrame(
        [
            {"area_code": a, "soc": s}
            | {reach_column(m): (v[i] if i < len(v) else v[-1]) for i, m in enumerate(REACH_MILES)}
            for (a, s), v in reach_rows.items()
        ]
    )
    people = ["child 1", "child 2-3", "child 4-5", "child 6-8", "child 9-11"] + [
        f"{sex} {age}" for sex in ("male", "female") for age in ("12-13", "14-18", "19-50", "51-70", "71+")
    ]
    made = {
        "areas": areas,
        "counties": counties,
        "county_costs": costs,
        "county_need": need,
        "county_jobs": county_jobs,
        "county_education": county_education,
        "workforce_areas": workforce_areas,
        "occupation_sectors": occupation_sectors,
        "occupation_skills": occupation_skills,
        "occupation_technology": occupation_technology,
        "tracts": tracts,
        "apprenticeable": occupations.loc[occupations["apprenticeable"], ["soc"]],
        "occupations": occupations,
        "sectors": sectors,
        "area_wages": _wages({"30700": (150_000, 0.95), "3100001": (12_000, 0.85), "45820": (70_000, 0.92), "28140": (400_000, 1.02), "6600001": (30_000, 0.7)}),
        "state_wages": _wages({"20": (500_000, 0.95), "31": (300_000, 0.93)}),
        "nation_wages": pd.concat(
            [
                _wages({"99": (5_000_000, 1.0)}),
                _wages({"99": (155_000_000, 1.0)}).head(1).assign(soc="00-0000", employment=155_000_000.0, p10=31_000.0, p25=37_000.0, p50=51_000.0, p75=80_000.0, p90=128_000.0),
            ]
        ),
        "projections": projections,
        "projection_regions": pd.DataFrame({"geo_code": ["ks:topeka"], "title": ["Topeka"], "county_fips": ["20001"]}),
        "separations": pd.DataFrame({"soc": list(OCCUPATIONS), "exit_rate": 0.04, "transfer_rate": 0.06}),
        "cips": pd.DataFrame({"cip": list(CIP_TITLES), "title": list(CIP_TITLES.values())}),
        "cip_soc": cip_soc,
        "code_changes": pd.DataFrame(CODE_CHANGES, columns=["system", "old", "new", "kind"]),
        "providers": providers,
        "programs": programs,
        "reach": reach,
        "campuses": campuses,
        "campus_reach": campus_reach_table(tracts, campuses, occupation_providers(programs, cip_soc, occupations, providers)),
        "training_sites": sites,
        "postal_points": pd.DataFrame({"zip": ["67000", "68501"], "lon": [-99.5, -99.4], "lat": [38.5, 39.4]}),
        "place_points": pd.DataFrame(
            {"place": ["2071000", "3128000"], "state": ["KS", "NE"], "name": ["Topeka", "Lincoln"], "title": ["Topeka city", "Lincoln city"], "kind": "city", "lon": [-99.5, -99.5], "lat": [38.5, 39.5]}
        ),
        "food_plan": pd.DataFrame({"person": people, "low_cost_monthly": [150.0, 160.0, 170.0, 230.0, 250.0] + [290.0] * 5 + [250.0] * 5, "month": "2022-09"}),
        "poverty_guidelines": pd.DataFrame(
            [(2026, "48_states_and_dc", 15960.0, 5680.0), (2026, "alaska", 19950.0, 7100.0), (2026, "hawaii", 18360.0, 6530.0)],
            columns=["year", "area", "one_person", "additional_person"],
        ),
        "state_taxes": state_taxes(),
        "related": pd.DataFrame([("31-1120", "31-1131", "Primary-Short", 1), ("31-1131", "29-2061", "Primary-Short", 1), ("29-2061", "29-1141", "Primary-Short", 1)], columns=["soc", "related_soc", "tier", "rank"]),
        "titles": pd.DataFrame([("31-1131", "Nurse Aide"), ("53-3032", "Truck Driver"), ("29-1141", "RN")], columns=["soc", "title"]),
        "area_shapes_nation": shapes[["area_code", "geometry"]],
        "area_shapes": shapes[["area_code", "geometry"]],
        "state_shapes": states,
        "county_shapes": squares,
        "place_labels": pd.DataFrame({"place": ["2071000"], "state": ["KS"], "name": ["Topeka"], "lon": [-99.5], "lat": [38.5], "residents_near": [126_000.0], "rank": [1]}),
        "lake_shapes": gpd.GeoDataFrame({"lake": [1], "name": [""]}, geometry=[box(-99.2, 38.2, -99.1, 38.3)], crs="EPSG:4326"),
        "hourly_wages": _wages({"99": (1.0, 1.0)}).iloc[:0][list(t.column_names("hourly_wages"))],
    }  # fmt: skip
    return {name: t.validate(name, frame) for name, frame in made.items()}


def state_taxes() -> pd.DataFrame:
    """Return taxes of Nebraska (4 % of wages over 20,000, 400 a child paid out) and of Kansas (none)."""
    rows = [
        (
            family,
            state,
            wages,
            rate * max(wages - 20_000.0, 0.0) - (400.0 * int(family[3]) if rate else 0.0),
            2026,
        )
        for family in ("a1c0", "a1c1", "a2c0", "a2c2", "a2c2w1")
        for state, rate in (("20", 0.0), ("31", 0.04))
        for wages in (15_000.0, 20_000.0, 200_000.0)
    ]
    return pd.DataFrame(rows, columns=["family", "state_fips", "wages", "state_income_tax", "year"])


def tiny_data(path: Path, **changed: pd.DataFrame) -> Path:
    """Write the tiny country, with tables `changed` by name, as a data directory (Parquet files and a manifest) and return it."""
    path.mkdir(parents=True, exist_ok=True)
    records = {}
    for name, frame in (tiny_tables() | changed).items():
        file = path / f"{name}.parquet"
        frame.to_parquet(file, index=False)
        records[name] = mf.TableRecord(
            file=file.name, rows=len(frame), bytes=file.stat().st_size, sha256=sha256_of(file), columns=tuple(frame.columns), step="tiny", sources=("hand",)
        )  # fmt: skip
    hand = mf.SourceRecord(
        id="hand", title="Hand-made test figures", publisher="The test suite", landing_page="https://example.org", url=None,
        vintage="none", licence="Apache-2.0", citation="", file="tests/tiny.py", sha256="", bytes=0, rows=0, note="",
    )  # fmt: skip
    manifest = mf.Manifest(data_version=mf.data_version(records), tables=records, sources={"hand": hand})
    (path / mf.FILE).write_text(manifest.to_json(), encoding="utf-8")
    return path
