"""OEWS: every layout gives the same raw schema, every marker keeps its meaning, faults are refused by name."""

from __future__ import annotations

import gzip
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import oews
from geo_opportunity.sources.base import Located
from geo_opportunity.sources.faults import number_and_flag
from geo_opportunity.vocabulary import Flag
from tests.support import RAW, needs_raw

SOURCE = {s.id: s for s in oews.SOURCES}
OFFICIAL = [
    "AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE", "OCC_CODE", "OCC_TITLE", "O_GROUP",
    "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT", "PCT_TOTAL", "PCT_RPT", "H_MEAN", "A_MEAN", "MEAN_PRSE", "H_PCT10", "H_PCT25",
    "H_MEDIAN", "H_PCT75", "H_PCT90", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY",
]  # fmt: skip
HOURLY = ["H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90"]
ANNUAL = ["A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90"]


def row(
    *,
    area="10180",
    area_type="4",
    soc="29-1141",
    group="detailed",
    emp=1_000,
    wages=(20.0, 25.0, 30.0, 35.0, 40.0),
    **cells,
):
    """Return one official row whose annual wages are 2,080 times its hourly ones."""
    out = dict.fromkeys(OFFICIAL, "")
    out |= {
        "AREA": area,
        "AREA_TITLE": "Somewhere",
        "AREA_TYPE": area_type,
        "PRIM_STATE": "TX",
        "NAICS": "000000",
    }
    out |= {
        "NAICS_TITLE": "Cross-industry",
        "I_GROUP": "cross-industry",
        "OWN_CODE": "1235",
        "OCC_CODE": soc,
        "OCC_TITLE": "Nurses",
        "O_GROUP": group,
    }
    out |= {
        "TOT_EMP": emp,
        "EMP_PRSE": 3.5,
        "LOC_QUOTIENT": 1.2,
        "MEAN_PRSE": 1.1,
        "H_MEAN": 31.0,
        "A_MEAN": 64_480,
    }
    out |= dict(zip(HOURLY, wages, strict=True)) | {
        a: round(w * 2080) for a, w in zip(ANNUAL, wages, strict=True)
    }
    return out | cells


def book(path, rows, *, year=2025, lower=False, drop=()):
    frame = pd.DataFrame(rows, columns=[c for c in OFFICIAL if c not in drop])
    if lower:
        frame.columns = [c.lower() for c in frame.columns]
    with pd.ExcelWriter(path, engine="xlsxwriter") as out:
        frame.to_excel(out, sheet_name=path.stem, index=False)
        pd.DataFrame([[f"May {year} OEWS Estimates"], ["Field"]]).to_excel(
            out, sheet_name="Field Descriptions", index=False, header=False
        )
    return path


def area_zip(
    folder, metro, nonmetro, *, nested="oesm25ma/", members=("MSA_M2025_dl.xlsx", "BOS_M2025_dl.xlsx")
):
    path = folder / "oews" / "oesm25ma.zip"
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{nested}file_descriptions.xlsx", b"not read")
        for name, rows in zip(members, (metro, nonmetro), strict=False):
            archive.write(book(folder / name, rows), f"{nested}{name}")
    return path


def located(source_id, path, variant=0):
    source = SOURCE[source_id]
    return Located(source, source.variants[variant], path)


def text(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(content.encode()) if path.suffix == ".gz" else content.encode())
    return path


# ------------------------------------------------------------------ official layout


