"""Readers of prices: known answers on small files, and every fault refused with its name."""

from __future__ import annotations

import gzip
import zipfile
from functools import partial

import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, MissingColumnError, SourceUnavailableError, ValueRangeError
from geo_opportunity.sources import prices
from geo_opportunity.sources.base import Located, Source, Variant
from tests.support import RAW, needs_raw

SOURCES = {s.id: s for s in prices.SOURCES}

RPP = """GeoFIPS,GeoName,Region,TableName,LineCode,IndustryClassification,Description,Unit,2023,2024
 "00000","United States", ,MARPP,1,"...","RPPs: All items ","Index",100.000,100.000
 "10180","Abilene, TX (Metropolitan Statistical Area)", ,MARPP,1,"...","RPPs: All items ","Index",90.394,90.364
 "10180","Abilene, TX (Metropolitan Statistical Area)", ,MARPP,3,"...","RPPs: Housing ","Index",38.9,0.000
"Note: See the included footnote file."
"U.S. Bureau of Economic Analysis"
"""
FMR_HEAD = "stusps,state,hud_area_code,countyname,county_town_name,metro,hud_area_name,fips,pop2023,fmr_0,fmr_1,fmr_2,fmr_3,fmr_4"
FMR_ROWS = (
    "AL,01,M,Autauga County,,1,Montgomery,0100199999,58761,860,870,1016,1304,1537",
    "ME,23,M,York County,Kittery town,1,York,2303136745,10070,1286,1477,1865,2236,2537",
)
CARE_HEAD = (
    "county_fips,study_year,state_abbreviation,county_name,mc_infant,mc_toddler,mc_preschool,mcsa,"
    "mfcc_infant,mfcc_toddler,mfcc_preschool,mfccsa"
)


def located(source_id, path, *, reader=None):
    """Return the source as if found at `path`, read with its last variant's reader."""
    source = SOURCES[source_id]
    return Located(source, Variant(path.name, reader or source.variants[-1].read), path)


@pytest.fixture
def rpp(tmp_path):
    path = tmp_path / "MARPP_MSA_2008_2024.csv"
    path.write_text(RPP)
    return path


def workbook(path, frame, sheet):
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        frame.to_excel(book, sheet_name=sheet, index=False)
    return path


def fmr_frame(**changes):
    rows = [r.split(",") for r in FMR_ROWS]
    frame = pd.DataFrame(rows, columns=FMR_HEAD.split(","))
    numbers = [c for c in frame.columns if c.startswith(("pop", "fmr_"))]
    frame[numbers] = frame[numbers].astype(float)
    for column, value in changes.items():
        frame.loc[0, column] = value
    return frame


# ---------------------------------------------------------------- the register


def test_every_source_says_whose_it_is():
    for source in prices.SOURCES:
        assert isinstance(source, Source)
        assert source.publisher
        assert source.landing_page.startswith("https://")
        assert source.vintage
        assert source.licence
        assert all(source.columns.values())
        assert all(v.url is None or v.url.startswith("https://") for v in source.variants)
    assert len(SOURCES) == len(prices.SOURCES) == 7


def test_absent_file_names_the_official_url(tmp_path):
    with pytest.raises(SourceUnavailableError, match=r"FY26_FMRs\.xlsx"):
        SOURCES["fmr"].locate(tmp_path)


# --------------------------------------------------------------- price parities


def test_rpp_long_form(rpp):
    frame = located("rpp_metro", rpp).read()
    assert len(frame) == 6
    abilene = frame[(frame["geo_fips"] == "10180") & (frame["year"] == 2024)].set_index("line_code")["value"]
    assert abilene[1] == 90.364
    assert pd.isna(abilene[3]), "0.000 means no such portion, not a price level of zero"
    assert frame["geo_name"].iloc[0] == "United States"


def test_rpp_zip_gives_the_same_rows(rpp, tmp_path):
    path = tmp_path / "MARPP.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("MARPP_MSA_2008_2024.csv", RPP)
        archive.writestr("MARPP__definition.xml", "<x/>")
        archive.writestr("MARPP__Footnotes.html", "<html></html>")
    pd.testing.assert_frame_equal(located("rpp_metro", path).read(), located("rpp_metro", rpp).read())


def test_rpp_zip_without_the_member(tmp_path):
    path = tmp_path / "MARPP.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("PARPP_PORT_2008_2024.csv", RPP)
    with pytest.raises(FormatError, match="has no member 'MARPP_MSA_<first>"):
        located("rpp_metro", path).read()


