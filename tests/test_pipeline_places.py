"""Counties, tracts, shapes and areas; which programs lead where; reach."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import MultiPolygon, box

from geo_opportunity.errors import JoinError
from geo_opportunity.geography import shapes as shp
from geo_opportunity.geography.distance import CIRCUITY
from geo_opportunity.measures.linkage import occupation_programs, occupation_providers
from geo_opportunity.pipeline import places
from geo_opportunity.pipeline import reach as reach_step
from geo_opportunity.pipeline.store import write_table
from geo_opportunity.sources import census, need, oews, prices
from geo_opportunity.tables import validate
from geo_opportunity.vocabulary import KM_PER_MILE, REACH_MILES, reach_column
from tests.support import RAW, needs_raw

FIPS = ["01001", "02016", "09110", "72001"]


def _raw():
    """Four counties: a metro, Aleutians West (across the antimeridian), a Connecticut planning region, Puerto Rico."""
    squares = [
        box(-87, 32, -86, 33),
        MultiPolygon([box(179.2, 51, 179.8, 52), box(-179, 51, -176, 53)]),
        box(-73, 41, -72, 42),
        box(-67, 18, -66, 19),
    ]
    names = ["Alabama", "Alaska", "Connecticut", "Puerto Rico"]
    postal = ["AL", "AK", "CT", "PR"]
    return {
        "county_to_area": pd.DataFrame(
            {
                "county_fips": FIPS,
                "county_name": ["A", "B", "C", "D"],
                "state": postal,
                "area": ["33860", "0200006", "25540", "7200006"],
                "area_title": ["x"] * 4,
                "area_kind": ["metro", "nonmetro", "metro", "nonmetro"],
            }
        ),
        "gaz_counties": pd.DataFrame(
            {
                "geoid": FIPS,
                "name": ["A", "B", "C", "D"],
                "state": postal,
                "land_km2": [10.0, 20.0, 30.0, 40.0],
                "water_km2": [0.0] * 4,
                "lat": [32.5, 51.9, 41.5, 18.5],
                "lon": [-86.5, 179.6, -72.5, -66.5],
            }
        ),
        "acs_counties": pd.DataFrame(
            {
                "county_fips": FIPS,
                "name": ["A"] * 4,
                "population": [1000.0, 200.0, 400.0, 50.0],
                "housing_units": [1.0] * 4,
            }
        ),
        "cbsa_counties": pd.DataFrame(
            {
                "cbsa_code": ["33860", "25540"],
                "cbsa_title": "",
                "cbsa_kind": "",
                "county_fips": ["01001", "09110"],
            }
        ),
        "svi": pd.DataFrame(
            {
                "county_fips": FIPS[:3],
                "total_population": [1000.0, 0.0, 400.0],
                "under_18": [250.0, 0.0, 100.0],
            }
        ),
        "tract_centres": pd.DataFrame(
            {
                "tract": ["01001000100", "02016000100", "09003000100", "09003990000", "72001000100"],
                "population": [100.0, 30.0, 40.0, 0.0, 7.0],
                "lat": [32.5, 51.9, 41.5, 41.4, 18.5],
                "lon": [-86.5, -176.6, -72.5, -72.4, -66.5],
            }
        ),
        "ct_tracts": pd.DataFrame({"tract_fips_2020": ["09003000100"], "tract_fips_2022": ["09110000100"]}),
        "county_shapes": gpd.GeoDataFrame(
            {
                "geoid": FIPS,
                "statefp": ["01", "02", "09", "72"],
                "stusps": postal,
                "state_name": names,
                "namelsad": names,
                "aland": 1.0,
            },
            geometry=squares,
            crs=4269,
        ),
        "oews_areas": pd.DataFrame(
            {
                "area": ["33860", "0200006", "25540", "7200006", "6600001"],
                "area_title": [
                    "Montgomery, AL",
                    "Alaska nonmetropolitan area",
                    "Hartford, CT",
                    "Puerto Rico nonmetropolitan area",
                    "Guam",
                ],
                "states": ["AL", "AK", "CT", "PR", "GU"],
                "kind": ["metro", "nonmetro", "metro", "nonmetro", "nonmetro"],
                "tot_emp_est": [500.0, 90.0, np.nan, 20.0, 60.0],
            }
        ),
        "rpp_metro": pd.DataFrame(
            {"geo_fips": ["33860"] * 2, "line_code": [1, 1], "year": [2023, 2024], "value": [80.0, 88.0]}
        ),
        "rpp_portion": pd.DataFrame(
            {
                "geo_fips": ["02999", "09998"],
                "line_code": [1, 1],
                "year": [2024, 2024],
                "value": [96.2, 104.0],
            }
        ),
    }


def _build(raw):
    tables = {}
    for step in places.STEPS[:3]:
        for name, frame in step.run(raw, tables).items():
            tables[name] = validate(name, frame)
    tables["area_wages"] = pd.DataFrame(
        {
            "area_code": ["33860", "33860"],
            "soc": ["00-0000", "11-1011"],
            "employment": [510.0, 3.0],
            "mean": [61_000.0, 99_000.0],
            "mean_prse": [0.6, 5.0],
        }
    )
    tables["areas"] = validate("areas", places.STEPS[3].run(raw, tables)["areas"])
    return tables


def test_counties_by_hand():
    county = _build(_raw())["counties"].set_index("county_fips")
    assert county["adult_share"].tolist()[0] == 0.75
    assert np.isnan(county["adult_share"]["02016"])  # nobody counted: unknown, not zero
    assert np.isnan(county["adult_share"]["72001"])  # SVI has no Puerto Rico
    assert county["cbsa_code"].isna().tolist() == [False, True, False, True]
    assert county["lon"]["02016"] == pytest.approx(-180.4)  # on the side its shape is drawn on


def test_tracts_are_recoded_and_adults_counted():
    tract = _build(_raw())["tracts"].set_index("tract")
    assert list(tract.index) == [
        "01001000100",
        "02016000100",
        "09110000100",
        "72001000100",
    ]  # the water tract is left out
    assert tract["county_fips"]["09110000100"] == "09110"
    assert tract["adults"].tolist() == [75.0, 30.0, 30.0, 7.0]  # no published share: everybody


def test_people_in_an_unknown_county_stop_the_build():
    raw = _raw()
    raw["tract_centres"].loc[3, "population"] = 12.0
    with pytest.raises(JoinError, match="09003990000"):
        _build(raw)


@pytest.mark.parametrize(
    ("source", "column"),
    [("gaz_counties", "geoid"), ("acs_counties", "county_fips"), ("county_shapes", "geoid")],
)
def test_different_county_sets_are_refused_by_name(source, column):
    raw = _raw()
    raw[source].loc[0, column] = "01003"
    with pytest.raises(JoinError, match="01001, 01003"):
        _build(raw)


def test_a_missing_source_is_named():
    with pytest.raises(JoinError, match="acs_counties"):
        _build({**_raw(), "acs_counties": None})


def test_areas_by_hand():
    area = _build(_raw())["areas"].set_index("area_code")
    assert area["rpp_all"].to_dict() == pytest.approx(
        {"33860": 88.0, "0200006": 96.2, "25540": 104.0, "7200006": np.nan, "6600001": np.nan}, nan_ok=True
    )  # the latest year only
    assert area["rpp_basis"].to_dict() == {
        "33860": "metro",
        "0200006": "state nonmetro portion",
        "25540": "metro",
        "7200006": "none",
        "6600001": "none",
    }
    assert area.loc["33860", ["employment_total", "employment_total_basis"]].tolist() == [510.0, "published"]
    assert area.loc["0200006", ["employment_total", "employment_total_basis"]].tolist() == [90.0, "derived"]
    assert area["employment_total_basis"]["25540"] == "none"
    assert area.loc["33860", ["mean_wage", "mean_wage_prse"]].tolist() == [61_000.0, 0.6]
    assert area.loc["0200006", ["mean_wage", "mean_wage_prse"]].isna().all()
    assert area["adults"]["33860"] == 750
    assert np.isnan(area["adults"]["7200006"])  # unknown share is not nobody
    assert not area["has_shape"]["6600001"]
    assert area["state_fips"]["6600001"] == "66"
    assert area["county_count"]["6600001"] == 0
    assert np.isnan(area["population"]["6600001"])


def test_shapes_by_hand():
    tables = _build(_raw())
    for name in ("area_shapes_nation", "area_shapes", "state_shapes", "county_shapes"):
        frame = tables[name]
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4326
        assert set(frame.geom_type) == {"MultiPolygon"}
        assert frame.total_bounds[2] < 0  # Alaska stays on negative longitudes
    assert tables["state_shapes"]["name"].tolist() == ["Alabama", "Alaska", "Connecticut", "Puerto Rico"]


# -------------------------------------------------------------- linkage and reach


def _training():
    """Nursing (CIP 51.3801) leads to 29-1141 (bachelor's; associate's too), welding (48.0508) to 51-4121."""
    occupations = pd.DataFrame(
        {
            "soc": ["29-1141", "51-4121", "99-0001"],
            "entry_education": ["Bachelor's degree", "High school diploma or equivalent", None],
        }
    )
    cip_soc = pd.DataFrame(
        {"cip": ["51.3801", "48.0508", "48.0508"], "soc": ["29-1141", "51-4121", "99-0001"]}
    )
    programs = pd.DataFrame(
        [
            ("p1", "51.3801", 5, 10.0),  # fits
            ("p2", "51.3801", 3, 10.0),  # associate's: licensed too
            ("p3", "51.3801", 7, 10.0),  # master's: one level above the typical bachelor's
            ("p3", "51.3801", 17, 10.0),  # doctorate: two levels above, does not fit
            ("p4", "51.3801", 5, 0.0),  # nobody completed it
            ("p5", "51.3801", 5, np.nan),  # offered, by a list that does not say how many complete it
            ("p1", "48.0508", 20, 3.0),
            ("p6", "51.3801", 5, 10.0),  # wholly online
            ("p2", "51.3801", 4, 1.0),  # a second fitting program of the same place
        ],
        columns=["provider_id", "cip", "award_level", "completions"],
    )
    providers = pd.DataFrame(
        {
            "provider_id": [f"p{k}" for k in range(1, 7)],
            "lon": [-100.0, -99.0, -100.0, -100.0, -100.0, -100.0],
            "lat": [40.0] * 6,
            "distance_only": [False] * 5 + [True],
        }
    )
    return {"occupations": occupations, "cip_soc": cip_soc, "programs": programs, "providers": providers}


def test_what_leads_to_an_occupation():
    t = _training()
    links = occupation_programs(t["programs"], t["cip_soc"], t["occupations"])
    assert links[["soc", "provider_id", "award_level"]].to_numpy().tolist() == [
        ["29-1141", "p1", 5],
        ["29-1141", "p2", 3],
        ["29-1141", "p2", 4],
        ["29-1141", "p3", 7],
        ["29-1141", "p5", 5],
        ["29-1141", "p6", 5],
        ["51-4121", "p1", 20],
    ]  # no entry education published (99-0001): no level is known to fit


def test_providers_to_travel_to_are_listed_once_and_online_ones_not():
    t = _training()
    pairs = occupation_providers(t["programs"], t["cip_soc"], t["occupations"], t["providers"])
    assert pairs.to_numpy().tolist() == [
        ["29-1141", "p1"],
        ["29-1141", "p2"],
        ["29-1141", "p3"],
        ["29-1141", "p5"],
        ["51-4121", "p1"],
    ]


def test_linkage_does_not_depend_on_row_order():
    t = _training()
    shuffled = {k: v.iloc[::-1] for k, v in t.items()}
    pd.testing.assert_frame_equal(
        occupation_providers(t["programs"], t["cip_soc"], t["occupations"], t["providers"]),
        occupation_providers(
            shuffled["programs"], shuffled["cip_soc"], shuffled["occupations"], shuffled["providers"]
        ),
    )


def test_reach_by_hand():
    # p1 stands among 300 of the area's 400 adults; the other 100 are 1.5 degrees of longitude east, half a degree from p2
    tracts = pd.DataFrame(
        {
            "tract": ["a", "b", "c"],
            "area_code": ["10180", "10180", "0200006"],
            "adults": [300.0, 100.0, 50.0],
            "lon": [-100.0, -98.5, -150.0],
            "lat": [40.0, 40.0, 62.0],
        }
    )
    out = validate(
        "reach", reach_step.STEPS[0].run({}, {**_training(), "tracts": tracts})["reach"]
    ).set_index(["area_code", "soc"])
    assert sorted(out.index) == [
        ("10180", "29-1141"),
        ("10180", "51-4121"),
    ]  # rows without anybody in reach are left out
    nurse, welder = out.loc[("10180", "29-1141")], out.loc[("10180", "51-4121")]
    miles_to_p2 = 42.7 * CIRCUITY / KM_PER_MILE  # half a degree of longitude at 40 north is 42.7 km
    expected = [1.0 if miles >= miles_to_p2 else 0.75 for miles in REACH_MILES]
    assert nurse.tolist() == expected
    assert {0.75, 1.0} == set(expected)
    assert welder.tolist() == [
        0.75 if miles * KM_PER_MILE / CIRCUITY < 128.1 else 1.0 for miles in REACH_MILES
    ]
    assert list(out.columns) == [reach_column(m) for m in REACH_MILES]


# ---------------------------------------------------------------- the real files


@pytest.fixture(scope="module")
def real():
    sources = {s.id: s for m in (census, need, oews, prices) for s in m.SOURCES}
    raw = {name: sources[name].locate(RAW).read() for step in places.STEPS for name in step.sources}
    tables = {}
    for step in places.STEPS[:3]:
        tables |= {name: validate(name, frame) for name, frame in step.run(raw, tables).items()}
    none = pd.DataFrame(
        {
            "area_code": pd.Series(dtype="str"),
            "soc": pd.Series(dtype="str"),
            **{name: pd.Series(dtype="float64") for name in ("employment", "mean", "mean_prse")},
        }
    )
    tables["areas"] = validate("areas", places.STEPS[3].run(raw, {**tables, "area_wages": none})["areas"])
    return raw, tables


@needs_raw
@pytest.mark.raw
class TestRealFiles:
    def test_counts(self, real):
        _, t = real
        assert t["areas"]["kind"].value_counts().to_dict() == {"metro": 393, "nonmetro": 137}
        assert t["areas"]["has_shape"].sum() == 528
        assert len(t["counties"]) == 3222
        assert len(t["tracts"]) == 85_391  # 85,395 less four water tracts of Connecticut
        assert t["tracts"]["population"].sum() == 334_735_155  # the 2020 census: 50 states, DC, Puerto Rico
        assert t["counties"].loc[t["counties"]["adult_share"].isna(), "state"].unique().tolist() == ["PR"]

    def test_shapes_are_whole(self, real):
        _, t = real
        for name, count in (
            ("area_shapes_nation", 528),
            ("area_shapes", 528),
            ("state_shapes", 52),
            ("county_shapes", 3222),
        ):
            geometry = t[name].geometry
            assert len(geometry) == count
            assert geometry.is_valid.all()
            assert geometry.is_valid_coverage()
            assert geometry.total_bounds[2] < -60

    def test_nothing_small_vanishes(self, real):
        raw, t = real
        nation, area = (
            t[n].set_index("area_code").to_crs("EPSG:6933").area
            for n in ("area_shapes_nation", "area_shapes")
        )
        assert (nation / area).between(0.95, 1.05).all()
        source = shp.unwrap_antimeridian(raw["county_shapes"], raw["county_shapes"]["statefp"]).set_index(
            "geoid"
        )
        county = t["county_shapes"].set_index("county_fips").to_crs("EPSG:6933").area
        assert (county / source.to_crs("EPSG:6933").area).between(0.99, 1.01).all()

    def test_state_lines_run_along_area_borders(self, real):
        _, t = real
        areas, states = (t[n].geometry.to_numpy() for n in ("area_shapes_nation", "state_shapes"))
        assert shapely.union_all(areas).symmetric_difference(shapely.union_all(states)).area < 1e-9
        inside = shapely.coverage_union_all(areas)
        assert shapely.area(inside) == pytest.approx(shapely.area(areas).sum())  # neither gaps nor overlaps

    def test_the_nation_is_light_enough_to_draw(self, real):
        _, t = real
        assert sum(map(len, shapely.to_geojson(t["area_shapes_nation"].geometry.to_numpy()))) < 600_000

    def test_label_points_lie_inside_at_both_levels(self, real):
        _, t = real
        area = t["areas"].loc[t["areas"]["has_shape"]].set_index("area_code")
        points = shapely.points(area["lon"], area["lat"])
        for name in ("area_shapes", "area_shapes_nation"):
            shape = t[name].set_index("area_code").geometry.loc[area.index].to_numpy()
            assert shapely.contains(shape, points).all()

    def test_price_levels_agree_with_the_published_list(self, real):
        raw, t = real
        listed = raw["oews_areas"].set_index("area")["rpp_2024"].dropna()
        found = t["areas"].set_index("area_code")["rpp_all"]
        assert found[listed.index].tolist() == pytest.approx(listed.tolist(), abs=0.01)
        none = t["areas"].loc[t["areas"]["rpp_basis"] == "none", "states"]
        assert set(none) == {"PR", "GU", "VI"}


def test_a_table_of_shapes_is_the_same_file_however_its_crs_was_spelled(tmp_path):
    """GDAL reads a shapefile's WGS 84 with one datum, the EPSG database with an ensemble of datums."""
    one_datum = (
        'GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]],'
        'CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north],AXIS["geodetic longitude (Lon)",east],'
        'ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",4326]]'
    )
    shape = gpd.GeoDataFrame({"county_fips": ["01001"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4326")
    files = []
    for crs in ("EPSG:4326", one_datum):
        files.append(tmp_path / f"{len(files)}.parquet")
        write_table("county_shapes", shape.set_crs(crs, allow_override=True), files[-1])
    assert files[0].read_bytes() == files[1].read_bytes()