def test_official_area_zip_joins_metro_and_nonmetro(tmp_path):
    metro = [
        row(),
        row(soc="00-0000", group="total", emp=70_000),
        row(soc="29-0000", group="major", emp=8_000),
    ]
    area_zip(
        tmp_path, metro, [row(area="4800001", area_type="6", emp="**", EMP_PRSE="**", LOC_QUOTIENT="**")]
    )
    found = SOURCE["oews_area"].locate(tmp_path)
    assert found.variant.url.endswith("oesm25ma.zip")
    raw = found.read()
    assert list(raw.columns) == list(oews.COLUMNS)
    assert raw[["area", "area_type", "o_group"]].values.tolist() == [
        ["10180", "4", "detailed"],
        ["10180", "4", "total"],
        ["10180", "4", "major"],
        ["4800001", "6", "detailed"],
    ]
    first = raw.iloc[0]
    assert (first["tot_emp"], first["a_median"], first["h_median"], first["mean_prse"]) == (
        1_000,
        62_400,
        30,
        1.1,
    )
    assert (first["annual"], first["hourly"], first["a_median_flag"]) == ("false", "false", "published")
    assert np.isnan(raw["tot_emp"].iloc[3])
    assert raw["tot_emp_flag"].iloc[3] == raw["emp_prse_flag"].iloc[3] == "not_released"


def test_zip_without_folder_and_lowercase_columns(tmp_path):
    path = tmp_path / "oesm25st.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(
            book(
                tmp_path / "state_M2025_dl.xlsx",
                [row(area="06", area_type="2"), row(area="72", area_type="3")],
                lower=True,
            ),
            "state_M2025_dl.xlsx",
        )
    raw = located("oews_state", path).read()
    assert raw["area"].tolist() == ["06", "72"]


def test_markers_of_the_official_layout_stay_distinct(tmp_path):
    rows = [
        row(soc="11-1011", **dict.fromkeys(HOURLY[2:], "#"), **dict.fromkeys(ANNUAL[2:], "#")),
        row(soc="27-2011", **dict.fromkeys(["A_MEAN", *ANNUAL], "*"), HOURLY="TRUE"),
        row(soc="25-2021", **dict.fromkeys(["H_MEAN", *HOURLY], "*"), ANNUAL=True),
        row(soc="29-1211", LOC_QUOTIENT="~", A_MEAN=""),
    ]
    raw = (
        located("oews_area", area_zip(tmp_path, rows, [row(area="4800001", area_type="6")]))
        .read()
        .set_index("occ_code")
    )
    top = raw.loc["11-1011"]
    assert (top["a_median"], top["h_pct90"], top["a_pct90_flag"]) == (
        oews.TOP_CODE,
        oews.HOURLY_TOP_CODE,
        "top_coded",
    )
    assert (
        raw.loc["27-2011", "a_median_flag"],
        raw.loc["27-2011", "hourly"],
        raw.loc["27-2011", "annual"],
    ) == (
        "not_released",
        "true",
        "false",
    )
    assert (raw.loc["25-2021", "h_median_flag"], raw.loc["25-2021", "annual"]) == ("not_released", "true")
    assert raw.loc["29-1211", ["loc_quotient_flag", "a_mean_flag"]].tolist() == ["small", "not_listed"]
    assert raw.loc["29-1211", ["loc_quotient", "a_mean"]].isna().all()


def test_lost_leading_zeros_are_restored_and_told(tmp_path, caplog):
    path = area_zip(tmp_path, [row()], [row(area=100_001, area_type=6)])
    raw = located("oews_area", path).read()
    assert raw["area"].tolist() == ["10180", "0100001"]
    assert "1 area codes had lost their leading zero (first '100001')" in caplog.text
    assert "BOS_M2025_dl.xlsx" in caplog.text


def test_other_ownerships_and_industries_are_left_out(tmp_path):
    path = book(
        tmp_path / "national_M2025_dl.xlsx",
        [row(area="99", area_type="1"), row(area="99", area_type="1", emp=9, OWN_CODE="5", I_GROUP="sector")],
    )
    assert located("oews_nation", path, 1).read()["tot_emp"].tolist() == [1_000]


def test_broad_and_detailed_rows_of_one_code_are_both_kept(tmp_path):
    rows = [
        row(area="99", area_type="1", soc="31-1120", group="broad"),
        row(area="99", area_type="1", soc="31-1120"),
    ]
    raw = located("oews_nation", book(tmp_path / "national_M2025_dl.xlsx", rows), 1).read()
    assert raw["o_group"].tolist() == ["broad", "detailed"]


