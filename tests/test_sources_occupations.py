"""Readers of O*NET, the EP tables of education and industries, the national matrix and RAPIDS."""

from __future__ import annotations

import gzip
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import apprenticeship, bls_ep, crosswalks, onet, skills
from tests.support import RAW, needs_raw

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {s.id: s for module in (onet, skills, bls_ep, apprenticeship, crosswalks) for s in module.SOURCES}
TEXT = "onet/db_30_2_text"
OCCUPATIONS = 'O*NET-SOC Code\tTitle\tDescription\n29-1141.00\tRegistered Nurses\tAssess "patients" health.\n29-1141.01\tAcute Care Nurses\tProvide care.\n'


def read(source_id: str, raw: Path) -> pd.DataFrame:
    return SOURCES[source_id].locate(raw).read()


def put(raw: Path, path: str, text: str) -> None:
    target = raw / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode()) if path.endswith(".gz") else text.encode())


def workbook(raw: Path, path: str, sheet: str, rows: list[list[object]]) -> None:
    target = raw / path
    target.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_excel(target, sheet_name=sheet, header=False, index=False)


def test_database_is_read_plain_gzipped_and_from_the_official_zip(tmp_path):
    put(tmp_path / "a", f"{TEXT}/Occupation Data.txt", OCCUPATIONS)
    put(tmp_path / "b", f"{TEXT}/Occupation Data.txt.gz", OCCUPATIONS)
    (tmp_path / "c/onet").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "c/onet/db_30_2_text.zip", "w") as archive:
        archive.writestr("db_30_2_text/Occupation Data.txt", OCCUPATIONS)
    frames = [read("onet_occupations", tmp_path / d) for d in "abc"]
    assert frames[0]["description"][0] == 'Assess "patients" health.'
    for other in frames[1:]:
        pd.testing.assert_frame_equal(frames[0], other)
    with pytest.raises(FormatError, match=r"no member 'Job Zones.txt'"):
        read("onet_job_zones", tmp_path / "c")


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        (OCCUPATIONS.replace("Description", "Text"), MissingColumnError, "lacks the column Description"),
        (OCCUPATIONS.replace("29-1141.01", "29114101"), FormatError, "29114101.*O\\*NET-SOC code"),
        ("<html><body>busy</body></html>", FormatError, "HTML page"),
        ("", FormatError, "empty"),
    ],
)
def test_faulty_database_files_are_refused(tmp_path, text, error, match):
    put(tmp_path, f"{TEXT}/Occupation Data.txt", text)
    with pytest.raises(error, match=match):
        read("onet_occupations", tmp_path)


def test_work_context_keeps_shares_and_suppression(tmp_path):
    head = (
        "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tCategory\tData Value\tN\tStandard "
        "Error\tLower CI Bound\tUpper CI Bound\tRecommend Suppress\tNot Relevant\tDate\tDomain Source\n"
    )
    row = (
        "11-1011.00\t4.C.3.d.4\tWork "
        "Schedules\t{scale}\t{category}\t{value}\t37\t1\t1\t1\t{s}\tn/a\t08/2023\tIncumbent\n"
    )
    good = (
        head
        + row.format(scale="CT", category="n/a", value="1.09", s="N")
        + row.format(scale="CTP", category="1", value="91.58", s="Y")
    )
    put(tmp_path, f"{TEXT}/Work Context.txt", good)
    frame = read("onet_work_context", tmp_path)
    assert pd.isna(frame["category"][0])
    assert frame.loc[1, ["category", "value", "suppress"]].tolist() == [1.0, 91.58, "Y"]
    put(
        tmp_path,
        f"{TEXT}/Work Context.txt",
        head + row.format(scale="CTP", category="1", value="191.58", s="N"),
    )
    with pytest.raises(ValueRangeError, match=r"191\.58"):
        read("onet_work_context", tmp_path)


def test_the_sample_is_not_taken_for_the_whole(tmp_path):
    assert not any("sample" in v.path.lower() for v in SOURCES["onet_work_context"].variants)
    assert SOURCES["onet_work_context"].optional


def test_unknown_tier_and_kind_are_refused(tmp_path):
    put(
        tmp_path,
        f"{TEXT}/Related Occupations.txt",
        "O*NET-SOC Code\tRelated O*NET-SOC Code\tRelatedness "
        "Tier\tIndex\n11-1011.00\t11-1021.00\tCousin\t1\n",
    )
    with pytest.raises(FormatError, match="Cousin"):
        read("onet_related", tmp_path)
    put(
        tmp_path,
        "onet/green_occupations_onet_18_1.txt",
        "O*NET-SOC Code\tGreen Occupational Category\n11-1011.03\tGreenish\n",
    )
    with pytest.raises(FormatError, match="Greenish"):
        read("green_occupations", tmp_path)