@pytest.mark.parametrize(
    ("old", "new", "error", "match"),
    [
        ("90.364", "9036.4", ValueRangeError, "column 2024, row 3: 9036.4 cannot be true"),
        ("38.9,", "3.9,", ValueRangeError, "column 2023, row 4"),
        (",2024\n", ",2025\n", FormatError, "expected '2024'"),
        ("MARPP", "SARPP", FormatError, "says 'SARPP'"),
        ("LineCode", "Line", MissingColumnError, "LineCode"),
        (
            '"Note: See the included footnote file."\n"U.S. Bureau of Economic Analysis"\n',
            "",
            FormatError,
            "closing note",
        ),
        ('"10180"', '"1018"', FormatError, "'1018' is no 5-digit"),
        (
            '"00000","United States"',
            '"10180","Abilene"',
            FormatError,
            "geo_fips, line_code, year: .* is there twice",
        ),
        ("90.364", "n/a", ValueRangeError, "is not a number"),
    ],
)
def test_rpp_faults(rpp, old, new, error, match):
    text = rpp.read_text()
    assert old in text
    rpp.write_text(text.replace(old, new))
    with pytest.raises(error, match=match):
        located("rpp_metro", rpp).read()


def test_rpp_html_and_truncated_zip(tmp_path):
    page = tmp_path / "MARPP_MSA_2008_2024.csv"
    page.write_text("<!DOCTYPE html><html>Access denied</html>")
    with pytest.raises(FormatError, match="HTML page"):
        located("rpp_metro", page).read()
    cut = tmp_path / "MARPP.zip"
    with zipfile.ZipFile(cut, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("MARPP_MSA_2008_2024.csv", RPP * 50)
    cut.write_bytes(cut.read_bytes()[:-60])
    with pytest.raises(FormatError, match="truncated"):
        located("rpp_metro", cut).read()


# ------------------------------------------------------------------------ rents


def test_fmr_workbook_and_flattened_agree(tmp_path):
    book = workbook(tmp_path / "FY26_FMRs.xlsx", fmr_frame(), "FY26_FMRs")
    flat = tmp_path / "FY26_FMRs.csv.gz"
    with gzip.open(flat, "wt") as handle:
        handle.write("\n".join((FMR_HEAD, *FMR_ROWS)))
    frame = located("fmr", book).read()
    pd.testing.assert_frame_equal(frame, located("fmr", flat).read())
    assert frame["fips"].tolist() == ["0100199999", "2303136745"]
    assert frame["county_fips"].tolist() == ["01001", "23031"]
    assert frame.loc[0, [f"rent_{n}" for n in range(5)]].tolist() == [860, 870, 1016, 1304, 1537]
    assert frame.loc[1, "town_name"] == "Kittery town"


def test_fmr_of_another_fiscal_year(tmp_path):
    book = workbook(tmp_path / "FY26_FMRs.xlsx", fmr_frame(), "FY25_FMRs_revised")
    with pytest.raises(FormatError, match=r"FY25_FMRs_revised.*expected 'FY26_FMRs'"):
        located("fmr", book).read()
    flat = tmp_path / "FY26_FMRs.csv"
    flat.write_text("\n".join((FMR_HEAD.replace("pop2023", "pop2022"), *FMR_ROWS)))
    with pytest.raises(FormatError, match=r"pop2022.*expected 'pop2023'"):
        located("fmr", flat).read()


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"fmr_2": 0.0}, ValueRangeError, "column fmr_2, row 2: 0 cannot be true"),
        ({"fmr_4": -5.0}, ValueRangeError, "fmr_4"),
        ({"fmr_1": None}, FormatError, "row 2: '0100199999' has an empty rent"),
        ({"fips": "100199999"}, FormatError, "'100199999' is no 10-digit"),
        ({"fips": "2303136745"}, FormatError, "column fips, row 3: .* is there twice"),
        ({"pop2023": -1.0}, ValueRangeError, "pop2023"),
    ],
)
def test_fmr_faults(tmp_path, change, error, match):
    book = workbook(tmp_path / "FY26_FMRs.xlsx", fmr_frame(**change), "FY26_FMRs")
    with pytest.raises(error, match=match):
        located("fmr", book).read()


def test_fmr_missing_column(tmp_path):
    book = workbook(tmp_path / "FY26_FMRs.xlsx", fmr_frame().drop(columns="fmr_3"), "FY26_FMRs")
    with pytest.raises(MissingColumnError, match="fmr_3"):
        located("fmr", book).read()