@pytest.mark.parametrize(
    ("cells", "error", "says"),
    [
        ({"emp": -10}, ValueRangeError, "MSA_M2025_dl.xlsx, column TOT_EMP, row 3: -10 cannot be true"),
        (
            {"wages": (20, 25, 45, 35, 40)},
            ValueRangeError,
            "row 3: a_median is 93,600.00 but a_pct75 is 72,800.00; percentiles must ascend",
        ),
        ({"A_PCT10": 21.5}, ValueRangeError, "column A_PCT10, row 3: 21.5 cannot be true"),
        ({"A_MEAN": "many"}, ValueRangeError, "column A_MEAN, row 3: 'many' is not a number"),
        ({"soc": "291141"}, FormatError, "column OCC_CODE, row 3: '291141' is no SOC code"),
        (
            {"area_type": "2", "area": "48"},
            FormatError,
            "column AREA_TYPE, row 3: '2' is no AREA_TYPE of this file",
        ),
        ({"area": "4800001"}, FormatError, r"row 3: '4800001 \(AREA_TYPE 4\)' is no area code of its type"),
        ({"area": "1018"}, FormatError, "column AREA, row 3: '1018' is no OEWS area code"),
        ({"group": "line"}, FormatError, "column O_GROUP, row 3: 'line' is no O_GROUP"),
        ({"HOURLY": "maybe"}, FormatError, "column HOURLY, row 3: 'maybe' is no TRUE or blank"),
        ({"soc": "11-1011"}, FormatError, "row 3: '10180, 11-1011, detailed' is there twice"),
    ],
)
def test_rows_that_cannot_be_true_are_refused(tmp_path, cells, error, says):
    path = area_zip(tmp_path, [row(soc="11-1011"), row(**cells)], [row(area="4800001", area_type="6")])
    with pytest.raises(error, match=says) as caught:
        located("oews_area", path).read()
    assert "Fix:" in str(caught.value)


def test_wrong_vintage_is_refused(tmp_path):
    with pytest.raises(FormatError, match="says 'May 2024 OEWS Estimates'; expected 'May 2025'"):
        located(
            "oews_nation",
            book(tmp_path / "national_M2025_dl.xlsx", [row(area="99", area_type="1")], year=2024),
            1,
        ).read()
    with pytest.raises(FormatError, match="says 'M2024'; expected 'M2025'"):
        located(
            "oews_nation", book(tmp_path / "national_M2024_dl.xlsx", [row(area="99", area_type="1")]), 1
        ).read()


def test_missing_column_member_and_damage_are_refused(tmp_path):
    with pytest.raises(
        MissingColumnError, match=r"national_M2025_dl.xlsx lacks the columns A_MEDIAN, ANNUAL"
    ):
        located(
            "oews_nation",
            book(
                tmp_path / "national_M2025_dl.xlsx",
                [row(area="99", area_type="1")],
                drop=("A_MEDIAN", "ANNUAL"),
            ),
            1,
        ).read()
    with pytest.raises(
        FormatError,
        match=(
            r"oesm25ma.zip has no member 'BOS_M2025_dl.xlsx'; it has MSA_M2025_dl.xlsx, "
            r"file_descriptions.xlsx. Fix"
        ),
    ):
        located("oews_area", area_zip(tmp_path, [row()], [], members=("MSA_M2025_dl.xlsx",))).read()
    whole = area_zip(tmp_path, [row()], [row(area="4800001", area_type="6")])
    whole.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(FormatError, match="truncated or damaged zip"):
        located("oews_area", whole).read()
    whole.write_bytes(b"<!DOCTYPE html><title>Access Denied</title>")
    with pytest.raises(FormatError, match="is an HTML page, not data"):
        located("oews_area", whole).read()


def flat(path, rows):
    """Write rows as BLS' flat files laid out in the official columns: no titles, no industry, no ownership."""
    frame = pd.DataFrame(rows, columns=OFFICIAL)
    return text(
        path, frame.drop(columns=["AREA_TITLE", "I_GROUP", "OWN_CODE", "OCC_TITLE"]).to_csv(index=False)
    )


