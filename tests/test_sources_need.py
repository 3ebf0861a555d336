"""Readers of need layers: known answers on small files, and every fault refused with its name."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import need
from geo_opportunity.sources.base import Located, Variant
from tests.support import RAW, needs_raw

SOURCES = {s.id: s for s in need.SOURCES}


def read(source_id, path):
    source = SOURCES[source_id]
    return Located(source, Variant(path.name, source.variants[0].read), path).read()


def written(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_source_says_whose_it_is():
    for source in need.SOURCES:
        assert source.publisher
        assert source.landing_page.startswith("https://")
        assert source.vintage
        assert all(source.columns.values())
    assert len(SOURCES) == len(need.SOURCES) == 7


# -------------------------------------------------------------------------- SVI

SVI_HEAD = "FIPS,E_TOTPOP,E_AGE17,E_HH,EP_NOVEH,EP_NOINT,EP_POV150,EP_UNEMP,RPL_THEMES"


def test_svi_restores_zeros_and_keeps_suppressed_missing(tmp_path):
    path = written(
        tmp_path / "svi.csv",
        SVI_HEAD,
        "1001,58761,13766,22308,4.0,10.9,20.2,2.8,0.2663",
        "35039,40000,9000,15000,-999,5,6,-999.0,-999",
    )
    frame = read("svi", path).set_index("county_fips")
    assert frame.loc["01001", "no_vehicle_share"] == pytest.approx(0.040)
    assert frame.loc["01001", "no_internet_share"] == pytest.approx(0.109)
    assert frame.loc["01001", "poverty150_share"] == pytest.approx(0.202)
    assert frame.loc["01001", "under_18"] == 13_766
    assert frame.loc["35039", ["no_vehicle_share", "unemployment_share", "svi_overall"]].isna().all()


@pytest.mark.parametrize(
    ("row", "error", "match"),
    [
        ("1001,58761,13766,22308,140,10.9,20.2,2.8,0.2663", ValueRangeError, "EP_NOVEH, row 2: 140"),
        ("1001,58761,13766,22308,4,10.9,20.2,2.8,26.6", ValueRangeError, "RPL_THEMES, row 2"),
        (
            "1001,58761,63766,22308,4,10.9,20.2,2.8,0.2",
            ValueRangeError,
            "E_AGE17, row 2: 63766 people under 18 are more",
        ),
        ("1001a,58761,13766,22308,4,10.9,20.2,2.8,0.2", FormatError, "'1001a' is no 5-digit"),
        ("1001,many,13766,22308,4,10.9,20.2,2.8,0.2", ValueRangeError, "'many' is not a number"),
    ],
)
def test_svi_faults(tmp_path, row, error, match):
    with pytest.raises(error, match=match):
        read("svi", written(tmp_path / "svi.csv", SVI_HEAD, row))


def test_svi_missing_column_doubled_county_and_page(tmp_path):
    with pytest.raises(MissingColumnError, match="EP_NOINT"):
        read(
            "svi", written(tmp_path / "a.csv", SVI_HEAD.replace("EP_NOINT", "X"), "1001,1,1,1,4,10,20,2,0.2")
        )
    row = "1001,58761,13766,22308,4,10.9,20.2,2.8,0.2"
    with pytest.raises(FormatError, match="'01001' is there twice"):
        read("svi", written(tmp_path / "b.csv", SVI_HEAD, row, row))
    with pytest.raises(FormatError, match="HTML page"):
        read("svi", written(tmp_path / "c.csv", "<html><body>Access denied</body></html>"))


# ------------------------------------------------------------------------- LAUS

LAUS_HEAD = [
    "LAUS Code", "State FIPS Code", "County FIPS Code", "County Name/State Abbreviation", "Year",
    "Labor Force", "Employed", "Unemployed", "Unemployment Rate (%)",
]  # fmt: skip
LAUS_ROW = ["CN0100100000000", "01", "001", "Autauga County, AL", "2024", 28467, 27702, 765, 2.7]
TITLE = "Labor Force Data by County, 2024 Annual Averages"


def laus(path, *rows, title=TITLE, head=LAUS_HEAD):
    blank = [None] * 8
    cells = [
        [title, *blank],
        head,
        *rows,
        [None, *blank],
        ["SOURCE:  BLS, LAUS", *blank],
        ["April 8, 2026", *blank],
    ]
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame(cells).to_excel(book, sheet_name="laucnty24", index=False, header=False)
    return path


def test_laus_drops_title_and_footer(tmp_path):
    frame = read("laus", laus(tmp_path / "l.xlsx", LAUS_ROW))
    assert frame.to_dict("records") == [
        {
            "county_fips": "01001",
            "name": "Autauga County, AL",
            "year": 2024,
            "labor_force": 28_467.0,
            "employed": 27_702.0,
            "unemployed": 765.0,
            "unemployment_rate": pytest.approx(0.027),
        }
    ]


@pytest.mark.parametrize(
    ("column", "value", "error", "match"),
    [
        (4, "2023", ValueRangeError, "Year, row 3: 2023"),
        (
            8,
            27.0,
            ValueRangeError,
            "row 3: labor force, employed, unemployed and rate of Autauga County, AL contradict",
        ),
        (5, 29467, ValueRangeError, "contradict"),
        (8, 270.0, ValueRangeError, "row 3: 270"),
        (5, "x", ValueRangeError, "Labor Force, row 3: 'x' is not a number"),
        (2, "0A1", FormatError, "'010A1' is no 5-digit"),
    ],
)
def test_laus_faults(tmp_path, column, value, error, match):
    row = [*LAUS_ROW]
    row[column] = value
    with pytest.raises(error, match=match):
        read("laus", laus(tmp_path / "l.xlsx", row))


def test_laus_wrong_year_gap_and_missing_column(tmp_path):
    with pytest.raises(FormatError, match=r"2023 Annual Averages.*expected '2024 Annual Averages'"):
        read("laus", laus(tmp_path / "a.xlsx", LAUS_ROW, title=TITLE.replace("2024", "2023")))
    other = [*LAUS_ROW]
    other[2] = "003"
    with pytest.raises(FormatError, match="row 4: no state code, yet counties follow"):
        read("laus", laus(tmp_path / "b.xlsx", LAUS_ROW, [None] * 9, other))
    with pytest.raises(MissingColumnError, match="Employed"):
        read(
            "laus",
            laus(tmp_path / "c.xlsx", LAUS_ROW, head=[h.replace("Employed", "Working") for h in LAUS_HEAD]),
        )


# ------------------------------------------------------------------------ SAIPE

SAIPE_TEXT = [
    '"Poverty estimates for United States, States, and counties, 2023",,,,',
    "Source,,,,",
    "Note,,,,",
    "Contact,,,,",
]
SAIPE_HEAD = "FIPS_Code,Area_Name,POVALL_2023,PCTPOVALL_2023,MEDHHINC_2023"


def test_saipe_commas_states_and_missing(tmp_path):
    path = written(
        tmp_path / "s.csv",
        *SAIPE_TEXT,
        SAIPE_HEAD,
        '1000,Alabama,"780,043",15.7,"62,248"',
        '01001,Autauga County,"6,500",11.0,"69,841"',
        "15005,Kalawao County,,,",
    )
    frame = read("saipe", path).set_index("county_fips")
    assert frame.loc["01001", "median_household_income"] == 69_841
    assert frame.loc["01001", "poverty_rate"] == pytest.approx(0.11)
    assert frame.loc["01000", "poverty_people"] == 780_043
    assert frame.loc["15005", ["poverty_rate", "median_household_income"]].isna().all()


def test_saipe_faults(tmp_path):
    row = '01001,Autauga County,"6,500",11.0,"69,841"'
    with pytest.raises(FormatError, match="expected '2023'"):
        read(
            "saipe",
            written(
                tmp_path / "a.csv", SAIPE_TEXT[0].replace("2023", "2022"), *SAIPE_TEXT[1:], SAIPE_HEAD, row
            ),
        )
    with pytest.raises(MissingColumnError, match="FIPS_Code"):
        read("saipe", written(tmp_path / "b.csv", *SAIPE_TEXT, "one line too many,,,,", SAIPE_HEAD, row))
    with pytest.raises(ValueRangeError, match="PCTPOVALL_2023, row 6: 111"):
        read("saipe", written(tmp_path / "c.csv", *SAIPE_TEXT, SAIPE_HEAD, row.replace("11.0", "111")))
    with pytest.raises(ValueRangeError, match="MEDHHINC_2023, row 6: 69"):
        read("saipe", written(tmp_path / "d.csv", *SAIPE_TEXT, SAIPE_HEAD, row.replace("69,841", "69")))


def test_truncated_gzip_is_refused(tmp_path):
    path = tmp_path / "s.csv.gz"
    path.write_bytes(gzip.compress(("\n".join([*SAIPE_TEXT, SAIPE_HEAD]) * 200).encode())[:-20])
    with pytest.raises(FormatError, match="truncated or damaged gzip"):
        read("saipe", path)


# ------------------------------------------------- RUCC, typology, zones, mobile


def rucc(path, rows, sheet="Rural-urban Continuum Code 2023"):
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame(
            rows, columns=["FIPS", "State", "County_Name", "Population_2020", "RUCC_2023", "Description"]
        ).to_excel(book, sheet_name=sheet, index=False)
    return path


def test_rucc(tmp_path):
    rows = [
        ["01001", "AL", "Autauga County", 58805, 2, "Metro"],
        ["60030", "AS", "Rose Island", 0, None, "Not Applicable"],
    ]
    frame = read("rucc", rucc(tmp_path / "r.xlsx", rows)).set_index("county_fips")
    assert frame.loc["01001", "rural_urban_code"] == 2
    assert pd.isna(frame.loc["60030", "rural_urban_code"])
    rows[0][4] = 12
    with pytest.raises(ValueRangeError, match="RUCC_2023, row 2: 12"):
        read("rucc", rucc(tmp_path / "r.xlsx", rows))
    with pytest.raises(FormatError, match="no sheet 'Rural-urban Continuum Code 2023'"):
        read("rucc", rucc(tmp_path / "r.xlsx", rows, sheet="Rural-urban Continuum Code 2013"))


TYPOLOGY_HEAD = "FIPStxt,State,County_name,Persistent_Poverty_2013,Persistent_Related_Child_Poverty_2013"


def test_typology(tmp_path):
    frame = read(
        "county_typology",
        written(
            tmp_path / "t.csv", TYPOLOGY_HEAD, "1005,AL,Barbour County,1,1", "56045,WY,Weston County,0,0"
        ),
    )
    assert frame["county_fips"].tolist() == ["01005", "56045"]
    assert frame["persistent_poverty"].tolist() == [1, 0]
    with pytest.raises(FormatError, match="'2' is no flag"):
        read("county_typology", written(tmp_path / "u.csv", TYPOLOGY_HEAD, "1005,AL,Barbour County,2,1"))


def test_opportunity_zones(tmp_path, monkeypatch):
    path = written(
        tmp_path / "z.csv",
        "census_tract_2010,tract_type",
        "01001020700,Low-Income Community",
        "01003010200,Non-LIC Contiguous",
    )
    with pytest.raises(FormatError, match=r"lists 2 tracts; the final list .* has 8,764"):
        read("opportunity_zones", path)
    monkeypatch.setattr(need, "_ZONES", 2)
    assert read("opportunity_zones", path)["tract"].tolist() == ["01001020700", "01003010200"]
    short = written(
        tmp_path / "y.csv",
        "census_tract_2010,tract_type",
        "1001020700,Low-Income Community",
        "01003010200,Non-LIC Contiguous",
    )
    with pytest.raises(FormatError, match="'1001020700' is no 11-digit"):
        read("opportunity_zones", short)


MOBILE_HEAD = "area_data_type,geography_type,geography_id,geography_desc,mobilebb_4g_area_iv_pct,mobilebb_5g_spd1_area_iv_pct,mobilebb_5g_spd2_area_iv_pct"


def test_mobile_coverage_takes_whole_counties_only(tmp_path):
    path = written(
        tmp_path / "m.csv",
        MOBILE_HEAD,
        "Total,State,01,Alabama,0.6,0.3,0.2",
        "Rural,County,01001,Autauga,0.1,0.1,0.1",
        'Total,County,01001,"Autauga County, AL",0.9,0.5,0.25',
        "Total,Tribal,4590R,Somewhere,0.9,0.5,0.25",
    )
    frame = read("mobile_coverage", path)
    assert frame["county_fips"].tolist() == ["01001"]
    assert frame.loc[0, ["mobile_4g_share", "mobile_5g_share", "mobile_5g_35_share"]].tolist() == [
        0.9,
        0.5,
        0.25,
    ]
    with pytest.raises(ValueRangeError, match="mobilebb_5g_spd1_area_iv_pct, row 2: 50"):
        read("mobile_coverage", written(tmp_path / "n.csv", MOBILE_HEAD, "Total,County,01001,A,0.9,50,0.25"))
    with pytest.raises(FormatError, match="no rows of geography_type County"):
        read("mobile_coverage", written(tmp_path / "o.csv", MOBILE_HEAD, "Total,State,01,A,0.9,0.5,0.25"))


# ------------------------------------------------------------------- real files


@needs_raw
@pytest.mark.raw
@pytest.mark.parametrize(
    ("source_id", "rows"),
    [
        ("svi", 3_144),
        ("laus", 3_221),
        ("saipe", 3_196),
        ("rucc", 3_235),
        ("county_typology", 3_143),
        ("opportunity_zones", 8_764),
        ("mobile_coverage", 3_234),
    ],
)
def test_real_rows(source_id, rows):
    assert len(SOURCES[source_id].locate(RAW).read()) == rows