def test_fmr_not_a_workbook(tmp_path):
    path = tmp_path / "FY26_FMRs.xlsx"
    path.write_bytes(b"not a workbook at all")
    with pytest.raises(FormatError, match="cannot be read as a workbook"):
        located("fmr", path).read()


# ------------------------------------------------------------------- child care


def test_childcare(tmp_path):
    path = tmp_path / "care.csv"
    path.write_text(
        CARE_HEAD
        + (
            "\n01001,2017,AL,Autauga County,100,99,98,97,1,2,3,4\n01001,2018,AL,Autauga "
            "County,110,109,108,107,1,2,3,4\n"
        )
    )
    frame = located("childcare", path).read()
    assert frame.iloc[1].to_dict() == {
        "county_fips": "01001",
        "study_year": 2018,
        "state": "AL",
        "center_infant": 110.0,
        "center_toddler": 109.0,
        "center_preschool": 108.0,
        "center_school_age": 107.0,
    }


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ("1001,2018,AL,Autauga County,100,99,98,97,1,2,3,4", "'1001' is no 5-digit"),
        ("01001,2018,AL,Autauga County,100,99,0,97,1,2,3,4", "mc_preschool, row 2: 0 cannot be true"),
        ("01001,2017,AL,Autauga County,100,99,98,97,1,2,3,4", "ends with study year 2017"),
        ("01001,2024,AL,Autauga County,100,99,98,97,1,2,3,4", "study_year, row 2: 2024"),
    ],
)
def test_childcare_faults(tmp_path, row, match):
    path = tmp_path / "care.csv"
    path.write_text(f"{CARE_HEAD}\n{row}\n")
    with pytest.raises(FormatError, match=match):
        located("childcare", path).read()


def test_childcare_infant_keeps_missing_missing(tmp_path):
    path = tmp_path / "infant.csv"
    path.write_text(
        "county_fips,study_year,state_abbreviation,median_center_infant\n18001,2018,IN,\n01001,2018,AL,104.95\n"
    )
    frame = located("childcare_infant", path).read()
    assert frame["center_infant"].isna().tolist() == [True, False]
    assert list(frame.columns) == ["county_fips", "study_year", "state", "center_infant"]


def test_official_ndcp_workbook_serves_both_sources(tmp_path):
    head = [
        "STATE_NAME",
        "STATE_ABBREVIATION",
        "COUNTY_NAME",
        "COUNTY_FIPS_CODE",
        "STUDYYEAR",
        "MCINFANT",
        "MCTODDLER",
        "MCPRESCHOOL",
        "MCSA",
    ]
    rows = [
        ["Alabama", "AL", "Autauga County", 1001, 2022, 150.5, 140, 130, 120],
        ["Indiana", "IN", "Adams County", 18001, 2022] + [None] * 4,
    ]
    for names in (head, [h.title() if h.startswith("COUNTY") else h for h in head]):
        path = workbook(tmp_path / "NDCP2022.xlsx", pd.DataFrame(rows, columns=names), "County")
        frame = located("childcare", path, reader=prices.read_ndcp).read()
        assert frame["county_fips"].tolist() == ["01001", "18001"]
        assert frame["center_preschool"].tolist()[0] == 130
        assert frame["center_school_age"].isna().tolist() == [False, True]
        assert (
            list(located("childcare_infant", path, reader=prices.read_ndcp).read().columns)[-1]
            == "center_infant"
        )


# ------------------------------------------------------------------- real files


@needs_raw
@pytest.mark.raw
@pytest.mark.parametrize(
    ("source_id", "rows"),
    [
        ("rpp_metro", 33_065),
        ("rpp_portion", 8_755),
        ("fmr", 4_764),
        ("fmr_2023", 4_764),
        ("childcare", 23_342),
        ("childcare_infant", 34_567),
    ],
)
def test_real_rows(source_id, rows):
    assert len(SOURCES[source_id].locate(RAW).read()) == rows


@needs_raw
@pytest.mark.raw
def test_real_values():
    rents = SOURCES["fmr"].locate(RAW).read().set_index("fips")
    assert rents.loc["0100199999", "rent_2"] == 1016


@needs_raw
@pytest.mark.raw
def test_fmr_2025_workbook_equals_its_transcription():
    source = SOURCES["fmr_2025"]
    book = source.locate(RAW).read()
    flat = source.locate(RAW, ignore=(source.variants[0].path,)).read()
    pd.testing.assert_frame_equal(book, flat)
    with pytest.raises(FormatError, match="expected 'FY26_FMRs'"):
        partial(prices.read_fmr, fiscal_year=2026)(RAW / source.variants[0].path)