def test_flat_file_gives_the_same_rows_as_the_workbooks(tmp_path):
    metro = [
        row(),
        row(soc="00-0000", group="total", emp=70_000, EMP_PRSE=0.0),
        row(soc="29-1212", **dict.fromkeys(["H_MEAN", *HOURLY, "A_MEAN", *ANNUAL], "#")),
        row(soc="29-1215", emp="**", EMP_PRSE="**", LOC_QUOTIENT="**"),
        row(soc="29-1216", MEAN_PRSE="*", **dict.fromkeys(["H_MEAN", *HOURLY, "A_MEAN", *ANNUAL], "*")),
        row(soc="25-2021", ANNUAL="TRUE", **dict.fromkeys(["H_MEAN", *HOURLY], "")),
        row(soc="27-2011", HOURLY="TRUE", **dict.fromkeys(["A_MEAN", *ANNUAL], "")),
        row(soc="29-1141", area="10420", LOC_QUOTIENT="~"),
    ]
    nonmetro = [row(area="0100001", area_type="6")]
    path = flat(tmp_path / "oews" / "oews_m2025_metro_nonmetro_full.csv.gz", metro + nonmetro)
    found = SOURCE["oews_area"].locate(tmp_path)
    assert found.path == path
    assert not found.variant.partial
    raw = found.read()
    official = located("oews_area", area_zip(tmp_path, metro, nonmetro)).read()
    pd.testing.assert_frame_equal(raw, official.assign(area_title="", occ_title=""))
    flags = raw.set_index("occ_code")["a_median_flag"]
    assert flags[["29-1212", "29-1216", "25-2021", "27-2011"]].tolist() == [
        "top_coded",
        "not_released",
        "published",
        "not_listed",
    ]
    assert raw.loc[raw["area"] == "10420", "loc_quotient_flag"].tolist() == ["small"]


def test_flat_file_goes_before_the_flattened_one_and_after_the_zip():
    paths = [v.path for v in SOURCE["oews_area"].variants]
    assert paths == [
        "oews/oesm25ma.zip",
        "oews/oews_m2025_metro_nonmetro_full.csv.gz",
        "oews/oews_m2025_area_occ.csv.gz",
    ]
    assert [v.partial for v in SOURCE["oews_area"].variants] == [False, False, True]


def test_flat_file_of_another_may_or_without_markers_columns_is_refused(tmp_path):
    with pytest.raises(FormatError, match="says 'M2024'; expected 'M2025'"):
        located("oews_state", flat(tmp_path / "oews_m2024_state_full.csv", [row()]), 1).read()
    whole = flat(tmp_path / "oews_m2025_state_full.csv", [row(area="06", area_type="2")])
    whole.write_text(whole.read_text().replace("MEAN_PRSE", "PRSE"))
    with pytest.raises(MissingColumnError, match="lacks the column MEAN_PRSE"):
        located("oews_state", whole, 1).read()


def test_figures_above_a_top_code_are_in_order(tmp_path):
    cells = {"A_PCT75": 649_720, "A_PCT90": "#"}
    raw = located(
        "oews_area", area_zip(tmp_path, [row(**cells)], [row(area="4800001", area_type="6")])
    ).read()
    assert raw.loc[0, ["a_pct75", "a_pct90", "a_pct90_flag"]].tolist() == [
        649_720,
        oews.TOP_CODE,
        "top_coded",
    ]
    falls = {"A_MEDIAN": "*", "A_PCT75": 51_000, "H_MEDIAN": "*"}
    with pytest.raises(ValueRangeError, match=r"a_pct25 is 52,000\.00 but a_pct75 is 51,000\.00"):
        located("oews_area", area_zip(tmp_path, [row(**falls)], [row(area="4800001", area_type="6")])).read()


INDUSTRY = [
    ("000000", "29-1141", "detailed", "3,000,000", "0.4"),
    ("31--34", "29-1141", "detailed", "900", "5"),
    ("3250A1", "31-1120", "broad", "40", "31.0"),
    ("3250A1", "31-1120", "detailed", "40", "31.0"),
    ("517000", "29-1141", "detailed", "**", "**"),
]


