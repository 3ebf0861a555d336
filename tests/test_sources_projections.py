"""Projections: each publisher's layout, its units and years, and the faults that are refused by name."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import projections
from geo_opportunity.sources.base import Located
from tests.support import RAW, needs_raw

SOURCE = {s.id: s for s in projections.SOURCES}


def read(source_id, path, variant=0):
    source = SOURCE[source_id]
    return Located(source, source.variants[variant], path).read()


def text(path, content):
    path.write_bytes(gzip.compress(content.encode()) if path.suffix == ".gz" else content.encode())
    return path


# ------------------------------------------------------------------------- nation

HEAD_12 = [
    "2024 National Employment Matrix title", "2024 National Employment Matrix code", "Occupation type", "Employment, 2024", "Employment, 2034",
    "Employment change, percent, 2024–34", "Percent self employed, 2024", (
        "Occupational openings, 2024–34 annual average"
    ),
    "Median annual wage, dollars, 2024[1]", "Typical education needed for entry", (
        "Work experience in a related occupation"
    ),
    "Typical on-the-job training needed to attain competency in the occupation",
]  # fmt: skip
ROWS_12 = [
    [
        "Total, all occupations",
        "00-0000",
        "Summary",
        169956.1,
        175167.9,
        3.1,
        5.8,
        18863.3,
        49500,
        "—",
        "—",
        "—",
    ],
    [
        "    Anesthesiologists",
        "29-1211",
        "Line item",
        40.2,
        41.5,
        3.2,
        "—",
        1.4,
        ">=$239,200",
        "Doctoral or professional degree",
        "None",
        "None",
    ],
    ["Footnotes:"] + [""] * 11,
]
HEAD_110 = [
    *HEAD_12[:6], "Labor force exit rate, 2024–34 annual average", (
        "Occupational transfer rate, 2024–34 annual average"
    ),
    "Total occupational separations rate, 2024–34 annual average", "Labor force exits, 2024–34 annual average",
    "Occupational transfers, 2024–34 annual average", "Occupational openings, 2024–34 annual average",
]  # fmt: skip
ROWS_110 = [
    [
        "Total, all occupations",
        "00-0000",
        "Summary",
        169956.1,
        175167.9,
        3.1,
        4.7,
        5.9,
        10.6,
        8155,
        10187.1,
        18863.3,
    ]
]


def ep(
    path,
    rows=ROWS_12,
    *,
    sheet="Table 1.2",
    head=HEAD_12,
    title="Table 1.2 Occupational projections, 2024–2034, and worker characteristics",
):
    first = [title] + [""] * (len(head) - 1)
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame([["Index"]]).to_excel(book, sheet_name="Index", index=False, header=False)
        pd.DataFrame([first, head, *rows]).to_excel(book, sheet_name=sheet, index=False, header=False)
    return path


def test_table_1_2_in_jobs_and_with_its_missing_values(tmp_path):
    raw = read("ep_occupations", ep(tmp_path / "o.xlsx"))
    assert list(raw.columns) == list(SOURCE["ep_occupations"].columns)
    assert raw["soc"].tolist() == ["00-0000", "29-1211"]
    assert raw[["base_jobs", "projected_jobs", "openings_jobs_annual"]].values.tolist() == [
        [169_956_100, 175_167_900, 18_863_300],
        [40_200, 41_500, 1_400],
    ]
    assert (raw["base_year"].iloc[0], raw["projected_year"].iloc[0]) == (2024, 2034)
    assert raw["title"].iloc[1] == "Anesthesiologists"
    assert raw["entry_education"].isna().tolist() == [True, False]
    assert raw["training"].iloc[1] == "None"
    assert np.isnan(raw["self_employed_percent"].iloc[1])
    assert raw["median_wage_annual_usd"].tolist() == [49_500, 239_200]
    assert raw["median_wage_annual_usd_flag"].tolist() == ["published", "top_coded"]


def test_table_1_10(tmp_path):
    path = ep(
        tmp_path / "o.xlsx",
        ROWS_110,
        sheet="Table 1.10",
        head=HEAD_110,
        title="Table 1.10 Occupational separations and openings, projected 2024–34",
    )
    raw = read("ep_separations", path)
    assert raw.loc[0, ["exit_rate_percent", "transfer_rate_percent", "exits_jobs_annual"]].tolist() == [
        4.7,
        5.9,
        8_155_000,
    ]


def test_ep_of_another_cycle_is_refused(tmp_path):
    with pytest.raises(FormatError, match="expected '2024-2034'"):
        read("ep_occupations", ep(tmp_path / "o.xlsx", title="Table 1.2 Occupational projections, 2023–2033"))
    with pytest.raises(FormatError, match=r"Table 1.2: employment of 2023-2033"):
        read(
            "ep_occupations",
            ep(
                tmp_path / "o.xlsx",
                head=[
                    h.replace("Employment, 2024", "Employment, 2023").replace("t, 2034", "t, 2033")
                    for h in HEAD_12
                ],
            ),
        )
    with pytest.raises(FormatError, match=r"has no sheet 'Table 1.10'; it has Index, Table 1.2"):
        read("ep_separations", ep(tmp_path / "o.xlsx"))
    with pytest.raises(MissingColumnError, match="lacks the column Typical education needed for entry"):
        read(
            "ep_occupations",
            ep(
                tmp_path / "o.xlsx", head=[h.replace("Typical education", "Usual education") for h in HEAD_12]
            ),
        )


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (3, -40.2, r"o.xlsx, column Employment, 2024, row 4: -40.2 cannot be true"),
        (3, "lots", r"column Employment, 2024, row 4: 'lots' is not a number"),
        (4, 80.4, r"row 4: 3.2 percent, but 40,200 jobs becoming 80,400 is 100.0 percent"),
        (5, -103, r"column Employment change, percent, 2024–34, row 4: -103 cannot be true"),
        (1, "29-1211.00", r"column 2024 National Employment Matrix code, row 4: '29-1211.00' is no SOC code"),
        (1, "00-0000", r"row 4: soc 00-0000 is there twice"),
        (2, "Line", r"column Occupation type, row 4: 'Line' is no occupation type"),
    ],
)
def test_ep_rows_that_cannot_be_true_are_refused(tmp_path, place, value, says):
    bad = [ROWS_12[0], [value if i == place else v for i, v in enumerate(ROWS_12[1])]]
    with pytest.raises(FormatError, match=says) as caught:
        read("ep_occupations", ep(tmp_path / "o.xlsx", bad))
    assert "Fix:" in str(caught.value)


# ------------------------------------------------------------------------- states

TSV = "Title\tBase\tProjected\tPercentChange\tAvgAnnualOpenings\tSTFIPS\tOccCode\t\t\n"
TSV_ROWS = (
    "Total, All Occupations\t164482590\t169148090\t2.8\t18566500\t0\t00-0000\t\t\n"
    "Actors\t50\t50\t0\t10\t6\t27-2011\t\t\nTotal, All "
    "Occupations\t62500\t69870\t11.8\t8370\t66\t00-0000\t\t\nLoggers\t0\t0\t25\t0\t72\t45-4029\t\t\n"
)
BLANK = "\t\t\t\t\t\t\t\t\n"


def test_projections_central_file(tmp_path):
    raw = read("projections_central", text(tmp_path / "p.tsv.gz", TSV + TSV_ROWS + BLANK * 2), 1)
    assert list(raw.columns) == list(SOURCE["projections_central"].columns)
    assert raw["state_fips"].tolist() == ["99", "06", "66", "72"]
    assert raw["base_jobs"].tolist() == [164_482_590, 50, 62_500, 0]
    assert set(raw["base_year"]) == {2022}
    assert set(raw["projected_year"]) == {2032}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Actors\t-50\t50\t0\t10\t6\t27-2011\t\t\n", "p.tsv, column Base, row 6: -50 cannot be true"),
        ("Actors\t50\t0\t-110\t10\t6\t27-2012\t\t\n", "column PercentChange, row 6: -110 cannot be true"),
        ("Actors\t50\t50\t0\t10\tCA\t27-2012\t\t\n", "column STFIPS, row 6: 'CA' is no state FIPS code"),
        (
            "Actors\t50\t50\t0\t10\t6\t27-2011\t\t\n",
            "row 6: state_fips 06, soc 27-2011, base_year 2022 is there twice",
        ),
        (
            "Total\t1000\t1000\t0\t1100\t1\t00-0000\t\t\n",
            "column AvgAnnualOpenings, row 6: openings are 1.10 of base employment, which is not an annual",
        ),
        (BLANK + "Actors\t50\t50\t0\t10\t1\t27-2011\t\t\n", "column STFIPS, row 6: '' is no state FIPS code"),
    ],
)
def test_state_rows_that_cannot_be_true_are_refused(tmp_path, line, says):
    with pytest.raises(FormatError, match=says):
        read("projections_central", text(tmp_path / "p.tsv", TSV + TSV_ROWS + line), 1)


def pc(fips, soc, base, projected, **more):
    """Return one row as the service writes it: every value a text."""
    change = round((projected / base - 1) * 100, 1) if base else 0
    out = {
        "Area": "Somewhere",
        "Title": "T",
        "Base": str(base),
        "Projected": str(projected),
        "Change": str(projected - base),
        "PercentChange": str(change),
    }
    out |= {
        "AvgAnnualOpenings": str(base // 10),
        "STFIPS": str(fips),
        "StateURL": "x",
        "OccCode": soc,
        "BaseYear": "2024",
        "ProjYear": "2034",
    }
    return out | more


def page(rows, **pager):
    return {
        "rows": rows,
        "pager": {"current_page": 0, "total_items": len(rows), "total_pages": 1, "items_per_page": 1000}
        | pager,
    }


@pytest.mark.parametrize("shape", ["pages", "page", "rows"])
def test_projections_central_json_in_each_shape(tmp_path, shape):
    rows = [pc(8, "00-0000", 3_000_000, 3_300_000), pc(8, "29-1141", 50_000, 56_000)]
    other = [pc(20, "00-0000", 1_500_000, 1_545_000, BaseYear="2022", ProjYear="2032")]
    halves = [page(rows[:1], total_items=2), page(rows[1:], total_items=2, current_page=1)]
    document = {"pages": [*halves, page(other)], "page": page(rows + other), "rows": rows + other}[shape]
    path = text(tmp_path / "projections_central_lt.json", json.dumps(document))
    raw = read("projections_central", path)
    assert raw["state_fips"].tolist() == ["08", "08", "20"]
    assert raw["projected_year"].tolist() == [2034, 2034, 2032]
    assert raw["openings_jobs_annual"].tolist() == [300_000, 5_000, 150_000]


def test_projections_central_json_faults(tmp_path):
    path = tmp_path / "p.json"
    for document, error, says in (
        ("{", FormatError, "is no JSON document"),
        ('[{"html": 1}]', FormatError, "element 0: neither a page with 'rows' nor a row"),
        (
            json.dumps([page([pc(8, "29-1141", 10, 10)], total_items="671", total_pages=7)]),
            FormatError,
            r"rows are missing \(request 1 has 1 of 671\)",
        ),
        (
            json.dumps([pc(8, "29-1141", 10, 10, ProjYear="2026")]),
            ValueRangeError,
            "column ProjYear, row 1: 2024 to 2026 is not a ten-year",
        ),
        (
            json.dumps([{k: v for k, v in pc(8, "29-1141", 10, 10).items() if k != "BaseYear"}]),
            MissingColumnError,
            "lacks the column BaseYear",
        ),
    ):
        with pytest.raises(error, match=says):
            read("projections_central", text(path, document))


class Answers:
    """Stands in for the fetcher: gives `combine` one answer a URL."""

    def __init__(self, answer):
        self.answer = answer
        self.urls = []

    def fetch_pages(self, urls, target, combine):
        self.urls = list(urls)
        target.write_bytes(combine([json.dumps(self.answer(url)).encode() for url in self.urls]))
        return target


def test_pages_are_asked_one_a_state_and_read_back(tmp_path):
    fetcher = Answers(lambda url: page([pc(url.split("?")[0].rsplit("/", 1)[1], "29-1141", 1_000, 1_100)]))
    target = tmp_path / "projections_central_lt.json"
    projections.PAGES["projections/projections_central_lt.json"](fetcher, target)
    assert len(fetcher.urls) == 54
    assert (
        fetcher.urls[5]
        == "https://public.projectionscentral.org/Projections/LongTermRestJson/8?items_per_page=1000&page=0"
    )
    raw = read("projections_central", target)
    assert raw["state_fips"].nunique() == 54
    assert {"01", "11", "66", "72", "78"} <= set(raw["state_fips"])
    with pytest.raises(FormatError, match="1 of 1200 rows came"):
        projections.PAGES["projections/projections_central_lt.json"](
            Answers(lambda _: page([pc(1, "29-1141", 10, 10)], total_items=1200)), target
        )


def test_prior_cycle_with_its_years(tmp_path):
    head = '"stfips","areaname","code","name","baseyear","base","projyear","proj","change","percentchange","avgannualopenings"\n'
    line = '"6","California","29-1141","Nurses","2020","300000","2030","360000","60000","20.0","22000"\n'
    raw = read("projections_central_2020", text(tmp_path / "p.csv", head + line))
    assert raw.loc[0, ["state_fips", "base_year", "projected_year"]].tolist() == ["06", 2020, 2030]
    with pytest.raises(
        FormatError, match=r"column baseyear, row 2: '2018' is no year of this edition \(2020\)"
    ):
        read("projections_central_2020", text(tmp_path / "p.csv", head + line.replace("2020", "2018")))


# --------------------------------------------------------------------- California

EDD_HEAD = (
    "Area Type,Area Name (County Names),Period,SOC Level,Standard Occupational Classification "
    "(SOC),Occupational Title,Base Year Employment Estimate,"
    "Projected Year Employment Estimate,Numeric Change,Percentage Change,Exits,Transfers,Total  Job "
    "Openings\n"
)
ORANGE = "Metropolitan Area,Anaheim-Santa Ana-Irvine MD (Orange County),2020-2030,"


def test_edd_areas(tmp_path):
    lines = (
        ORANGE
        + '1,00-0000,"Total, All",1639300,1939100,299800,18.3,756830,1176490,2233120\n'
        + ORANGE
        + "4,51-6011,Laundry,80,60,-20,-25.0,5,5,-10\n"
    )
    raw = read("ca_edd_areas_2020", text(tmp_path / "e.csv.gz", EDD_HEAD + lines))
    assert list(raw.columns) == list(SOURCE["ca_edd_areas_2020"].columns)
    assert raw["openings_jobs_total"].tolist() == [2_233_120, -10]
    assert raw["soc_level"].tolist() == [1, 4]
    with pytest.raises(FormatError, match=r"column Period, row 2: '2018-2028' is no period of this edition"):
        read(
            "ca_edd_areas_2020", text(tmp_path / "e.csv", EDD_HEAD + lines.replace("2020-2030", "2018-2028"))
        )
    with pytest.raises(
        ValueRangeError,
        match=r"column Total Job Openings, row 2: openings are 0.14 of base employment, which is not a total",
    ):
        read("ca_edd_areas_2020", text(tmp_path / "e.csv", EDD_HEAD + lines.replace("2233120", "223312")))
    with pytest.raises(MissingColumnError, match="lacks the column Total Job Openings"):
        read("ca_edd_areas_2020", text(tmp_path / "e.csv", EDD_HEAD.replace("Openings", "Opening") + lines))


SAMPLE = "area_type,area_name,period,soc_code,title,base_employment,projected_employment,numeric_change,percent_change,total_job_openings\n"


def test_edd_sample_keeps_the_newer_rows_of_the_state_apart(tmp_path):
    state = "State,California,2024-2034,11-3021,M,96800.0,112800.0,16000.0,16.5,82270.0\n"
    region = (
        "Metropolitan Area,Bakersfield-Delano MSA (Kern "
        "County),2023-2033,11-3021,M,480.0,570.0,90.0,18.8,440.0\n"
    )
    raw = read("ca_edd_areas_2023_sample", text(tmp_path / "s.csv", SAMPLE + state + region))
    assert raw[["area_type", "base_year", "projected_year"]].values.tolist() == [
        ["State", 2024, 2034],
        ["Metropolitan Area", 2023, 2033],
    ]
    assert raw["exits_jobs_total"].isna().all()
    with pytest.raises(
        ValueRangeError,
        match=r"column period, row 3: 'Bakersfield-Delano MSA .Kern County.' is 2024-2034; only the state is",
    ):
        read(
            "ca_edd_areas_2023_sample",
            text(tmp_path / "s.csv", SAMPLE + state + region.replace("2023-2033", "2024-2034")),
        )


def edd_state(path, change=0.0881, title="2023-2033 Occupational Employment Projections", scope="Statewide"):
    head = [
        "SOC Level[1]",
        "SOC Code[2]",
        "Occupational Title[3]",
        "Base Year Employment Estimate 2023[4][5]",
        "Projected Year Employment Estimate 2033",
    ]
    head += [
        "Numeric Change 2023-2033[6]",
        "Percent-age Change 2023-2033",
        "Exits\n[7]",
        "Transfers\n[8]",
        "Total Job Openings\n[9]",
    ]
    top = [[v] + [""] * 9 for v in (title, "California", scope)]
    rows = [
        [1, "00-0000", "Total", 19511500, 21230900, 1719400, change, 9292660, 13039390, 24051450],
        ["End of worksheet."] + [""] * 9,
    ]
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame([*top, head, *rows]).to_excel(book, sheet_name="Occupational", index=False, header=False)
    return path


def test_edd_statewide_workbook(tmp_path):
    raw = read("ca_edd_state", edd_state(tmp_path / "c.xlsx"))
    assert raw["soc"].tolist() == ["00-0000"]
    assert raw.loc[0, ["area_name", "base_year", "projected_year", "openings_jobs_total"]].tolist() == [
        "California",
        2023,
        2033,
        24_051_450,
    ]
    assert raw["change_percent"].iloc[0] == pytest.approx(8.81)
    with pytest.raises(FormatError, match="expected '2023-2033'"):
        read(
            "ca_edd_state",
            edd_state(tmp_path / "c.xlsx", title="2021-2031 Occupational Employment Projections"),
        )
    with pytest.raises(FormatError, match="expected the statewide table"):
        read("ca_edd_state", edd_state(tmp_path / "c.xlsx", scope="Kern County"))
    with pytest.raises(ValueRangeError, match="column Percent-age Change 2023-2033, row 5: 881 percent, but"):
        read("ca_edd_state", edd_state(tmp_path / "c.xlsx", change=8.81))


# ------------------------------------------------------------------------ real files


@needs_raw
@pytest.mark.raw
@pytest.mark.parametrize(
    ("source_id", "rows", "places", "column"),
    [
        ("ep_occupations", 1_113, 2, "occupation_type"),
        ("ep_separations", 1_113, 2, "occupation_type"),
        ("projections_central", 36_626, 55, "state_fips"),
        ("projections_central_2020", 34_484, 55, "state_fips"),
        ("ca_edd_state", 793, 1, "area_name"),
        ("ca_edd_areas_2020", 16_908, 33, "area_name"),
        ("ca_edd_areas_2023_sample", 1_448, 32, "area_name"),
    ],
)
def test_real_files(source_id, rows, places, column):
    raw = SOURCE[source_id].locate(RAW).read()
    assert (len(raw), raw[column].nunique()) == (rows, places)
    if source_id == "ep_occupations":
        assert raw["occupation_type"].eq("Line item").sum() == 832
        assert raw["training"].eq("Apprenticeship").sum() == 15
        assert raw["change_percent"].iloc[0] == 3.1
    if source_id == "projections_central":
        assert (raw["base_jobs"] == 0).sum() == 82
    if source_id == "ca_edd_areas_2023_sample":
        assert raw["soc"].nunique() == 56
        assert raw.loc[0, ["area_type", "period"]].tolist() == ["State", "2024-2034"]