HEAD_54 = [
    "2024 National Employment Matrix title", "2024 National Employment Matrix code", "Typical education needed for entry",
    "Work experience in a related occupation", (
        "Typical on-the-job training needed to attain competency in the occupation"
    ), "Related",
]  # fmt: skip


def education(
    code: str = "29-1141",
    level: str = "Bachelor's degree",
    title: str = "Table 5.4 Education and training assignments, 2024",
) -> list[list[object]]:
    return [
        [title, *[""] * 5],
        HEAD_54,
        ["Registered nurses[1]", code, level, "None", "None", "OOH"],
        ["Source: BLS", *[""] * 5],
    ]


def test_education_none_is_a_value(tmp_path):
    workbook(tmp_path, "bls_ep/bls_ep_education_2024_34.xlsx", "Table 5.4", education())
    row = read("ep_education", tmp_path).iloc[0]
    assert row.tolist() == ["29-1141", "Registered nurses", "Bachelor's degree", "None", "None"]


@pytest.mark.parametrize(
    ("rows", "error", "match"),
    [
        (education(level="Bachelors"), ValueRangeError, "row 3.*'Bachelors'"),
        (
            education(title="Table 5.4 Education and training assignments, 2022"),
            FormatError,
            "expected '2024'",
        ),
        (education(code="nurse"), FormatError, "no code"),
    ],
)
def test_faulty_education_is_refused(tmp_path, rows, error, match):
    workbook(tmp_path, "bls_ep/bls_ep_education_2024_34.xlsx", "Table 5.4", rows)
    with pytest.raises(error, match=match):
        read("ep_education", tmp_path)


def test_attainment_shares_must_add_up(tmp_path):
    levels = list(bls_ep._ATTAINMENT)
    rows = [
        ["Table 5.3 Attainment, 2022–23 (Percent)", *[""] * 8],
        [*HEAD_54[:2], *levels],
        ["Nurses", "29-1141", 10, 10, 10, 10, 10, 10, 10],
    ]
    workbook(tmp_path, "bls_ep/bls_ep_education_2024_34.xlsx", "Table 5.3", rows)
    with pytest.raises(ValueRangeError, match=r"sum of the shares.*70"):
        read("ep_attainment", tmp_path)


def test_matrix_without_headers(tmp_path):
    path = "bls_ep/national_employment_matrix_2018_28_employment.csv.gz"
    put(tmp_path, path, '00-0000,TE1000,161037700.0,169435900.0\n11-1011,"523,50",100.0,110.0\n')
    frame = read("nem_2018_employment", tmp_path)
    assert frame["nem"].tolist() == ["TE1000", "523,50"]
    assert frame["employment_2018"].sum() == 161_037_800
    put(tmp_path, path, "occ,ind,a,b\n11-1011,TE1000,1,2\n")
    with pytest.raises(FormatError, match="row 1: 'occ'"):
        read("nem_2018_employment", tmp_path)
    put(tmp_path, path, "11-1011,TE1000,1,2\n11-1011,TE1000,1,2\n")
    with pytest.raises(FormatError, match="is there twice"):
        read("nem_2018_employment", tmp_path)


def test_rapids_restores_the_hyphen(tmp_path):
    head = "occupational_title,rapids_code,onet_code,term_length,type\n"
    put(
        tmp_path,
        "apprenticeship/rapids_occupations_2019.csv",
        head + "A,1,31.9093.00,2000,TB\nB,2,47-2111.00,8000,TB\n",
    )
    assert read("rapids", tmp_path)["onet_code"].tolist() == ["31-9093.00", "47-2111.00"]
    put(tmp_path, "apprenticeship/rapids_occupations_2019.csv", head + "A,1,31909300,2000,TB\n")
    with pytest.raises(FormatError, match="only 0%"):
        read("rapids", tmp_path)


def test_onet_asks_for_its_text():
    for source in onet.SOURCES:
        assert "CC BY 4.0" in source.licence
        assert (
            "U.S. Department of Labor, Employment and Training Administration (USDOL/ETA)" in source.citation
        )
        assert "not approved, endorsed, or tested" in source.citation