def test_industry_file_keeps_industries_groups_and_markers(tmp_path):
    head = "NAICS,OCC_CODE,O_GROUP,TOT_EMP,EMP_PRSE,A_MEAN\n"
    cells = "".join(f'{n},{o},{g},"{e}",{p},70000\n' for n, o, g, e, p in INDUSTRY)
    path = text(tmp_path / "oews" / "oews_m2025_national_by_industry.csv.gz", head + cells)
    raw = SOURCE["oews_industry"].locate(tmp_path).read()
    assert list(raw.columns) == list(oews.INDUSTRY_COLUMNS)
    assert raw["naics"].tolist() == [n for n, *_ in INDUSTRY]
    assert raw["tot_emp"].tolist()[:4] == [3_000_000, 900, 40, 40]
    assert raw["tot_emp_flag"].tolist() == ["published"] * 4 + ["not_released"]
    assert np.isnan(raw["tot_emp"].iloc[4])
    twice = text(path, head + cells + cells.splitlines()[0])
    with pytest.raises(FormatError, match="'000000, 29-1141, detailed' is there twice"):
        located("oews_industry", twice, 1).read()
    with pytest.raises(FormatError, match="'32' is no industry code of OEWS"):
        located("oews_industry", text(path, head + "32,29-1141,detailed,4,1,70000\n"), 1).read()


def test_official_industry_zip_joins_three_and_four_digits(tmp_path):
    path = tmp_path / "oesm25in4.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, naics in (("nat3d_M2025_dl.xlsx", "517000"), ("nat4d_M2025_dl.xlsx", "3250A1")):
            rows = [row(area="99", area_type="1", NAICS=naics, OWN_CODE="5", I_GROUP="4-digit")]
            archive.write(book(tmp_path / name, rows), f"oesm25in4/{name}")
    raw = located("oews_industry", path).read()
    assert raw["naics"].tolist() == ["517000", "3250A1"]
    assert raw["tot_emp"].tolist() == [1_000, 1_000]


# ------------------------------------------------------------------ transcriptions

AREA_OCC = "area,occ_code,tot_emp,loc_quotient,a_pct10,a_pct25,a_median,a_pct75,a_pct90,source\n"


def test_flattened_area_file(tmp_path):
    path = text(
        tmp_path / "oews" / "oews_m2025_area_occ.csv.gz",
        AREA_OCC
        + "0100001,11-1011,40,0.41,123440,128860,151460,182090,228910,x\n10180,27-2022,90,0.85,,,,,,x\n6600001,29-1141,,,1500,1600,1700,1800,1900,x\n",
    )
    found = SOURCE["oews_area"].locate(tmp_path)
    assert found.path == path
    raw = found.read()
    assert list(raw.columns) == list(oews.COLUMNS)
    assert raw["area_type"].tolist() == ["6", "4", "6"]
    assert raw["a_median_flag"].tolist() == ["published", "unstated", "published"]
    assert raw["tot_emp_flag"].tolist() == ["published", "published", "unstated"]
    assert (
        set(raw["a_mean_flag"]) == set(raw["mean_prse_flag"]) == set(raw["h_median_flag"]) == {"not_listed"}
    )
    assert set(raw["annual"]) == set(raw["hourly"]) == {"unstated"}
    assert raw["tot_emp"].sum(min_count=3) != 0
    assert np.isnan(raw["tot_emp"].iloc[2])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("10180,29-1141,-5,1,,,,,,x", "oews_m2025_area_occ.csv, column tot_emp, row 2: -5 cannot be true"),
        (
            "10180,29-1141,5,1,50000,40000,60000,70000,80000,x",
            "row 2: a_pct10 is 50,000.00 but a_pct25 is 40,000.00",
        ),
        ("10180,29-1141,5,1,x,,,,,x", "column a_pct10, row 2: 'x' is not a number"),
        ("10180,2911,5,1,,,,,,x", "column occ_code, row 2: '2911' is no SOC code"),
    ],
)
def test_flattened_faults_are_refused(tmp_path, line, says):
    with pytest.raises(FormatError, match=says):
        located("oews_area", text(tmp_path / "oews_m2025_area_occ.csv", AREA_OCC + line + "\n"), 2).read()


def test_flattened_lacking_a_column_is_refused(tmp_path):
    path = text(
        tmp_path / "oews_m2025_area_occ.csv",
        AREA_OCC.replace("a_median", "median") + "10180,29-1141,5,1,,,,,,x\n",
    )
    with pytest.raises(MissingColumnError, match="lacks the column a_median"):
        located("oews_area", path, 2).read()


def test_marked_state_file_keeps_its_markers(tmp_path):
    path = text(
        tmp_path / "oews_m2024_state_all.tsv.gz",
        "PRIM_STATE\tOCC_CODE\tOCC_TITLE\tTOT_EMP\tA_MEAN\tA_PCT10\tA_PCT25\tA_MEDIAN\tA_PCT75\tA_PCT90\n"
        "AL\t00-0000\tAll\t2,091,480\t55,350\t23,520\t30,660\t43,830\t64,110\t98,810\n"
        "GU\t29-0000\tHealth\t**\t*\t*\t*\t*\t*\t*\n"
        "PR\t29-1141\tNurses\t830\t207,190\t104,950\t130,950\t164,400\t221,910\t#\n",
    )
    raw = located("oews_state_2024_marked", path).read()
    assert raw["area"].tolist() == ["01", "66", "72"]
    assert raw["area_type"].tolist() == ["2", "3", "3"]
    assert raw["o_group"].tolist() == ["total", "major", "detailed"]
    assert raw["tot_emp"].iloc[0] == 2_091_480
    assert raw["tot_emp_flag"].tolist() == ["published", "not_released", "published"]
    assert raw["a_pct90_flag"].tolist() == ["published", "not_released", "top_coded"]
    assert raw["a_pct90"].iloc[2] == oews.TOP_CODE


def test_major_group_file_names_states(tmp_path):
    path = text(
        tmp_path / "m.csv",
        'area_type,area,area_title,occ_code,tot_emp,a_mean\nNational,,United States,11-0000,10966830,141760\nState,,New York,11-0000,5,90000\nMetro,10180,"Abilene, TX",11-0000,5420,104150\n',
    )
    assert located("oews_majorgroup_2024", path).read()["area"].tolist() == ["99", "36", "10180"]
    with pytest.raises(FormatError, match="'Old York' is no OEWS area code"):
        located(
            "oews_majorgroup_2024", text(tmp_path / "n.csv", path.read_text().replace("New York", "Old York"))
        ).read()


def test_area_list(tmp_path):
    head = "area,area_title,states,kind,rpp_2024,tot_emp_est,detailed_rows,counties\n"
    path = text(
        tmp_path / "a.csv",
        head
        + '10900,"Allentown, PA-NJ",PA|NJ,metro,99.1,390000,500,4\n100001,Northwest Alabama,AL,nonmetro,,55000,300,9\n',
    )
    raw = located("oews_areas", path).read()
    assert raw["area"].tolist() == ["10900", "0100001"]
    assert np.isnan(raw["rpp_2024"].iloc[1])
    with pytest.raises(FormatError, match="'10900' is there twice"):
        located(
            "oews_areas",
            text(tmp_path / "b.csv", head + "10900,A,PA,metro,99,1,1,1\n10900,B,PA,metro,99,1,1,1\n"),
        ).read()


# ---------------------------------------------------------------------- properties

CELL = st.one_of(
    st.sampled_from(["*", "**", "#", "~", "", " "]),
    st.integers(0, 500_000).map(lambda n: f"{n:,}"),
    st.floats(0, 200).map("{:.2f}".format),
)
MEANING = {
    "*": Flag.NOT_RELEASED,
    "**": Flag.NOT_RELEASED,
    "#": Flag.TOP_CODED,
    "~": Flag.SMALL,
    "": Flag.UNSTATED,
}