@needs_raw
@pytest.mark.raw
def test_real_files_have_the_known_counts():
    expected = {
        "ep_education": 832, "onet_related": 923 * 20, "onet_alternate_titles": 57_543, "green_occupations": 204, "rapids": 1373,
        "cip_soc": 5723, "soc_groups": 28, "nem_2018_employment": 110_575, "nem_2018_industries": 434, "advanced_to_nem": 50,
    }  # fmt: skip
    assert {name: len(SOURCES[name].locate(RAW).read()) for name in expected} == expected
    assert (SOURCES["ep_education"].locate(RAW).read()["training"] == "Apprenticeship").sum() == 15


@needs_raw
@pytest.mark.raw
def test_official_work_context_layout(tmp_path):
    folder = tmp_path / TEXT
    folder.mkdir(parents=True)
    (folder / "Work Context.txt").write_bytes((RAW / TEXT / "Work Context.sample.txt").read_bytes())
    frame = read("onet_work_context", tmp_path)
    row = frame[
        (frame["onet_soc"] == "11-1011.00") & (frame["element"] == "4.C.3.d.4") & (frame["scale"] == "CTP")
    ]
    assert row["value"].tolist() == [91.58, 7.93, 0.48]


RATED = (
    "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tRecommend Suppress\tNot Relevant\tDate\n"
    "29-1141.00\t2.A.1.b\tActive Listening\tIM\t4.00\t8\tN\tn/a\t08/2024\n"
    "29-1141.00\t2.A.1.b\tActive Listening\tLV\t4.25\t8\tN\tN\t08/2024\n"
    "29-1141.00\t2.B.3.k\tRepairing\tIM\t1.00\t8\tY\t\t08/2024\n"
    "29-1141.00\t2.B.3.k\tRepairing\tLV\t0.00\t8\t\tY\t08/2024\n"
)
TECHNOLOGY = (
    "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
    "29-1141.00\tEpic Systems\t42230000\tMedical software\tY\tN\n"
)


def test_ratings_are_the_same_from_the_zip_and_from_a_table(tmp_path):
    put(tmp_path / "a", "onet/onet_29_0_skills.csv.gz", RATED.replace("\t", ","))
    (tmp_path / "b/onet").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "b/onet/db_29_0_text.zip", "w") as archive:
        archive.writestr("db_29_0_text/Skills.txt", RATED)
    one, other = (read("onet_skills", tmp_path / d) for d in "ab")
    pd.testing.assert_frame_equal(one, other)
    assert one["value"].tolist() == [4.0, 4.25, 1.0, 0.0]
    assert one["suppress"].tolist() == [False, False, True, False]
    assert one["not_relevant"].tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("source", "text", "change", "refused"),
    [
        ("onet_skills", RATED, ("2.B.3.k", "2.C.1.a"), (FormatError, "element of Skills.txt")),
        ("onet_skills", RATED, ("\tLV\t4.25", "\tLV\t7.25"), (ValueRangeError, "7.25")),
        ("onet_skills", RATED, ("\tIM\t4.00", "\tIM\t0.00"), (ValueRangeError, "1")),
        ("onet_skills", RATED, ("\tLV\t4.25", "\tIM\t4.25"), (FormatError, "2.A.1.b")),
        ("onet_skills", RATED, ("\tY\t\t", "\tX\t\t"), (FormatError, "neither Y nor N")),
        ("onet_skills", RATED, ("29-1141.00", "29114100"), (FormatError, "O\\*NET-SOC code")),
        ("onet_skills", RATED, ("Not Relevant", "Relevant"), (MissingColumnError, "lacks the column Not Relevant")),
        ("onet_technology", TECHNOLOGY, ("Y\tN", "yes\tN"), (FormatError, "neither Y nor N")),
        ("onet_technology", TECHNOLOGY, ("Epic Systems", " "), (FormatError, "names no technology")),
        ("onet_technology", TECHNOLOGY, (TECHNOLOGY[TECHNOLOGY.index("29-") :], ""), (FormatError, "no rows")),
    ],
)  # fmt: skip
def test_faulty_ratings_and_technology_are_refused(tmp_path, source, text, change, refused):
    name = "skills" if source == "onet_skills" else "technology_skills"
    put(tmp_path, f"onet/onet_29_0_{name}.csv.gz", text.replace(*change).replace("\t", ","))
    with pytest.raises(refused[0], match=refused[1]):
        read(source, tmp_path)


@needs_raw
def test_every_rated_occupation_has_all_skills_of_the_release():
    rated = read("onet_skills", RAW)
    assert rated["onet_soc"].nunique() == 879
    assert rated.groupby("onet_soc").size().eq(70).all()