@given(st.lists(CELL, min_size=1, max_size=30))
def test_a_marker_never_becomes_a_number_nor_a_number_a_marker(cells):
    value, flag = number_and_flag(
        pd.Series(cells, name="a_mean", dtype="str"),
        path="x.csv",
        blank=Flag.UNSTATED,
        top_code=oews.TOP_CODE,
    )
    for cell, v, f in zip(cells, value, flag, strict=True):
        if cell.strip() in MEANING:
            assert f == MEANING[cell.strip()].value
            assert v == oews.TOP_CODE if f == Flag.TOP_CODED.value else np.isnan(v)
        else:
            assert f == Flag.PUBLISHED.value
            assert v == float(cell.replace(",", ""))


# ------------------------------------------------------------------------ real files


@needs_raw
@pytest.mark.raw
@pytest.mark.parametrize(
    ("source_id", "rows", "areas"),
    [
        ("oews_area", 198_287, 528),
        ("oews_area_nonmetro", 45_542, 137),
        ("oews_areas", 530, 530),
        ("oews_state", 37_408, 54),
        ("oews_nation", 1_401, 1),
        ("oews_nation_2024", 1_403, 1),
        ("oews_area_nonmetro_2024", 45_677, 137),
        ("oews_state_2024", 35_427, 51),
        ("oews_state_2024_marked", 37_609, 54),
        ("oews_majorgroup_2024", 9_794, 448),
    ],
)
def test_real_files(source_id, rows, areas):
    raw = SOURCE[source_id].locate(RAW).read()
    assert (len(raw), raw["area"].nunique()) == (rows, areas)
    if source_id == "oews_area":
        assert raw["a_median_flag"].value_counts().to_dict() == {
            "published": 195_898,
            "not_released": 1_942,
            "top_coded": 247,
            "not_listed": 200,
        }
        assert raw["tot_emp_flag"].eq("not_released").sum() == 3_692
    if source_id == "oews_nation":
        assert raw["o_group"].eq("detailed").sum() == 830
        assert "#" not in raw["a_pct90_flag"].unique()
    if source_id == "oews_nation_2024":
        assert (raw["a_pct90_flag"] == "top_coded").sum() == 72
    if source_id == "oews_state_2024_marked":
        assert raw[["tot_emp_flag", "a_pct90_flag"]].apply(
            lambda s: s.value_counts().get("not_released")
        ).tolist() == [1_353, 553]
        assert (raw["a_pct90_flag"] == "top_coded").sum() == 1_379


@needs_raw
@pytest.mark.raw
def test_real_flat_and_flattened_files_agree_on_every_shared_cell():
    flattened = SOURCE["oews_area"].variants[2]
    old = flattened.read(RAW / flattened.path)
    assert (len(old), old["area"].nunique()) == (181_572, 530)
    assert (old["a_median"].isna().sum(), old["tot_emp"].isna().sum()) == (1_952, 3_334)
    key = ["area", "occ_code"]
    new = SOURCE["oews_area"].locate(RAW).read()
    both = old.merge(new, on=key, suffixes=("_old", "_new"), validate="one_to_one")
    assert len(both) == 181_191
    for column in ("tot_emp", "a_median", "a_pct10", "a_pct90"):
        here = both[f"{column}_old"].notna()
        assert (both.loc[here, f"{column}_old"] == both.loc[here, f"{column}_new"]).all(), column
    released = both["a_median_old"].isna() & both["a_median_new"].notna()
    assert (both.loc[released, "a_median_flag_new"] == "top_coded").all()


@needs_raw
@pytest.mark.raw
def test_real_industry_file():
    raw = SOURCE["oews_industry"].locate(RAW).read()
    assert (len(raw), raw["naics"].nunique()) == (134_477, 444)
    assert raw["tot_emp_flag"].eq("not_released").sum() == 8_409
    nation = SOURCE["oews_nation"].locate(RAW).read()
    mine = raw[(raw["naics"] == "000000") & (raw["o_group"] == "detailed")].set_index("occ_code")["tot_emp"]
    theirs = nation[nation["o_group"] == "detailed"].set_index("occ_code")["tot_emp"]
    assert mine.sort_index().to_dict() == theirs.sort_index().to_dict()
